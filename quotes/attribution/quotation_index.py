"""Looking up the quotations of an article by position."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from quotes.parsing.quotations import Quotation, find_quotations
from quotes.records import Article, Span


class QuotationIndex:
    """The quotations of an article at one depth, in text order, to be looked up by position.

    Args:
        article: quotations in its boilerplate are left out.
        depth: 0 for outer quotations, 1 for those inside them.
    """

    def __init__(self, article: Article, depth: int = 0) -> None:
        self.text = article.text
        self.all = tuple(_outside_boilerplate(article, depth))
        self._starts = [quotation.span.start for quotation in self.all]

    def around(self, position: int) -> Quotation | None:
        """The quotation that contains the character."""
        index = bisect_right(self._starts, position) - 1
        if index >= 0 and position < self.all[index].span.end:
            return self.all[index]
        return None

    def before(self, position: int) -> Quotation | None:
        """The last quotation that ends at or before the character."""
        index = bisect_right(self._starts, position) - 1
        if index >= 0 and self.all[index].span.end > position:
            index -= 1
        return self.all[index] if index >= 0 else None

    def after(self, position: int) -> Quotation | None:
        """The first quotation that starts at or after the character."""
        index = bisect_left(self._starts, position)
        return self.all[index] if index < len(self.all) else None

    def within(self, span: Span) -> Sequence[Quotation]:
        """The quotations that overlap the span."""
        first = bisect_right(self._starts, span.start) - 1
        if first < 0 or self.all[first].span.end <= span.start:
            first += 1
        return self.all[first : bisect_left(self._starts, span.end)]


def _outside_boilerplate(article: Article, depth: int) -> Iterator[Quotation]:
    """The quotations of one depth that don't overlap boilerplate."""
    boilerplate = sorted(article.boilerplate)
    passed = 0
    for quotation in find_quotations(article.text):
        while passed < len(boilerplate) and boilerplate[passed].end <= quotation.span.start:
            passed += 1
        hidden = passed < len(boilerplate) and boilerplate[passed].overlaps(quotation.span)
        if quotation.depth == depth and not hidden:
            yield quotation
