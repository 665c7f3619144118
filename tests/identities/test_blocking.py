"""Which names are compared: names that may match share a key, and vague ones lead nowhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from identity_builders import list_speakers, person

from quotes.identities import link_speakers
from quotes.identities.article_speakers import make_name_key
from quotes.identities.blocking import MOST_ALIKE, find_keys, find_vague
from quotes.identities.person_names import compare_names, normalize_name, read_name_key

_GIVEN = st.sampled_from(
    ["John", "Jon", "Jack", "J.", "Bill", "William", "B.", "Bob", "Robert", "R.", "Dmitry", "Edgar"]
)
_NAMES = st.builds(
    lambda given, last, suffix: " ".join((*given, last)) + suffix,
    st.lists(_GIVEN, max_size=3),
    st.sampled_from(["Kerry", "Kery", "Smith"]),
    st.sampled_from(["", " Jr."]),
)


@given(_NAMES, _NAMES)
def test_names_that_match_find_each_other(one: str, other: str) -> None:
    """From both sides; so nothing that is compared in full is missed."""
    first, second = normalize_name(one), normalize_name(other)
    assert first is not None
    assert second is not None
    if compare_names(first, second) is not None:
        keys, others = find_keys(person("a", one)), find_keys(person("b", other))
        assert set(keys.sought) & set(others.own)
        assert set(others.sought) & set(keys.own)


@given(_NAMES)
def test_a_name_is_read_from_its_key(name: str) -> None:
    normalized = normalize_name(name)
    assert normalized is not None
    assert read_name_key(normalized.key) == normalized._replace(gender="")


def test_other_given_names_are_not_compared() -> None:
    own = find_keys(person("a", "John Smith")).own
    assert not set(own) & set(find_keys(person("b", "Mary Smith")).sought)


@pytest.mark.parametrize("name", ["J. Kerry", "Kerry"])
def test_a_name_that_fits_many_is_vague(name: str) -> None:
    """It is neither linked nor a candidate; with one name less it is."""
    given = [f"J{a}{b}rt" for a in "aeiou" for b in "bdfgl"]
    people = [person(f"{n}", f"{given[n]} Kerry", "senator") for n in range(MOST_ALIKE + 1)]
    speakers = [*people, person("x", name, "senator")]
    assert find_vague(map(make_name_key, speakers)) == {make_name_key(speakers[-1])}
    assert not link_speakers(speakers).candidates
    fewer = link_speakers(speakers[1:])
    assert fewer.candidates
    assert frozenset("x") in list_speakers(fewer)
