"""What has changed for who follows a filter: quotes that are of a later version, and those that
are as they were but are found by other ids or names than before.

A filter by speaker or cluster finds more when another id or name leads to it, and less when one
leads elsewhere, though not every quote of it changes. `speaker_events` and `merged_clusters` tell
when that was; whoever asks what has changed since is told all quotes of those speakers again.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, CompoundSelect, Select, or_, select

from quotes.store.schema import (
    attribution_members,
    attributions,
    changes,
    merged_clusters,
    speaker_events,
    strands,
)
from quotes.store.search.filters import QuoteFilter


def has_come(wanted: QuoteFilter, since: int) -> ColumnElement[bool]:
    """The condition that a quote, which passes the filter, may not have passed it, or not as it is,
    at a version.
    """
    found = attributions.c
    come: list[ColumnElement[bool]] = [found.version > since]
    if wanted.speaker is not None:
        come.append(_is_said_by(_select_speakers(speaker_events.c.version > since)))
    if wanted.cluster is not None:
        merged = merged_clusters.c
        led = select(merged.leads_to).where(merged.id == wanted.cluster, merged.version > since)
        come.append(found.cluster.in_(led))
    return or_(*come)


def may_have_left(wanted: QuoteFilter, since: int) -> ColumnElement[bool]:
    """The condition that a quote, which does not pass the filter, may have passed it at a
    version.
    """
    found = attributions.c
    left: list[ColumnElement[bool]] = [found.version.in_(select_replaced(since))]
    if wanted.speaker is not None:
        event = speaker_events.c
        # Who is merged into another takes all quotes along, which so have changed themselves.
        parted = (event.version > since) & (event.change != "merged")
        left.append(_is_said_by(_select_speakers(parted)))
    return or_(*left)


def select_replaced(since: int) -> Select[tuple[int]]:
    """The versions after one that changed what was there."""
    return select(changes.c.version).where(changes.c.version > since, changes.c.change != "new")


def _select_speakers(of_event: ColumnElement[bool]) -> Select[tuple[str]]:
    """The speakers to whom the ids of events lead."""
    event = speaker_events.c
    ids: CompoundSelect[tuple[str | None]] = (
        select(event.id).where(of_event).union(select(event.other).where(of_event))
    )
    return select(strands.c.leads_to).where(strands.c.id.in_(ids))


def _is_said_by(speakers: Select[tuple[str]]) -> ColumnElement[bool]:
    """The condition that one of the speakers said a quote, alone or with others."""
    member = attribution_members.c
    joint = select(member.key).where(member.speaker_id.in_(speakers))
    return attributions.c.speaker_id.in_(speakers) | attributions.c.key.in_(joint)
