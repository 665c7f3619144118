"""Full-text search over quotes, articles and names: what each database must be able to do.

The words of a quote, of its speaker's name, and of an article are found by their stems, without
case and accents; names by any three letters in a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, Protocol

from sqlalchemy import ColumnElement, Connection, FromClause, Select

from quotes.records import Act
from quotes.store.search.grammar import TextQuery

QueryField = Literal["quote", "speaker", "both"]
# The title of an article; or its title, its topics' names and its text.
ArticleField = Literal["title", "all"]


class Selection(NamedTuple):
    """Quotes as SQL: rows of `source`, which joins `attributions` with what the conditions need, in
    ascending `order` of keys, the last of which is the quote's.

    With words to search for, `query` is the full-text query as a parameter.
    """

    source: FromClause
    conditions: tuple[ColumnElement[bool], ...]
    order: tuple[ColumnElement[int], ...]
    query: ColumnElement[str] | None = None


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
