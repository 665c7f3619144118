"""Names of persons in one article: cleaned, without titles, compared with one another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from quotes.english.tables import read_column, read_table
from quotes.folding import fold_name

_TAIL = re.compile(r"(?:['’]s?|[.,;:])+$")
_GENDERED_TITLES = {
    "mr": "m", "mister": "m", "sir": "m", "lord": "m", "king": "m", "prince": "m", "pope": "m",
    "mrs": "f", "ms": "f", "miss": "f", "madam": "f", "dame": "f", "lady": "f", "queen": "f",
    "princess": "f",
}  # fmt: skip
ADDRESS = frozenset(("mr", "mister", "mrs", "ms", "miss", "dr", "madam"))
ABBREVIATED = {
    row["abbreviation"].lower(): row["noun"] for row in read_table("abbreviations") if row["noun"]
}
_BEFORE_TITLES = frozenset(
    ("prime", "lance", "vice", "deputy", "former", "attorney", "lt", "chief", "emeritus",
     "detective")
)  # fmt: skip
_GENDERED_NOUNS = {
    "mother": "f", "wife": "f", "daughter": "f", "sister": "f", "widow": "f", "actress": "f",
    "girl": "f", "lady": "f", "mom": "f", "aunt": "f", "niece": "f", "grandmother": "f",
    "nun": "f", "queen": "f", "father": "m", "husband": "m", "son": "m", "brother": "m",
    "widower": "m", "actor": "m", "boy": "m", "dad": "m", "uncle": "m", "nephew": "m",
    "grandfather": "m", "monk": "m", "king": "m", "guy": "m", "gentleman": "m",
}  # fmt: skip
_OFFICES = frozenset(
    ("president", "minister", "secretary", "judge", "governor", "senator", "chancellor",
     "chairman", "general", "professor", "mayor", "officer", "official", "spokesman",
     "spokeswoman", "premier", *_GENDERED_TITLES, *ABBREVIATED)
)  # fmt: skip
TITLES = _OFFICES | ADDRESS
# Words of titles that tell of respect and of no office: "the Rt Rev Dr Tom Wright".
RESPECT = frozenset(
    ("rt", "hon", "most", "very", "right", "honourable", "rev", "revd", "his", "her")
)
_GENERATIONS = frozenset(("jr", "sr", "jnr", "snr", "ii", "iii", "iv"))
# Offices whose holders are known by their usual names.
PUBLIC_OFFICES = frozenset(
    ("representative", "senator", "governor", "president", "speaker", "secretary", "congressman",
     "congresswoman", "mayor", "chancellor", "minister")
)  # fmt: skip
_INITIALS = re.compile(r"(?:[A-Z]\.)+")
_WITH_INITIALS = frozenset(
    ("george w bush", "george hw bush", "john f kennedy", "robert f kennedy",
     "edward m kennedy", "franklin d roosevelt", "lyndon b johnson", "harry s truman",
     "dwight d eisenhower", "ulysses s grant", "james a garfield")
)  # fmt: skip
_LONGEST_TITLE = 4  # words
_INITIAL = 2  # letters of an initial, with its stop


@dataclass(frozen=True)
class PersonName:
    """The parts of a person's name.

    Attributes:
        words: as printed.
        parts: folded.
        title: what stands in front ("Prime Minister").
        gender: "m" or "f" by title or first name, else "".
        leaning: the gender of most who have the first name, where some have the other.
    """

    words: tuple[str, ...]
    parts: tuple[str, ...]
    title: str = ""
    gender: str = ""
    leaning: str = ""


def make_slug(name: str) -> str:
    """The folded name with hyphens."""
    return fold_name(name).replace(" ", "-")


def clean_name(text: str) -> str:
    """A name as lists have it: on one line, without article, genitive and brackets behind it."""
    name = " ".join(text.split()).split(" (")[0]
    name = _TAIL.sub("", name).strip("\"“”‘’' ")
    return re.sub(r"^(?:the|The|THE)\s+", "", name)


def read_person_name(text: str, before: str = "", *, titled: bool = True) -> PersonName | None:
    """The parts of a person's name; None if it is a title and nothing else.

    Args:
        text: the words of the name, titles included.
        before: what stands right before it, where a title may be ("Mrs. ").
        titled: whether the words themselves may open with a title.
    """
    words = clean_name(text).split()
    start = _count_titles(words) if titled else 0
    while len(words) - start > 2 and _is_postnominal(words[-1]):
        words.pop()
    if titled and len(words) - start > 2 and _is_demonym(words[start]):
        del words[start]
    behind = words[start].lower() if start < len(words) else ""
    if read_column("nouns", "noun", "kind").get(behind) == "organization":
        start = 0  # the General Assembly is no person called Assembly
    if start == len(words) or (not titled and len(words) == 1):
        if not words or _plain(words[-1]) in _OFFICES:
            return None
        start = max(0, start - 1)  # Baker, Porter and Bishop are surnames too
    titles = words[:start]
    ahead = before.split()[-1:] if before[-1:].isspace() else []
    genders = [_GENDERED_TITLES.get(_plain(word), "") for word in (*titles, *ahead)]
    genders.append(_title_genders().get(" ".join(map(_plain, titles)), ""))
    genders += [gender_of_noun(_plain(word)) for word in (*titles, *ahead)]
    words = [word for word in words[start:] if fold_name(word)]
    if not words:
        return None
    first, leaning = _gender_of_first_name(words)
    gender = next((g for g in genders if g), "") or first
    title = " ".join(w for w in titles if _plain(w) not in ADDRESS and _plain(w) not in RESPECT)
    parts = tuple(fold_name(word) for word in words)
    return PersonName(tuple(words), parts, title, gender, leaning)


def _count_titles(words: Sequence[str]) -> int:
    """How many words at the start of a name are titles."""
    start = 0
    while start < len(words):
        listed = _find_listed_title(words[start:])
        if listed:
            start += listed
        elif is_title(words[start]) or (
            _plain(words[start]) in _BEFORE_TITLES
            and start + 1 < len(words)
            and is_title(words[start + 1])
        ):
            start += 1
        else:
            break
    return start


def _find_listed_title(words: Sequence[str]) -> int:
    """How many words the longest listed title has that a name follows; 0 if there is none."""
    for count in range(min(_LONGEST_TITLE, len(words) - 1), 0, -1):
        phrase = " ".join(_plain(word) for word in words[:count])
        is_first_name = count == 1 and phrase in read_column("first_names", "name", "gender")
        if words[0][:1].isupper() and phrase in _title_genders() and not is_first_name:
            return count
    return 0


@cache
def _title_genders() -> dict[str, str]:
    """Folded titles of the list, without stops -> "f", "m" or ""."""
    return {_plain(r["title"].replace(".", "")): r["gender"] or "" for r in read_table("titles")}


def _gender_of_first_name(words: Sequence[str]) -> tuple[str, str]:
    """The gender of the first name, and the one that is only likely; each may be "".

    A single word may be a surname that is a first name, too (Clinton): only the short list has
    those that are always first names.
    """
    first = words[0].lower()
    listed = read_column("first_names", "name", "gender").get(first, "")
    if listed or len(words) == 1:
        return listed, ""
    counted = read_column("counted_names", "name", "gender").get(first, "")
    if counted:
        return ("", counted[0]) if counted.endswith("?") else (counted, "")
    return "", "f" if len(first) > _INITIAL and first.endswith("a") else ""


def is_title(word: str) -> bool:
    """Whether a word may stand before a name as a title: Mr, Sen., Minister."""
    plain = _plain(word)
    if plain in _GENDERED_TITLES or plain in ABBREVIATED or plain in ADDRESS:
        return True
    if read_column("first_names", "name", "gender").get(plain):
        return False
    return word[:1].isupper() and read_column("nouns", "noun", "kind").get(plain) == "person"


def is_family(noun: str) -> bool:
    """Whether a noun means a relation or a gender and no office: "wife", "guy", "king"."""
    return noun in _GENDERED_NOUNS


def gender_of_noun(noun: str) -> str:
    """The gender of a noun for persons: "m", "f" or ""."""
    if noun.endswith("woman"):
        return "f"
    if noun.endswith("man") and noun not in ("human", "german", "roman", "layman"):
        return "m"
    return _GENDERED_NOUNS.get(noun, "")


def is_same_full_name(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two full names, in folded parts, are one person's.

    They are if the last words are equal, and the first words are or one is the other's initial.
    """
    if len(one) < 2 or len(other) < 2 or surname_of(one) != surname_of(other):
        return False
    first, second = one[0], other[0]
    if first == second:
        middle, others = one[1:-1], other[1:-1]
        return not middle or not others or any(m[0] == o[0] for m in middle for o in others)
    return min(len(first), len(second)) <= 2 and first[0] == second[0] and "" not in (first, second)


