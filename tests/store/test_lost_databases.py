"""The database fails while articles are stored or exported: the command ends at once with 3, and
what it acknowledged is kept.
"""

from __future__ import annotations

import json
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from builders import TEXT, FakeParser
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, text

from quotes.cli import main as cli
from quotes.errors import StoreError, UnstorableError
from quotes.records import Extraction
from quotes.store import open_store
from quotes.store.write.articles import Articles

Run = Callable[..., Result]
ARTICLES = 12


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command with a parser that finds a word in each line."""
    # In this process, whose parser is another.
    monkeypatch.setenv("ONRECORD_ARTICLE_SECONDS", "0")
    monkeypatch.setattr("quotes.parsing.parser.load_parser", lambda *_: FakeParser())

    def invoke(*words: str | Path) -> Result:
        return CliRunner().invoke(cli.main, [str(word) for word in words])

    return invoke


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """JSON lines of articles, each with a quote and 100 KB of text."""
    file = tmp_path / "articles.jsonl"
    rows = ({"id": f"a{n}", "text": f"{TEXT}\n\n{'x' * 100_000}{n}"} for n in range(ARTICLES))
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return file


@pytest.fixture
def url(new_url: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> str:
    """A database without articles that the commands use, of either kind."""
    url = new_url()
    monkeypatch.setenv("ONRECORD_DATABASE_URL", url)
    return url


@pytest.fixture
def file(database: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A SQLite database without articles that the commands use."""
    monkeypatch.setenv("ONRECORD_DATABASE_URL", f"sqlite:///{database}")
    return database


