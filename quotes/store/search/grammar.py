"""The query language of `q` and `about`: an own small grammar, the same for every database.

    words           all of them, in any form and order: `border wall`
    "a phrase"      these words one after the other, in any form
    -word -"or so"  not these
    negot*          words with this beginning; three letters at least

Nothing else has a meaning: AND, NOT, (, : and the like are words or punctuation as in any text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby

from quotes.errors import QueryError
from quotes.records import Record

MAX_QUERY_LENGTH = 500
MAX_QUERY_WORDS = 32
MIN_PREFIX_LETTERS = 3

# A phrase in quotation marks, or a run of other characters, each with an optional minus before it;
# a mark without a partner counts as a space. Linear in time.
_TERM = re.compile(r'(?:(?<!\S)(-))?(?:["“”]([^"“”]*)["“”]|([^\s"“”]+))')


class Term(Record, frozen=True):
    """Words in a row; with `begins` the one word of the term may be the beginning of a word."""

    words: tuple[str, ...]
    begins: bool = False


class TextQuery(Record, frozen=True):
    """A text matches if it has all `required` terms and none of the `excluded`."""

    required: tuple[Term, ...]
    excluded: tuple[Term, ...] = ()


@lru_cache(maxsize=500)
def parse_query(query: str, parameter: str = "q") -> TextQuery:
    """The terms of a query; errors name the parameter.

    Raises:
        QueryError: it is too long, asks for no word, or has a prefix of fewer than three letters.
    """
    if len(query) > MAX_QUERY_LENGTH:
        raise QueryError(parameter, f"at most {MAX_QUERY_LENGTH} characters can be searched for")
    required: list[Term] = []
    excluded: list[Term] = []
    for minus, phrase, word in _TERM.findall(query):
        begins = bool(word) and word.rstrip(",.;:!?").endswith("*")
        term = _make_term(phrase or word, parameter, begins=begins)
        if term is not None:
            (excluded if minus or word.startswith("-") else required).append(term)
    if not required:
        raise QueryError(parameter, "give at least one word or number to search for")
    if sum(len(term.words) for term in (*required, *excluded)) > MAX_QUERY_WORDS:
        raise QueryError(parameter, f"at most {MAX_QUERY_WORDS} words can be searched for")
    return TextQuery(required=tuple(required), excluded=tuple(excluded))


def split_words(text: str) -> tuple[str, ...]:
    """The runs of letters and digits."""
    runs = groupby(text, key=str.isalnum)
    return tuple("".join(run) for are_letters, run in runs if are_letters)


def _make_term(text: str, parameter: str, *, begins: bool) -> Term | None:
    words = split_words(text)
    if not words:
        return None
    begins = begins and len(words) == 1
    if begins and len(words[0]) < MIN_PREFIX_LETTERS:
        raise QueryError(parameter, f"give at least {MIN_PREFIX_LETTERS} letters before *")
    return Term(words=words, begins=begins)
