"""Variants of a quotation over HTTP: what other articles print, with what differs marked."""

from __future__ import annotations

from collections.abc import Iterator
from threading import current_thread
from typing import Any

import pytest
from api_clients import make_client
from litestar import Litestar
from litestar.testing import TestClient
from store_builders import attribute, person

from quotes.records import Article, Extraction
from quotes.settings import load_settings
from quotes.store import open_store
from quotes.variants import Alignment, Wording, align

Client = TestClient[Litestar]

REWORDED = "‘The <wall> is standing and we mean to keep it standing’"
AGENCY = "“The <wall> is standing and we intend to keep it standing. Nobody should sleep there.”"
PAPERS = {
    "agency": ("2031-03-01", "Davor Lind", AGENCY, "“That is a matter for the court, not for me.”"),
    "paper": ("2031-03-03", "Davor Lind", REWORDED),
    "weekly": ("2031-03-02", "Edita Sorel", AGENCY),
    "undated": (None, "Davor Lind", AGENCY),
}  # fmt: skip


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of an API over what four papers made of one quotation."""
    url = f"sqlite:///{tmp_path_factory.mktemp('v') / 'v.db'}"
    # Limits change between requests, of which the cache does not know.
    settings = load_settings({}, database_url=url, response_cache_mb=0)
    with open_store(settings.database_url, create=True) as store:
        for name, (published, speaker, *contents) in PAPERS.items():
            text = " ".join(f"{each} said {speaker}." for each in contents)
            article = Article(id=name, outlet=name.title(), published=published, text=text)
            who = person(speaker)
            found = (attribute(article, each, "said", type="direct", **who) for each in contents)
            store.articles.save(Extraction(article=article, attributions=tuple(found)))
    with make_client(settings) as client:
        yield client


def find(client: Client, article: str) -> dict[str, Any]:
    body: dict[str, Any] = client.get("/v1/quotes", params={"article": article}).json()
    first: dict[str, Any] = body["items"][0]
    return first


def ask(client: Client, article: str, **parameters: Any) -> dict[str, Any]:
    quote = find(client, article)
    answer = client.get(f"/v1/quotes/{quote['id']}/variants", params=parameters)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_variants_are_compared_with_the_quote(papers: Client) -> None:
    body = ask(papers, "agency")
    assert (body["text"], body["next"]) == (AGENCY, None)
    assert body["cluster"] == find(papers, "weekly")["cluster"]
    assert [each["article"]["outlet"] for each in body["items"]] == ["Weekly", "Paper", "Undated"]
    weekly, paper, _ = body["items"]
    assert (weekly["relation"], weekly["differences"]) == ("same", [])
    assert weekly["speaker"]["name"] == "Edita Sorel"
    assert paper["relation"] == "shortened"
    differences = [
        (AGENCY[slice(*each["quote"])], each["variant"] and paper["text"][slice(*each["variant"])])
        for each in paper["differences"]
    ]
    assert differences == [("intend", "mean"), ("Nobody should sleep there", None)]
    assert paper["marked"] == (
        "‘The &lt;wall&gt; is standing and we <mark>mean</mark> to keep it standing’"
    )


def test_variants_in_pages_and_parts(papers: Client) -> None:
    """The quote itself is on none of them."""
    newest = ask(papers, "agency", **{"order-by": "newest"})["items"]
    assert [each["article"]["id"] for each in newest] == ["paper", "weekly", "undated"]
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        body = ask(papers, "agency", limit=1, fields="relation,article", **cursor)
        found += body["items"]
        if body["next"] is None:
            break
        cursor = {"cursor": body["next"]}
    assert [each["article"]["id"] for each in found] == ["weekly", "paper", "undated"]
    assert set(found[0]) == {"relation", "article"}


def test_clusters_are_a_filter(papers: Client) -> None:
    quote = find(papers, "agency")
    body = papers.get("/v1/quotes", params={"cluster": quote["cluster"]}).json()
    assert {each["article"]["id"] for each in body["items"]} == set(PAPERS)
    assert {each["cluster"] for each in body["items"]} == {quote["cluster"]}


def test_what_is_too_long_is_not_compared(papers: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared for one answer has a limit; on a shorter page, all is compared."""
    compared = ask(papers, "agency")["items"]
    monkeypatch.setattr("api.serializers.variants._MAX_COMPARED", 2 * len(AGENCY))
    first, *rest = ask(papers, "agency")["items"]
    assert first == compared[0]
    uncompared = {"relation": None, "differences": None, "marked": None}
    assert rest == [each | uncompared for each in compared[1:]]
    second = ask(papers, "agency", limit=1, cursor=ask(papers, "agency", limit=2)["next"])
    assert second["items"] == [compared[1]]


@pytest.mark.parametrize(("most", "thread"), [(6_000, "asyncio"), (100, "search")])
def test_others_do_not_wait_for_long_comparisons(
    papers: Client, monkeypatch: pytest.MonkeyPatch, most: int, thread: str
) -> None:
    threads = set[str]()

    def watch(one: Wording, other: Wording) -> Alignment:
        threads.add(current_thread().name.partition("_")[0].partition("-")[0])
        return align(one, other)

    monkeypatch.setattr("api.serializers.variants.align", watch)
    monkeypatch.setattr("api.routes.variants._MAX_INLINE", most)
    assert len(ask(papers, "agency")["items"]) == 3
    assert threads == {thread}


def test_a_quote_without_others(papers: Client) -> None:
    quotes = papers.get("/v1/quotes", params={"article": "agency"}).json()["items"]
    body = papers.get(f"/v1/quotes/{quotes[1]['id']}/variants").json()
    assert (body["items"], body["next"], body["cluster"]) == ([], None, quotes[1]["cluster"])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nothing/variants", 404),
        ("nothing/variants?order-by=relevance", 400),
        ("{id}/variants?limit=0", 400),
        ("{id}/variants?fields=nothing", 400),
        ("{id}/variants?cursor=nonsense", 400),
        ("{id}/variants?speaker=x", 400),
    ],
)
def test_refusals_are_problems(papers: Client, path: str, status: int) -> None:
    answer = papers.get(f"/v1/quotes/{path.format(id=find(papers, 'agency')['id'])}")
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
