"""Speakers of an article as speakers of the corpus: decided, kept, and told where it changes.

To decide is work that grows with the sightings that share a key. Where they are many, a new one
goes on with the strand that tells the same, or with the only one of its name if nothing speaks
against it, and the key is kept as unsettled until `settle_next`, at the end of a run, decides it
once for all new ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace
from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from quotes.identities import (
    Event,
    Ledger,
    Sighting,
    WikidataTable,
    Wish,
    decide,
    find_sightings,
    settle,
)
from quotes.identities.deciding import (
    find_name,
    make_scoped_id,
    may_go_on,
    tells_too_little,
)
from quotes.identities.ledger import Known, Settled
from quotes.identities.sighting import Key, find_keys
from quotes.identities.weighing import find_facet, gather
from quotes.records import Attribution, Extraction
from quotes.store.reading import read_article
from quotes.store.schema import (
    articles,
    attribution_members,
    attributions,
    sighting_keys,
    sightings,
    speaker_candidates,
    speaker_events,
    speaker_wishes,
    speakers,
    strands,
    unsettled_keys,
)

_decode_sighting = msgspec.json.Decoder(Sighting).decode
_decode_attribution = msgspec.json.Decoder(Attribution).decode
_CHUNK = 200
MANY = 50  # sightings that share a key, from which on deciding waits


class Decider(NamedTuple):
    """Who decided something, and why."""

    person: str
    reason: str


class Seen(NamedTuple):
    """The extraction with its named speakers' ids and no others, and its sightings."""

    extraction: Extraction
    sightings: tuple[Sighting, ...]


class Identified(NamedTuple):
    """The corpus's id of each of an article's speakers, the speakers whose quotes changed, and
    whether anything else may be told of who is who: other ids, candidates or events.
    """

    ids: dict[str, str]
    changed: set[str]
    is_told: bool = False


def see_speakers(extraction: Extraction, table: WikidataTable | None) -> Seen:
    """The article's sightings; whoever is unnamed has no id any more."""
    found = find_sightings(extraction, table)
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
    found: Sequence[Sighting],
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
    before = {Key(row.article_id, row.speaker): row.strand_id for row in known}
    old = [_decode_sighting(row.record) for row in known]
    if sorted(old, key=_order) == sorted(found, key=_order):
        ids = _lead(connection, before.values())
        return Identified({key.speaker: ids[each] for key, each in before.items()}, set())
    for table in (sightings, sighting_keys):
        connection.execute(delete(table).where(table.c.article_id == article_id))
    going_on = {} if old else dict(_go_on(connection, found))
    _insert_sightings(connection, found, going_on)
    ids = _lead(connection, going_on.values())
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
    rows = _select_sharing(connection, [shared])
    found = [_decode_sighting(row.record) for row in rows]
    return _decide(connection, found, {}, version)


def _go_on(connection: Connection, found: Sequence[Sighting]) -> Iterator[tuple[Key, str]]:
    """The sightings of a new article that need not be decided at once, with their strand's id."""
    for each in found:
        shared = find_keys(each)
        alone = not any(set(shared) & set(find_keys(other)) for other in found if other is not each)
        if not alone or not _is_many(connection, shared):
            continue
        strand_id = _find_strand(connection, each)
        if strand_id is not None:
            _leave_unsettled(connection, shared)
            yield each.key, strand_id


def _is_many(connection: Connection, shared: Sequence[str]) -> bool:
    rows = select(sighting_keys.c.speaker).where(sighting_keys.c.shared.in_(shared))
    return len(connection.execute(rows.limit(MANY)).all()) == MANY


