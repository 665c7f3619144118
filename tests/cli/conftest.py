"""A command line without models, and a file to read."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import SAID, TEXT, FakeParser
from click.testing import CliRunner, Result

from quotes.cli import main as cli

if "store_builders" not in sys.modules:
    _FILE = Path(__file__).parents[1] / "store" / "builders.py"
    _spec = importlib.util.spec_from_file_location("store_builders", _FILE)
    assert _spec
    assert _spec.loader
    _module = importlib.util.module_from_spec(_spec)
    sys.modules["store_builders"] = _module
    _spec.loader.exec_module(_module)

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command in an empty folder with a parser that knows one text."""
    parser = FakeParser({TEXT: [SAID]}, bad="Unparsable")
    # In this process, whose parser is another.
    monkeypatch.setenv("ONRECORD_ARTICLE_SECONDS", "0")
    monkeypatch.setattr("quotes.parsing.parser.load_parser", lambda *_: parser)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ONRECORD_DATA_DIR", str(tmp_path / "data"))

    def invoke(*words: str | Path, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(cli.main, [str(word) for word in words], input=stdin)

    return invoke


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    file = tmp_path / "lee.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file
