"""Rows straight to records: quotes and articles; how much there is of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, bindparam, func, select

from quotes.records import Article, Attribution, Spans
from quotes.store.results import (
    GAP,
    ArticleHead,
    Carrier,
    EncodedQuote,
    MatchingCandidate,
    Quote,
    StoreCounts,
)
from quotes.store.schema import articles, attribution_candidates, attributions, speakers
from quotes.store.search.names import match_candidate

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
    attributions.c.copy_of,
    articles.c.story,
    articles.c.id.label("article_id"),
    articles.c.title,
    articles.c.outlet,
    articles.c.url,
    articles.c.published,
).join_from(attributions, articles)

# What `make_encoded` needs.
ENCODED_QUOTES = select(
    attributions.c.key,
    attributions.c.id,
    attributions.c.content,
    attributions.c.item,
    attributions.c.speaker_id,
    attributions.c.speaker,
    attributions.c.speaker_kind,
    attributions.c.status,
    attributions.c.cluster,
    attributions.c.copy_of,
)

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


def read_matching(
    connection: Connection, speaker: str, keys: Sequence[int]
) -> dict[int, tuple[MatchingCandidate, ...]]:
    """The candidates of quotes whom a filter by speaker means, the likeliest first, by key."""
    candidate = attribution_candidates.c
    rows = connection.execute(
        select(candidate.key, candidate.speaker_id, candidate.name, candidate.probability)
        .where(candidate.key.in_(keys), match_candidate(connection, speaker))
        .order_by(candidate.key, candidate.probability.desc(), candidate.name)
    )
    matching: dict[int, tuple[MatchingCandidate, ...]] = {}
    for key, speaker_id, name, probability in rows:
        each = MatchingCandidate(id=speaker_id, name=name, probability=probability)
        matching[key] = (*matching.get(key, ()), each)
    return matching


def make_quote(row: Any, highlights: Spans = (), carried_by: tuple[Carrier, ...] = ()) -> Quote:
    """The quote of a row of `QUOTES`."""
    attribution = make_attribution(row)
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
        story=row.story,
        copy_of=row.copy_of,
        carried_by=carried_by,
        highlights=highlights,
        status=row.status or "unreviewed",
        is_reviewed=row.status is not None,
    )


def make_encoded(
    row: Any, highlights: Spans = (), carried_by: tuple[Carrier, ...] = ()
) -> EncodedQuote:
    """The quote of a row of `ENCODED_QUOTES`."""
    return EncodedQuote(
        id=row.id,
        text=row.content,
        item=row.item,
        speaker_id=row.speaker_id,
        speaker=row.speaker,
        speaker_kind=row.speaker_kind,
        status=row.status or "unreviewed",
        cluster=row.cluster,
        copy_of=row.copy_of,
        carried_by=carried_by,
        highlights=highlights,
    )


def make_article(record: str, text: str) -> Article:
    """The article of a row of `articles`."""
    return msgspec.convert(msgspec.json.decode(record) | {"text": text}, Article)


def make_attribution(row: Any) -> Attribution:
    """The attribution with the speaker's current id in the corpus."""
    attribution = decode_attribution(row.record)
    if attribution.speaker_id == row.speaker_id:
        return attribution
    return replace(attribution, speaker_id=row.speaker_id)
