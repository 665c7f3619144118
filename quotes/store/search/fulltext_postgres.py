"""Full-text search in PostgreSQL: generated `tsvector`s for quotes and articles, trigrams for
names.

The migrations create the columns `attributions.search` and `articles.search`, and the configuration
`onrecord`: English stems, without accents and stop words, over a text whose punctuation is blank,
so that words are split as SQLite splits them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Float,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY, TSVECTOR

from quotes.records import Act
from quotes.store.schema import articles, names
from quotes.store.search.fulltext import (
    ArticleField,
    QueryField,
    Selection,
    split_trigrams,
)
from quotes.store.search.grammar import Term, TextQuery

# Weights of the lexemes: A for the words of the quote, B for those of the speaker's name.
_WEIGHTS: dict[QueryField, str] = {"quote": "A", "speaker": "B", "both": "AB"}
# The same for articles: title, names of topics, text.
_ARTICLE_WEIGHTS: dict[ArticleField, str] = {"title": "A", "all": "ABC"}

# `ts_rank` divides by the length: of two quotes with the same words the shorter is more relevant.
_DIVIDE_BY_LENGTH = 2

# Up to so many articles stand in the query itself: the planner knows only how frequent common words
# are, and goes through all quotes for one that few articles have. Not tuned.
_MANY_ARTICLES = 500

_search: ColumnElement[Any] = literal_column("attributions.search", TSVECTOR)
_article = articles.alias("matching_article")
_article_search: ColumnElement[Any] = literal_column("matching_article.search", TSVECTOR)


class PostgresFullText:
    """A `fulltext.FullText`."""

    knows_act = False

    def render(self, query: TextQuery, field: QueryField, act: Act | Literal["all"]) -> str:
        return _render(query, _WEIGHTS[field])

    def has_many(self, connection: Connection, rendered: str) -> bool:
        return False  # its planner chooses the index by itself

    def match(self, selection: Selection, rendered: ColumnElement[str], *, many: bool) -> Selection:
        query = func.to_tsquery("onrecord", rendered, type_=TSQUERY)
        return selection._replace(
            conditions=(*selection.conditions, _search.bool_op("@@")(query)),
            query=rendered,
        )

    def rank(self, keys: Select[Any], matched: Selection) -> Select[Any]:
        query = func.to_tsquery("onrecord", matched.query, type_=TSQUERY)
        rank = -func.ts_rank(_search, query, _DIVIDE_BY_LENGTH)
        return keys.add_columns(cast(rank, Float(53)).label("rank"))

    def match_article(
        self,
        connection: Connection,
        key: ColumnElement[int],
        query: TextQuery,
        field: ArticleField,
    ) -> ColumnElement[bool]:
        words = func.to_tsquery("onrecord", _render(query, _ARTICLE_WEIGHTS[field]), type_=TSQUERY)
        matches = select(_article.c.key).where(_article_search.bool_op("@@")(words))
        keys = connection.scalars(matches.limit(_MANY_ARTICLES)).all()
        if len(keys) == _MANY_ARTICLES:
            return key.in_(matches)
        return key == any_(literal(keys, ARRAY(BigInteger)))

    def match_words(self, kind: str, words: Sequence[str]) -> ColumnElement[bool]:
        parameters = self.bind_words(kind, words).items()
        patterns = (bindparam(name, value, Text()) for name, value in parameters)
        return and_(names.c.kind == kind, *map(names.c.folded.like, patterns))

    def bind_words(self, kind: str, words: Sequence[str]) -> dict[str, str]:
        # Only spaces, letters and digits: LIKE's wildcards can't occur.
        return {f"{kind}_word_{at}": f"%{word}%" for at, word in enumerate(words)}

    def select_similar(self, name: str, limit: int) -> Select[*tuple[Any, ...]]:
        patterns = literal([f"%{trigram}%" for trigram in split_trigrams(name)], ARRAY(Text))
        return (
            select(names.c.id)
            .where(names.c.kind == "speaker", names.c.folded.like(any_(patterns)))
            .order_by(func.word_similarity(name, names.c.folded).desc(), names.c.id)
            .limit(limit)
        )


def _render(query: TextQuery, weights: str) -> str:
    parts = [_make_term(term, weights) for term in query.required]
    parts += [f"!({_make_term(term, weights)})" for term in query.excluded]
    return " & ".join(parts)


def _make_term(term: Term, weights: str) -> str:
    """The term in the language of `to_tsquery`; its words are letters and digits only."""
    ends = "*" if term.begins else ""
    phrases = (
        " <-> ".join(f"'{word}':{ends}{weight}" for word in term.words) for weight in weights
    )
    return f"({' | '.join(phrases)})"
