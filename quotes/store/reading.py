"""Reading quotes and articles back: rows straight to records, a page at a time."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, bindparam, func, select

from quotes.errors import NotFoundError
from quotes.records import Article, Attribution, Extraction, Spans, Topic
from quotes.store.fulltext import read_marks
from quotes.store.grammar import parse_query
from quotes.store.paging import Order, find_next, select_page
from quotes.store.schema import article_topics, articles, attributions, speakers
from quotes.store.searching import find_fulltext
from quotes.store.selection import QuoteFilter
from quotes.store.views import GAP, ArticleHead, Counts, Page, Quote

_decode_attribution = msgspec.json.Decoder(Attribution).decode

QUOTE_COLUMNS = (
    attributions.c.key,
    attributions.c.record,
    attributions.c.speaker_id,
    attributions.c.content,
    attributions.c.cue,
    attributions.c.source,
    attributions.c.version,
    articles.c.id.label("article_id"),
    articles.c.title,
    articles.c.outlet,
    articles.c.url,
    articles.c.published,
)
_QUOTES = select(*QUOTE_COLUMNS).join_from(attributions, articles)

# For `looking_up`: a quote by its id, with its article as `make_article` needs it.
QUOTE_BY_ID = _QUOTES.add_columns(articles.c.text, articles.c.record.label("article")).where(
    attributions.c.id == bindparam("key")
)


def read_quotes(
    connection: Connection,
    wanted: QuoteFilter,
    order: Order,
    limit: int,
    cursor: str | None = None,
    *,
    highlight: bool = False,
) -> Page[Quote]:
    """At most `limit` quotes after a place, in one of the orders.

    Raises:
        QueryError: as `select_page`.
    """
    page = select_page(connection, wanted, order, limit, cursor)
    query = (
        _QUOTES.add_columns(page.rows.c.rank, page.is_capped.label("is_capped"))
        .join(page.rows, page.rows.c.key == attributions.c.key)
        .order_by(page.rows.c.rank, attributions.c.key)
    )
    rows = connection.execute(query).all()
    more = len(rows) > limit
    marked: dict[int, str] = {}
    if highlight and wanted.q is not None and wanted.q_in != "speaker":
        marked = _mark_quotes(connection, wanted, [row.key for row in rows[:limit]])
    items = tuple(
        make_quote(row, read_marks(marked.get(row.key, ""), row.content)) for row in rows[:limit]
    )
    return Page(
        items,
        find_next(order, rows[limit - 1].rank, rows[limit - 1].key) if more else None,
        capped=bool(rows and rows[0].is_capped),
    )


def read_article(connection: Connection, article_id: str) -> tuple[int, Article]:
    """The key of the article, and the article as it was saved.

    Raises:
        NotFoundError: no article has the id.
    """
    query = select(articles.c.key, articles.c.record, articles.c.text)
    row = connection.execute(query.where(articles.c.id == article_id)).first()
    if row is None:
        raise NotFoundError("article", article_id)
    return row.key, make_article(row.record, row.text)


def read_extraction(connection: Connection, article_id: str) -> Extraction:
    """All that was saved of an article, equal to what was given to `save_extraction` but for the
    ids of speakers, which are those of the corpus.

    Raises:
        NotFoundError: no article has the id.
    """
    key, article = read_article(connection, article_id)
    found = connection.execute(
        select(attributions.c.record, attributions.c.speaker_id)
        .where(attributions.c.article_key == key)
        .order_by(attributions.c.key)
    )
    topics = connection.execute(
        select(article_topics)
        .where(article_topics.c.article_key == key)
        .order_by(article_topics.c.ordinal)
    )
    return Extraction(
        article=article,
        attributions=tuple(_make_attribution(row) for row in found),
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


def make_quote(row: Any, highlights: Spans = ()) -> Quote:
    """The quote of a row with `QUOTE_COLUMNS`."""
    attribution = _make_attribution(row)
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
        version=row.version,
        highlights=highlights,
    )


def _make_attribution(row: Any) -> Attribution:
    """The attribution with the id that its speaker has in the corpus by now."""
    attribution = _decode_attribution(row.record)
    if attribution.speaker_id == row.speaker_id:
        return attribution
    return replace(attribution, speaker_id=row.speaker_id)


def make_article(record: str, text: str) -> Article:
    """The article of a row of `articles`."""
    return msgspec.convert(msgspec.json.decode(record) | {"text": text}, Article)


def _mark_quotes(connection: Connection, wanted: QuoteFilter, keys: list[int]) -> dict[int, str]:
    """The texts of quotes, by key, with marks around the words that the query found."""
    query = find_fulltext(connection).select_marked(parse_query(wanted.q or ""), wanted.q_in, keys)
    return dict(connection.execute(query).all())
