"""Every page follows the one before, in each of the orders."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_builders import ASKED, CHEAP, DEBT, PAID, RAIN, STOP, extractions, make_sample, read_all

from quotes.errors import QueryError
from quotes.records import Extraction
from quotes.store import Order, Quote, QuoteFilter, Store
from quotes.store.schema.keys import UNDATED_KEY, find_day_key
from quotes.store.search import paging


def test_an_exact_cursor_pages_on(sample: Store) -> None:
    page = sample.quotes.list(limit=4)
    rest = sample.quotes.list(limit=4, cursor=page.next)
    assert [len(page.items), len(rest.items), rest.next] == [4, 2, None]
    assert sample.quotes.list(limit=6).next is None


@pytest.mark.parametrize("limit", [0, -1, 201, 10**9])
def test_refuses_limits_outside_1_to_200(sample: Store, limit: int) -> None:
    with pytest.raises(QueryError, match="1 to 200"):
        sample.quotes.list(limit=limit)


@pytest.mark.parametrize(
    "cursor",
    [
        pytest.param("", id="empty"),
        pytest.param("é", id="not ascii"),
        pytest.param("AAAA", id="not JSON"),
        pytest.param("WyJuIiwiYSIsImIiXQ", id="of a list by name"),
        pytest.param("WyJrIiwtMV0", id="a negative key"),
        pytest.param("WyJrIiw5OTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ", id="a huge number"),
        pytest.param("WyJyIiwiY29uZmlkZW5jZSIsLTAuOSwxXQ", id="of another order"),
        pytest.param("W" * 5_000, id="long"),
    ],
)
def test_refuses_cursors_that_it_did_not_make(sample: Store, cursor: str) -> None:
    with pytest.raises(QueryError) as caught:
        sample.quotes.list(cursor=cursor)
    assert caught.value.parameter == "cursor"


@pytest.mark.parametrize(
    ("order", "q", "found"),
    [
        pytest.param("confidence", None, [DEBT, CHEAP, STOP, RAIN, ASKED, PAID], id="surest first"),
        pytest.param("relevance", "the", [PAID, DEBT, STOP], id="shortest first"),
        pytest.param("date", "the", [DEBT, STOP, PAID], id="newest first"),
        pytest.param("oldest", None, [RAIN, PAID, STOP, CHEAP, DEBT, ASKED], id="oldest first"),
        pytest.param("oldest", "the", [PAID, STOP, DEBT], id="oldest first, of some"),
    ],
)
def test_orders(sample: Store, order: Order, q: str | None, found: list[str]) -> None:
    filters = QuoteFilter(q=q)
    whole = sample.quotes.list(filters, order=order)
    assert [" … ".join(quote.content) for quote in whole.items] == found
    paged: list[Quote] = []
    cursor = None
    while len(paged) < len(found):
        page = sample.quotes.list(filters, order=order, limit=2, cursor=cursor)
        paged += page.items
        cursor = page.next
    assert tuple(paged) == whole.items
    assert cursor is None


@given(
    drawn=st.lists(extractions(), min_size=1, max_size=4, unique_by=lambda each: each.article.id),
    limit=st.integers(1, 7),
    topics=st.booleans(),
)
@settings(max_examples=12, deadline=None)
def test_oldest_first_is_newest_first_backwards(
    new_store: Callable[[], Store], drawn: list[Extraction], limit: int, topics: bool
) -> None:
    """But for articles without a date, which are last in both."""
    with new_store() as store:
        for each in (*drawn, *make_sample()):
            store.articles.save(each)
        filters = QuoteFilter(act="all", topic="politics" if topics else None)
        newest = read_all(store, filters)
        oldest = read_all(store, filters, limit, order="oldest")
    dated = [find_day_key(quote.article.published) < UNDATED_KEY for quote in newest]
    halves = (
        [quote for quote, is_dated in zip(newest, dated, strict=True) if is_dated is half]
        for half in (True, False)
    )
    assert oldest == [quote for half in halves for quote in reversed(half)]


def test_relevance_needs_words(sample: Store) -> None:
    with pytest.raises(QueryError, match="order: relevance"):
        sample.quotes.list(order="relevance")


@pytest.mark.parametrize(
    ("one", "other"),
    [("confidence", "relevance"), ("date", "oldest"), ("oldest", "date"), ("oldest", "confidence")],
)
def test_a_cursor_is_of_one_order(sample: Store, one: Order, other: Order) -> None:
    page = sample.quotes.list(order=one, limit=1)
    with pytest.raises(QueryError, match="cursor"):
        sample.quotes.list(QuoteFilter(q="the"), order=other, cursor=page.next)


def test_a_page_says_that_relevance_is_capped(
    sample: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the newest candidates are ranked, and the page says so."""
    assert not sample.quotes.list(QuoteFilter(q="the"), order="relevance").capped
    monkeypatch.setattr(paging, "MAX_CANDIDATES", 2)
    page = sample.quotes.list(QuoteFilter(q="the"), order="relevance")
    assert page.capped
    assert {quote.article.id for quote in page.items} == {"dam-broadsheet", "dam-cable"}


@given(
    drawn=st.lists(extractions(), min_size=1, max_size=4, unique_by=lambda each: each.article.id),
    limit=st.integers(1, 7),
)
@settings(max_examples=12, deadline=None)
def test_pages_hold_everything_once_in_order(
    new_store: Callable[[], Store], drawn: list[Extraction], limit: int
) -> None:
    with new_store() as store:
        for each in drawn:
            store.articles.save(each)
        every = QuoteFilter(act="all")
        whole = store.quotes.list(every, limit=200)
        assert whole.next is None
        paged = read_all(store, every, limit)
    assert paged == list(whole.items)
    ids = [attribution.id for each in drawn for attribution in each.attributions]
    assert sorted(quote.attribution.id for quote in paged) == sorted(ids)
