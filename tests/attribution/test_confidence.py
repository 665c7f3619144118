"""Which links are likely enough: outside news more is asked."""

from __future__ import annotations

import pytest
from builders import parse

from quotes.attribution.confidence import estimate_confidence, is_likely
from quotes.attribution.cues import CueList
from quotes.attribution.links import find_links
from quotes.attribution.parsed_article import Link, ParsedArticle

FILLER = " ".join(["so"] * 200)
REPORT = "{source} {cue} that it holds ."
TREE = """{source}/{tag}/2/nsubj {cue}={lemma}/VERB/0/root that/SCONJ/5/mark it/PRON/5/nsubj
holds=hold/VERB.VBZ/2/ccomp ./PUNCT/2/punct"""


def read(source: str, tag: str, cue: str, lemma: str, filler: str) -> tuple[ParsedArticle, Link]:
    """The link of a statement at the start of an article that goes on with the filler."""
    text = f"{source} {cue} that it holds. {filler}."
    sentence = TREE.format(source=source, tag=tag, cue=cue, lemma=lemma)
    rest = " ".join(f"{word}/ADV/0/root" for word in filler.split()) + " ./PUNCT/1/punct"
    reading = [(cue, [source], ["it holds"])]
    parsed = ParsedArticle(parse(text, sentence, rest, read=reading))
    (link,) = find_links(parsed, CueList({}))
    return parsed, link


def test_news_is_told_by_its_words_of_reporting() -> None:
    """One "said" in 250 words is enough, none is not; a short text may be news."""
    assert read("Lee", "PROPN", "argued", "argue", FILLER + " said")[0].is_news
    assert not read("Lee", "PROPN", "argued", "argue", FILLER)[0].is_news
    assert read("Lee", "PROPN", "argued", "argue", "so")[0].is_news


@pytest.mark.parametrize(
    ("source", "tag", "likely"),
    [
        pytest.param("Lee", "PROPN", True, id="another"),
        pytest.param("We", "PRON", False, id="the writer"),
        pytest.param("This", "PRON", False, id="the text"),
    ],
)
def test_outside_news_a_text_does_not_report_itself(source: str, tag: str, likely: bool) -> None:
    """A paper that argues is no speaker, and whom it cites is."""
    parsed, link = read(source, tag, "argue", "argue", FILLER)
    assert estimate_confidence(parsed, link) > 0.8
    assert is_likely(parsed, link) is likely
