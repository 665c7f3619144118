"""Ids that last: a decision set against what was known before, and the events of what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal

from quotes.identities.deciding import Candidate, Decision, Link, Strand, make_scoped_id
from quotes.identities.sighting import Key
from quotes.records import Record

Change = Literal["merged", "parted", "moved", "gone"]


class Known(Record, frozen=True, kw_only=True):
    """An id, the sighting that it was made for, and the id of the speaker that it leads to (its own
    if it is the speaker's).
    """

    id: str
    anchor: Key
    leads_to: str


class Ledger(Record, frozen=True, kw_only=True):
    """The ids of the strands that share keys, and the id of each sighting's strand."""

    ids: Mapping[str, Known]
    assigned: Mapping[Key, str]


class Event(Record, frozen=True, kw_only=True):
    """What became of ids that were known.

    merged: `id` leads to `other`. parted: `id` no longer leads to `other`. moved: the sighting
    `key` went from `id` to `other`. gone: no sighting of `id` is left.
    """

    change: Change
    id: str
    other: str | None = None
    key: Key | None = None
    rule: str | None = None
    agreed: tuple[str, ...] = ()


class Offer(Record, frozen=True, kw_only=True):
    """A candidate by the ids of its strands."""

    id: str
    other: str
    rule: str
    agreed: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


class Settled(Record, frozen=True, kw_only=True):
    """The ledger after a decision, what changed, and what waits for a person."""

    ledger: Ledger
    events: tuple[Event, ...]
    offers: tuple[Offer, ...]


def settle(decision: Decision, before: Ledger, is_taken: Callable[[str], bool]) -> Settled:
    """The ids of the decision's strands; an id stays with the sighting that it was made for.

    Args:
        decision: of all sightings that share a key.
        before: what is known of them.
        is_taken: whether an id belongs to somebody else.
    """
    anchors = _find_anchors(decision, before)
    given: list[str] = []
    ids = dict[str, Known]()
    same_name: dict[str, str] = {}
    for strand in decision.strands:
        held = sorted(each for each, key in anchors.items() if key in strand.keys)
        best = min(held, key=lambda each: (len(each), each)) if held else None
        if best is None:
            best = _make_id(
                strand, lambda each: each in ids or each in before.ids or is_taken(each)
            )
            anchors[best] = min(strand.keys)
        given.append(best)
        for each in {best, *held}:
            ids[each] = Known(id=each, anchor=anchors[each], leads_to=best)
            if each != best:
                same_name[each] = best
    speakers = _find_speakers(decision, given)
    ids = {each: _lead(known, speakers[known.leads_to]) for each, known in ids.items()}
    for gone in before.ids.keys() - ids.keys():
        ids[gone] = before.ids[gone]
    assigned = {
        key: strand_id for strand, strand_id in zip(decision.strands, given, strict=True)
        for key in strand.keys
    }  # fmt: skip
    after = Ledger(ids=ids, assigned=assigned)
    why = {(given[k.one], given[k.other]): k for k in decision.links}
    return Settled(
        ledger=after,
        events=tuple(_tell(before, after, same_name, why)),
        offers=tuple(_make_offer(each, given) for each in decision.candidates),
    )


def _find_anchors(decision: Decision, before: Ledger) -> dict[str, Key]:
    """The sighting of each id; another that had the id if it is gone; no id that has none."""
    there = {key for strand in decision.strands for key in strand.keys}
    anchors: dict[str, Key] = {}
    for each, known in sorted(before.ids.items()):
        left = [k for k, strand_id in before.assigned.items() if strand_id == each and k in there]
        if known.anchor in there:
            anchors[each] = known.anchor
        elif left:
            anchors[each] = min(left)
    return anchors


def _make_id(strand: Strand, is_taken: Callable[[str], bool]) -> str:
    if strand.scope is None and not is_taken(strand.base):
        return strand.base
    scoped = make_scoped_id(strand.base, strand.scope or min(strand.keys).article_id)
    number, found = 2, scoped
    while is_taken(found):
        found = f"{scoped}-{number}"
        number += 1
    return found


def _find_speakers(decision: Decision, given: list[str]) -> dict[str, str]:
    """The speaker's id of each strand's: of those linked, the plainest full name's."""
    sets = [{place} for place in range(len(given))]
    for link in decision.links:
        joined = sets[link.one] | sets[link.other]
        for place in joined:
            sets[place] = joined
    return {
        given[place]: given[min(members, key=lambda i: (decision.strands[i].rank, given[i]))]
        for place, members in enumerate(sets)
    }


def _lead(known: Known, speaker: str) -> Known:
    return Known(id=known.id, anchor=known.anchor, leads_to=speaker)


def _tell(
    before: Ledger, after: Ledger, same_name: Mapping[str, str], why: Mapping[tuple[str, str], Link]
) -> Iterator[Event]:
    living = set(after.assigned.values()) | same_name.keys()
    for each, old in sorted(before.ids.items()):
        new = after.ids[each]
        if each not in living and each in before.assigned.values():
            yield Event(change="gone", id=each)
        elif old.leads_to not in (each, new.leads_to) and (
            after.ids[old.leads_to].leads_to != new.leads_to
        ):
            yield Event(change="parted", id=each, other=old.leads_to)
    for each, new in sorted(after.ids.items()):
        known = before.ids.get(each)
        if new.leads_to == each or (known is not None and known.leads_to == new.leads_to):
            continue
        link = _find_reason(each, new.leads_to, why)
        yield Event(
            change="merged",
            id=each,
            other=new.leads_to,
            rule="same name" if each in same_name else link.rule if link else "through others",
            agreed=link.agreed if link and each not in same_name else (),
        )
    for key, old_id in sorted(before.assigned.items()):
        new_id = after.assigned.get(key)
        if new_id is not None and new_id != old_id and same_name.get(old_id) != new_id:
            yield Event(change="moved", id=old_id, other=new_id, key=key)


def _find_reason(one: str, other: str, why: Mapping[tuple[str, str], Link]) -> Link | None:
    """The link between the two, or the first of the one's own."""
    direct = why.get((one, other)) or why.get((other, one))
    own: Iterable[Link] = (link for ids, link in sorted(why.items()) if one in ids)
    return direct or next(iter(own), None)


def _make_offer(candidate: Candidate, given: list[str]) -> Offer:
    return Offer(
        id=given[candidate.one],
        other=given[candidate.other],
        rule=candidate.rule,
        agreed=candidate.agreed,
        against=candidate.against,
    )
