"""The law of offsets: every span of an extraction lies in the text and slices to its words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import strategies
from builders import FakeParser
from hypothesis import HealthCheck, given, settings

from quotes.pipeline import extract_articles
from quotes.records import Article, Attribution, Extraction, Span

if TYPE_CHECKING:
    from quotes.parsing.parser import StanzaParser
    from quotes.parsing.protocol import ArticleParser


def spans_of(attribution: Attribution) -> Iterator[Span]:
    """Every span that an attribution holds."""
    for field in ("content", "cue", "source", "setting", "time", "anonymity_phrase"):
        yield from getattr(attribution, field)
    yield from attribution.evidence.antecedent
    if attribution.addressee is not None:
        yield attribution.addressee.span


def check(text: str, parser: ArticleParser) -> None:
    (found,) = extract_articles([Article(id="a", text=text)], parser)
    assert isinstance(found, Extraction)
    assert found.article.text == text
    for attribution in found.attributions:
        assert attribution.content
        assert list(attribution.content) == sorted(attribution.content)
        for span in spans_of(attribution):
            words = span.slice(text)  # raises where the span reaches out
            assert words
            assert words == words.strip()
        if attribution.addressee is not None:
            assert attribution.addressee.text == attribution.addressee.span.slice(text)


@given(strategies.texts)
@settings(max_examples=200)
def test_spans_lie_in_the_text(text: str) -> None:
    """Whatever the text, all spans slice to words without space around them."""
    check(text, FakeParser())


@pytest.mark.models
@given(strategies.news)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_spans_of_the_models_lie_in_the_text(shipped_parser: StanzaParser, text: str) -> None:
    """The models' spans, too."""
    check(text, shipped_parser)
