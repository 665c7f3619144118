"""Which sightings are one speaker: a function of all that share a key, whatever their order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from quotes.identities.bodies import is_acronym, is_generic, name_body
from quotes.identities.naming import Form, Likeness, compare_names, read_form
from quotes.identities.sighting import Key, Sighting
from quotes.identities.weighing import Told, Weighing, gather, weigh
from quotes.records import Record

Rule = Likeness | Literal["acronym", "by a person"]

# How much must agree before names that are alike are linked.
_NEEDED: dict[Likeness, int] = {"spelling": 1, "middle name": 1, "nickname": 1, "initials": 2}
_MOST_CANDIDATES = 10  # of one strand


class Wish(Record, frozen=True, kw_only=True):
    """What a person decided of two sightings, and of the strands that they are in; of two that are
    apart `other` is the one that was taken out.
    """

    kind: Literal["together", "apart"]
    one: Key
    other: Key


class Strand(Record, frozen=True, kw_only=True):
    """Sightings of one name that are one speaker. `base` is what its id is made of; `scope` the
    article that the id is bound to where the name alone tells too little.
    """

    keys: tuple[Key, ...]
    base: str
    scope: str | None = None
    rank: tuple[int, ...] = ()


class Link(Record, frozen=True, kw_only=True):
    """Two strands, by their place in the decision, that are one speaker, and why."""

    one: int
    other: int
    rule: Rule
    agreed: tuple[str, ...] = ()


class Candidate(Record, frozen=True, kw_only=True):
    """Two strands, by their place in the decision, that may be one speaker; if anything speaks
    `against` it, they are namesakes.
    """

    one: int
    other: int
    rule: Rule
    agreed: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


class Decision(Record, frozen=True, kw_only=True):
    """Who is who among sightings that share a key."""

    strands: tuple[Strand, ...]
    links: tuple[Link, ...]
    candidates: tuple[Candidate, ...]


@dataclass
class _Group:
    """A strand in the making."""

    told: list[Told]
    form: Form | None
    name: str
    scoped: bool = False
    narrow: bool = False
    keys: set[Key] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self.keys = {each.key for told in self.told for each in told.sightings}

    def add(self, told: Told) -> None:
        self.told.append(told)
        self.keys |= {each.key for each in told.sightings}

    @property
    def order(self) -> tuple[str, str, Key]:
        first = min(
            (each.published or "9", each.key) for told in self.told for each in told.sightings
        )
        return (self.name, *first)


class _Wishes:
    def __init__(self, wishes: Iterable[Wish]) -> None:
        self.all = sorted(wishes, key=lambda wish: (wish.kind, wish.one, wish.other))
        self._apart = [w for w in self.all if w.kind == "apart"]
        self.alone = frozenset(key for w in self._apart for key in (w.one, w.other))
        self.narrow = frozenset(w.other for w in self._apart)

    def bar(self, one: set[Key], other: set[Key]) -> bool:
        """Whether a person said that the two are apart."""
        return any(
            (w.one in one and w.other in other) or (w.one in other and w.other in one)
            for w in self._apart
        )


def decide(sightings: Sequence[Sighting], wishes: Iterable[Wish] = ()) -> Decision:
    """Who is who among sightings of one kind that share keys."""
    wanted = _Wishes(wishes)
    groups = sorted(_make_groups(sightings, wanted), key=lambda group: group.order)
    pairs = list(_compare(groups, wanted))
    links = list(_link(groups, pairs, wanted))
    together = _Together(len(groups))
    for link in links:
        together.join(link.one, link.other)
    return Decision(
        strands=tuple(_make_strand(group) for group in groups),
        links=tuple(links),
        candidates=tuple(_list_candidates(groups, pairs, together, wanted)),
    )


def _make_groups(sightings: Sequence[Sighting], wishes: _Wishes) -> Iterator[_Group]:
    by_name: dict[str, list[Sighting]] = {}
    for each in sightings:
        by_name.setdefault(find_name(each), []).append(each)
    for name, group in sorted(by_name.items()):
        yield from _part(name, group, wishes)


def find_name(sighting: Sighting) -> str:
    """The name by which it is one strand with others, or apart from them."""
    if sighting.kind == "organization":
        return name_body(sighting.name)
    form = read_form(sighting.name)
    return " ".join((*form.parts, form.suffix)).strip() if form else sighting.name


def tells_too_little(told: Told) -> bool:
    """Whether sightings of the name can't be taken for one speaker by it: a surname alone, the body
    of any country.
    """
    sample = told.sightings[0]
    if sample.kind == "organization":
        return is_generic(sample.name) and not told.countries
    form = read_form(sample.name)
    return not (form and form.is_full) and not told.wikidata


def may_go_on(known: Sequence[Sighting], new: Sighting) -> bool:
    """Whether a sighting of the name of one strand goes on with it, until all is decided again.

    Args:
        known: of each facet one sighting, all of one strand.
        new: of the same name.
    """
    return not weigh(gather(known), gather([new])).against


def _part(name: str, sightings: list[Sighting], wishes: _Wishes) -> Iterator[_Group]:
    """The sightings of one name, parted where something speaks against their being one."""
    sample = sightings[0]
    form = read_form(sample.name) if sample.kind == "person" else None
    groups: list[_Group] = []

    def order(told: Told) -> tuple[bool, int]:
        return told.sightings[0].key in wishes.narrow, -told.content

    for told in sorted(gather(sightings, wishes.alone), key=order):
        if tells_too_little(told):
            yield from _scatter(told, form, name)
            continue
        new = _Group([told], form, name)
        opposed = [group for group in groups if not _may_join(group, new, wishes)]
        doubtful = [group for group in groups if group not in opposed and _doubt(group, new)]
        fitting = [group for group in groups if group not in opposed and group not in doubtful]
        if not fitting:
            barred = any(wishes.bar(group.keys, new.keys) for group in groups)
            groups.append(replace(new, narrow=barred or bool(doubtful)))
        elif chosen := _choose(new, fitting):
            chosen.add(told)
        else:
            yield from _scatter(told, form, name)
    yield from _join_late(groups, wishes)


def _may_join(one: _Group, other: _Group, wishes: _Wishes) -> bool:
    return not wishes.bar(one.keys, other.keys) and not weigh(one.told, other.told).against


def _doubt(one: _Group, other: _Group) -> bool:
    return bool(weigh(one.told, other.told).doubts)


def _join_late(groups: list[_Group], wishes: _Wishes) -> list[_Group]:
    """The groups, those in doubt joined to one that has grown to share something with them."""
    grown = True
    while grown:
        grown = False
        for narrow in [group for group in groups if group.narrow]:
            fitting = [
                group
                for group in groups
                if group is not narrow and _may_join(group, narrow, wishes)
                and not _doubt(group, narrow)
            ]  # fmt: skip
            if chosen := _choose(narrow, fitting) if fitting else None:
                for told in narrow.told:
                    chosen.add(told)
                groups = [group for group in groups if group is not narrow]
                grown = True
    return groups


def _choose(new: _Group, fitting: list[_Group]) -> _Group | None:
    """The group with which most agrees; of several that equal, one that nobody doubts."""
    strengths = [weigh(group.told, new.told).strength for group in fitting]
    equal = [group for group, s in zip(fitting, strengths, strict=True) if s == max(strengths)]
    equal = [group for group in equal if not group.narrow] or equal
    return equal[0] if len(equal) == 1 else None


def _scatter(told: Told, form: Form | None, name: str) -> Iterator[_Group]:
    """Each sighting by itself: the name tells too little."""
    for each in told.sightings:
        yield _Group(gather([each]), form, name, scoped=True)


@dataclass(frozen=True)
class _Pair:
    one: int
    other: int
    likeness: Likeness | Literal["acronym"]
    weighing: Weighing
    barred: bool

    @property
    def fits(self) -> bool:
        return not self.barred and not self.weighing.against

    @property
    def is_link(self) -> bool:
        if not self.fits or self.likeness in ("same name", "one word"):
            return False
        if self.likeness == "acronym":
            return True
        personal = self.weighing.is_personal or self.likeness != "initials"
        return personal and self.weighing.strength >= _NEEDED[self.likeness]


def _compare(groups: Sequence[_Group], wishes: _Wishes) -> Iterator[_Pair]:
    """The pairs whose names are alike; not those of two names that tell too little."""
    for i, one in enumerate(groups):
        for j in range(i + 1, len(groups)):
            other = groups[j]
            likeness = None if one.scoped and other.scoped else _find_likeness(one, other)
            if likeness is not None:
                barred = wishes.bar(one.keys, other.keys)
                yield _Pair(i, j, likeness, weigh(one.told, other.told), barred)


def _find_likeness(one: _Group, other: _Group) -> Likeness | Literal["acronym"] | None:
    if one.form and other.form:
        return compare_names(one.form, other.form)
    if one.form or other.form:
        return None
    if one.name == other.name:
        return "same name"
    for short, long in ((one, other), (other, one)):
        printed = short.told[0].sightings[0].name
        explained = {a for told in long.told for s in told.sightings for a in s.acronyms}
        if is_acronym(printed) and printed.replace(".", "") in explained:
            return "acronym"
    return None


def _link(groups: Sequence[_Group], pairs: Sequence[_Pair], wishes: _Wishes) -> Iterator[Link]:
    together = _Together(len(groups))
    place = {key: i for i, group in enumerate(groups) for key in group.keys}
    for wish in wishes.all:
        one, other = place.get(wish.one), place.get(wish.other)
        if wish.kind == "apart" or one is None or other is None:
            continue
        if together.join(one, other):
            yield Link(one=one, other=other, rule="by a person")
    alike: dict[int, list[_Pair]] = {}
    for pair in pairs:
        if pair.fits and pair.likeness != "one word":
            alike.setdefault(pair.one, []).append(pair)
            alike.setdefault(pair.other, []).append(pair)
    known = {(pair.one, pair.other): pair for pair in pairs}
    for pair in sorted(pairs, key=lambda pair: -pair.weighing.strength):
        if not pair.is_link or not (
            _is_unrivalled(pair.one, alike, known) and _is_unrivalled(pair.other, alike, known)
        ):
            continue
        some, others = together.members(pair.one), together.members(pair.other)
        clash = any(
            (met := known.get((min(i, j), max(i, j)))) is not None and not met.fits
            for i in some
            for j in others
        )
        clash = clash or wishes.bar(_join_keys(groups, some), _join_keys(groups, others))
        if not clash and together.join(pair.one, pair.other):
            yield Link(
                one=pair.one, other=pair.other, rule=pair.likeness, agreed=pair.weighing.agreed
            )


def _is_unrivalled(
    place: int, alike: dict[int, list[_Pair]], known: dict[tuple[int, int], _Pair]
) -> bool:
    """Whether all that the strand may be one with may be one with each other."""
    others = sorted({pair.one + pair.other - place for pair in alike.get(place, ())})
    return all(
        (met := known.get((a, b))) is not None and met.fits
        for i, a in enumerate(others)
        for b in others[i + 1 :]
    )


def _list_candidates(
    groups: Sequence[_Group], pairs: Sequence[_Pair], together: _Together, wishes: _Wishes
) -> Iterator[Candidate]:
    """What may be one speaker and is not linked, and namesakes; the likeliest of each strand."""
    count = [0] * len(groups)
    for pair in sorted(pairs, key=lambda pair: -pair.weighing.strength):
        some, others = together.members(pair.one), together.members(pair.other)
        if some is others or wishes.bar(_join_keys(groups, some), _join_keys(groups, others)):
            continue
        if pair.weighing.against and pair.likeness != "same name":
            continue
        fewer = pair.one if groups[pair.one].scoped else pair.other
        if count[fewer] < _MOST_CANDIDATES:
            count[fewer] += 1
            yield Candidate(
                one=pair.one,
                other=pair.other,
                rule=pair.likeness,
                agreed=pair.weighing.agreed,
                against=pair.weighing.against or pair.weighing.doubts,
            )


def _join_keys(groups: Sequence[_Group], places: Iterable[int]) -> set[Key]:
    return set().union(*(groups[place].keys for place in places))


def _make_strand(group: _Group) -> Strand:
    sightings = [each for told in group.told for each in told.sightings]
    base = min((len(each.speaker), each.speaker) for each in sightings)[1]
    parts = group.form.parts if group.form else ()
    initials = sum(len(part) == 1 for part in parts)
    acronym = not group.form and is_acronym(sightings[0].name)
    return Strand(
        keys=tuple(sorted(group.keys)),
        base=base,
        scope=min(group.keys).article_id if group.scoped else None,
        rank=(group.scoped, acronym, initials, abs(len(parts) - 2) if parts else 0),
    )


def make_scoped_id(base: str, article_id: str) -> str:
    """An id for a name that tells too little by itself: the same for the same article always."""
    digest = hashlib.blake2b(article_id.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{base}-{digest}"


class _Together:
    """Which places have been joined."""

    def __init__(self, count: int) -> None:
        self._sets = [{i} for i in range(count)]

    def members(self, place: int) -> set[int]:
        return self._sets[place]

    def join(self, one: int, other: int) -> bool:
        """Whether they were not together yet."""
        if other in self._sets[one]:
            return False
        joined = self._sets[one] | self._sets[other]
        for place in joined:
            self._sets[place] = joined
        return True
