"""`onrecord speakers`: who is who, shown and decided on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quotes.cli.main import main
from quotes.records import Article, Attribution, Evidence, Extraction, Span
from quotes.store import Store, open_store


def invoke(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["speakers", *arguments, "--data-dir", str(folder)])


def save(store: Store, article: str, name: str) -> None:
    text = f"{name} said so."
    found = Attribution(
        id=f"{article}1",
        article_id=article,
        content=(Span(len(name) + 6, len(text) - 1),),
        type="indirect",
        speaker=name,
        speaker_id=name.lower().replace(" ", "-"),
        speaker_kind="person",
        role="secretary of state",
        confidence=1.0,
        evidence=Evidence(rule="test"),
        model_version="test",
    )
    store.articles.save(Extraction(article=Article(id=article, text=text), attributions=(found,)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data directory with three articles, of which two were linked and one waits."""
    with open_store(f"sqlite:///{tmp_path / 'onrecord.db'}", create=True) as store:
        save(store, "a", "John F Kerry")
        save(store, "b", "John Kerry")
        save(store, "c", "Kerry")
    return tmp_path


def test_merges_are_shown_with_their_evidence(folder: Path) -> None:
    """A line each: ids, rule, what agreed."""
    answer = invoke(folder, "merges")
    assert answer.exit_code == 0, answer.output
    assert "merged\tjohn-f-kerry\tjohn-kerry" in answer.output
    assert "role: secretary of state" in answer.output
    assert "merged" not in invoke(folder, "merges", "nobody").output


def test_a_candidate_is_merged_and_the_merge_undone(folder: Path) -> None:
    """Who decided it and why is shown."""
    waiting = invoke(folder, "candidates").output
    (kerry,) = {word for word in waiting.split() if word.startswith("kerry-")}
    done = invoke(folder, "merge", "john-kerry", kerry, "--by", "Lena", "--reason", "same man")
    assert done.exit_code == 0, done.output
    assert "Lena\tsame man" in invoke(folder, "merges", kerry).output
    assert kerry not in invoke(folder, "candidates").output
    assert invoke(folder, "undo", "2", "--reason", "not he").exit_code == 0
    assert "parted" in invoke(folder, "merges", kerry).output


def test_an_article_is_parted(folder: Path) -> None:
    """The speaker of one article becomes somebody else."""
    assert invoke(folder, "part", "john-kerry", "a", "--reason", "his cousin").exit_code == 0
    assert "parted" in invoke(folder, "merges").output


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["merge", "john-kerry", "nobody", "--reason", "x"], 2, "'nobody'"),
        (["merge", "john-kerry", "john-f-kerry", "--reason", "x"], 2, "one speaker already"),
        (["undo", "99", "--reason", "x"], 2, "'99'"),
        (["part", "john-kerry", "c", "--reason", "x"], 2, "in this article"),
    ],
    ids=["no speaker", "one already", "no event", "no article"],
)
def test_what_cannot_be_decided(folder: Path, arguments: list[str], code: int, words: str) -> None:
    """The error names it."""
    answer = invoke(folder, *arguments)
    assert answer.exit_code == code
    assert words in " ".join(answer.output.split())


def test_a_reason_is_needed(folder: Path) -> None:
    """Nobody decides without one."""
    assert invoke(folder, "merge", "john-kerry", "kerry").exit_code == 2
