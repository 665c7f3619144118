"""Names of bodies in one article: listed institutions, governments of places, short forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from quotes.english.tables import read_table
from quotes.folding import fold_name
from quotes.records import Span
from quotes.speakers.names import clean_name

# Nouns for bodies of each type in institutions.tsv ("the paper", "the agency").
_TYPE_NOUNS = {
    "newspaper": ("paper", "newspaper", "magazine", "daily", "site", "website", "outlet"),
    "broadcaster": ("broadcaster", "network", "channel", "station", "outlet"),
    "agency": ("agency", "outlet"),
    "company": ("company", "firm", "group", "giant"),
    "ngo": ("group", "organization", "organisation", "charity", "union", "institute"),
    "party": ("party", "movement", "group"),
    "international": ("organization", "organisation", "body", "agency", "alliance", "bloc"),
    "government": ("ministry", "department", "agency", "court", "office", "bureau"),
}
_CAPITALIZED = re.compile(r"(?<![\w.])[A-Z][\w.]*")
_JOINING = frozenset(("of", "for", "the", "and", "on", "in", "to", "de", "du", "des"))


@cache
def _governments() -> dict[str, str]:
    """Folded names of countries, capitals and their governments -> the government."""
    table: dict[str, str] = {}
    for row in read_table("governments"):
        for capital in row["capital"].split(","):
            table.setdefault(fold_name(capital), row["government"])
        for name in (row["country"], *row["aliases"].split(",")):
            if fold_name(name):
                table[fold_name(name)] = row["government"]
        for noun in ("government", "administration"):
            for adjective in row["adjective"].split(","):
                table[fold_name(f"{adjective} {noun}")] = row["government"]
            table[fold_name(f"{row['country']}'s {noun}")] = row["government"]
            table[fold_name(f"{noun} of {row['country']}")] = row["government"]
    return table


@cache
def _institutions() -> dict[str, tuple[str, str]]:
    return {fold_name(row["name"]): (row["canonical"], row["type"])
            for row in read_table("institutions")}  # fmt: skip


def find_government(text: str) -> str | None:
    """The government that a country's or capital's name stands for as a source."""
    name = clean_name(text)
    if name.islower() or fold_name(name) in _institutions():
        return None  # "us", and Brussels as the European Union
    return _governments().get(fold_name(name))


@cache
def _listed_by_first_word() -> dict[str, list[str]]:
    """The listed names of several words by their first words, the longest first."""
    table: dict[str, list[str]] = {}
    for row in sorted(read_table("institutions"), key=lambda row: -len(row["name"])):
        if " " in row["name"]:
            table.setdefault(row["name"].split()[0], []).append(row["name"])
    return table


def find_listed_organizations(text: str) -> Iterator[Span]:
    """The spans of listed names of several words, in text order, none inside another."""
    end = 0
    for word in _CAPITALIZED.finditer(text):
        if word.start() < end:
            continue
        for name in _listed_by_first_word().get(word.group(), ()):
            stop = word.start() + len(name)
            if text.startswith(name, word.start()) and not text[stop : stop + 1].isalnum():
                end = stop
                yield Span(word.start(), stop)
                break


def is_listed_organization(text: str) -> bool:
    """Whether the name of a body or a government is in a list."""
    return fold_name(clean_name(text)) in _institutions() or find_government(text) is not None


def canonical_organization(text: str) -> str:
    """The listed name of a body, the government of a place, or else the words themselves."""
    name = clean_name(text)
    listed = _institutions().get(fold_name(name))
    return listed[0] if listed else find_government(name) or name


def nouns_of_organization(text: str) -> frozenset[str]:
    """Nouns by which an article may refer to the body: those of its type and in its name."""
    folded = fold_name(clean_name(text))
    listed = _institutions().get(folded)
    nouns = set(_TYPE_NOUNS.get(listed[1], ())) if listed else set()
    if find_government(text):
        nouns |= {"government", "country", "administration"}
    return frozenset(nouns | set(folded.split()))


def find_short_forms(names: Iterable[str]) -> dict[str, str]:
    """Short forms among an article's names of bodies -> the long form.

    A short form is the initials of a longer name ("SOHR"), or the first or last words of exactly
    one longer name ("Post").
    """
    unique = list(dict.fromkeys(names))
    initials: dict[str, str] = {}
    for name in unique:
        words = [word for word in re.split(r"[\s\-]+", name) if word]
        if len(words) > 1:
            initials.setdefault("".join(w[0] for w in words if w[0].isupper()), name)
            initials.setdefault("".join(w[0] for w in words if w.lower() not in _JOINING), name)
    short: dict[str, str] = {}
    for name in unique:
        letters = name.replace(".", "")
        if letters.isupper() and len(letters) > 1 and letters in initials:
            short[name] = initials[letters]
            continue
        if is_listed_organization(name):
            continue
        longer = {
            candidate
            for candidate in unique
            if len(candidate.split()) > len(name.split())
            and (candidate.endswith(f" {name}") or candidate.startswith(f"{name} "))
        }
        if len(longer) == 1:
            short[name] = longer.pop()
    return {name: long for name, long in short.items() if long != name}
