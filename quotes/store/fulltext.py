"""Full-text search over the words of quotes; the only module that knows SQLite's FTS5."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, column, select, table, text

from quotes.errors import QueryError
from quotes.store.schema import attributions

MAX_QUERY_LENGTH = 500
MAX_QUERY_TERMS = 32

# A phrase between marks, or a run of other characters; a mark without a partner counts as a space.
# Linear in time.
_TERM = re.compile(r'["“”]([^"“”]*)["“”]|([^\s"“”]+)')


def parse_query(query: str) -> tuple[str, ...]:
    """The terms that a quote must hold all of: words, and phrases that stood in quotation marks.

    Nothing else has a meaning: AND, NOT, *, (, : and the like are words or punctuation as in any
    text.

    Raises:
        QueryError: the query is too long, or has no letter and no digit.
    """
    if len(query) > MAX_QUERY_LENGTH:
        raise QueryError("q", f"at most {MAX_QUERY_LENGTH} characters can be searched for")
    cleaned = "".join(c if c.isprintable() else " " for c in query)
    found = (phrase or word for phrase, word in _TERM.findall(cleaned))
    terms = tuple(term.strip() for term in found if any(c.isalnum() for c in term))
    if not terms:
        raise QueryError("q", "give at least one word or number to search for")
    if len(terms) > MAX_QUERY_TERMS:
        raise QueryError("q", f"at most {MAX_QUERY_TERMS} words and phrases can be searched for")
    return terms


def match_content(query: str) -> ColumnElement[bool]:
    """The condition that an attribution's content matches the query.

    Raises:
        QueryError: as `parse_query`.
    """
    # FTS5 reads everything between double quotes as plain words; side by side, all must match.
    match = " ".join(f'"{term}"' for term in parse_query(query))
    index = table("attributions_fts", column("rowid"))
    keys = select(index.c.rowid).where(
        text("attributions_fts MATCH :match").bindparams(match=match)
    )
    return attributions.c.key.in_(keys)
