"""Folding of names for comparison: no case, accents and punctuation."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import groupby

# Letters that NFKD does not decompose, and what a keyboard without them types instead.
_PLAIN = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h"}
)
_APOSTROPHES = str.maketrans("", "", "'’‘ʼʻ`´")


@lru_cache(maxsize=1 << 16)
def fold_name(name: str) -> str:
    """The words of a name in lower case without accents, with single spaces; "" without any word.

    Apostrophes are dropped ("O'Brien" -> "obrien"), other punctuation separates words, and single
    letters in a row are joined, so that "U.S.", "U. S." and "US" are the same.
    """
    decomposed = unicodedata.normalize("NFKD", name.translate(_APOSTROPHES)).casefold()
    plain = unicodedata.normalize("NFKD", decomposed).translate(_PLAIN)
    letters = (c for c in plain if not unicodedata.combining(c))
    words = "".join(c if c.isalnum() else " " for c in letters).split()
    runs = groupby(words, key=lambda word: len(word) == 1)
    return " ".join(("" if are_initials else " ").join(run) for are_initials, run in runs)


def pad_name(name: str | None) -> str | None:
    """A folded name with a space on either side, to search whole words in; None if it is empty.

    " john kerry " contains " kerry " but not " ker ".
    """
    folded = fold_name(name) if name else ""
    return f" {folded} " if folded else None
