"""What speaks for and against two groups of sightings being one speaker."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from quotes.english.tables import read_column, read_table
from quotes.folding import fold_name
from quotes.identities.naming import read_form
from quotes.identities.sighting import Key, Sighting
from quotes.speakers.bodies import canonical_body, find_government
from quotes.speakers.names import ABBREVIATED

# Days within which an office is held at one place, and beyond which a name may be another's.
_SAME_TIME, _FAR = 400, 3650
_SAME_NEWS = 14  # days in which one outlet stays with a story
_ENOUGH_COMPANY = 2
_PERSONAL = ("wikidata", "wordings", "nouns", "trades", "countries", "bodies")
_PARTS = re.compile(r"[,;/]|\band\b")
_BEHIND = re.compile(r"\b(?:of|for|at|in|to|with|from|who|under|on)\b")

# Offices that one person holds at one place.
_OFFICES = frozenset(
    ("president", "minister", "premier", "chancellor", "governor", "mayor", "ambassador", "senator",
     "king", "queen", "sheriff", "prosecutor", "secretary", "spokesman", "spokeswoman", "bishop",
     "spokesperson", "archbishop", "chief", "coach", "judge")
)  # fmt: skip
# Trades that one person often has together; all other two are two people's, at one time.
_TOGETHER = frozenset(
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
class Told:
    """What sightings of equal roles and affiliations tell. `first`, `last` and those on which each
    outlet had them, in order, are day numbers.
    """

    sightings: tuple[Sighting, ...]
    genders: frozenset[str]
    wordings: frozenset[str]
    nouns: frozenset[str]
    trades: frozenset[str]
    countries: frozenset[str]
    bodies: frozenset[str]
    wikidata: frozenset[str]
    articles: frozenset[str]
    company: frozenset[str]
    outlets: Mapping[str, tuple[int, ...]]
    first: int | None
    last: int | None

    @property
    def content(self) -> int:
        """How much is told that can agree or not."""
        return sum(map(len, (self.nouns, self.countries, self.bodies, self.wikidata)))


@dataclass(frozen=True)
class Weighing:
    """What agrees, what speaks against, and what is only doubtful, each in words; `strength` counts
    what agrees, `is_personal` tells whether any of it is more than company and outlet.
    """

    agreed: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    strength: int = 0
    is_personal: bool = False


def gather(sightings: Iterable[Sighting], alone: frozenset[Key] = frozenset()) -> list[Told]:
    """What the sightings tell, those of equal roles and affiliations together; in a fixed order.

    Args:
        sightings: of one name.
        alone: those that are kept by themselves.
    """
    groups: dict[tuple[object, ...], list[Sighting]] = {}
    for each in sorted(sightings, key=lambda each: (each.published or "9", each.key)):
        by_itself = each.key if each.key in alone else ("", "")
        groups.setdefault((find_facet(each), by_itself), []).append(each)
    return [
        _read(tuple(group)) for _, group in sorted(groups.items(), key=lambda item: repr(item[0]))
    ]


def find_facet(sighting: Sighting) -> str:
    """What it tells of the speaker by itself: equal for those that tell the same."""
    told = (sighting.roles, sighting.affiliations, sighting.wikidata or "", _gender(sighting))
    return repr(told)


def weigh(one: Sequence[Told], other: Sequence[Told]) -> Weighing:
    """What speaks for and against the two groups being one speaker."""
    against = {reason for a in one for b in other for reason in _oppose(a, b)}
    agreed, strength = _find_agreements(one, other)
    doubts = tuple(_doubt(one, other))
    personal = any(_join(one, told) & _join(other, told) for told in _PERSONAL)
    return Weighing(tuple(agreed), tuple(sorted(against)), doubts, strength, personal)


def _oppose(a: Told, b: Told) -> Iterable[str]:
    if both := a.articles & b.articles:
        yield f"both in article {min(both)}"
    if a.wikidata and b.wikidata and not a.wikidata & b.wikidata:
        yield f"Wikidata: {_contrast(a.wikidata, b.wikidata)}"
    if a.genders and b.genders and not a.genders & b.genders:
        yield "gender"
    gap = _gap([a], [b])
    if gap is not None and gap > _SAME_TIME:
        return
    if a.trades and b.trades and not _go_together(a.trades, b.trades):
        yield f"trade: {_contrast(a.trades, b.trades)}"
    for office in sorted(a.nouns & b.nouns & _OFFICES):
        for places, others in ((a.countries, b.countries), (a.bodies, b.bodies)):
            if places and others and not _share_words(places, others):
                yield f"office: {office} of {_contrast(places, others)}"


def _find_agreements(one: Sequence[Told], other: Sequence[Told]) -> tuple[list[str], int]:
    agreed: list[str] = []
    strength = 0
    for title, weight, shared in (
        ("Wikidata", 3, _join(one, "wikidata") & _join(other, "wikidata")),
        ("role", 2, {w for w in _join(one, "wordings") & _join(other, "wordings") if " " in w}),
        ("office", 1, _join(one, "nouns") & _join(other, "nouns")),
        ("affiliation", 1, _join(one, "bodies") & _join(other, "bodies")),
        ("country", 1, _join(one, "countries") & _join(other, "countries")),
    ):
        if shared:
            agreed.append(f"{title}: {_list(shared)}")
            strength += weight
    if company := _join(one, "company") & _join(other, "company"):
        names = sorted(key.partition(":")[2] for key in company)
        agreed.append(f"named with: {', '.join(names[:3])}")
        strength += min(len(company), 2)
    if outlets := _share_news(one, other):
        agreed.append(f"outlet and days: {_list(outlets)}")
        strength += 1
    return agreed, strength


def _doubt(one: Sequence[Told], other: Sequence[Told]) -> Iterable[str]:
    if any(_join(one, told) & _join(other, told) for told in _PERSONAL):
        return
    gap = _gap(one, other)
    if gap is not None and gap > _FAR:
        yield f"{gap // 365} years between them"
    shared = len(_join(one, "company") & _join(other, "company"))
    if _join(one, "nouns") and _join(other, "nouns") and shared < _ENOUGH_COMPANY:
        yield "roles and company share nothing"


def _read(sightings: tuple[Sighting, ...]) -> Told:
    sample = sightings[0]
    nouns = {noun for role in sample.roles for noun in _find_nouns(role)}
    fields = read_column("fields", "noun", "field")
    outlets: dict[str, set[int]] = {}
    days: list[int] = []
    for each in sightings:
        if each.published:
            days.append(_count_days(each.published))
            if each.outlet:
                outlets.setdefault(each.outlet, set()).add(days[-1])
    countries = {c for role in sample.roles for c in _find_countries(role)}
    countries |= {c for body in sample.affiliations for c in _find_countries(body)}
    bodies = {
        fold_name(canonical_body(body))
        for body in sample.affiliations
        if not find_government(body) and fold_name(body)
    }
    gender = _gender(sample)
    return Told(
        sightings=sightings,
        genders=frozenset([gender] if gender else []),
        wordings=frozenset(fold_name(role) for role in sample.roles),
        nouns=frozenset(nouns),
        trades=frozenset(fields[noun] for noun in nouns if noun in fields),
        countries=frozenset(countries),
        bodies=frozenset(bodies),
        wikidata=frozenset([sample.wikidata] if sample.wikidata else []),
        articles=frozenset(each.article_id for each in sightings),
        company=frozenset(key for each in sightings for key in each.company),
        outlets={outlet: tuple(sorted(seen)) for outlet, seen in outlets.items()},
        first=min(days, default=None),
        last=max(days, default=None),
    )


@cache
def _find_nouns(role: str) -> frozenset[str]:
    """What the holder of a role is: the last noun for persons of each of its parts."""
    found: set[str] = set()
    for part in _PARTS.split(role):
        words = fold_name(_BEHIND.split(part)[0]).split()
        nouns = [noun for word in words if _is_person(noun := ABBREVIATED.get(word, word))]
        found.update(nouns[-1:])
    return frozenset(found)


def _is_person(noun: str) -> bool:
    kinds = read_column("nouns", "noun", "kind")
    return kinds.get(noun) == "person" or noun in read_column("fields", "noun", "field")


@cache
def _find_countries(words: str) -> frozenset[str]:
    """The countries that the words name, or have the adjective of."""
    known = _countries()
    parts = [part for part in re.split(r"[\s,;/()-]+", words) if part]
    runs = {" ".join(parts[i : i + n]) for n in (1, 2, 3) for i in range(len(parts))}
    return frozenset(
        known[folded] for run in runs if not run.islower() and (folded := fold_name(run)) in known
    )


@cache
def _countries() -> dict[str, str]:
    """Folded names and adjectives of countries -> the country; a shared adjective is nobody's."""
    table: dict[str, set[str]] = {}
    for row in read_table("governments"):
        for form in (row["country"], *row["aliases"].split(","), *row["adjective"].split(",")):
            table.setdefault(fold_name(form), set()).add(row["country"])
    return {form: min(found) for form, found in table.items() if form and len(found) == 1}


