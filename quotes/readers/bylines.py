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
# Capitals that start a headline ("By The Numbers") or a sentence rather than a name.
_NOT_NAMES = re.compile(
    r"(?:the|an?|our|my|your|his|her|their|its|this|that|these|those|all|any|no|one|two|some|many|most)\b",
    re.IGNORECASE,
)


class Byline(Record, frozen=True, kw_only=True):
    """Who signs a line: the people as written, and the agency or outlet named beside them."""

    author: str | None
    agency: str | None = None
    outlet: str | None = None


def read_byline(line: str) -> Byline | None:
    """The byline that a whole line is, or None if the line is anything else.

    One capitalised word is a name only if it is an agency's or outlet's; initials alone ("By XYZ")
    are taken for an agency's.
    """
    if len(line) > LONGEST_BYLINE:
        return None
    if (found := _WITH_JOB.fullmatch(line)) and _is_people(found["names"]):
        return Byline(author=found["names"])
    if not (found := _BYLINE.match(line)):
        return None
    names, tail = found["names"].strip(" ."), found["tail"]
    if whole := name_publisher(names):
        is_whole = _TAIL.fullmatch(tail)
        return Byline(author=None, agency=whole[0], outlet=whole[1]) if is_whole else None
    if initials := _INITIALS.fullmatch(line):
        return Byline(author=None, agency=initials["agency"])
    people, agency, outlet = _split_publisher(names)
    if not _TAIL.fullmatch(tail) or not _is_people(people):
        return None
    for part in re.split(r"[|•·–—()/]|\bfor\b|\s-\s", tail):
        if agency is outlet is None and (named := name_publisher(part.strip())):
            agency, outlet = named
    return Byline(author=people, agency=agency, outlet=outlet)


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
    """Whether each name has two words or more and none starts like a headline."""
    each = [name.split() for name in re.split(r",?\s(?:and|&)\s|,\s", names)]
    return len(each[0]) >= 2 and not any(
        len(words) > 5 or _NOT_NAMES.match(words[0]) for words in each if words
    )
