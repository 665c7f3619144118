"""Names that are looked for by their words, each kept once.

A name matches by whole words, without case and accents: "kerry" finds "John Kerry".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Literal

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Select,
    Text,
    bindparam,
    delete,
    false,
    insert,
    or_,
    select,
    tuple_,
)

from quotes.errors import QueryError
from quotes.folding import fold_name, pad_name
from quotes.store.engine.batches import portion
from quotes.store.engine.prepared import FixedStatement
from quotes.store.schema import (
    articles,
    attribution_members,
    attribution_relays,
    attributions,
    names,
    speaker_names,
    strands,
)
from quotes.store.search.dialects import find_fulltext

Kind = Literal["speaker", "role", "affiliation", "outlet", "addressee", "relay"]

# The places where a name's number stands; it goes when the last of them has gone.
USES: dict[Kind, tuple[Column[int], ...]] = {
    "speaker": (
        attributions.c.unlinked_id,
        attribution_members.c.name_id,
        speaker_names.c.name_id,
    ),
    "role": (attributions.c.role_id,),
    "affiliation": (attributions.c.affiliation_id,),
    "outlet": (articles.c.outlet_id,),
    "addressee": (attributions.c.addressee_id,),
    "relay": (attribution_relays.c.name_id,),
}

# With up to so many names or speakers their numbers are told to the database, which can then choose
# by how frequent they are.
_MAX_LISTED = 50


class NameBook:
    """The numbers of names, for rows that are about to be written."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[Kind, str], int] = {}

    def add(self, wanted: Iterable[tuple[Kind, str | None]]) -> None:
        """Give a number to every name that has none yet."""
        folded = {(kind, pad) for kind, name in wanted if (pad := pad_name(name))}
        self._find(folded)
        new = [{"kind": kind, "folded": pad} for kind, pad in sorted(folded - self._known.keys())]
        if new:
            self._connection.execute(insert(names), new)
            self._find(folded)

    def get(self, kind: Kind, name: str | None) -> int | None:
        """The number of a name that was added; None if it has no letter and no digit."""
        folded = pad_name(name)
        return self._known[kind, folded] if folded else None

    def _find(self, folded: set[tuple[Kind, str]]) -> None:
        for some in portion(sorted(folded - self._known.keys())):
            rows = self._connection.execute(
                select(names.c.kind, names.c.folded, names.c.id).where(
                    tuple_(names.c.kind, names.c.folded).in_(some)
                )
            )
            self._known |= {(row.kind, row.folded): row.id for row in rows}


def drop_unused(connection: Connection, kind: Kind, ids: Iterable[int]) -> None:
    """Forget those of the names that stand nowhere any more."""
    used = (select(column).where(column == names.c.id).exists() for column in USES[kind])
    unused = ~or_(*used)
    for some in portion(sorted(set(ids))):
        connection.execute(delete(names).where(names.c.id.in_(some), unused))


def find_numbers(
    connection: Connection, kind: Kind, parameter: str, words: str
) -> Sequence[int] | Select[int]:
    """The numbers of the names with every one of the words; where they are many, the query for
    them.

    Raises:
        QueryError: the words have no letter and no digit.
    """
    wanted = select(names.c.id).where(has_words(connection, kind, parameter, words))
    found = connection.scalars(wanted.limit(_MAX_LISTED + 1)).all()
    return wanted if len(found) > _MAX_LISTED else found


def find_speaker(connection: Connection, speaker: str) -> str | ColumnElement[bool]:
    """The id of the speaker whom an id leads to, if they are nowhere one of several. Else the
    condition that a quote is theirs, or, if nobody has the id, that one of the speaker's names has
    the words; or that one of several joint speakers is so.

    The names of speakers without an id count as well.
    """
    linked, unlinked = attributions.c.speaker_id, attributions.c.unlinked_id
    member = attribution_members.c
    given = {"speaker": speaker}
    led = _select_led(connection.dialect).run(connection, given)
    if not fold_name(speaker) or led:
        speaker_id: str = led[0].leads_to if led else speaker
        if not _select_joint(connection.dialect).run(connection, {"speaker": speaker_id}):
            return speaker_id
        return _add_members(connection, linked == speaker_id, member.speaker_id == speaker_id)
    named: Any = find_numbers(connection, "speaker", "speaker", speaker)
    if not isinstance(named, Select) and not named:
        return false()
    known = select(speaker_names.c.speaker_id).where(speaker_names.c.name_id.in_(named)).distinct()
    alone = select(attributions.c.key).where(unlinked == names.c.id).exists()
    nameless = select(names.c.id).where(names.c.id.in_(named), alone)
    speaker_ids = connection.scalars(known.limit(_MAX_LISTED + 1)).all()
    name_ids = connection.scalars(nameless.limit(_MAX_LISTED + 1)).all()
    if len(speaker_ids) > _MAX_LISTED or len(name_ids) > _MAX_LISTED:
        joint = member.name_id.in_(named) | member.speaker_id.in_(known)
        return _add_members(connection, or_(linked.in_(known), unlinked.in_(named)), joint)
    found = [
        match_listed(column, ids)
        for column, ids in ((linked, speaker_ids), (unlinked, name_ids))
        if ids
    ]
    joint = member.name_id.in_(named) | match_listed(member.speaker_id, speaker_ids)
    return _add_members(connection, or_(*found) if found else false(), joint)


@cache
def _select_led(dialect: Dialect) -> FixedStatement:
    """The speaker whom an id leads to."""
    of_id = strands.c.id == bindparam("speaker", type_=Text)
    return FixedStatement(dialect, select(strands.c.leads_to).where(of_id))


@cache
def _select_joint(dialect: Dialect) -> FixedStatement:
    """Whether a speaker is one of several anywhere; as a rule they are not."""
    of_speaker = attribution_members.c.speaker_id == bindparam("speaker", type_=Text)
    query = select(attribution_members.c.key).where(of_speaker).limit(1)
    return FixedStatement(dialect, query)


def _add_members(
    connection: Connection, alone: ColumnElement[bool], joint: ColumnElement[bool]
) -> ColumnElement[bool]:
    """A condition of speakers, or that a row of `attribution_members` meets another; the first
    itself where none does, for then an index gives the rows in their order.
    """
    keys = select(attribution_members.c.key).where(joint)
    found = connection.scalars(keys.limit(_MAX_LISTED + 1)).all()
    if not found:
        return alone
    return or_(alone, attributions.c.key.in_(found if len(found) <= _MAX_LISTED else keys))


def has_words(
    connection: Connection, kind: Kind, parameter: str, words: str, *, begins: bool = False
) -> ColumnElement[bool]:
    """The condition that a row of `names` is of a kind and holds every one of the words.

    Args:
        connection: to the database that will be asked.
        kind: of name.
        parameter: what to blame.
        words: in any order.
        begins: the last word may go on.

    Raises:
        QueryError: the words have no letter and no digit.
    """
    folded = fold_name(words).split()
    if not folded:
        raise QueryError(parameter, "give at least one letter or digit of the name")
    pieces = [f" {word} " for word in folded]
    if begins:
        pieces[-1] = pieces[-1].rstrip()
    return find_fulltext(connection.dialect).match_pieces(kind, pieces)


def match_listed(column: Column[Any], found: Sequence[object] | Select[Any]) -> ColumnElement[bool]:
    """The condition that a column has one of the values; an equality where there is but one, for
    then an index gives the rows in their order.
    """
    if isinstance(found, Select):
        return column.in_(found)
    if not found:
        return false()
    return column == found[0] if len(found) == 1 else column.in_(found)
