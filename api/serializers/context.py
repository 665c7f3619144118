"""The text around a quote: enough of the article to judge the quote by."""

from __future__ import annotations

import re

from api.schemas import Context, Passage
from quotes.records import Attribution, Spans
from quotes.text_rights import BOUNDARY, REACH, TextRight, find_window

_SPACE = re.compile(r"\s+")


def make_context(text: str, attribution: Attribution, right: TextRight) -> Context | None:
    """The passage that spans content, cue and source, and up to `REACH` characters on either side;
    None if the article's text may not be given out.

    The text before begins with a paragraph or sentence, and the text after ends with one; where
    there is none within reach, with a word. Each part slices from the text at its offsets; either
    side may be empty. Of an excerpt the passage is the first piece of the content only, if words
    far apart belong to the quote.
    """
    if right == "none":
        return None
    start, end = _find_passage(attribution, right)
    if right == "full":
        first, last = _find_start(text, start), _find_end(text, end)
    else:
        first, last = find_window(right, text, start, end)
    return Context(
        before=_cut(text, first, start),
        passage=_cut(text, start, end),
        after=_cut(text, end, last),
    )


def _find_passage(attribution: Attribution, right: TextRight) -> tuple[int, int]:
    spans = (*attribution.content, *attribution.cue, *attribution.source)
    start, end = _find_hull(spans)
    if right == "excerpt" and end - start - sum(span.end - span.start for span in spans) > REACH:
        return _find_hull(attribution.content[:1])
    return start, end


def _find_hull(spans: Spans) -> tuple[int, int]:
    start = min((span.start for span in spans), default=0)
    return start, max((span.end for span in spans), default=0)


def _find_start(text: str, end: int) -> int:
    start = max(0, end - REACH)
    if start == 0:
        return 0
    for pattern in (BOUNDARY, _SPACE):
        if (match := pattern.search(text, start, end)) and match.end() < end:
            return match.end()
    return start


def _find_end(text: str, start: int) -> int:
    end = min(len(text), start + REACH)
    if end == len(text):
        return end
    for pattern in (BOUNDARY, _SPACE):
        *_, last = [start, *(match.start() for match in pattern.finditer(text, start, end))]
        if last > start:
            return _skip_stop(text, last, end)
    return end


def _skip_stop(text: str, position: int, end: int) -> int:
    """The end of the sentence whose stop is at the position, with its closing marks."""
    while position < end and not text[position].isspace():
        position += 1
    return position


def _cut(text: str, start: int, end: int) -> Passage:
    return Passage(text=text[start:end], start=start, end=end)
