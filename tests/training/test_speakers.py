"""Weights of the coreference ranker: examples out of a treebank, and what is learned of them."""

from __future__ import annotations

from pathlib import Path

from builders import parse

from quotes.records import Article, Parse
from quotes.speakers.ranking import WEIGHTS, load_weights
from quotes.training.distant_supervision import CoreferenceExample, collect_descriptions
from quotes.training.speakers import (
    collect_examples,
    fit,
    read_coreference,
    read_weights,
    score,
    write_weights,
)

TREEBANK = """# newdoc id = GUM_news_a
# newpar
# text = Anna Lee sat.
1\tAnna\tAnna\tPROPN\tNNP\t_\t3\tnsubj\t_\tEntity=(1-person-new
2\tLee\tLee\tPROPN\tNNP\t_\t1\tflat\t_\tEntity=1)
3\tsat\tsit\tVERB\tVBD\t_\t0\troot\t_\t_
4\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_

# newpar
# text = She left.
1\tShe\tshe\tPRON\tPRP\t_\t2\tnsubj\t_\tEntity=(1-person-giv)
2\tleft\tleave\tVERB\tVBD\t_\t0\troot\t_\t_
3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

"""


def write(path: Path) -> Path:
    path.write_text(TREEBANK, encoding="utf-8")
    return path


def test_read_coreference(tmp_path: Path) -> None:
    """Text, paragraphs, names and clusters of a document."""
    ((parse, clusters),) = read_coreference(write(tmp_path / "gum.conllu"))
    assert parse.article.text == "Anna Lee sat.\n\nShe left."
    assert [sentence.paragraph for sentence in parse.sentences] == [0, 1]
    assert [entity.span.slice(parse.article.text) for entity in parse.entities] == ["Anna Lee"]
    assert clusters == {(0, 0, False): "1", (1, 0, False): "1"}


def test_collect_examples(tmp_path: Path) -> None:
    """A pronoun with a candidate is an example; the cluster says who is meant."""
    (example,) = collect_examples(write(tmp_path / "gum.conllu"))
    assert (example.kind, example.gold, len(example.rows)) == ("he", 0, 2)


def test_fit() -> None:
    """What is always meant gets weight, and the fitted weights choose it."""
    examples = [CoreferenceExample("he", [["near"], ["far"], ["nobody"]], 0)] * 20
    weights = fit(examples)
    assert weights["he", "near"] > weights["he", "far"]
    assert score(examples, weights) == {"he": 100.0}


def test_written_weights_have_no_zeros(tmp_path: Path) -> None:
    """The file is sorted and holds what makes a difference."""
    path = tmp_path / "weights.tsv"
    write_weights({("it", "b"): 0.5, ("he", "a"): -1.0, ("he", "c"): 0.001}, path)
    rows = path.read_text(encoding="utf-8").splitlines()
    assert rows == ["anaphor\tfeature\tweight", "he\ta\t-1.000", "it\tb\t0.500"]
    assert read_weights(path) == {("it", "b"): 0.5, ("he", "a"): -1.0}


def test_the_shipped_weights_are_for_all_classes() -> None:
    """Every class of anaphor can choose nobody."""
    assert WEIGHTS.exists()
    assert {kind for kind, name in load_weights() if name == "nobody"} == {
        "he",
        "it",
        "they",
        "the",
    }


def article(name: str, second: str) -> Parse:
    """Two sentences: an introduction with a role, or without, and a description."""
    first = "Ann Lee met Tom Park."
    sentence = """Ann/PROPN/3/nsubj Lee/PROPN/1/flat met=meet/VERB/0/root Tom/PROPN/3/obj
    Park/PROPN/4/flat ./PUNCT/3/punct"""
    if "Senator" in name:
        first = "Vermont Senator Ann Lee met Tom Park."
        sentence = """Vermont/PROPN/2/compound Senator/NOUN/3/nmod:desc Ann/PROPN/5/nsubj
        Lee/PROPN/3/flat met=meet/VERB/0/root Tom/PROPN/5/obj Park/PROPN/6/flat ./PUNCT/5/punct"""
    text = f"{first} {second}"
    described = """The/DET/3/det Vermont/PROPN/3/compound senator/NOUN/4/nsubj
    left=leave/VERB/0/root ./PUNCT/4/punct"""
    return parse(
        text,
        sentence,
        described,
        entities={"Ann Lee": "PER", "Tom Park": "PER"},
        article=Article(id=name, text=text),
    )


def test_roles_told_elsewhere_say_who_is_meant() -> None:
    """A description of a role that other articles tell is an example, and one of nobody without
    her who holds it; the article's own words do not count.
    """
    told = [article(f"Senator {n}", "The Vermont senator left.") for n in range(2)]
    untold = article("untold", "The Vermont senator left.")
    assert collect_descriptions([*told[:1], untold]) == []
    with_her, without = collect_descriptions([*told, untold])[-2:]
    assert "noun is new" in with_her.rows[with_her.gold]
    assert (with_her.gold < len(with_her.rows) - 1, without.gold) == (True, 1)
    assert len(without.rows) == len(with_her.rows) - 1
