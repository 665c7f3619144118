"""From an extraction to rows of the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from quotes.errors import UnstorableError
from quotes.folding import pad_name
from quotes.records import Attribution, Extraction, Span, Spans
from quotes.store.results import GAP
from quotes.store.schema import (
    NameKind,
    article_topics,
    articles,
    attribution_candidates,
    attribution_members,
    attribution_relays,
    attributions,
    topic_articles,
)
from quotes.store.schema.keys import find_spoken_days
from quotes.store.write.items import encode_item
from quotes.store.write.names import NameIndex
from quotes.topics.media_topics import find_ancestors, load_media_topics

Row = dict[str, Any]

# The tables of `Rows`, in its order.
TABLES = (
    articles, attributions, attribution_relays, attribution_members, attribution_candidates,
    article_topics, topic_articles,
)  # fmt: skip


class Rows(NamedTuple):
    """The rows of an article, by table."""

    articles: list[Row]
    attributions: list[Row]
    relays: list[Row]
    members: list[Row]
    candidates: list[Row]
    topics: list[Row]
    topic_articles: list[Row]


def encode_digest(extraction: Extraction) -> bytes:
    """The whole extraction as JSON; a digest of it shows whether it changed.

    Raises:
        UnstorableError: a text holds a lone surrogate.
    """
    try:
        return msgspec.json.encode(extraction)
    except UnicodeEncodeError as error:
        raise UnstorableError(
            f"article {extraction.article.id!r} holds half of a surrogate pair, which no database "
            "can hold; replace it with U+FFFD before it is read"
        ) from error


def list_names(extraction: Extraction) -> Iterator[tuple[NameKind, str | None]]:
    """The names that the rows of an article refer to, which `make_rows` wants in the index."""
    yield "outlet", extraction.article.outlet
    for attribution in extraction.attributions:
        addressee = attribution.addressee
        yield "speaker", attribution.speaker if attribution.speaker_id is None else None
        yield "role", attribution.role
        yield "affiliation", attribution.affiliation
        yield "addressee", addressee.text if addressee else None
        yield from (("relay", relay) for relay in attribution.relay)
        yield from (("speaker", member) for member in attribution.members)
        yield from (("speaker", candidate.name) for candidate in attribution.candidates)


def make_rows(
    extraction: Extraction, key: int, digest: str, version: int, index: NameIndex
) -> Rows:
    """The rows of an article with this key.

    Args:
        extraction: the article with what was found in it.
        key: of the article.
        digest: of the extraction.
        version: of the data.
        index: of all its names.
    """
    article = _make_article_row(extraction, index) | {
        "key": key,
        "digest": digest,
        "version": version,
        "text_version": version,
    }
    relays = {
        (index.get("relay", name), key + ordinal)
        for ordinal, attribution in enumerate(extraction.attributions)
        for name in attribution.relay
    }
    return Rows(
        articles=[article],
        attributions=_make_attribution_rows(extraction, article, index),
        relays=[{"name_id": name, "key": at} for name, at in relays if name is not None],
        members=_make_member_rows(extraction, key, index),
        candidates=_make_candidate_rows(extraction, key, index),
        topics=_make_topic_rows(extraction, key),
        topic_articles=_make_topic_articles(extraction, article),
    )


def give_ids(rows: Rows, ids: Mapping[str, str]) -> None:
    """Give the rows the corpus's ids of their speakers, instead of the article's."""
    for row in (*rows.attributions, *rows.members, *rows.candidates):
        row["speaker_id"] = ids.get(row["speaker_id"])


def check_attributions(extraction: Extraction) -> None:
    """Nothing, if every attribution fits the article.

    Raises:
        OffsetError: a span lies outside the text.
        UnstorableError: two attributions share an id, or one is of another article.
    """
    article = extraction.article
    ids: set[str] = set()
    for attribution in extraction.attributions:
        if attribution.article_id != article.id:
            raise UnstorableError(
                f"attribution {attribution.id!r} is of article {attribution.article_id!r}, "
                f"not {article.id!r}; extract the article again"
            )
        if attribution.id in ids:
            raise UnstorableError(
                f"two attributions of article {article.id!r} have the id {attribution.id!r}; "
                "extract the article again"
            )
        ids.add(attribution.id)
        for span in _find_spans(attribution):
            span.slice(article.text)


def _make_article_row(extraction: Extraction, index: NameIndex) -> Row:
    article = extraction.article
    record = {
        field.encode_name: getattr(article, field.name)
        for field in msgspec.structs.fields(article)
        if field.name != "text"
    }
    acts = [attribution.act for attribution in extraction.attributions]
    return {
        "id": article.id,
        "sha256": article.sha256,
        "text": article.text,
        "record": msgspec.json.encode(record).decode(),
        "outlet": article.outlet,
        "outlet_id": index.get("outlet", article.outlet),
        "title": article.title,
        "url": article.url,
        "published": article.published,
        "topic_names": "\n".join(topic.name for topic in extraction.topics),
        "model_version": next((one.model_version for one in extraction.attributions), None),
        "statements": acts.count("statement"),
        "attitudes": acts.count("attitude"),
    }


def _make_attribution_rows(extraction: Extraction, article: Row, index: NameIndex) -> list[Row]:
    text = extraction.article.text
    return [
        _find_days(attribution.spoken_at)
        | {
            "key": article["key"] + ordinal,
            "id": attribution.id,
            "article_key": article["key"],
            "version": article["version"],
            "outlet_id": article["outlet_id"],
            "type": attribution.type,
            "act": attribution.act,
            "speaker_id": attribution.speaker_id,
            "speaker": attribution.speaker,
            "unlinked_id": (
                index.get("speaker", attribution.speaker)
                if attribution.speaker_id is None
                else None
            ),
            "speaker_kind": attribution.speaker_kind,
            "role": attribution.role,
            "role_id": index.get("role", attribution.role),
            "affiliation": attribution.affiliation,
            "affiliation_id": index.get("affiliation", attribution.affiliation),
            "addressee_id": index.get(
                "addressee", attribution.addressee.text if attribution.addressee else None
            ),
            "anonymity": attribution.anonymity,
            "confidence_order": -attribution.confidence,
            "certainty": attribution.certainty,
            "content": _join(text, attribution.content),
            "cue": _join(text, attribution.cue) or None,
            "source": _join(text, attribution.source) or None,
            "record": msgspec.json.encode(attribution).decode(),
            "item": encode_item(extraction.article, attribution),
        }
        for ordinal, attribution in enumerate(extraction.attributions)
    ]


def _make_member_rows(extraction: Extraction, key: int, index: NameIndex) -> list[Row]:
    """The other speakers of each source, with the article's id of a speaker of that name."""
    ids = _find_ids(extraction)
    rows = {
        (name_id, key + ordinal): {
            "name_id": name_id,
            "key": key + ordinal,
            "speaker": ids.get(member),
            "speaker_id": ids.get(member),
        }
        for ordinal, attribution in enumerate(extraction.attributions)
        for member in attribution.members
        if member != attribution.speaker and (name_id := index.get("speaker", member)) is not None
    }
    return list(rows.values())


