"""Filters, and the conditions that they are in SQL."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, partial
from typing import Annotated, Any, Literal, NamedTuple

from msgspec import Meta
from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    Dialect,
    Float,
    FromClause,
    Select,
    Text,
    bindparam,
    func,
    select,
)
from sqlalchemy.types import TypeEngine

from quotes.errors import QueryError
from quotes.folding import fold_name, pad_name
from quotes.records import Act, Anonymity, AttributionType, Record, ReviewStatus, SpeakerKind
from quotes.store.schema import (
    article_topics,
    articles,
    attribution_relays,
    attributions,
    merged_clusters,
    topic_articles,
)
from quotes.store.schema.keys import DAY, UNDATED_KEY, make_day_key
from quotes.store.search.dialects import find_fulltext
from quotes.store.search.fulltext import QueryField, Selection
from quotes.store.search.grammar import parse_query
from quotes.store.search.names import Kind, find_numbers, find_speaker, match_listed
from quotes.topics.media_topics import load_media_topics

# The keys of all quotes that were rejected.
_rejected = attributions.alias("rejected")
REJECTED = select(_rejected.c.key).where(_rejected.c.status == "rejected")


class QuoteFilter(Record, frozen=True, kw_only=True):
    """Which quotes to read; every field that is given must hold.

    `speaker` is a speaker's id, or words of a name or alias, also of one of several who speak
    together. `role`, `affiliation`, `outlet`, `addressee` and `relay` are words of a name. Names
    match without case and accents and by whole words: "kerry" finds "John Kerry". `topic` is a code
    or a whole name, and includes the topics below it. `article` and `cluster` are ids. `anonymity`
    "none" finds those whom articles name. Without `status` everything is found but what people
    rejected.

    `q` is in the language of `grammar`; `q_in` says where its words must be: in the quote, in the
    name of its speaker, or in either, each word for itself ("quoted or said by"). The dates, both
    included, are those of the article; with either, articles without a date are left out. What may
    have been said from `said_from` to `said_to` is found by them: a quote of "November" by any day
    in it, and one without a time of saying not at all.
    """

    speaker: Annotated[
        str | None,
        Meta(
            description="A speaker's id, or whole words of a name or alias, without regard to case "
            "and accents; finds what several say together, too, if one of them is it (`members`). "
            "By the id, they must say something alone in the same article.",
            examples=["lindqvar"],
        ),
    ] = None
    speaker_kind: Annotated[
        SpeakerKind | None, Meta(description="What kind of speaker it is.", examples=["person"])
    ] = None
    role: Annotated[
        str | None,
        Meta(description="Whole words of the speaker's role.", examples=["minister"]),
    ] = None
    affiliation: Annotated[
        str | None,
        Meta(
            description="Whole words of the body that the speaker belongs to.",
            examples=["council"],
        ),
    ] = None
    outlet: Annotated[
        str | None, Meta(description="Whole words of the outlet's name.", examples=["Cable Post"])
    ] = None
    topic: Annotated[
        str | None,
        Meta(
            description="A topic's code or whole name; topics below it count, too.",
            examples=["politics"],
        ),
    ] = None
    addressee: Annotated[
        str | None, Meta(description="Whole words of who was told.", examples=["Radio Norr"])
    ] = None
    relay: Annotated[
        str | None, Meta(description="Whole words of who passed it on.", examples=["Radio Norr"])
    ] = None
    type: Annotated[
        AttributionType | None,
        Meta(
            description="direct: all in quotation marks; mixed: part of it; indirect: none.",
            examples=["direct"],
        ),
    ] = None
    act: Annotated[
        Act | Literal["all"],
        Meta(
            description="statement: somebody said it; attitude: somebody wants, fears or believes "
            "it.",
            examples=["statement"],
        ),
    ] = "statement"
    anonymity: Annotated[
        Anonymity | Literal["none"] | None,
        Meta(
            description="unnamed: the article gives no name; requested: it says that the speaker "
            "asked for that; none: the article names the speaker.",
            examples=["requested"],
        ),
    ] = None
    article: Annotated[
        str | None,
        Meta(description="The id of the article.", examples=["dam-minister-cable"]),
    ] = None
    status: Annotated[
        ReviewStatus | Literal["all"] | None,
        Meta(
            description="What people said of the quote: confirmed, corrected or rejected it, or "
            "nothing (unreviewed). Without it all but the rejected are found, with `all` these, "
            "too.",
            examples=["unreviewed"],
        ),
    ] = None
    cluster: Annotated[
        str | None,
        Meta(
            description="A quote's `cluster`: all variants of its quotation.",
            examples=["6f0c3cbb1a6dd5a2"],
        ),
    ] = None
    min_confidence: Annotated[
        float | None,
        Meta(
            description="Quotes that are attributed correctly with at least this probability, 0 "
            "to 1.",
            examples=[0.8],
        ),
    ] = None
    q: Annotated[
        str | None,
        Meta(
            description='Words that the quote holds, in any form and order; "phrases" in quotation '
            "marks; -word: not this one; negot*: words that begin so, with three letters at least. "
            "Case and accents don't matter.",
            examples=['river -"dry bed"'],
        ),
    ] = None
    q_in: Annotated[
        QueryField,
        Meta(
            description="Where the words of `q` are looked for: in the quote, in the name of its "
            "speaker, or in both (quoted or said by).",
            examples=["both"],
        ),
    ] = "quote"
    from_date: Annotated[
        date | None,
        Meta(
            description="First date of the article, YYYY-MM-DD; leaves out articles without a "
            "date.",
            examples=["2031-03-01"],
        ),
    ] = None
    to_date: Annotated[
        date | None,
        Meta(
            description="Last date of the article, YYYY-MM-DD; leaves out articles without a date.",
            examples=["2031-03-31"],
        ),
    ] = None
    said_from: Annotated[
        date | None,
        Meta(
            description="First date of saying, YYYY-MM-DD: finds what may have been said on it or "
            "later, so that 2031-03-15 finds what was said in 2031-03 (`spoken_at`). Leaves out "
            "quotes whose article does not say when they were said.",
            examples=["2031-03-01"],
        ),
    ] = None
    said_to: Annotated[
        date | None,
        Meta(
            description="Last date of saying, YYYY-MM-DD: finds what may have been said on it or "
            "before; with `said-from`, what may have been said between the two, both included. "
            "Leaves out quotes whose article does not say when they were said.",
            examples=["2031-03-31"],
        ),
    ] = None


class Named(NamedTuple):
    """What the names and the topic of a filter lead to: values by the names of their conditions,
    where they lead to one each, and the conditions of the others.
    """

    values: dict[str, Any]
    conditions: tuple[ColumnElement[bool], ...]


def select_quotes(connection: Connection, wanted: QuoteFilter, *, by_key: bool = True) -> Selection:
    """What the filter stands for; the values of `list_values` and `find_named` are parameters of
    these names.

    Args:
        connection: to read with.
        wanted: the filter.
        by_key: the rows are wanted in the order of their keys, as words give them, and not for
            one key at a time.

    Raises:
        QueryError: a name without a letter, a query that can't be asked, a confidence outside 0 to
            1, or dates the wrong way round.
    """
    source: FromClause = attributions
    fulltext = find_fulltext(connection.dialect)
    named = find_named(connection, wanted)
    values = list_values(connection.dialect, wanted) | named.values
    found = [make(bind(name, values[name])) for name, make in _CONDITIONS.items() if name in values]
    found += named.conditions
    order: tuple[ColumnElement[int], ...] = (attributions.c.key,)
    if "topic_code" in values:
        # The articles of a topic lie in the order of their keys, and so then do their quotes.
        source = source.join(
            topic_articles, topic_articles.c.article_key == attributions.c.article_key
        )
        order = (topic_articles.c.article_key, attributions.c.key)
    selection = Selection(source, tuple(found), order)
    if "words" in values:
        many = (may_lead(wanted) or not by_key) and fulltext.has_many(connection, values["words"])
        selection = fulltext.match(selection, bind("words", values["words"]), many=many)
    of_key = [
        make(selection.order[-1], bind(name, values[name]))
        for name, make in _OF_KEY.items()
        if name in values
    ]
    return selection._replace(conditions=(*selection.conditions, *of_key))


def find_named(connection: Connection, wanted: QuoteFilter) -> Named:
    """What names and topic lead to by now.

    Raises:
        QueryError: a name without a letter.
    """
    values: dict[str, Any] = {}
    found: list[ColumnElement[bool]] = []
    if wanted.speaker is not None:
        speaker = find_speaker(connection, wanted.speaker)
        if isinstance(speaker, str):
            values["speaker_id"] = speaker
        else:
            found.append(speaker)
    for kind in _NAMED:
        words: str | None = getattr(wanted, kind)
        if words is None:
            continue
        numbers = find_numbers(connection, kind, kind, words)
        if isinstance(numbers, Select) or len(numbers) != 1:
            found.append(_match_numbers(kind, numbers))
        else:
            values[f"{kind}_id"] = numbers[0]
    if wanted.topic is not None:
        codes = _find_codes(connection, wanted.topic)
        if len(codes) == 1:
            values["topic_code"] = codes[0]
        else:
            of_topics = match_listed(topic_articles.c.code, codes)
            labelled = select(topic_articles.c.article_key).where(of_topics)
            found.append(attributions.c.article_key.in_(labelled))
    return Named(values, tuple(found))


def is_served(key: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that nobody has rejected the quote of a key.

    The keys of the few that somebody did are looked up once, so that indexes that lead to quotes
    needn't know of them.
    """
    return key.not_in(REJECTED)


