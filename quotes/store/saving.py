"""Saving an extraction: the whole of it in one transaction, and nothing if nothing changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update

from quotes.errors import StoreError
from quotes.folding import fold_name, pad_name
from quotes.records import Attribution, Extraction, Span, Spans
from quotes.store.schema import article_topics, articles, attributions, speakers
from quotes.store.selection import count_days
from quotes.store.views import GAP

Saved = Literal["new", "unchanged", "replaced"]

Row = dict[str, Any]


def save_extraction(connection: Connection, extraction: Extraction) -> Saved:
    """What became of the extraction's article: "new", "unchanged", or "replaced" with everything
    found in it.

    An article with a known id and another text is a new version of it, and replaces it.

    Raises:
        OffsetError: a span lies outside the text.
        StoreError: two attributions share an id, one is of another article, or a text holds a lone
            surrogate.
    """
    article = extraction.article
    row = _make_article_row(extraction)
    found = _make_attribution_rows(extraction, row)
    known = select(articles.c.digest).where(articles.c.id == article.id)
    digest = connection.execute(known).scalar()
    if digest == row["digest"]:
        return "unchanged"
    dropped: set[str] = set()
    if digest is None:
        connection.execute(insert(articles), row)
    else:
        dropped = _drop_findings(connection, article.id)
        connection.execute(update(articles).where(articles.c.id == article.id), row)
    if found:
        connection.execute(insert(attributions), found)
    if topics := _make_topic_rows(extraction):
        connection.execute(insert(article_topics), topics)
    for speaker_id in sorted(dropped | _find_new_speakers(connection, extraction)):
        _refresh_speaker(connection, speaker_id)
    return "new" if digest is None else "replaced"


def _drop_findings(connection: Connection, article_id: str) -> set[str]:
    """The speakers of the attributions that were deleted with the article's topics."""
    old = attributions.c.article_id == article_id
    linked = old & attributions.c.speaker_id.is_not(None)
    dropped = connection.scalars(select(attributions.c.speaker_id).where(linked).distinct())
    speaker_ids = set(dropped)
    connection.execute(delete(attributions).where(old))
    connection.execute(delete(article_topics).where(article_topics.c.article_id == article_id))
    return speaker_ids


def _make_article_row(extraction: Extraction) -> Row:
    article = extraction.article
    try:
        digest = hashlib.sha256(msgspec.json.encode(extraction)).hexdigest()
    except UnicodeEncodeError as error:
        raise StoreError(
            f"article {article.id!r} holds half of a surrogate pair, which no database can hold; "
            "replace it with U+FFFD before it is read"
        ) from error
    record = {
        field.encode_name: getattr(article, field.name)
        for field in msgspec.structs.fields(article)
        if field.name != "text"
    }
    acts = [attribution.act for attribution in extraction.attributions]
    return {
        "id": article.id,
        "sha256": article.sha256,
        "digest": digest,
        "text": article.text,
        "record": msgspec.json.encode(record).decode(),
        "outlet": article.outlet,
        "outlet_folded": pad_name(article.outlet),
        "title": article.title,
        "url": article.url,
        "published": article.published,
        "newest_first": count_days(article.published),
        "statements": acts.count("statement"),
        "attitudes": acts.count("attitude"),
    }


def _make_attribution_rows(extraction: Extraction, article: Row) -> list[Row]:
    _check_attributions(extraction)
    text = extraction.article.text
    return [
        {
            "id": attribution.id,
            "article_id": article["id"],
            "ordinal": ordinal,
            "newest_first": article["newest_first"],
            "outlet_folded": article["outlet_folded"],
            "type": attribution.type,
            "act": attribution.act,
            "speaker_id": attribution.speaker_id,
            "speaker": attribution.speaker,
            "unlinked_folded": None if attribution.speaker_id else pad_name(attribution.speaker),
            "speaker_kind": attribution.speaker_kind,
            "role": attribution.role,
            "affiliation": attribution.affiliation,
            "addressee_folded": pad_name(
                attribution.addressee.text if attribution.addressee else None
            ),
            "confidence": attribution.confidence,
            "content": _join(text, attribution.content),
            "cue": _join(text, attribution.cue) or None,
            "source": _join(text, attribution.source) or None,
            "record": msgspec.json.encode(attribution).decode(),
        }
        for ordinal, attribution in enumerate(extraction.attributions)
    ]


