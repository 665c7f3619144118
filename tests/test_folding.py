"""Names are compared without case, accents and punctuation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.folding import fold_name, pad_name


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        pytest.param("John Kerry", "john kerry", id="case"),
        pytest.param("Recep Tayyip Erdoğan", "recep tayyip erdogan", id="breve"),
        pytest.param("IŞIK Işık", "isik isik", id="dotless i"),
        pytest.param("İnce", "ince", id="dotted capital I"),
        pytest.param("Søren Łukasz Đorđe", "soren lukasz dorde", id="stroked letters"),
        pytest.param("Straße STRASSE", "strasse strasse", id="sharp s"),
        pytest.param("O'Brien O’Brien", "obrien obrien", id="apostrophes"),
        pytest.param("U.S. Navy", "us navy", id="initials with stops"),
        pytest.param("J. K. Rowling", "jk rowling", id="initials apart"),
        pytest.param("George W. Bush", "george w bush", id="one initial"),
        pytest.param("Saint-Denis, Paris", "saint denis paris", id="punctuation parts words"),
        pytest.param("%_*", "", id="no letters"),
        pytest.param("李小龙", "李小龙", id="no case"),
    ],
)
def test_folds(name: str, folded: str) -> None:
    assert fold_name(name) == folded


@given(st.text())
def test_folding_again_changes_nothing(name: str) -> None:
    folded = fold_name(name)
    assert fold_name(folded) == folded
    assert "%" not in folded
    assert "_" not in folded


def test_padding_marks_the_ends_of_words() -> None:
    assert pad_name("John Kerry") == " john kerry "
    assert pad_name(None) is None
    assert pad_name("…") is None