def list_values(dialect: Dialect, wanted: QuoteFilter) -> dict[str, Any]:
    """What a filter compares with, by the names of its conditions, but for names and topics: these
    are looked up first, and the conditions depend on what is found.

    Raises:
        QueryError: a query that can't be asked, a confidence outside 0 to 1, or dates the wrong way
            round.
    """
    _check_dates("to_date", wanted.from_date, wanted.to_date)
    _check_dates("said_to", wanted.said_from, wanted.said_to)
    if wanted.min_confidence is not None and not 0 <= wanted.min_confidence <= 1:
        raise QueryError("min_confidence", "give a number from 0 to 1")
    before = None if wanted.to_date is None else UNDATED_KEY
    if wanted.from_date is not None:
        before = make_day_key(wanted.from_date) + DAY
    is_named = wanted.anonymity == "none"
    values = {
        "before": before,
        "since": None if wanted.to_date is None else make_day_key(wanted.to_date),
        "said_from": None if wanted.said_from is None else wanted.said_from.toordinal(),
        "said_to": None if wanted.said_to is None else wanted.said_to.toordinal(),
        "act": None if wanted.act == "all" else wanted.act,
        "type": wanted.type,
        "speaker_kind": wanted.speaker_kind,
        "is_named": is_named or None,
        "anonymity": None if is_named else wanted.anonymity,
        "surest": None if wanted.min_confidence is None else -float(wanted.min_confidence),
        "article": wanted.article,
        "not_rejected": True if wanted.status is None else None,
        "unreviewed": True if wanted.status == "unreviewed" else None,
        "status": None if wanted.status in ("unreviewed", "all") else wanted.status,
        "cluster": wanted.cluster,
    }
    if wanted.q is not None:
        fulltext = find_fulltext(dialect)
        values["words"] = fulltext.write(parse_query(wanted.q), wanted.q_in, wanted.act)
        if fulltext.knows_act:
            values["act"] = None
    return {name: value for name, value in values.items() if value is not None}


