"""Ids that last: a new linkage compared with the ids given before, and events of what changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal

from quotes.identities.article_speakers import ArticleSpeakerKey
from quotes.identities.linkage import Identity, Linkage, MergeLink
from quotes.records import Record

EventKind = Literal["merged", "parted", "moved", "gone"]


class IdEntry(Record, frozen=True, kw_only=True):
    """An identity's id.

    Attributes:
        anchor: the article speaker that the id was made for.
        speaker_id: the id of the identity's speaker; the same id for one identity of the speaker.
    """

    id: str
    anchor: ArticleSpeakerKey
    speaker_id: str


class IdIndex(Record, frozen=True, kw_only=True):
    """The ids of identities that share blocking keys, and the id of each article speaker's."""

    ids: Mapping[str, IdEntry]
    assigned: Mapping[ArticleSpeakerKey, str]


class IdentityEvent(Record, frozen=True, kw_only=True):
    """A change of ids that were given before.

    merged: `other` is the speaker of `id` now. parted: `other` is no longer the speaker of `id`.
    moved: the article speaker `key` went from `id` to `other`. gone: `id` has no article speaker
    any more.
    """

    change: EventKind
    id: str
    other: str | None = None
    key: ArticleSpeakerKey | None = None
    rule: str | None = None
    agreed: tuple[str, ...] = ()


class MergeSuggestion(Record, frozen=True, kw_only=True):
    """A merge candidate by the ids of its identities."""

    id: str
    other: str
    rule: str
    agreed: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


class IdAssignment(Record, frozen=True, kw_only=True):
    """The index after a linkage, what changed, and the candidates for people to decide."""

    index: IdIndex
    events: tuple[IdentityEvent, ...]
    suggestions: tuple[MergeSuggestion, ...]


def assign_ids(linkage: Linkage, before: IdIndex, is_taken: Callable[[str], bool]) -> IdAssignment:
    """The ids of the linkage's identities; an id stays with the article speaker it was made for.

    Args:
        linkage: of all article speakers that share blocking keys.
        before: the ids that they have had until now.
        is_taken: whether an id belongs to an identity outside.
    """
    anchors = _find_anchors(linkage, before)
    places = {key: index for index, each in enumerate(linkage.identities) for key in each.keys}
    old: dict[int, list[str]] = {}  # ids by the index of the identity that has their anchor
    for id_, anchor in anchors.items():
        old.setdefault(places[anchor], []).append(id_)
    chosen: list[str] = []
    speaker_of = dict[str, str]()  # the id of its identity, by each id
    for index, identity in enumerate(linkage.identities):
        old_ids = sorted(old.get(index, ()))
        best = min(old_ids, key=lambda id_: (len(id_), id_)) if old_ids else None
        if best is None:
            best = _make_id(
                identity, lambda id_: id_ in speaker_of or id_ in before.ids or is_taken(id_)
            )
            anchors[best] = min(identity.keys)
        chosen.append(best)
        speaker_of.update(dict.fromkeys((best, *old_ids), best))
    speakers = _choose_speakers(linkage, chosen)
    ids = {
        id_: IdEntry(id=id_, anchor=anchors[id_], speaker_id=speakers[best])
        for id_, best in speaker_of.items()
    }
    ids |= {id_: before.ids[id_] for id_ in before.ids.keys() - ids.keys()}
    after = IdIndex(
        ids=ids,
        assigned={
            key: id_
            for identity, id_ in zip(linkage.identities, chosen, strict=True)
            for key in identity.keys
        },
    )
    renamed = {id_: best for id_, best in speaker_of.items() if id_ != best}
    links = {(chosen[link.first], chosen[link.second]): link for link in linkage.links}
    return IdAssignment(
        index=after,
        events=tuple(_list_events(before, after, renamed, links)),
        suggestions=tuple(_list_suggestions(linkage, chosen)),
    )


