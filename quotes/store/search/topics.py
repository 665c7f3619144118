"""Topics, each with its numbers of articles and statements."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, func, literal, select

from quotes.folding import fold_name, pad_name
from quotes.store.engine.database import Database
from quotes.store.results import Page, TopicHead
from quotes.store.schema import article_topics, topic_articles
from quotes.store.search.cursors import DEFAULT_LIMIT, check_limit, digest_list
from quotes.store.search.fulltext import split_trigrams
from quotes.store.search.likeness import measure_likeness
from quotes.store.search.listings import read_page
from quotes.topics.media_topics import load_media_topics

# Topics that share the most trigrams with a misspelt one, of which the most alike are suggested:
# comparing all 1,000 takes 45 ms. Not tuned.
_CANDIDATES = 50

_DIGEST = digest_list("topics")


class Topics:
    """The topics of the articles, and those above them in IPTC's tree."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, *, limit: int = DEFAULT_LIMIT, cursor: str | None = None) -> Page[TopicHead]:
        """Topics by code.

        Raises:
            QueryError: an invalid limit or cursor.
        """
        with self._database.read() as connection:
            order = (topic_articles.c.code,)
            return read_page(
                connection, _select_topics(), order, limit, cursor, _DIGEST, _make_topic
            )

    def exists(self, topic: str) -> bool:
        """Whether IPTC or an article has a topic of this code or name."""
        with self._database.read() as connection:
            return topic in load_media_topics() or bool(find_codes(connection, topic))

    def suggest(self, name: str, *, limit: int = 5) -> tuple[TopicHead, ...]:
        """IPTC's topics with a name like a misspelt one, the most alike first, of equals those with
        the most articles; may be empty.

        Raises:
            QueryError: an invalid limit.
        """
        check_limit(limit)
        likeness = _find_alike(fold_name(name))
        with self._database.read() as connection:
            of_topics = _select_topics().where(topic_articles.c.code.in_(likeness))
            heads = {row.sort_name: _make_topic(row) for row in connection.execute(of_topics)}
        topics = [heads.get(code) or _make_empty(code) for code in likeness]
        topics.sort(key=lambda topic: (-likeness[topic.code], -topic.articles, topic.code))
        return tuple(topics[:limit])


def _select_topics() -> Select[*tuple[Any, ...]]:
    code = topic_articles.c.code
    name = (
        select(func.min(article_topics.c.name)).where(article_topics.c.code == code)
    ).scalar_subquery()
    return (
        select(
            code.label("sort_name"),
            literal("").label("id"),
            name.label("name"),
            func.count().label("articles"),
            func.sum(topic_articles.c.statements).label("quotes"),
            func.sum(topic_articles.c.direct).label("direct"),
        )
        .select_from(topic_articles)
        .group_by(code)
    )


def _make_topic(row: Row[Any]) -> TopicHead:
    code = row.sort_name
    media_topic = load_media_topics().get(code)
    return TopicHead(
        code=code,
        name=row.name or (media_topic.name if media_topic else code),
        parent=media_topic.parent if media_topic else None,
        articles=row.articles,
        quotes=row.quotes,
        direct_articles=row.direct,
    )


def _make_empty(code: str) -> TopicHead:
    """A topic of IPTC's that no article has."""
    topic = load_media_topics()[code]
    return TopicHead(
        code=code, name=topic.name, parent=topic.parent, articles=0, quotes=0, direct_articles=0
    )


def _find_alike(misspelt: str) -> dict[str, float]:
    """How alike the names of IPTC's topics are to a misspelt one, those alike enough."""
    index = _index_trigrams()
    trigrams = split_trigrams(f" {misspelt} ")
    shared = Counter(code for trigram in trigrams for code in index.get(trigram, ()))
    likeness = {
        code: measure_likeness(misspelt, fold_name(load_media_topics()[code].name))
        for code, _ in shared.most_common(_CANDIDATES)
    }
    return {code: alike for code, alike in likeness.items() if alike}


@cache
def _index_trigrams() -> dict[str, list[str]]:
    """The codes of IPTC's topics by the trigrams of their names."""
    index: dict[str, list[str]] = {}
    for topic in load_media_topics().values():
        for trigram in split_trigrams(pad_name(topic.name) or ""):
            index.setdefault(trigram, []).append(topic.code)
    return index


@cache
def _load_codes() -> dict[str | None, tuple[str, ...]]:
    """The codes of IPTC's topics by their names."""
    codes: dict[str | None, tuple[str, ...]] = {}
    for topic in load_media_topics().values():
        name = pad_name(topic.name)
        codes[name] = (*codes.get(name, ()), topic.code)
    return codes


def find_codes(connection: Connection, topic: str) -> list[str]:
    """The codes of the topics with this code or name, and no others."""
    if not fold_name(topic):
        return [topic]
    name = pad_name(topic)
    of_name = connection.scalars(
        select(article_topics.c.code).where(article_topics.c.name_folded == name).distinct()
    )
    of_code = select(topic_articles.c.code).where(topic_articles.c.code == topic).limit(1)
    return sorted({*_load_codes().get(name, ()), *of_name, *connection.scalars(of_code)})
