"""Names of organizations: acronyms that a text explains, and names that many bodies have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.identities.organizations import (
    find_acronyms,
    is_acronym,
    is_generic_name,
    normalize_organization,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The Islamic State of Iraq and the Levant (ISIL) said so.",
            {"ISIL": "Islamic State of Iraq and the Levant"},
        ),
        ("On Monday the Chamber of Engineers (CE) met.", {"CE": "Chamber of Engineers"}),
        ("Yesterday United Basin Commission (U.B.C.)", {"UBC": "United Basin Commission"}),
        ("Earlier The League of Coastal States (LCS)", {"LCS": "League of Coastal States"}),
        ("Ann Lee (D-Mass.) and Bo Harn (R) said", {}),
        ("the Chamber of Engineers (see below)", {}),
        ("the Chamber of Engineers (NATO)", {}),
        ("", {}),
    ],
    ids=[
        "small words",
        "two letters",
        "dots",
        "the first word",
        "parties",
        "words",
        "others",
        "none",
    ],
)
def test_acronyms_that_a_text_explains(text: str, expected: dict[str, str]) -> None:
    """Letters in brackets that begin the words before them."""
    assert find_acronyms(text) == expected


@given(st.text(st.sampled_from("ABof (),.&-")))
def test_any_text_can_be_read(text: str) -> None:
    """Nothing raises, and every acronym begins the words of its name."""
    for acronym, name in find_acronyms(text).items():
        assert acronym[0].casefold() == name[0].casefold()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ankara", "turkish government"),
        ("Turkey", "turkish government"),
        ("UN", "united nations"),
        ("The Tolmar Courier", "tolmar courier"),
    ],
)
def test_a_body_has_one_name(name: str, expected: str) -> None:
    """Capitals and countries stand for governments, listed short names for the long one."""
    assert normalize_organization(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Foreign Ministry", True), ("Supreme Court", True), ("Police", True), ("Hydrosar", False),
     ("Tolmar police", False), ("Pentagon", False)],
)  # fmt: skip
def test_generic_names(name: str, expected: bool) -> None:
    """A name of common words only is generic, unless it is in a list."""
    assert is_generic_name(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("UBC", True), ("U.B.C.", True), ("UN", False), ("Ubc", False)]
)
def test_acronyms(name: str, expected: bool) -> None:
    """Letters that are in no list are an acronym."""
    assert is_acronym(name) == expected
