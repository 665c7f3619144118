"""Datelines: "WASHINGTON (AP) — ", "CNN  — ", "BRASK, 14 October (SNS)  —  "."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from quotes.english.manifest import PACKAGE
from quotes.english.tables import read_lines
from quotes.records import Record

# The longest of PolNeAR's has 62 characters; the limit bounds the pattern.
LONGEST_DATELINE = 120

_UPPER = r"[A-ZÀ-ÖØ-ÞĀ-Ž]"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DATE = rf"(?:{_MONTH}\s\d{{1,2}}|\d{{1,2}}\s{_MONTH})(?:,?\s\d{{4}})?"
# "WASHINGTON", "DES MOINES", "PORT-AU-PRINCE", "VISTA24"; two letters are initials ("Q -", "TV —").
_UPPERS = rf"[{_UPPER[1:-1]}.'’\-]"
_CAPITALS = (
    rf"(?=[^\s,]{{3}}|{_UPPER}{{2}}\s{_UPPER}{{3}})"
    rf"{_UPPER}{_UPPERS}{{1,24}}\d{{0,3}}(?:[ /]{_UPPER}{_UPPERS}{{1,24}}){{0,3}}"
)
_NAME = rf"{_UPPER}[\w.'’\-]{{1,24}}(?:[ /]{_UPPER}[\w.'’\-]{{1,24}}){{0,3}}"
_AGENCY = r"\((?P<agency>[A-Z][\w./&\- ]{1,30})\)"
_DASH = r"(?:[—–―]|--?(?=\s))"
_SPACE = r"[ \t\u00a0\u2009\u202f]"

# With an agency in brackets the place may be in small letters (AFP: "Istanbul (AFP) – ") and the
# dash missing (CNN: "(CNN)Turkey …"); with neither, only capitals and a dash make a dateline.
_WITH_AGENCY = re.compile(
    rf"(?:(?:{_NAME}(?:,\s{_NAME}){{0,2}}(?:,\s{_DATE})?|{_DATE}){_SPACE}+)?"
    rf"{_AGENCY}{_SPACE}*(?P<dash>{_DASH}?){_SPACE}*"
)
_BARE = re.compile(
    rf"(?P<place>{_CAPITALS})(?P<region>(?:,\s(?:{_NAME}|{_CAPITALS})){{0,2}}(?:,\s{_DATE})?)"
    rf"{_SPACE}+{_DASH}(?:{_SPACE}+|$)"
)
# CNN since 2021: "Washington CNN  — ".
_PLACE_AND_OUTLET = re.compile(
    rf"(?:{_NAME}{_SPACE}+)?(?P<outlet>CNN(?:{_SPACE}Business)?){_SPACE}+{_DASH}(?:{_SPACE}+|$)"
)


class Dateline(Record, frozen=True, kw_only=True):
    """The dateline of a line: its length in characters, and the agency or outlet that it names."""

    length: int
    agency: str | None = None
    outlet: str | None = None


def find_dateline(line: str) -> int:
    """The length of the leading dateline in characters, with the space around it; 0 if none.

    The sentence begins at `line[length:]`.
    """
    dateline = read_dateline(line)
    return dateline.length if dateline else 0


def read_dateline(line: str) -> Dateline | None:
    """The dateline that a line starts with, or None."""
    indent = len(line) - len(line.lstrip(" \t\u00a0\ufeff"))
    start = line[indent : indent + LONGEST_DATELINE]
    if match := _PLACE_AND_OUTLET.match(start):
        return Dateline(length=indent + match.end(), outlet=match["outlet"].split()[0])
    if (match := _WITH_AGENCY.match(start)) and _is_credit(match["agency"], match["dash"]):
        agency, outlet = name_publisher(match["agency"]) or (match["agency"], None)
        return Dateline(length=indent + match.end(), agency=agency, outlet=outlet)
    if (match := _BARE.match(start)) and _starts_sentence(start[match.end() :]):
        agency, outlet = name_publisher(match["place"]) or (None, None)
        return Dateline(length=indent + match.end(), agency=agency, outlet=outlet)
    return None


def name_publisher(words: str) -> tuple[str | None, str | None] | None:
    """(agency, None) or (None, outlet) that the words name; None if they name no known one.

    A combination ("Reuters/AFP", "AP and Reuters") gives its first.
    """
    known = _load_publishers()
    first = re.split(r"/| and |, ", words.strip(" .,"), maxsplit=1)[0]
    name, kind = known.get(words.strip(" .,").casefold()) or known.get(first.casefold()) or ("", "")
    if kind == "agency":
        return name, None
    return (None, name) if kind == "outlet" else None


def _is_credit(agency: str, dash: str) -> bool:
    """Whether brackets credit an agency: one that is known, or capitals before a dash."""
    return name_publisher(agency) is not None or bool(dash and re.fullmatch(r"[A-Z]{2,6}", agency))


def _starts_sentence(rest: str) -> bool:
    return not rest or not rest[0].islower()


@cache
def _load_publishers() -> dict[str, tuple[str, Literal["agency", "outlet"]]]:
    table: dict[str, tuple[str, Literal["agency", "outlet"]]] = {}
    for line in read_lines(PACKAGE / "readers" / "agencies.tsv"):
        form, name, kind = line.split("\t")
        table[form.casefold()] = (name, "agency" if kind == "agency" else "outlet")
    return table
