"""`onrecord quarantine`: inputs that could not be read are listed, and read when mended."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import TEXT
from click.testing import Result

from quotes.store import open_store

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which two texts have the same name, and some inputs can't be read."""
    folder = tmp_path / "articles"
    for name, text in (("a/lee.txt", TEXT), ("b/lee.txt", "\n"), ("bad.txt", "Unparsable.")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    lines = ({"id": "one", "text": TEXT + " One."}, {"id": "two"}, {"id": "three", "text": ""})
    (folder / "lines.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return folder


def list_places(run: Run, *paths: str | Path) -> list[str]:
    """Path (below the folder) and line of each entry."""
    rows = [row.split("\t") for row in run("quarantine", "list", *paths).stdout.splitlines()]
    assert rows[0] == ["path", "line", "reason"]
    return [f"{path.partition('/articles/')[2]}:{line}" for path, line, _ in rows[1:]]


def list_ids(tmp_path: Path) -> set[str]:
    with open_store(f"sqlite:///{tmp_path}/data/onrecord.db") as store:
        return {article.id for article in store.articles.list().items}


def test_what_can_not_be_read_is_listed(run: Run, folder: Path) -> None:
    """With path from the root, line and reason, in the order of their paths; once."""
    for _ in range(2):
        assert run("ingest", "articles").exit_code == 1
        assert list_places(run) == ["b/lee.txt:", "bad.txt:", "lines.jsonl:2", "lines.jsonl:3"]
    assert list_places(run, "articles/lines.jsonl") == ["lines.jsonl:2", "lines.jsonl:3"]
    assert list_places(run, "articles/b") == ["b/lee.txt:"]
    listed = run("quarantine", "list").stdout
    assert f"{folder}/b/lee.txt\t\tempty: there is no text in it" in listed


def test_show(run: Run, folder: Path) -> None:
    """All that is known of a path; of one that is not on the list an error."""
    run("ingest", folder)
    shown = run("quarantine", "show", "articles/bad.txt").stdout
    assert f"{folder}/bad.txt\n  article: bad\n  reason: " in shown
    assert "last tried: 20" in shown
    result = run("quarantine", "show", "articles/a/lee.txt")
    assert (result.exit_code, result.stdout) == (2, "")


def test_retry_stores_what_was_mended(run: Run, folder: Path, tmp_path: Path) -> None:
    """Under the ids that `ingest` gives, without reading what is stored or new again."""
    run("ingest", folder)
    assert list_ids(tmp_path) == {"lee", "one"}
    (folder / "b" / "lee.txt").write_text(TEXT + " Mended.", encoding="utf-8")
    lines = (folder / "lines.jsonl").read_text().replace('"two"', f'"two", "text": "{TEXT} Two."')
    (folder / "lines.jsonl").write_text(lines, encoding="utf-8")
    (folder / "new.txt").write_text(TEXT + " New.", encoding="utf-8")
    result = run("quarantine", "retry", "--json")
    counts = json.loads(result.stdout)
    assert (counts["new"], counts["unchanged"], counts["quarantined"]) == (2, 1, 2)
    assert result.exit_code == 1
    assert list_ids(tmp_path) == {"lee", "one", "b/lee", "two"}
    assert list_places(run) == ["bad.txt:", "lines.jsonl:3"]


def test_retry_of_one_path_leaves_the_others(run: Run, folder: Path) -> None:
    run("ingest", folder)
    (folder / "bad.txt").write_text(TEXT + " Mended.", encoding="utf-8")
    assert run("quarantine", "retry", "articles/bad.txt").exit_code == 0
    assert list_places(run) == ["b/lee.txt:", "lines.jsonl:2", "lines.jsonl:3"]


def test_what_is_gone_goes_off_the_list(run: Run, folder: Path) -> None:
    run("ingest", folder)
    (folder / "bad.txt").unlink()
    assert "not there any more" in run("quarantine", "retry").stderr
    assert "bad.txt:" not in list_places(run)


def test_an_empty_folder_that_is_filled(run: Run, tmp_path: Path) -> None:
    """Is on the list itself, and a later file in it is read."""
    (tmp_path / "articles" / "empty").mkdir(parents=True)
    run("ingest", tmp_path / "articles" / "empty")
    assert list_places(run) == ["empty:"]
    (tmp_path / "articles" / "empty" / "lee.txt").write_text(TEXT, encoding="utf-8")
    assert run("quarantine", "retry").exit_code == 0
    assert (list_places(run), list_ids(tmp_path)) == ([], {"lee"})


def test_ingest_takes_what_it_reads_off_the_list(run: Run, folder: Path) -> None:
    """Of the paths that it is given, and of no others."""
    run("ingest", folder)
    run("ingest", "-", stdin="\n")
    (folder / "b" / "lee.txt").write_text(TEXT + " Mended.", encoding="utf-8")
    run("ingest", folder / "b")
    assert list_places(run) == [":", "bad.txt:", "lines.jsonl:2", "lines.jsonl:3"]
    run("ingest", "-", stdin=TEXT)
    assert list_places(run)[0] == "bad.txt:"


def test_inputs_of_other_commands_are_not_kept(run: Run, folder: Path, tmp_path: Path) -> None:
    """`read`, `extract` and `load` store no inputs."""
    run("migrate")
    for command in ("read", "extract"):
        assert run(command, folder).exit_code == 1
    assert run("load", folder / "lines.jsonl").exit_code == 1
    assert list_places(run) == []
