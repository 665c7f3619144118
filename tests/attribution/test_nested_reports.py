"""What somebody who is cited says that others said."""

from __future__ import annotations

import pytest
from builders import make_cues, make_link, parse, slices

from quotes.attribution.nested_reports import add_nested
from quotes.attribution.parsed_article import ParsedArticle

SAID = make_cues(say=["quote"])
TOLD_THAT = make_cues(say=["clause"], show=["clause"])
TOLD = """“/PUNCT/3/punct He/PRON/3/nsubj said=say/VERB/0/root :/PUNCT/3/punct ‘/PUNCT/6/punct
Go/VERB/3/ccomp home/ADV/6/advmod ./PUNCT/6/punct ’/PUNCT/6/punct ”/PUNCT/3/punct
Lee/PROPN/12/nsubj said=say/VERB/3/parataxis ./PUNCT/3/punct"""


def test_an_inner_quotation_has_a_link_of_its_own() -> None:
    """Who says the inner words is found beside them; the outer link stays as it was."""
    text = "“He said: ‘Go home.’” Lee said."
    parsed = ParsedArticle(parse(text, TOLD))
    outer = make_link(parsed, "said.", "Lee", "“He said: ‘Go home.’”")
    nested, kept = add_nested(parsed, [outer], SAID)
    assert kept is outer
    assert nested.source is not None
    assert slices(text, nested.source.spans) == ["He"]
    assert slices(text, nested.content) == ["‘Go home.’"]


def test_a_title_inside_a_quotation_is_no_link() -> None:
    """Marks inside a quotation without a cue beside them attribute nothing."""
    text = "“I like ‘Home’,” Lee said."
    sentence = """“/PUNCT/3/punct I/PRON/3/nsubj like/VERB/9/ccomp ‘/PUNCT/5/punct Home/PROPN/3/obj
    ’/PUNCT/5/punct ,/PUNCT/3/punct ”/PUNCT/3/punct Lee/PROPN/10/nsubj said=say/VERB/0/root
    ./PUNCT/10/punct"""
    assert add_nested(ParsedArticle(parse(text, sentence)), [], SAID) == []


REPORTED = """Lee/PROPN/2/nsubj argued=argue/VERB.VBD/0/root that/SCONJ/6/mark
{who}/PRON/6/nsubj
{helper}/AUX.{aux}/6/aux {verb}={lemma}/VERB.{tag}/2/ccomp it/PRON/8/nsubj
works=work/VERB.VBZ/6/ccomp
./PUNCT/2/punct"""


@pytest.mark.parametrize(
    ("who", "helper", "verb", "lemma", "tag", "expected"),
    [
        pytest.param("Ray", "has", "said", "say", "VBN", ["it works"], id="another's report"),
        pytest.param("I", "have", "said", "say", "VBN", ["it works"], id="what one said oneself"),
        pytest.param("we", "do", "say", "say", "VB", None, id="what one says now"),
        pytest.param("Ray", "can", "say", "say", "VB", None, id="may be said"),
        pytest.param("it", "has", "shown", "show", "VBN", None, id="what a thing shows"),
    ],
)
def test_reports_in_indirect_speech(
    who: str, helper: str, verb: str, lemma: str, tag: str, expected: list[str] | None
) -> None:
    """A report inside of a statement has a link of its own."""
    aux = "MD" if helper == "can" else "VBP"
    sentence = REPORTED.format(who=who, helper=helper, aux=aux, verb=verb, lemma=lemma, tag=tag)
    text = f"Lee argued that {who} {helper} {verb} it works."
    parsed = ParsedArticle(parse(text, sentence))
    outer = make_link(parsed, "argued", "Lee", f"{who} {helper} {verb} it works")
    nested = [link for link in add_nested(parsed, [outer], TOLD_THAT) if link is not outer]
    assert [slices(text, link.content) for link in nested] == ([expected] if expected else [])


def test_reports_outside_of_statements_are_left_to_the_tagger() -> None:
    """The word list is used only where corpora leave attributions unmarked."""
    words = {"who": "Ray", "helper": "has", "aux": "VBZ", "verb": "said", "lemma": "say"}
    sentence = REPORTED.format(**words, tag="VBN")
    text = "Lee argued that Ray has said it works."
    assert add_nested(ParsedArticle(parse(text, sentence)), [], TOLD_THAT) == []