def has_names(wanted: QuoteFilter) -> bool:
    """Whether names or topics must be looked up, so that `list_values` doesn't say all."""
    asked = (wanted.speaker, wanted.topic, *(getattr(wanted, kind) for kind in _NAMED))
    return any(each is not None for each in asked)


def may_lead(wanted: QuoteFilter) -> bool:
    """Whether a filter has an index that may lead to the quotes sooner than their words do."""
    asked = (wanted.speaker_kind, wanted.anonymity, wanted.article, wanted.cluster)
    is_reviewed = wanted.status in ("confirmed", "corrected", "rejected")
    return has_names(wanted) or is_reviewed or any(each is not None for each in asked)


def bind(name: str, value: float | str) -> ColumnElement[Any]:
    """A value as a parameter that has a name, so that a statement can be used with another."""
    return bindparam(name, value, _TYPES[type(value)])


def _match_article(article_id: ColumnElement[Any]) -> ColumnElement[bool]:
    key = select(articles.c.key).where(articles.c.id == article_id).scalar_subquery()
    return attributions.c.article_key == key


def _match_cluster(cluster: ColumnElement[Any]) -> ColumnElement[bool]:
    """An id that was merged finds the quotes of the one that it leads to."""
    merged = select(merged_clusters.c.leads_to).where(merged_clusters.c.id == cluster)
    return attributions.c.cluster == func.coalesce(merged.scalar_subquery(), cluster)


def _match_number(kind: Kind, number: ColumnElement[Any]) -> ColumnElement[bool]:
    return _match_numbers(kind, [number])


def _match_numbers(kind: Kind, numbers: Sequence[object] | Select[int]) -> ColumnElement[bool]:
    if kind != "relay":
        return match_listed(attributions.c[f"{kind}_id"], numbers)
    relayed = select(attribution_relays.c.key)
    return attributions.c.key.in_(
        relayed.where(match_listed(attribution_relays.c.name_id, numbers))
    )


_TYPES: dict[type, TypeEngine[Any]] = {
    str: Text(),
    int: BigInteger(),
    float: Float(53),
    bool: Boolean(),
}
# The fields of a filter that are words of names.
_NAMED: tuple[Kind, ...] = ("role", "affiliation", "outlet", "addressee", "relay")
_CONDITIONS: dict[str, Callable[[ColumnElement[Any]], ColumnElement[bool]]] = {
    "speaker_id": lambda speaker_id: attributions.c.speaker_id == speaker_id,
    **{f"{kind}_id": partial(_match_number, kind) for kind in _NAMED},
    "topic_code": lambda code: topic_articles.c.code == code,
    "said_from": lambda day: attributions.c.spoken_last >= day,
    "said_to": lambda day: (
        (attributions.c.spoken_first <= day) & attributions.c.spoken_last.is_not(None)
    ),
    "act": lambda act: attributions.c.act == act,
    "type": lambda type_: attributions.c.type == type_,
    "speaker_kind": lambda kind: attributions.c.speaker_kind == kind,
    "is_named": lambda _: attributions.c.anonymity.is_(None),
    "anonymity": lambda anonymity: attributions.c.anonymity == anonymity,
    "surest": lambda rank: attributions.c.surest_first <= rank,
    "article": _match_article,
    "cluster": _match_cluster,
    "unreviewed": lambda _: func.coalesce(attributions.c.status, "unreviewed") == "unreviewed",
    "status": lambda status: attributions.c.status == status,
}
# Of the key that gives the order.
_OF_KEY: dict[str, Callable[[Any, ColumnElement[Any]], ColumnElement[bool]]] = {
    "before": operator.lt,
    "since": operator.ge,
    "not_rejected": lambda key, _: is_served(key),
}


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