@pytest.fixture
def saved(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the articles whose saving was begun, and of those that were acknowledged a second
    time.
    """
    ids: list[str] = []

    def save(self: Articles, extraction: Extraction, original: Callable = Articles.save) -> str:  # type: ignore[type-arg]
        ids.append(extraction.article.id)
        became = original(self, extraction)
        ids.append(extraction.article.id)
        return str(became)

    monkeypatch.setattr(Articles, "save", save)
    return ids


@contextmanager
def longest_file(size: int) -> Iterator[None]:
    """No file of this process can grow beyond the size, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_ingest_on_a_full_disk(run: Run, file: Path, articles: Path, saved: list[str]) -> None:
    """It stops at the first article that does not fit; the next run, with room, stores the rest."""
    with longest_file(file.stat().st_size + 600_000):
        result = run("ingest", articles)
    assert result.exit_code == 3
    assert "the database can't be used" in result.stderr
    assert "room on its disk" in result.stderr
    assert "quarantined" not in result.stderr
    acknowledged = {article for article in saved if saved.count(article) == 2}
    assert 0 < len(acknowledged) < ARTICLES
    assert len(set(saved)) == len(acknowledged) + 1
    with open_store(f"sqlite:///{file}") as store:
        assert store.count().articles == len(acknowledged)
        assert not [finding for finding in store.verify() if finding.broken]
    again = json.loads(run("ingest", articles, "--json").stdout)
    assert (again["unchanged"], again["new"]) == (len(acknowledged), ARTICLES - len(acknowledged))


def test_ingest_when_the_database_goes(
    run: Run, url: str, articles: Path, monkeypatch: pytest.MonkeyPatch, saved: list[str]
) -> None:
    """Whatever the reason, no further article is processed."""
    original = Articles.save

    def fail(self: Articles, extraction: Extraction) -> str:
        if len(saved) >= 6:
            raise StoreError("the database can't be used: it is gone")
        return str(original(self, extraction))

    monkeypatch.setattr(Articles, "save", fail)
    result = run("ingest", articles)
    assert result.exit_code == 3
    assert "it is gone" in result.stderr
    assert saved == ["a0", "a0", "a1", "a1", "a2", "a2"]
    monkeypatch.setattr(Articles, "save", original)
    assert json.loads(run("ingest", articles, "--json").stdout)["new"] == ARTICLES - 3
    assert url


def test_ingest_when_the_server_ends_its_connections(
    run: Run, new_postgres: Callable[[], str], articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when PostgreSQL is restarted or stopped; the next run goes on."""
    url = new_postgres()
    monkeypatch.setenv("ONRECORD_DATABASE_URL", url)
    original, count = Articles.save, iter(range(100))

    def save(self: Articles, extraction: Extraction) -> str:
        if next(count) == 3:
            other = create_engine(url)
            with other.connect() as connection:
                connection.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
                )
            other.dispose()
        return str(original(self, extraction))

    monkeypatch.setattr(Articles, "save", save)
    result = run("ingest", articles)
    assert result.exit_code == 3
    assert "the database can't be used" in result.stderr
    assert json.loads(run("ingest", articles, "--json").stdout)["unchanged"] == 3


def test_an_article_that_does_not_fit_is_quarantined(
    run: Run, url: str, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault is the article's, not the database's, so the others are stored."""
    original = Articles.save

    def refuse(self: Articles, extraction: Extraction) -> str:
        if extraction.article.id == "a1":
            raise UnstorableError("too long")
        return str(original(self, extraction))

    monkeypatch.setattr(Articles, "save", refuse)
    result = run("ingest", articles, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["new"] == ARTICLES - 1
    assert url


def test_broken_pages(run: Run, file: Path, articles: Path, tmp_path: Path) -> None:
    """Ingest and export say what to do; an export leaves no file."""
    run("ingest", articles)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        roots = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name IN ('articles', 'attributions')"
        ).fetchall()
    with file.open("r+b") as pages:
        for (root,) in roots:
            pages.seek((root - 1) * size)
            pages.write(b"\xff" * size)
    for words in (("ingest", articles), ("export", "quotes", "--output", tmp_path / "quotes.csv")):
        result = run(*words)
        assert (result.exit_code, result.stdout) == (3, ""), result.output
        assert "restore it from a backup" in result.stderr
    assert not list(tmp_path.glob("*quotes.csv*"))


@pytest.mark.parametrize("index", ["articles_fts", "ix_attributions_speaker", "ix_articles_search"])
def test_a_lost_index(run: Run, url: str, articles: Path, tmp_path: Path, index: str) -> None:
    """Ingest and export name it; without it answers would be slow, or would lack what is new."""
    is_sqlite = url.startswith("sqlite")
    if index == ("ix_articles_search" if is_sqlite else "articles_fts"):
        pytest.skip("the other kind of database has it")
    engine = create_engine(url)
    with engine.begin() as connection:
        if is_sqlite:
            definition = None
        else:
            named = text("SELECT indexdef FROM pg_indexes WHERE indexname = :name")
            definition = connection.execute(named, {"name": index}).scalar_one()
        kind = "TABLE" if index.endswith("_fts") else "INDEX"
        connection.execute(text(f"DROP {kind} {index}"))
    try:
        export = ("export", "quotes", "--output", tmp_path / "quotes.csv")
        for words in (("ingest", articles), export):
            result = run(*words)
            assert (result.exit_code, result.stdout) == (3, "")
            assert index in result.stderr
    finally:
        if definition is not None:  # another test may get this database
            with engine.begin() as connection:
                connection.execute(text(definition))
        engine.dispose()


def test_an_export_to_a_full_disk(run: Run, file: Path, articles: Path, tmp_path: Path) -> None:
    """It says so and leaves no file."""
    run("ingest", articles)
    with longest_file(100_000):  # enough for the index of the log
        result = run("export", "articles", "--output", tmp_path / "articles.csv")
    assert result.exit_code != 0
    assert "can't be written" in result.stderr
    assert not list(tmp_path.glob("*articles.csv*"))
    assert file


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.9])
def test_a_truncated_database(run: Run, file: Path, articles: Path, share: float) -> None:
    """A file that was cut is refused when it is opened or found by `verify`: no command takes it
    for a sound one.
    """
    run("ingest", articles)
    with file.open("r+b") as cut:
        cut.truncate(int(file.stat().st_size * share))
    result = run("verify")
    assert result.exit_code == 3
    assert run("export", "articles", "--output", "-", "--format", "csv").exit_code == 3
