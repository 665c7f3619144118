"""Copies of one report are one story, and a quotation counts once in it."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import func, select
from store_builders import attribute, person, read_all

from quotes.errors import NotFoundError, SnapshotLostError
from quotes.records import Article, Extraction
from quotes.store import ArticleFilter, QuoteFilter, Store, open_store
from quotes.store.schema import article_copies, article_shingles

EVERY = QuoteFilter(act="all")
DAM = """\
The lower gate of the Kalder dam gave way in the night, and four villages along the river were \
without power until the morning.

“We will not sleep until every house is dry again,” said Davor Lind, who leads the rescue.

Officials said no comment. The ministry sent two hundred soldiers with boats and pumps to the \
valley, and the school at Brask became a shelter.

“The wall is standing,” Edita Sorel told reporters in front of the town hall on Sunday.

Engineers are to look at the second gate today, which was built in the same year by the same firm \
and holds back twice as much water."""
COURT = """\
A court in Norrport heard the first witness against three members of the harbour board, who are \
said to have taken money from a builder of cranes.

“Nobody gave me anything,” said Pia Holm, the eldest of them, when she was asked about it.

The trial goes on next week with a clerk who kept the books of the firm for eleven years."""
PARAGRAPHS, OTHER = DAM.split("\n\n"), COURT.split("\n\n")


def make(
    article_id: str,
    *paragraphs: str,
    outlet: str | None = None,
    date: str | None = "2031-03-01",
    wire: str | None = None,
) -> Extraction:
    """An article of these paragraphs, with what they quote."""
    text = "\n\n".join(paragraphs or PARAGRAPHS)
    article = Article(
        id=article_id, text=text, outlet=outlet or f"Outlet {article_id}", published=date, wire=wire
    )
    quotes = [
        ("“We will not sleep until every house is dry again,”", person("Davor Lind")),
        ("no comment", {"speaker_kind": "group"}),
        ("“The wall is standing,”", person("Edita Sorel")),
        ("“Nobody gave me anything,”", person("Pia Holm")),
    ]
    found = [
        attribute(article, words, type="direct", **who) for words, who in quotes if words in text
    ]
    return Extraction(article=article, attributions=tuple(found))


def list_stories(store: Store) -> dict[str, str]:
    """The story of each article."""
    return {article.id: article.story for article in store.articles.list(limit=200).items}


def group(store: Store) -> set[frozenset[str]]:
    """The articles of each story."""
    stories: dict[str, set[str]] = {}
    for article_id, story in list_stories(store).items():
        stories.setdefault(story, set()).add(article_id)
    return {frozenset(ids) for ids in stories.values()}


def list_carriers(store: Store) -> dict[tuple[str, str], list[str]]:
    """The articles that carry each quote, by its article and first words."""
    return {
        (quote.article.id, quote.content[0].strip("“")[:8]): [
            carrier.article for carrier in quote.carried_by
        ]
        for quote in read_all(store, EVERY)
    }


def count_rows(store: Store) -> tuple[int, ...]:
    with store._database.read() as connection:
        return tuple(
            connection.scalar(select(func.count()).select_from(table)) or 0
            for table in (article_shingles, article_copies)
        )


def test_copies_are_one_story_and_others_are_not(store: Store) -> None:
    store.articles.save(make("wire", wire="SNS"))
    store.articles.save(make("cut", *PARAGRAPHS[:3]))
    store.articles.save(make("titled", "Four villages in the dark", *PARAGRAPHS))
    store.articles.save(make("court", *OTHER))
    assert group(store) == {frozenset({"wire", "cut", "titled"}), frozenset({"court"})}


def test_a_quotation_lists_who_carried_it_the_oldest_first(store: Store) -> None:
    store.articles.save(make("late", date="2031-03-03"))
    store.articles.save(make("early", date="2031-03-01"))
    store.articles.save(make("cut", *PARAGRAPHS[:3], date="2031-03-02"))
    store.articles.save(make("undated", date=None))
    carriers = list_carriers(store)
    assert carriers["late", "We will "] == ["early", "cut", "late", "undated"]
    assert carriers["cut", "no comme"] == ["early", "cut", "late", "undated"]
    assert carriers["early", "The wall"] == ["early", "late", "undated"]
    quote = store.quotes.list(QuoteFilter(article="cut")).items[0]
    assert store.quotes.get(quote.attribution.id)[0].carried_by == quote.carried_by
    encoded = store.quotes.list_encoded(QuoteFilter(article="cut")).items[0]
    assert encoded.carried_by == quote.carried_by
    assert [each.outlet for each in quote.carried_by] == [
        "Outlet early", "Outlet cut", "Outlet late", "Outlet undated"
    ]  # fmt: skip


def test_one_printing_has_no_carriers(store: Store) -> None:
    store.articles.save(make("alone"))
    store.articles.save(make("court", *OTHER))
    assert not any(list_carriers(store).values())


def test_equal_words_elsewhere_are_another_quotation(store: Store) -> None:
    """The same short quotation in another story is not carried by this one."""
    store.articles.save(make("a"))
    store.articles.save(make("b"))
    store.articles.save(make("c", *OTHER, "Officials said no comment."))
    carriers = list_carriers(store)
    assert carriers["a", "no comme"] == ["a", "b"]
    assert carriers["c", "no comme"] == []


def test_the_two_equal_quotes_of_an_article_stay_two(store: Store) -> None:
    twice = (*PARAGRAPHS, "Pia Holm was asked as well.", "Officials said no comment.")
    for article_id in ("a", "b"):
        extraction = make(article_id, *twice)
        last = extraction.article.text.rindex("no comment")
        again = attribute(extraction.article, "no comment", nth=1, speaker_kind="group")
        span = replace(again.content[0], start=last, end=last + len("no comment"))
        again = replace(again, content=(span,))
        store.articles.save(replace(extraction, attributions=(*extraction.attributions, again)))
    copied = [quote.copy_of for quote in read_all(store, EVERY) if quote.content == ("no comment",)]
    assert len(copied) == 4
    assert len(set(copied)) == 2


def test_an_edited_article_leaves_and_joins_stories(store: Store) -> None:
    for article_id in ("a", "b"):
        store.articles.save(make(article_id))
    store.articles.save(make("c", *OTHER))
    before = list_stories(store)
    store.articles.save(make("b", *OTHER))
    assert group(store) == {frozenset({"a"}), frozenset({"b", "c"})}
    after = list_stories(store)
    assert (after["a"], after["b"]) == (before["a"], before["c"])
    assert list_carriers(store)["a", "We will "] == []
    assert sorted(list_carriers(store)["c", "Nobody g"]) == ["b", "c"]
    store.articles.save(make("b"))
    assert list_stories(store) == before


def test_a_story_is_split_where_nothing_connects_its_articles(store: Store) -> None:
    """Two parts of a report are copies of the whole, not of each other."""
    store.articles.save(make("whole"))
    store.articles.save(make("start", *PARAGRAPHS[:2]))
    store.articles.save(make("end", *PARAGRAPHS[3:]))
    store.articles.save(make("end2", *PARAGRAPHS[3:]))
    story = list_stories(store)["whole"]
    assert group(store) == {frozenset({"whole", "start", "end", "end2"})}
    version = store.version()
    store.articles.withdraw("whole", "retracted")
    assert group(store) == {frozenset({"start"}), frozenset({"end", "end2"})}
    assert list_stories(store)["end"] == story
    carriers = list_carriers(store)
    assert carriers["end", "The wall"] == ["end", "end2"]
    assert carriers["start", "We will "] == []
    changed = {quote.article.id for quote in read_all(store, EVERY) if quote.version > version}
    assert changed == {"start", "end", "end2"}


def test_an_article_extracted_again_changes_no_story(store: Store) -> None:
    """Though it alone connects the others."""
    store.articles.save(make("whole"))
    store.articles.save(make("start", *PARAGRAPHS[:2]))
    store.articles.save(make("end", *PARAGRAPHS[3:]))
    stories, carriers, version = list_stories(store), list_carriers(store), store.version()
    copied = {quote.attribution.id: quote.copy_of for quote in read_all(store, EVERY)}
    for wire in ("SNS", "ANP"):
        store.articles.save(make("whole", wire=wire))
    assert list_stories(store) == stories
    assert list_carriers(store) == carriers
    assert {quote.attribution.id: quote.copy_of for quote in read_all(store, EVERY)} == copied
    assert {quote.article.id for quote in read_all(store, EVERY) if quote.version > version} == {
        "whole"
    }


def test_the_first_of_a_quotation_goes(store: Store) -> None:
    for number, article_id in enumerate(("a", "b", "c"), start=1):
        store.articles.save(make(article_id, date=f"2031-03-0{number}"))
    store.articles.withdraw("a", "retracted")
    quotes = [quote for quote in read_all(store, EVERY) if quote.content[0].startswith("“We")]
    first = next(quote for quote in quotes if quote.article.id == "b")
    assert [quote.copy_of for quote in quotes] == [first.attribution.id] * 2
    store.articles.withdraw("b", "retracted")
    assert [quote.copy_of for quote in read_all(store, EVERY)] == [None] * 3


def test_stories_that_an_article_connects_become_the_larger(store: Store) -> None:
    for article_id in ("start1", "start2"):
        store.articles.save(make(article_id, *PARAGRAPHS[:2]))
    store.articles.save(make("end", *PARAGRAPHS[3:]))
    stories, version = list_stories(store), store.version()
    snapshot = store.open_snapshot()
    snapshot.close()
    store.articles.save(make("whole"))
    assert set(list_stories(store).values()) == {stories["start1"]}
    changed = {quote.article.id for quote in read_all(store, EVERY) if quote.version > version}
    assert changed == {"end", "whole"}
    with pytest.raises(SnapshotLostError):
        store.open_snapshot(version)


def test_a_merged_story_leads_to_what_it_went_into(store: Store) -> None:
    store.articles.save(make("larger", *PARAGRAPHS))
    store.articles.save(make("larger-too", *PARAGRAPHS))
    store.articles.save(make("smaller", *OTHER))
    before = list_stories(store)
    assert store.stories.find_successor(before["larger"]) is None
    store.articles.save(make("smaller", *PARAGRAPHS))
    story = before["larger"]
    assert set(list_stories(store).values()) == {story}
    assert store.stories.find_successor(before["smaller"]) == story
    assert store.articles.list(ArticleFilter(story=before["smaller"])).items
    assert store.quotes.list(QuoteFilter(story=before["smaller"], act="all")).items
    # The id is never given to another story.
    store.articles.save(make("smaller", *OTHER))
    assert list_stories(store)["smaller"] not in before.values()
    assert not [finding for finding in store.verify() if finding.broken]


def test_stories_that_were_merged_into_a_merged_one(store: Store) -> None:
    store.articles.save(make("one", *PARAGRAPHS))
    store.articles.save(make("two", *OTHER))
    stories = list_stories(store)
    store.articles.save(make("two", *PARAGRAPHS))
    for number in range(3):
        store.articles.save(make(f"three-{number}", *OTHER))
    last = list_stories(store)["three-0"]
    store.articles.save(make("two", *OTHER))
    store.articles.save(make("one", *OTHER))
    assert store.stories.find_successor(stories["one"]) == last
    assert store.stories.find_successor(stories["two"]) == last
    assert not [finding for finding in store.verify() if finding.broken]


def test_a_copy_that_joins_changes_no_other(store: Store) -> None:
    store.articles.save(make("a"))
    version = store.version()
    store.articles.save(make("b"))
    assert {quote.article.id for quote in read_all(store, EVERY) if quote.version > version} == {
        "b"
    }
    store.open_snapshot(version).close()


def test_a_story_says_who_printed_it_and_whose_it_is(store: Store) -> None:
    store.articles.save(make("b", outlet="Broadsheet", date="2031-03-02", wire="SNS"))
    store.articles.save(make("a", outlet="Agency", date="2031-03-01", wire="SNS"))
    store.articles.save(make("c", outlet="Cable", date="2031-03-02"))
    story = store.stories.get(list_stories(store)["c"])
    assert (story.wire, story.articles, story.first_published) == ("SNS", 3, "2031-03-01")
    assert story.outlets == ("Agency", "Broadsheet", "Cable")
    with pytest.raises(NotFoundError):
        store.stories.get("nothing")


def test_a_quotation_counts_once_a_story_whoever_prints_it(store: Store) -> None:
    for number, article_id in enumerate(("a", "b", "c"), start=1):
        store.articles.save(make(article_id, date=f"2031-03-0{number}"))
    store.articles.save(make("d", *OTHER, "Officials said no comment."))
    each, once = store.quotes.count_facets(EVERY), store.quotes.count_facets(EVERY, once=True)
    assert (each.quotes, once.quotes) == (11, 5)
    counted = {count.name: count.quotes for count in once.counts["speaker"]}
    assert counted == {"Davor Lind": 1, "Edita Sorel": 1, "Pia Holm": 1}
    assert {count.name: count.quotes for count in each.counts["speaker"]}["Davor Lind"] == 3
    assert {count.quotes for count in once.counts["outlet"]} == {2, 3}
    of_outlet = store.quotes.count_facets(QuoteFilter(act="all", outlet="outlet c"), once=True)
    assert of_outlet.quotes == 3
    first = store.quotes.list(QuoteFilter(act="all", copies="first"))
    assert [quote.article.id for quote in first.items] == ["a", "a", "a", "d", "d"]
    story = list_stories(store)["a"]
    assert len(store.quotes.list(QuoteFilter(act="all", story=story)).items) == 9


def test_nothing_is_left_of_articles_that_are_gone(store: Store) -> None:
    for article_id in ("a", "b", "c"):
        store.articles.save(make(article_id))
    assert all(count_rows(store))
    store.articles.save(make("a", "Short."))
    for article_id in ("a", "b", "c"):
        store.articles.withdraw(article_id, "retracted")
    assert count_rows(store) == (0, 0)


PIECES = [make(str(number), *PARAGRAPHS[start:end]) for number, (start, end) in enumerate(
    [(0, 5), (0, 2), (0, 3), (3, 5), (2, 5), (1, 4)]
)] + [make("6", *OTHER), make("7", *OTHER[:2])]  # fmt: skip


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(order=st.permutations(PIECES), together=st.booleans(), gone=st.sampled_from("0123"))
def test_stories_do_not_depend_on_the_order(
    template: Path, tmp_path: Path, order: list[Extraction], together: bool, gone: str
) -> None:
    """Nor on whether articles come in one transaction, nor on one that came and went."""

    def new_store() -> Store:
        return open_store(f"sqlite:///{shutil.copy(template, tmp_path / f'{uuid4()}.db')}")

    with new_store() as store, new_store() as other:
        if together:
            store.articles.save_all(order)
        else:
            for extraction in order:
                store.articles.save(extraction)
        other.articles.save_all(PIECES)
        assert group(store) == group(other)
        assert not [finding for finding in store.verify() if finding.broken]
        store.articles.withdraw(gone, "retracted")
        left = [piece for piece in PIECES if piece.article.id != gone]
        with new_store() as third:
            third.articles.save_all(left)
            assert group(store) == group(third)
        assert not [finding for finding in store.verify() if finding.broken]
