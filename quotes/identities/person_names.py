"""Names of persons, normalized and compared across articles."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from quotes.english.tables import read_table
from quotes.folding import fold_name
from quotes.speakers.names import read_person_name

NameMatch = Literal["same name", "spelling", "middle name", "nickname", "initials", "one word"]

_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_ARTICLE = re.compile(r"^(?:al|el|ad|as|ar|an|at|ash) (?=\w)")
# Letters of different spellings of one foreign name, replaced in this order. Equal spelling is only
# a reason to compare two people, never one to link them.
_SPELLINGS = (
    ("tsch", "c"), ("tch", "c"), ("sch", "s"), ("dzh", "j"), ("dj", "j"), ("sh", "s"), ("ch", "c"),
    ("kh", "h"), ("gh", "g"), ("zh", "j"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("q", "k"),
    ("x", "ks"), ("w", "v"), ("ae", "a"), ("oe", "o"), ("ue", "u"), ("ou", "u"), ("oo", "u"),
    ("ee", "i"), ("iy", "i"), ("yi", "i"), ("ii", "i"), ("y", "i"), ("j", "i"),
)  # fmt: skip


class NormalizedName(NamedTuple):
    """A person's name without title: folded words, initials as single letters.

    `suffix` is "jr", "sr" and the like; `gender` as in `PersonName`.
    """

    parts: tuple[str, ...]
    suffix: str = ""
    gender: str = ""

    @property
    def is_full(self) -> bool:
        """Whether it has more than one part."""
        return len(self.parts) > 1

    @property
    def key(self) -> str:
        """A key that `read_name_key` reads: equal for equal names."""
        return f"p:{'|'.join(self.parts)}" + (f",{self.suffix}" if self.suffix else "")


@cache
def read_name_key(key: str) -> NormalizedName | None:
    """The name of a person from its key, without gender; None if the key is of anything else."""
    if not key.startswith("p:"):
        return None
    parts, _, suffix = key.removeprefix("p:").partition(",")
    return NormalizedName(tuple(parts.split("|")), suffix)


@cache
def normalize_name(name: str) -> NormalizedName | None:
    """The normalized name; None if it is only a title."""
    person = read_person_name(name)
    if person is None:
        return None
    parts: list[str] = []
    suffix = ""
    for word, part in zip(person.words, person.parts, strict=True):
        letters = part.replace(" ", "")
        if part in _SUFFIXES and parts:
            suffix = part
        elif len(letters) == 1 or (len(letters) == 2 and word.isupper()) or word.count(".") > 1:
            parts.extend(letters)
        else:
            parts.append(_ARTICLE.sub("", part))
    return NormalizedName(tuple(parts), suffix, person.gender) if parts else None


@cache
def normalize_spelling(part: str) -> str:
    """The common form of the spellings of a foreign name: "dmitriy", "dmitri" -> "dmitri"."""
    plain = part.replace(" ", "")
    for letters, letter in _SPELLINGS:
        plain = plain.replace(letters, letter)
    return re.sub(r"(.)\1+", r"\1", plain)


def compare_names(one: NormalizedName, other: NormalizedName) -> NameMatch | None:
    """How two names match; None if they are names of two people."""
    if one.suffix and other.suffix and one.suffix != other.suffix:
        return None  # father and son
    if one.parts == other.parts and one.is_full:
        return "same name" if one.suffix == other.suffix else "middle name"
    last, other_last = one.parts[-1], other.parts[-1]
    if normalize_spelling(last) != normalize_spelling(other_last):
        return None
    if not (one.is_full and other.is_full):
        return "one word"
    match = _compare_given(one.parts[:-1], other.parts[:-1])
    return "spelling" if match == "same name" else match


def _compare_given(one: tuple[str, ...], other: tuple[str, ...]) -> NameMatch | None:
    first, other_first = one[0], other[0]
    middle, others = one[1:], other[1:]
    if _differ(middle, others):
        return None
    if first == other_first:
        return "middle name" if middle != others else "same name"
    if 1 in (len(first), len(other_first)):
        initials = first[0] == other_first[0]
        return "initials" if initials or _goes_by_middle(one, other) else None
    kinds = _given_names().get(first, {})
    if shared := kinds.keys() & _given_names().get(other_first, {}).keys():
        return "spelling" if any(kinds[name] == "spelling" for name in shared) else "nickname"
    if normalize_spelling(first) == normalize_spelling(other_first):
        return "spelling"
    return "middle name" if _goes_by_middle(one, other) else None


def find_given_forms(given: str) -> frozenset[str]:
    """What given names that match have in common: the name that both are forms of, or the common
    form of their spelling.
    """
    return frozenset((normalize_spelling(given), *_given_names().get(given, ())))


def _differ(middle: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether both have middle names and none of them match."""
    return bool(middle and others) and not any(
        a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a in middle for b in others
    )


def _goes_by_middle(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the first name of one is a middle name of the other: 'Robert C. "Bobby" Scott'."""
    return one[0] in other[1:] or other[0] in one[1:]


@cache
def _given_names() -> dict[str, dict[str, str]]:
    """Folded given names -> the names that they are forms of, and whether by spelling."""
    names: dict[str, dict[str, str]] = {}
    for row in read_table("given_names"):
        name = fold_name(row["name"])
        for form in (name, *(fold_name(each) for each in row["forms"].split(","))):
            names.setdefault(form, {})[name] = row["kind"]
    return names
