"""From a filter to conditions in SQL.

Names and topics are resolved first: what they mean is looked up once for each search, and passed
on as `ResolvedNames`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    Float,
    FromClause,
    Select,
    Text,
    bindparam,
    func,
    select,
)
from sqlalchemy.types import TypeEngine

from quotes.store.schema import (
    NameKind,
    articles,
    attribution_relays,
    attributions,
    merged_clusters,
    merged_stories,
    topic_articles,
)
from quotes.store.search.dialects import find_fulltext
from quotes.store.search.filters import NAME_FIELDS, QuoteFilter, is_indexed, list_values
from quotes.store.search.fulltext import Selection
from quotes.store.search.grammar import parse_query
from quotes.store.search.names import find_numbers, match_listed, match_speaker
from quotes.store.search.topics import find_codes

# The keys of all rejected quotes.
_rejected = attributions.alias("rejected")
REJECTED = select(_rejected.c.key).where(_rejected.c.status == "rejected")


class ResolvedNames(NamedTuple):
    """What the names, the topic and `about` of a filter mean: values by the names of their
    conditions, where each has a single one, and conditions for the others.
    """

    values: dict[str, Any]
    conditions: tuple[ColumnElement[bool], ...]


def resolve_names(connection: Connection, filters: QuoteFilter) -> ResolvedNames:
    """What names, topic and `about` mean in the data as they are now.

    Raises:
        QueryError: a name without a letter, or `about` can't be parsed.
    """
    values: dict[str, Any] = {}
    conditions: list[ColumnElement[bool]] = []
    if filters.speaker is not None:
        candidates = filters.include == "candidates"
        speaker = match_speaker(connection, filters.speaker, candidates=candidates)
        if isinstance(speaker, str):
            values["speaker_id"] = speaker
        else:
            conditions.append(speaker)
    for kind in NAME_FIELDS:
        words: str | None = getattr(filters, kind)
        if words is None:
            continue
        numbers = find_numbers(connection, kind, kind, words)
        if isinstance(numbers, Select) or len(numbers) != 1:
            conditions.append(_match_numbers(kind, numbers))
        else:
            values[f"{kind}_id"] = numbers[0]
    if filters.topic is not None:
        codes = find_codes(connection, filters.topic)
        if len(codes) == 1:
            values["topic_code"] = codes[0]
        else:
            of_topics = match_listed(topic_articles.c.code, codes)
            keys = select(topic_articles.c.article_key).where(of_topics)
            conditions.append(attributions.c.article_key.in_(keys))
    if filters.about is not None:
        query, key = parse_query(filters.about, "about"), attributions.c.article_key
        fulltext = find_fulltext(connection.dialect)
        conditions.append(fulltext.match_article(connection, key, query, "all"))
    return ResolvedNames(values, tuple(conditions))


def select_quotes(
    connection: Connection,
    filters: QuoteFilter,
    names: ResolvedNames | None = None,
    *,
    by_key: bool = True,
) -> Selection:
    """The quotes that pass a filter; the values of `list_values` and `resolve_names` are parameters
    of these names.

    Args:
        connection: to read with.
        filters: that the quotes pass.
        names: of the filter, if they are resolved already.
        by_key: the rows are read in the order of their keys, as the index of words gives them, and
            not for one key at a time.

    Raises:
        QueryError: a name without a letter, a query that can't be parsed, a confidence outside 0 to
            1, or dates the wrong way round.
    """
    fulltext = find_fulltext(connection.dialect)
    names = names or resolve_names(connection, filters)
    values = list_values(connection.dialect, filters) | names.values
    selection = _select_rows(values, names.conditions)
    if "words" in values:
        many = (is_indexed(filters) or not by_key) and fulltext.has_many(
            connection, values["words"]
        )
        selection = fulltext.match(selection, bind("words", values["words"]), many=many)
    of_key = [
        make(selection.order[-1], bind(name, values[name]))
        for name, make in _OF_KEY.items()
        if name in values
    ]
    return selection._replace(conditions=(*selection.conditions, *of_key))


def is_not_rejected(key: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that the quote of a key is not rejected.

    The keys of the few rejected quotes are looked up once, so that no other index needs the status.
    """
    return key.not_in(REJECTED)


