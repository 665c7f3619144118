"""Full-text search over quotes, articles and names: what each database must be able to do.

The words of a quote, of its speaker's name, and of an article are found by their stems, without
case and accents; names by any three letters in a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, Protocol

from sqlalchemy import CTE, ColumnElement, Connection, FromClause, Select

from quotes.records import Act, Span, Spans
from quotes.store.search.grammar import TextQuery

QueryField = Literal["quote", "speaker", "both"]
# The title of an article; or its title, its topics' names and its text.
ArticleField = Literal["title", "all"]

# Private-use characters, which no news text has, around the words that match.
OPEN, CLOSE = "\ue0f1", "\ue0f2"


class Selection(NamedTuple):
    """Quotes as SQL: rows of `source`, which joins `attributions` with what the conditions need, in
    ascending `order` of keys, the last of which is the quote's.

    With words to search for, `query` is the full-text query as a parameter. `highlighted` is the
    text of a row with `OPEN` and `CLOSE` around what matches, where the index gives it.
    """

    source: FromClause
    conditions: tuple[ColumnElement[bool], ...]
    order: tuple[ColumnElement[int], ...]
    query: ColumnElement[str] | None = None
    highlighted: ColumnElement[str] | None = None


class FullText(Protocol):
    """How one database searches; `rendered` is a query in its own language."""

    # Whether a rendered query finds only quotes of its act.
    knows_act: bool

    def render(self, query: TextQuery, field: QueryField, act: Act | Literal["all"]) -> str:
        """The query in the database's own language."""

    def has_many(self, connection: Connection, rendered: str) -> bool:
        """Whether so many quotes match that the index of another filter finds them sooner."""

    def match(self, selection: Selection, rendered: ColumnElement[str], *, many: bool) -> Selection:
        """Those of a selection that match."""

    def rank(self, keys: Select[Any], matched: Selection) -> Select[Any]:
        """Keys of a selection of `match` with their `rank`, lower for the more relevant."""

    def highlight(self, page: CTE, matched: Selection) -> ColumnElement[str]:
        """The text as in `Selection.highlighted`, for each row of a page of keys of a selection of
        `match`.
        """

    def match_article(
        self,
        connection: Connection,
        key: ColumnElement[int],
        query: TextQuery,
        field: ArticleField,
    ) -> ColumnElement[bool]:
        """The condition that the key is that of an article that matches."""

    def match_words(self, kind: str, words: Sequence[str]) -> ColumnElement[bool]:
        """The condition that a row of `names` is of a kind and has all of the words, which come
        with the spaces around them; their values are parameters as in `bind_words`.
        """

    def bind_words(self, kind: str, words: Sequence[str]) -> dict[str, str]:
        """The values of the parameters of `match_words`, by their names."""

    def select_similar(self, name: str, limit: int) -> Select[*tuple[Any, ...]]:
        """The numbers of the names that share the most trigrams with a padded one."""


def split_trigrams(name: str) -> list[str]:
    """Every three characters in a row, each once, sorted."""
    return sorted({name[start : start + 3] for start in range(len(name) - 2)})


def asks_for_letter(query: TextQuery) -> bool:
    """Whether the query has a term of one letter."""
    return any(len(term.words) == len(term.words[0]) == 1 for term in query.required)


def read_highlights(highlighted: str, text: str, *, letters: bool = True) -> Spans:
    """Where the marked words stand, in characters of the text without marks; neighbours are joined.

    Without `letters` a mark of a single letter that has no neighbour is left out: PostgreSQL marks
    the words of a phrase wherever they stand, as the "s" of "nobody's" in each other "'s".

    Empty if the text itself has such marks, so that the lengths differ.
    """
    if len(highlighted) - highlighted.count(OPEN) - highlighted.count(CLOSE) != len(text):
        return ()
    spans: list[Span] = []
    before, *rest = highlighted.split(OPEN)
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
