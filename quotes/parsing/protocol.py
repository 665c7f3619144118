"""The parser that the pipeline expects, as a protocol; importing it loads no model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from quotes.records import Article, Parse


class ArticleParser(Protocol):
    """Anything that turns articles into parses."""

    version: str

    def parse_articles(
        self, articles: Sequence[Article], *, with_boilerplate: bool = False
    ) -> list[Parse]:
        """A parse for each article, in their order; boilerplate is left out unless asked for."""
