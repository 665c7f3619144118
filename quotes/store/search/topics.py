"""Topics, each with its numbers of articles and statements."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, func, literal, select

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
