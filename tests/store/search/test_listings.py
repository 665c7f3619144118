"""Speakers, outlets and topics are listed with the number of their statements."""

from __future__ import annotations

import pytest

from quotes.errors import QueryError
from quotes.store import Outlet, SpeakerRole, Store, StoreCounts, TopicHead


def test_speakers_by_name(sample: Store) -> None:
    found = [(each.name, each.kind, each.quotes) for each in sample.speakers.list().items]
    assert found == [("Ola Berg", "person", 2), ("Zoë Işık", "person", 3)]


@pytest.mark.parametrize(
    ("name", "kind", "found"),
    [
        ("zoe", None, ["Zoë Işık"]),
        ("isik", "person", ["Zoë Işık"]),
        ("isik", "group", []),
        (None, "person", ["Ola Berg", "Zoë Işık"]),
    ],
)
def test_speakers_are_found(
    sample: Store, name: str | None, kind: object, found: list[str]
) -> None:
    page = sample.speakers.list(name=name, kind=kind)  # type: ignore[arg-type]
    assert [each.name for each in page.items] == found


def test_a_speaker_has_roles_with_first_and_last_dates(sample: Store) -> None:
    minister = SpeakerRole(
        role="water minister",
        affiliation=None,
        first_seen="2031-03-02",
        last_seen="2031-03-02",
        quotes=2,
    )
    assert sample.speakers.get("zoë-işık").roles == (minister,)


def test_outlets_by_name(sample: Store) -> None:
    assert sample.outlets.list().items == (
        Outlet(
            name="Cable Post",
            articles=2,
            quotes=3,
            first_published="2031-03-02",
            last_published="2031-03-02",
        ),
        Outlet(
            name="Évening Gazette",
            articles=1,
            quotes=2,
            first_published="2031-03-04",
            last_published="2031-03-04",
        ),
    )


def test_topics_by_code(sample: Store) -> None:
    assert sample.topics.list().items == (
        TopicHead(
            code="medtop:11000000",
            name="politics",
            parent=None,
            articles=2,
            quotes=4,
            direct_articles=2,
        ),
        TopicHead(
            code="medtop:17000000",
            name="weather",
            parent=None,
            articles=1,
            quotes=2,
            direct_articles=1,
        ),
    )


def test_counts(sample: Store) -> None:
    assert sample.count() == StoreCounts(articles=4, quotes=6, attitudes=1, speakers=2)


def test_an_empty_store_lists_nothing(store: Store) -> None:
    assert store.speakers.list().items == store.outlets.list().items == ()
    assert store.count() == StoreCounts(articles=0, quotes=0, attitudes=0, speakers=0)


@pytest.mark.parametrize("kind", ["speakers", "outlets", "topics"])
def test_pages_follow_each_other(sample: Store, kind: str) -> None:
    read = getattr(sample, kind).list
    first = read(limit=1)
    second = read(limit=1, cursor=first.next)
    assert second.next is None
    assert first.items + second.items == read().items
    with pytest.raises(QueryError, match="cursor"):
        read(cursor="W10")
