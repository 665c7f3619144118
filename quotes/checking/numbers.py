"""Numbers in words and digits by their value: "three quarters" and "75 %" are the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_ONES = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: value for value, word in enumerate(_ONES.split())} | {
    word: value * 10 for value, word in enumerate(_TENS.split(), 2)
}
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "dozen": 12.0,
}  # fmt: skip
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5,
    "fifths": 5, "tenth": 10, "tenths": 10,
}  # fmt: skip
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
# Abbreviations that mean a scale only behind digits.
_SHORT_SCALES = frozenset(("k", "m", "mn", "bn", "b", "tn"))
# A fraction in words is a round figure. Not tuned: "a third" is 33 % and 33.3 %.
_ROUNDING = 0.015


class Number(NamedTuple):
    """A value; `is_rough` if a fraction in words says it."""

    value: float
    is_share: bool = False
    is_rough: bool = False

    def equals(self, other: Number) -> bool:
        """Whether both give the same value, within 1.5 points of a share where one is rough."""
        if self.is_rough or other.is_rough:
            return abs(self.value - other.value) <= _ROUNDING
        return abs(self.value - other.value) <= 1e-9 * max(abs(self.value), abs(other.value))


def read_number(words: Sequence[str], at: int) -> tuple[int, Number | None]:
    """How many words from `at` on give a number, and which; 0 and None if none does.

    A single "one" is none, nor is an ordinal: "one of them", "the third time".
    """
    if part := _read_part(words, at):
        return part
    size, value = _read_whole(words, at)
    if not size:
        return 0, None
    after = tuple(words[at + size : at + size + 2])
    if after == ("per", "cent"):
        return size + 2, Number(value / 100, is_share=True)
    if size == 1 and words[at] == "one":
        return 0, None
    return size, Number(value)


def _read_part(words: Sequence[str], at: int) -> tuple[int, Number] | None:
    """A fraction: "half", "a third", "three quarters", "two thirds"."""
    if words[at] in ("half", "halves"):
        if tuple(words[at + 1 : at + 2]) == ("a",) and (scale := _find_scale(words, at + 2)):
            return 3, Number(0.5 * scale)
        return 1, Number(0.5, is_share=True, is_rough=True)
    count = 1 if words[at] in ("a", "one") else _SMALL.get(words[at], 0)
    if count and at + 1 < len(words) and (whole := _PARTS.get(words[at + 1])):
        is_fraction = words[at + 1].endswith(("s", "quarter", "half")) or (
            tuple(words[at + 2 : at + 3]) == ("of",)
        )
        if count < whole and is_fraction:
            return 2, Number(count / whole, is_share=True, is_rough=True)
    return None


def _read_whole(words: Sequence[str], at: int) -> tuple[int, float]:
    """How many words give a whole or decimal number, and which."""
    total, current, size = 0.0, None, 0
    if words[at] == "a" and _find_scale(words, at + 1):
        current, size = 1.0, 1
    while at + size < len(words):
        word = words[at + size]
        if _DIGITS.fullmatch(word):
            if current is not None:
                break
            current = float(word)
        elif word in _SMALL:
            value = _SMALL[word]
            if current is not None and not (
                (20 <= current % 100 <= 90 and current % 10 == 0 and value < 10)
                or (current >= 100 and current % 100 == 0 and value < 100)
            ):
                break
            current = (current or 0.0) + value
        elif word in _SCALES:
            scale = _SCALES[word]
            is_after_digits = size > 0 and words[at + size - 1][-1].isdigit()
            if (word in _SHORT_SCALES and not is_after_digits) or current is None:
                break
            if scale <= 100:
                current *= scale
            else:
                total, current = total + current * scale, None
        elif not (word == "and" and size and _continues(words, at + size)):
            break
        size += 1
    return size, total + (current or 0.0)


def _find_scale(words: Sequence[str], at: int) -> float:
    """The scale that a word at this place means without digits before it; else 0."""
    word = words[at] if at < len(words) else ""
    return 0.0 if word in _SHORT_SCALES else _SCALES.get(word, 0.0)


def _continues(words: Sequence[str], at: int) -> bool:
    """Whether "and" stands inside of a number: "two hundred and six"."""
    return words[at - 1] in ("hundred", "thousand", "million") and at + 1 < len(words) and (
        words[at + 1] in _SMALL
    )  # fmt: skip
