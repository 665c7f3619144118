"""Article speakers of one name -> drafts of identities, split where evidence speaks against one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from quotes.identities.article_speakers import ArticleSpeaker, ArticleSpeakerKey, make_name_key
from quotes.identities.constraints import Constraints
from quotes.identities.evidence import Profile, build_profiles, compare_profiles
from quotes.identities.organizations import is_generic_name
from quotes.identities.person_names import NormalizedName, normalize_name


@dataclass
class IdentityDraft:
    """Profiles of one name that are one speaker, while more may be added.

    Attributes:
        normalized: the name of a person; None for bodies.
        name: the key that all its article speakers share (`make_name_key`).
        is_scoped: whether the identity is bound to its article, because its name alone says too
            little.
        is_uncertain: whether there is another draft of the name that it may belong to.
    """

    profiles: list[Profile]
    normalized: NormalizedName | None
    name: str
    is_scoped: bool = False
    is_uncertain: bool = False
    keys: set[ArticleSpeakerKey] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self.keys = {speaker.key for speaker in self.speakers}

    @property
    def speakers(self) -> list[ArticleSpeaker]:
        return [speaker for profile in self.profiles for speaker in profile.speakers]

    def add(self, profile: Profile) -> None:
        self.profiles.append(profile)
        self.keys |= {speaker.key for speaker in profile.speakers}

    @property
    def order(self) -> tuple[str, str, ArticleSpeakerKey]:
        """The name and the earliest article speaker; those without a date come last."""
        first = min((speaker.published or "9", speaker.key) for speaker in self.speakers)
        return (self.name, *first)


def split_by_name(
    speakers: Sequence[ArticleSpeaker], constraints: Constraints
) -> list[IdentityDraft]:
    """The drafts of all names, in a fixed order."""
    by_name: dict[str, list[ArticleSpeaker]] = {}
    for speaker in speakers:
        by_name.setdefault(make_name_key(speaker), []).append(speaker)
    drafts = [
        draft
        for name, namesakes in by_name.items()
        for draft in _split_namesakes(name, namesakes, constraints)
    ]
    return sorted(drafts, key=lambda draft: draft.order)


def is_ambiguous(profile: Profile) -> bool:
    """Whether a name doesn't identify a speaker: a single word, or that of a generic body."""
    sample = profile.speakers[0]
    if sample.kind == "organization":
        return is_generic_name(sample.name) and not profile.countries
    name = normalize_name(sample.name)
    return not (name and name.is_full) and not profile.wikidata


def may_extend(samples: Sequence[ArticleSpeaker], new: ArticleSpeaker) -> bool:
    """Whether an article speaker can be added to an identity of its name without linking anew.

    Args:
        samples: one article speaker of the identity for each of its profiles.
        new: of the same name.
    """
    return not compare_profiles(build_profiles(samples), build_profiles([new])).against


def _split_namesakes(
    name: str, speakers: list[ArticleSpeaker], constraints: Constraints
) -> Iterator[IdentityDraft]:
    """The drafts of one name.

    Profiles are added to the draft that they fit, those with the most content first. A profile
    that fits several drafts equally well is split into its article speakers.
    """
    sample = speakers[0]
    normalized = normalize_name(sample.name) if sample.kind == "person" else None
    drafts: list[IdentityDraft] = []

    def order(profile: Profile) -> tuple[bool, int]:
        return profile.speakers[0].key in constraints.taken_out, -profile.content

    for profile in sorted(build_profiles(speakers, constraints.separated), key=order):
        if is_ambiguous(profile):
            yield from _split_profile(profile, normalized, name)
            continue
        new = IdentityDraft([profile], normalized, name)
        allowed = [draft for draft in drafts if _may_join(draft, new, constraints)]
        fitting = [draft for draft in allowed if not _is_doubtful(draft, new)]
        if not fitting:
            forbidden = any(constraints.forbid(draft.keys, new.keys) for draft in drafts)
            is_uncertain = forbidden or len(allowed) > len(fitting)
            drafts.append(replace(new, is_uncertain=is_uncertain))
        elif best := _choose(new, fitting):
            best.add(profile)
        else:
            yield from _split_profile(profile, normalized, name)
    yield from _join_uncertain(drafts, constraints)


def _may_join(one: IdentityDraft, other: IdentityDraft, constraints: Constraints) -> bool:
    if constraints.forbid(one.keys, other.keys):
        return False
    return not compare_profiles(one.profiles, other.profiles).against


def _is_doubtful(one: IdentityDraft, other: IdentityDraft) -> bool:
    return bool(compare_profiles(one.profiles, other.profiles).doubts)


def _join_uncertain(drafts: list[IdentityDraft], constraints: Constraints) -> list[IdentityDraft]:
    """The drafts, uncertain ones joined to a draft that agrees with them now that it has grown."""
    has_grown = True
    while has_grown:
        has_grown = False
        for uncertain in [draft for draft in drafts if draft.is_uncertain]:
            fitting = [
                draft
                for draft in drafts
                if draft is not uncertain
                and _may_join(draft, uncertain, constraints)
                and not _is_doubtful(draft, uncertain)
            ]
            if best := _choose(uncertain, fitting) if fitting else None:
                for profile in uncertain.profiles:
                    best.add(profile)
                drafts = [draft for draft in drafts if draft is not uncertain]
                has_grown = True
    return drafts


def _choose(new: IdentityDraft, fitting: list[IdentityDraft]) -> IdentityDraft | None:
    """The draft with the strongest evidence, certain ones before others; None if several tie."""
    strengths = [compare_profiles(draft.profiles, new.profiles).strength for draft in fitting]
    best = [draft for draft, s in zip(fitting, strengths, strict=True) if s == max(strengths)]
    best = [draft for draft in best if not draft.is_uncertain] or best
    return best[0] if len(best) == 1 else None


def _split_profile(
    profile: Profile, normalized: NormalizedName | None, name: str
) -> Iterator[IdentityDraft]:
    """A draft for each article speaker, because nothing identifies the speaker across articles."""
    for speaker in profile.speakers:
        yield IdentityDraft(build_profiles([speaker]), normalized, name, is_scoped=True)
