"""A stream is one version of the data, whatever is written beside it, or says that it can't be."""

from __future__ import annotations

import msgspec
import pytest
from store_builders import attribute, make_sample, person

from quotes.errors import QueryError, SnapshotLostError
from quotes.records import Article, Extraction
from quotes.store import Chunk, Quote, QuoteFilter, Store, streaming


def make(name: str, day: int = 1) -> Extraction:
    article = Article(
        id=name, text=f"Ann Lee said {name} was late.", published=f"2031-01-{day:02d}"
    )
    said = attribute(article, f"{name} was late", "said", "Ann Lee", **person("Ann Lee"))
    return Extraction(article=article, attributions=(said,))


@pytest.fixture
def full(store: Store) -> Store:
    """Six articles with a quote each."""
    for number in range(6):
        store.save(make(f"a{number}", 10 - number))
    return store


def read(chunks: list[Chunk[Quote]]) -> list[str]:
    return [quote.article.id for chunk in chunks for quote in chunk.items]


ALL = [f"a{number}" for number in range(6)]


def change(store: Store) -> None:
    """Everything that can happen to articles that were read, will be, and that are new."""
    store.save(make("first", 28))
    store.save(make("last", 1))
    store.withdraw("a0", "read already")
    store.withdraw("a4", "to be read")
    changed = make("a5", 5)
    store.save(msgspec.structs.replace(changed, attributions=()))


def test_a_stream_is_a_snapshot(full: Store) -> None:
    chunks = full.stream_quotes(chunk=2)
    first = next(chunks)
    change(full)
    rest = list(chunks)
    assert read([first, *rest]) == ALL
    assert {chunk.version for chunk in [first, *rest]} == {6}


def test_articles_and_speakers_are_snapshots(full: Store) -> None:
    articles, speakers = full.stream_articles(chunk=2), full.stream_speakers(chunk=1)
    first = next(articles)
    heads = list(next(speakers).items)
    change(full)
    assert [each.head.id for chunk in (first, *articles) for each in chunk.items] == ALL
    heads += [each for chunk in speakers for each in chunk.items]
    assert [(each.name, each.quotes) for each in heads] == [("Ann Lee", 6)]


def test_a_resumed_stream_goes_on_in_its_snapshot(full: Store) -> None:
    first = next(full.stream_quotes(chunk=2))
    full.save(make("first", 28))
    full.save(make("last", 1))
    assert read(list(full.stream_quotes(chunk=2, after=first.cursor))) == ALL[2:]


def test_a_resumed_stream_tells_that_its_snapshot_is_lost(full: Store) -> None:
    first = next(full.stream_quotes(chunk=2))
    full.withdraw("a4", "a mistake")
    with pytest.raises(SnapshotLostError, match="version 6"):
        next(full.stream_quotes(after=first.cursor))


def test_a_slow_stream_gives_its_transaction_up(full: Store) -> None:
    """It goes on in the same snapshot while it can, and tells when it can't."""
    chunks = streaming.stream_quotes(full._database.read, QuoteFilter(), chunk=1, held_seconds=0)
    taken = [next(chunks)]
    full.save(make("last", 1))
    taken += [next(chunks), next(chunks)]
    assert read(taken) == ALL[:3]
    full.withdraw("a4", "a mistake")
    with pytest.raises(SnapshotLostError):
        next(chunks)


@pytest.mark.parametrize("kind", ["quotes", "articles", "speakers"])
@pytest.mark.parametrize("chunk", [1, 2, 100])
def test_a_stream_can_be_resumed_after_every_chunk(full: Store, kind: str, chunk: int) -> None:
    full.save(make_sample()[0])
    stream = getattr(full, f"stream_{kind}")
    whole = [item for each in stream() for item in each.items]
    taken: list[object] = []
    after = None
    while (found := next(stream(after=after, chunk=chunk), None)) is not None:
        taken += found.items
        after = found.cursor
    assert taken == whole
    assert whole


def test_filters_choose_articles_and_speakers(store: Store) -> None:
    for each in make_sample():
        store.save(each)
    river = QuoteFilter(q="river")
    assert [item.head.id for each in store.stream_articles(river) for item in each.items] == [
        "dam-cable"
    ]
    assert [item.name for each in store.stream_speakers(river) for item in each.items] == [
        "Zoë Işık"
    ]
    assert sum(len(each.items) for each in store.stream_articles()) == 4


def test_only_changes_are_streamed(full: Store) -> None:
    change(full)
    since = [
        [item.article.id for each in full.stream_quotes(since=6) for item in each.items],
        [item.head.id for each in full.stream_articles(since=6) for item in each.items],
        [item.id for each in full.stream_speakers(since=6) for item in each.items],
    ]
    assert since == [["first", "last"], ["first", "a5", "last"], ["ann-lee"]]


def test_an_article_comes_with_its_text_and_record(full: Store) -> None:
    (stored,) = next(full.stream_articles(QuoteFilter(article="a3"))).items
    article = full.get_extraction("a3").article
    record = msgspec.json.decode(stored.record) | {"text": stored.text}
    assert msgspec.convert(record, Article) == article
    assert (stored.sha256, stored.statements) == (article.sha256, 1)


@pytest.mark.parametrize("kind", ["quotes", "articles", "speakers"])
def test_refuses_cursors_of_other_lists(full: Store, kind: str) -> None:
    page = full.list_quotes(limit=1)
    with pytest.raises(QueryError, match="cursor"):
        next(getattr(full, f"stream_{kind}")(after=page.next))
