"""Record linkage: which article speakers are one speaker, whatever order they come in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from quotes.identities.article_speakers import ArticleSpeaker, ArticleSpeakerKey
from quotes.identities.blocking import find_keys, find_vague
from quotes.identities.constraints import Constraint, Constraints
from quotes.identities.evidence import LinkEvidence, compare_profiles
from quotes.identities.organizations import is_acronym
from quotes.identities.person_names import NameMatch, compare_names
from quotes.identities.splitting import IdentityDraft, split_by_name
from quotes.records import Record
from quotes.union_find import UnionFind

PairMatch = NameMatch | Literal["acronym"]
Rule = PairMatch | Literal["by a person"]

# The strength of evidence from which on identities with such names are linked. Not tuned: with
# these 140 of the 156 pairs of gold names in PolNeAR's development articles are linked, none of
# them wrongly, and 0.8 % of the pairs of people of whom one was given the other's first initial.
_MIN_STRENGTH: dict[NameMatch, int] = {
    "spelling": 1,
    "middle name": 1,
    "nickname": 1,
    "initials": 2,
}
_MOST_CANDIDATES = 10  # of one identity; not tuned


class Identity(Record, frozen=True, kw_only=True):
    """Article speakers of one name that are one speaker.

    Attributes:
        keys: its article speakers, sorted.
        base: what its id is made of.
        scope: the article that its id is bound to, if its name alone says too little.
        rank: the lower, the plainer and fuller its name; the plainest is the speaker's.
    """

    keys: tuple[ArticleSpeakerKey, ...]
    base: str
    scope: str | None = None
    rank: tuple[int, ...] = ()


class MergeLink(Record, frozen=True, kw_only=True):
    """Two identities that are one speaker, by their indices in the linkage, and why."""

    first: int
    second: int
    rule: Rule
    agreed: tuple[str, ...] = ()


class MergeCandidate(Record, frozen=True, kw_only=True):
    """Two identities that may be one speaker, by their indices in the linkage.

    If there is evidence `against` it, they are namesakes or in doubt.
    """

    first: int
    second: int
    rule: Rule
    agreed: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


class Linkage(Record, frozen=True, kw_only=True):
    """Identities, the links that make speakers of them, and candidates for people to decide."""

    identities: tuple[Identity, ...]
    links: tuple[MergeLink, ...]
    candidates: tuple[MergeCandidate, ...]

    def find_speakers(self) -> list[set[int]]:
        """For each identity the indices of all identities of its speaker, its own included."""
        union = UnionFind(range(len(self.identities)))
        for link in self.links:
            union.join(link.first, link.second)
        return [union.members(index) for index in range(len(self.identities))]


def link_speakers(
    speakers: Sequence[ArticleSpeaker],
    constraints: Iterable[Constraint] = (),
    vague: Set[str] | None = None,
) -> Linkage:
    """Identities and links among article speakers.

    Args:
        speakers: all that there are, or all that are connected (`quotes.identities.blocking`).
        constraints: of people.
        vague: the vague ones among the names; found among the speakers themselves if None.
    """
    limits = Constraints(constraints)
    drafts = split_by_name(speakers, limits)
    if vague is None:
        vague = find_vague(draft.name for draft in drafts)
    pairs = _compare(drafts, limits, vague)
    union = UnionFind(range(len(drafts)))
    links = [*_link_by_constraints(drafts, limits, union)]
    links += _link_pairs(drafts, pairs, limits, union)
    return Linkage(
        identities=tuple(_make_identity(draft) for draft in drafts),
        links=tuple(links),
        candidates=tuple(_list_candidates(drafts, pairs, union, limits)),
    )


@dataclass(frozen=True)
class _DraftPair:
    """Two drafts with similar names, by their indices, and the evidence for linking them.

    Attributes:
        is_vague: whether the names differ and one of them is vague.
    """

    first: int
    second: int
    match: PairMatch
    evidence: LinkEvidence
    is_forbidden: bool
    is_vague: bool

    @property
    def may_link(self) -> bool:
        return not self.is_forbidden and not self.evidence.against

    @property
    def is_link(self) -> bool:
        if not self.may_link or self.is_vague or self.match in ("same name", "one word"):
            return False
        if self.match == "acronym":
            return True
        is_personal = self.evidence.is_personal or self.match != "initials"
        return is_personal and self.evidence.strength >= _MIN_STRENGTH[self.match]


_PairsByIndex = dict[tuple[int, int], _DraftPair]


def _compare(
    drafts: Sequence[IdentityDraft], constraints: Constraints, vague: Set[str]
) -> list[_DraftPair]:
    """The pairs with similar names in order, without those of two scoped drafts, and without those
    of a vague single word.
    """
    pairs: list[_DraftPair] = []
    for i, j in _list_near(drafts):
        one, other = drafts[i], drafts[j]
        match = _match_names(one, other)
        is_vague = match != "same name" and bool({one.name, other.name} & vague)
        if match is not None and not (is_vague and match == "one word"):
            is_forbidden = constraints.forbid(one.keys, other.keys)
            evidence = compare_profiles(one.profiles, other.profiles)
            pairs.append(_DraftPair(i, j, match, evidence, is_forbidden, is_vague))
    return pairs


def _list_near(drafts: Sequence[IdentityDraft]) -> list[tuple[int, int]]:
    """The pairs of indices of drafts that share a blocking key, not both of them scoped; sorted."""
    under: dict[str, list[int]] = {}
    definite: dict[str, list[int]] = {}
    sought: dict[int, set[str]] = {}
    for index, draft in enumerate(drafts):
        keys = [find_keys(speaker) for speaker in {s.acronyms: s for s in draft.speakers}.values()]
        sought[index] = {key for each in keys for key in each.sought}
        for key in {key for each in keys for key in each.own}:
            under.setdefault(key, []).append(index)
            if not draft.is_scoped:
                definite.setdefault(key, []).append(index)
    return sorted(
        {
            (min(i, j), max(i, j))
            for i, keys in sought.items()
            for key in keys
            for j in (definite if drafts[i].is_scoped else under).get(key, ())
            if i != j
        }
    )


def _match_names(one: IdentityDraft, other: IdentityDraft) -> PairMatch | None:
    if one.normalized and other.normalized:
        return compare_names(one.normalized, other.normalized)
    if one.normalized or other.normalized:
        return None
    if one.name == other.name:
        return "same name"
    for short, long in ((one, other), (other, one)):
        printed = short.speakers[0].name
        explained = {acronym for speaker in long.speakers for acronym in speaker.acronyms}
        if is_acronym(printed) and printed.replace(".", "") in explained:
            return "acronym"
    return None


def _link_by_constraints(
    drafts: Sequence[IdentityDraft], constraints: Constraints, union: UnionFind[int]
) -> Iterator[MergeLink]:
    places = {key: index for index, draft in enumerate(drafts) for key in draft.keys}
    for constraint in constraints.must_links:
        first, second = places.get(constraint.first), places.get(constraint.second)
        if first is not None and second is not None and union.join(first, second):
            yield MergeLink(first=first, second=second, rule="by a person")


def _link_pairs(
    drafts: Sequence[IdentityDraft],
    pairs: Sequence[_DraftPair],
    constraints: Constraints,
    union: UnionFind[int],
) -> Iterator[MergeLink]:
    """Links by evidence, the strongest first.

    A pair is linked if neither draft has rivals, and no two drafts of the speakers that would
    become one must stay apart.
    """
    similar: dict[int, list[_DraftPair]] = {}
    for pair in pairs:
        if pair.may_link and pair.match != "one word":
            similar.setdefault(pair.first, []).append(pair)
            similar.setdefault(pair.second, []).append(pair)
    by_index = {(pair.first, pair.second): pair for pair in pairs}
    for pair in _sort_by_strength(pairs):
        if (
            not pair.is_link
            or _has_rivals(pair.first, similar, by_index)
            or _has_rivals(pair.second, similar, by_index)
        ):
            continue
        some, others = union.members(pair.first), union.members(pair.second)
        if _clash(some, others, by_index) or _are_forbidden(drafts, some, others, constraints):
            continue
        if union.join(pair.first, pair.second):
            yield MergeLink(
                first=pair.first, second=pair.second, rule=pair.match, agreed=pair.evidence.agreed
            )


def _sort_by_strength(pairs: Iterable[_DraftPair]) -> list[_DraftPair]:
    return sorted(pairs, key=lambda pair: -pair.evidence.strength)


def _has_rivals(index: int, similar: dict[int, list[_DraftPair]], by_index: _PairsByIndex) -> bool:
    """Whether two drafts that this one may be linked with may not be linked with each other."""
    others = sorted({pair.first + pair.second - index for pair in similar.get(index, ())})
    return any(
        (pair := by_index.get((a, b))) is None or not pair.may_link
        for i, a in enumerate(others)
        for b in others[i + 1 :]
    )


def _clash(some: set[int], others: set[int], by_index: _PairsByIndex) -> bool:
    return any(
        (pair := by_index.get((min(i, j), max(i, j)))) is not None and not pair.may_link
        for i in some
        for j in others
    )


def _are_forbidden(
    drafts: Sequence[IdentityDraft], some: set[int], others: set[int], constraints: Constraints
) -> bool:
    return constraints.forbid(_join_keys(drafts, some), _join_keys(drafts, others))


def _join_keys(drafts: Sequence[IdentityDraft], indices: Iterable[int]) -> set[ArticleSpeakerKey]:
    return set().union(*(drafts[index].keys for index in indices))


def _list_candidates(
    drafts: Sequence[IdentityDraft],
    pairs: Sequence[_DraftPair],
    union: UnionFind[int],
    constraints: Constraints,
) -> Iterator[MergeCandidate]:
    """The pairs that may be one speaker and are not linked, and namesakes; the strongest first."""
    counts = [0] * len(drafts)
    for pair in _sort_by_strength(pairs):
        some, others = union.members(pair.first), union.members(pair.second)
        if some is others or _are_forbidden(drafts, some, others, constraints):
            continue
        if pair.is_vague or (pair.evidence.against and pair.match != "same name"):
            continue
        counted = pair.first if drafts[pair.first].is_scoped else pair.second
        if counts[counted] < _MOST_CANDIDATES:
            counts[counted] += 1
            yield MergeCandidate(
                first=pair.first,
                second=pair.second,
                rule=pair.match,
                agreed=pair.evidence.agreed,
                against=pair.evidence.against or pair.evidence.doubts,
            )


def _make_identity(draft: IdentityDraft) -> Identity:
    speakers = draft.speakers
    base = min((len(speaker.speaker), speaker.speaker) for speaker in speakers)[1]
    parts = draft.normalized.parts if draft.normalized else ()
    initials = sum(len(part) == 1 for part in parts)
    acronym = not draft.normalized and is_acronym(speakers[0].name)
    return Identity(
        keys=tuple(sorted(draft.keys)),
        base=base,
        scope=min(draft.keys).article_id if draft.is_scoped else None,
        rank=(draft.is_scoped, acronym, initials, abs(len(parts) - 2) if parts else 0),
    )
