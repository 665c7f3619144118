"""Names as they are compared: without case, accents and punctuation."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import groupby

# Letters that NFKD leaves whole although a keyboard without them types the plain letter.
_PLAIN = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h"}
)
_APOSTROPHES = str.maketrans("", "", "'’‘ʼʻ`´")


@lru_cache(maxsize=1 << 16)
def fold_name(name: str) -> str:
    """The words of a name in lower case without accents, joined by single spaces; "" if it has no
    letter or digit.

    Apostrophes vanish ("O'Brien" -> "obrien"), other punctuation parts words, and single letters in
    a row are joined, so that "U.S.", "U. S." and "US" are the same.
    """
    decomposed = unicodedata.normalize("NFKD", name.translate(_APOSTROPHES)).casefold()
    plain = unicodedata.normalize("NFKD", decomposed).translate(_PLAIN)
    letters = (c for c in plain if not unicodedata.combining(c))
    words = "".join(c if c.isalnum() else " " for c in letters).split()
    runs = groupby(words, key=lambda word: len(word) == 1)
    return " ".join(("" if are_initials else " ").join(run) for are_initials, run in runs)


def pad_name(name: str | None) -> str | None:
    """A folded name with a space on either side, so that whole words can be looked for; None if
    nothing is left.

    " john kerry " holds " kerry " but not " ker ".
    """
    folded = fold_name(name) if name else ""
    return f" {folded} " if folded else None
