"""Rows of any texts and of every type of column, for tests of formats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from quotes.exporting.rows import ExportRow

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
# What a spreadsheet takes for a formula, what CSV and the writer take for their own marks.
NASTY = st.text(st.sampled_from("=+-@\t\r\n\",;'\0\1ab"), max_size=6)
CELLS = st.lists(ANY_TEXT | NASTY, min_size=3, max_size=3).map(tuple)
ROWS_OF_CELLS = st.lists(CELLS, min_size=1, max_size=6)


class Three(ExportRow, frozen=True, gc=False):
    """Three columns of text."""

    one: str
    two: str
    three: str


class Mixed(ExportRow, frozen=True, gc=False):
    """Columns of every kind."""

    name: str | None
    number: float | None
    count: int | None
    flag: bool | None
    spans: list[tuple[int, int]] | None
    names: list[str] | None


MIXED = [("Ann", 0.25, 3, True, [[0, 1], [2, 3]], ["a", "ü"]), (None, None, None, None, None, None)]


def make_batch(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """The columns of the rows."""
    return [list(column) for column in zip(*rows, strict=True)]
