"""Frames and quotations joined: the content of a cue as character spans."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from quotes.attribution.frames import Frame
from quotes.attribution.trees import Tree, merge, overlap_of, trim
from quotes.parsing.quotations import Quotation, find_quotations
from quotes.records import Article, Span

_STOP = re.compile(r"[.!?…][\"”’')\]]*\s+[\"“‘'(\[]?[A-Z]|\n")
_WORD = re.compile(r"\w+")
_INVITING = frozenset(",?!—–-:;")  # a quotation that ends so is not over: its cue follows


class QuotationIndex:
    """The quotations of an article at one depth in text order, with what lies around a point.

    Args:
        article: its boilerplate is left out.
        depth: 0 for outer quotations, 1 for those inside them.
    """

    def __init__(self, article: Article, depth: int = 0) -> None:
        self.text = article.text
        self.all = tuple(_outside_boilerplate(article, depth))
        self._starts = [quotation.span.start for quotation in self.all]

    def around(self, position: int) -> Quotation | None:
        """The quotation that the character lies in."""
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
    """The quotations of the prose at a depth; what a page prints around it says nothing."""
    boilerplate = sorted(article.boilerplate)
    passed = 0
    for quotation in find_quotations(article.text):
        while passed < len(boilerplate) and boilerplate[passed].end <= quotation.span.start:
            passed += 1
        hidden = passed < len(boilerplate) and boilerplate[passed].overlaps(quotation.span)
        if quotation.depth == depth and not hidden:
            yield quotation


def content_spans(frame: Frame, tree: Tree, marks: QuotationIndex) -> tuple[Span, ...]:
    """The frame's content as trimmed spans, rounded to quotations."""
    return round_to_quotations(tree.spans(frame.content), tree[frame.head].span, marks)


def round_to_quotations(
    content: Iterable[Span], cue: Span, marks: QuotationIndex
) -> tuple[Span, ...]:
    """The content as trimmed spans; a quotation that it mostly covers is in with its marks, or not
    at all, unless the cue stands in that quotation.
    """
    spans: list[Span] = []
    for span in content:
        trimmed = trim(span, marks.text)
        if trimmed is not None and any(c.isalnum() for c in trimmed.slice(marks.text)):
            held = marks.within(span)
            whole = [q.span for q in held if _is_meant(q.span, span, cue)]
            if whole or not any(q.span.covers(span) and not q.span.covers(cue) for q in held):
                spans += [trimmed, *whole]
    return tuple(_bridge(spans, marks.text))


def _is_meant(quotation: Span, content: Span, cue: Span) -> bool:
    """Whether a quotation that the content touches is part of it: its start or half of it is."""
    if quotation.covers(cue):
        return False
    covered = overlap_of([content], quotation)
    begins = content.start <= quotation.start + 2 < content.end
    return begins or 2 * covered >= quotation.end - quotation.start


def _bridge(spans: Sequence[Span], text: str) -> Iterable[Span]:
    """The spans joined where only punctuation lies between them."""
    held: list[Span] = []
    for span in merge(spans, text):
        if (
            held
            and not _WORD.search(text, held[-1].end, span.start)
            and not re.search(r"[\n\"“”]", text[held[-1].end : span.start])
        ):
            held[-1] = Span(held[-1].start, span.end)
        else:
            held.append(span)
    return held


def span_of_source_and_cue(frame: Frame, tree: Tree) -> Span:
    """From the first to the last word of source and cue."""
    words = (*frame.cue, *frame.source)
    return Span(tree[min(words)].span.start, max(tree[w].span.end for w in words))


def adjacent_quotations(frame: Frame, tree: Tree, marks: QuotationIndex) -> list[Quotation]:
    """The quotations that lean on the cue: before its source and verb, or after them with nothing
    said between.
    """
    text = marks.text
    cluster = span_of_source_and_cue(frame, tree)
    if marks.around(tree[frame.head].span.start) is not None:
        return []
    found: list[Quotation] = []
    before = marks.before(cluster.start)
    if before is not None:
        gap = text[before.span.end : cluster.start]
        last = text[before.span.start : before.span.end].rstrip("\"”’'»").rstrip()[-1:]
        words = len(_WORD.findall(gap))
        if (
            "\n" not in gap
            and not _STOP.search(gap)
            and (words == 0 or (words <= 4 and last in _INVITING))
        ):
            found.append(before)
    after = marks.after(cluster.end - 1)
    if after is not None:
        gap = text[cluster.end : after.span.start]
        words = len(_WORD.findall(gap))
        colon = gap.rstrip().endswith((":", ","))
        newline = gap.count("\n")
        if newline and not gap.rstrip().endswith(":"):
            return found
        stops = _STOP.search(text, cluster.end, after.span.start + 2)
        if newline or (not stops and (words <= 2 or (colon and words <= 25))):
            found.append(after)
    return found
