"""What pages state beside what was read on them."""

from __future__ import annotations

import pytest

from quotes.evaluation.page_fields import (
    FieldCount,
    PageLabels,
    count_right,
    digest_title,
    load_page_labels,
)
from quotes.readers.article_fields import ArticleFields

LABELS = PageLabels(
    title_sha256=digest_title("Ferry sails again"),
    authors=("Ann Lee", "Jo Ek"),
    published="2024-05-03T23:30:00-05:00",
    outlets=("Ketta Mail", "The Mail"),
)


def count(**fields: object) -> dict[str, int]:
    read = ArticleFields(text="Text.", **fields)  # type: ignore[arg-type]
    counts = count_right([(LABELS, read)])
    assert {each.known for each in counts.values()} == {1}
    return {name: each.right for name, each in counts.items()}


def test_all_right_in_other_words() -> None:
    right = count(
        title="FERRY sails again", authors=("jo ek", "Ann LEE"), outlet="the mail",
        published="2024-05-04T04:30:20Z",
    )  # fmt: skip
    assert set(right.values()) == {1}


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"title": "Ferry sails"}, "title"),
        ({"authors": ("Ann Lee",)}, "authors"),
        ({"authors": ("Ann Lee", "Jo Ek", "Bo Dahl")}, "authors"),
        ({"outlet": "Mail"}, "outlet"),
        ({"published": "2024-05-05T12:00:00Z"}, "day"),
        ({"published": "2024-05-03T23:30:00"}, "time"),
        ({"published": "2024-05-03"}, "time"),
        ({}, "title"),
    ],
)
def test_wrong_or_missing(fields: dict[str, object], name: str) -> None:
    assert count(**fields)[name] == 0


def test_what_is_not_known_is_not_counted() -> None:
    unknown = PageLabels(title_sha256=None, authors=None, published=None, outlets=None)
    counts = count_right([(unknown, None), (LABELS, None)])
    assert set(counts.values()) == {FieldCount(known=1, right=0)}
    nobody = PageLabels(title_sha256=None, authors=(), published=None, outlets=None)
    assert count_right([(nobody, ArticleFields(text="Text."))])["authors"].right == 1


def test_labels_are_whole() -> None:
    labels = load_page_labels()
    assert len(labels) > 50
    assert all(len(each.title_sha256 or "") in (0, 64) for each in labels.values())
