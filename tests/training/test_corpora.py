"""Training corpora as sentences: treebanks, entity tags, and attributions laid onto words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from quotes.training.corpora import (
    LabeledLink,
    LabeledSentence,
    read_entity_tags,
    read_news,
    read_treebank,
)


def conllu(*rows: tuple[str, str, int, str], document: str = "GUM_x") -> str:
    """A sentence of (word, XPOS, head, Entity=) rows."""
    lines = [f"# newdoc id = {document}", "# text = …"]
    for number, (word, xpos, head, entity) in enumerate(rows, 1):
        misc = f"Entity={entity}" if entity else "_"
        lines.append(f"{number}\t{word}\t{word}\tX\t{xpos}\t_\t{head}\tdep\t_\t{misc}")
    return "\n".join(lines) + "\n\n"


def read(path: Path, text: str) -> list[LabeledSentence]:
    path.write_text(text, encoding="utf-8")
    return list(read_treebank(path))


def test_read_treebank(tmp_path: Path) -> None:
    """Words with their heads and tags; ranges and empty nodes are no words, marks are straight."""
    text = (
        "# newdoc id = a\n# text = don’t “go”\n"
        "1-2\tdon’t\t_\t_\t_\t_\t_\t_\t_\t_\n"
        "1\tdo\tdo\tAUX\tVBP\t_\t3\taux\t_\t_\n"
        "2\tn’t\tnot\tPART\tRB\t_\t3\tadvmod\t_\t_\n"
        "2.1\tx\tx\tX\tX\t_\t_\t_\t_\t_\n"
        "3\t“go”\tgo\tVERB\tVB\t_\t0\troot\t_\t_\n\n"
        "1\tYes\tyes\tINTJ\tUH\t_\t0\troot\t_\t_\n\n"
    )
    first, second = read(tmp_path / "x.conllu", text)
    assert first.words == ("do", "n't", '"go"')
    assert (first.heads, first.deprels) == ((3, 3, 0), ("aux", "advmod", "root"))
    assert (first.upos, first.xpos) == (("AUX", "PART", "VERB"), ("VBP", "RB", "VB"))
    assert first.entities == ()
    assert first.document == second.document == "a"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            [("Anna", "NNP", 3, "(1-person-new"), ("Bell", "NNP", 1, "1)"), ("sat", "VBD", 0, "")],
            ["B-PER", "I-PER", "O"],
            id="a name",
        ),
        pytest.param(
            [("Oslo", "NNP", 2, "(1-place-new)"), ("fell", "VBD", 0, "")],
            ["B-LOC", "O"],
            id="one word",
        ),
        pytest.param(
            [
                ("mayor", "NN", 2, "(1-person-new"),
                ("Bell", "NNP", 3, "1)"),
                ("sat", "VBD", 0, ""),
            ],
            ["O", "B-PER", "O"],
            id="proper nouns only",
        ),
        pytest.param(
            [("the", "DT", 2, "(1-person-new"), ("mayor", "NN", 0, "1)")],
            ["O", "O"],
            id="a description is no name",
        ),
        pytest.param(
            [("June", "NNP", 0, "(1-time-new)")], ["O"], id="other types stay untagged"
        ),
        pytest.param(
            [
                ("Oslo", "NNP", 2, "(1-organization-new(2-place-new)"),
                ("Bank", "NNP", 0, "1)"),
            ],
            ["B-ORG", "I-ORG"],
            id="the outermost name",
        ),
    ],
)  # fmt: skip
def test_named_entities(
    tmp_path: Path, rows: Sequence[tuple[str, str, int, str]], expected: list[str]
) -> None:
    """GUM's mentions that are names become tags."""
    (sentence,) = read(tmp_path / "x.conllu", conllu(*rows))
    assert list(sentence.entities) == expected


def test_other_treebanks_have_no_entities(tmp_path: Path) -> None:
    """A treebank that marks no names says nothing, rather than that there are none."""
    text = conllu(("Anna", "NNP", 0, "(1-person-new)"), document="weblog-1")
    assert read(tmp_path / "x.conllu", text)[0].entities == ()


