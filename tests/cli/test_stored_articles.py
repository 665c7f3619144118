"""Versions of articles, and articles withdrawn and restored, on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from builders import TEXT
from click.testing import Result

from quotes.store import open_store

Run = Callable[..., Result]


def write(folder: Path, name: str, **fields: str) -> Path:
    file = folder / f"{name}.jsonl"
    file.write_text(json.dumps({"id": "lee", "text": TEXT, "published": "2024-05-03"} | fields))
    return file


def list_ids(folder: Path) -> list[str]:
    with open_store(f"sqlite:///{folder}/data/onrecord.db") as store:
        return [article.id for article in store.articles.list().items]


def test_a_wrong_cancellation_is_taken_back(run: Run, tmp_path: Path) -> None:
    article = write(tmp_path, "1")
    run("ingest", article)
    notice = write(tmp_path, "2", pubstatus="canceled", published="2024-05-04")
    run("ingest", notice)
    assert list_ids(tmp_path) == []
    header, line = run("articles", "withdrawn").stdout.splitlines()
    assert header == "id\tchange\tat\treason"
    assert line.split("\t")[:2] == ["lee", "withdrawn"]
    run("ingest", article)
    assert list_ids(tmp_path) == []
    result = run("articles", "restore", "lee")
    assert (result.exit_code, "read again" in result.stderr) == (0, True)
    assert run("articles", "withdrawn").stdout.splitlines() == [header]
    run("ingest", article)
    assert list_ids(tmp_path) == ["lee"]


def test_withdrawn_by_hand(run: Run, tmp_path: Path) -> None:
    article = write(tmp_path, "1")
    run("ingest", article)
    assert run("articles", "withdraw", "lee").exit_code == 2
    assert run("articles", "withdraw", "lee", "--reason", "a hoax").exit_code == 0
    assert run("articles", "withdrawn").stdout.splitlines()[1].endswith("\ta hoax")
    run("ingest", article)
    assert list_ids(tmp_path) == []


def test_what_an_article_was(run: Run, tmp_path: Path) -> None:
    run("ingest", write(tmp_path, "1", title="They go"))
    run("ingest", write(tmp_path, "1", title="They went", text=TEXT + "\n\nCorrected."))
    newest, added, oldest = run("articles", "versions", "lee").stdout.splitlines()
    assert (newest.endswith("  They went"), oldest.endswith("  They go")) == (True, True)
    assert added == "  + Corrected."


def test_unknown_articles(run: Run, tmp_path: Path) -> None:
    run("ingest", write(tmp_path, "1"))
    for command in (("versions",), ("restore",), ("withdraw", "--reason", "why")):
        result = run("articles", *command, "nobody")
        assert (result.exit_code, "nobody" in result.stderr) == (2, True)
