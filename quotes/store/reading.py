"""Reading quotes and articles back: rows straight to records, a page at a time."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Tuple, func, literal, select, tuple_

from quotes.errors import NotFoundError
from quotes.records import Article, Attribution, Extraction, Topic
from quotes.store.cursors import QuotePlace, encode_cursor
from quotes.store.schema import article_topics, articles, attributions, speakers
from quotes.store.selection import QuoteFilter, find_conditions
from quotes.store.views import GAP, ArticleHead, Counts, Page, Quote

_decode_attribution = msgspec.json.Decoder(Attribution).decode

_PLACE = (attributions.c.newest_first, attributions.c.article_id, attributions.c.ordinal)

_QUOTES = select(
    attributions.c.record,
    attributions.c.content,
    attributions.c.cue,
    attributions.c.source,
    *_PLACE,
    articles.c.title,
    articles.c.outlet,
    articles.c.url,
    articles.c.published,
).join_from(attributions, articles)


def read_quotes(
    connection: Connection, wanted: QuoteFilter, limit: int, after: QuotePlace | None = None
) -> Page[Quote]:
    """At most `limit` quotes after a place: newest article first, articles without a date last,
    then in text order.

    Articles of one day follow each other by their ids. Raises what `find_conditions` raises.
    """
    query = _QUOTES.where(*find_conditions(wanted)).order_by(*_PLACE).limit(limit + 1)
    if after is not None:
        query = query.where(tuple_(*_PLACE) > _make_place(after))
    rows = connection.execute(query).all()
    more = len(rows) > limit
    items = tuple(_make_quote(row) for row in rows[:limit])
    return Page(items, encode_cursor(_find_place(rows[limit - 1])) if more else None)


def read_quote(connection: Connection, quote_id: str) -> tuple[Quote, Article]:
    """The quote and its whole article.

    Raises:
        NotFoundError: no attribution has the id.
    """
    row = connection.execute(_QUOTES.where(attributions.c.id == quote_id)).first()
    if row is None:
        raise NotFoundError("quote", quote_id)
    return _make_quote(row), read_article(connection, row.article_id)


def read_article(connection: Connection, article_id: str) -> Article:
    """The article as it was saved.

    Raises:
        NotFoundError: no article has the id.
    """
    query = select(articles.c.record, articles.c.text).where(articles.c.id == article_id)
    row = connection.execute(query).first()
    if row is None:
        raise NotFoundError("article", article_id)
    return msgspec.convert(msgspec.json.decode(row.record) | {"text": row.text}, Article)


def read_extraction(connection: Connection, article_id: str) -> Extraction:
    """All that was saved of an article, equal to what was given to `save_extraction`.

    Raises:
        NotFoundError: no article has the id.
    """
    article = read_article(connection, article_id)
    found = connection.scalars(
        select(attributions.c.record)
        .where(attributions.c.article_id == article_id)
        .order_by(attributions.c.ordinal)
    )
    topics = connection.execute(
        select(article_topics)
        .where(article_topics.c.article_id == article_id)
        .order_by(article_topics.c.ordinal)
    )
    return Extraction(
        article=article,
        attributions=tuple(map(_decode_attribution, found)),
        topics=tuple(
            Topic(code=row.code, name=row.name, score=row.score, method=row.method)
            for row in topics
        ),
    )


def count_all(connection: Connection) -> Counts:
    """How much the store holds."""
    row = connection.execute(
        select(
            func.count().label("articles"),
            func.coalesce(func.sum(articles.c.statements), 0).label("quotes"),
            func.coalesce(func.sum(articles.c.attitudes), 0).label("attitudes"),
        )
    ).one()
    known = connection.execute(select(func.count()).select_from(speakers)).scalar_one()
    return Counts(articles=row.articles, quotes=row.quotes, attitudes=row.attitudes, speakers=known)


def _make_place(place: QuotePlace) -> Tuple:
    return tuple_(literal(place.newest_first), literal(place.article_id), literal(place.ordinal))


def _find_place(row: Row[*tuple[Any, ...]]) -> QuotePlace:
    return QuotePlace(row.newest_first, row.article_id, row.ordinal)


def _make_quote(row: Row[*tuple[Any, ...]]) -> Quote:
    attribution = _decode_attribution(row.record)
    pieces: list[str] = []
    start = 0
    for span in attribution.content:
        end = start + span.end - span.start
        pieces.append(row.content[start:end])
        start = end + len(GAP)
    return Quote(
        attribution=attribution,
        content=tuple(pieces),
        cue=row.cue,
        source=row.source,
        article=ArticleHead(
            id=row.article_id,
            title=row.title,
            outlet=row.outlet,
            url=row.url,
            published=row.published,
        ),
    )
