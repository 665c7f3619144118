"""The lists that quotes are looked up from: speakers, outlets and topics, each with its number of
statements.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Select,
    func,
    literal,
    select,
    tuple_,
)

from quotes.errors import NotFoundError
from quotes.records import SpeakerKind
from quotes.store.cursors import NamePlace, encode_cursor
from quotes.store.schema import article_topics, articles, attributions, speakers
from quotes.store.selection import UNDATED, contains_words
from quotes.store.views import Outlet, Page, Role, Speaker, SpeakerHead, TopicHead

T = TypeVar("T")


def read_speakers(
    connection: Connection,
    limit: int,
    after: NamePlace | None = None,
    *,
    name: str | None = None,
    kind: SpeakerKind | None = None,
) -> Page[SpeakerHead]:
    """At most `limit` speakers after a place, by name without case and accents.

    Args:
        name: words of the name or an alias.
        kind: only speakers of this kind.

    Raises:
        QueryError: the name has no letter.
    """
    query = select(speakers, _count_statements().label("quotes"))
    if name is not None:
        query = query.where(contains_words(speakers.c.names_folded, "name", name))
    if kind is not None:
        query = query.where(speakers.c.kind == kind)
    return _read_page(
        connection, query, (speakers.c.sort_name, speakers.c.id), limit, after, _make_speaker
    )


def read_speaker(connection: Connection, speaker_id: str) -> Speaker:
    """The speaker with their roles.

    Raises:
        NotFoundError: no speaker has the id.
    """
    query = select(speakers, _count_statements().label("quotes")).where(speakers.c.id == speaker_id)
    row = connection.execute(query).first()
    if row is None:
        raise NotFoundError("speaker", speaker_id)
    day = func.nullif(attributions.c.newest_first, UNDATED)
    quotes = func.count().label("quotes")
    roles = connection.execute(
        select(
            attributions.c.role,
            attributions.c.affiliation,
            func.max(day).label("first"),
            func.min(day).label("last"),
            quotes,
        )
        .where(attributions.c.speaker_id == speaker_id)
        .where(attributions.c.role.is_not(None) | attributions.c.affiliation.is_not(None))
        .group_by(attributions.c.role, attributions.c.affiliation)
        .order_by(quotes.desc(), attributions.c.role, attributions.c.affiliation)
    )
    return Speaker(
        head=_make_speaker(row),
        roles=tuple(
            Role(
                role=role.role,
                affiliation=role.affiliation,
                first_seen=_name_day(role.first),
                last_seen=_name_day(role.last),
                quotes=role.quotes,
            )
            for role in roles
        ),
    )


def read_outlets(
    connection: Connection, limit: int, after: NamePlace | None = None
) -> Page[Outlet]:
    """At most `limit` outlets after a place, by name; spellings that differ in case or accents are
    one outlet.
    """
    name = articles.c.outlet_folded
    day = func.nullif(articles.c.newest_first, UNDATED)
    query = (
        select(
            name.label("sort_name"),
            literal("").label("id"),
            func.min(articles.c.outlet).label("name"),
            func.count().label("articles"),
            func.sum(articles.c.statements).label("quotes"),
            func.max(day).label("first"),
            func.min(day).label("last"),
        )
        .where(name.is_not(None))
        .group_by(name)
    )
    return _read_page(connection, query, (name, literal("")), limit, after, _make_outlet)


def read_topics(
    connection: Connection, limit: int, after: NamePlace | None = None
) -> Page[TopicHead]:
    """At most `limit` topics after a place, by code."""
    code = article_topics.c.code
    query = (
        select(
            code.label("sort_name"),
            literal("").label("id"),
            func.min(article_topics.c.name).label("name"),
            func.count().label("articles"),
            func.sum(articles.c.statements).label("quotes"),
        )
        .join_from(article_topics, articles)
        .group_by(code)
    )
    return _read_page(connection, query, (code, literal("")), limit, after, _make_topic)


def _read_page(
    connection: Connection,
    query: Select[Any],
    order: Sequence[ColumnElement[str]],
    limit: int,
    after: NamePlace | None,
    make: Callable[[Row[Any]], T],
) -> Page[T]:
    if after is not None:
        query = query.where(tuple_(*order) > tuple_(literal(after.name), literal(after.id)))
    rows = connection.execute(query.order_by(*order).limit(limit + 1)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(
        tuple(map(make, rows[:limit])),
        encode_cursor(NamePlace(last.sort_name, last.id)) if last is not None else None,
    )


def _count_statements() -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(attributions)
        .where(attributions.c.speaker_id == speakers.c.id, attributions.c.act == "statement")
        .scalar_subquery()
    )


def _name_day(newest_first: int | None) -> str | None:
    return None if newest_first is None else date.fromordinal(-newest_first).isoformat()


def _make_speaker(row: Row[Any]) -> SpeakerHead:
    return SpeakerHead(
        id=row.id,
        name=row.name,
        kind=row.kind,
        aliases=msgspec.json.decode(row.aliases, type=tuple[str, ...]),
        quotes=row.quotes,
    )


def _make_outlet(row: Row[Any]) -> Outlet:
    return Outlet(
        name=row.name,
        articles=row.articles,
        quotes=row.quotes,
        first_published=_name_day(row.first),
        last_published=_name_day(row.last),
    )


def _make_topic(row: Row[Any]) -> TopicHead:
    return TopicHead(code=row.sort_name, name=row.name, articles=row.articles, quotes=row.quotes)
