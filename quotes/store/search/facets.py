"""The quotes that pass a filter, counted: by facets, and over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Connection,
    FromClause,
    Select,
    Subquery,
    Text,
    cast,
    func,
    literal,
    select,
    union_all,
)

from quotes.errors import QueryError
from quotes.store.engine.prepared import PreparedQueries, PreparedQuery
from quotes.store.results import (
    Count,
    Facet,
    Facets,
    Interval,
    ModelPeriod,
    Timeline,
    TimelinePoint,
)
from quotes.store.schema import (
    article_topics,
    articles,
    attribution_members,
    attributions,
    names,
    speakers,
)
from quotes.store.schema.keys import UNDATED_KEY, read_day, select_day
from quotes.store.search.conditions import resolve_names, select_quotes
from quotes.store.search.filters import QuoteFilter, is_indexed, list_values
from quotes.store.search.fulltext import Selection
from quotes.store.search.paging import select_newest

ALL_FACETS: tuple[Facet, ...] = ("speaker", "outlet", "topic", "type", "certainty", "month")
DEFAULT_TOP = 10
MAX_TOP = 100

# So many quotes, the newest, are counted by facets; more would take longer than a page may.
MAX_COUNTED = 20_000

# Compiling a query of three facets takes longer than counting the quotes of most speakers.
_prepared = PreparedQueries()

_Values = list[tuple[str, int]]


def count_facets(
    connection: Connection,
    filters: QuoteFilter,
    facets: Collection[Facet] = ALL_FACETS,
    top: int = DEFAULT_TOP,
    *,
    once: bool = False,
) -> Facets:
    """The facets of `QuoteQueries.count_facets`; what several speakers say together counts for each
    of them.
    """
    if not 1 <= top <= MAX_TOP:
        raise QueryError("top", f"1 to {MAX_TOP} values of each facet can be counted, not {top}")
    chosen = [facet for facet in ALL_FACETS if facet in facets]
    rows = _read_rows(
        connection,
        filters,
        (str(top), "once" if once else "each", *chosen),
        lambda selection: _select_facets(selection, chosen, top, once=once),
    )
    values: dict[Facet, _Values] = {
        facet: [(key, count) for name, key, count in rows if name == facet] for facet in chosen
    }
    if "month" in values:
        values["month"] = _sum_months(values["month"])
    matched, quotes = next((int(value), count) for name, value, count in rows if name == "")
    return Facets(
        quotes=min(quotes, MAX_COUNTED),
        capped=matched > MAX_COUNTED,
        counts={
            facet: _name_values(connection, facet, pairs[:top]) for facet, pairs in values.items()
        },
        more=tuple(facet for facet, pairs in values.items() if len(pairs) > top),
    )


def _read_rows(
    connection: Connection,
    filters: QuoteFilter,
    shape: tuple[str, ...],
    make: Callable[[Selection], Select[Any] | CompoundSelect[Any]],
) -> Sequence[Any]:
    """The rows of a query over a filter's quotes, which is prepared if its SQL depends on nothing
    but its shape and which conditions the filter has.
    """
    dialect, names = connection.dialect, resolve_names(connection, filters)
    values = list_values(dialect, filters) | names.values
    if names.conditions or (is_indexed(filters) and filters.q is not None):
        return connection.execute(make(select_quotes(connection, filters, names))).all()
    query = _prepared.get(
        (dialect.name, *shape, "", *values),
        lambda: PreparedQuery(dialect, make(select_quotes(connection, filters, names))),
    )
    return query.run(connection, values)


def _select_facets(
    selection: Selection, facets: Sequence[Facet], top: int, *, once: bool
) -> CompoundSelect[*tuple[Any, ...]]:
    """Rows of facet, value and number; the facet "" has the number of all rows and that of all
    quotations, which are the same but for copies that count `once`.
    """
    # A copy is counted as what it is a copy of.
    printed = [func.coalesce(attributions.c.copy_of, attributions.c.id).label("quotation")]
    matched = (
        select_newest(selection)
        .add_columns(
            attributions.c.article_key,
            attributions.c.speaker_id,
            attributions.c.outlet_id,
            attributions.c.type,
            attributions.c.certainty,
            *(printed if once else ()),
        )
        .limit(MAX_COUNTED + 1)
        .cte("matched")
        .prefix_with("MATERIALIZED")
    )
    total = select(
        literal("").label("facet"),
        cast(func.count(), Text).label("value"),
        _count(matched, once=once).label("number"),
    )
    parts = [_select_counts(matched, facet, top, once=once) for facet in facets]
    return union_all(total.select_from(matched), *parts)


def _count(rows: FromClause, *, once: bool) -> ColumnElement[int]:
    """The number of rows, or that of different quotations."""
    return func.count(rows.c.quotation.distinct()) if once else func.count()


def count_timeline(
    connection: Connection, filters: QuoteFilter, interval: Interval = "month"
) -> Timeline:
    """The timeline of `QuoteQueries.count_timeline`, of all quotes."""
    counted: Counter[date | None] = Counter()
    for number, quotes in _read_days(connection, filters):
        day = read_day(number)
        counted[None if day is None else _find_start(day, interval)] += quotes
    undated = counted.pop(None, 0)
    return Timeline(
        interval=interval,
        points=tuple(
            TimelinePoint(start=start.isoformat(), quotes=counted[start])
            for start in sorted(start for start in counted if start is not None)
        ),
        undated=undated,
        models=_read_models(connection),
    )


def _read_models(connection: Connection) -> tuple[ModelPeriod, ...]:
    """The models that found quotes, by their first day; two look-ups in an index for each."""
    name, key = articles.c.model_version, articles.c.key
    versions = select(func.min(name).label("name")).cte("versions", recursive=True)
    following = select(func.min(name)).where(name > versions.c.name).scalar_subquery()
    versions = versions.union_all(select(following).where(versions.c.name.is_not(None)))
    dated = (name == versions.c.name, key < UNDATED_KEY)
    query = select(
        versions.c.name,
        select(select_day(func.max(key))).where(*dated).scalar_subquery(),
        select(select_day(func.min(key))).where(*dated).scalar_subquery(),
    ).where(versions.c.name.is_not(None))
    periods = [
        ModelPeriod(model_version=version, first=first.isoformat(), last=last.isoformat())
        for version, *days in connection.execute(query)
        for first, last in [map(read_day, days)]
        if first is not None and last is not None
    ]
    return tuple(sorted(periods, key=lambda period: period.first))


def _read_days(connection: Connection, filters: QuoteFilter) -> Sequence[Any]:
    """Days of `select_day` with their number of quotes."""
    if filters == QuoteFilter():
        # Articles have the number too, and their rows are fewer and smaller.
        day = select_day(articles.c.key)
        query = select(day, func.sum(articles.c.statements)).where(articles.c.statements > 0)
        return connection.execute(query.group_by(day)).all()
    return _read_rows(connection, filters, ("days",), _select_days)


def _select_days(selection: Selection) -> Select[*tuple[Any, ...]]:
    matched = select_newest(selection).order_by(None).cte("matched").prefix_with("MATERIALIZED")
    day = select_day(matched.c.key)
    return select(day.label("day"), func.count().label("number")).group_by(day)


def _find_start(day: date, interval: Interval) -> date:
    """The first day of the interval; a week begins on Monday."""
    if interval == "week":
        # The first week of the calendar began before it.
        return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
    if interval == "month":
        return day.replace(day=1)
    if interval == "year":
        return day.replace(month=1, day=1)
    return day


def _select_counts(matched: CTE, facet: Facet, top: int, *, once: bool) -> Select[*tuple[Any, ...]]:
    """Rows of facet, value and number, the most frequent first; for months all days."""
    value: ColumnElement[Any]
    rows: FromClause = matched
    if facet == "topic":
        # The empty text keeps SQLite from the index on codes, which has the topics of all articles.
        value = article_topics.c.code + literal("")
        query = select(value).join_from(
            matched, article_topics, article_topics.c.article_key == matched.c.article_key
        )
    elif facet == "speaker":
        said = _select_speakers(matched, once=once)
        value = said.c.speaker_id
        query, rows = select(value).select_from(said), said
    elif facet == "month":
        value = select_day(matched.c.key)
        query = select(value).select_from(matched)
    else:
        value = matched.c[facet if facet in ("type", "certainty") else f"{facet}_id"]
        query = select(value).select_from(matched)
    number = _count(rows, once=once)
    query = query.with_only_columns(
        literal(facet).label("facet"), cast(value, Text).label("value"), number.label("number")
    )
    query = query.where(value.is_not(None)).group_by(value)
    if facet != "month":
        query = query.order_by(number.desc(), value).limit(top + 1)
    return select(query.subquery(f"by_{facet}"))


def _select_speakers(matched: CTE, *, once: bool) -> Subquery:
    """The speaker of each quote, and those with whom they said it."""
    member = attribution_members.c
    quote = (matched.c.key, matched.c.quotation) if once else (matched.c.key,)
    joint = (
        select(*quote, member.speaker_id)
        .join_from(matched, attribution_members, member.key == matched.c.key)
        # Of several names in a source, two may be one speaker's.
        .where(member.speaker_id.is_distinct_from(matched.c.speaker_id))
        .distinct()
    )
    return select(*quote, matched.c.speaker_id).union_all(joint).subquery("said")


def _sum_months(days: _Values) -> _Values:
    months: Counter[str] = Counter()
    for number, quotes in days:
        day = read_day(int(number))
        if day is not None:
            months[day.isoformat()[:7]] += quotes
    return sorted(months.items(), reverse=True)


def _name_values(connection: Connection, facet: Facet, values: _Values) -> tuple[Count, ...]:
    keys = [key for key, _ in values]
    labels = {key: key for key in keys}
    query: Select[*tuple[Any, ...]] | None = None
    if facet == "speaker":
        query = select(speakers.c.id, speakers.c.name).where(speakers.c.id.in_(keys))
    elif facet == "outlet":
        # As its newest article has it: the index gives that one row, and not all articles.
        newest = (
            select(articles.c.outlet)
            .where(articles.c.outlet_id == names.c.id)
            .order_by(articles.c.key)
            .limit(1)
            .scalar_subquery()
        )
        numbers = [int(key) for key in keys]
        query = select(cast(names.c.id, Text), newest).where(names.c.id.in_(numbers))
    elif facet == "topic":
        query = (
            select(article_topics.c.code, func.min(article_topics.c.name))
            .where(article_topics.c.code.in_(keys))
            .group_by(article_topics.c.code)
        )
    if query is not None:
        labels |= dict(tuple(row) for row in connection.execute(query))
    return tuple(
        Count(key=labels[key] if facet == "outlet" else key, name=labels[key], quotes=quotes)
        for key, quotes in values
    )
