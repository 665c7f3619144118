"""Model files are loaded only as they were shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from quotes.errors import ModelError
from quotes.parsing.manifest import check_models, read_manifest, write_manifest


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A folder with two models, their manifest, and a file that is no model."""
    (tmp_path / "parser.pt").write_bytes(b"parser")
    (tmp_path / "encoder.safetensors").write_bytes(b"encoder")
    (tmp_path / "README.md").write_text("about the models")
    write_manifest(tmp_path, "test-1")
    return tmp_path


def test_what_was_shipped_passes(models: Path) -> None:
    """Unaltered files pass, and the manifest names each with its size."""
    manifest = check_models(models)
    assert manifest == read_manifest(models)
    assert manifest.version == "test-1"
    assert {file.name: file.size for file in manifest.files} == {
        "encoder.safetensors": 7,
        "parser.pt": 6,
    }


def test_an_altered_file_is_refused(models: Path) -> None:
    """A file of the same size with other bytes is named, and how to mend it."""
    (models / "parser.pt").write_bytes(b"PARSER")
    with pytest.raises(ModelError, match=r"parser\.pt was altered.*reinstall onrecord"):
        check_models(models)


def test_a_missing_file_is_refused(models: Path) -> None:
    """A file that is not there is named, and how to mend it."""
    (models / "parser.pt").unlink()
    with pytest.raises(ModelError, match=r"parser\.pt is missing.*reinstall onrecord"):
        check_models(models)


def test_other_files_do_not_matter(models: Path) -> None:
    """What the manifest doesn't name may change."""
    (models / "README.md").write_text("more about the models")
    assert check_models(models)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(None, id="missing"),
        pytest.param(b"", id="empty"),
        pytest.param(b"{}", id="without fields"),
        pytest.param(b'{"version": "1", "files": [{"name": "a"}]}', id="without digests"),
    ],
)
def test_no_manifest(tmp_path: Path, content: bytes | None) -> None:
    """Without a readable manifest there are no models, and the message says how to mend it."""
    if content is not None:
        (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(ModelError, match=r"no models in .*reinstall onrecord"):
        check_models(tmp_path)
