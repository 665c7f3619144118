"""The text around a quote: enough of the article to judge the quote by."""

from __future__ import annotations

import re

from api.schemas import Context, Passage
from quotes.records import Attribution

# Characters on either side, at most: some three sentences. Not tuned.
REACH = 300

# What stands before the beginning of a paragraph or a sentence: line ends, or a stop, closing marks
# and white space.
_BOUNDARY = re.compile(r"\n+|[.!?…][\"'”’»)\]]*\s+")
_SPACE = re.compile(r"\s+")


def make_context(text: str, attribution: Attribution) -> Context:
    """The passage that spans content, cue and source, and up to `REACH` characters on either side.

    The text before begins with a paragraph or sentence, and the text after ends with one; where
    there is none within reach, with a word. Each part slices from the text at its offsets; either
    side may be empty.
    """
    spans = [*attribution.content, *attribution.cue, *attribution.source]
    start = min((span.start for span in spans), default=0)
    end = max((span.end for span in spans), default=0)
    return Context(
        before=_cut(text, _find_start(text, start), start),
        passage=_cut(text, start, end),
        after=_cut(text, end, _find_end(text, end)),
    )


def _find_start(text: str, end: int) -> int:
    start = max(0, end - REACH)
    if start == 0:
        return 0
    for pattern in (_BOUNDARY, _SPACE):
        if (match := pattern.search(text, start, end)) and match.end() < end:
            return match.end()
    return start


def _find_end(text: str, start: int) -> int:
    end = min(len(text), start + REACH)
    if end == len(text):
        return end
    for pattern in (_BOUNDARY, _SPACE):
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
