"""An article under embargo is in no answer before its time, and in all of them from then on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from api_clients import make_client
from litestar import Litestar
from litestar.testing import TestClient
from msgspec.structs import replace
from store_builders import attribute, make_sample, person

from quotes.records import Article, Extraction, Topic
from quotes.settings import Settings
from quotes.store import open_store

UNTIL = datetime(2099, 1, 1, tzinfo=UTC)
ID = "sealed-1"


def make_sealed() -> Extraction:
    """An article of which every name and word is its own, but for one quotation of the sample's."""
    text = (
        "Xanthippe Quillfeather, the harbourmistress of Vexholm, told Zephyrpost: “We will not "
        "stop, the river can wait for the valley.” She added that krakens were near."
    )
    article = Article(
        id=ID, outlet="Zephyrpost", title="Vexholm sealed", published="2031-03-03", text=text,
        url="https://zephyrpost.example/1", embargoed=UNTIL,
    )  # fmt: skip
    who = person("Xanthippe Quillfeather", role="harbourmistress", affiliation="Vexholm")
    quotes = (
        attribute(article, "“We will not stop, the river can wait for the valley.”", "told",
                  "Xanthippe Quillfeather", addressee="Zephyrpost", type="direct", **who),
        attribute(article, "krakens were near", "added", "She", **who),
    )  # fmt: skip
    topic = Topic(code="medtop:20000430", name="krakenology", score=0.9, method="test")
    return Extraction(article=article, attributions=quotes, topics=(topic,))


WORDS = ("Quillfeather", "quillfeather", "Zephyrpost", "Vexholm", "kraken", ID)
PATHS = (
    "/v1/quotes", "/v1/quotes?act=all", "/v1/quotes?q=krakens", "/v1/quotes?speaker=quillfeather",
    "/v1/quotes?outlet=zephyrpost", "/v1/quotes?facets=speaker,outlet,topic&about=kraken",
    "/v1/articles", "/v1/articles?q=sealed", "/v1/articles?about=krakens", f"/v1/articles/{ID}",
    "/v1/speakers", "/v1/speakers?name=Quillfeather", "/v1/speakers?name=Quilfeather",
    "/v1/speakers/xanthippe-quillfeather", "/v1/speakers/xanthippe-quillfeather/quotes",
    "/v1/outlets", "/v1/topics", "/v1/stats/timeline?speaker=quillfeather", "/metrics",
    *(f"/v1/export/{table}.ndjson" for table in ("quotes", "articles", "speakers")),
    "/v1/export/quotes.csv?changed-since=0",
)  # fmt: skip


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a database of the test's own, with the sample and the sealed article."""
    from quotes.settings import load_settings

    url = f"sqlite:///{tmp_path_factory.mktemp('embargo') / 'onrecord.db'}"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres").create()
    with open_store(url, create=True) as store:
        store.articles.save_all(make_sample())
        assert store.articles.save(make_sealed()) == "embargoed"
    return load_settings({}, database_url=url)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient[Litestar]]:
    with make_client(settings, release_seconds=0.02) as client:
        yield client


def ask_all(client: TestClient[Litestar], ids: list[str]) -> dict[str, str]:
    """The answer of each path, without what the question says itself."""
    paths = (*PATHS, *(f"/v1/quotes/{quote(id_)}" for id_ in ids),
             *(f"/v1/quotes/{quote(id_)}/variants" for id_ in ids))  # fmt: skip
    answers = {path: client.get(path) for path in paths}
    assert {path: a.text for path, a in answers.items() if a.status_code not in (200, 404)} == {}
    return {path: answer.text for path, answer in answers.items() if answer.status_code == 200}


def test_nothing_is_shown_before_its_time(
    client: TestClient[Litestar], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in lists, look-ups, searches, facets, counts, timelines, variants or exports; and without
    a request that changes anything in all of them after it, in the running service.
    """
    sealed = [each.id for each in make_sealed().attributions]
    river = make_sample()[0].attributions[0].id
    etag = client.get("/v1/articles").headers["etag"]
    before = ask_all(client, [*sealed, river])
    for path, answer in before.items():
        shown = answer.replace(path, "").replace("name=", "")
        assert not [word for word in WORDS if word in shown], path
    counted = client.get("/v1/stats/timeline").text, client.get("/v1/outlets").text
    assert f"/v1/articles/{ID}" not in before

    monkeypatch.setattr("quotes.store.write.holding.read_clock", lambda: UNTIL)
    deadline = time.monotonic() + 60
    while client.get(f"/v1/articles/{ID}").status_code == 404:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    after = ask_all(client, [*sealed, river])
    shown = [path for path, answer in after.items() if any(word in answer for word in WORDS)]
    counts = ["/metrics", "/v1/stats/timeline?speaker=quillfeather"]
    variants = [f"/v1/quotes/{quote(id_)}/variants" for id_ in (*sealed, river)]
    assert [path for path in PATHS if path not in shown] == sorted(counts, reverse=True)
    assert [path for path in variants if path in shown] == variants[1:]
    assert len(after) == len(PATHS) + 6
    assert client.get("/v1/stats/timeline").text != counted[0]
    assert client.get("/v1/outlets").text != counted[1]
    assert client.get("/v1/articles").headers["etag"] != etag


def test_canceled(client: TestClient[Litestar], settings: Settings) -> None:
    """The stored article is gone, with when and why."""
    article_id = "dam-cable"
    assert client.get(f"/v1/articles/{article_id}").status_code == 200
    with open_store(settings.database_url) as store:
        store.articles.withhold(article_id, "canceled", "canceled by its publisher")
    answer = client.get(f"/v1/articles/{article_id}")
    assert answer.status_code == 410
    assert answer.json()["change"] == "withdrawn"
    assert answer.json()["reason"] == "canceled by its publisher"
    assert answer.json()["at"].startswith("20")


def test_two_services_save_it_once(
    client: TestClient[Litestar], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with make_client(settings, release_seconds=0.01):
        replaced = replace(make_sealed().article, id="sealed-2", url=None)
        quotes = tuple(
            replace(q, article_id="sealed-2", id=f"{q.id}2") for q in make_sealed().attributions
        )
        with open_store(settings.database_url) as store:
            store.articles.save(Extraction(article=replaced, attributions=quotes))
            before = store.version()
            monkeypatch.setattr("quotes.store.write.holding.read_clock", lambda: UNTIL)
            deadline = time.monotonic() + 60
            while store.count().articles < 6:
                assert time.monotonic() < deadline
                time.sleep(0.02)
            time.sleep(0.1)
            assert store.version() == before + 2
