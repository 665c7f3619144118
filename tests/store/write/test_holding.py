"""Articles under embargo, withheld and canceled by their publishers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from msgspec.structs import replace
from store_builders import list_contents, make_sample

from quotes.errors import GoneError, NotFoundError, OffsetError
from quotes.records import Extraction, Span
from quotes.store import Store, copy_database, open_store

NOON = datetime(2031, 3, 1, 12, tzinfo=UTC)
SetClock = Callable[[datetime], None]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Sets the time, which is noon."""

    def set_to(time: datetime) -> None:
        monkeypatch.setattr("quotes.store.write.holding.read_clock", lambda: time)

    set_to(NOON)
    return set_to


def make(
    hour: int | None = None, *, version: str = "2031-03-01T08:00:00Z", more: str = ""
) -> Extraction:
    """The sample's first article under embargo until an hour of the day, in a version."""
    extraction = make_sample()[0]
    until = None if hour is None else NOON.replace(hour=hour)
    article = replace(
        extraction.article,
        text=extraction.article.text + more,
        embargoed=until,
        published=version,
    )
    return replace(extraction, article=article)


ID = make().article.id


def is_there(store: Store) -> bool:
    try:
        store.articles.get(ID)
    except NotFoundError:
        return False
    return True


def test_an_article_under_embargo_is_not_there_before_its_time(
    store: Store, set_clock: SetClock
) -> None:
    """Not at all: not even the version of the data shows that it came."""
    assert store.articles.save(make(13)) == "embargoed"
    assert (store.version(), store.count().articles) == (0, 0)
    assert store.articles.release_due() == []
    with pytest.raises(NotFoundError) as raised:
        store.articles.get(ID)
    assert not isinstance(raised.value, GoneError)
    set_clock(NOON.replace(hour=13))
    assert store.articles.has_due()
    assert store.articles.release_due() == [ID]
    assert store.articles.get(ID).article == make(13).article
    assert len(list_contents(store)) == 2
    assert store.articles.release_due() == []
    assert store.articles.save(make(13)) == "unchanged"
    assert {finding.broken for finding in store.verify()} == {0}


def test_an_embargo_ends_at_its_time_in_any_zone(store: Store, set_clock: SetClock) -> None:
    extraction = make()
    until = datetime(2031, 3, 1, 15, 0, 0, 1, tzinfo=timezone(timedelta(hours=2)))
    store.articles.save(replace(extraction, article=replace(extraction.article, embargoed=until)))
    set_clock(NOON.replace(hour=13))
    assert store.articles.release_due() == []
    set_clock(NOON.replace(hour=13, microsecond=1))
    assert store.articles.release_due() == [ID]


def test_an_embargo_that_has_ended_is_none(store: Store, set_clock: SetClock) -> None:
    assert store.articles.save(make(12)) == "new"


def test_an_embargo_is_moved_or_lifted(store: Store, set_clock: SetClock) -> None:
    """By the same version of the article or a later one, but not by an earlier."""
    store.articles.save(make(13, version="2031-03-01T08:00:00Z"))
    assert store.articles.save(make(15, version="2031-03-01T09:00:00Z")) == "embargoed"
    assert store.articles.save(make(13, version="2031-03-01T08:00:00Z")) == "embargoed"
    set_clock(NOON.replace(hour=14))
    assert store.articles.release_due() == []
    assert store.articles.save(make(None, version="2031-03-01T09:00:00Z")) == "new"
    set_clock(NOON.replace(hour=16))
    assert store.articles.release_due() == []


def test_a_new_version_waits_and_the_old_one_stays(store: Store, set_clock: SetClock) -> None:
    store.articles.save(make(None))
    assert (
        store.articles.save(make(13, version="2031-03-01T09:00:00Z", more=" New.")) == "embargoed"
    )
    assert store.articles.save(make(None)) == "unchanged"
    assert not store.articles.get(ID).article.text.endswith("New.")
    set_clock(NOON.replace(hour=13))
    assert store.articles.release_due() == [ID]
    assert store.articles.get(ID).article.text.endswith("New.")
    # An old version under embargo never replaces what is newer.
    set_clock(NOON)
    assert store.articles.save(make(15)) == "unchanged"


def test_the_same_text_under_embargo_afterwards(store: Store, set_clock: SetClock) -> None:
    """What is there already goes until the embargo ends."""
    store.articles.save(make(None))
    assert store.articles.save(make(13)) == "embargoed"
    with pytest.raises(GoneError, match=r"was withheld on .*under embargo until 2031-03-01"):
        store.articles.get(ID)
    assert list_contents(store) == []
    set_clock(NOON.replace(hour=13))
    assert store.articles.release_due() == [ID]
    assert len(list_contents(store)) == 2
    assert store.list_tombstones().items == ()
    assert {finding.broken for finding in store.verify()} == {0}


