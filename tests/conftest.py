"""The builders and strategies, importable by every test, the shipped models, and the corpora."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from web_server import WebServer

    from quotes.parsing.parser import StanzaParser

ROOT = Path(__file__).parents[1]
_MANIFEST = ROOT / "quotes" / "english" / "manifest.json"


def _load(name: str) -> None:
    """Puts a file of this folder among the modules: importlib mode puts no folder on the path."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


_load("builders")
_load("strategies")
_load("web_server")


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    """A web server of this machine, which may be asked though its address is not public."""
    from web_server import run_web_server

    with run_web_server(monkeypatch) as server:
        yield server


@pytest.fixture(scope="session")
def shipped_parser() -> StanzaParser:
    """The parser with the shipped models; tests that ask for it are marked `models`."""
    if not _MANIFEST.is_file():
        pytest.skip(f"{_MANIFEST.relative_to(ROOT)} is missing")
    from quotes.parsing.parser import load_parser

    return load_parser("shipped", threads=1)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora that are not ours to publish; tests that need it are skipped without
    it. It lies beside the repository, or where ONRECORD_SHARED says.
    """
    folder = Path(os.environ.get("ONRECORD_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"the development corpora are not in {folder} (or ONRECORD_SHARED)")
    return folder
