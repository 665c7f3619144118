"""Datelines, and the agency or outlet that they name."""

from __future__ import annotations

import pytest

from quotes.readers import find_dateline


@pytest.mark.parametrize(
    ("dateline", "rest"),
    [
        pytest.param("WASHINGTON (AP) — ", "The council", id="place and agency"),
        pytest.param("OSTBY, Nov 17 (Reuters) - ", "The council", id="date"),
        pytest.param("PASADENA, Calif., Jan. 1 (UPI) — ", "A pilot", id="region and date"),
        pytest.param("Istanbul (AFP) – ", "The council", id="small letters"),
        pytest.param("Dec 29 (Reuters) - ", "The council", id="date and agency"),
        pytest.param("TOLMAR, 14 October (SNS)  —  ", "The wall", id="unknown agency"),
        pytest.param("(CNN) ", "The council", id="outlet in brackets"),
        pytest.param("(CNN)", "The council", id="outlet without a space"),
        pytest.param("CNN\u00a0 —\u00a0", "", id="outlet alone"),
        pytest.param("Washington CNN\u00a0 —\u00a0", "“No,” she said.", id="place and outlet"),
        pytest.param("DES MOINES - ", "The council", id="hyphen"),
        pytest.param("LA CROSSE, Wisc. — ", "Gov. Ann Morrow", id="short word"),
        pytest.param("BRASK, Sarvenia  —  ", "About 9,000 people", id="country"),
        pytest.param("  \ufeffPARIS -- ", "The council", id="indented"),
        pytest.param("", "Kerry — who left — said so.", id="dash in prose"),
        pytest.param("", "NATO - which has 32 members - said so.", id="capitals before a clause"),
        pytest.param("", "Q - What then?", id="initial"),
        pytest.param("", "(Laughter) — The room", id="brackets that credit nobody"),
        pytest.param("", "The mayor (AP) said so.", id="agency inside"),
        pytest.param("", "", id="no text"),
    ],
)
def test_find_dateline(dateline: str, rest: str) -> None:
    """The sentence begins after the dateline and the space behind it."""
    assert find_dateline(dateline + rest) == len(dateline)
