"""Full-text search in SQLite: FTS5, whose matches come in the order of their keys.

`attributions_fts` has the words of each quote and of its speaker's name, in columns of its act, so
that statements are found and ranked without a look at their rows; `names_fts` has every three
letters of the names in `names`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Float,
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

from quotes.records import Act
from quotes.store.schema import attributions, names
from quotes.store.search.fulltext import CLOSE, OPEN, QueryField, Selection, split_pieces
from quotes.store.search.grammar import Term, TextQuery

# What a query looks through; {} is the act.
_COLUMNS: dict[QueryField, str] = {"quote": "{}", "speaker": "{}_by", "both": "{0} {0}_by"}

# A filter's own index leads to the quotes if so many match the words.
_MANY = 5_000

_quotes = table("attributions_fts", column("rowid", Integer), column("attributions_fts", Text))
_index: ColumnElement[Any] = literal_column("attributions_fts")
# One of the two columns is null.
_marked: ColumnElement[str] = func.coalesce(
    *(func.highlight(_index, number, OPEN, CLOSE, type_=Text) for number in range(2))
)
_names = table("names_fts", column("rowid", Integer), column("names_fts", Text))


class SqliteFullText:
    """A `fulltext.FullText`."""

    knows_act = True

    def write(self, query: TextQuery, field: QueryField, act: Act | Literal["all"]) -> str:
        # FTS5 reads everything between double quotes as plain words.
        match = f"({' AND '.join(map(_quote_term, query.wanted))})"
        match += "".join(f" NOT {_quote_term(term)}" for term in query.excluded)
        acts = ("statement", "attitude") if act == "all" else (act,)
        return f"{{{' '.join(_COLUMNS[field].format(each) for each in acts)}}} : ({match})"

    def has_many(self, connection: Connection, written: str) -> bool:
        matches = select(_quotes.c.rowid).where(_quotes.c.attributions_fts.match(written))
        some = matches.limit(_MANY).subquery()
        return connection.scalars(select(func.count()).select_from(some)).one() == _MANY

    def match(self, passing: Selection, written: ColumnElement[str], *, many: bool) -> Selection:
        key, matches = _quotes.c.rowid, _quotes.c.attributions_fts.match(written)
        if many:
            # A sum, for the keys that match shall be looked at, not gone through.
            found = (attributions.c.key + 0).in_(select(key).where(matches))
            return passing._replace(conditions=(*passing.conditions, found), written=written)
        conditions = [matches]
        if passing.conditions:
            same = select(attributions.c.key).select_from(passing.source)
            same = same.where(attributions.c.key == key, *passing.conditions)
            conditions.append(same.correlate(_quotes).exists())
        return Selection(
            # An outer join is left out by SQLite where none of its columns is wanted.
            source=_quotes.outerjoin(attributions, attributions.c.key == key),
            conditions=tuple(conditions),
            order=(key,),
            written=written,
            marked=_marked,
        )

    def rank(self, keys: Select[Any], matched: Selection) -> Select[Any]:
        rank = func.bm25(_index, type_=Float).label("rank")
        if matched.order[-1] is _quotes.c.rowid:
            return keys.add_columns(rank)
        matches = _quotes.c.attributions_fts.match(matched.written)
        return select(_quotes.c.rowid.label("key"), rank).where(
            matches, (_quotes.c.rowid + 0).in_(keys)
        )

    def mark(self, page: CTE, matched: Selection) -> ColumnElement[str]:
        # In one go from the first to the last: for a key alone the query would begin anew.
        key, keys = _quotes.c.rowid, select(page.c.key)
        first, last = (select(find(page.c.key)).scalar_subquery() for find in (func.min, func.max))
        matches = _quotes.c.attributions_fts.match(matched.written)
        marks = select(key.label("key"), _marked.label("marked")).where(
            matches, key >= first, key <= last, (key + 0).in_(keys)
        )
        every = marks.cte("marks").prefix_with("MATERIALIZED")
        return select(every.c.marked).where(every.c.key == page.c.key).scalar_subquery()

    def match_pieces(self, kind: str, pieces: Sequence[str]) -> ColumnElement[bool]:
        # A text joined to it, for the index on kinds would lead through every name of the kind.
        of_kind = names.c.kind + "" == kind
        if any(len(piece) < 3 for piece in pieces):
            # A piece is spaces, letters and digits only: LIKE's wildcards can't occur.
            return and_(of_kind, *(names.c.folded.like(f"%{piece}%") for piece in pieces))
        match = " AND ".join(f'"{piece}"' for piece in pieces)
        found = select(_names.c.rowid).where(_names.c.names_fts.match(match))
        return of_kind & names.c.id.in_(found)

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
