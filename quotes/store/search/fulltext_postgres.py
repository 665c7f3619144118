"""Full-text search in PostgreSQL: a generated `tsvector` for quotes, trigrams for names.

The column `attributions.search` and the configuration `onrecord` are made by the migrations:
English stems without stop words and accents, over a text whose punctuation is blank, so that words
are parted as SQLite parts them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Float,
    Select,
    Text,
    and_,
    any_,
    cast,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY, TSVECTOR

from quotes.records import Act
from quotes.store.schema import attributions, names
from quotes.store.search.fulltext import CLOSE, OPEN, QueryField, Selection, split_pieces
from quotes.store.search.grammar import Term, TextQuery

# Weights of the lexemes: A for the words of the quote, B for those of the speaker's name.
_WEIGHTS: dict[QueryField, str] = {"quote": "A", "speaker": "B", "both": "AB"}

# Of two quotes with the same words the shorter is the more relevant.
_DIVIDE_BY_LENGTH = 2

_search: ColumnElement[Any] = literal_column("attributions.search", TSVECTOR)
_marking = f"HighlightAll=true, StartSel={OPEN}, StopSel={CLOSE}"


class PostgresFullText:
    """A `fulltext.FullText`."""

    knows_act = False

    def write(self, query: TextQuery, field: QueryField, act: Act | Literal["all"]) -> str:
        parts = [_make_term(term, _WEIGHTS[field]) for term in query.wanted]
        parts += [f"!({_make_term(term, _WEIGHTS[field])})" for term in query.excluded]
        return " & ".join(parts)

    def has_many(self, connection: Connection, written: str) -> bool:
        return False  # its planner knows which way to go

    def match(self, passing: Selection, written: ColumnElement[str], *, many: bool) -> Selection:
        asked = func.to_tsquery("onrecord", written, type_=TSQUERY)
        return passing._replace(
            conditions=(*passing.conditions, _search.bool_op("@@")(asked)),
            written=written,
        )

    def rank(self, keys: Select[Any], matched: Selection) -> Select[Any]:
        asked = func.to_tsquery("onrecord", matched.written, type_=TSQUERY)
        rank = -func.ts_rank(_search, asked, _DIVIDE_BY_LENGTH)
        return keys.add_columns(cast(rank, Float(53)).label("rank"))

    def mark(self, page: CTE, matched: Selection) -> ColumnElement[str]:
        words = func.onrecord_part_words(attributions.c.content)
        asked = func.to_tsquery("onrecord", matched.written, type_=TSQUERY)
        return func.ts_headline("onrecord", words, asked, _marking, type_=Text)

    def match_pieces(self, kind: str, pieces: Sequence[str]) -> ColumnElement[bool]:
        # A piece is spaces, letters and digits only: LIKE's wildcards can't occur.
        return and_(names.c.kind == kind, *(names.c.folded.like(f"%{piece}%") for piece in pieces))

    def select_similar(self, name: str, limit: int) -> Select[*tuple[Any, ...]]:
        pieces = literal([f"%{piece}%" for piece in split_pieces(name)], ARRAY(Text))
        return (
            select(names.c.id)
            .where(names.c.kind == "speaker", names.c.folded.like(any_(pieces)))
            .order_by(func.word_similarity(name, names.c.folded).desc(), names.c.id)
            .limit(limit)
        )


def _make_term(term: Term, weights: str) -> str:
    """The term in the language of `to_tsquery`; its words are letters and digits only."""
    ends = "*" if term.begins else ""
    phrases = (" <-> ".join(f"'{word}':{ends}{each}" for word in term.words) for each in weights)
    return f"({' | '.join(phrases)})"