def _gender(sighting: Sighting) -> str:
    form = read_form(sighting.name) if sighting.kind == "person" else None
    return form.gender if form else ""


def _go_together(trades: frozenset[str], others: frozenset[str]) -> bool:
    return any(a == b or frozenset((a, b)) in _TOGETHER for a in trades for b in others)


def _share_words(names: frozenset[str], others: frozenset[str]) -> bool:
    return any(set(a.split()) & set(b.split()) for a in names for b in others)


def _share_news(one: Sequence[Told], other: Sequence[Told]) -> set[str]:
    """Outlets that had both within a few days."""
    return {
        outlet
        for a in one
        for b in other
        for outlet in a.outlets.keys() & b.outlets.keys()
        if any(
            at < len(days) and days[at] - day <= _SAME_NEWS
            for days in (b.outlets[outlet],)
            for day in a.outlets[outlet]
            for at in (bisect_left(days, day - _SAME_NEWS),)
        )
    }


@cache
def _count_days(published: str) -> int:
    return date.fromisoformat(published).toordinal()


def _gap(one: Sequence[Told], other: Sequence[Told]) -> int | None:
    """Days between the two; None if one has no date."""
    if any(t.first is None or t.last is None for t in (*one, *other)):
        return None
    return max(
        0,
        min(t.first or 0 for t in other) - max(t.last or 0 for t in one),
        min(t.first or 0 for t in one) - max(t.last or 0 for t in other),
    )


def _join(group: Sequence[Told], field: str) -> frozenset[str]:
    return frozenset[str]().union(*(getattr(told, field) for told in group))


def _contrast(words: Iterable[str], others: Iterable[str]) -> str:
    return " and ".join(sorted((_list(words), _list(others))))


def _list(words: Iterable[str]) -> str:
    return ", ".join(sorted(words)[:3])
