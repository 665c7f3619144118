"""What is erased is in no row, no index and no file any more; what must stay stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from store_builders import attribute, make_sample, person

from quotes.errors import GoneError, NotFoundError, QueryError, StoreError
from quotes.exporting import Export, ExportRequest
from quotes.records import Article, Extraction, PossibleSpeaker
from quotes.store import Decider, QuoteFilter, Store, open_store
from quotes.store.admin import scrubbing

ROOT = Path(__file__).parents[3]
ANN = Decider("Ann", "the Quillfeather case")

# Words of the harbour article only.
URL = "https://zephyr.example/quillfeather"
TEXT = (
    "Xanthippe Quillfeather, the harbourmistress, told Zephyrpost that krakens were near.\n\n"
    "She and Otto Vexholm said the harbour was shut.\n\n"
    "Bo Ek told Mayor Quillfeather that ships would wait."
)


def make_harbour(id_: str = "harbour", url: str | None = URL) -> Extraction:
    """An article with quotes of hers, one together with another, and one that was told to her."""
    article = Article(
        id=id_, outlet="Zephyrpost", title="Krakens near", published="2031-03-03", url=url,
        text=TEXT,
    )  # fmt: skip
    who = person("Xanthippe Quillfeather", role="harbourmistress")
    quotes = (
        attribute(article, "krakens were near", "told", "Xanthippe Quillfeather", **who),
        attribute(article, "the harbour was shut", "said", "She and Otto Vexholm",
                  members=("Xanthippe Quillfeather", "Otto Vexholm"), **who),
        attribute(article, "ships would wait", "told", "Bo Ek",
                  addressee="Mayor Quillfeather", **person("Bo Ek")),
    )  # fmt: skip
    return Extraction(article=article, attributions=quotes)


def make_tavern() -> Extraction:
    """Another article, which names her beside others: as relay, candidate and in a role."""
    text = (
        "Pia Holm, a friend of Xanthippe Quillfeather, said the tavern was full. "
        "It was cheap, somebody said. Xanthippe Quillfeather passed it on."
    )
    article = Article(id="tavern", outlet="Cable Post", published="2031-03-04", text=text)
    quotes = (
        attribute(article, "the tavern was full", "said", "Pia Holm",
                  relay=("Xanthippe Quillfeather",),
                  **person("Pia Holm", role="a friend of Xanthippe Quillfeather")),
        attribute(article, "It was cheap", "said", "somebody", speaker_kind="person", candidates=(
            PossibleSpeaker(name="Xanthippe Quillfeather", kind="person", probability=0.4),
            PossibleSpeaker(name="Pia Holm", kind="person", probability=0.3),
        )),
    )  # fmt: skip
    return Extraction(article=article, attributions=quotes)


def fill(store: Store) -> None:
    store.articles.save_all([*make_sample(), make_harbour(), make_tavern()])
    for quote in store.quotes.list(QuoteFilter(speaker="quillfeather")).items:
        store.quotes.review(quote.attribution.id, "confirmed", ANN)
    store.identities.merge("xanthippe-quillfeather", "ola-berg", ANN)
    (merged,) = (e for e in store.identities.list_events() if e.change == "merged")
    store.identities.undo(merged.number, ANN)


@pytest.fixture
def url(new_url: Callable[[], str]) -> str:
    return new_url()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url) as store:
        fill(store)
        yield store


def read_bytes(url: str) -> bytes:
    """All that is stored: the files of SQLite, every text of PostgreSQL's tables."""
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        return b"".join(f.read_bytes() for f in file.parent.glob(f"{file.name}*"))
    with open_store(url) as store, store._database.read() as connection:
        return "\n".join(value for _, value in scrubbing._read_texts(connection)).encode()


def verify(store: Store) -> None:
    assert [finding for finding in store.verify() if finding.broken] == []


def list_changes(store: Store, since: int) -> dict[str, str]:
    page = store.list_tombstones(since=since, limit=200)
    return {each.id: each.change for each in page.items}


def test_a_dry_run_says_what_goes_and_changes_nothing(store: Store) -> None:
    version = store.version()
    erasure, proof = store.erasures.erase_person("xanthippe-quillfeather", dry_run=True)
    assert (erasure.version, proof) == (None, None)
    assert [quote.content for quote in erasure.quotes] == [
        "krakens were near", "the harbour was shut",
    ]  # fmt: skip
    assert erasure.speakers == ("xanthippe-quillfeather",)
    assert (len(erasure.altered), erasure.reviews) == (3, 2)
    assert erasure.texts == ("harbour", "tavern")
    assert store.version() == version
    assert store.erasures.erase_article("harbour", dry_run=True).erasure.articles == ("harbour",)
    verify(store)


