"""The law that an article's company changes nothing: alone, in any batch, in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import strategies
from builders import FakeParser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotes.pipeline import extract_articles
from quotes.records import Article

if TYPE_CHECKING:
    from quotes.parsing.parser import StanzaParser
    from quotes.parsing.protocol import ArticleParser


def check(articles: list[Article], order: list[Article], words: int, parser: ArticleParser) -> None:
    alone = {a.id: list(extract_articles([a], parser)) for a in articles}
    together = list(extract_articles(order, parser, batch_words=words))
    assert together == [item for article in order for item in alone[article.id]]


@given(strategies.articles(5), st.data(), st.integers(1, 60))
def test_any_batch_and_order(articles: list[Article], data: st.DataObject, words: int) -> None:
    """Whatever is beside it in the batch, an article gives what it gives alone."""
    check(articles, data.draw(st.permutations(articles)), words, FakeParser())


@pytest.mark.models
@given(strategies.articles(4), st.data())
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_batch_and_order_with_the_models(
    shipped_parser: StanzaParser, articles: list[Article], data: st.DataObject
) -> None:
    """The models' scores don't depend on what they are computed beside."""
    check(articles, data.draw(st.permutations(articles)), 20_000, shipped_parser)
