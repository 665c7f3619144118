"""What decides answers is read only as it was shipped."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from quotes.english import manifest, tables
from quotes.english.manifest import PACKAGE, check_files, read_manifest, write_manifest
from quotes.errors import ModelError

SHIPPED = [file.name for file in read_manifest().files]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with a model, two tables, their manifest, and a file that decides nothing."""
    for name in ("english/models/parser.pt", "english/acts.tsv", "readers/agencies.tsv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "english" / "README.md").write_text("about the models")
    write_manifest("test-1", tmp_path)
    return tmp_path


def test_the_shipped_files_are_those_of_the_manifest() -> None:
    """If this fails, a file was changed without `make manifest`."""
    assert check_files() == read_manifest()
    assert {"english/confidence.json", "english/speaker_confidence.json", "english/coreference.tsv",
            "english/models/resources.json", "english/topics/lexicon.tsv",
            "readers/boilerplate.tsv"} <= set(SHIPPED)  # fmt: skip


@pytest.mark.parametrize("name", SHIPPED)
def test_any_changed_byte_is_refused(tmp_path: Path, name: str) -> None:
    """Also of a large file, and at its end."""
    shutil.copytree(PACKAGE / "english", tmp_path / "english", copy_function=_link)
    shutil.copytree(PACKAGE / "readers", tmp_path / "readers", copy_function=_link)
    content = bytearray((PACKAGE / name).read_bytes())
    content[-1] ^= 1
    (tmp_path / name).unlink()
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ModelError, match=rf"{Path(name).name} was altered.*make manifest"):
        check_files(tmp_path)


def _link(source: str, target: str) -> None:
    Path(target).symlink_to(source)


def test_a_missing_file_is_refused(package: Path) -> None:
    (package / "english/models/parser.pt").unlink()
    with pytest.raises(ModelError, match=r"parser\.pt is missing.*reinstall onrecord"):
        check_files(package)


def test_a_further_file_is_refused(package: Path) -> None:
    (package / "english/models/more.pt").write_bytes(b"more")
    with pytest.raises(ModelError, match=r"more\.pt is not in the manifest"):
        check_files(package)


def test_other_files_do_not_matter(package: Path) -> None:
    (package / "english" / "README.md").write_text("more about the models")
    assert check_files(package).version == "test-1"


def test_a_new_manifest_keeps_the_version(package: Path) -> None:
    (package / "english/acts.tsv").write_text("edited")
    write_manifest(package=package)
    assert check_files(package).version == "test-1"


def test_a_list_is_checked_when_it_is_read(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the models, too."""
    file = package / "english/acts.tsv"
    index = {file: manifest._describe_file("english/acts.tsv", b"as shipped")}
    monkeypatch.setattr(manifest, "_index_manifest", lambda: index)
    for read in (tables.read_rows, tables.read_lines, tables.read_weights):
        with pytest.raises(ModelError, match=r"acts\.tsv was altered"):
            read(file)  # type: ignore[operator]
    with pytest.raises(ModelError, match=r"other\.tsv is not in the manifest"):
        tables.read_lines(package / "other.tsv")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(None, id="missing"),
        pytest.param(b"", id="empty"),
        pytest.param(b"{}", id="without fields"),
        pytest.param(b'{"version": "1", "files": [{"name": "a"}]}', id="without digests"),
    ],
)
def test_no_manifest(package: Path, content: bytes | None) -> None:
    """Without a readable manifest there are no models, and the message says how to mend it."""
    file = package / "english" / "manifest.json"
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ModelError, match=r"no models in .*reinstall onrecord"):
        check_files(package)