def test_an_erased_article_leaves_no_trace(url: str, store: Store) -> None:
    version = store.version()
    erasure, proof = store.erasures.erase_article("harbour")
    assert proof is not None
    assert proof.found == ()
    assert erasure.speakers == ("bo-ek", "xanthippe-quillfeather")
    store.close()
    stored = read_bytes(url)
    for words in ("krakens", "harbourmistress", "Zephyrpost", "zephyr.example", "bo-ek", "bo ek",
                  "the Quillfeather case", "Krakens near", "xanthippe-quillfeather"):  # fmt: skip
        assert words.encode() not in stored, words
    with open_store(url) as again:
        verify(again)
        gone = list_changes(again, version)
        ids = {quote.id for quote in make_harbour().attributions}
        assert gone == dict.fromkeys({"harbour", *ids}, "erased")
        assert again.count().articles == 5


@pytest.mark.parametrize("saved", [make_harbour(), make_harbour("other")])
def test_an_erased_article_stays_away(store: Store, saved: Extraction) -> None:
    store.erasures.erase_article("harbour")
    assert store.articles.save(saved) == "erased"
    with pytest.raises(GoneError) as error:
        store.articles.get("harbour")
    assert (error.value.at, error.value.reason) == (None, None)
    with pytest.raises(NotFoundError):
        store.articles.restore("harbour")
    with pytest.raises(GoneError):
        store.erasures.erase_article("harbour")


def test_a_withdrawn_article_can_be_erased(url: str, store: Store) -> None:
    store.articles.withdraw("harbour", "the mayor objected")
    store.erasures.erase_article("harbour")
    with pytest.raises(GoneError) as error:
        store.articles.get("harbour")
    assert error.value.change == "erased"
    verify(store)
    store.close()
    assert b"objected" not in read_bytes(url)


def test_an_erased_person_leaves_no_attribution(url: str, store: Store) -> None:
    version = store.version()
    _, proof = store.erasures.erase_person("Xanthippe Quillfeather")
    assert proof is not None
    assert proof.found == ()
    # The texts of the newspapers, and her words in what others say of her, stay.
    assert set(proof.others) == {"articles.text"}
    for speaker in ("quillfeather", "xanthippe-quillfeather"):
        assert store.quotes.list(QuoteFilter(speaker=speaker, act="all")).items == ()
    with pytest.raises(GoneError):
        store.speakers.get("xanthippe-quillfeather")
    gone = list_changes(store, version)
    ids = [quote.id for quote in make_harbour().attributions]
    assert gone == dict.fromkeys(ids[:2], "erased")
    (left,) = store.articles.get("harbour").attributions
    assert (left.id, left.addressee) == (ids[2], None)
    full, cheap = store.articles.get("tavern").attributions
    assert (full.role, full.relay) == (None, ())
    assert [each.name for each in cheap.candidates] == ["Pia Holm"]
    assert store.quotes.list(QuoteFilter(relay="quillfeather")).items == ()
    verify(store)
    store.close()
    stored = read_bytes(url)
    for words in ("xanthippe-quillfeather", '"speaker":"Xanthippe', " xanthippe quillfeather ",
                  "the Quillfeather case", "harbourmistress\""):  # fmt: skip
        assert words.encode() not in stored, words


def test_an_erased_person_does_not_come_back_with_the_article(store: Store) -> None:
    store.erasures.erase_person("xanthippe-quillfeather")
    assert store.articles.save(make_harbour()) == "unchanged"
    harbour = make_harbour()
    other = attribute(harbour.article, "krakens were", "told", "Xanthippe Quillfeather",
                      **person("Xanthippe Quillfeather"))  # fmt: skip
    changed = replace(harbour, attributions=(other, *harbour.attributions))
    assert store.articles.save(changed) == "replaced"
    (left,) = store.articles.get("harbour").attributions
    assert (left.speaker, left.addressee) == ("Bo Ek", None)
    # In a new article she is found again, as anybody, under another id.
    store.articles.save(make_harbour("new", url=None))
    page = store.quotes.list(QuoteFilter(speaker="quillfeather"))
    (new,) = {quote.attribution.speaker_id for quote in page.items}
    assert new is not None
    assert new.startswith("xanthippe-quillfeather-")
    verify(store)


def test_with_articles_the_texts_go_too(url: str, store: Store) -> None:
    erasure, proof = store.erasures.erase_person("xanthippe-quillfeather", with_articles=True)
    assert erasure.articles == ("harbour", "tavern")
    assert proof is not None
    assert (proof.found, proof.others) == ((), {})
    verify(store)
    store.close()
    stored = read_bytes(url).lower()
    assert b"quillfeather" not in stored
    assert b"xanthippe" not in stored


