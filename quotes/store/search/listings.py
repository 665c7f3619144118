"""Lists of outlets and topics, each with its number of statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    func,
    literal,
    select,
    tuple_,
)

from quotes.store.results import Outlet, Page, TopicHead
from quotes.store.schema import article_topics, articles, names, topic_articles
from quotes.store.schema.keys import UNDATED_KEY, read_day, select_day
from quotes.store.search.cursors import NameCursor, encode_cursor
from quotes.topics.media_topics import load_media_topics

T = TypeVar("T")


def read_outlets(
    connection: Connection, limit: int, after: NameCursor | None = None
) -> Page[Outlet]:
    """At most `limit` outlets after a cursor, by name; spellings that differ only in case or
    accents are one outlet.
    """
    dated = func.nullif(select_day(articles.c.key), select_day(literal(UNDATED_KEY)))
    query = (
        select(
            names.c.folded.label("sort_name"),
            literal("").label("id"),
            func.min(articles.c.outlet).label("name"),
            func.count().label("articles"),
            func.sum(articles.c.statements).label("quotes"),
            func.max(dated).label("first"),
            func.min(dated).label("last"),
        )
        .join_from(names, articles, articles.c.outlet_id == names.c.id)
        .where(names.c.kind == "outlet")
        .group_by(names.c.folded)
    )
    return read_page(connection, query, (names.c.folded,), limit, after, _make_outlet)


def read_topics(
    connection: Connection, limit: int, after: NameCursor | None = None
) -> Page[TopicHead]:
    """At most `limit` topics after a cursor, by code: those of articles, and their ancestors."""
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
    return read_page(connection, query, (code,), limit, after, _make_topic)


def read_page(
    connection: Connection,
    query: Select[Any],
    order: Sequence[ColumnElement[Any]],
    limit: int,
    after: NameCursor | None,
    make: Callable[[Row[Any]], T],
) -> Page[T]:
    """A page of rows that have a `sort_name` and an `id`, ordered by the first or by both."""
    if after is not None:
        position = (literal(after.name), literal(after.id))
        query = query.where(tuple_(*order) > tuple_(*position[: len(order)]))
    rows = connection.execute(query.order_by(*order).limit(limit + 1)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(
        tuple(map(make, rows[:limit])),
        encode_cursor(NameCursor(last.sort_name, last.id)) if last is not None else None,
    )


def format_day(day: int | None) -> str | None:
    """A day of `keys.select_day` as YYYY-MM-DD."""
    read = read_day(day)
    return None if read is None else read.isoformat()


def _make_outlet(row: Row[Any]) -> Outlet:
    return Outlet(
        name=row.name,
        articles=row.articles,
        quotes=row.quotes,
        first_published=format_day(row.first),
        last_published=format_day(row.last),
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
