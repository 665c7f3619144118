"""The content of a cue as character spans, rounded to whole quotations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from quotes.attribution.frames import Frame
from quotes.attribution.quotation_index import QuotationIndex
from quotes.attribution.trees import Tree, merge, overlap_of, trim
from quotes.parsing.quotations import Quotation
from quotes.records import AttributionType, Span

_STOP = re.compile(r"[.!?…][\"”’')\]]*\s+[\"“‘'(\[]?[A-Z]|\n")
_WORD = re.compile(r"\w+")
_BEFORE_CUE = frozenset(",?!—–-:;")  # after these marks a quotation's cue may follow
# Words between a quotation and its cue; not tuned, read off examples.
_MOST_WORDS_BEFORE_CUE = 4
_MOST_WORDS_AFTER_CUE = 2
_MOST_WORDS_BEFORE_COLON = 25


def content_spans(frame: Frame, tree: Tree, marks: QuotationIndex) -> tuple[Span, ...]:
    """The frame's content as trimmed spans, rounded to quotations."""
    return round_to_quotations(tree.spans(frame.content), tree[frame.head].span, marks)


def round_to_quotations(
    content: Iterable[Span], cue: Span, marks: QuotationIndex
) -> tuple[Span, ...]:
    """The content as trimmed spans that hold quotations whole, with their marks, or not at all.

    A quotation is in if `content` covers its start or half of it. The quotation that contains the
    cue itself may be cut.
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
    """Whether the content covers the start or half of the quotation, and the cue is outside it."""
    if quotation.covers(cue):
        return False
    covered = overlap_of([content], quotation)
    begins = content.start <= quotation.start + 2 < content.end
    return begins or 2 * covered >= quotation.end - quotation.start


def _bridge(spans: Sequence[Span], text: str) -> Iterable[Span]:
    """The spans, joined where there is only punctuation between them."""
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
    """The span from the first to the last word of source and cue."""
    words = (*frame.cue, *frame.source)
    return Span(tree[min(words)].span.start, max(tree[w].span.end for w in words))


def adjacent_quotations(frame: Frame, tree: Tree, marks: QuotationIndex) -> list[Quotation]:
    """The quotations beside the cue: right before its source and verb, or right after them."""
    text = marks.text
    cluster = span_of_source_and_cue(frame, tree)
    if marks.around(tree[frame.head].span.start) is not None:
        return []
    adjacent: list[Quotation] = []
    before = marks.before(cluster.start)
    if before is not None:
        gap = text[before.span.end : cluster.start]
        last = text[before.span.start : before.span.end].rstrip("\"”’'»").rstrip()[-1:]
        words = len(_WORD.findall(gap))
        if (
            "\n" not in gap
            and not _STOP.search(gap)
            and (words == 0 or (words <= _MOST_WORDS_BEFORE_CUE and last in _BEFORE_CUE))
        ):
            adjacent.append(before)
    after = marks.after(cluster.end - 1)
    if after is not None:
        gap = text[cluster.end : after.span.start]
        words = len(_WORD.findall(gap))
        colon = gap.rstrip().endswith((":", ","))
        newline = gap.count("\n")
        if newline and not gap.rstrip().endswith(":"):
            return adjacent
        stops = _STOP.search(text, cluster.end, after.span.start + 2)
        most = _MOST_WORDS_BEFORE_COLON if colon else _MOST_WORDS_AFTER_CUE
        if newline or (not stops and words <= most):
            adjacent.append(after)
    return adjacent


def find_type(content: Iterable[Span], quotations: QuotationIndex) -> AttributionType:
    """The type of a content: direct if all its words are quoted, mixed if some, else indirect."""
    quoted = unquoted = 0
    for span in content:
        inside = 0
        for quotation in quotations.within(span):
            start, end = max(span.start, quotation.span.start), min(span.end, quotation.span.end)
            inside += sum(c.isalnum() for c in quotations.text[start:end]) if start < end else 0
        quoted += inside
        unquoted += sum(c.isalnum() for c in span.slice(quotations.text)) - inside
    if not quoted:
        return "indirect"
    return "direct" if not unquoted else "mixed"