def test_who_said_all_together_with_an_erased_person_goes_from_the_lists(store: Store) -> None:
    """Otherwise the other would be a speaker without a quote."""
    both = make_harbour("both", url=None)
    joint = replace(
        both.attributions[1], members=("Otto Vexholm", "Xanthippe Quillfeather"),
        **person("Otto Vexholm"),
    )  # fmt: skip
    store.articles.save(replace(both, attributions=(joint,)))
    store.erasures.erase_person("xanthippe-quillfeather")
    assert store.speakers.list(name="vexholm").items == ()
    verify(store)


def test_somebody_who_is_only_named_is_erased_by_the_name(store: Store) -> None:
    store.erasures.erase_person("Radio Norr")
    cable = store.articles.get("dam-cable")
    assert [quote.addressee for quote in cable.attributions] == [None] * 3
    assert [quote.relay for quote in cable.attributions] == [()] * 3
    verify(store)


@pytest.mark.parametrize(
    ("who", "error"),
    [("nobody", NotFoundError), ("Nobody Here", NotFoundError), ("quillfeather", QueryError)],
)
def test_who_is_not_known(store: Store, who: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        store.erasures.erase_person(who)
    assert not store.erasures.finish()


def test_a_held_article_loses_the_person(url: str, store: Store) -> None:
    sealed = make_harbour("sealed", url=None)
    article = replace(sealed.article, embargoed=datetime(2099, 1, 1, tzinfo=UTC))
    assert store.articles.save(replace(sealed, article=article)) == "embargoed"
    store.erasures.erase_person("xanthippe-quillfeather")
    store.close()
    assert b'"speaker":"Xanthippe' not in read_bytes(url)


def test_an_incremental_export_says_what_is_erased(store: Store) -> None:
    version = store.version()
    store.erasures.erase_article("harbour")
    for table, ids in (
        ("quotes", {quote.id for quote in make_harbour().attributions}),
        ("articles", {"harbour"}),
    ):
        request = ExportRequest(table=table, format="ndjson", changed_since=version)
        with Export(store, request) as export:
            rows = [line for line in b"".join(export).splitlines() if b'"erased":true' in line]
        assert {id_ for id_ in ids if any(id_.encode() in row for row in rows)} == ids
        assert len(rows) == len(ids)


def test_a_reader_of_the_old_state_delays_the_end(
    url: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is served any more, but it is said that the files still have it; a rerun ends it."""
    monkeypatch.setattr(scrubbing, "SECONDS", 0.5)
    with open_store(url) as reader:
        snapshot = reader.open_snapshot()
        assert list(snapshot.stream_articles(["id"], QuoteFilter()))
        with pytest.raises(StoreError, match="erase again"):
            store.erasures.erase_article("harbour")
        with pytest.raises(GoneError):
            reader.articles.get("harbour")
        assert [f.promise for f in store.verify() if f.broken] == ["every erasure is complete"]
        snapshot.close()
        assert store.erasures.finish()
        assert not store.erasures.finish()
    verify(store)
    store.close()
    assert b"krakens" not in read_bytes(url)


_ERASE = """
import sys
from quotes.store import open_store
from quotes.store.admin import scrubbing
url, where = sys.argv[1:]
with open_store(url) as store:
    if where == "commit":
        from quotes.store.write import erasing_persons
        def stop(*_): print("there", flush=True); sys.stdin.read()
        erasing_persons.forget_speakers = stop
    else:
        from quotes.store.admin import erasures
        def stop(*_, **__): print("there", flush=True); sys.stdin.read()
        erasures.scrub = stop
    store.erasures.erase_person("xanthippe-quillfeather")
"""


@pytest.mark.parametrize("where", ["commit", "scrub"])
def test_kill_9_leaves_all_or_nothing(url: str, store: Store, where: str) -> None:
    """Before the commit nothing is erased; after it all is, and a rerun cleans the files."""
    version = store.version()
    process = subprocess.Popen(
        [sys.executable, "-c", _ERASE, url, where],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stdout.readline() == b"there\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    if where == "commit":
        # PostgreSQL rolls back when it notices that the client is gone.
        assert store.version() == version
        assert len(store.quotes.list(QuoteFilter(speaker="quillfeather")).items) == 2
        assert not store.erasures.finish()
        store.erasures.erase_person("xanthippe-quillfeather")
    else:
        assert store.quotes.list(QuoteFilter(speaker="quillfeather")).items == ()
        assert store.erasures.finish()
    verify(store)
    store.close()
    assert b'"speaker":"Xanthippe' not in read_bytes(url)
