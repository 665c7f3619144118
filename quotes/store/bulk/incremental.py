"""What has changed since a version, for an incremental copy of what passes a filter.

Besides quotes of a later version these are quotes that did not change themselves, but which a
filter by speaker or cluster finds, or no longer finds, because ids or names of speakers or clusters
changed. `speaker_events` and `merged_clusters` say when that was; then all quotes of these speakers
and clusters are exported again.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, CompoundSelect, Select, or_, select

from quotes.store.schema import (
    attribution_candidates,
    attribution_members,
    attributions,
    identities,
    merged_clusters,
    speaker_events,
)
from quotes.store.search.filters import QuoteFilter
from quotes.store.search.versions import select_replacing


def may_be_new(filters: QuoteFilter, since: int) -> ColumnElement[bool]:
    """The condition that a quote, which passes the filter now, may not have passed it at a version,
    or has changed since.
    """
    quote = attributions.c
    conditions: list[ColumnElement[bool]] = [quote.version > since]
    if filters.speaker is not None:
        of_event = speaker_events.c.version > since
        conditions.append(_is_said_by(_select_speakers(of_event), filters))
    if filters.cluster is not None:
        merged = merged_clusters.c
        of_cluster = (merged.id == filters.cluster, merged.version > since)
        conditions.append(quote.cluster.in_(select(merged.merged_into).where(*of_cluster)))
    return or_(*conditions)


def may_be_removed(filters: QuoteFilter, since: int) -> ColumnElement[bool]:
    """The condition that a quote, which does not pass the filter now, may have passed it at a
    version.
    """
    conditions: list[ColumnElement[bool]] = [attributions.c.version.in_(select_replacing(since))]
    if filters.speaker is not None:
        event = speaker_events.c
        # A merge moves all quotes of a speaker, so that these have a later version themselves.
        parted = (event.version > since) & (event.change != "merged")
        conditions.append(_is_said_by(_select_speakers(parted), filters))
    return or_(*conditions)


def _select_speakers(of_event: ColumnElement[bool]) -> Select[tuple[str]]:
    """The speakers that the ids of events stand for."""
    event = speaker_events.c
    ids: CompoundSelect[tuple[str | None]] = (
        select(event.id).where(of_event).union(select(event.other).where(of_event))
    )
    return select(identities.c.speaker_id).where(identities.c.id.in_(ids))


def _is_said_by(speakers: Select[tuple[str]], filters: QuoteFilter) -> ColumnElement[bool]:
    """The condition that one of the speakers said a quote, alone or with others; or may have said
    it, if the filter includes that.
    """
    tables = [attribution_members]
    if filters.include == "candidates":
        tables.append(attribution_candidates)
    others = (
        attributions.c.key.in_(select(table.c.key).where(table.c.speaker_id.in_(speakers)))
        for table in tables
    )
    return or_(attributions.c.speaker_id.in_(speakers), *others)
