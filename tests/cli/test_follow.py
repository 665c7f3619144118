"""`onrecord follow`: what comes into a folder is read when it is whole, once, and after a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from builders import TEXT

from quotes.cli.extractor import Extractor
from quotes.cli.followed_folder import FollowedFolder
from quotes.readers import ArticleDefaults
from quotes.settings import Settings, load_settings
from quotes.store import Store, open_store

ROOT = Path(__file__).parents[2]
# The command, with a parser that knows one text and no limits.
_FOLLOW = """
import sys
sys.path.insert(0, "tests")
from builders import SAID, TEXT, FakeParser
import quotes.parsing.parser
quotes.parsing.parser.load_parser = lambda *_: FakeParser({TEXT: [SAID]})
import quotes.cli.fetch
quotes.cli.fetch._FOLDER_SECONDS = 0.05
from quotes.cli.main import main
main(["follow", *sys.argv[1:]])
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    from builders import SAID, FakeParser

    monkeypatch.setattr("quotes.parsing.parser.load_parser", lambda *_: FakeParser({TEXT: [SAID]}))
    return load_settings({}, data_dir=str(tmp_path / "data"), article_seconds=0)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with open_store(settings.database_url, create=True) as store:
        yield store


def follow(inbox: Path, settings: Settings, store: Store) -> FollowedFolder:
    return FollowedFolder(
        inbox, settings, store, Extractor(settings), ArticleDefaults(), lambda: False
    )


def list_ids(store: Store) -> list[str]:
    return sorted(article.id for article in store.articles.list().items)


def test_a_file_is_read_when_it_no_longer_grows(
    inbox: Path, settings: Settings, store: Store
) -> None:
    """And again when it has changed; hidden ones never."""
    folder = follow(inbox, settings, store)
    (inbox / "a.txt").write_text(TEXT)
    (inbox / ".b.txt").write_text(TEXT + " Hidden.")
    folder.read()
    with (inbox / "a.txt").open("a") as file:
        file.write(" More.")
    folder.read()
    assert list_ids(store) == []
    folder.read()
    assert store.articles.get("a").article.text.endswith("More.")
    version = store.version()
    folder.read()
    assert store.version() == version
    (inbox / "a.txt").write_text(TEXT + " New.")
    folder.read()
    folder.read()
    assert store.articles.get("a").article.text.endswith("New.")


def test_equal_names_stay_apart(inbox: Path, settings: Settings, store: Store) -> None:
    """Files of a name in several folders have ids of their own, whichever comes first."""
    folder = follow(inbox, settings, store)
    for name in ("x/a.txt", "a.txt", "y/a.txt"):
        (inbox / name).parent.mkdir(exist_ok=True)
        (inbox / name).write_text(f"{TEXT} {name}")
        folder.read()
        folder.read()
    assert list_ids(store) == ["a", "x/a", "y/a"]


def test_what_was_read_is_known_afterwards(
    inbox: Path, settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To another process; what can't be read is quarantined, and read when it was mended."""
    (inbox / "a.txt").write_text(TEXT)
    (inbox / "bad.txt").write_text("\n")
    first = follow(inbox, settings, store)
    first.read()
    first.read()
    assert [entry.path for entry in store.quarantine.list()] == [str(inbox / "bad.txt")]

    def fail(*_: object) -> None:
        raise AssertionError("read again")

    second = follow(inbox, settings, store)
    with monkeypatch.context() as patch:
        patch.setattr("quotes.cli.followed_folder.ArticleRun", fail)
        second.read()
        second.read()
    (inbox / "bad.txt").write_text(TEXT + " Mended.")
    second.read()
    second.read()
    assert list_ids(store) == ["a", "bad"]
    assert store.quarantine.list() == []


@contextmanager
def following(inbox: Path, settings: Settings) -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "ONRECORD_DATA_DIR": settings.data_dir,
        "ONRECORD_ARTICLE_SECONDS": "0",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", _FOLLOW, str(inbox)],
        env=environment, cwd=ROOT, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for(store: Store, ids: list[str]) -> None:
    deadline = time.monotonic() + 120
    while list_ids(store) != ids:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_service_is_killed_and_stopped(inbox: Path, settings: Settings, store: Store) -> None:
    """Nothing is lost or stored twice after kill -9, and SIGTERM ends it with 0."""
    (inbox / "a.txt").write_text(TEXT)
    with following(inbox, settings) as process:
        wait_for(store, ["a"])
        (inbox / "b.txt").write_text(TEXT + " B.")
        process.kill()
        assert process.wait(60) == -signal.SIGKILL
    (inbox / "c.txt").write_text(TEXT + " C.")
    with following(inbox, settings) as process:
        wait_for(store, ["a", "b", "c"])
        process.terminate()
        assert process.wait(60) == 0
    assert {finding.broken for finding in store.verify()} == {0}
    assert store.version() == 3
