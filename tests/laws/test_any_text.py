"""The law that no text stops the pipeline: whatever stands in it, it gives an extraction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import strategies
from builders import FakeParser
from hypothesis import HealthCheck, example, given, settings

from quotes.pipeline import extract_articles
from quotes.records import Article, Extraction

if TYPE_CHECKING:
    from quotes.parsing.parser import StanzaParser


@given(strategies.texts)
@settings(max_examples=200)
@example("\ud800")
@example("“" * 40)
def test_any_text(text: str) -> None:
    """With arbitrary trees, every text goes through all steps."""
    (found,) = extract_articles([Article(id="a", text=text)], FakeParser())
    assert isinstance(found, Extraction), found


@pytest.mark.models
@given(strategies.texts)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@example("“" * 700)
def test_any_text_with_the_models(shipped_parser: StanzaParser, text: str) -> None:
    """With the shipped models, too."""
    (found,) = extract_articles([Article(id="a", text=text)], shipped_parser)
    assert isinstance(found, Extraction), found
