"""Speakers of an article as speakers of the corpus: decided, kept, and told where it changes.

Where the sightings that share a key are many, new ones wait until `settle_next`, at the end of a
run, decides the key once for all of them (`deferring`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace
from sqlalchemy import Connection, delete, select

from quotes.identities import (
    ArticleSpeaker,
    IdIndex,
    WikidataTable,
    assign_ids,
    find_article_speakers,
    link_speakers,
)
from quotes.identities.article_speakers import ArticleSpeakerKey
from quotes.records import Extraction
from quotes.store.identities.article_speakers import (
    decode_sighting,
    follow_ids,
    insert_sightings,
    is_taken,
    load_ids,
    load_together,
    load_wishes,
    select_in,
    select_sharing,
)
from quotes.store.identities.decisions import (
    Decider,
    decode_attribution,
    keep_settled,
    move_quotes,
    write_ids,
)
from quotes.store.identities.pending import go_on
from quotes.store.schema import (
    articles,
    attributions,
    sighting_keys,
    sightings,
    speakers,
    strands,
    unsettled_keys,
)
from quotes.store.search.quotes import read_article


class Seen(NamedTuple):
    """The extraction with its named speakers' ids and no others, and its sightings."""

    extraction: Extraction
    sightings: tuple[ArticleSpeaker, ...]


class Identified(NamedTuple):
    """The corpus's id of each of an article's speakers, the speakers whose quotes changed, and
    whether anything else changed: ids, candidates or events.
    """

    ids: dict[str, str]
    changed: set[str]
    is_changed: bool = False


def see_speakers(extraction: Extraction, table: WikidataTable | None) -> Seen:
    """The article's sightings; whoever is unnamed has no id any more."""
    found = find_article_speakers(extraction, table)
    named = {each.speaker for each in found}
    kept = tuple(
        each if each.speaker_id is None or each.speaker_id in named
        else replace(each, speaker_id=None)
        for each in extraction.attributions
    )  # fmt: skip
    return Seen(replace(extraction, attributions=kept), found)


def identify(
    connection: Connection,
    article_id: str,
    found: Sequence[ArticleSpeaker],
    version: int,
) -> Identified:
    """Decides again who is who among all that share a key with the article's speakers.

    Args:
        connection: to write with; the article's own attributions are left to the caller.
        article_id: whose sightings are replaced.
        found: the article's speakers; none if it goes.
        version: of the data from now on.
    """
    known = connection.execute(select(sightings).where(sightings.c.article_id == article_id)).all()
    before = {ArticleSpeakerKey(row.article_id, row.speaker): row.strand_id for row in known}
    old = [decode_sighting(row.record) for row in known]
    if sorted(old, key=_order) == sorted(found, key=_order):
        ids = follow_ids(connection, before.values())
        return Identified({key.speaker: ids[each] for key, each in before.items()}, set())
    for table in (sightings, sighting_keys):
        connection.execute(delete(table).where(table.c.article_id == article_id))
    going_on = {} if old else dict(go_on(connection, found))
    insert_sightings(connection, found, going_on)
    ids = follow_ids(connection, going_on.values())
    open_ones = [each for each in found if each.key not in going_on]
    identified = Identified({}, set())
    if old or open_ones:
        identified = _decide(connection, [*old, *open_ones], before, version, own=article_id)
    led = {key.speaker: ids[each] for key, each in going_on.items()}
    return Identified(led | identified.ids, identified.changed)


def read_ids(connection: Connection, article_ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """The corpus's id of each speaker of each of the articles."""
    ids: dict[str, dict[str, str]] = {article_id: {} for article_id in article_ids}
    known = (
        select(sightings.c.article_id, sightings.c.speaker, strands.c.leads_to)
        .join_from(sightings, strands, strands.c.id == sightings.c.strand_id)
        .where(sightings.c.article_id.in_(article_ids))
    )
    for article_id, speaker, strand_id in connection.execute(known):
        ids[article_id][speaker] = strand_id
    return ids


def settle_next(connection: Connection, version: int) -> Identified | None:
    """What changed when one unsettled key was decided; None if all are."""
    shared = connection.scalar(select(unsettled_keys.c.shared).limit(1))
    if shared is None:
        return None
    connection.execute(delete(unsettled_keys).where(unsettled_keys.c.shared == shared))
    rows = select_sharing(connection, [shared])
    found = [decode_sighting(row.record) for row in rows]
    return _decide(connection, found, {}, version)


def decide_again(
    connection: Connection, keys: Iterable[ArticleSpeakerKey], version: int, decider: Decider
) -> set[str]:
    """The speakers whose quotes changed when what a person wishes of these sightings is kept."""
    wanted = sorted(keys)
    rows = select_in(connection, sightings, wanted)
    found = [decode_sighting(row.record) for row in rows]
    return _decide(connection, found, {}, version, decider=decider).changed


def identify_all(connection: Connection) -> set[str]:
    """All speakers, those that have been included, when the speakers of every article, in the order
    of the ids, were sighted and decided; none if there is a sighting already.
    """
    if connection.execute(select(sightings.c.strand_id).limit(1)).first() is not None:
        return set()
    changed = set(connection.scalars(select(speakers.c.id)))
    every = select(articles.c.key, articles.c.id, articles.c.version).order_by(articles.c.id)
    for row in connection.execute(every).all():
        saved = select(attributions.c.record, attributions.c.speaker_id).where(
            attributions.c.article_key == row.key
        )
        rows = connection.execute(saved).all()
        extraction = Extraction(
            article=read_article(connection, row.id)[1],
            attributions=tuple(decode_attribution(each.record) for each in rows),
        )
        found = see_speakers(extraction, None).sightings
        identified = identify(connection, row.id, found, row.version)
        write_ids(connection, row.key, identified.ids, row.version)
        changed |= identified.changed | set(identified.ids.values())
    return changed


def _decide(
    connection: Connection,
    starting: Sequence[ArticleSpeaker],
    before: Mapping[ArticleSpeakerKey, str],
    version: int,
    *,
    own: str = "",
    decider: Decider | None = None,
) -> Identified:
    """Decides and settles all that hangs together with the sightings to start from; what was
    `before` of those that are gone or not stored yet; `own` is the article that the caller writes.
    """
    together = load_together(connection, starting)
    assigned = dict(before) | {key: strand for key, (_, strand) in together.items() if strand}
    ledger = IdIndex(ids=load_ids(connection, assigned, together), assigned=assigned)
    decision = link_speakers(
        [each for each, _ in together.values()], load_wishes(connection, together)
    )
    settled = assign_ids(decision, ledger, lambda each: is_taken(connection, each))
    stored = {key: strand for key, (_, strand) in together.items()}
    is_changed = keep_settled(connection, stored, ledger, settled, version, decider)
    changed = move_quotes(connection, ledger, settled.index, version, own)
    after = settled.index
    ids = {
        key.speaker: after.ids[strand].speaker_id
        for key, strand in after.assigned.items()
        if key.article_id == own
    }
    return Identified(ids, changed, is_changed)


def _order(sighting: ArticleSpeaker) -> ArticleSpeakerKey:
    return sighting.key
