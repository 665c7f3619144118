"""Full-text search in SQLite: FTS5, whose matches come in the order of their keys.

`attributions_fts` has the words of each quote and of its speaker's name, `names_fts` every three
letters of the names in `names`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
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

from quotes.store.fulltext import CLOSE, OPEN, Matched, QueryField, split_pieces
from quotes.store.grammar import Term, TextQuery
from quotes.store.schema import attributions, names

_COLUMNS: dict[QueryField, str] = {"quote": "{content} : ", "speaker": "{speaker} : ", "both": ""}

_quotes = table("attributions_fts", column("rowid", Integer), column("attributions_fts", Text))
_marked: ColumnElement[str] = func.highlight(
    literal_column("attributions_fts"), 0, OPEN, CLOSE, type_=Text
)
_names = table("names_fts", column("rowid", Integer), column("names_fts", Text))


class SqliteFullText:
    """A `fulltext.FullText`."""

    def write(self, query: TextQuery, field: QueryField) -> str:
        # FTS5 reads everything between double quotes as plain words.
        match = f"({' AND '.join(map(_quote_term, query.wanted))})"
        match += "".join(f" NOT {_quote_term(term)}" for term in query.excluded)
        return _COLUMNS[field] + f"({match})"

    def match(self, source: FromClause, written: ColumnElement[str]) -> Matched:
        return Matched(
            written=written,
            source=source.join(_quotes, _quotes.c.rowid == attributions.c.key),
            condition=_quotes.c.attributions_fts.match(written),
            key=_quotes.c.rowid,
            rank=literal_column("bm25(attributions_fts)"),
            marked=_marked,
        )

    def mark(self, key: ColumnElement[int], written: ColumnElement[str]) -> ColumnElement[str]:
        matches = _quotes.c.attributions_fts.match(written)
        return select(_marked).where(_quotes.c.rowid == key, matches).scalar_subquery()

    def match_pieces(self, pieces: Sequence[str]) -> ColumnElement[bool]:
        if any(len(piece) < 3 for piece in pieces):
            # A piece is spaces, letters and digits only: LIKE's wildcards can't occur.
            return and_(*(names.c.folded.like(f"%{piece}%") for piece in pieces))
        match = " AND ".join(f'"{piece}"' for piece in pieces)
        return names.c.id.in_(select(_names.c.rowid).where(_names.c.names_fts.match(match)))

    def select_similar(self, name: str, limit: int) -> Select[*tuple[Any, ...]]:
        match = " OR ".join(f'"{piece}"' for piece in split_pieces(name))
        of_speaker = select(names.c.id).where(
            names.c.id == _names.c.rowid, names.c.kind == "speaker"
        )
        return (
            select(_names.c.rowid)
            .where(_names.c.names_fts.match(match))
            .where(of_speaker.exists())
            .order_by(literal_column("rank"))
            .limit(limit)
        )


def _quote_term(term: Term) -> str:
    return f'"{" ".join(term.words)}"' + ("*" if term.begins else "")
