"""The persons and bodies that an article names: one referent for all forms of a name."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict

from quotes.attribution.parsed_article import ParsedArticle
from quotes.folding import fold_name
from quotes.records import Span
from quotes.speakers.name_finding import UNTAGGED, FoundName, count_types, find_names
from quotes.speakers.names import ABBREVIATED, PersonName, is_same_full_name, surname_of
from quotes.speakers.organizations import (
    canonical_organization,
    find_government,
    find_short_forms,
    is_listed_organization,
    nouns_of_organization,
)
from quotes.speakers.referents import Referent
from quotes.speakers.roles import ABBREVIATION, BESIDE_NAME

_FEWEST_INITIALS = 2


class NameRegistry:
    """The persons and bodies that an article names, and where.

    Attributes:
        persons: in the order of their full names.
        organizations: in the order of the text.
        ambiguous: the places of surnames that several persons bear, with these persons.
    """

    def __init__(self, parsed: ParsedArticle) -> None:
        self.persons: list[Referent] = []
        self.organizations: list[Referent] = []
        self.ambiguous: dict[Span, list[Referent]] = {}
        self._by_span: dict[Span, Referent] = {}
        self._nicknames: dict[Referent, str] = {}
        self._by_word: defaultdict[str, list[Referent]] = defaultdict(list)
        names = list(find_names(parsed))
        votes = count_types(parsed, names)
        full = [n for n in names if n.type == "PER" and n.person and len(n.person.parts) > 1]
        for name in full:
            self._add_full_name(name)
        initials = [n for n in names if self._add_initials(parsed.text, n)]
        rest = [n for n in names if n not in full and n not in initials]
        self._add_organizations([name for name in rest if not self._add_short_name(name, votes)])
        for referent in (*self.persons, *self.organizations):
            referent.spans.sort()
        self._places = sorted(self._by_span)

    def name_at(self, span: Span) -> tuple[Referent, Span] | None:
        """The referent whose name overlaps the span, and the span of the whole name."""
        index = bisect_right(self._places, span.start, key=lambda place: place.start) - 1
        for place in self._places[max(0, index) : index + 2]:
            if place.overlaps(span):
                return self._by_span[place], place
        return None

    def reassign(self, span: Span, referent: Referent) -> None:
        """Moves the name at an ambiguous place to another referent."""
        self._by_span[span].spans.remove(span)
        referent.spans.append(span)
        referent.spans.sort()
        self._by_span[span] = referent

    def _add_full_name(self, name: FoundName) -> None:
        person = name.person
        if person is None:
            return
        namesakes = self._by_word[surname_of(person.parts)]
        same = next((p for p in namesakes if is_same_full_name(p.parts, person.parts)), None)
        same = same or self._find_by_nickname(name, person, namesakes)
        referent = same or self._add_person(person)
        if name.nickname:
            self._nicknames[referent] = name.nickname
        self._add_place(referent, name)

    def _add_initials(self, text: str, name: FoundName) -> bool:
        """Adds the initials of a person that open a turn, "AL: No."; whether the name is such."""
        line = text[text.rfind("\n", 0, name.span.start) + 1 : name.span.start]
        if not name.words.isupper() or line.strip() or not text.startswith(":", name.span.end):
            return False
        letters = name.words.lower().replace(".", "")
        persons = [p for p in self.persons if "".join(part[0] for part in p.parts) == letters]
        if len(letters) < _FEWEST_INITIALS or len(persons) != 1:
            return False
        self._add_place(persons[0], name)
        return True

    def _find_by_nickname(
        self, name: FoundName, person: PersonName, namesakes: list[Referent]
    ) -> Referent | None:
        """The person whom the article calls by a nickname, which is the name from then on."""
        for other in namesakes:
            if self._nicknames.get(other) == person.parts[0] or name.nickname == other.parts[0]:
                if not name.nickname:
                    other.name, other.parts = " ".join(person.words), person.parts
                return other
        return None

    def _add_short_name(self, name: FoundName, votes: dict[str, Counter[str]]) -> bool:
        """Adds a name that is not a full one if it is a person's; whether it is."""
        person = name.person
        if person is None:
            return name.type == "PER"
        if len(person.parts) > 1:
            for referent in self._by_word[surname_of(person.parts)]:
                if is_same_full_name(referent.parts, person.parts):
                    self._add_place(referent, name)
                    return True
            return False
        bearers = self._by_word[person.parts[-1]]
        if not _is_person(name, votes[person.parts[-1]], bearers):
            return False
        chosen = self._choose_bearer(name, person, bearers) if bearers else self._add_person(person)
        self._add_place(chosen, name)
        return True

    def _choose_bearer(
        self, name: FoundName, person: PersonName, bearers: list[Referent]
    ) -> Referent:
        """Who of the bearers of a one-word name is meant: the one who was named last before it."""
        key = person.parts[-1]
        if person.gender:
            bearers = [p for p in bearers if p.gender in ("", person.gender)] or bearers
        bearers = [p for p in bearers if surname_of(p.parts) == key] or bearers
        if len(bearers) == 1:
            return bearers[0]
        bearers = sorted(bearers, key=lambda p: min(s.start for s in p.spans) if p.spans else 0)
        self.ambiguous[name.span] = bearers
        before = [p for p in bearers if any(s.start < name.span.start for s in p.spans)]
        return max(
            before or bearers,
            key=lambda p: max((s.start for s in p.spans if s.start < name.span.start), default=-1),
        )

    def _add_person(self, person: PersonName) -> Referent:
        referent = Referent("person", " ".join(person.words), person.parts)
        self.persons.append(referent)
        for word in {person.parts[0], surname_of(person.parts)}:
            self._by_word[word].append(referent)
        return referent

    def _add_place(self, referent: Referent, name: FoundName) -> None:
        referent.spans.append(name.span)
        if name.person is not None:
            referent.gender = referent.gender or name.person.gender
            referent.leaning = referent.leaning or name.person.leaning
            if name.person.title:
                noun = name.person.title.split()[-1].lower().strip(".")
                referent.nouns.add(ABBREVIATED.get(noun, noun))
                rank = ABBREVIATION if noun in ABBREVIATED else BESIDE_NAME
                referent.update_role(name.person.title, rank)
        self._by_span[name.span] = referent

    def _add_organizations(self, names: list[FoundName]) -> None:
        # Of untagged words only initials may be short forms ("the S.E.C."),
        # and of places none: "New York" is not the New York Times.
        types: defaultdict[str, set[str]] = defaultdict(set)
        for name in names:
            types[name.words].add(name.type)
        short = find_short_forms(
            words
            for words, tags in types.items()
            if tags != {"LOC"} and (tags != {UNTAGGED} or words.isupper())
        )
        tagged = {name.words for name in names if name.type != UNTAGGED}
        by_key: dict[str, Referent] = {}
        for name in names:
            if name.words not in tagged and name.words not in short:
                continue
            spelled = short.get(name.words, name.words)
            full = canonical_organization(spelled)
            key = fold_name(full)
            if key not in by_key:
                # As the article spells it first; a place is called by its government.
                called = full if find_government(spelled) else spelled
                by_key[key] = Referent("organization", called)
                self.organizations.append(by_key[key])
            by_key[key].nouns |= nouns_of_organization(name.words) | nouns_of_organization(full)
            by_key[key].spans.append(name.span)
            self._by_span[name.span] = by_key[key]


def _is_person(name: FoundName, votes: Counter[str], bearers: list[Referent]) -> bool:
    """Whether a one-word name is a person's, by the votes and by the full names with the word."""
    if name.type == UNTAGGED and not bearers:
        return False
    for_person, for_organization = votes["PER"], votes["ORG"] + votes["LOC"]
    likely = for_person > for_organization or (
        for_person == for_organization and name.type == "PER"
    )
    return likely or (bool(bearers) and not is_listed_organization(name.words))
