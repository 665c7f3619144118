"""Clusters of the variants of one quotation."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import func, select
from store_builders import attribute, person, read_all

from quotes.errors import SnapshotLostError
from quotes.records import Article, Extraction
from quotes.store import Quote, QuoteFilter, Store
from quotes.store.schema import fingerprints
from quotes.store.write.variants import MOST_QUOTES

EVERY = QuoteFilter(act="all")
WHOLE = "“The wall is standing. Nobody should sleep below that dam tonight, or any night.”"
FIRST = "“The wall is standing tall and the gates are shut for the winter.”"
BOTH = f"{WHOLE[:-1]} {FIRST[1:]}"


def make(
    article: str, *contents: str, speaker: str | None = "Davor Lind", date: str = "2031-03-01"
) -> Extraction:
    """An article that quotes one speaker directly, a sentence after the other."""
    text = " ".join(f"{content} said {speaker}." for content in contents)
    record = Article(id=article, text=text, outlet=f"Outlet {article}", published=date)
    who = person(speaker) if speaker else {}
    found = [attribute(record, each, "said", type="direct", **who) for each in contents]
    return Extraction(article=record, attributions=tuple(found))


def group(quotes: Sequence[Quote]) -> set[frozenset[str]]:
    """The ids of the quotes of each cluster."""
    clusters: dict[str, set[str]] = {}
    for quote in quotes:
        if quote.cluster is not None:
            clusters.setdefault(quote.cluster, set()).add(quote.attribution.id)
    return {frozenset(ids) for ids in clusters.values()}


def list_clusters(store: Store) -> dict[str, str | None]:
    """The cluster of the first quote of each article."""
    return {quote.article.id: quote.cluster for quote in reversed(read_all(store, EVERY))}


def count_fingerprints(store: Store) -> int:
    with store._database.read() as connection:
        return connection.scalar(select(func.count()).select_from(fingerprints)) or 0


def test_an_unnamed_source_gets_no_name_from_elsewhere(store: Store) -> None:
    """Equal words are together only within its article, and named ones as if it were not there."""
    store.articles.save(make("a", WHOLE))
    for article in ("b", "c"):
        store.articles.save(make(article, WHOLE, f"{WHOLE[:-1]} Nobody.”", speaker=None))
    store.articles.save(make("d", WHOLE))
    clusters = list_clusters(store)
    assert clusters["a"] == clusters["d"]
    assert len({clusters[article] for article in "abc"}) == 3
    assert sorted(map(len, group(read_all(store, EVERY)))) == [2, 2, 2]


def test_a_source_that_loses_its_name_leaves_the_cluster(store: Store) -> None:
    """As when the article is extracted again with a better model."""
    for article in ("a", "b"):
        store.articles.save(make(article, WHOLE))
    again = make("b", WHOLE)
    unnamed = replace(again.attributions[0], speaker="a man", speaker_id=None)
    store.articles.save(replace(again, attributions=(unnamed,)))
    clusters = list_clusters(store)
    assert None is not clusters["a"] != clusters["b"] is not None


def test_variants_share_a_cluster(store: Store) -> None:
    store.articles.save(make("a", WHOLE))
    store.articles.save(make("b", WHOLE.replace("“", '"').replace("”", '"').upper()))
    store.articles.save(
        make("c", "“Nobody should sleep below that dam tonight …”", date="2031-03-02")
    )
    store.articles.save(make("d", FIRST))
    clusters = list_clusters(store)
    assert clusters["a"] == clusters["b"] == clusters["c"] != clusters["d"]
    found = store.quotes.list(QuoteFilter(cluster=clusters["a"])).items
    assert [quote.article.id for quote in found] == ["c", "a", "b"]
    assert store.quotes.get(found[0].attribution.id)[0].cluster == clusters["a"]
    assert store.quotes.list(QuoteFilter(cluster="nothing")).items == ()


def test_too_few_words_have_no_cluster(store: Store) -> None:
    store.articles.save(make("a", "“No comment.”"))
    assert list_clusters(store) == {"a": None}


def test_a_new_quote_does_not_change_the_others(store: Store) -> None:
    store.articles.save(make("a", WHOLE))
    before = read_all(store, EVERY)
    with store.open_snapshot() as snapshot:
        version = snapshot.version
    store.articles.save(make("b", WHOLE))
    assert read_all(store, QuoteFilter(article="a")) == before
    store.open_snapshot(version).close()


@pytest.fixture
def merged(store: Store) -> Store:
    """A store in which the quote of the third article joins those of the first and second."""
    store.articles.save_all(
        [make("a", WHOLE), make("b", FIRST), make("x", "“That is as may be, sir.”")]
    )
    store.articles.save(make("c", BOTH))
    return store


def test_a_merge_is_a_change_of_the_data(merged: Store) -> None:
    """One id stays, the other is merged into it, and quotes that moved have the new version."""
    quotes = {quote.article.id: quote for quote in read_all(merged, EVERY)}
    assert quotes["a"].cluster == quotes["b"].cluster == quotes["c"].cluster != quotes["x"].cluster
    assert quotes["c"].version == 4
    assert sorted(quotes[each].version for each in "ab") in ([1, 4], [2, 4])
    with pytest.raises(SnapshotLostError):
        merged.open_snapshot(3)
    with merged.open_snapshot() as snapshot:
        changed = [
            each for batch in snapshot.stream_quotes(["id", "cluster"], EVERY, since=3)
            for each in batch[0]
        ]  # fmt: skip
    assert len(changed) == 2


def test_merged_ids_find_the_cluster(merged: Store) -> None:
    with merged._database.read() as connection:
        (row,) = connection.exec_driver_sql("SELECT id, merged_into, version FROM merged_clusters")
    assert row.version == 4
    quotes = [read_all(merged, QuoteFilter(cluster=each)) for each in (row.id, row.merged_into)]
    assert quotes[0] == quotes[1]
    assert {quote.article.id for quote in quotes[0]} == {"a", "b", "c"}


def test_the_id_outlives_the_first_variant(store: Store) -> None:
    """Neither replacing nor withdrawing articles changes the cluster of the others, and a quote
    that is saved again is in it again.
    """
    store.articles.save(make("a", WHOLE))
    store.articles.save(make("b", WHOLE[:-15] + "”"))
    before = list_clusters(store)
    store.articles.save_all([make("b", WHOLE[:-15] + "”", FIRST), make("a", WHOLE, FIRST)])
    assert list_clusters(store) == before
    store.articles.withdraw("a", "for the test")
    assert list_clusters(store) == {"b": before["b"]}
    store.articles.restore("a")
    store.articles.save(make("a", WHOLE))
    assert list_clusters(store) == before


def test_deleted_quotes_leave_no_fingerprints(store: Store) -> None:
    store.articles.save(make("a", WHOLE, FIRST))
    assert count_fingerprints(store) > 2
    store.articles.withdraw("a", "for the test")
    assert count_fingerprints(store) == 0


def find_articles(store: Store, cluster: str | None) -> set[str]:
    return {quote.article.id for quote in read_all(store, QuoteFilter(cluster=cluster))}


def find_broken(store: Store) -> list[object]:
    return [each for each in store.verify() if each.broken]


def doubt(extraction: Extraction, confidence: float) -> Extraction:
    """The same findings, less sure."""
    found = (replace(each, confidence=confidence) for each in extraction.attributions)
    return replace(extraction, attributions=tuple(found))


def test_an_id_that_was_merged_is_not_given_again(store: Store) -> None:
    """Not even to the quote that began the cluster, when it is saved again without the one that
    joined it to others, however often.
    """
    pair = {"a": make("a", WHOLE), "b": make("b", FIRST)}
    store.articles.save_all(pair.values())
    first = list_clusters(store)
    store.articles.save(make("c", BOTH))
    (moved,) = (each for each in pair if list_clusters(store)[each] != first[each])
    for _ in range(4):
        for each in ("c", moved):
            store.articles.withdraw(each, "for the test")
            store.articles.restore(each)
        store.articles.save(pair[moved])
        assert find_articles(store, list_clusters(store)[moved]) == {moved}
        assert find_articles(store, first[moved]) == pair.keys() - {moved}
        assert find_broken(store) == []
        store.articles.save(make("c", BOTH))
        assert find_articles(store, first[moved]) == {"a", "b", "c"}
        assert find_broken(store) == []


@pytest.mark.parametrize("order", ["abc", "cab", "bca", "b", "ca"])
def test_what_is_extracted_again_keeps_its_cluster(merged: Store, order: str) -> None:
    """Whichever of its quotes are saved again; all merged ids still find it."""
    before = list_clusters(merged)
    with merged._database.read() as connection:
        ids = connection.exec_driver_sql("SELECT id FROM merged_clusters").scalars().all()
    articles = {"a": make("a", WHOLE), "b": make("b", FIRST), "c": make("c", BOTH)}
    merged.articles.save_all(doubt(articles[each], 0.5) for each in order)
    assert list_clusters(merged) == before
    assert [find_articles(merged, each) for each in ids] == [{"a", "b", "c"}]


def test_what_is_replaced_by_other_words_does_not_keep_its_cluster(store: Store) -> None:
    """And has an id of its own, though it stands at the same place."""
    store.articles.save_all([make("a", WHOLE), make("b", WHOLE)])
    ids = [quote.attribution.id for quote in read_all(store, EVERY)]
    before = list_clusters(store)
    store.articles.save(
        make("b", f"“{'Seven words and no more of that. ' * 9}"[: len(WHOLE) - 1] + "”")
    )
    kept, replaced = ids
    (other,) = {quote.attribution.id for quote in read_all(store, EVERY)} - {kept}
    assert other != replaced
    assert list_clusters(store)["a"] == before["a"] != list_clusters(store)["b"]


def test_words_saved_first_take_no_cluster_of_another_speaker(store: Store) -> None:
    """Few words of two speakers: the one who had the id keeps it."""
    few = "“The river can wait.”"
    store.articles.save(make("a", few))
    before = list_clusters(store)
    store.articles.save_all([make("b", few, speaker="Edita Sorel"), doubt(make("a", few), 0.5)])
    assert list_clusters(store)["a"] == before["a"] != list_clusters(store)["b"]


def test_the_same_words_of_two_speakers(store: Store) -> None:
    """Many words are one quotation, whoever the speakers are; few words are not."""
    few = "“The river can wait.”"
    store.articles.save_all([make("a", WHOLE), make("b", WHOLE, speaker="Edita Sorel")])
    store.articles.save_all([make("c", few), make("d", few, speaker="Edita Sorel")])
    clusters = list_clusters(store)
    assert clusters["a"] == clusters["b"]
    assert clusters["c"] != clusters["d"]
    assert None not in clusters.values()


def test_a_text_that_everybody_prints_is_one_cluster(store: Store) -> None:
    """The number of stored fingerprints is bounded."""
    store.articles.save_all(make(f"{n:03}", WHOLE) for n in range(MOST_QUOTES + 30))
    assert len(set(list_clusters(store).values())) == 1
    with store._database.read() as connection:
        most = select(func.count(fingerprints.c.key)).group_by(fingerprints.c.fingerprint)
        assert set(connection.scalars(most)) == {MOST_QUOTES}


_SENTENCES = (
    "The wall is standing and we intend to keep it standing.",
    "Nobody should sleep below that dam tonight.",
    "The state will not leave anybody in a gymnasium.",
    "There are nine thousand people on camp beds.",
    "Statements do not hold water, and neither does the lake.",
)
_quotations = st.lists(st.sampled_from(_SENTENCES), min_size=1, max_size=4, unique=True).map(
    lambda each: f"“{' '.join(each)}”"
)


@given(
    quotations=st.lists(_quotations, min_size=2, max_size=8),
    order=st.permutations(range(8)),
    at_once=st.booleans(),
)
@settings(max_examples=25, deadline=None)
def test_the_order_of_arrival_does_not_matter(
    new_store: Callable[[], Store], quotations: list[str], order: list[int], at_once: bool
) -> None:
    """The same quotes are together, whether articles come one by one or at once."""
    articles = [make(f"{n}", each) for n, each in enumerate(quotations)]
    shuffled = sorted(articles, key=lambda each: order[int(each.article.id)])
    with new_store() as one, new_store() as other:
        for each in articles:
            one.articles.save(each)
        if at_once:
            other.articles.save_all(shuffled)
        else:
            for each in shuffled:
                other.articles.save(each)
        assert group(read_all(one, EVERY)) == group(read_all(other, EVERY))


_which = st.integers(0, 4)
_steps = _which | st.tuples(
    st.lists(_which, min_size=1, max_size=5, unique=True), st.sampled_from([0.5, 0.7, 0.9])
)


@given(
    pool=st.lists(_quotations, min_size=5, max_size=5),
    steps=st.lists(_steps, min_size=2, max_size=10),
)
@example(
    pool=[
        f"“{' '.join(_SENTENCES[n] for n in each)}”"
        for each in [(1, 0), (3, 2, 4, 1), (2, 0, 3, 1), (0,), (2,)]
    ],
    steps=[([3, 4, 1], 0.7), ([0, 2, 4, 1], 0.9)],
)
@settings(max_examples=25, deadline=None)
def test_ids_find_their_quotes_as_long_as_these_are_stored(
    new_store: Callable[[], Store], pool: list[str], steps: list[int | tuple[list[int], float]]
) -> None:
    """Whatever is saved, withdrawn and saved again: each id that a quote had finds that quote."""
    had: dict[str, set[str]] = {}
    with new_store() as store:
        for step in steps:
            if isinstance(step, int):
                if str(step) not in list_clusters(store):
                    continue
                store.articles.withdraw(str(step), "for the test")
                store.articles.restore(str(step))
            else:
                store.articles.save_all(doubt(make(str(n), pool[n]), step[1]) for n in step[0])
            clusters = list_clusters(store)
            had = {name: had.get(name, set()) | {str(clusters[name])} for name in clusters}
            for name, ids in had.items():
                assert all(name in find_articles(store, each) for each in ids)
            assert find_broken(store) == []