def _check_attributions(extraction: Extraction) -> None:
    article = extraction.article
    seen: set[str] = set()
    for attribution in extraction.attributions:
        if attribution.article_id != article.id:
            raise StoreError(
                f"attribution {attribution.id!r} is of article {attribution.article_id!r}, "
                f"not {article.id!r}; extract the article again"
            )
        if attribution.id in seen:
            raise StoreError(
                f"two attributions of article {article.id!r} have the id {attribution.id!r}; "
                "extract the article again"
            )
        seen.add(attribution.id)
        for span in _find_spans(attribution):
            span.slice(article.text)


def _find_spans(attribution: Attribution) -> Iterable[Span]:
    yield from attribution.content
    yield from attribution.cue
    yield from attribution.source
    yield from attribution.setting
    yield from attribution.time
    yield from attribution.anonymity_phrase
    yield from attribution.evidence.antecedent
    if attribution.addressee is not None:
        yield attribution.addressee.span


def _join(text: str, spans: Spans) -> str:
    return GAP.join(span.slice(text) for span in spans)


def _make_topic_rows(extraction: Extraction) -> list[Row]:
    return [
        {
            "article_id": extraction.article.id,
            "ordinal": ordinal,
            "code": topic.code,
            "name": topic.name,
            "name_folded": pad_name(topic.name),
            "score": topic.score,
            "method": topic.method,
        }
        for ordinal, topic in enumerate(extraction.topics)
    ]


def _find_new_speakers(connection: Connection, extraction: Extraction) -> set[str]:
    """The speakers whose rows the article's attributions may change.

    More attributions under a speaker's first name and kind change nothing: so a speaker with many
    quotes is not counted again for each article.
    """
    seen: dict[str, set[tuple[str, str | None]]] = {}
    for found in extraction.attributions:
        if found.speaker_id is not None:
            names = seen.setdefault(found.speaker_id, set())
            names.add((found.speaker or found.speaker_id, found.speaker_kind))
    rows = connection.execute(
        select(speakers.c.id, speakers.c.name, speakers.c.kind).where(speakers.c.id.in_(seen))
    )
    known = {row.id: {(row.name, row.kind)} for row in rows}
    return {speaker_id for speaker_id in seen if seen[speaker_id] != known.get(speaker_id)}


def _refresh_speaker(connection: Connection, speaker_id: str) -> None:
    """Make a speaker's row again from the attributions: the commonest name and kind, then the
    alphabet, decide.
    """
    quotes = func.count().label("quotes")
    seen = connection.execute(
        select(attributions.c.speaker, attributions.c.speaker_kind, quotes)
        .where(attributions.c.speaker_id == speaker_id)
        .group_by(attributions.c.speaker, attributions.c.speaker_kind)
    ).all()
    connection.execute(delete(speakers).where(speakers.c.id == speaker_id))
    if not seen:
        return
    name, *others = _rank((row.speaker or speaker_id, row.quotes) for row in seen)
    kinds = _rank((row.speaker_kind, row.quotes) for row in seen if row.speaker_kind)
    aliases = sorted(others)
    folded = "  ".join(fold_name(each) for each in (name, *aliases))
    connection.execute(
        insert(speakers),
        {
            "id": speaker_id,
            "name": name,
            "kind": kinds[0] if kinds else None,
            "aliases": msgspec.json.encode(aliases).decode(),
            "sort_name": fold_name(name),
            "names_folded": f" {folded} ",
        },
    )


def _rank(counted: Iterable[tuple[str, int]]) -> list[str]:
    totals: dict[str, int] = {}
    for name, count in counted:
        totals[name] = totals.get(name, 0) + count
    return sorted(totals, key=lambda name: (-totals[name], name))
