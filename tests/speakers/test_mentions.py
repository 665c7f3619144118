"""Mentions: relations in the sentence, names' heads, and the quotations beside them."""

from __future__ import annotations

import pytest
from builders import parse

from quotes.attribution.parsed_article import ParsedArticle
from quotes.speakers.mentions import (
    find_described_name,
    find_name_heads,
    find_own_quotations,
    find_relation,
    find_span,
    make_mention,
    move_before_quotations,
)
from quotes.speakers.name_registry import NameRegistry

TEXT = "“It rains.” said the judge John Kerry"
SENTENCE = """“/PUNCT/3/punct It/PRON/3/nsubj rains=rain/VERB/6/ccomp ./PUNCT/3/punct
”/PUNCT/3/punct said=say/VERB/0/root the/DET/8/det judge/NOUN/6/nsubj John/PROPN/8/appos
Kerry/PROPN/9/flat"""


def read() -> ParsedArticle:
    return ParsedArticle(parse(TEXT, SENTENCE, entities={"John Kerry": "PER"}))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param(0, "subject", id="subject"),
        pytest.param(2, "subject", id="conjunct of a subject"),
        pytest.param(5, "owner", id="possessor"),
        pytest.param(7, "object", id="object"),
        pytest.param(9, "oblique", id="oblique"),
        pytest.param(3, "other", id="verb"),
    ],
)
def test_find_relation(word: int, expected: str) -> None:
    """A phrase has the relation of its head; conjuncts have that of the first of them."""
    text = "Ann and Bo saw the judge 's dog in Brask"
    sentence = """Ann/PROPN/4/nsubj and/CCONJ/3/cc Bo/PROPN/1/conj saw=see/VERB/0/root
    the/DET/6/det judge/NOUN/8/nmod:poss 's/PART/6/case dog/NOUN/4/obj in/ADP/10/case
    Brask/PROPN/4/obl"""
    (tree,) = ParsedArticle(parse(text, sentence)).trees
    assert find_relation(tree, word) == expected


def test_names_have_heads() -> None:
    """A name is found at the token that its other tokens depend on."""
    parsed = read()
    registry = NameRegistry(parsed)
    heads = find_name_heads(parsed.trees[0], registry)
    ((head, (referent, span)),) = heads.items()
    assert (head, referent.name, span.slice(TEXT)) == (8, "John Kerry", "John Kerry")
    described = find_described_name(parsed.trees[0], 7, heads)
    assert described is referent
    assert find_span(parsed, registry, make_mention(parsed, 0, 8, "name")) == span


def test_a_mention_moves_before_its_quotation() -> None:
    """The subject of a verb of saying has the quotation before it, wherever that begins."""
    parsed = read()
    mention = make_mention(parsed, 0, 7, "description")
    assert (mention.speaks, mention.relation, mention.quotation) == (True, "subject", None)
    quotations = find_own_quotations(parsed, mention)
    assert quotations == {0}
    assert move_before_quotations(parsed, mention, quotations).number == 0
    inside = make_mention(parsed, 0, 1, "pronoun")
    assert inside.quotation == 0
    assert find_own_quotations(parsed, inside) == frozenset()
