"""Filters, and the conditions that they are in SQL."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, FromClause, select

from quotes.errors import QueryError
from quotes.folding import fold_name, pad_name
from quotes.records import Act, Anonymity, AttributionType, Record, SpeakerKind
from quotes.store.fulltext import QueryField
from quotes.store.grammar import parse_query
from quotes.store.keys import DAY, UNDATED_KEY, make_day_key
from quotes.store.names import Kind, match_listed, match_name, match_speaker
from quotes.store.schema import (
    article_topics,
    articles,
    attribution_relays,
    attributions,
    topic_articles,
)
from quotes.store.searching import find_fulltext
from quotes.topics.media_topics import load_media_topics


class QuoteFilter(Record, frozen=True, kw_only=True):
    """Which quotes to read; every field that is given must hold.

    `speaker` is a speaker's id, or words of a name or alias. `role`, `affiliation`, `outlet`,
    `addressee` and `relay` are words of a name. Names match without case and accents and by whole
    words: "kerry" finds "John Kerry". `topic` is a code or a whole name, and includes the topics
    below it. `article` is an id. `anonymity` "none" finds those whom articles name.

    `q` is in the language of `grammar`; `q_in` says where its words must be: in the quote, in the
    name of its speaker, or in either, each word for itself ("quoted or said by"). The dates, both
    included, are those of the article; with either, articles without a date are left out. What may
    have been said from `said_from` to `said_to` is found by them: a quote of "November" by any day
    in it, and one without a time of saying not at all.
    """

    speaker: str | None = None
    speaker_kind: SpeakerKind | None = None
    role: str | None = None
    affiliation: str | None = None
    outlet: str | None = None
    topic: str | None = None
    addressee: str | None = None
    relay: str | None = None
    type: AttributionType | None = None
    act: Act | Literal["all"] = "statement"
    anonymity: Anonymity | Literal["none"] | None = None
    article: str | None = None
    min_confidence: float | None = None
    q: str | None = None
    q_in: QueryField = "quote"
    from_date: date | None = None
    to_date: date | None = None
    said_from: date | None = None
    said_to: date | None = None


class Selection(NamedTuple):
    """A filter as SQL: rows of `source`, which joins `attributions` with what the conditions need,
    in ascending `order` of keys, and their `rank` if words are asked for.
    """

    source: FromClause
    conditions: tuple[ColumnElement[bool], ...]
    order: tuple[ColumnElement[int], ...]
    rank: ColumnElement[float] | None


def select_quotes(connection: Connection, wanted: QuoteFilter) -> Selection:
    """What the filter stands for.

    Raises:
        QueryError: a name without a letter, a query that can't be asked, a confidence outside 0 to
            1, or dates the wrong way round.
    """
    source: FromClause = attributions
    found = [*_match_dates(wanted), *_match_kinds(wanted), *_match_names(connection, wanted)]
    order: tuple[ColumnElement[int], ...] = (attributions.c.key,)
    rank = None
    if wanted.topic is not None:
        codes = _find_codes(connection, wanted.topic)
        if len(codes) == 1:
            # The articles of a topic lie in the order of their keys, and so then do their quotes.
            source = source.join(
                topic_articles, topic_articles.c.article_key == attributions.c.article_key
            )
            found.append(topic_articles.c.code == codes[0])
            order = (topic_articles.c.article_key, attributions.c.key)
        else:
            labelled = select(topic_articles.c.article_key).where(
                match_listed(topic_articles.c.code, codes)
            )
            found.append(attributions.c.article_key.in_(labelled))
    if wanted.q is not None:
        matched = find_fulltext(connection).match(source, parse_query(wanted.q), wanted.q_in)
        source, rank = matched.source, matched.rank
        found.append(matched.condition)
        if wanted.topic is None:
            order = (matched.key,)
    return Selection(source, tuple(found), order, rank)


def _match_kinds(wanted: QuoteFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.act != "all":
        found.append(attributions.c.act == wanted.act)
    if wanted.type is not None:
        found.append(attributions.c.type == wanted.type)
    if wanted.speaker_kind is not None:
        found.append(attributions.c.speaker_kind == wanted.speaker_kind)
    if wanted.anonymity == "none":
        found.append(attributions.c.anonymity.is_(None))
    elif wanted.anonymity is not None:
        found.append(attributions.c.anonymity == wanted.anonymity)
    if wanted.min_confidence is not None:
        if not 0 <= wanted.min_confidence <= 1:
            raise QueryError("min_confidence", "give a number from 0 to 1")
        found.append(attributions.c.surest_first <= -wanted.min_confidence)
    return found


def _match_names(connection: Connection, wanted: QuoteFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.speaker is not None:
        found.append(match_speaker(connection, wanted.speaker))
    given: tuple[tuple[Column[Any], Kind, str | None], ...] = (
        (attributions.c.role_id, "role", wanted.role),
        (attributions.c.affiliation_id, "affiliation", wanted.affiliation),
        (attributions.c.outlet_id, "outlet", wanted.outlet),
        (attributions.c.addressee_id, "addressee", wanted.addressee),
    )
    for column, kind, words in given:
        if words is not None:
            found.append(match_name(connection, column, kind, kind, words))
    if wanted.relay is not None:
        relayed = attribution_relays.c.name_id
        named = match_name(connection, relayed, "relay", "relay", wanted.relay)
        found.append(attributions.c.key.in_(select(attribution_relays.c.key).where(named)))
    if wanted.article is not None:
        key = select(articles.c.key).where(articles.c.id == wanted.article).scalar_subquery()
        found.append(attributions.c.article_key == key)
    return found


def _match_dates(wanted: QuoteFilter) -> list[ColumnElement[bool]]:
    first, last = wanted.from_date, wanted.to_date
    _check_dates("to_date", first, last)
    found = _match_saying(wanted.said_from, wanted.said_to)
    if first is not None:
        found.append(attributions.c.key < make_day_key(first) + DAY)
    elif last is not None:
        found.append(attributions.c.key < UNDATED_KEY)
    if last is not None:
        found.append(attributions.c.key >= make_day_key(last))
    return found


def _match_saying(first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    _check_dates("said_to", first, last)
    found: list[ColumnElement[bool]] = []
    if first is not None:
        found.append(attributions.c.spoken_last >= first.toordinal())
    if last is not None:
        found.append(attributions.c.spoken_first <= last.toordinal())
        found.append(attributions.c.spoken_last.is_not(None))
    return found


def _check_dates(parameter: str, first: date | None, last: date | None) -> None:
    if first is not None and last is not None and first > last:
        raise QueryError(parameter, f"{last} is before the first date, {first}")


@cache
def _load_codes() -> dict[str | None, tuple[str, ...]]:
    """The codes of IPTC's topics by their names."""
    codes: dict[str | None, tuple[str, ...]] = {}
    for topic in load_media_topics().values():
        name = pad_name(topic.name)
        codes[name] = (*codes.get(name, ()), topic.code)
    return codes


def _find_codes(connection: Connection, topic: str) -> list[str]:
    """The codes of the topics with this code or name, and no others."""
    if not fold_name(topic):
        return [topic]
    name = pad_name(topic)
    labelled = connection.scalars(
        select(article_topics.c.code).where(article_topics.c.name_folded == name).distinct()
    )
    known = select(topic_articles.c.code).where(topic_articles.c.code == topic).limit(1)
    return sorted({*_load_codes().get(name, ()), *labelled, *connection.scalars(known)})
