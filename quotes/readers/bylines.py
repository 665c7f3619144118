"""Bylines: "By Jane Doe and John Roe, Associated Press", "By AFP"."""

from __future__ import annotations

import re

from quotes.readers.datelines import name_publisher
from quotes.records import Record

LONGEST_BYLINE = 200

_PARTICLE = r"(?:de|del|della|da|di|van|von|der|den|la|le|bin|al|el|ter|ten|du|dos)\b"
_WORD = rf"(?:[^\W\d_a-z][\w.'’\-]*|{_PARTICLE})"
_NAME = rf"[^\W\d_a-z][\w.'’\-]*(?:\s{_WORD}){{0,4}}"
_NAMES = rf"{_NAME}(?:,\s(?!and\b){_NAME})*(?:,?\s(?:and|&)\s{_NAME}(?:,\s{_NAME})?)?"
_BYLINE = re.compile(
    rf"(?:By|BY|by|Words by|Story by|Written by):?\s+(?P<names>{_NAMES})(?P<tail>.*)$"
)
_JOB = (
    r"(?:writer|reporter|editor|correspondent|columnist|staff|bureau|chief|desk|analyst|producer|"
    r"contributor)s?"
)
_FIELD = (
    r"(?:(?:(?-i:[A-Z])[\w.'’&-]*|and|affairs|arts|assistant|associate|business|chief|crime|culture|"
    r"defen[cs]e|deputy|diplomatic|economics|education|energy|environment|foreign|global|health|"
    r"home|international|investigative|legal|managing|media|national|political|religion|science|"
    r"security|senior|social|special|sports?|staff|technology|transport|world)\s){0,4}"
)
# What may follow the names: a place, a title, an outlet after a bar or dash; a verb makes it prose.
_TAIL = re.compile(
    r"\.?|,?\s(?:in|at|for|reporting from)\s[^.]{2,60}|\s*[|•·–—-]\s*.{0,80}|"
    rf"\s*/.{{1,40}}|\s*\(.{{1,40}}\)|,?\s{_FIELD}{_JOB}\.?",
    re.IGNORECASE,
)
# "Jane Doe, Istanbul correspondent", without "By".
_WITH_JOB = re.compile(rf"(?P<names>{_NAMES}),\s{_FIELD}{_JOB}")
_INITIALS = re.compile(r"By (?P<agency>[A-Z]{3,6})")
# The last of a list may say where they work ("…, High Court", "…, Channel9") instead of who.
_AFFILIATION = re.compile(
    rf"\w+|.*\b{_JOB}|.*\b(?:court|news|press|times|post|service|media|tv|radio|agency|magazine|parliament|"
    r"network|university|institute|journal|herald|tribune|gazette|courier)\b.*",
    re.IGNORECASE,
)
_BY = re.compile(r"^\s*by:?\s+", re.IGNORECASE)
_SEPARATOR = re.compile(r",(?:\s*and\s)?|\sand\s|&", re.IGNORECASE)
_GENERATION = re.compile(r"(?:jr|sr)\.?|II|III|IV", re.IGNORECASE)  # "John Roe, Jr." is one name
# Capitals that begin a headline ("By The Numbers") or a sentence rather than a name.
_NOT_NAMES = re.compile(
    r"(?:the|an?|our|my|your|his|her|their|its|this|that|these|those|all|any|no|one|two|some|many|most)\b",
    re.IGNORECASE,
)


class Byline(Record, frozen=True, kw_only=True):
    """Who signs a line: the people, and the agency or outlet named beside them."""

    authors: tuple[str, ...] = ()
    agency: str | None = None
    outlet: str | None = None


def read_byline(line: str) -> Byline | None:
    """The byline that the whole line is; None if the line is anything else.

    A single capitalised word counts only if it names a known agency or outlet; initials alone
    ("By XYZ") are taken for an agency.
    """
    if len(line) > LONGEST_BYLINE:
        return None
    if (match := _WITH_JOB.fullmatch(line)) and _is_people(match["names"]):
        return Byline(authors=split_authors(match["names"]))
    if not (match := _BYLINE.match(line)):
        return None
    names, tail = match["names"].strip(" ."), match["tail"]
    if whole := name_publisher(names):
        is_whole = _TAIL.fullmatch(tail)
        return Byline(agency=whole[0], outlet=whole[1]) if is_whole else None
    if initials := _INITIALS.fullmatch(line):
        return Byline(agency=initials["agency"])
    people, agency, outlet = _split_publisher(names)
    if not _TAIL.fullmatch(tail) or not _is_people(people):
        return None
    for part in re.split(r"[|•·–—()/]|\bfor\b|\s-\s", tail):
        if agency is outlet is None and (named := name_publisher(part.strip())):
            agency, outlet = named
    return Byline(authors=split_authors(people), agency=agency, outlet=outlet)


def _split_publisher(names: str) -> tuple[str, str | None, str | None]:
    """The people, and the agency or outlet that ends the list ("…, Associated Press")."""
    people, comma, last = names.rpartition(", ")
    if comma and (named := name_publisher(last)):
        return people, *named
    words = names.split(" ")
    for size in (1, 2, 3):
        if len(words) - size >= 2 and (named := name_publisher(" ".join(words[-size:]))):
            return " ".join(words[:-size]).rstrip(","), *named
    return (people if comma and _AFFILIATION.fullmatch(last) else names), None, None


def _is_people(names: str) -> bool:
    """Whether the names are people's: the first has two words or more, none begins a headline."""
    people = [name.split() for name in re.split(r",?\s(?:and|&)\s|,\s", names)]
    return len(people[0]) >= 2 and not any(
        len(words) > 5 or _NOT_NAMES.match(words[0]) for words in people if words
    )


def is_affiliation(name: str) -> bool:
    """Whether a name after others says where these work, or as what ("AP Auto Writer"), or is a
    single word.
    """
    return _AFFILIATION.fullmatch(name) is not None


def split_authors(names: str) -> tuple[str, ...]:
    """The names in a list such as "By Jane Doe, John Roe Jr. and Ann Park"; () if there is none."""
    authors: list[str] = []
    for part in _SEPARATOR.split(_BY.sub("", names)):
        name = " ".join(part.split())
        if authors and _GENERATION.fullmatch(name):
            authors[-1] += f", {name}"
        elif name:
            authors.append(name)
    return tuple(authors)
