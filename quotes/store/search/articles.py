"""Rows straight to records: quotes, articles and extractions."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, bindparam, func, select

from quotes.errors import NotFoundError
from quotes.records import Article, Attribution, Extraction, Spans, Topic
from quotes.store.engine.database import Database
from quotes.store.results import GAP, ArticleHead, Quote, StoreCounts
from quotes.store.schema import article_topics, articles, attributions, speakers

decode_attribution = msgspec.json.Decoder(Attribution).decode

# What `make_quote` needs.
QUOTES = select(
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
).join_from(attributions, articles)

# For a `RowLookup`: a quote by its id, with what `make_article` needs.
QUOTE_BY_ID = QUOTES.add_columns(articles.c.text, articles.c.record.label("article")).where(
    attributions.c.id == bindparam("key")
)


def count_all(connection: Connection) -> StoreCounts:
    """How much the store holds."""
    row = connection.execute(
        select(
            func.count().label("articles"),
            func.coalesce(func.sum(articles.c.statements), 0).label("quotes"),
            func.coalesce(func.sum(articles.c.attitudes), 0).label("attitudes"),
        )
    ).one()
    return StoreCounts(
        articles=row.articles,
        quotes=row.quotes,
        attitudes=row.attitudes,
        speakers=connection.execute(select(func.count()).select_from(speakers)).scalar_one(),
    )


def make_quote(row: Any, highlights: Spans = ()) -> Quote:
    """The quote of a row of `QUOTES`."""
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


def make_article(record: str, text: str) -> Article:
    """The article of a row of `articles`."""
    return msgspec.convert(msgspec.json.decode(record) | {"text": text}, Article)


class ArticleQueries:
    """Articles as they are read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, article_id: str) -> Extraction:
        """All that was saved of an article, as it was given to `save` but for the ids of speakers,
        which are those of the corpus.

        Raises:
            NotFoundError: no article has the id.
        """
        query = select(articles.c.key, articles.c.record, articles.c.text)
        with self._database.read() as connection:
            row = connection.execute(query.where(articles.c.id == article_id)).first()
            if row is None:
                raise NotFoundError("article", article_id)
            return Extraction(
                article=make_article(row.record, row.text),
                attributions=_read_attributions(connection, row.key),
                topics=_read_topics(connection, row.key),
            )


def _read_attributions(connection: Connection, article_key: int) -> tuple[Attribution, ...]:
    rows = connection.execute(
        select(attributions.c.record, attributions.c.speaker_id)
        .where(attributions.c.article_key == article_key)
        .order_by(attributions.c.key)
    )
    return tuple(map(_make_attribution, rows))


def _read_topics(connection: Connection, article_key: int) -> tuple[Topic, ...]:
    rows = connection.execute(
        select(article_topics)
        .where(article_topics.c.article_key == article_key)
        .order_by(article_topics.c.ordinal)
    )
    return tuple(
        Topic(code=row.code, name=row.name, score=row.score, method=row.method) for row in rows
    )


def _make_attribution(row: Any) -> Attribution:
    """The attribution with the speaker's current id in the corpus."""
    attribution = decode_attribution(row.record)
    if attribution.speaker_id == row.speaker_id:
        return attribution
    return replace(attribution, speaker_id=row.speaker_id)