@pytest.mark.parametrize("is_first", [True, False], ids=["notice first", "article first"])
def test_a_canceled_article_is_withdrawn_for_ever(
    store: Store, set_clock: SetClock, is_first: bool
) -> None:
    """Whatever comes first; one under embargo is never saved."""
    for hour in (None, 13):
        if not is_first:
            store.articles.save(make(hour))
        store.articles.withhold(ID, "canceled", "canceled by its publisher")
        assert not store.articles.withhold(ID, "canceled", "canceled by its publisher")
        set_clock(NOON.replace(hour=14))
        assert store.articles.release_due() == []
        for version in ("2031-03-01T08:00:00Z", "2031-03-01T09:00:00Z"):
            assert store.articles.save(make(hour, version=version)) == "withdrawn"
        with pytest.raises(GoneError, match=r"was withdrawn on .*: canceled by its publisher"):
            store.articles.get(ID)
        assert {finding.broken for finding in store.verify()} == {0}
        store.articles.restore(ID)
        assert store.articles.save(make()) in ("new", "unchanged")
        store.articles.withhold(ID, "canceled", "again")
        store.articles.restore(ID)
        set_clock(NOON)


def test_a_withheld_article_comes_back_in_a_newer_version(
    store: Store, set_clock: SetClock
) -> None:
    """Reading the same folder again and again changes nothing."""
    first, withheld, last = (f"2031-03-01T{hour}:00:00Z" for hour in ("08", "09", "10"))
    assert store.articles.save(make(version=first)) == "new"
    assert store.articles.withhold(ID, "withheld", "withheld by its publisher", withheld)
    version = store.version()
    for _ in range(2):
        assert store.articles.save(make(version=first)) == "withdrawn"
        assert not store.articles.withhold(ID, "withheld", "withheld by its publisher", withheld)
    assert (is_there(store), store.version()) == (False, version)
    assert store.articles.save(make(version=last)) == "new"
    assert not store.articles.withhold(ID, "withheld", "withheld by its publisher", withheld)
    assert is_there(store)
    assert store.list_tombstones().items == ()


def test_a_withheld_article_without_a_time(store: Store, set_clock: SetClock) -> None:
    """Is withheld from now on."""
    store.articles.save(make())
    assert store.articles.withhold(ID, "withheld", "withheld by its publisher")
    assert store.articles.save(make(version="2031-03-01T11:00:00Z")) == "withdrawn"
    assert store.articles.save(make(version="2031-03-01T12:30:00Z")) == "new"


def test_a_withheld_article_under_embargo(store: Store, set_clock: SetClock) -> None:
    """Neither is there until both are over."""
    store.articles.save(make(13))
    store.articles.withhold(ID, "withheld", "withheld by its publisher", "2031-03-01T09:00:00Z")
    set_clock(NOON.replace(hour=14))
    assert store.articles.release_due() == []
    assert store.articles.save(make(15, version="2031-03-01T10:00:00Z")) == "embargoed"
    set_clock(NOON.replace(hour=15))
    assert store.articles.release_due() == [ID]


def test_what_can_not_be_stored_is_not_kept(store: Store, set_clock: SetClock) -> None:
    extraction = make(13)
    quote = replace(extraction.attributions[0], content=(Span(0, 10**6),))
    with pytest.raises(OffsetError):
        store.articles.save(replace(extraction, attributions=(quote,)))
    set_clock(NOON.replace(hour=13))
    assert not store.articles.has_due()


def test_what_can_not_be_saved_in_the_end_is_quarantined(
    store: Store, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And does not keep back the others."""
    other = make_sample()[1]
    article = replace(other.article, embargoed=NOON.replace(hour=13))
    store.articles.save_all([make(13), replace(other, article=article)])

    def refuse(extraction: Extraction) -> None:
        if extraction.article.id == ID:
            raise OffsetError("too long")

    monkeypatch.setattr("quotes.store.write.saving.check_attributions", refuse)
    set_clock(NOON.replace(hour=13))
    assert store.articles.release_due() == [other.article.id]
    (entry,) = store.quarantine.list()
    assert (entry.article_id, entry.reason) == (ID, "too long")
    assert not store.articles.has_due()


def test_copies_keep_what_waits(
    new_url: Callable[[], str], tmp_path_factory: pytest.TempPathFactory, set_clock: SetClock
) -> None:
    source, target = new_url(), f"sqlite:///{tmp_path_factory.mktemp('copy')}/copy.db"
    with open_store(source) as store:
        store.articles.save(make(13))
    copy_database(source, target)
    set_clock(NOON.replace(hour=13))
    with open_store(target) as store:
        assert store.articles.release_due() == [ID]