def test_read_entity_tags(tmp_path: Path) -> None:
    """Words and tags, an empty line between sentences."""
    file = tmp_path / "x.bio"
    file.write_text("Ann\tB-PER\nsat\tO\n\n\nOslo’s\tB-LOC\n", encoding="utf-8")
    assert list(read_entity_tags(file)) == [
        LabeledSentence(words=("Ann", "sat"), entities=("B-PER", "O")),
        LabeledSentence(words=("Oslo's",), entities=("B-LOC",)),
    ]


def lay(
    tmp_path: Path, sentences: Sequence[str], *articles: tuple[str, dict[str, str]]
) -> list[tuple[int, tuple[LabeledLink, ...]]]:
    """The number of sentences and the links of each window of sentences of words, laid on from
    (text, words of each role) articles.
    """
    tags, file = tmp_path / "tags.bio", tmp_path / "articles.jsonl"
    rows = []
    for number, (text, components) in enumerate(articles):
        spans = {
            component: [[text.index(words), text.index(words) + len(words)]] if words else []
            for component, words in ({"source": "", "cue": "", "content": ""} | components).items()
        }
        rows.append(json.dumps({"id": str(number), "text": text, "attributions": [spans]}))
    file.write_text("\n".join(rows), encoding="utf-8")
    blocks = ["".join(f"{word}\tO\n" for word in words.split()) for words in sentences]
    tags.write_text("\n".join(blocks), encoding="utf-8")
    return [(len(window.sentences), window.links) for window in read_news(tags, file, 8)]


@pytest.mark.parametrize(
    ("words", "text", "components", "expected"),
    [
        pytest.param(
            "Lee said they go .",
            "Lee said they go.",
            {"source": "Lee", "cue": "said", "content": "they go"},
            LabeledLink(1, (0,), (1,), (2, 3)),
            id="plain",
        ),
        pytest.param(
            "`` We go , '' Lee said .",
            "“We go,” Lee said.",
            {"source": "Lee", "cue": "said", "content": "“We go,”"},
            LabeledLink(6, (5,), (6,), (0, 1, 2, 3, 4)),
            id="marks spelled otherwise",
        ),
        pytest.param(
            "Lee -LRB- 40 -RRB- said -- yes ...",
            "Lee (40) said — yes…",
            {"source": "Lee (40)", "cue": "said", "content": "yes…"},
            LabeledLink(4, (0, 1, 2, 3), (4,), (6, 7)),
            id="brackets, dashes and dots",
        ),
        pytest.param(
            "Lee Park said so",
            "Lee\u00a0Park\n said so",
            {"source": "Lee\u00a0Park", "cue": "said", "content": "so"},
            LabeledLink(2, (0, 1), (2,), (3,)),
            id="other spaces",
        ),
    ],
)
def test_attributions_are_laid_on_words(
    tmp_path: Path, words: str, text: str, components: dict[str, str], expected: LabeledLink
) -> None:
    """Character spans become indices of words, however these are spelled."""
    assert lay(tmp_path, [words], (text, components)) == [(1, (expected,))]


def test_the_anchor_is_the_word_that_attributes_most(tmp_path: Path) -> None:
    """The anchor is the word of a cue that is in cues most often."""
    lines = ["Lee said so .", "Bo has said so , has Bo , has Cy ."]
    first = ("Lee said so.", {"source": "Lee", "cue": "said", "content": "so"})
    second = ("Bo has said so, has Bo, has Cy.", {"cue": "has said", "content": "so"})
    (_, (_, (link,))) = lay(tmp_path, lines, first, second)
    assert (link.anchor, link.cue) == (2, (1, 2))


def test_windows_hold_sentences_of_one_article(tmp_path: Path) -> None:
    """Neighbouring sentences share a window while they fit in; the next article starts anew."""
    lines = [
        "It rained , Lee said .",
        "Yes .",
        "It snowed all day , Bo said .",
        "It thawed all day long .",
    ]
    first = ("It rained, Lee said. Yes. It snowed all day, Bo said.", {})
    assert [size for size, _ in lay(tmp_path, lines, first, ("It thawed all day long.", {}))] == [
        2,
        1,
        1,
    ]


def test_sentences_that_are_not_there(tmp_path: Path) -> None:
    """A sentence that no article has is left out, and the next is found all the same."""
    components = {"cue": "rained", "content": "It"}
    found = lay(tmp_path, ["It snowed .", "It rained ."], ("It rained.", components))
    assert found == [(1, (LabeledLink(1, (), (1,), (0,)),))]
