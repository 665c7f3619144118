"""Reading quotes and articles back: rows straight to records, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, Select, bindparam, func, select

from quotes.errors import NotFoundError
from quotes.records import Article, Attribution, Extraction, Spans, Topic
from quotes.store.engine.connections import Lines
from quotes.store.engine.database import Database
from quotes.store.engine.prepared import FixedStatement, FixedStatements
from quotes.store.results import GAP, ArticleHead, Counts, Page, Quote
from quotes.store.schema import article_topics, articles, attributions, speakers
from quotes.store.search.filters import QuoteFilter, find_named, has_names, list_values, may_lead
from quotes.store.search.fulltext import asks_for_letter, read_marks
from quotes.store.search.grammar import parse_query
from quotes.store.search.paging import Order, find_next, list_places, select_page

_decode_attribution = msgspec.json.Decoder(Attribution).decode

QUOTE_COLUMNS = (
    attributions.c.key,
    attributions.c.record,
    attributions.c.speaker_id,
    attributions.c.content,
    attributions.c.cue,
    attributions.c.source,
    attributions.c.version,
    attributions.c.status,
    attributions.c.cluster,
    articles.c.id.label("article_id"),
    articles.c.title,
    articles.c.outlet,
    articles.c.url,
    articles.c.published,
)
_QUOTES = select(*QUOTE_COLUMNS).join_from(attributions, articles)

# For `lines.LookUp`: a quote by its id, with its article as `make_article` needs it.
QUOTE_BY_ID = _QUOTES.add_columns(articles.c.text, articles.c.record.label("article")).where(
    attributions.c.id == bindparam("key")
)


# Statements for pages of quotes, by all that they depend on but the values of `list_values`,
# `find_named` and `list_places`: making one takes 1 ms, which is longer than most searches.
_statements = FixedStatements()


class _Asked(NamedTuple):
    wanted: QuoteFilter
    order: Order
    places: dict[str, Any]
    marks: bool


def read_quotes(
    database: Database,
    lines: Lines,
    wanted: QuoteFilter,
    order: Order,
    limit: int,
    cursor: str | None = None,
    *,
    highlight: bool = False,
) -> Page[Quote]:
    """At most `limit` quotes after a place, in one of the orders.

    Raises:
        QueryError: as `select_page` and `list_places`.
    """
    marks = highlight and wanted.q is not None and wanted.q_in != "speaker"
    asked = _Asked(wanted, order, list_places(order, limit, cursor), marks)
    rows = _read_rows(database, lines, asked)
    more = len(rows) > limit
    letters = marks and wanted.q is not None and asks_for_letter(parse_query(wanted.q))
    items = tuple(
        make_quote(row, read_marks(row.marked, row.content, letters=letters) if marks else ())
        for row in rows[:limit]
    )
    return Page(
        items,
        find_next(order, rows[limit - 1].rank, rows[limit - 1].key) if more else None,
        capped=bool(rows and rows[0].is_capped),
    )


def forget_statements() -> None:
    """Have every statement made anew."""
    _statements.clear()


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
        cluster=row.cluster,
        highlights=highlights,
        status=row.status or "unreviewed",
        is_reviewed=row.status is not None,
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


def _read_rows(database: Database, lines: Lines, asked: _Asked) -> Sequence[Any]:
    wanted = asked.wanted
    values = list_values(lines.dialect, wanted) | asked.places
    # Where two of these meet, what to begin with depends on how many quotes they find.
    leads = (may_lead(wanted), wanted.q is not None, asked.order == "confidence")
    is_mixed = sum(leads) > 1
    if not has_names(wanted) and not is_mixed:
        return lines.fetch(_fix(database, asked, values), values)
    with database.read() as connection:
        named = find_named(connection, wanted)
        if named.conditions or is_mixed:
            return connection.execute(_select_quotes(connection, asked)).all()
        values |= named.values
        return _fix(database, asked, values).run(connection, values)


def _fix(database: Database, asked: _Asked, values: dict[str, Any]) -> FixedStatement:
    """The statement of all quotes that are asked for in this way with other values."""
    dialect = database.reader.dialect

    def make() -> FixedStatement:
        with database.read() as connection:
            return FixedStatement(dialect, _select_quotes(connection, asked))

    shape = (dialect.name, asked.order, "marks" if asked.marks else "", *values)
    return _statements.find(shape, make)


def _select_quotes(connection: Connection, asked: _Asked) -> Select[Any]:
    page = select_page(connection, asked.wanted, asked.order, asked.places, marks=asked.marks)
    key = attributions.c.key
    query = (
        _QUOTES.add_columns(page.rows.c.rank, page.is_capped.label("is_capped"))
        .join(page.rows, page.rows.c.key == key)
        .order_by(page.rows.c.rank, key.desc() if page.backwards else key)
    )
    return query if page.marked is None else query.add_columns(page.marked.label("marked"))
