"""Names found by their words.

A name matches by whole words, without case and accents: "kerry" finds "John Kerry".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Select,
    Table,
    Text,
    bindparam,
    false,
    or_,
    select,
)

from quotes.errors import QueryError
from quotes.folding import fold_name
from quotes.store.engine.prepared import PreparedQuery
from quotes.store.schema import (
    NameKind,
    attribution_candidates,
    attribution_members,
    attributions,
    identities,
    names,
    speaker_names,
)
from quotes.store.search.dialects import find_fulltext

# Up to so many numbers or ids stand in the query itself, so that the database can plan by how
# frequent they are; more are a subquery. Not tuned.
_MAX_LISTED = 50

# The tables of others than the speaker of a quote.
_Tables = tuple[Table, ...]


def find_numbers(
    connection: Connection, kind: NameKind, parameter: str, words: str
) -> Sequence[int] | Select[int]:
    """The numbers of the names that have all of the words; a query for them if they are many.

    Raises:
        QueryError: the words have no letter and no digit.
    """
    query = select(names.c.id).where(has_words(connection, kind, parameter, words))
    numbers = connection.scalars(query.limit(_MAX_LISTED + 1)).all()
    return query if len(numbers) > _MAX_LISTED else numbers


def match_speaker(
    connection: Connection, speaker: str, *, candidates: bool = False
) -> str | ColumnElement[bool]:
    """A speaker's id, or the condition that a quote is theirs.

    The id if `speaker` is an id, of a speaker who is never quoted together with others. Else the
    condition that the speaker of a quote, or one of several, has the id; or, if nobody has it, that
    one of their names has the words. Names of speakers without an id match too. With `candidates`
    the condition holds for quotes that name nobody, too, if one of the candidates is it.
    """
    others: _Tables = (attribution_members, attribution_candidates)[: 1 + candidates]
    row = find_identity(connection, speaker)
    if not fold_name(speaker) or row:
        return _match_id(connection, row.speaker_id if row else speaker, others)
    numbers = find_numbers(connection, "speaker", "speaker", speaker)
    if not isinstance(numbers, Select) and not numbers:
        return false()
    return _match_numbers(connection, numbers, others)


def match_candidate(connection: Connection, speaker: str) -> ColumnElement[bool]:
    """The condition that a row of `attribution_candidates` is of the speaker of `match_speaker`."""
    candidate, row = attribution_candidates.c, find_identity(connection, speaker)
    if not fold_name(speaker) or row:
        return candidate.speaker_id == (row.speaker_id if row else speaker)
    in_numbers: Any = find_numbers(connection, "speaker", "speaker", speaker)
    of_names = speaker_names.c.name_id.in_(in_numbers)
    speaker_ids = select(speaker_names.c.speaker_id).where(of_names)
    return candidate.name_id.in_(in_numbers) | candidate.speaker_id.in_(speaker_ids)


def find_identity(connection: Connection, identity_id: str) -> Any:
    """The row with the `speaker_id` that an id stands for; None if nobody has the id."""
    rows = _select_identity(connection.dialect).run(connection, {"id": identity_id})
    return rows[0] if rows else None


def _match_id(
    connection: Connection, speaker_id: str, others: _Tables
) -> str | ColumnElement[bool]:
    dialect, value = connection.dialect, {"id": speaker_id}
    if not any(_select_other(dialect, table).run(connection, value) for table in others):
        return speaker_id
    alone = attributions.c.speaker_id == speaker_id
    return _add_others(connection, alone, others, lambda of: of.c.speaker_id == speaker_id)


def _match_numbers(
    connection: Connection, numbers: Sequence[int] | Select[int], others: _Tables
) -> ColumnElement[bool]:
    """The condition that a speaker of a quote has one of the names."""
    in_numbers: Any = numbers
    linked, unlinked = attributions.c.speaker_id, attributions.c.unlinked_id
    of_names = speaker_names.c.name_id.in_(in_numbers)
    speaker_query = select(speaker_names.c.speaker_id).where(of_names).distinct()
    is_unlinked = select(attributions.c.key).where(unlinked == names.c.id).exists()
    name_query = select(names.c.id).where(names.c.id.in_(in_numbers), is_unlinked)
    speaker_ids = connection.scalars(speaker_query.limit(_MAX_LISTED + 1)).all()
    name_ids = connection.scalars(name_query.limit(_MAX_LISTED + 1)).all()
    if len(speaker_ids) > _MAX_LISTED or len(name_ids) > _MAX_LISTED:
        alone = or_(linked.in_(speaker_query), unlinked.in_(in_numbers))
        return _add_others(
            connection,
            alone,
            others,
            lambda of: of.c.name_id.in_(in_numbers) | of.c.speaker_id.in_(speaker_query),
        )
    conditions = [
        match_listed(column, ids)
        for column, ids in ((linked, speaker_ids), (unlinked, name_ids))
        if ids
    ]
    alone = or_(*conditions) if conditions else false()
    return _add_others(
        connection,
        alone,
        others,
        lambda of: of.c.name_id.in_(in_numbers) | match_listed(of.c.speaker_id, speaker_ids),
    )


@cache
def _select_identity(dialect: Dialect) -> PreparedQuery:
    """The speaker that an id stands for."""
    of_id = identities.c.id == bindparam("id", type_=Text)
    return PreparedQuery(dialect, select(identities.c.speaker_id).where(of_id))


@cache
def _select_other(dialect: Dialect, table: Table) -> PreparedQuery:
    """Whether a speaker is anywhere in a table of others than the speaker; most are not."""
    of_speaker = table.c.speaker_id == bindparam("id", type_=Text)
    return PreparedQuery(dialect, select(table.c.key).where(of_speaker).limit(1))


def _add_others(
    connection: Connection,
    alone: ColumnElement[bool],
    others: _Tables,
    match: Callable[[Table], ColumnElement[bool]],
) -> ColumnElement[bool]:
    """The first condition, or that a row of one of the tables matches; only the first if no row
    does, for then an index gives the quotes in their order.
    """
    conditions = [alone]
    for table in others:
        query = select(table.c.key).where(match(table))
        keys = connection.scalars(query.limit(_MAX_LISTED + 1)).all()
        if keys:
            listed: Any = keys if len(keys) <= _MAX_LISTED else query
            conditions.append(attributions.c.key.in_(listed))
    return or_(*conditions)


def has_words(
    connection: Connection, kind: NameKind, parameter: str, words: str, *, begins: bool = False
) -> ColumnElement[bool]:
    """The condition that a row of `names` is of a kind and has all of the words.

    Args:
        connection: to the database that the condition is for.
        kind: of name.
        parameter: that an error names.
        words: in any order.
        begins: the last word may be the beginning of one.

    Raises:
        QueryError: the words have no letter and no digit.
    """
    padded = pad_words(words)
    if not padded:
        raise QueryError(parameter, "give at least one letter or digit of the name")
    if begins:
        padded[-1] = padded[-1].rstrip()
    return find_fulltext(connection.dialect).match_words(kind, padded)


def pad_words(words: str) -> list[str]:
    """The folded words, each with a space on either side."""
    return [f" {word} " for word in fold_name(words).split()]


def match_listed(
    column: Column[Any], values: Sequence[object] | Select[Any]
) -> ColumnElement[bool]:
    """The condition that a column has one of the values; an equality if there is only one, for then
    an index gives the rows in their order.
    """
    if isinstance(values, Select):
        return column.in_(values)
    if not values:
        return false()
    return column == values[0] if len(values) == 1 else column.in_(values)
