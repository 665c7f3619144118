"""What stands around a quote: enough of the article to judge it by."""

from __future__ import annotations

import re

from api.schemas import Context, Passage
from quotes.records import Attribution

# Characters on either side, at most.
REACH = 300

# Where a paragraph or a sentence begins: after a line's end, or after a stop, its closing marks and
# the space.
_BOUND = re.compile(r"\n+|[.!?…][\"'”’»)\]]*\s+")
_SPACE = re.compile(r"\s+")


def find_context(text: str, attribution: Attribution) -> Context:
    """The passage from the first to the last of content, cue and source, and up to `REACH`
    characters around it.

    What stands before begins with a paragraph or sentence, and what stands after ends with one,
    unless none does within reach: then with a word. Each part slices from the text at its offsets;
    either side may be empty.
    """
    spans = [*attribution.content, *attribution.cue, *attribution.source]
    start = min((span.start for span in spans), default=0)
    end = max((span.end for span in spans), default=0)
    return Context(
        before=_cut(text, _find_first(text, start), start),
        passage=_cut(text, start, end),
        after=_cut(text, end, _find_last(text, end)),
    )


def _find_first(text: str, end: int) -> int:
    start = max(0, end - REACH)
    if start == 0:
        return 0
    for bound in (_BOUND, _SPACE):
        if (found := bound.search(text, start, end)) and found.end() < end:
            return found.end()
    return start


def _find_last(text: str, start: int) -> int:
    end = min(len(text), start + REACH)
    if end == len(text):
        return end
    for bound in (_BOUND, _SPACE):
        *_, last = [start, *(found.start() for found in bound.finditer(text, start, end))]
        if last > start:
            return _skip_stop(text, last, end)
    return end


def _skip_stop(text: str, position: int, end: int) -> int:
    """The end of the sentence whose stop is at the position: its closing marks belong to it."""
    while position < end and not text[position].isspace():
        position += 1
    return position


def _cut(text: str, start: int, end: int) -> Passage:
    return Passage(text=text[start:end], start=start, end=end)
