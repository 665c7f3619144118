"""`onrecord verify` and `onrecord db` as they are typed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from quotes.cli.main import main
from quotes.cli.options import BROKEN
from quotes.records import Article, Extraction
from quotes.store import hide_password, migrate, open_store


def run(*words: object) -> Result:
    return CliRunner().invoke(main, list(map(str, words)))


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder whose database holds an article."""
    with open_store(f"sqlite:///{tmp_path / 'onrecord.db'}", create=True) as store:
        store.articles.save(Extraction(article=Article(id="a", text="Ann left."), attributions=()))
    return tmp_path


def test_verify_finds_nothing_broken(data_dir: Path) -> None:
    done = run("verify", "--data-dir", data_dir)
    assert done.exit_code == 0
    assert "I3 articles and quotes are as recorded" in " ".join(done.stdout.split())


def test_verify_tells_what_is_broken(data_dir: Path) -> None:
    with closing(sqlite3.connect(data_dir / "onrecord.db")) as connection, connection:
        connection.execute("UPDATE articles SET statements = 3")
    done = run("verify", "--data-dir", data_dir, "--json")
    assert done.exit_code == BROKEN
    findings = [msgspec.json.decode(line) for line in done.stdout.splitlines()]
    (broken,) = [finding for finding in findings if finding["broken"]]
    assert broken["examples"] == ["article 'a': 0 of 3 attributions"]
    assert "restore a backup" in done.stderr


def test_a_database_is_copied(data_dir: Path, tmp_path: Path) -> None:
    source, target = (f"sqlite:///{tmp_path / name}" for name in ("onrecord.db", "copy.db"))
    done = run("db", "copy", source, target, "--json")
    assert done.exit_code == 0
    tables = {each["name"]: each for each in map(msgspec.json.decode, done.stdout.splitlines())}
    assert tables["articles"]["rows"] == 1
    assert run("db", "copy", source, target).exit_code == BROKEN
    with open_store(target) as store:
        assert store.count().articles == 1


def test_a_database_is_taken_back_and_brought_forward(data_dir: Path) -> None:
    """There is one revision yet; tests/store/admin/test_migrating.py has a second one."""
    done = run("db", "downgrade", "0001", "--data-dir", data_dir)
    assert (done.exit_code, "tables of version 0001" in done.stderr) == (0, True)
    unknown = run("db", "downgrade", "7", "--data-dir", data_dir)
    assert (unknown.exit_code, "only 0001" in unknown.stderr) == (BROKEN, True)
    migrate(f"sqlite:///{data_dir / 'onrecord.db'}")
    assert run("verify", "--data-dir", data_dir).exit_code == 0


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql+psycopg://ann:secret@host/x", "postgresql+psycopg://ann:***@host/x"),
        ("postgresql+psycopg://ann@host/x", "postgresql+psycopg://ann@host/x"),
        ("sqlite:////a%25b.db", "sqlite:////a%25b.db"),
        ("nonsense", "nonsense"),
    ],
)
def test_passwords_are_not_shown(url: str, shown: str) -> None:
    assert hide_password(url) == shown


def test_migrate_makes_a_database_once(tmp_path: Path) -> None:
    """A new database is made, and migrating it again changes nothing."""
    for _ in range(2):
        assert run("migrate", "--data-dir", tmp_path / "data").exit_code == 0
        assert (tmp_path / "data" / "onrecord.db").is_file()
