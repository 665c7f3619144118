"""Names of persons, normalized and compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.identities.person_names import compare_names, normalize_name, normalize_spelling


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("John Kerry", "JOHN KERRY", "same name"),
        ("Recep Tayyip Erdoğan", "Recep Tayyip Erdogan", "same name"),
        ("President Anselm Rudek", "Anselm Rudek", "same name"),
        ("Bashar al-Assad", "Bashar Assad", "same name"),
        ("Abdel Fattah el-Sisi", "Abdel Fattah al-Sisi", "same name"),
        ("Dmitry Medvedev", "Dmitri Medvedev", "spelling"),
        ("Sergey Lavrov", "Sergei Lawrow", "spelling"),
        ("Mohammed Morsi", "Muhammad Mursi", None),
        ("Mohammed Badie", "Muhammad Badie", "spelling"),
        ("Jens Müller", "Jens Mueller", "spelling"),
        ("J. Kerry", "John Kerry", "initials"),
        ("J.F. Kerry", "John Forbes Kerry", "initials"),
        ("JF Kerry", "John Kerry", "initials"),
        ("J. Kerry", "Teresa Kerry", None),
        ("John F. Kerry", "John Kerry", "middle name"),
        ("John F. Kerry", "John Forbes Kerry", "middle name"),
        ("George W. Bush", "George H. W. Bush", "middle name"),
        ("George W. Bush", "George Herbert Bush", None),
        ('Robert C. "Bobby" Scott', "Bobby Scott", "nickname"),
        ("Bill Clinton", "William Clinton", "nickname"),
        ("Bill Clinton", "Hillary Clinton", None),
        ("Jim Webb", "Jimmy Webb", "nickname"),
        ("Kerry", "John Kerry", "one word"),
        ("Kerry", "Kerry", "one word"),
        ("Martin King Jr.", "Martin King", "middle name"),
        ("Martin King Jr.", "Martin Luther King Jr.", "middle name"),
        ("Martin King Jr.", "Martin King Sr.", None),
        ("Ann Lee", "Ann Park", None),
    ],
    ids=lambda value: str(value),
)
def test_compare_names(one: str, other: str, expected: str | None) -> None:
    """The comparison says how the names match, whichever comes first."""
    first, second = normalize_name(one), normalize_name(other)
    assert first
    assert second
    assert compare_names(first, second) == expected
    assert compare_names(second, first) == expected


def test_a_title_alone_is_no_name() -> None:
    """Without a name there is nothing to compare."""
    assert normalize_name("Mr. President") is None
    assert normalize_name("") is None


@given(st.text(), st.text())
def test_any_two_names_can_be_compared(one: str, other: str) -> None:
    """Nothing raises, the order does not matter, and a name matches itself."""
    first, second = normalize_name(one), normalize_name(other)
    if first and second:
        assert compare_names(first, second) == compare_names(second, first)
        assert compare_names(first, first) in ("same name", "one word")


@given(st.text(st.characters(categories=["Ll"])))
def test_a_plain_spelling_is_no_longer(part: str) -> None:
    """Spellings become shorter or stay as long ("x" alone is two letters)."""
    assert len(normalize_spelling(part)) <= len(part) + part.count("x")
