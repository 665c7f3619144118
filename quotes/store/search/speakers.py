"""Speakers: by words or the beginning of a name, by a misspelt name, and in full."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Text,
    bindparam,
    case,
    func,
    literal,
    select,
)

from quotes.errors import GoneError, NotFoundError
from quotes.folding import fold_name
from quotes.records import SpeakerKind
from quotes.store.engine.database import Database
from quotes.store.engine.prepared import PreparedQuery
from quotes.store.results import AlsoKnown, Page, Speaker, SpeakerHead, SpeakerRole
from quotes.store.schema import (
    attribution_members,
    attributions,
    names,
    speaker_names,
    speakers,
)
from quotes.store.schema.keys import UNDATED_KEY, select_day
from quotes.store.search.also_known import read_also_known
from quotes.store.search.conditions import REJECTED, is_not_rejected
from quotes.store.search.cursors import DEFAULT_LIMIT, check_limit, digest_list
from quotes.store.search.dialects import find_fulltext
from quotes.store.search.erasures import is_erased
from quotes.store.search.facets import MAX_TOP, count_facets
from quotes.store.search.filters import QuoteFilter
from quotes.store.search.likeness import measure_likeness
from quotes.store.search.listings import format_day, read_page
from quotes.store.search.names import find_identity, has_words
from quotes.store.search.speaker_ids import read_candidates_of, read_merged_ids

# Names that share the most trigrams with a misspelt one, of which the most alike are suggested. Not
# tuned.
_CANDIDATES = 200


def _count_statements() -> ColumnElement[int]:
    """The number of statements of a row of `speakers`, alone and with others, without the rejected
    ones.
    """
    is_own, member = attributions.c.speaker_id == speakers.c.id, attribution_members.c
    is_statement = attributions.c.act == "statement"
    alone = select(func.count()).select_from(attributions).where(is_own, is_statement)
    joint = (
        # Of several names in a source, two may be theirs.
        select(func.count(attributions.c.key.distinct()))
        .join_from(attribution_members, attributions, attributions.c.key == member.key)
        .where(member.speaker_id == speakers.c.id, is_statement)
        .where(attributions.c.speaker_id.is_distinct_from(speakers.c.id))
    )
    is_valid = is_not_rejected(attributions.c.key)
    valid = alone.where(is_valid).scalar_subquery() + joint.where(is_valid).scalar_subquery()
    every = alone.scalar_subquery() + joint.scalar_subquery()
    return case((REJECTED.exists(), valid), else_=every)


# Made once: making the expression takes longer than counting most speakers.
STATEMENTS = _count_statements()


def _has_quotes() -> ColumnElement[bool]:
    """The condition that a row of `speakers` has a quote that is not rejected."""
    said, member = attributions.alias("said"), attribution_members.c
    alone = select(said.c.key).where(
        said.c.speaker_id == speakers.c.id, is_not_rejected(said.c.key)
    )
    joint = select(member.key).where(
        member.speaker_id == speakers.c.id, is_not_rejected(member.key)
    )
    return ~REJECTED.exists() | alone.exists() | joint.exists()


HAS_QUOTES = _has_quotes()


class Speakers:
    """Everybody who is quoted under an id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(
        self,
        *,
        name: str | None = None,
        begins: bool = False,
        kind: SpeakerKind | None = None,
        limit: int = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[SpeakerHead]:
        """Speakers by name without case and accents, but for those with rejected quotes only.

        Args:
            name: words that one of their names has.
            begins: the last word may be the beginning of one: "ker" finds "Kerry".
            kind: only speakers of this kind.
            limit: of the page.
            cursor: `next` of the page before.

        Raises:
            QueryError: the name has no letter and no digit, or an invalid limit or cursor.
        """
        query = select(speakers, STATEMENTS.label("quotes")).where(HAS_QUOTES)
        if kind is not None:
            query = query.where(speakers.c.kind == kind)
        order = (speakers.c.sort_name, speakers.c.id)
        digest = digest_list("speakers", name, begins, kind)
        with self._database.read() as connection:
            if name is not None:
                of_name = (
                    select(speaker_names.c.speaker_id)
                    .join_from(speaker_names, names, names.c.id == speaker_names.c.name_id)
                    .where(has_words(connection, "speaker", "name", name, begins=begins))
                )
                query = query.where(speakers.c.id.in_(of_name))
            return read_page(connection, query, order, limit, cursor, digest, _make_speaker)

    def suggest(self, name: str, *, limit: int = 5) -> tuple[SpeakerHead, ...]:
        """Speakers with a name like a misspelt one, the most alike first; may be empty."""
        misspelt = fold_name(name)
        if not misspelt:
            return ()
        check_limit(limit)
        with self._database.read() as connection:
            likeness = _find_alike(connection, misspelt)
            best = sorted(likeness, key=lambda speaker_id: (-likeness[speaker_id], speaker_id))
            return _read_heads(connection, best[:limit])

    def get(self, speaker_id: str) -> Speaker:
        """The speaker that an id stands for, with every role seen, and their statements counted by
        outlet, topic and month.

        Raises:
            GoneError: the speaker was erased.
            NotFoundError: no speaker has the id.
        """
        with self._database.read() as connection:
            head = _read_head(connection, speaker_id)
            facets = count_facets(
                connection, QuoteFilter(speaker=head.id), ("outlet", "topic", "month"), MAX_TOP
            )
            return Speaker(
                head=head,
                roles=_read_roles(connection, head.id),
                facets=facets,
                merged_ids=read_merged_ids(connection, head.id),
                candidates=read_candidates_of(connection, {head.id}),
                also_known=read_also_known(connection, speaker_id),
            )

    def list_also_known(self, speaker: str) -> tuple[AlsoKnown, ...]:
        """Other speakers who may be the one that an id or words of a name mean, and whom a filter
        with these does not find.
        """
        with self._database.read() as connection:
            return read_also_known(connection, speaker)

    def get_head(self, speaker_id: str) -> SpeakerHead:
        """The speaker that an id stands for, as in lists.

        Raises:
            GoneError: the speaker was erased.
            NotFoundError: no speaker has the id.
        """
        with self._database.read() as connection:
            return _read_head(connection, speaker_id)


def _find_alike(connection: Connection, misspelt: str) -> dict[str, float]:
    """How alike the names of speakers are to a misspelt one, 0 to 1; those alike enough."""
    similar = find_fulltext(connection.dialect).select_similar(f" {misspelt} ", _CANDIDATES)
    rows = connection.execute(
        select(names.c.folded, speaker_names.c.speaker_id)
        .join_from(names, speaker_names, speaker_names.c.name_id == names.c.id)
        .where(names.c.id.in_(similar))
    )
    likeness: dict[str, float] = {}
    for folded, speaker_id in rows:
        alike = measure_likeness(misspelt, folded.strip())
        if alike:
            likeness[speaker_id] = max(alike, likeness.get(speaker_id, 0))
    return likeness


def _read_heads(connection: Connection, speaker_ids: Sequence[str]) -> tuple[SpeakerHead, ...]:
    """The speakers of the ids, in their order."""
    query = select(speakers, STATEMENTS.label("quotes")).where(speakers.c.id.in_(speaker_ids))
    heads = {row.id: _make_speaker(row) for row in connection.execute(query)}
    return tuple(heads[speaker_id] for speaker_id in speaker_ids)


def _read_head(connection: Connection, speaker_id: str) -> SpeakerHead:
    identity = find_identity(connection, speaker_id)
    id_ = identity.speaker_id if identity else speaker_id
    rows = _select_head(connection.dialect).run(connection, {"id": id_})
    row = rows[0] if rows else None
    if row is None and is_erased(connection, "speaker", speaker_id):
        raise GoneError("speaker", speaker_id, change="erased")
    if row is None:
        raise NotFoundError("speaker", speaker_id)
    return _make_speaker(row)


@cache
def _select_head(dialect: Dialect) -> PreparedQuery:
    """A row of `speakers` with its number of `quotes`."""
    of_id = speakers.c.id == bindparam("id", type_=Text)
    return PreparedQuery(dialect, select(speakers, STATEMENTS.label("quotes")).where(of_id))


def _make_speaker(row: Any) -> SpeakerHead:
    """The speaker of a row of `speakers` with their number of `quotes`."""
    return SpeakerHead(
        id=row.id,
        name=row.name,
        kind=row.kind,
        aliases=msgspec.json.decode(row.aliases, type=tuple[str, ...]),
        quotes=row.quotes,
    )


def _read_roles(connection: Connection, speaker_id: str) -> tuple[SpeakerRole, ...]:
    day = func.nullif(select_day(attributions.c.key), select_day(literal(UNDATED_KEY)))
    quotes = func.count().label("quotes")
    role, affiliation = attributions.c.role, attributions.c.affiliation
    rows = connection.execute(
        select(role, affiliation, func.max(day).label("first"), func.min(day).label("last"), quotes)
        .where(attributions.c.speaker_id == speaker_id, is_not_rejected(attributions.c.key))
        .where(role.is_not(None) | affiliation.is_not(None))
        .group_by(role, affiliation)
        .order_by(quotes.desc(), role, affiliation)
    )
    return tuple(
        SpeakerRole(
            role=row.role,
            affiliation=row.affiliation,
            first_seen=format_day(row.first),
            last_seen=format_day(row.last),
            quotes=row.quotes,
        )
        for row in rows
    )