def _find_strand(connection: Connection, sighting: Sighting) -> str | None:
    """The strand that the sighting goes on with, made if its name tells too little; None if that
    must be decided.
    """
    if tells_too_little(gather([sighting])[0]):
        strand_id = make_scoped_id(sighting.speaker, sighting.article_id)
        if _is_taken(connection, strand_id):
            return None
        row = {**sighting.key._asdict(), "id": strand_id, "leads_to": strand_id}
        connection.execute(insert(strands), row)
        return strand_id
    same = sightings.c.name == find_name(sighting)
    equal = _find_only(connection, same & (sightings.c.facet == _digest(find_facet(sighting))))
    if equal is not None:
        return equal
    only = _find_only(connection, same)
    if only is None:
        return None
    one_each = select(func.min(sightings.c.record)).where(same).group_by(sightings.c.facet)
    samples = [_decode_sighting(record) for record in connection.scalars(one_each)]
    return only if may_go_on(samples, sighting) else None


def _find_only(connection: Connection, condition: ColumnElement[bool]) -> str | None:
    """The strand of the sightings; None if they have none or several."""
    found = select(sightings.c.strand_id).where(condition).distinct().limit(2)
    known = connection.scalars(found).all()
    return known[0] if len(known) == 1 else None


def _leave_unsettled(connection: Connection, shared: Sequence[str]) -> None:
    known = select(unsettled_keys.c.shared).where(unsettled_keys.c.shared.in_(shared))
    if connection.execute(known.limit(1)).first() is None:
        connection.execute(insert(unsettled_keys), {"shared": shared[0]})


def decide_again(
    connection: Connection, keys: Iterable[Key], version: int, decider: Decider
) -> set[str]:
    """The speakers whose quotes changed when what a person wishes of these sightings is kept."""
    wanted = sorted(keys)
    rows = _select_in(connection, sightings, wanted)
    found = [_decode_sighting(row.record) for row in rows]
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
            attributions=tuple(_decode_attribution(each.record) for each in rows),
        )
        found = see_speakers(extraction, None).sightings
        identified = identify(connection, row.id, found, row.version)
        _write_ids(connection, row.key, identified.ids, row.version)
        changed |= identified.changed | set(identified.ids.values())
    return changed


def _decide(
    connection: Connection,
    starting: Sequence[Sighting],
    before: Mapping[Key, str],
    version: int,
    *,
    own: str = "",
    decider: Decider | None = None,
) -> Identified:
    """Decides and settles all that hangs together with the sightings to start from; what was
    `before` of those that are gone or not stored yet; `own` is the article that the caller writes.
    """
    together = _load_together(connection, starting)
    assigned = dict(before) | {key: strand for key, (_, strand) in together.items() if strand}
    ledger = Ledger(ids=_load_ids(connection, assigned, together), assigned=assigned)
    decision = decide([each for each, _ in together.values()], _load_wishes(connection, together))
    settled = settle(decision, ledger, lambda each: _is_taken(connection, each))
    stored = {key: strand for key, (_, strand) in together.items()}
    is_told = _keep(connection, stored, ledger, settled, version, decider)
    changed = _move_quotes(connection, ledger, settled.ledger, version, own)
    after = settled.ledger
    ids = {
        key.speaker: after.ids[strand].leads_to
        for key, strand in after.assigned.items()
        if key.article_id == own
    }
    return Identified(ids, changed, is_told)


def _load_together(
    connection: Connection, starting: Sequence[Sighting]
) -> dict[Key, tuple[Sighting, str]]:
    """All stored sightings that share a key, or are wished together or apart, directly or through
    others, each with its strand's id ("" if it has none yet).
    """
    found: dict[Key, tuple[Sighting, str]] = {}
    keys, waiting = set[str](), {shared for each in starting for shared in find_keys(each)}
    while waiting:
        keys |= waiting
        new = [row for row in _select_sharing(connection, waiting)
               if Key(row.article_id, row.speaker) not in found]  # fmt: skip
        loaded = {
            Key(row.article_id, row.speaker): (_decode_sighting(row.record), row.strand_id)
            for row in new
        }
        found |= loaded
        wished = _find_wished(connection, loaded) - found.keys()
        for row in _select_in(connection, sightings, sorted(wished)):
            found[Key(row.article_id, row.speaker)] = (_decode_sighting(row.record), row.strand_id)
            loaded[Key(row.article_id, row.speaker)] = found[Key(row.article_id, row.speaker)]
        waiting = {shared for each, _ in loaded.values() for shared in find_keys(each)} - keys
    return found


