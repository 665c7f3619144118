"""Names of one article: which mentions are the same person or body, and their fullest form."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from quotes.english.tables import read_column, read_table
from quotes.records import Entity, Parse, Span

_TITLES = {
    "mr": "m",
    "mister": "m",
    "sir": "m",
    "lord": "m",
    "mrs": "f",
    "ms": "f",
    "miss": "f",
    "madam": "f",
    "dame": "f",
    "lady": "f",
    "dr": "",
    "prof": "",
    "professor": "",
    "president": "",
    "sen": "",
    "senator": "",
    "rep": "",
    "gov": "",
    "governor": "",
    "gen": "",
    "general": "",
    "col": "",
    "sgt": "",
    "rev": "",
    "judge": "",
    "minister": "",
    "secretary": "",
    "king": "m",
    "queen": "f",
    "prince": "m",
    "princess": "f",
    "pope": "m",
}
_TAIL = re.compile(r"(?:['’]s?|[.,;:])+$")


def fold(name: str) -> str:
    """A name for comparison: no accents, no case, no punctuation."""
    decomposed = unicodedata.normalize("NFKD", name.replace("ı", "i"))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    return " ".join(re.findall(r"\w+", bare))


def make_slug(name: str) -> str:
    """A speaker's id for now: the folded name with hyphens."""
    return fold(name).replace(" ", "-")


def clean_name(text: str) -> str:
    """A name as it is given in lists: one line, without article and genitive."""
    name = _TAIL.sub("", " ".join(text.split())).strip("\"“”‘’' ")
    return re.sub(r"^(?:the|The|THE)\s+", "", name)


@dataclass
class Person:
    """A person that the article names: the fullest form, gender where a form tells it, and where
    mentioned.
    """

    name: str
    parts: tuple[str, ...]
    gender: str = ""
    role: str | None = None
    spans: list[Span] = field(default_factory=list)

    @property
    def surname(self) -> str:
        return self.parts[-1]


@cache
def _governments() -> dict[str, tuple[str, bool]]:
    """Folded names of countries, capitals and their governments -> (government, whether a
    capital).
    """
    table: dict[str, tuple[str, bool]] = {}
    for row in read_table("governments"):
        for capital in row["capital"].split(","):
            table.setdefault(fold(capital), (row["government"], True))
        for name in (row["country"], *row["aliases"].split(",")):
            if fold(name):
                table[fold(name)] = (row["government"], False)
        for noun in ("government", "administration"):
            for adjective in row["adjective"].split(","):
                table[fold(f"{adjective} {noun}")] = (row["government"], False)
            table[fold(f"{row['country']}'s {noun}")] = (row["government"], False)
            table[fold(f"{noun} of {row['country']}")] = (row["government"], False)
    return table


def find_government(text: str) -> str | None:
    """The government that a country's or capital's name stands for as a source."""
    name = clean_name(text)
    if name.islower() or fold(name) in _institutions():
        return None  # "us", and Brussels as the European Union
    found = _governments().get(re.sub(r" s$", "", fold(name)))
    return found[0] if found else None


@cache
def _institutions() -> dict[str, str]:
    return {fold(row["name"]): row["canonical"] for row in read_table("institutions")}


def canonical_body(text: str) -> str:
    """An organization's listed name, or the words themselves."""
    name = clean_name(text)
    return _institutions().get(fold(name), name)


class NameBook:
    """The persons and bodies that an article names, in the order of the text."""

    def __init__(self, parse: Parse) -> None:
        self.persons: list[Person] = []
        self._by_span: dict[Span, Person] = {}
        text = parse.article.text
        people = [entity for entity in parse.entities if entity.type == "PER"]
        self.bodies = [entity for entity in parse.entities if entity.type == "ORG"]
        for entity in sorted(people, key=lambda e: (len(_parts(e, text)[0]) < 2, e.span.start)):
            self._enter(entity, text)
        self._places = sorted(self._by_span)
        self._acronyms = _find_acronyms(self.bodies, text)

    def _enter(self, entity: Entity, text: str) -> None:
        parts, gender = _parts(entity, text)
        if not parts:
            return
        folded = tuple(fold(part) for part in parts)
        person = self._match(folded, gender, entity.span)
        if person is None:
            name = " ".join(parts)
            gender = gender or read_column("first_names", "name", "gender").get(
                parts[0].lower(), ""
            )
            person = Person(name, folded, gender if len(parts) > 1 or gender else "")
            self.persons.append(person)
        elif gender and not person.gender:
            person.gender = gender
        insort(person.spans, entity.span)
        self._by_span[entity.span] = person

    def _match(self, folded: tuple[str, ...], gender: str, span: Span) -> Person | None:
        """The person already known whom a form can mean: the same name, or its surname or first
        name alone.
        """
        if len(folded) > 1:
            return next((p for p in self.persons if _same_full(p.parts, folded)), None)
        fits = [p for p in self.persons if folded[0] in (p.parts[-1], p.parts[0])]
        fits = [p for p in fits if not gender or not p.gender or p.gender == gender] or fits
        surnames = [p for p in fits if p.surname == folded[0]]
        fits = surnames or fits

        def last_named(person: Person) -> int:
            before = bisect_left(person.spans, span.start, key=lambda place: place.start)
            return person.spans[before - 1].start if before else -1

        return max(fits, key=last_named, default=None)

    def person_at(self, span: Span) -> Person | None:
        """The person whose name overlaps the span."""
        index = bisect_right(self._places, span.start, key=lambda place: place.start) - 1
        for place in self._places[max(0, index) : index + 2]:
            if place.overlaps(span):
                return self._by_span[place]
        return None

    def expand_body(self, name: str) -> str:
        """A body's fullest form in this article: "SOHR" gives what it was introduced as."""
        return self._acronyms.get(name, name)


def _same_full(known: tuple[str, ...], new: tuple[str, ...]) -> bool:
    """Whether two full names are one: the same first and last word, or initials of it."""
    if known[-1] != new[-1] or len(known) < 2:
        return False
    first, other = known[0], new[0]
    return first == other or (min(len(first), len(other)) == 1 and first[0] == other[0])


def _parts(entity: Entity, text: str) -> tuple[tuple[str, ...], str]:
    """The words of a name without titles, and the gender that a title tells."""
    words = clean_name(entity.span.slice(text)).split()
    gender = ""
    before = re.search(r"\b(\w+)\.?\s+$", text[max(0, entity.span.start - 12) : entity.span.start])
    if before:
        gender = _TITLES.get(before.group(1).lower(), "")
    while words and (title := words[0].rstrip(".").lower()) in _TITLES and len(words) > 1:
        gender = gender or _TITLES[title]
        words.pop(0)
    if len(words) == 1 and words[0].rstrip(".").lower() in _TITLES:
        words.clear()
    return tuple(words), gender


def _find_acronyms(bodies: Iterable[Entity], text: str) -> dict[str, str]:
    """Capital-letter short forms -> the longer body whose initials they are."""
    names = list(dict.fromkeys(clean_name(body.span.slice(text)) for body in bodies))
    initials: dict[str, str] = {}
    for name in names:
        words = name.split()
        if len(words) > 1:
            initials.setdefault("".join(w[0] for w in words if w[0].isupper()), name)
    return {name: initials[name] for name in names if name.isupper() and name in initials}
