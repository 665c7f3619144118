"""An extraction is saved whole, once, and read as it was saved."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_builders import attribute, extractions, forget_ids, make_sample, person, read_all

from quotes.errors import NotFoundError, OffsetError, QuotesError, StoreError
from quotes.records import Article, Attribution, Extraction, Span
from quotes.store import QuoteFilter, Store

TEXT = "Ann Lee said it was late. Bo Ek said it was early."


def make(text: str = TEXT, *, speaker: str = "Ann Lee", article_id: str = "a") -> Extraction:
    article = Article(id=article_id, text=text, outlet="Post", published="2031-01-01")
    late = attribute(article, "it was late", "said", "Ann Lee", **person(speaker))
    return Extraction(article=article, attributions=(late,))


def test_saving_says_what_became_of_the_article(store: Store) -> None:
    first = make()
    assert store.articles.save(first) == "new"
    assert store.articles.save(first) == "unchanged"
    assert store.articles.save(msgspec.structs.replace(first, attributions=())) == "replaced"
    assert store.articles.save(make(TEXT + " More.")) == "replaced"
    assert store.articles.save(make(article_id="b")) == "new"


def test_several_are_saved_together_or_not_at_all(store: Store) -> None:
    assert store.articles.save_all([make(), make(), make(article_id="b")]) == [
        "new",
        "unchanged",
        "new",
    ]
    with pytest.raises(StoreError):
        store.articles.save_all([make(article_id="c"), _twice()])
    assert store.count().articles == store.version() == 2


def test_a_replaced_article_keeps_nothing_of_the_old(store: Store) -> None:
    store.articles.save(make())
    article = Article(id="a", text=TEXT)
    early = attribute(article, "it was early", "said", "Bo Ek", **person("Bo Ek"))
    store.articles.save(Extraction(article=article, attributions=(early,)))
    assert [quote.content for quote in store.quotes.list().items] == [("it was early",)]
    assert [speaker.name for speaker in store.speakers.list().items] == ["Bo Ek"]
    assert store.quotes.list(QuoteFilter(q="late")).items == ()
    assert store.outlets.list().items == ()


def test_the_same_words_in_two_articles_are_two_quotes(store: Store) -> None:
    store.articles.save(make(article_id="a"))
    store.articles.save(make(article_id="b"))
    assert store.count().quotes == 2


def test_the_sample_is_read_as_it_was_saved(store: Store) -> None:
    for extraction in make_sample():
        store.articles.save(extraction)
        assert store.articles.get(extraction.article.id) == extraction


@given(drawn=st.lists(extractions(), min_size=1, max_size=5))
@settings(max_examples=15, deadline=None)
def test_saving_is_idempotent_and_loses_nothing(
    new_store: Callable[[], Store], drawn: list[Extraction]
) -> None:
    last = {each.article.id: each for each in drawn}
    with new_store() as store, new_store() as other:
        for each in drawn:
            store.articles.save(each)
        kept = [forget_ids(store.articles.get(each)) for each in last]
        assert kept == [forget_ids(each) for each in last.values()]
        before = _read_all(store)
        assert [store.articles.save(each) for each in last.values()] == ["unchanged"] * len(last)
        assert _read_all(store) == before
        _check_full_text(store)
        for each in reversed(last.values()):
            other.articles.save(each)
        assert _read_content(other) == _read_content(store)


@given(drawn=st.lists(extractions(), min_size=2, max_size=6))
@settings(max_examples=15, deadline=None)
def test_saved_together_is_as_saved_one_by_one(
    new_store: Callable[[], Store], drawn: list[Extraction]
) -> None:
    with new_store() as store, new_store() as other:
        assert store.articles.save_all(drawn) == [other.articles.save(each) for each in drawn]
        assert _read_content(store) == _read_content(other)
        assert [finding for finding in store.verify() if finding.broken] == []


def _read_all(store: Store) -> list[object]:
    every = QuoteFilter(act="all")
    return [
        read_all(store, every),
        store.speakers.list(),
        store.outlets.list(),
        store.topics.list(),
        store.count(),
    ]


def _read_content(store: Store) -> list[object]:
    """As `_read_all`, without what depends on the order of arrival: keys within a day, versions,
    ids of quotes, and which of two people of one name has the plain id.
    """
    quotes, _, *rest = _read_all(store)
    assert isinstance(quotes, list)
    replace = msgspec.structs.replace
    plain = [
        replace(quote, version=0, attribution=replace(quote.attribution, id="", speaker_id=None))
        for quote in quotes
    ]
    named = [(each.name, each.aliases, each.quotes) for each in store.speakers.list().items]
    return [sorted(plain, key=str), sorted(named), *rest]


def _check_full_text(store: Store) -> None:
    """Raise StoreError unless the full-text index holds just what the table does."""
    with store._database.write() as connection:
        if connection.dialect.name != "sqlite":
            return  # the index is a column that the server itself derives
        connection.exec_driver_sql(
            "INSERT INTO attributions_fts(attributions_fts, rank) VALUES ('integrity-check', 1)"
        )


def _break(**fields: object) -> Extraction:
    good = make()
    return msgspec.structs.replace(
        good, attributions=(msgspec.structs.replace(good.attributions[0], **fields),)
    )


def _twice() -> Extraction:
    good = make()
    return msgspec.structs.replace(good, attributions=good.attributions * 2)


@pytest.mark.parametrize(
    ("bad", "error", "words"),
    [
        pytest.param(_break(content=(Span(0, 999),)), OffsetError, "outside", id="content"),
        pytest.param(_break(time=(Span(0, 999),)), OffsetError, "outside", id="time"),
        pytest.param(_break(article_id="z"), StoreError, "of article 'z'", id="other article"),
        pytest.param(_twice(), StoreError, "two attributions", id="one id twice"),
        pytest.param(make(TEXT + "\ud800"), StoreError, "U\\+FFFD", id="lone surrogate"),
    ],
)
def test_an_extraction_that_can_not_be_saved_changes_nothing(
    store: Store, bad: Extraction, error: type[QuotesError], words: str
) -> None:
    good = make()
    store.articles.save(good)
    with pytest.raises(error, match=words):
        store.articles.save(bad)
    assert store.articles.get("a") == good


def test_an_id_of_another_article_is_refused(store: Store) -> None:
    """Ids are digests of their article's id; one that is taken is a mistake of the extraction."""
    first, second = make(article_id="a"), make(article_id="b")
    store.articles.save(first)
    stolen: Attribution = msgspec.structs.replace(
        second.attributions[0], id=first.attributions[0].id
    )
    with pytest.raises(StoreError):
        store.articles.save(msgspec.structs.replace(second, attributions=(stolen,)))
    with pytest.raises(NotFoundError):
        store.articles.get("b")


def test_a_speaker_has_the_commonest_name_and_the_others_as_aliases(store: Store) -> None:
    for article_id, name in [
        ("a", "A. Lee"),
        ("b", "Ann Lee"),
        ("c", "Ann Lee"),
        ("d", "Ann B. Lee"),
    ]:
        extraction = make(article_id=article_id)
        named = msgspec.structs.replace(
            extraction.attributions[0], speaker=name, speaker_id="s1", role="district judge"
        )
        store.articles.save(msgspec.structs.replace(extraction, attributions=(named,)))
    (speaker,) = store.speakers.list().items
    assert (speaker.name, speaker.aliases) == ("Ann Lee", ("A. Lee", "Ann B. Lee"))
    assert speaker.quotes == 4
    (role,) = store.speakers.get(speaker.id).roles
    assert (role.role, role.quotes, role.first_seen) == ("district judge", 4, "2031-01-01")