def _select_sharing(connection: Connection, shared: Collection[str]) -> Iterator[Any]:
    for some in _cut(shared):
        yield from connection.execute(
            select(sightings)
            .join(
                sighting_keys,
                and_(
                    sighting_keys.c.article_id == sightings.c.article_id,
                    sighting_keys.c.speaker == sightings.c.speaker,
                ),
            )
            .where(sighting_keys.c.shared.in_(some))
        ).all()


def _select_in(connection: Connection, table: Table, keys: Sequence[Key]) -> Iterator[Any]:
    """The rows of a table with `article_id` and `speaker` that have one of the keys.

    Asked for by the article: SQLite looks through the whole table for a list of pairs.
    """
    wanted = set(keys)
    for some in _cut({key.article_id for key in keys}):
        for row in connection.execute(select(table).where(table.c.article_id.in_(some))):
            if Key(row.article_id, row.speaker) in wanted:
                yield row


def _cut(values: Iterable[str]) -> Iterator[list[str]]:
    """The values in lists that are short enough for a query."""
    listed = sorted(values)
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]


def _find_wished(connection: Connection, keys: Collection[Key]) -> set[Key]:
    wishes = _load_wishes(connection, keys)
    return {key for wish in wishes for key in (wish.one, wish.other)}


def _load_wishes(connection: Connection, keys: Collection[Key]) -> list[Wish]:
    """What people wish of the sightings; they are few, so all are looked through."""
    found = []
    for row in connection.execute(select(speaker_wishes)):
        one = Key(row.article_id, row.speaker)
        other = Key(row.other_article_id, row.other_speaker)
        if one in keys or other in keys:
            found.append(Wish(kind=row.kind, one=one, other=other))
    return found


def _load_ids(
    connection: Connection, assigned: Mapping[Key, str], together: Collection[Key]
) -> dict[str, Known]:
    """The ids of the sightings' strands, those made for them, and those that these lead to."""
    rows = list(_select_in(connection, strands, sorted({*together, *assigned})))
    rows += _select_ids(connection, set(assigned.values()))
    rows += _select_ids(connection, {row.leads_to for row in rows})
    return {
        row.id: Known(id=row.id, anchor=Key(row.article_id, row.speaker), leads_to=row.leads_to)
        for row in rows
    }


def _select_ids(connection: Connection, ids: Collection[str]) -> list[Any]:
    rows: list[Any] = []
    for some in _cut(ids):
        rows += connection.execute(select(strands).where(strands.c.id.in_(some))).all()
    return rows