def _is_demonym(word: str) -> bool:
    """Whether a word before two names says where somebody is from: "Californian"."""
    plain = word.lower()
    return (
        plain.endswith(("ian", "ese", "ish"))
        and plain not in read_column("first_names", "name", "gender")
        and plain not in read_column("counted_names", "name", "gender")
    )


def _is_postnominal(word: str) -> bool:
    """Whether a name's last word is no part of it: "KC"; "Jr." and "II" are."""
    return word.strip(",") in _postnominals() and _plain(word) not in _GENERATIONS


@cache
def _postnominals() -> frozenset[str]:
    return frozenset(row["postnominal"] for row in read_table("postnominals"))


def usual_name(name: str) -> str:
    """The name of the holder of a public office without initials in the middle: "Ann Lee".

    Some papers add them by house style ("Rep. Ann B. Lee"), others never do. Those who are always
    called with theirs keep them.
    """
    first, *middle, last = name.split()
    if _INITIALS.fullmatch(first):
        return name  # "D. K. Rudek"
    if not middle or fold_name(name) in _WITH_INITIALS or last.lower().strip(".") in _GENERATIONS:
        return name
    kept = [word for word in middle if not _INITIALS.fullmatch(word)]
    return " ".join((first, *kept, last))


def surname_of(parts: Sequence[str]) -> str:
    """The last part that is no "Jr." or number."""
    names = [part for part in parts if part not in _GENERATIONS]
    return names[-1] if names else parts[-1]


def _plain(word: str) -> str:
    return word.strip(".,").lower()
