"""Evidence for and against two groups of article speakers being one speaker."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from quotes.english.tables import read_column, read_table
from quotes.folding import fold_name
from quotes.identities.article_speakers import ArticleSpeaker, ArticleSpeakerKey
from quotes.identities.person_names import normalize_name
from quotes.speakers.names import ABBREVIATED
from quotes.speakers.organizations import canonical_organization, find_government

# Neither these numbers nor the weights below were tuned. With them 90 % of the pairs of gold names
# in PolNeAR's development articles are linked, none of them wrongly.
_SAME_TIME = 400  # days within which an office is held at one place only
_FAR = 3650  # days between two mentions of a name from which on they may be of two people
_SAME_STORY = 14  # days in which one outlet reports on a story
# Shared co-speakers that make up for roles that share nothing. With this doubt only where the
# trades of both are known, 98 % of the pairs were linked, but 87 % of namesakes instead of 69 %.
_ENOUGH_CO_SPEAKERS = 2
_MOST_CO_SPEAKERS_WEIGHT = 2
_PERSONAL = ("wikidata", "roles", "nouns", "trades", "countries", "organizations")
_PARTS = re.compile(r"[,;/]|\band\b")
_COMPLEMENT = re.compile(r"\b(?:of|for|at|in|to|with|from|who|under|on)\b")

# Offices that only one person holds at one place.
_SINGLE_OFFICES = frozenset(
    ("president", "minister", "premier", "chancellor", "governor", "mayor", "ambassador", "senator",
     "king", "queen", "sheriff", "prosecutor", "secretary", "spokesman", "spokeswoman", "bishop",
     "spokesperson", "archbishop", "chief", "coach", "judge")
)  # fmt: skip
# Trades that one person often has together; any other two at one time are those of two people.
_COMPATIBLE_TRADES = frozenset(
    frozenset(pair.split("+"))
    for pair in ("politics+law", "politics+business", "politics+scholarship", "politics+security",
                 "politics+media", "politics+medicine", "law+business", "law+scholarship",
                 "law+security", "law+media", "business+scholarship", "business+media",
                 "business+arts", "business+trade", "arts+media", "arts+scholarship",
                 "media+scholarship", "medicine+scholarship", "medicine+business",
                 "security+medicine", "faith+scholarship", "faith+politics", "sport+media",
                 "sport+business", "trade+scholarship", "trade+politics")
)  # fmt: skip


@dataclass(frozen=True)
class Profile:
    """What is known of article speakers with equal roles and affiliations.

    Attributes:
        roles: folded.
        nouns: the nouns for persons in the roles ("minister").
        trades: the fields of the nouns ("politics").
        organizations: those of the affiliations, normalized.
        co_speakers: blocking keys of those who speak in the same articles.
        outlets: the day numbers (`date.toordinal`) on which each outlet had them, ascending.
        first, last: day numbers; None without a date.
    """

    speakers: tuple[ArticleSpeaker, ...]
    genders: frozenset[str]
    roles: frozenset[str]
    nouns: frozenset[str]
    trades: frozenset[str]
    countries: frozenset[str]
    organizations: frozenset[str]
    wikidata: frozenset[str]
    articles: frozenset[str]
    co_speakers: frozenset[str]
    outlets: Mapping[str, tuple[int, ...]]
    first: int | None
    last: int | None

    @property
    def content(self) -> int:
        """The number of facts that may agree or conflict."""
        return sum(map(len, (self.nouns, self.countries, self.organizations, self.wikidata)))


@dataclass(frozen=True)
class LinkEvidence:
    """Evidence for and against a link, in words.

    Attributes:
        doubts: evidence against it that other evidence may outweigh.
        strength: the sum of the weights of what agreed.
        is_personal: whether more agreed than co-speakers, outlet and days.
    """

    agreed: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    strength: int = 0
    is_personal: bool = False


def build_profiles(
    speakers: Iterable[ArticleSpeaker], separated: frozenset[ArticleSpeakerKey] = frozenset()
) -> list[Profile]:
    """A profile for each combination of roles, affiliations, Wikidata id and gender, sorted.

    Args:
        speakers: of one name.
        separated: those that have a profile of their own.
    """
    groups: dict[tuple[object, ...], list[ArticleSpeaker]] = {}
    for speaker in sorted(speakers, key=lambda each: (each.published or "9", each.key)):
        own_key = speaker.key if speaker.key in separated else ("", "")
        groups.setdefault((make_profile_key(speaker), own_key), []).append(speaker)
    return [
        _make_profile(tuple(group))
        for _, group in sorted(groups.items(), key=lambda item: repr(item[0]))
    ]


def make_profile_key(speaker: ArticleSpeaker) -> str:
    """A key that article speakers of one name and profile have in common."""
    return repr(
        (speaker.roles, speaker.affiliations, speaker.wikidata or "", _find_gender(speaker))
    )


def compare_profiles(one: Sequence[Profile], other: Sequence[Profile]) -> LinkEvidence:
    """The evidence for and against two groups of profiles being one speaker; symmetric."""
    conflicts = {reason for a in one for b in other for reason in _find_conflicts(a, b)}
    agreed, strength = _find_agreements(one, other)
    is_personal = any(_share(one, other, field) for field in _PERSONAL)
    doubts = () if is_personal else tuple(_find_doubts(one, other))
    return LinkEvidence(tuple(agreed), tuple(sorted(conflicts)), doubts, strength, is_personal)


def _find_conflicts(a: Profile, b: Profile) -> Iterable[str]:
    if shared := a.articles & b.articles:
        yield f"both in article {min(shared)}"
    if a.wikidata and b.wikidata and not a.wikidata & b.wikidata:
        yield f"Wikidata: {_contrast(a.wikidata, b.wikidata)}"
    if a.genders and b.genders and not a.genders & b.genders:
        yield "gender"
    gap = _gap([a], [b])
    if gap is not None and gap > _SAME_TIME:
        return
    if a.trades and b.trades and not _are_compatible(a.trades, b.trades):
        yield f"trade: {_contrast(a.trades, b.trades)}"
    for office in sorted(a.nouns & b.nouns & _SINGLE_OFFICES):
        for places, others in ((a.countries, b.countries), (a.organizations, b.organizations)):
            if places and others and not _share_words(places, others):
                yield f"office: {office} of {_contrast(places, others)}"


def _find_agreements(one: Sequence[Profile], other: Sequence[Profile]) -> tuple[list[str], int]:
    """What agrees, in words, and the sum of its weights."""
    agreed: list[str] = []
    strength = 0
    for title, weight, shared in (
        ("Wikidata", 3, _share(one, other, "wikidata")),
        ("role", 2, {role for role in _share(one, other, "roles") if " " in role}),
        ("office", 1, _share(one, other, "nouns")),
        ("affiliation", 1, _share(one, other, "organizations")),
        ("country", 1, _share(one, other, "countries")),
    ):
        if shared:
            agreed.append(f"{title}: {_list(shared)}")
            strength += weight
    if co_speakers := _share(one, other, "co_speakers"):
        names = sorted(key.partition(":")[2] for key in co_speakers)
        agreed.append(f"named with: {', '.join(names[:3])}")
        strength += min(len(co_speakers), _MOST_CO_SPEAKERS_WEIGHT)
    if outlets := _share_story(one, other):
        agreed.append(f"outlet and days: {_list(outlets)}")
        strength += 1
    return agreed, strength


def _find_doubts(one: Sequence[Profile], other: Sequence[Profile]) -> Iterable[str]:
    """Doubts where nothing personal is shared."""
    gap = _gap(one, other)
    if gap is not None and gap > _FAR:
        yield f"{gap // 365} years between them"
    have_roles = _collect(one, "nouns") and _collect(other, "nouns")
    if have_roles and len(_share(one, other, "co_speakers")) < _ENOUGH_CO_SPEAKERS:
        yield "roles and company share nothing"


def _make_profile(speakers: tuple[ArticleSpeaker, ...]) -> Profile:
    sample = speakers[0]
    nouns = {noun for role in sample.roles for noun in _find_nouns(role)}
    fields = read_column("fields", "noun", "field")
    outlets: dict[str, set[int]] = {}
    days: list[int] = []
    for speaker in speakers:
        if speaker.published:
            days.append(_count_days(speaker.published))
            if speaker.outlet:
                outlets.setdefault(speaker.outlet, set()).add(days[-1])
    places = (*sample.roles, *sample.affiliations)
    organizations = {
        fold_name(canonical_organization(name))
        for name in sample.affiliations
        if not find_government(name) and fold_name(name)
    }
    gender = _find_gender(sample)
    return Profile(
        speakers=speakers,
        genders=frozenset([gender] if gender else []),
        roles=frozenset(fold_name(role) for role in sample.roles),
        nouns=frozenset(nouns),
        trades=frozenset(fields[noun] for noun in nouns if noun in fields),
        countries=frozenset(country for words in places for country in _find_countries(words)),
        organizations=frozenset(organizations),
        wikidata=frozenset([sample.wikidata] if sample.wikidata else []),
        articles=frozenset(speaker.article_id for speaker in speakers),
        co_speakers=frozenset(key for speaker in speakers for key in speaker.co_speakers),
        outlets={outlet: tuple(sorted(seen)) for outlet, seen in outlets.items()},
        first=min(days, default=None),
        last=max(days, default=None),
    )


@cache
def _find_nouns(role: str) -> frozenset[str]:
    """The last noun for persons in each part of a role: "mayor" in "mayor of Brask"."""
    nouns: set[str] = set()
    for part in _PARTS.split(role):
        words = fold_name(_COMPLEMENT.split(part)[0]).split()
        persons = [noun for word in words if _is_person(noun := ABBREVIATED.get(word, word))]
        nouns.update(persons[-1:])
    return frozenset(nouns)


def _is_person(noun: str) -> bool:
    kinds = read_column("nouns", "noun", "kind")
    return kinds.get(noun) == "person" or noun in read_column("fields", "noun", "field")


@cache
def _find_countries(words: str) -> frozenset[str]:
    """The countries whose names or adjectives are in the words."""
    countries = _countries()
    parts = [part for part in re.split(r"[\s,;/()-]+", words) if part]
    runs = {" ".join(parts[i : i + n]) for n in (1, 2, 3) for i in range(len(parts))}
    return frozenset(
        countries[folded]
        for run in runs
        if not run.islower() and (folded := fold_name(run)) in countries
    )


@cache
def _countries() -> dict[str, str]:
    """Folded names and adjectives of countries -> the country, without shared adjectives."""
    table: dict[str, set[str]] = {}
    for row in read_table("governments"):
        for form in (row["country"], *row["aliases"].split(","), *row["adjective"].split(",")):
            table.setdefault(fold_name(form), set()).add(row["country"])
    return {form: min(names) for form, names in table.items() if form and len(names) == 1}


def _find_gender(speaker: ArticleSpeaker) -> str:
    name = normalize_name(speaker.name) if speaker.kind == "person" else None
    return name.gender if name else ""


def _are_compatible(trades: frozenset[str], others: frozenset[str]) -> bool:
    return any(a == b or frozenset((a, b)) in _COMPATIBLE_TRADES for a in trades for b in others)


def _share_words(names: frozenset[str], others: frozenset[str]) -> bool:
    return any(set(a.split()) & set(b.split()) for a in names for b in others)


def _share_story(one: Sequence[Profile], other: Sequence[Profile]) -> set[str]:
    """Outlets that had both within the days of one story."""
    return {
        outlet
        for a in one
        for b in other
        for outlet in a.outlets.keys() & b.outlets.keys()
        if any(
            at < len(days) and days[at] - day <= _SAME_STORY
            for days in (b.outlets[outlet],)
            for day in a.outlets[outlet]
            for at in (bisect_left(days, day - _SAME_STORY),)
        )
    }


@cache
def _count_days(published: str) -> int:
    return date.fromisoformat(published).toordinal()


def _gap(one: Sequence[Profile], other: Sequence[Profile]) -> int | None:
    """Days between the two; None if one has no date."""
    if any(p.first is None or p.last is None for p in (*one, *other)):
        return None
    return max(
        0,
        min(p.first or 0 for p in other) - max(p.last or 0 for p in one),
        min(p.first or 0 for p in one) - max(p.last or 0 for p in other),
    )


def _collect(profiles: Sequence[Profile], field: str) -> frozenset[str]:
    """All values of a field of the profiles."""
    if len(profiles) == 1:
        values: frozenset[str] = getattr(profiles[0], field)
        return values
    return frozenset[str]().union(*(getattr(profile, field) for profile in profiles))


def _share(one: Sequence[Profile], other: Sequence[Profile], field: str) -> frozenset[str]:
    """The values of a field that both have."""
    return _collect(one, field) & _collect(other, field)


def _contrast(words: Iterable[str], others: Iterable[str]) -> str:
    return " and ".join(sorted((_list(words), _list(others))))


def _list(words: Iterable[str]) -> str:
    return ", ".join(sorted(words)[:3])
