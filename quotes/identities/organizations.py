"""Names of organizations, normalized for comparison across articles."""

from __future__ import annotations

import re
from functools import cache

from quotes.english.tables import read_table
from quotes.folding import fold_name
from quotes.speakers.names import clean_name
from quotes.speakers.organizations import canonical_organization, is_listed_organization

# "Islamic State of Iraq and the Levant (ISIL)": capitalised words with small ones between, then
# letters in brackets that are the first ones of those words.
_DEFINED = re.compile(
    r"(?P<name>\b[A-Z][\w’'&-]*(?:\s+(?:of|for|the|and|on|in|to|de|du|des|&|[A-Z][\w’'&-]*)){1,9})"
    r"\s+\((?P<acronym>[A-Z][A-Za-z.]{1,9})\)"
)
_SMALL = frozenset(("of", "for", "the", "and", "on", "in", "to", "de", "du", "des", "&"))
# Words that don't identify one body: every country has a Foreign Ministry.
_GENERIC = frozenset(
    ("foreign", "interior", "home", "defence", "defense", "justice", "health", "finance", "interim",
     "education", "energy", "transport", "agriculture", "labour", "labor", "trade", "supreme",
     "high", "appeals", "constitutional", "district", "federal", "national", "state", "local",
     "central", "general", "regional", "provincial", "city", "county", "public", "civil",
     "government", "of", "the", "and", "for", "affairs", "security", "press", "district", "grand",
     "house", "lower", "upper", "chamber", "senate", "military", "air", "force", "forces", "border",
     "special", "joint", "coast", "guard", "economy", "environment", "prime", "minister",
     "prosecutors", "police", "army", "navy", "city")
)  # fmt: skip


def find_acronyms(text: str) -> dict[str, str]:
    """The acronyms that a text explains in brackets behind a name -> the name."""
    acronyms: dict[str, str] = {}
    for match in _DEFINED.finditer(text):
        acronym = match["acronym"].replace(".", "")
        words = match["name"].split()
        for start in range(len(words)):
            name = " ".join(words[start:])
            if words[start].lower() not in _SMALL and _is_abbreviation(acronym, name):
                acronyms.setdefault(acronym, clean_name(name))
                break
    return acronyms


def _is_abbreviation(acronym: str, name: str) -> bool:
    """Whether the letters are the initials of the name's words, with or without small words."""
    words = [word for word in re.split(r"[\s-]+", name) if word]
    long = [word for word in words if word.lower() not in _SMALL]
    return acronym.casefold() in (
        "".join(word[0] for word in some).casefold() for some in (words, long)
    )


@cache
def normalize_organization(name: str) -> str:
    """The listed name of a body, folded; for a capital or country the name of its government."""
    return fold_name(canonical_organization(name))


def is_acronym(name: str) -> bool:
    """Whether a name is an acronym of at most 8 letters that is in no list."""
    letters = clean_name(name).replace(".", "")
    return 1 < len(letters) <= 8 and letters.isupper() and not is_listed_organization(name)


@cache
def is_generic_name(name: str) -> bool:
    """Whether a body in any country or place may have the name: "Foreign Ministry", "police"."""
    return (
        not is_listed_organization(name)
        and set(normalize_organization(name).split()) <= _GENERIC | _nouns()
    )


@cache
def _nouns() -> frozenset[str]:
    return frozenset(row["noun"] for row in read_table("nouns"))
