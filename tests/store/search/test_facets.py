"""Facets and timelines count what the same filter lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_builders import attribute, extractions, person

from quotes.errors import QueryError
from quotes.records import Article, Extraction
from quotes.store import Count, QuoteFilter, Store
from quotes.store.search import facets as counting


def test_facets_of_the_sample(sample: Store) -> None:
    facets = sample.quotes.count_facets()
    assert (facets.quotes, facets.capped, facets.more) == (6, False, ())
    assert facets.counts == {
        "speaker": (
            Count(key="zoë-işık", name="Zoë Işık", quotes=3),
            Count(key="ola-berg", name="Ola Berg", quotes=2),
        ),
        "outlet": (
            Count(key="Cable Post", name="Cable Post", quotes=3),
            Count(key="Évening Gazette", name="Évening Gazette", quotes=2),
        ),
        "topic": (
            Count(key="medtop:11000000", name="politics", quotes=4),
            Count(key="medtop:17000000", name="weather", quotes=2),
        ),
        "type": (
            Count(key="indirect", name="indirect", quotes=4),
            Count(key="direct", name="direct", quotes=1),
            Count(key="mixed", name="mixed", quotes=1),
        ),
        "certainty": (Count(key="likely", name="likely", quotes=6),),
        "month": (
            Count(key="2031-03", name="2031-03", quotes=4),
            Count(key="2030-12", name="2030-12", quotes=1),
        ),
    }


def test_facets_are_of_the_filter_and_of_those_asked_for(sample: Store) -> None:
    facets = sample.quotes.count_facets(QuoteFilter(speaker="berg"), ["type"])
    assert facets.counts == {
        "type": (
            Count(key="indirect", name="indirect", quotes=1),
            Count(key="mixed", name="mixed", quotes=1),
        )
    }


def test_facets_tell_what_they_leave_out(sample: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MAX_COUNTED", 4)
    facets = sample.quotes.count_facets(top=1)
    assert (facets.quotes, facets.capped) == (4, True)
    assert facets.more == ("speaker", "outlet", "topic", "type", "month")
    assert [count.quotes for count in facets.counts["speaker"]] == [3]


def test_an_outlet_is_called_as_its_newest_article_does(store: Store) -> None:
    for name, outlet, day in (("new", "The MAIL", "02"), ("old", "The Mail", "01")):
        article = Article(
            id=name, text=f"“{name},” Ana Lee said.", outlet=outlet, published=f"2031-03-{day}"
        )
        quote = attribute(
            article, f"“{name},”", "said", "Ana Lee", type="direct", **person("Ana Lee")
        )
        store.articles.save(Extraction(article=article, attributions=(quote,)))
    counts = store.quotes.count_facets(QuoteFilter(), ["outlet"]).counts
    assert counts == {"outlet": (Count(key="The MAIL", name="The MAIL", quotes=2),)}
    article = Article(id="newest", text="Nothing.", outlet="the mail", published="2031-03-03")
    store.articles.save(Extraction(article=article, attributions=()))
    counts = store.quotes.count_facets(QuoteFilter(), ["outlet"]).counts
    assert counts["outlet"][0].name == "the mail"


@pytest.mark.parametrize("top", [0, 101])
def test_refuses_too_many_values(sample: Store, top: int) -> None:
    with pytest.raises(QueryError, match="1 to 100"):
        sample.quotes.count_facets(top=top)


@pytest.mark.parametrize(
    ("interval", "points"),
    [
        ("day", [("2030-12-31", 1), ("2031-03-02", 2), ("2031-03-04", 2)]),
        ("week", [("2030-12-30", 1), ("2031-02-24", 2), ("2031-03-03", 2)]),
        ("month", [("2030-12-01", 1), ("2031-03-01", 4)]),
        ("year", [("2030-01-01", 1), ("2031-01-01", 4)]),
    ],
)
def test_timelines(sample: Store, interval: object, points: list[tuple[str, int]]) -> None:
    timeline = sample.quotes.count_timeline(interval=interval)  # type: ignore[arg-type]
    assert [(point.start, point.quotes) for point in timeline.points] == points
    assert timeline.undated == 1


def test_timelines_tell_where_models_changed(store: Store) -> None:
    """Undated articles and those without quotes are passed over."""
    read_by = [
        ("2031-02-01", "b"),
        ("2031-01-05", "a"),
        ("2031-03-09", "b"),
        (None, "c"),
        ("2030", "a"),
    ]
    for number, (published, version) in enumerate(read_by):
        article = Article(id=f"a{number}", text="Ann Lee said it was late.", published=published)
        said = attribute(article, "it was late", "said", "Ann Lee", model_version=version)
        store.articles.save(Extraction(article=article, attributions=(said,)))
    store.articles.save(Extraction(article=Article(id="empty", text="It rained."), attributions=()))
    models = store.quotes.count_timeline(QuoteFilter(q="rained")).models
    assert [(one.model_version, one.first, one.last) for one in models] == [
        ("a", "2031-01-05", "2031-01-05"),
        ("b", "2031-02-01", "2031-03-09"),
    ]


@given(
    drawn=st.lists(extractions(), min_size=1, max_size=4, unique_by=lambda each: each.article.id)
)
@settings(max_examples=15, deadline=None)
def test_counts_are_those_of_the_list(
    new_store: Callable[[], Store], drawn: list[Extraction]
) -> None:
    every = QuoteFilter(act="all")
    with new_store() as store:
        for each in drawn:
            store.articles.save(each)
        quotes = store.quotes.list(every, limit=200).items
        facets = store.quotes.count_facets(every, top=100)
        timeline = store.quotes.count_timeline(every, "day")
    assert facets.quotes == len(quotes)
    types = Counter(quote.attribution.type for quote in quotes)
    assert {count.key: count.quotes for count in facets.counts["type"]} == types
    known = Counter(q.attribution.speaker_id for q in quotes if q.attribution.speaker_id)
    assert {count.key: count.quotes for count in facets.counts["speaker"]} == known
    assert sum(point.quotes for point in timeline.points) + timeline.undated == len(quotes)
    months = sum(count.quotes for count in facets.counts["month"])
    assert months == len(quotes) - timeline.undated
