"""The speakers of an article as speakers of the corpus: decided when the article is saved.

Where many speakers have such names, new ones wait until `decide_pending`, at the end of a run,
decides once for all of them (`pending`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace
from sqlalchemy import Connection, delete, select

from quotes.identities import (
    ArticleSpeaker,
    ArticleSpeakerKey,
    IdIndex,
    WikidataTable,
    assign_ids,
    find_article_speakers,
    link_speakers,
)
from quotes.identities.article_speakers import make_name_key
from quotes.records import Extraction
from quotes.store.identities.article_speakers import (
    decode_speaker,
    delete_speakers,
    find_speaker_ids,
    insert_speakers,
    is_taken,
    load_connected,
    load_constraints,
    load_identities,
    select_by_names,
    select_speakers,
)
from quotes.store.identities.decisions import Decider, move_quotes, write_decisions
from quotes.store.identities.pending import assign_identities, delete_pending
from quotes.store.schema import article_speakers, identities, pending_names


class ExtractedSpeakers(NamedTuple):
    """An extraction in which only named speakers have ids, and these speakers."""

    extraction: Extraction
    speakers: tuple[ArticleSpeaker, ...]


class IdentityUpdate(NamedTuple):
    """The corpus's id of each of an article's speakers, the speakers whose quotes changed, and
    whether anything else of who is who changed: ids, candidates or events.
    """

    ids: dict[str, str]
    speakers: set[str]
    is_changed: bool = False


def extract_speakers(extraction: Extraction, table: WikidataTable | None) -> ExtractedSpeakers:
    """The article's named speakers; the ids of unnamed ones are removed."""
    speakers = find_article_speakers(extraction, table)
    ids = {speaker.speaker for speaker in speakers}
    attributions = tuple(
        attribution
        if attribution.speaker_id is None or attribution.speaker_id in ids
        else replace(attribution, speaker_id=None)
        for attribution in extraction.attributions
    )
    return ExtractedSpeakers(replace(extraction, attributions=attributions), speakers)


def identify(
    connection: Connection,
    article_id: str,
    speakers: Sequence[ArticleSpeaker],
    version: int,
) -> IdentityUpdate:
    """Decides anew who is who among all whose names are connected with those of the article.

    Args:
        connection: to write with; the article's own attributions are left to the caller.
        article_id: whose speakers are replaced.
        speakers: of the article; none if it is deleted.
        version: of the data from now on.
    """
    of_article = article_speakers.c.article_id == article_id
    rows = connection.execute(select(article_speakers).where(of_article)).all()
    before = {ArticleSpeakerKey(row.article_id, row.speaker): row.identity_id for row in rows}
    old = [decode_speaker(row.record) for row in rows]
    if sorted(old, key=_order) == sorted(speakers, key=_order):
        ids = find_speaker_ids(connection, before.values())
        return IdentityUpdate({key.speaker: ids[id_] for key, id_ in before.items()}, set())
    delete_speakers(connection, article_id)
    assigned = {} if old else dict(assign_identities(connection, speakers))
    insert_speakers(connection, speakers, assigned)
    ids = find_speaker_ids(connection, assigned.values())
    undecided = [speaker for speaker in speakers if speaker.key not in assigned]
    update = IdentityUpdate({}, set())
    if old or undecided:
        update = _decide(connection, [*old, *undecided], before, version, own=article_id)
    own_ids = {key.speaker: ids[id_] for key, id_ in assigned.items()}
    return IdentityUpdate(own_ids | update.ids, update.speakers)


def read_ids(connection: Connection, article_ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """The corpus's id of each speaker of each of the articles."""
    ids: dict[str, dict[str, str]] = {article_id: {} for article_id in article_ids}
    rows = (
        select(article_speakers.c.article_id, article_speakers.c.speaker, identities.c.speaker_id)
        .join_from(article_speakers, identities, identities.c.id == article_speakers.c.identity_id)
        .where(article_speakers.c.article_id.in_(article_ids))
    )
    for article_id, speaker, speaker_id in connection.execute(rows):
        ids[article_id][speaker] = speaker_id
    return ids


def decide_pending(connection: Connection, version: int) -> IdentityUpdate | None:
    """What changed when one pending name was decided; None if none is pending."""
    name = connection.scalar(select(pending_names.c.name_key).limit(1))
    if name is None:
        return None
    connection.execute(delete(pending_names).where(pending_names.c.name_key == name))
    speakers = [decode_speaker(row.record) for row in select_by_names(connection, [name])]
    return _decide(connection, speakers, {}, version)


def decide_again(
    connection: Connection, keys: Iterable[ArticleSpeakerKey], version: int, decider: Decider
) -> set[str]:
    """The speakers whose quotes changed when these speakers of articles, which have a new
    constraint, were decided anew.
    """
    rows = select_speakers(connection, article_speakers, sorted(keys))
    speakers = [decode_speaker(row.record) for row in rows]
    return _decide(connection, speakers, {}, version, decider=decider).speakers


def _decide(
    connection: Connection,
    starting: Sequence[ArticleSpeaker],
    before: Mapping[ArticleSpeakerKey, str],
    version: int,
    *,
    own: str = "",
    decider: Decider | None = None,
) -> IdentityUpdate:
    """Decides and writes all that is connected with the speakers to start from.

    Args:
        connection: to write with.
        starting: speakers of articles.
        before: the identities of those that are deleted or not stored yet.
        version: of the data from now on.
        own: the article whose attributions the caller writes.
        decider: the person who decided it, if anybody did.
    """
    connected, vague = load_connected(connection, starting)
    delete_pending(connection, {make_name_key(each) for each, _ in connected.values()} - vague)
    stored = {key: identity_id for key, (_, identity_id) in connected.items()}
    assigned = dict(before) | {key: id_ for key, id_ in stored.items() if id_}
    index = IdIndex(ids=load_identities(connection, assigned, connected), assigned=assigned)
    speakers = [speaker for speaker, _ in connected.values()]
    linkage = link_speakers(speakers, load_constraints(connection, connected), vague)
    assignment = assign_ids(linkage, index, lambda id_: is_taken(connection, id_))
    is_changed = write_decisions(connection, stored, index, assignment, version, decider)
    changed = move_quotes(connection, index, assignment.index, version, own)
    after = assignment.index
    ids = {
        key.speaker: after.ids[identity_id].speaker_id
        for key, identity_id in after.assigned.items()
        if key.article_id == own
    }
    return IdentityUpdate(ids, changed, is_changed)


def _order(speaker: ArticleSpeaker) -> ArticleSpeakerKey:
    return speaker.key
