"""How much of a text is given out with a quotation, and the setting that says so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.errors import SettingsError
from quotes.text_rights import REACH, TextRights, find_window

LONG = "word " * 100


@pytest.mark.parametrize(
    ("setting", "rights"),
    [
        ("full", {"The Ketta Mail": "full", None: "full"}),
        ("", {"The Ketta Mail": "full"}),
        ("excerpt", {"The Ketta Mail": "excerpt", None: "excerpt"}),
        ("excerpt,The Ketta Mail=none", {"the KETTA mail": "none", "Ketta Mail": "excerpt"}),
        ("Cable Post = none, Other=excerpt", {"Cable Post": "none", "Other": "excerpt"}),
        ("A=B=none", {"A=B": "none"}),
    ],
)  # fmt: skip
def test_setting(setting: str, rights: dict[str | None, str]) -> None:
    parsed = TextRights(setting)
    assert {outlet: parsed.find(outlet) for outlet in rights} == rights
    assert parsed.is_full == (set(rights.values()) == {"full"})


@pytest.mark.parametrize("setting", ["all", "The Ketta Mail", "=none", "A=some"])
def test_a_bad_setting_is_named(setting: str) -> None:
    with pytest.raises(SettingsError, match="ONRECORD_TEXT"):
        TextRights(setting)


@pytest.mark.parametrize(
    ("before", "quote", "after", "excerpt"),
    [
        pytest.param("A one. B two. ", "“Yes.”", " C three. D four.", "B two. “Yes.” C three.",
                     id="a sentence on either side"),
        pytest.param("A one. Ann said ", "yes", ". C three. D four.",
                     "Ann said yes. C three.", id="the rest of its own, and one after"),
        pytest.param("A one.\n\nAnn said ", "yes", " today. C three.", "Ann said yes today.",
                     id="within its own sentence"),
        pytest.param("", "Yes", "", "Yes", id="nothing around"),
        pytest.param(LONG, "yes", LONG, None, id="no end within reach"),
    ],
)  # fmt: skip
def test_an_excerpt(before: str, quote: str, after: str, excerpt: str | None) -> None:
    text, start, end = before + quote + after, len(before), len(before + quote)
    first, last = find_window("excerpt", text, start, end)
    if excerpt is not None:
        assert text[first:last] == excerpt
    assert (start - first <= REACH, last - end <= REACH) == (True, True)
    assert find_window("full", text, start, end) == (0, len(text))
    assert find_window("none", text, start, end) == (start, end)


@given(st.text("ab. \n”", max_size=900), st.data())
def test_the_window_holds_the_quotation_and_little_more(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = find_window("excerpt", text, start, end)
    assert max(0, start - REACH) <= first <= start
    assert end <= last <= min(len(text), end + REACH)
