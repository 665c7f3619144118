"""Articles are listed newest first, and found by outlet, topic and date."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from quotes.errors import QueryError
from quotes.store import ArticleFilter, Store

NEWEST_FIRST = ["dam-broadsheet", "dam-cable", "https://news.example/a?b=1", "undated"]


def list_ids(store: Store, **filters: Any) -> list[str]:
    return [article.id for article in store.articles.list(ArticleFilter(**filters)).items]


def test_articles_come_newest_first_with_their_number_of_statements(sample: Store) -> None:
    page = sample.articles.list()
    assert [article.id for article in page.items] == NEWEST_FIRST
    assert [article.quotes for article in page.items] == [2, 2, 1, 1]
    assert page.next is None


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"outlet": "cable"}, ["dam-cable", "undated"]),
        ({"outlet": "evening"}, ["dam-broadsheet"]),
        ({"outlet": "nobody"}, []),
        ({"topic": "politics"}, ["dam-broadsheet", "dam-cable"]),
        ({"topic": "medtop:17000000"}, ["dam-broadsheet"]),
        ({"from_date": date(2031, 3, 2)}, ["dam-broadsheet", "dam-cable"]),
        ({"to_date": date(2031, 3, 2)}, ["dam-cable", "https://news.example/a?b=1"]),
        ({"outlet": "cable", "topic": "politics"}, ["dam-cable"]),
        ({"q": "valleys"}, ["dam-broadsheet"]),
        ({"q": "dam"}, ["dam-cable"]),
        ({"q": "river"}, []),
        ({"about": "river"}, ["dam-cable"]),
        ({"about": "dam -ministers"}, ["dam-broadsheet"]),
        ({"about": "politics", "q": "valley"}, ["dam-broadsheet"]),
    ],
)
def test_filters(sample: Store, filters: dict[str, Any], ids: list[str]) -> None:
    assert list_ids(sample, **filters) == ids


def test_pages_follow_each_other(sample: Store) -> None:
    ids: list[str] = []
    cursor = None
    while True:
        page = sample.articles.list(limit=1, cursor=cursor)
        ids += [article.id for article in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert ids == NEWEST_FIRST


@pytest.mark.parametrize(
    "filters",
    [
        {"outlet": "…"},
        {"q": "-dam"},
        {"about": "a*"},
        {"from_date": date(2031, 3, 2), "to_date": date(2031, 3, 1)},
    ],
)
def test_invalid_filters(sample: Store, filters: dict[str, Any]) -> None:
    with pytest.raises(QueryError):
        list_ids(sample, **filters)
