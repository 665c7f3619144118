"""Quotations by position."""

from __future__ import annotations

import pytest

from quotes.attribution.quotation_index import QuotationIndex
from quotes.records import Article

TEXT = "“Go,” she said. “Now.” They left."  # quotations at 0 to 5 and 16 to 22
INDEX = QuotationIndex(Article(id="test", text=TEXT))


def words(quotation: object) -> str | None:
    return None if quotation is None else quotation.span.slice(TEXT)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("position", "around", "before", "after"),
    [
        pytest.param(0, "“Go,”", None, "“Go,”", id="its first mark"),
        pytest.param(4, "“Go,”", None, "“Now.”", id="its last mark"),
        pytest.param(5, None, "“Go,”", "“Now.”", id="right behind it"),
        pytest.param(16, "“Now.”", "“Go,”", "“Now.”", id="where the next begins"),
        pytest.param(22, None, "“Now.”", None, id="behind the last"),
    ],
)
def test_by_position(
    position: int, around: str | None, before: str | None, after: str | None
) -> None:
    """A quotation goes from its first mark to its last, the end exclusive."""
    assert words(INDEX.around(position)) == around
    assert words(INDEX.before(position)) == before
    assert words(INDEX.after(position)) == after
