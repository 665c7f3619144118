"""Filters, and the conditions that they are in SQL."""

from __future__ import annotations

from datetime import date
from typing import Literal

from sqlalchemy import Column, ColumnElement, and_, or_, select

from quotes.errors import QueryError
from quotes.folding import fold_name, pad_name
from quotes.records import Act, AttributionType, Record
from quotes.store.fulltext import match_content
from quotes.store.schema import article_topics, articles, attributions, speakers

UNDATED = 0


class QuoteFilter(Record, frozen=True, kw_only=True):
    """Which quotes to read; every field that is given must hold.

    `speaker` is a speaker's id, or words of a name. `outlet` and `addressee` are words of a name.
    `topic` is a code or a whole name. Names match without case and accents and by whole words:
    "kerry" finds "John Kerry". `q` holds words and "phrases" of the quote. The dates, both
    included, are those of the article; with either, articles without a date are left out.
    """

    speaker: str | None = None
    outlet: str | None = None
    topic: str | None = None
    addressee: str | None = None
    type: AttributionType | None = None
    act: Act | Literal["all"] = "statement"
    q: str | None = None
    from_date: date | None = None
    to_date: date | None = None


def count_days(published: str | None) -> int:
    """`newest_first` of an article: minus the day number of its date; `UNDATED` if it has no
    readable ISO 8601 date.

    The date is the one that the article prints, whatever its time zone.
    """
    try:
        return -date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return UNDATED


def find_conditions(wanted: QuoteFilter) -> list[ColumnElement[bool]]:
    """The conditions on `attributions` that the filter stands for; all must hold.

    Raises:
        QueryError: a name without a letter, a query without a word, or dates the wrong way round.
    """
    found = [*_match_dates(wanted.from_date, wanted.to_date)]
    if wanted.act != "all":
        found.append(attributions.c.act == wanted.act)
    if wanted.type is not None:
        found.append(attributions.c.type == wanted.type)
    if wanted.speaker is not None:
        found.append(_match_speaker(wanted.speaker))
    if wanted.outlet is not None:
        named = contains_words(articles.c.outlet_folded, "outlet", wanted.outlet)
        found.append(
            attributions.c.outlet_folded.in_(select(articles.c.outlet_folded).where(named))
        )
    if wanted.topic is not None:
        found.append(_match_topic(wanted.topic))
    if wanted.addressee is not None:
        found.append(_match_words(attributions.c.addressee_folded, "addressee", wanted.addressee))
    if wanted.q is not None:
        found.append(match_content(wanted.q))
    return found


def contains_words(column: Column[str], parameter: str, name: str) -> ColumnElement[bool]:
    """The condition that a folded column holds every word of a name.

    Raises:
        QueryError: the name has no letter and no digit.
    """
    words = fold_name(name).split()
    if not words:
        raise QueryError(parameter, "give at least one letter or digit of the name")
    # A folded word is letters and digits only: LIKE's wildcards can't occur.
    return and_(column.is_not(None), *(column.like(f"% {word} %") for word in words))


def _match_words(column: Column[str], parameter: str, name: str) -> ColumnElement[bool]:
    """As `contains_words`, for a column of `attributions` that few rows have.

    The names are looked for in the column's index, and then their rows: a condition on the rows
    themselves would make SQLite go through all of them.
    """
    named = attributions.alias("named").c[column.name]
    return column.in_(select(named).where(contains_words(named, parameter, name)))


def _match_speaker(speaker: str) -> ColumnElement[bool]:
    if not fold_name(speaker):
        return attributions.c.speaker_id == speaker
    named = select(speakers.c.id).where(
        or_(speakers.c.id == speaker, contains_words(speakers.c.names_folded, "speaker", speaker))
    )
    return or_(
        attributions.c.speaker_id.in_(named),
        _match_words(attributions.c.unlinked_folded, "speaker", speaker),
    )


def _match_topic(topic: str) -> ColumnElement[bool]:
    labelled = select(article_topics.c.article_id).where(
        or_(article_topics.c.code == topic, article_topics.c.name_folded == pad_name(topic))
    )
    return attributions.c.article_id.in_(labelled)


def _match_dates(first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    if first is not None and last is not None and first > last:
        raise QueryError("to_date", f"{last} is before the first date, {first}")
    found: list[ColumnElement[bool]] = []
    if first is not None:
        found.append(attributions.c.newest_first <= -first.toordinal())
    if last is not None:
        found.append(attributions.c.newest_first >= -last.toordinal())
    if first is not None or last is not None:
        found.append(attributions.c.newest_first < UNDATED)
    return found
