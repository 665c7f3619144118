"""Names of organisations as they are compared across articles."""

from __future__ import annotations

import re
from functools import cache

from quotes.english.tables import read_table
from quotes.folding import fold_name
from quotes.speakers.bodies import canonical_body, is_listed_body
from quotes.speakers.names import clean_name

# "Islamic State of Iraq and the Levant (ISIL)": capitalised words with small ones between, then
# letters in brackets that are the first ones of those words.
_DEFINED = re.compile(
    r"(?P<name>\b[A-Z][\w’'&-]*(?:\s+(?:of|for|the|and|on|in|to|de|du|des|&|[A-Z][\w’'&-]*)){1,9})"
    r"\s+\((?P<acronym>[A-Z][A-Za-z.]{1,9})\)"
)
_SMALL = frozenset(("of", "for", "the", "and", "on", "in", "to", "de", "du", "des", "&"))
# Words that make no name of one body: every country has a Foreign Ministry.
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
    """The acronyms that a text explains in brackets behind the name, each with the name."""
    found: dict[str, str] = {}
    for match in _DEFINED.finditer(text):
        acronym = match["acronym"].replace(".", "")
        words = match["name"].split()
        for start in range(len(words)):
            name = " ".join(words[start:])
            if words[start].lower() not in _SMALL and _abbreviates(acronym, name):
                found.setdefault(acronym, clean_name(name))
                break
    return found


def _abbreviates(acronym: str, name: str) -> bool:
    """Whether the letters are the first ones of the name's words, small words left out or not."""
    words = [word for word in re.split(r"[\s-]+", name) if word]
    spoken = [word for word in words if word.lower() not in _SMALL]
    return acronym.casefold() in (
        "".join(word[0] for word in some).casefold() for some in (words, spoken)
    )


@cache
def name_body(name: str) -> str:
    """The body's listed name, folded; a capital's or country's is that of its government."""
    return fold_name(canonical_body(name))


def is_acronym(name: str) -> bool:
    """Whether a name is letters only, and no list knows whose."""
    letters = clean_name(name).replace(".", "")
    return 1 < len(letters) <= 8 and letters.isupper() and not is_listed_body(name)


@cache
def is_generic(name: str) -> bool:
    """Whether a name fits the body of any country or place: "Foreign Ministry", "police"."""
    return not is_listed_body(name) and set(name_body(name).split()) <= _GENERIC | _nouns()


@cache
def _nouns() -> frozenset[str]:
    return frozenset(row["noun"] for row in read_table("nouns"))
