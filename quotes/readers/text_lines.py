"""The lines of a text that are not blank, with their offsets."""

from __future__ import annotations

from quotes.records import Record

_BREAKS = (
    "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"  # what str.splitlines takes for the end of a line
)


class TextLine(Record, frozen=True, kw_only=True):
    """A line that is not blank.

    Attributes:
        start, end: characters [start, end) of the text, without the line break.
        words: the line without leading and trailing space.
        follows_blank: whether the line before it is blank or missing.
    """

    start: int
    end: int
    words: str
    follows_blank: bool


def split_lines(text: str) -> list[TextLine]:
    """The lines that hold more than white space, in text order."""
    lines: list[TextLine] = []
    position, follows_blank = 0, True
    for raw in text.splitlines(keepends=True):
        words = raw.replace("\ufeff", " ").strip()
        if words:
            end = position + len(raw.rstrip(_BREAKS))
            lines.append(
                TextLine(start=position, end=end, words=words, follows_blank=follows_blank)
            )
        follows_blank = not words
        position += len(raw)
    return lines
