"""The tree of errors, and what their messages say."""

from __future__ import annotations

import inspect
import re

import pytest

from quotes import errors
from quotes.errors import ArticleError, NotFoundError, QueryError, QuotesError

CLASSES = [
    value
    for _, value in inspect.getmembers(errors, inspect.isclass)
    if value.__module__ == errors.__name__
]


def test_all_are_of_one_tree() -> None:
    """Whoever catches QuotesError catches all of them."""
    assert all(issubclass(each, QuotesError) for each in CLASSES)


def test_the_drawing_is_complete() -> None:
    """The tree at the top of the module names every error, under its parent."""
    drawn = re.findall(r"^ *([│ ]*)(?:[├└]── )?(\w+Error)\b", errors.__doc__ or "", re.MULTILINE)
    assert {name for _, name in drawn} == {each.__name__ for each in CLASSES}
    inner = {name for indent, name in drawn if indent.strip(" │") == "" and len(indent) > 3}
    assert inner <= {each.__name__ for each in CLASSES}


@pytest.mark.parametrize("each", CLASSES, ids=lambda each: each.__name__)
def test_each_says_what_it_is(each: type[QuotesError]) -> None:
    """Every error has a docstring that says what went wrong."""
    assert each.__doc__


@pytest.mark.parametrize(
    ("error", "message"),
    [
        pytest.param(ArticleError("empty", path="a.txt"), "a.txt: empty", id="a file"),
        pytest.param(ArticleError("no text", path="-", line=3), "-:3: no text", id="a line"),
        pytest.param(
            ArticleError("no text", path="a.jsonl", line=3, field="$.text"),
            "a.jsonl:3: no text (at `$.text`)",
            id="a field",
        ),
        pytest.param(QueryError("limit", "give 1 or more"), "limit: give 1 or more", id="a query"),
        pytest.param(NotFoundError("speaker", "x"), "there is no speaker 'x'", id="a record"),
    ],
)
def test_messages(error: QuotesError, message: str) -> None:
    """A message says where and what."""
    assert str(error) == message


def test_fields() -> None:
    """What a caller acts on is a field, not only words."""
    error = ArticleError("no text", path="a.jsonl", line=3, field="$.text")
    assert (error.reason, error.path, error.line, error.field) == (
        "no text",
        "a.jsonl",
        3,
        "$.text",
    )
    missing = NotFoundError("speaker", "x")
    assert (missing.kind, missing.key) == ("speaker", "x")
    assert QueryError("limit", "too many").parameter == "limit"
