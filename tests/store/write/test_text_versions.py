"""An article that comes again with another text is a new version; what it was stays readable."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import text as sql
from store_builders import attribute, person

from quotes.errors import GoneError, NotFoundError, QueryError
from quotes.records import Article, Extraction
from quotes.store import QuoteFilter, ReadInput, Store, copy_database, open_store

SAID = "“The gate will hold until the spring comes,”"
BODY = (
    "The lower gate of the Kalder dam gave way in the night, and four villages along the river "
    "were without power until the morning, when soldiers came with boats.\n\n"
    f"{SAID} said Davor Lind, who leads the rescue in the valley."
)
ADDED = "Correction: an earlier version gave a wrong number of villages."
URL = "https://cable.example/dam"


def make(
    body: str = BODY, *, article_id: str = "dam", url: str | None = URL, title: str = "Gate"
) -> Extraction:
    article = Article(
        id=article_id, text=body, title=title, url=url, outlet="Cable", published="2031-03-01"
    )
    if SAID not in body:
        return Extraction(article=article, attributions=())
    quote = attribute(article, SAID, "said", type="direct", **person("Davor Lind"))
    return Extraction(article=article, attributions=(quote,))


def read_texts(store: Store, article_id: str = "dam") -> list[str]:
    """The texts from the newest to the oldest."""
    return [version.text for version in store.articles.list_versions(article_id).items]


def is_clean(store: Store) -> bool:
    return not [finding for finding in store.verify() if finding.broken]


def test_a_changed_text_is_a_new_version(store: Store) -> None:
    first, second = make(), make(f"{BODY}\n\n{ADDED}")
    quote_id = first.attributions[0].id
    assert store.articles.save_all([first, second, second]) == ["new", "replaced", "unchanged"]
    new, old = store.articles.list_versions("dam").items
    assert (new.text, old.text) == (second.article.text, first.article.text)
    assert new.before == replace(old, before=None)
    assert old.before is None
    assert (new.sha256, old.sha256) == (second.article.sha256, first.article.sha256)
    assert new.version > old.version
    assert new.stored_at >= old.stored_at
    assert store.quotes.get(quote_id)[0].article.id == "dam"
    assert is_clean(store)


def test_another_title_is_a_new_version_and_another_extraction_is_none(store: Store) -> None:
    first = make()
    store.articles.save(first)
    again = replace(first, attributions=())
    assert store.articles.save(again) == "replaced"
    (only,) = store.articles.list_versions("dam").items
    assert store.articles.save(make(title="Gate holds")) == "replaced"
    assert [each.title for each in store.articles.list_versions("dam").items] == [
        "Gate holds",
        "Gate",
    ]
    # It came when its text came, not when more was found in it.
    assert store.articles.list_versions("dam").items[1].version == only.version == 1


def test_the_text_before_can_come_back(store: Store) -> None:
    bodies = [BODY, f"{BODY}\n\n{ADDED}", BODY]
    for body in bodies:
        store.articles.save(make(body))
    assert read_texts(store) == bodies[::-1]


def test_versions_are_paged(store: Store) -> None:
    bodies = [f"{BODY}\n\nUpdate {number}." for number in range(5)]
    for body in bodies:
        store.articles.save(make(body))
    texts: list[str] = []
    cursor = None
    while True:
        page = store.articles.list_versions("dam", limit=2, cursor=cursor)
        assert all(version.before for version in page.items if version.text != bodies[0])
        texts += [version.text for version in page.items]
        if (cursor := page.next) is None:
            break
    assert texts == bodies[::-1]
    store.articles.save(make(article_id="other", url=None))
    first = store.articles.list_versions("dam", limit=2)
    with pytest.raises(QueryError):
        store.articles.list_versions("other", cursor=first.next)
    with pytest.raises(NotFoundError):
        store.articles.list_versions("nowhere")


def test_the_same_url_with_another_id_is_the_same_article(store: Store) -> None:
    store.articles.save(make())
    later = make(f"{BODY}\n\n{ADDED}", article_id="saved-again")
    assert not store.articles.is_stored(later.article)
    assert store.articles.save(later) == "replaced"
    assert store.articles.is_stored(later.article)
    assert store.articles.save(later) == "unchanged"
    assert read_texts(store) == [later.article.text, BODY]
    with pytest.raises(NotFoundError):
        store.articles.get("saved-again")
    (quote,) = store.quotes.list(QuoteFilter()).items
    assert (quote.attribution.article_id, quote.attribution.id) == (
        "dam",
        make().attributions[0].id,
    )
    assert is_clean(store)


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (f"{BODY}\n\n{ADDED}", f"{URL}?page=2"),
        # In some data all articles have the URL of a section.
        ("A court in Norrport heard the first witness against the harbour board. " * 3, URL),
        # An excerpt from a feed must not take the place of the whole.
        (BODY.partition("\n")[0], URL),
    ],
    ids=["another URL", "another text", "an excerpt"],
)
def test_other_articles_stay_apart(store: Store, body: str, url: str) -> None:
    long = f"{BODY}\n\n" + "\n\n".join(f"Line {number} of the story." for number in range(20))
    store.articles.save_all([make(long), make(body, article_id="other", url=url)])
    assert read_texts(store) == [long]
    assert read_texts(store, "other") == [body]


def test_one_url_twice_among_articles_that_are_saved_together(store: Store) -> None:
    pages = [make(f"{BODY}\n\nUpdate {n}.", article_id=f"page-{n}") for n in range(3)]
    assert store.articles.save_all(pages) == ["new", "replaced", "replaced"]
    assert read_texts(store, "page-0") == [each.article.text for each in pages[::-1]]


def test_what_is_withdrawn_or_withheld_has_no_history(store: Store) -> None:
    for body in (BODY, f"{BODY}\n\n{ADDED}"):
        store.articles.save(make(body))
    store.articles.withdraw("dam", "wrong")
    with pytest.raises(GoneError):
        store.articles.list_versions("dam")
    store.articles.restore("dam")
    store.articles.save(make())
    assert read_texts(store) == [BODY]
    store.articles.save(make(f"{BODY}\n\n{ADDED}"))
    assert store.articles.withhold("dam", "withheld", "a mistake", "2032-01-01")
    newer = make(BODY + " It held.")
    store.articles.save(replace(newer, article=replace(newer.article, published="2033-01-01")))
    assert read_texts(store) == [BODY + " It held."]
    assert is_clean(store)


def test_a_text_under_embargo_is_not_in_the_history(store: Store) -> None:
    first, second = make(), make(f"{BODY}\n\n{ADDED}")
    store.articles.save_all([first, second])
    until = datetime.now(UTC) + timedelta(days=1)
    held = replace(first, article=replace(first.article, embargoed=until))
    assert store.articles.save(held) == "embargoed"
    assert read_texts(store) == [second.article.text]
    waiting = make(f"{BODY}\n\nSecret.")
    waiting = replace(waiting, article=replace(waiting.article, embargoed=until))
    assert store.articles.save(waiting) == "embargoed"
    assert "Secret" not in "".join(read_texts(store))


def test_an_erased_article_leaves_nothing_of_what_it_was(
    new_url: Callable[[], str], tmp_path: Path
) -> None:
    url = new_url()
    with open_store(url) as store:
        store.articles.save(make(f"{BODY}\n\nXanthippe Quillfeather saw krakens."))
        store.articles.save(make())
        store.articles.save(make(article_id="other", url=None, title="Other"))
        _, proof = store.erasures.erase_article("dam")
        assert proof
        assert proof.found == ()
        assert "Quillfeather" not in dump(store)
    if url.startswith("sqlite"):
        (file,) = (Path(url.removeprefix("sqlite:///")),)
        assert b"Quillfeather" not in file.read_bytes()


def test_an_article_that_named_an_erased_person_goes_with_them(store: Store) -> None:
    store.articles.save(make(BODY.replace("soldiers", "Pia Holm and soldiers")))
    store.articles.save(make())
    quoting = Article(id="quoting", text="Pia Holm said that krakens were near.")
    quote = attribute(quoting, "krakens were near", "said", **person("Pia Holm"))
    store.articles.save(Extraction(article=quoting, attributions=(quote,)))
    erased = store.erasures.erase_person("Pia Holm", with_articles=True)
    assert erased.erasure.articles == ("dam", "quoting")
    assert erased.proof
    assert erased.proof.found == ()
    assert "Pia Holm" not in dump(store)


def test_an_erased_person_does_not_come_back_under_another_id(store: Store) -> None:
    store.articles.save(make())
    store.erasures.erase_person("Davor Lind")
    assert store.articles.save(make(f"{BODY}\n\n{ADDED}", article_id="again")) == "replaced"
    assert store.quotes.list(QuoteFilter(act="all")).items == ()
    store.erasures.erase_article("dam")
    assert store.articles.save(make(article_id="once-more")) == "erased"


def test_a_restored_page_is_asked_for_again(store: Store) -> None:
    page = make(article_id=URL)
    store.articles.save(page)
    read = ReadInput(name=URL, etag='"1"', last_modified=None, read_at="2031-03-01T10:00:00Z")
    store.read_inputs.add([read])
    store.articles.withdraw(URL, "wrong")
    store.articles.restore(URL)
    assert store.read_inputs.find([URL]) == {}


def dump(store: Store) -> str:
    """All earlier texts that are stored."""
    with store._database.read() as connection:
        return "".join(connection.scalars(sql("SELECT text FROM article_versions")))


def test_a_copy_of_the_database_has_the_history(new_url: Callable[[], str], tmp_path: Path) -> None:
    source, target = new_url(), f"sqlite:///{tmp_path / 'copy.db'}"
    with open_store(source) as store:
        for body in (BODY, f"{BODY}\n\n{ADDED}"):
            store.articles.save(make(body))
        versions = store.articles.list_versions("dam")
    copy_database(source, target)
    with open_store(target) as store:
        assert store.articles.list_versions("dam") == versions
        assert is_clean(store)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("UPDATE article_versions SET text = 'other'", "has the digest"),
        ("UPDATE article_versions SET article_id = 'x'", "of no stored article"),
        ("UPDATE article_versions SET version = 9", "not older"),
    ],
)
def test_verify_sees_damage(store: Store, damage: str, words: str) -> None:
    for body in (BODY, f"{BODY}\n\n{ADDED}"):
        store.articles.save(make(body))
    with store._database.write() as connection:
        connection.execute(sql(damage))
    (finding,) = (finding for finding in store.verify() if finding.broken)
    assert finding.invariant == "I3"
    assert words in finding.examples[0]
