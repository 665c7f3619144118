"""Gold files, predictions and names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from quotes.errors import ArticleError
from quotes.evaluation.annotations import (
    Aliases,
    annotate,
    field_text,
    read_aliases,
    read_annotated,
    read_gold,
    read_predictions,
)
from quotes.records import Article, Attribution, Evidence, Span


def write(folder: Path, *lines: object) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    return path


def test_left_out_and_null_fields(tmp_path: Path) -> None:
    """A field that gold leaves out is unset, one that it gives as null is None."""
    path = write(
        tmp_path,
        {"id": "a", "text": "Ann left", "attributions": [{"content": [[0, 3]], "speaker": None}]},
    )
    (article,) = read_gold(path).articles
    (annotation,) = article.attributions
    assert annotation.content == (Span(0, 3),)
    assert annotation.speaker is None
    assert annotation.role is UNSET


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param({"id": "a", "text": "x"}, "attributions", id="no attributions"),
        pytest.param(
            {"id": "a", "text": "x", "attributions": [{"content": [[3, 1]]}]},
            r"0 <= start < end.*\$\.attributions\[0\]\.content\[0\]",
            id="backward span",
        ),
        pytest.param(
            {"id": "a", "text": "x", "attributions": [{"content": [[0, 9]]}]},
            r"outside the text of 1 .*\$\.attributions\[0\]",
            id="span outside the text",
        ),
        pytest.param({"id": "first", "text": "y", "attributions": []}, "second", id="id twice"),
    ],
)
def test_bad_gold_is_told_with_its_place(tmp_path: Path, line: object, reason: str) -> None:
    """A bad line is named with its number and the path of the field."""
    path = write(tmp_path, {"id": "first", "text": "x", "attributions": []}, line)
    with pytest.raises(ArticleError, match=rf"gold\.jsonl:2: .*{reason}"):
        read_gold(path)


def test_a_part_of_the_gold(tmp_path: Path) -> None:
    """Of each three articles the first may be taken; the digest is that of the whole file."""
    path = write(tmp_path, *[{"id": name, "text": "x", "attributions": []} for name in "abcde"])
    part = read_gold(path, every=3)
    assert [article.id for article in part.articles] == ["a", "d"]
    assert part.sha256 == read_gold(path).sha256


def test_no_gold(tmp_path: Path) -> None:
    """A missing or empty file is an error with its path."""
    with pytest.raises(ArticleError, match="No such file"):
        read_gold(tmp_path / "nowhere.jsonl")
    (tmp_path / "empty.jsonl").touch()
    with pytest.raises(ArticleError, match="empty"):
        read_gold(tmp_path / "empty.jsonl")


def test_predictions_of_others_need_only_spans(tmp_path: Path) -> None:
    """A prediction may leave out its text and all but the content."""
    path = write(tmp_path, {"id": "a", "attributions": [{"content": [[0, 3]]}]}, {"id": "b"})
    found = read_predictions(path)
    assert found.keys() == {"a", "b"}
    assert found["a"][0].content == (Span(0, 3),)
    assert found["b"] == ()


def test_our_own_attributions_are_annotations() -> None:
    """An attribution keeps its spans, its fields and its confidence."""
    attribution = Attribution(
        id="1",
        article_id="a",
        content=(Span(0, 3),),
        type="direct",
        speaker="Ann Lee",
        confidence=0.5,
        evidence=Evidence(rule="clause"),
        model_version="1",
    )
    (annotation,) = annotate([attribution])
    assert annotation.content == (Span(0, 3),)
    assert (annotation.type, annotation.speaker, annotation.role) == ("direct", "Ann Lee", None)
    assert annotation.confidence == 0.5


@pytest.mark.parametrize(
    ("gold", "predicted", "same"),
    [
        pytest.param("Edita Šorel", "edita sorel", True, id="accents and case"),
        pytest.param("Mr. Lee", "Lee", True, id="title"),
        pytest.param("Işık", "Isik", True, id="dotless i"),
        pytest.param("Hydrosar", "State utility", True, id="alias"),
        pytest.param("State utility", "Hydrosar", False, id="aliases go one way"),
        pytest.param("Lee", None, False, id="not found"),
        pytest.param(None, "Lee", False, id="named where nobody is"),
        pytest.param(None, None, True, id="nobody"),
        pytest.param(None, "", True, id="nobody as empty words"),
    ],
)
def test_same_names(gold: str | None, predicted: str | None, same: bool) -> None:
    """Names are the same without accents, case and titles, or through an alias."""
    assert Aliases({"Hydrosar": ["the state utility"]}).same(gold, predicted) is same


def test_aliases_from_a_file(tmp_path: Path) -> None:
    """The file maps a canonical name to its other forms; without one there are none."""
    path = tmp_path / "names.json"
    path.write_text('{"Ann Lee": ["Annie"]}', encoding="utf-8")
    assert read_aliases(path).same("Ann Lee", "Annie")
    assert not read_aliases(None).same("Ann Lee", "Annie")
    path.write_text('{"Ann Lee": 3}', encoding="utf-8")
    with pytest.raises(ArticleError, match=r"\$\[\.\.\.\]"):
        read_aliases(path)
    with pytest.raises(ArticleError, match="No such file"):
        read_aliases(tmp_path / "nowhere.json")


def test_annotations_apart_from_their_texts(tmp_path: Path) -> None:
    """Texts of one file with the attributions of another, for the articles that it has."""
    texts, annotations = tmp_path / "texts.jsonl", tmp_path / "annotations.jsonl"
    texts.write_text(
        """{"id": "a", "text": "So be it.", "attributions": []}
        {"id": "b", "text": "No.", "attributions": []}""",
        encoding="utf-8",
    )
    line = """{"id": "ID", "attributions": [{"content": [[0, 5]], "speaker": "Ann Lee"}]}"""
    annotations.write_text(line.replace("ID", "a"), encoding="utf-8")
    (article,) = read_annotated([texts], annotations)
    assert (article.text, article.attributions[0].speaker) == ("So be it.", "Ann Lee")
    for wrong, problem in (("b", "a span lies outside"), ("c", "no article .c.")):
        annotations.write_text(line.replace("ID", wrong), encoding="utf-8")
        with pytest.raises(ArticleError, match=problem):
            read_annotated([texts], annotations)


def test_both_shapes_are_one(tmp_path: Path) -> None:
    """Spans and speakers are read as pairs and names, and as objects."""
    pairs = {
        "content": [[0, 3]], "cue": [[4, 8]], "source": None, "setting": [[1, 2]],
        "speaker": "Ann", "addressee": "CNN",
    }  # fmt: skip
    objects = {
        "content": [{"start": 0, "end": 3, "text": "Ann"}],
        "cue": [{"start": 4, "end": 8}],
        "source": None,
        "setting": [{"start": 1, "end": 2}],
        "speaker": {"id": "ann", "name": "Ann", "kind": "person"},
        "addressee": {"start": 0, "end": 3, "text": "CNN"},
    }
    lines = ({"id": str(n), "attributions": [row]} for n, row in enumerate((pairs, objects)))
    (old,), (new,) = read_predictions(write(tmp_path, *lines)).values()
    assert replace(new, addressee=old.addressee) == old
    assert (field_text(new.addressee), new.speaker) == ("CNN", "Ann")


@pytest.mark.parametrize(
    ("name", "sha256", "problem"),
    [
        pytest.param("b", "SHA", None, id="text of the second file"),
        pytest.param("b", None, None, id="no digest"),
        pytest.param("b", "0" * 64, r"text of .b. is not the one .*\$\.sha256", id="another text"),
        pytest.param("c", "SHA", r"no article .c. in .*one\.jsonl, .*two\.jsonl", id="no text"),
    ],
)
def test_annotations_of_several_files(
    tmp_path: Path, name: str, sha256: str | None, problem: str | None
) -> None:
    """Texts come from any of the files, without attributions, and must be the annotated ones."""
    texts = [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]
    for path, row in zip(
        texts, ({"id": "a", "text": "No."}, {"id": "b", "text": "Só."}), strict=True
    ):
        path.write_text(json.dumps(row), encoding="utf-8")
    digest = Article(id="b", text="Só.").sha256 if sha256 == "SHA" else sha256
    annotations = tmp_path / "annotations.jsonl"
    row = {"id": name, "sha256": digest, "attributions": [{"content": [[0, 2]]}]}
    annotations.write_text(json.dumps(row), encoding="utf-8")
    if problem is None:
        assert [article.text for article in read_annotated(texts, annotations)] == ["Só."]
    else:
        with pytest.raises(ArticleError, match=problem):
            read_annotated(texts, annotations)