def _lead(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    return {row.id: row.leads_to for row in _select_ids(connection, ids)}


def _is_taken(connection: Connection, strand_id: str) -> bool:
    found = select(strands.c.id).where(strands.c.id == strand_id)
    return connection.execute(found).first() is not None


def _insert_sightings(
    connection: Connection, found: Sequence[Sighting], going_on: Mapping[Key, str]
) -> None:
    if found:
        rows = [
            {
                **each.key._asdict(),
                "strand_id": going_on.get(each.key, ""),
                "name": find_name(each),
                "facet": _digest(find_facet(each)),
                "record": msgspec.json.encode(each).decode(),
            }
            for each in found
        ]
        connection.execute(insert(sightings), rows)
        keys = [
            {**each.key._asdict(), "shared": shared} for each in found for shared in find_keys(each)
        ]
        connection.execute(insert(sighting_keys), keys)


def _keep(
    connection: Connection,
    stored: Mapping[Key, str],
    before: Ledger,
    settled: Settled,
    version: int,
    decider: Decider | None,
) -> bool:
    """Whether anything was not kept already."""
    after = settled.ledger
    is_told = _keep_candidates(connection, settled)
    for known in after.ids.values():
        if before.ids.get(known.id) != known:
            is_told = True
            connection.execute(delete(strands).where(strands.c.id == known.id))
            row = {**known.anchor._asdict(), "id": known.id, "leads_to": known.leads_to}
            connection.execute(insert(strands), row)
    for key, strand_id in after.assigned.items():
        if stored.get(key) != strand_id:
            is_told = True
            place = (sightings.c.article_id == key.article_id, sightings.c.speaker == key.speaker)
            connection.execute(update(sightings).where(*place).values(strand_id=strand_id))
    rows = [_make_event(event, version, decider) for event in settled.events]
    if rows:
        connection.execute(insert(speaker_events), rows)
    return is_told or bool(rows)


def _keep_candidates(connection: Connection, settled: Settled) -> bool:
    """Whether they are others than before."""
    before: dict[tuple[str, ...], dict[str, str]] = {}
    for some in _cut(settled.ledger.ids):
        of_these = or_(speaker_candidates.c.id.in_(some), speaker_candidates.c.other.in_(some))
        for row in connection.execute(select(speaker_candidates).where(of_these)).mappings():
            before[row["id"], row["other"]] = dict(row)
        connection.execute(delete(speaker_candidates).where(of_these))
    rows = {
        (one, other): {
            "id": one,
            "other": other,
            "rule": offer.rule,
            "agreed": _encode(offer.agreed),
            "against": _encode(offer.against),
        }
        for offer in settled.offers
        for one, other in [sorted((offer.id, offer.other))]
    }
    if rows:
        connection.execute(insert(speaker_candidates), list(rows.values()))
    return rows != before


def _make_event(event: Event, version: int, decider: Decider | None) -> dict[str, Any]:
    return {
        "version": version,
        "change": event.change,
        "id": event.id,
        "other": event.other,
        "article_id": event.key.article_id if event.key else None,
        "speaker": event.key.speaker if event.key else None,
        "rule": event.rule,
        "agreed": _encode(event.agreed),
        "person": decider.person if decider else None,
        "reason": decider.reason if decider else None,
    }


def _move_quotes(
    connection: Connection, before: Ledger, after: Ledger, version: int, own: str
) -> set[str]:
    """The speakers from and to whom quotes of other articles went."""
    moved: dict[str, dict[str, str]] = {}
    changed: set[str] = set()
    for key, strand_id in after.assigned.items():
        was = before.ids.get(before.assigned.get(key, ""))
        old = was.leads_to if was else None
        new = after.ids[strand_id].leads_to
        if old != new and key.article_id != own:
            moved.setdefault(key.article_id, {})[key.speaker] = new
            changed |= {new} if old is None else {old, new}
    for article_id, ids in sorted(moved.items()):
        article_key = connection.scalar(select(articles.c.key).where(articles.c.id == article_id))
        if article_key is not None:
            _write_ids(connection, article_key, ids, version)
    return changed


def _write_ids(
    connection: Connection, article_key: int, ids: Mapping[str, str], version: int
) -> None:
    """Gives the article's attributions the corpus's ids of their speakers and members."""
    of_article = attributions.c.article_key == article_key
    if ids:
        quoted = select(attributions.c.key).where(of_article)
        connection.execute(
            update(attribution_members)
            .where(
                attribution_members.c.speaker == bindparam("at"),
                attribution_members.c.key.in_(quoted),
            )
            .values(speaker_id=bindparam("to")),
            [{"at": speaker, "to": to} for speaker, to in sorted(ids.items())],
        )
    rows = connection.execute(
        select(attributions.c.key, attributions.c.speaker_id, attributions.c.record).where(
            of_article
        )
    ).all()
    changes = [
        {"at": row.key, "to": to}
        for row in rows
        if (speaker := _decode_attribution(row.record).speaker_id) is not None
        and (to := ids.get(speaker)) is not None
        and to != row.speaker_id
    ]
    if changes:
        connection.execute(
            update(attributions)
            .where(attributions.c.key == bindparam("at"))
            .values(speaker_id=bindparam("to"), version=version),
            changes,
        )


def _digest(facet: str) -> str:
    return hashlib.blake2b(facet.encode(), digest_size=12).hexdigest()


def _encode(words: tuple[str, ...]) -> str:
    return msgspec.json.encode(words).decode()


def _order(sighting: Sighting) -> Key:
    return sighting.key
