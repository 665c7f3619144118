"""Full-text search as SQLite does it: FTS5 over quotes, and over pieces of names.

`attributions_fts` has the words of each quote and of its speaker's name, by their stems and without
case and accents; `names_fts` every three letters of the names in `names`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    column,
    func,
    literal_column,
    select,
    table,
)

from quotes.store.grammar import Term, TextQuery
from quotes.store.schema import names

QueryField = Literal["quote", "speaker", "both"]

_COLUMNS: dict[QueryField, str] = {
    "quote": "{content} : ",
    "speaker": "{speaker} : ",
    "both": "",
}

quote_index = table("attributions_fts", column("rowid", Integer), column("attributions_fts", Text))
_names_index = table("names_fts", column("rowid", Integer), column("names_fts", Text))

# Characters that no news text has, for marking in it what was found; a text that does have them is
# left unmarked.
OPEN, CLOSE = "\ue0f1", "\ue0f2"


def match_content(query: TextQuery, field: QueryField) -> ColumnElement[bool]:
    """The condition that a row of `quote_index` matches the query."""
    # FTS5 reads everything between double quotes as plain words; side by side, all must match.
    match = f"({' AND '.join(map(_quote_term, query.wanted))})"
    match += "".join(f" NOT {_quote_term(term)}" for term in query.excluded)
    return quote_index.c.attributions_fts.match(_COLUMNS[field] + f"({match})")


def rank_content() -> ColumnElement[float]:
    """How well a row of `quote_index` matches; lower is better."""
    return literal_column("bm25(attributions_fts)")


def mark_content() -> ColumnElement[str]:
    """The text of a quote with `OPEN` and `CLOSE` around what matches."""
    return func.highlight(literal_column("attributions_fts"), 0, OPEN, CLOSE)


def match_piece(pieces: Sequence[str]) -> ColumnElement[bool]:
    """The condition that a row of `names` holds all of the pieces: words with their spaces."""
    if any(len(piece) < 3 for piece in pieces):
        # A piece is spaces, letters and digits only: LIKE's wildcards can't occur.
        return and_(*(names.c.folded.like(f"%{piece}%") for piece in pieces))
    match = " AND ".join(f'"{piece}"' for piece in pieces)
    return names.c.id.in_(select(_names_index.c.rowid).where(_names_index.c.names_fts.match(match)))


def _quote_term(term: Term) -> str:
    return f'"{" ".join(term.words)}"' + ("*" if term.begins else "")


def select_similar(name: str, pieces: Sequence[str], limit: int) -> Select[tuple[int]]:
    """The numbers of the names that share the most of the pieces, three letters each, with one."""
    match = " OR ".join(f'"{piece}"' for piece in pieces)
    return (
        select(_names_index.c.rowid)
        .where(_names_index.c.names_fts.match(match))
        .order_by(literal_column("rank"))
        .limit(limit)
    )
