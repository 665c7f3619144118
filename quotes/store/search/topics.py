"""Topics, each with its numbers of articles and statements."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, func, literal, select

from quotes.folding import fold_name, pad_name
from quotes.store.engine.database import Database
from quotes.store.results import Page, TopicHead
from quotes.store.schema import article_topics, topic_articles
from quotes.store.search.cursors import DEFAULT_LIMIT
from quotes.store.search.listings import read_page
from quotes.topics.media_topics import load_media_topics


class Topics:
    """The topics of the articles, and those above them in IPTC's tree."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, *, limit: int = DEFAULT_LIMIT, cursor: str | None = None) -> Page[TopicHead]:
        """Topics by code.

        Raises:
            QueryError: an invalid limit or cursor.
        """
        code = topic_articles.c.code
        name = (
            select(func.min(article_topics.c.name)).where(article_topics.c.code == code)
        ).scalar_subquery()
        query = (
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
        with self._database.read() as connection:
            return read_page(connection, query, (code,), limit, cursor, _make_topic)


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
