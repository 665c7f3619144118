"""Which columns an export has."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from quotes.errors import QueryError
from quotes.exporting.columns import choose_columns, list_columns
from quotes.exporting.rows import INCREMENTAL, ON_DEMAND, QuoteRow

LAST = tuple(INCREMENTAL)
USUAL = tuple(name for name in list_columns(QuoteRow) if name not in ON_DEMAND)


@pytest.mark.parametrize(
    ("chosen", "incremental", "columns"),
    [
        pytest.param(("text", "id"), False, ("text", "id"), id="in the order given"),
        pytest.param(("id",), True, ("id", *LAST), id="with what was withdrawn"),
        pytest.param(("withdrawn", "id"), True, ("id", *LAST), id="which comes last"),
        pytest.param(None, False, USUAL[: -len(LAST)], id="all but those on demand"),
        pytest.param(None, True, USUAL, id="with what was withdrawn, too"),
    ],
)
def test_columns(chosen: Sequence[str] | None, incremental: bool, columns: tuple[str, ...]) -> None:
    assert list_columns(choose_columns(QuoteRow, chosen, incremental=incremental)) == columns


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        pytest.param(("id", "speeker"), "no column 'speeker'; use id, text", id="unknown"),
        pytest.param(("id", "id"), "id is given twice", id="twice"),
        pytest.param((), "give at least one of id, text", id="none"),
        pytest.param(("",), "no column ''", id="empty"),
        pytest.param(("withdrawn",), "no column 'withdrawn'", id="only in an incremental one"),
    ],
)
def test_bad_columns(chosen: Sequence[str], message: str) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        choose_columns(QuoteRow, chosen, incremental=False)
    assert caught.value.parameter == "columns"