def _make_candidate_rows(extraction: Extraction, key: int, index: NameIndex) -> list[Row]:
    """The candidates of quotes that name nobody, with the article's id of a speaker of that name;
    of two with one folded name the first, who is the likelier one.
    """
    ids = _find_ids(extraction)
    rows: dict[tuple[int, int], Row] = {}
    for at, attribution in enumerate(extraction.attributions, start=key):
        for candidate in attribution.candidates if attribution.speaker is None else ():
            name_id, speaker = index.get("speaker", candidate.name), ids.get(candidate.name)
            if name_id is not None:
                row = {
                    "name_id": name_id,
                    "key": at,
                    "speaker": speaker,
                    "speaker_id": speaker,
                    "name": candidate.name,
                    "probability": candidate.probability,
                }
                rows.setdefault((name_id, at), row)
    return list(rows.values())


def _find_ids(extraction: Extraction) -> dict[str | None, str]:
    """The article's ids of its speakers, by their names."""
    return {
        quote.speaker: quote.speaker_id for quote in extraction.attributions if quote.speaker_id
    }


def _find_days(spoken_at: str | None) -> Row:
    days = find_spoken_days(spoken_at)
    first, last = (day.toordinal() for day in days) if days else (None, None)
    return {"spoken_first": first, "spoken_last": last}


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


def _make_topic_rows(extraction: Extraction, key: int) -> list[Row]:
    return [
        {
            "article_key": key,
            "ordinal": ordinal,
            "code": topic.code,
            "name": topic.name,
            "name_folded": pad_name(topic.name),
            "score": topic.score,
            "method": topic.method,
        }
        for ordinal, topic in enumerate(extraction.topics)
    ]


def _make_topic_articles(extraction: Extraction, article: Row) -> list[Row]:
    direct = {topic.code for topic in extraction.topics}
    topics = load_media_topics()
    above = {above for code in direct if code in topics for above in find_ancestors(code)}
    return [
        {
            "code": code,
            "article_key": article["key"],
            "direct": int(code in direct),
            "statements": article["statements"],
        }
        for code in sorted(direct | above)
    ]
