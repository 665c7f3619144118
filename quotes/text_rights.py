"""How much of an article's text is given out: by the service, and in exports.

    full     all of it
    excerpt  with each quotation a sentence on either side
    none     the quotations only

The words that make an attribution are given in any case: content, cue, source and the names and
roles in them; so are titles, addresses and offsets.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, get_args
from zlib import crc32

from quotes.errors import SettingsError
from quotes.folding import fold_name

TextRight = Literal["full", "excerpt", "none"]

# Characters on either side of a quotation in which the ends of sentences are looked for. Not tuned.
REACH = 300

# What stands before the beginning of a paragraph or a sentence: line ends, or a stop, closing marks
# and white space.
BOUNDARY = re.compile(r"\n+|[.!?…][\"'”’»)\]]*\s+")


class TextWindow(NamedTuple):
    """Characters [start, end) of a text."""

    start: int
    end: int


class TextRights:
    """How much of the text of an outlet's articles is given out.

    Args:
        setting: a right for all outlets, and rights of single ones, with commas between:
            "excerpt,The Ketta Mail=none". Without the first it is full.

    Raises:
        SettingsError: it can't be read.
    """

    def __init__(self, setting: str = "full") -> None:
        self.setting = setting
        self._default: TextRight = "full"
        self._by_outlet: dict[str, TextRight] = {}
        for entry in filter(None, (part.strip() for part in setting.split(","))):
            outlet, equals, right = entry.rpartition("=")
            if right.strip() not in get_args(TextRight) or (equals and not fold_name(outlet)):
                raise SettingsError(
                    f"{entry!r} is no right to texts: give full, excerpt or none, and outlets as "
                    "in 'excerpt,The Ketta Mail=none'; set it with ONRECORD_TEXT"
                )
            if equals:
                self._by_outlet[fold_name(outlet)] = right.strip()  # type: ignore[assignment]
            else:
                self._default = right.strip()  # type: ignore[assignment]

    @property
    def is_full(self) -> bool:
        """Whether every text is given out."""
        return {self._default, *self._by_outlet.values()} == {"full"}

    @property
    def digest(self) -> str:
        """The same for the same setting."""
        return f"{crc32(self.setting.encode()):08x}"

    def find(self, outlet: str | None) -> TextRight:
        """The right to the texts of an outlet, by its whole name, in whatever case."""
        return self._by_outlet.get(fold_name(outlet or ""), self._default)


def find_window(right: TextRight, text: str, start: int, end: int) -> TextWindow:
    """The characters of a text that may be given out with a quotation at [start, end).

    An excerpt begins with the sentence of the quotation, or, where the quotation begins a sentence,
    with the one before; its end is found alike. Without an end within reach it is cut at a word.
    """
    if right == "full":
        return TextWindow(0, len(text))
    if right == "none":
        return TextWindow(start, end)
    return TextWindow(_find_start(text, start), _find_end(text, end))


def _find_start(text: str, end: int) -> int:
    reach = max(0, end - REACH)
    begins = [match.end() for match in BOUNDARY.finditer(text, reach, end) if match.end() < end]
    if begins:
        return begins[-1]
    if reach == 0:
        return 0
    space = re.compile(r"\s+").search(text, reach, end)
    return space.end() if space else end


def _find_end(text: str, start: int) -> int:
    reach = min(len(text), start + REACH)
    for match in BOUNDARY.finditer(text, start, reach):
        # A stop right behind the quotation ends its own sentence.
        if match.start() > start:
            return match.start() + len(match.group().rstrip())
    if reach == len(text):
        return reach
    spaces = [match.start() for match in re.finditer(r"\s+", text[start:reach])]
    return start + spaces[-1] if spaces else start
