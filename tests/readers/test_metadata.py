"""Title, outlet, agency, authors and date that the text itself shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.readers import Metadata, find_boilerplate, find_dateline, infer_metadata

PROSE = "The council met on Tuesday and agreed to rebuild the bridge."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", Metadata(), id="no text"),
        pytest.param(PROSE, Metadata(), id="prose alone"),
        pytest.param(
            f"Skip to main content\n\nMayor opens bridge\n\nBy Ann Morrow, CNN\n"
            f"Updated 9:40 AM EST, Wed November 18, 2015\n"
            f"Published 4:05 PM EST, Tue November 17, 2015\n\nOstby CNN  — \n\n{PROSE}",
            Metadata(
                title="Mayor opens bridge",
                outlet="CNN",
                authors=("Ann Morrow",),
                published="2015-11-17T16:05-05:00",
            ),
            id="all fields",
        ),
        pytest.param(
            f"Mayor Opens the Bridge.\n\nOSTBY (Reuters) - {PROSE}",
            Metadata(title="Mayor Opens the Bridge.", wire="Reuters"),
            id="capitalised title with a stop",
        ),
        pytest.param(f"It rained again.\n\n{PROSE}", Metadata(), id="first line is a sentence"),
        pytest.param(f"OSTBY (AP) — {PROSE}\n\n{PROSE}", Metadata(wire="AP"), id="no title"),
        pytest.param(
            f"Mayor opens bridge | Associated Press\n\n{PROSE}",
            Metadata(title="Mayor opens bridge", wire="AP"),
            id="agency behind the title",
        ),
        pytest.param(
            f"Mayor opens bridge\n\nThe mayor on Monday. REUTERS/Ann Morrow\n\n{PROSE}",
            Metadata(title="Mayor opens bridge", wire="Reuters"),
            id="photo credit",
        ),
        pytest.param(
            f"Mayor opens bridge\n\n{PROSE} She told Reuters so.\n\n"
            "(Reporting by Ann Morrow; Editing by Lee Park)",
            Metadata(title="Mayor opens bridge", wire="Reuters"),
            id="sign-off",
        ),
        pytest.param(
            f"Mayor opens bridge\n\n{PROSE}\n\n(Reporting by Ann Morrow; Editing by Lee Park)",
            Metadata(title="Mayor opens bridge"),
            id="sign-off of another agency",
        ),
        pytest.param(
            f"Mayor opens bridge\n\n{PROSE}\n\n"
            "Channel9’s Ann Morrow and Lee Park contributed to this report.",
            Metadata(title="Mayor opens bridge", outlet="Channel9"),
            id="contributors",
        ),
    ],
)
def test_infer_metadata(text: str, expected: Metadata) -> None:
    """Only what the text shows is filled."""
    assert infer_metadata(text, find_boilerplate(text)) == expected


@pytest.mark.parametrize(
    ("line", "wire"),
    [
        (f"{PROSE} (ANI)", "ANI"),
        ("— PTI", "PTI"),
        ("Source: Xinhua", "Xinhua"),
        ("© 2031 AFP", "AFP"),
        ("Copyright 2031 The Associated Press. All rights reserved.", "AP"),
        ("AAP", "AAP"),
        (f"{PROSE} (Spa)", None),
        (f"{PROSE} (BBC)", None),
        ("Source: the council", None),
        ("The mayor spoke to Reuters", None),
    ],
)
def test_the_last_lines_may_credit_an_agency(line: str, wire: str | None) -> None:
    text = f"Mayor opens bridge\n\n{PROSE}\n\n{line}"
    assert infer_metadata(text, find_boilerplate(text)).wire == wire


@given(st.text(st.one_of(st.sampled_from("By (AP) — CNN\n|.:12"), st.characters()), max_size=300))
def test_any_text_is_read(text: str) -> None:
    """Any Unicode gives metadata, and a dateline no longer than its line."""
    infer_metadata(text, find_boilerplate(text))
    assert 0 <= find_dateline(text) <= len(text)