def make_scoped_id(base: str, article_id: str) -> str:
    """An id for an ambiguous name, bound to its article: always the same for the same article."""
    digest = hashlib.blake2b(article_id.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{base}-{digest}"


def _find_anchors(linkage: Linkage, before: IdIndex) -> dict[str, ArticleSpeakerKey]:
    """The anchor of each id; if it is gone, the first article speaker that has the id.

    Ids that no article speaker has any more are left out.
    """
    present = {key for identity in linkage.identities for key in identity.keys}
    left: dict[str, ArticleSpeakerKey] = {}
    for key, id_ in before.assigned.items():
        if key in present:
            left[id_] = min(key, left.get(id_, key))
    anchors = left | {
        id_: entry.anchor for id_, entry in before.ids.items() if entry.anchor in present
    }
    return {id_: anchors[id_] for id_ in sorted(anchors) if id_ in before.ids}


def _make_id(identity: Identity, is_taken: Callable[[str], bool]) -> str:
    if identity.scope is None and not is_taken(identity.base):
        return identity.base
    scoped = make_scoped_id(identity.base, identity.scope or min(identity.keys).article_id)
    number, id_ = 2, scoped
    while is_taken(id_):
        id_ = f"{scoped}-{number}"
        number += 1
    return id_


def _choose_speakers(linkage: Linkage, ids: list[str]) -> dict[str, str]:
    """The speaker's id of each identity's: of those linked the one with the plainest full name."""
    return {
        ids[index]: ids[min(members, key=lambda i: (linkage.identities[i].rank, ids[i]))]
        for index, members in enumerate(linkage.find_speakers())
    }


def _list_events(
    before: IdIndex,
    after: IdIndex,
    renamed: Mapping[str, str],
    links: Mapping[tuple[str, str], MergeLink],
) -> Iterator[IdentityEvent]:
    """The events in a fixed order; `renamed` are ids of identities that became one with another."""
    in_use = set(after.assigned.values()) | renamed.keys()
    for id_, old in sorted(before.ids.items()):
        new = after.ids[id_]
        if id_ not in in_use and id_ in before.assigned.values():
            yield IdentityEvent(change="gone", id=id_)
        elif old.speaker_id not in (id_, new.speaker_id) and (
            after.ids[old.speaker_id].speaker_id != new.speaker_id
        ):
            yield IdentityEvent(change="parted", id=id_, other=old.speaker_id)
    for id_, new in sorted(after.ids.items()):
        previous = before.ids.get(id_)
        if new.speaker_id == id_ or (
            previous is not None and previous.speaker_id == new.speaker_id
        ):
            continue
        link = None if id_ in renamed else _find_link(id_, new.speaker_id, links)
        yield IdentityEvent(
            change="merged",
            id=id_,
            other=new.speaker_id,
            rule="same name" if id_ in renamed else link.rule if link else "through others",
            agreed=link.agreed if link else (),
        )
    for key, old_id in sorted(before.assigned.items()):
        new_id = after.assigned.get(key)
        if new_id is not None and new_id != old_id and renamed.get(old_id) != new_id:
            yield IdentityEvent(change="moved", id=old_id, other=new_id, key=key)


def _find_link(
    id_: str, speaker_id: str, links: Mapping[tuple[str, str], MergeLink]
) -> MergeLink | None:
    """The link between the two ids, or else the first of the id's links."""
    direct = links.get((id_, speaker_id)) or links.get((speaker_id, id_))
    own: Iterable[MergeLink] = (link for ids, link in sorted(links.items()) if id_ in ids)
    return direct or next(iter(own), None)


def _list_suggestions(linkage: Linkage, ids: list[str]) -> Iterator[MergeSuggestion]:
    for candidate in linkage.candidates:
        yield MergeSuggestion(
            id=ids[candidate.first],
            other=ids[candidate.second],
            rule=candidate.rule,
            agreed=candidate.agreed,
            against=candidate.against,
        )