def bind(name: str, value: float | str) -> ColumnElement[Any]:
    """A value as a named parameter, so that a prepared query can take another."""
    return bindparam(name, value, _TYPES[type(value)])


def _select_rows(values: dict[str, Any], conditions: tuple[ColumnElement[bool], ...]) -> Selection:
    """The quotes by all but their words and the conditions of their keys."""
    own = [make(bind(name, values[name])) for name, make in _CONDITIONS.items() if name in values]
    source: FromClause = attributions
    order: tuple[ColumnElement[int], ...] = (attributions.c.key,)
    if "topic_code" in values:
        # The articles of a topic are in the order of their keys, and so then are their quotes.
        source = source.join(
            topic_articles, topic_articles.c.article_key == attributions.c.article_key
        )
        order = (topic_articles.c.article_key, attributions.c.key)
    return Selection(source, (*own, *conditions), order)


def _match_article(article_id: ColumnElement[Any]) -> ColumnElement[bool]:
    key = select(articles.c.key).where(articles.c.id == article_id).scalar_subquery()
    return attributions.c.article_key == key


def _match_cluster(cluster: ColumnElement[Any]) -> ColumnElement[bool]:
    """The id of a merged cluster finds the quotes of the one that it was merged into."""
    merged = select(merged_clusters.c.merged_into).where(merged_clusters.c.id == cluster)
    return attributions.c.cluster == func.coalesce(merged.scalar_subquery(), cluster)


def _match_story(story: ColumnElement[Any]) -> ColumnElement[bool]:
    """The id of a merged story finds the quotes of the one that it was merged into."""
    merged = select(merged_stories.c.merged_into).where(merged_stories.c.id == story)
    current = func.coalesce(merged.scalar_subquery(), story)
    keys = select(articles.c.key).where(articles.c.story == current)
    return attributions.c.article_key.in_(keys)


def _match_number(kind: NameKind, number: ColumnElement[Any]) -> ColumnElement[bool]:
    return _match_numbers(kind, [number])


def _match_numbers(kind: NameKind, numbers: Sequence[object] | Select[int]) -> ColumnElement[bool]:
    if kind != "relay":
        return match_listed(attributions.c[f"{kind}_id"], numbers)
    keys = select(attribution_relays.c.key)
    return attributions.c.key.in_(keys.where(match_listed(attribution_relays.c.name_id, numbers)))


_TYPES: dict[type, TypeEngine[Any]] = {
    str: Text(),
    int: BigInteger(),
    float: Float(53),
    bool: Boolean(),
}
_CONDITIONS: dict[str, Callable[[ColumnElement[Any]], ColumnElement[bool]]] = {
    "speaker_id": lambda speaker_id: attributions.c.speaker_id == speaker_id,
    **{f"{kind}_id": partial(_match_number, kind) for kind in NAME_FIELDS},
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
    "certainty": lambda certainty: attributions.c.certainty == certainty,
    "confidence_order": lambda rank: attributions.c.confidence_order <= rank,
    "article": _match_article,
    "cluster": _match_cluster,
    "story": _match_story,
    "first": lambda _: (
        attributions.c.copy_of.is_(None) | (attributions.c.copy_of == attributions.c.id)
    ),
    "unreviewed": lambda _: func.coalesce(attributions.c.status, "unreviewed") == "unreviewed",
    "status": lambda status: attributions.c.status == status,
}
# Conditions of the key that gives the order.
_OF_KEY: dict[str, Callable[[Any, ColumnElement[Any]], ColumnElement[bool]]] = {
    "before": operator.lt,
    "since": operator.ge,
    "not_rejected": lambda key, _: is_not_rejected(key),
}
