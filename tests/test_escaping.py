"""Characters that would act on a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.escaping import escape_controls, has_controls


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Žďár said “so” \U0001f600", "Žďár said “so” \U0001f600", id="harmless"),
        pytest.param("\x1b[31mred\x9b0m", r"\x1b[31mred\x9b0m", id="colour"),
        pytest.param("a\r\nerror: b\x7f", r"a\r\nerror: b\x7f", id="another line"),
        pytest.param("a\u2028b\u202etxt.exe", r"a\u2028b\u202etxt.exe", id="direction"),
        pytest.param(b"a\xff".decode("utf-8", "surrogateescape"), r"a\udcff", id="no UTF-8"),
    ],
)
def test_escape_controls(text: str, expected: str) -> None:
    """What acts is shown by its number; the rest stays as it is."""
    assert escape_controls(text) == expected


@given(st.text(st.characters()))
def test_any_text(text: str) -> None:
    """What is left has nothing to escape and can be encoded."""
    escaped = escape_controls(text)
    escaped.encode("utf-8")
    assert not has_controls(escaped)
    assert (escaped == text) == (not has_controls(text))
