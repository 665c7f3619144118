"""Whether a text is in English, the one language that the models read."""

from __future__ import annotations

import re

ENGLISH = "en"
UNDETERMINED = "und"  # ISO 639's code for an unknown language

# Frequent words of English that no neighbour in Latin script spells alike and uses as often; "in",
# "on", "a", "me" or "do" are words of others, too.
_FREQUENT = """the of and to that was with as by from his have not they said were which who had
would been their has this it is for at be are an or she her what when there"""
_FUNCTION_WORDS = frozenset(_FREQUENT.split())
# Of 948 English articles (PolNeAR, the samples) the one with the fewest had 9 % (tweets); none of
# 337 documents of UD English EWT and GUM is below the bounds. German, French and Chinese ones have
# none. Nor have lines of names only, so short texts count as English.
_LEAST_SHARE = 0.05
_LEAST_LETTERS = 120
_JUDGED_CHARACTERS = 20_000
_LATIN = re.compile("[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u1e00-\u1eff\ufb00-\ufb06]+")
_WORD = re.compile(r"[^\W\d_]+")


def guess_language(text: str) -> str:
    """`ENGLISH`, or `UNDETERMINED` if a text of 120 letters or more has hardly any English word.

    A text with more letters of other scripts than of the Latin one is `UNDETERMINED`, however short
    it is. Only the first 20,000 characters count.
    """
    start = text[:_JUDGED_CHARACTERS]
    letters = sum(map(str.isalpha, start))
    if 2 * sum(len(run) for run in _LATIN.findall(start)) < letters:
        return UNDETERMINED
    words = _WORD.findall(start.lower())
    if sum(map(len, words)) < _LEAST_LETTERS:
        return ENGLISH
    share = sum(word in _FUNCTION_WORDS for word in words) / len(words)
    return ENGLISH if share >= _LEAST_SHARE else UNDETERMINED


def is_english(language: str) -> bool:
    """Whether a code or name of a language is one of English's: "en", "en-GB", "eng", "English"."""
    return language.lower().startswith(ENGLISH)
