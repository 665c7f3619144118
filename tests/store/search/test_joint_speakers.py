"""Quotes of several speakers together are found by each of them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from store_builders import attribute, person

from quotes.records import Article, Extraction
from quotes.store import Decider, QuoteFilter, Store

JOINT, ALONE, ELSEWHERE = "the dam would hold", "it was cheap", "it was late"
ANN = Decider("Ann", "the same man")


def make_joint(article_id: str = "joint", *, name: str = "Bo Park") -> Extraction:
    """Ann Lee and another say something together, and the other something alone."""
    article = Article(
        id=article_id,
        published="2031-03-02",
        text=f"Ann Lee and {name} said {JOINT}. {name} said {ALONE}.",
    )
    together = person("Ann Lee") | {"speaker_kind": "group", "members": ("Ann Lee", name)}
    return Extraction(
        article=article,
        attributions=(
            attribute(article, JOINT, "said", f"Ann Lee and {name}", **together),
            attribute(article, ALONE, "said", name, **person(name)),
        ),
    )


def make_only_joint() -> Extraction:
    """Cy Dunn never says anything alone."""
    article = Article(
        id="other", published="2031-03-01", text=f"Bo Park and Cy Dunn said {ELSEWHERE}."
    )
    together = person("Bo Park") | {"members": ("Bo Park", "Cy Dunn")}
    said = attribute(article, ELSEWHERE, "said", "Bo Park and Cy Dunn", **together)
    return Extraction(article=article, attributions=(said,))


@pytest.fixture
def full(store: Store) -> Store:
    store.articles.save_all([make_joint(), make_only_joint()])
    return store


def find(store: Store, speaker: str, **fields: object) -> list[str]:
    page = store.quotes.list(QuoteFilter(speaker=speaker, **fields))  # type: ignore[arg-type]
    return [quote.content[0] for quote in page.items]


@pytest.mark.parametrize(
    ("speaker", "found"),
    [
        pytest.param("ann-lee", [JOINT], id="the first, by the id"),
        pytest.param("bo-park", [JOINT, ALONE, ELSEWHERE], id="another, by the id"),
        pytest.param("park", [JOINT, ALONE, ELSEWHERE], id="another, by name"),
        pytest.param("DUNN cy", [ELSEWHERE], id="who never speaks alone, by name"),
        pytest.param("cy-dunn", [ELSEWHERE], id="the same, whose name an id would be"),
        pytest.param("par", [], id="whole words only"),
    ],
)
def test_joint_speakers_are_found(full: Store, speaker: str, found: list[str]) -> None:
    assert find(full, speaker) == found
    oldest = full.quotes.list(QuoteFilter(speaker=speaker), order="oldest")
    assert [quote.content[0] for quote in oldest.items] == found[::-1]


def test_the_record_names_the_other_speakers(full: Store) -> None:
    (quote,) = full.quotes.list(QuoteFilter(speaker="cy dunn")).items
    assert (quote.attribution.speaker, quote.attribution.members) == (
        "Bo Park",
        ("Bo Park", "Cy Dunn"),
    )
    assert find(full, "park", q="hold") == [JOINT]
    assert full.quotes.count_facets(QuoteFilter(speaker="park")).quotes == 3


def test_counts_agree_with_what_is_found(full: Store) -> None:
    """What several say together counts for each of them: in facets, in lists, on a page and in
    exports, and no more once it is rejected.
    """
    whole = QuoteFilter()

    def check() -> dict[str, int]:
        with full.open_snapshot() as snapshot:
            rows = zip(*next(snapshot.stream_speakers(("id", "quotes"), whole)), strict=True)
            exported = dict(rows)
        listed = {each.id: each.quotes for each in full.speakers.list().items}
        facet = full.quotes.count_facets(whole, ("speaker",)).counts["speaker"]
        assert exported == listed
        assert {each.key: each.quotes for each in facet} == {k: n for k, n in listed.items() if n}
        for speaker_id, quotes in listed.items():
            assert len(find(full, speaker_id)) == quotes
            page = full.speakers.get(speaker_id)
            assert (page.head.quotes, page.facets.quotes) == (quotes, quotes)
        return listed

    assert check() == {"ann-lee": 1, "bo-park": 3}
    full.articles.save(make_joint("third", name="Robert Park"))
    assert check() == {"ann-lee": 2, "bo-park": 3, "robert-park": 2}
    full.identities.merge("bo-park", "robert-park", ANN)
    assert check() == {"ann-lee": 2, "bo-park": 5}
    for quote in full.quotes.list(QuoteFilter(q="hold")).items:
        full.quotes.review(quote.attribution.id, "rejected", ANN)
    assert check() == {"bo-park": 3}


def test_exports_name_all_who_spoke(full: Store) -> None:
    """Also those who are not named first."""
    with full.open_snapshot() as snapshot:
        found = list(snapshot.stream_speakers(("id",), QuoteFilter(q="hold")))
    assert [list(columns) for columns in found[0]] == [["ann-lee", "bo-park"]]


def test_joint_speakers_are_merged(full: Store) -> None:
    """A merge also moves what a speaker said together with others."""
    full.articles.save(make_joint("third", name="Robert Park"))
    assert find(full, "robert-park") == [JOINT, ALONE]
    full.identities.merge("bo-park", "robert-park", ANN)
    for one in ("bo-park", "robert-park"):
        assert find(full, one) == [JOINT, ALONE, JOINT, ALONE, ELSEWHERE]
    assert [finding for finding in full.verify() if finding.broken] == []


def test_joint_speakers_are_deleted_with_their_article(full: Store) -> None:
    alone = replace(make_only_joint(), attributions=())
    assert full.articles.save(alone) == "replaced"
    assert find(full, "dunn") == []
    full.articles.withdraw("joint", "a slip")
    assert find(full, "park") == []
    with full._database.read() as connection:
        left = connection.exec_driver_sql("SELECT folded FROM names WHERE kind = 'speaker'")
        assert left.scalars().all() == []


def test_many_joint_quotes_are_found(store: Store) -> None:
    """More than are listed in a query one by one."""
    store.articles.save_all(make_joint(f"a{number}") for number in range(60))
    page = store.quotes.list(QuoteFilter(speaker="park"), limit=200)
    assert len(page.items) == 120
    assert len(store.quotes.list(QuoteFilter(speaker="bo-park"), limit=200).items) == 120
