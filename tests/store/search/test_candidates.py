"""Quotes that name nobody are found by those who may have said them, where that is asked for."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from store_builders import attribute, person

from quotes.errors import QueryError
from quotes.records import Article, Extraction, PossibleSpeaker
from quotes.store import Decider, MatchingCandidate, Order, QuoteFilter, Store

OPEN, ALONE, ELSEWHERE = "the dam would hold", "it was cheap", "it was late"
ANN = Decider("Ann", "the same man")
ORDERS: list[Order] = ["date", "oldest", "confidence"]


def make_open(
    article_id: str = "open", *, name: str = "Bo Park", second: str = "Cy Dunn"
) -> Extraction:
    """Somebody, who is left open, says something, and the likelier candidate something else."""
    article = Article(
        id=article_id, published="2031-03-02", text=f"He said {OPEN}. {name} said {ALONE}."
    )
    candidates = tuple(
        PossibleSpeaker(name=candidate, kind="person", probability=probability)
        for candidate, probability in ((name, 0.5), (second, 0.3))
    )
    said = {"speaker_kind": "anonymous", "candidates": candidates}
    return Extraction(
        article=article,
        attributions=(
            attribute(article, OPEN, "said", "He", **said),
            attribute(article, ALONE, "said", name, **person(name)),
        ),
    )


def make_named() -> Extraction:
    """A quote with a speaker; that it has candidates, too, makes them nothing."""
    article = Article(id="other", published="2031-03-01", text=f"Cy Dunn said {ELSEWHERE}.")
    candidates = (PossibleSpeaker(name="Bo Park", kind="person", probability=0.2),)
    said = attribute(
        article, ELSEWHERE, "said", "Cy Dunn", candidates=candidates, **person("Cy Dunn")
    )
    return Extraction(article=article, attributions=(said,))


@pytest.fixture
def full(store: Store) -> Store:
    store.articles.save_all([make_open(), make_named()])
    return store


def include(speaker: str, **fields: Any) -> QuoteFilter:
    return QuoteFilter(speaker=speaker, include="candidates", **fields)


def find(store: Store, filters: QuoteFilter, order: Order = "date") -> list[str]:
    return [quote.content[0] for quote in store.quotes.list(filters, order=order).items]


@pytest.mark.parametrize(
    ("speaker", "found", "own"),
    [
        pytest.param("bo-park", [OPEN, ALONE], [ALONE], id="by the id"),
        pytest.param("PARK bo", [OPEN, ALONE], [ALONE], id="by name"),
        pytest.param("dunn", [OPEN, ELSEWHERE], [ELSEWHERE], id="whom the article doesn't quote"),
        pytest.param("cy-dunn", [ELSEWHERE], [ELSEWHERE], id="the same, by the id"),
        pytest.param("par", [], [], id="whole words only"),
    ],
)
def test_candidates_are_found(full: Store, speaker: str, found: list[str], own: list[str]) -> None:
    assert find(full, include(speaker)) == found
    assert find(full, QuoteFilter(speaker=speaker)) == own
    for order in ORDERS:
        assert set(find(full, include(speaker), order)) == set(found)
    assert find(full, include(speaker), "oldest") == found[::-1]
    assert find(full, include(speaker, q="hold"), "relevance") == found[:1] * (OPEN in found)


def test_what_was_found_by_a_candidate_says_so(full: Store) -> None:
    """In both forms of a list, with the chance; a quote that is theirs has none."""
    for speaker, id_ in (("bo-park", "bo-park"), ("park", "bo-park"), ("dunn", None)):
        name, probability = ("Cy Dunn", 0.3) if speaker == "dunn" else ("Bo Park", 0.5)
        expected = MatchingCandidate(id=id_, name=name, probability=probability)
        for page in (
            full.quotes.list(include(speaker)),
            full.quotes.list_encoded(include(speaker)),
        ):
            assert [item.matching_candidates for item in page.items] == [(expected,), ()]
    open_, _ = full.quotes.list(include("park")).items
    assert (open_.attribution.speaker, open_.attribution.speaker_id) == (None, None)
    # Words that several candidates have find all of them.
    full.articles.save(make_open("family", second="Dee Park"))
    newest = full.quotes.list(include("park", article="family")).items[0]
    chances = [(each.name, each.probability) for each in newest.matching_candidates]
    assert chances == [("Bo Park", 0.5), ("Dee Park", 0.3)]


def test_pages_of_candidates_go_on(full: Store) -> None:
    full.articles.save_all([make_open(f"open-{number}") for number in range(3)])
    for order in ORDERS:
        found, cursor = [], None
        while True:
            page = full.quotes.list(include("park"), order=order, limit=3, cursor=cursor)
            found += [quote.attribution.id for quote in page.items]
            if (cursor := page.next) is None:
                break
        assert len(found) == len(set(found)) == 8


def test_candidates_count_for_nobody(full: Store) -> None:
    """In no count by speaker, not even among quotes that include them."""
    facets = full.quotes.count_facets(include("park"), ("speaker",))
    assert facets.quotes == 2
    assert [(count.key, count.quotes) for count in facets.counts["speaker"]] == [("bo-park", 1)]
    assert full.speakers.get("bo-park").head.quotes == 1
    with full.open_snapshot() as snapshot:
        (batch,) = snapshot.stream_speakers(("id", "quotes"), include("park"))
    assert [list(column) for column in batch] == [["bo-park"], [1]]


def test_candidates_need_a_speaker(full: Store) -> None:
    with pytest.raises(QueryError, match="give speaker") as caught:
        full.quotes.list(QuoteFilter(include="candidates"))
    assert caught.value.parameter == "include"


def test_candidates_follow_their_speakers(full: Store) -> None:
    """When two speakers are merged, the quotes that may be of either are found by both."""
    full.articles.save(make_open("second", name="Robert Park"))
    assert len(find(full, include("bo-park"))) == 2
    full.identities.merge("bo-park", "robert-park", ANN)
    for speaker in ("bo-park", "robert-park"):
        assert len(find(full, include(speaker))) == 4
    (first, *_) = full.quotes.list(include("robert-park")).items
    assert [each.id for each in first.matching_candidates] == [first_id(full, "bo-park")]
    assert not [finding for finding in full.verify() if finding.broken]


def first_id(store: Store, speaker: str) -> str:
    return store.speakers.get(speaker).head.id


def test_candidates_go_with_their_quotes(full: Store) -> None:
    """Replaced and withdrawn articles leave neither candidates nor names behind."""
    extraction = make_open()
    named = replace(extraction.attributions[0], candidates=())
    full.articles.save(replace(extraction, attributions=(named, *extraction.attributions[1:])))
    assert find(full, include("park")) == [ALONE]
    full.articles.withdraw("open", "an error")
    full.articles.withdraw("other", "an error")
    assert find(full, include("park")) == []
    assert not [finding for finding in full.verify() if finding.broken]
