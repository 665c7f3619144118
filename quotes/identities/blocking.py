"""Blocking: which names are compared, so that a name costs the same however many others there are.

A name is stored under its own keys and looks for others under the keys that it seeks; two names
that may match (`compare_names`) share one that either of them seeks:

    name                own keys                             seeks
    John Smith          given John, initial J, any Smith     given John, initialled J, bare Smith
    J. Smith            initialled J, initial J, any Smith   initial J
    Smith               bare Smith                           any Smith, bare Smith
    Dam Board (DB)      its name and acronyms                the same

Nicknames and spellings of a given name have a key in common; middle names are keys, too, because
some people go by them.

An initial or a surname that fits many names says too little to decide anything. Such a name is
**vague**: it is never linked by evidence nor a candidate. It still keeps others apart: with a J. B.
Smith about, John Smith may be another than John A. Smith.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from quotes.folding import fold_name
from quotes.identities.article_speakers import ArticleSpeaker, make_name_key
from quotes.identities.organizations import normalize_organization
from quotes.identities.person_names import find_given_forms, normalize_spelling, read_name_key

# Names under the keys that a vague name seeks, from which on it is vague. Where J. Smith fits so
# many, two of them nearly always bar each other and so its links, as rivals. Not tuned.
MOST_ALIKE = 20


class BlockingKeys(NamedTuple):
    """The keys under which others find a name, and those under which it finds others."""

    own: tuple[str, ...]
    sought: tuple[str, ...]

    @property
    def counted(self) -> tuple[str, ...]:
        """The sought keys whose names may make this one vague: those of fuller names."""
        return tuple(key for key in self.sought if not key.endswith(_BARE))


_BARE = "|bare"


def find_keys(speaker: ArticleSpeaker) -> BlockingKeys:
    """The keys of an article speaker's name; a body has one for each acronym that is explained."""
    if speaker.kind == "person":
        return find_person_keys(make_name_key(speaker))
    acronyms = (fold_name(acronym) for acronym in speaker.acronyms)
    names = (normalize_organization(speaker.name), *acronyms)
    keys = tuple(dict.fromkeys(f"b:{name}" for name in names))
    return BlockingKeys(keys, keys)


@lru_cache(maxsize=100_000)
def find_person_keys(name_key: str) -> BlockingKeys:
    """The keys of a person's name (`make_name_key`)."""
    name = read_name_key(name_key)
    if name is None:
        return BlockingKeys((name_key,), (name_key,))
    *given, last = name.parts
    start = f"p:{normalize_spelling(last)}"
    if not given:
        return BlockingKeys((start + _BARE,), (f"{start}|any", start + _BARE))
    first, *middle = given
    own, sought = {"any", f"initial {first[0]}"}, {"bare"}
    if len(first) == 1:
        own.add(f"initialled {first}")
        sought |= {f"initial {first}", f"middle {first}"}
    else:
        forms = {f"given {form}" for form in find_given_forms(first)}
        own |= forms
        sought |= forms | {f"initialled {first[0]}"}
    for part in middle:
        own.add(f"middle {part}" if len(part) == 1 else f"given {normalize_spelling(part)}")
        sought.add(f"initialled {part}" if len(part) == 1 else f"given {normalize_spelling(part)}")
    return BlockingKeys(
        *(tuple(f"{start}|{key}" for key in sorted(keys)) for keys in (own, sought))
    )


def is_person(name_key: str) -> bool:
    """Whether a name is a person's, so that its keys follow from it."""
    return read_name_key(name_key) is not None


def may_be_vague(name_key: str) -> bool:
    """Whether a name is a person's and begins with an initial or is a single word."""
    name = read_name_key(name_key)
    return name is not None and (not name.is_full or len(name.parts[0]) == 1)


def find_vague(names: Iterable[str]) -> frozenset[str]:
    """The vague ones of a corpus's names (`make_name_key`)."""
    persons = {name: find_person_keys(name) for name in names if is_person(name)}
    under: dict[str, set[str]] = {}
    for name, keys in persons.items():
        for key in keys.own:
            under.setdefault(key, set()).add(name)
    return frozenset(
        name
        for name, keys in persons.items()
        if may_be_vague(name)
        and len(set().union(*(under.get(key, ()) for key in keys.counted)) - {name}) > MOST_ALIKE
    )
