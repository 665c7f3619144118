"""Every change has a version, deleted rows leave a tombstone, and withdrawn articles stay away."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_builders import extractions, make_sample, read_all

from quotes.errors import NotFoundError
from quotes.records import Extraction
from quotes.store import QuoteFilter, Store


def list_gone(store: Store, since: int = 0) -> list[tuple[str, str, str]]:
    page = store.list_tombstones(since=since, limit=200)
    assert page.next is None
    return [(each.kind, each.id, each.change) for each in page.items]


def test_each_change_has_the_next_version(store: Store) -> None:
    first, second, *_ = make_sample()
    assert store.version() == 0
    store.articles.save(first)
    store.articles.save(second)
    assert store.version() == 2
    store.articles.save(second)
    assert store.version() == 2
    store.articles.save(msgspec.structs.replace(second, topics=()))
    assert store.version() == 3
    assert store.articles.withdraw(first.article.id, "a mistake") == 4
    assert {quote.version for quote in store.quotes.list().items} == {3}


def test_a_replaced_article_leaves_tombstones_of_lost_quotes(store: Store) -> None:
    cable = make_sample()[0]
    store.articles.save(cable)
    kept, *lost = cable.attributions
    store.articles.save(msgspec.structs.replace(cable, attributions=(kept,)))
    assert list_gone(store) == [
        ("quote", each, "replaced") for each in sorted(each.id for each in lost)
    ]
    store.articles.save(cable)
    assert list_gone(store) == []


def test_a_withdrawn_article_is_gone_and_stays_away(store: Store) -> None:
    cable, *rest = make_sample()
    for each in (cable, *rest):
        store.articles.save(each)
    before = store.version()
    store.articles.withdraw("dam-cable", "the minister was misquoted")
    with pytest.raises(NotFoundError):
        store.articles.get("dam-cable")
    assert store.quotes.list(QuoteFilter(q="river")).items == ()
    assert store.quotes.list(QuoteFilter(act="attitude")).items == ()
    gone = list_gone(store, since=before)
    assert gone[0] == ("article", "dam-cable", "withdrawn")
    assert {each for kind, each, _ in gone if kind == "quote"} == {
        each.id for each in cable.attributions
    }
    (tombstone,) = store.list_tombstones(kind="article").items
    assert tombstone.reason == "the minister was misquoted"
    assert store.articles.save(cable) == "withdrawn"
    assert store.count().articles == 3


def test_a_restored_article_can_be_saved_again(store: Store) -> None:
    cable = make_sample()[0]
    store.articles.save(cable)
    store.articles.withdraw("dam-cable", "a mistake")
    assert list_gone(store)[-1] == ("speaker", "zoë-işık", "withdrawn")
    store.articles.restore("dam-cable")
    assert store.articles.save(cable) == "new"
    assert list_gone(store) == []
    assert store.articles.get("dam-cable") == cable


@pytest.mark.parametrize("act", ["withdraw", "restore"])
def test_only_what_is_there_can_be_withdrawn_or_restored(store: Store, act: str) -> None:
    arguments = ["nothing", "why"] if act == "withdraw" else ["nothing"]
    with pytest.raises(NotFoundError, match="'nothing'"):
        getattr(store.articles, act)(*arguments)
    assert store.version() == 0


def test_tombstones_have_pages(store: Store) -> None:
    for each in make_sample():
        store.articles.save(each)
        store.articles.withdraw(each.article.id, "all of it")
    whole = store.list_tombstones(limit=200).items
    paged, cursor = [], None
    while True:
        page = store.list_tombstones(limit=2, cursor=cursor)
        paged += page.items
        if (cursor := page.next) is None:
            break
    assert tuple(paged) == whole
    # Two speakers are in two articles each; after the deletion of one the next has another id.
    assert len(whole) == 4 + 7 + 4


_acts = st.one_of(
    extractions(), st.sampled_from(["a", "b", "c", "d"]).map(lambda name: ("withdraw", name))
)


@given(acts=st.lists(_acts, min_size=1, max_size=8), seen=st.integers(0, 8))
@settings(max_examples=25, deadline=None)
def test_a_copy_that_takes_the_changes_is_the_same(
    new_store: Callable[[], Store], acts: list[Extraction | tuple[str, str]], seen: int
) -> None:
    """A copy made at some version, then given all that was changed and all that went since, holds
    what the store holds.
    """
    every = QuoteFilter(act="all")
    with new_store() as store:

        def copy(since: int) -> dict[str, object]:
            return {
                quote.attribution.id: quote
                for quote in read_all(store, every)
                if quote.version > since
            }

        taken, version = copy(0), 0
        for number, act in enumerate(acts):
            if number == seen:
                taken, version = copy(0), store.version()
            if isinstance(act, Extraction):
                store.articles.save(act)
            elif act[1] in {quote.article.id for quote in store.quotes.list(every).items}:
                store.articles.withdraw(act[1], "drawn")
        for kind, gone, _ in list_gone(store, version):
            if kind == "quote":
                taken.pop(gone, None)
        assert taken | copy(version) == copy(0)
