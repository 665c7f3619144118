"""Full-text search over quotes and over pieces of names: what each database must be able to do.

The words of a quote and of its speaker's name are found by their stems, without case and accents;
names by any three letters in a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, Protocol

from sqlalchemy import CTE, ColumnElement, Connection, FromClause, Select

from quotes.records import Act, Span, Spans
from quotes.store.search.grammar import TextQuery

QueryField = Literal["quote", "speaker", "both"]

# Characters that no news text has, for marking in it what was found.
OPEN, CLOSE = "\ue0f1", "\ue0f2"


class Selection(NamedTuple):
    """Quotes as SQL: rows of `source`, which joins `attributions` with what the conditions need, in
    ascending `order` of keys, the last of which is the quote's.

    If words are asked for, `written` is the query. `marked` is the text of a row, with `OPEN` and
    `CLOSE` around what matches, where that is at hand.
    """

    source: FromClause
    conditions: tuple[ColumnElement[bool], ...]
    order: tuple[ColumnElement[int], ...]
    written: ColumnElement[str] | None = None
    marked: ColumnElement[str] | None = None


class FullText(Protocol):
    """How one database searches; `written` is a query in its own language."""

    # Whether a query finds only quotes of the act that it was written for.
    knows_act: bool

    def write(self, query: TextQuery, field: QueryField, act: Act | Literal["all"]) -> str:
        """The query in the database's own language."""

    def has_many(self, connection: Connection, written: str) -> bool:
        """Whether so many quotes match that an index of a filter had better lead to them."""

    def match(self, passing: Selection, written: ColumnElement[str], *, many: bool) -> Selection:
        """Those of a selection that match."""

    def rank(self, keys: Select[Any], matched: Selection) -> Select[Any]:
        """Keys out of a selection of `match` with their `rank`, lower for the more relevant."""

    def mark(self, page: CTE, matched: Selection) -> ColumnElement[str]:
        """The same as `marked` for each row of a page of keys out of a selection of `match`."""

    def match_pieces(self, kind: str, pieces: Sequence[str]) -> ColumnElement[bool]:
        """The condition that a row of `names` is of a kind and holds all of the pieces: words with
        their spaces.
        """

    def select_similar(self, name: str, limit: int) -> Select[*tuple[Any, ...]]:
        """The numbers of the names that share the most three letters with a padded one."""


def split_pieces(name: str) -> list[str]:
    """Every three letters in a row."""
    return sorted({name[start : start + 3] for start in range(len(name) - 2)})


def asks_for_letter(query: TextQuery) -> bool:
    """Whether one letter alone is asked for, and not as a part of a phrase."""
    return any(len(term.words) == len(term.words[0]) == 1 for term in query.wanted)


def read_marks(marked: str, text: str, *, letters: bool = True) -> Spans:
    """Where the marks stand, in characters of the text without them; neighbours are joined.

    Without `letters` a mark of one letter that has no neighbour is left out: PostgreSQL marks the
    words of a phrase wherever they stand, as the "s" of "nobody's" in each other "'s".

    Empty if the marked text is not as long as the text, which may hold such characters itself.
    """
    if len(marked) - marked.count(OPEN) - marked.count(CLOSE) != len(text):
        return ()
    spans: list[Span] = []
    before, *rest = marked.split(OPEN)
    end = len(before)
    for piece in rest:
        inside, closed, after = piece.partition(CLOSE)
        if not closed or not inside:
            return ()
        start, stop = end, end + len(inside)
        if spans and not any(map(str.isalnum, text[spans[-1].end : start])):
            start = spans.pop().start
        spans.append(Span(start, stop))
        end = stop + len(after)
    return tuple(span for span in spans if letters or span.end - span.start > 1)
