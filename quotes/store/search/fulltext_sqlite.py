"""Full-text search in SQLite: FTS5, whose matches come in the order of their keys.

`attributions_fts` has the words of each quote and of its speaker's name, in columns by act, so that
statements are found and ranked without reading their rows; `articles_fts` has the title, the names
of the topics and the text of each article; `names_fts` has the trigrams of `names`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    column,
    func,
    literal_column,
    select,
    table,
)

from quotes.records import Act
from quotes.store.schema import attributions, names
from quotes.store.search.fulltext import (
    ArticleField,
    QueryField,
    Selection,
    split_trigrams,
)
from quotes.store.search.grammar import Term, TextQuery

# The columns that a query searches; {} is the act.
_COLUMNS: dict[QueryField, str] = {"quote": "{}", "speaker": "{}_by", "both": "{0} {0}_by"}

# With so many matches the index of another filter is taken to find the quotes sooner. Not tuned.
_MANY = 5_000

# With so many articles quotes are looked up in them, one after the other in their order, and not
# collected from them. Not tuned.
_MANY_ARTICLES = 500

_quotes = table("attributions_fts", column("rowid", Integer), column("attributions_fts", Text))
_index: ColumnElement[Any] = literal_column("attributions_fts")
_articles = table("articles_fts", column("rowid", Integer), column("articles_fts", Text))
_names = table("names_fts", column("rowid", Integer), column("names_fts", Text))


class SqliteFullText:
    """A `fulltext.FullText`."""

    knows_act = True

    def render(self, query: TextQuery, field: QueryField, act: Act | Literal["all"]) -> str:
        acts = ("statement", "attitude") if act == "all" else (act,)
        columns = " ".join(_COLUMNS[field].format(name) for name in acts)
        return f"{{{columns}}} : ({_render(query)})"

    def has_many(self, connection: Connection, rendered: str) -> bool:
        matches = select(_quotes.c.rowid).where(_quotes.c.attributions_fts.match(rendered))
        some = matches.limit(_MANY).subquery()
        return connection.scalars(select(func.count()).select_from(some)).one() == _MANY

    def match(self, selection: Selection, rendered: ColumnElement[str], *, many: bool) -> Selection:
        key, matches = _quotes.c.rowid, _quotes.c.attributions_fts.match(rendered)
        if many:
            # The sum keeps SQLite from iterating over the matches: it looks each key up in them.
            is_match = (attributions.c.key + 0).in_(select(key).where(matches))
            conditions = (*selection.conditions, is_match)
            return selection._replace(conditions=conditions, query=rendered)
        conditions = (matches,)
        if selection.conditions:
            same = select(attributions.c.key).select_from(selection.source)
            same = same.where(attributions.c.key == key, *selection.conditions)
            conditions = (matches, same.correlate(_quotes).exists())
        return Selection(
            # SQLite leaves an outer join out where none of its columns is used.
            source=_quotes.outerjoin(attributions, attributions.c.key == key),
            conditions=conditions,
            order=(key,),
            query=rendered,
        )

    def rank(self, keys: Select[Any], matched: Selection) -> Select[Any]:
        rank = func.bm25(_index, type_=Float).label("rank")
        if matched.order[-1] is _quotes.c.rowid:
            return keys.add_columns(rank)
        matches = _quotes.c.attributions_fts.match(matched.query)
        return select(_quotes.c.rowid.label("key"), rank).where(
            matches, (_quotes.c.rowid + 0).in_(keys)
        )

    def match_article(
        self,
        connection: Connection,
        key: ColumnElement[int],
        query: TextQuery,
        field: ArticleField,
    ) -> ColumnElement[bool]:
        rendered = _render(query)
        if field == "title":
            rendered = f"{{title}} : ({rendered})"
        matches = select(_articles.c.rowid).where(_articles.c.articles_fts.match(rendered))
        some = matches.limit(_MANY_ARTICLES).subquery()
        many = connection.scalars(select(func.count()).select_from(some)).one() == _MANY_ARTICLES
        # The sum keeps SQLite from iterating over the matches.
        return (key + 0 if many else key).in_(matches)

    def match_words(self, kind: str, words: Sequence[str]) -> ColumnElement[bool]:
        # The empty text keeps SQLite from the index on kinds, which has every name of the kind.
        of_kind = names.c.kind + "" == kind
        parameters = [
            bindparam(name, value, Text()) for name, value in self.bind_words(kind, words).items()
        ]
        if _has_short(words):
            return and_(of_kind, *map(names.c.folded.like, parameters))
        numbers = select(_names.c.rowid).where(_names.c.names_fts.match(*parameters))
        return of_kind & names.c.id.in_(numbers)

    def bind_words(self, kind: str, words: Sequence[str]) -> dict[str, str]:
        if _has_short(words):
            # Only spaces, letters and digits: LIKE's wildcards can't occur.
            return {f"{kind}_word_{at}": f"%{word}%" for at, word in enumerate(words)}
        return {f"{kind}_words": " AND ".join(f'"{word}"' for word in words)}

    def select_similar(self, name: str, limit: int) -> Select[*tuple[Any, ...]]:
        match = " OR ".join(f'"{trigram}"' for trigram in split_trigrams(name))
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


def _has_short(words: Sequence[str]) -> bool:
    """Whether a word has no trigram."""
    return any(len(word) < 3 for word in words)


def _render(query: TextQuery) -> str:
    # FTS5 reads everything between double quotes as plain words.
    match = f"({' AND '.join(map(_quote_term, query.required))})"
    return match + "".join(f" NOT {_quote_term(term)}" for term in query.excluded)


def _quote_term(term: Term) -> str:
    return f'"{" ".join(term.words)}"' + ("*" if term.begins else "")
