"""Quotations inside quotations."""

from __future__ import annotations

from builders import make_cues, make_link, parse, slices

from quotes.attribution.nested import add_nested
from quotes.attribution.reading import Reading

SAID = make_cues(say=["quote"])
TOLD = """“/PUNCT/3/punct He/PRON/3/nsubj said=say/VERB/0/root :/PUNCT/3/punct ‘/PUNCT/6/punct
Go/VERB/3/ccomp home/ADV/6/advmod ./PUNCT/6/punct ’/PUNCT/6/punct ”/PUNCT/3/punct
Lee/PROPN/12/nsubj said=say/VERB/3/parataxis ./PUNCT/3/punct"""


def test_an_inner_quotation_has_a_link_of_its_own() -> None:
    """Who says the inner words is found beside them; the outer link stays as it was."""
    text = "“He said: ‘Go home.’” Lee said."
    reading = Reading(parse(text, TOLD))
    outer = make_link(reading, "said.", "Lee", "“He said: ‘Go home.’”")
    nested, kept = add_nested(reading, [outer], SAID)
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
    assert add_nested(Reading(parse(text, sentence)), [], SAID) == []
