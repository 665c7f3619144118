"""The pages for people: complete without scripts, safe, with errors in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urljoin

import pytest
from api_clients import make_client
from litestar import Litestar
from litestar.testing import TestClient
from store_builders import attribute, person

from quotes.records import Article, Extraction
from quotes.settings import load_settings
from quotes.store import open_store

Client = TestClient[Litestar]

HOSTILE = "</blockquote><script>alert(1)</script><img src=x onerror=alert(2)>\"'&"


class Page(HTMLParser):
    """The elements of a page: names with their attributes, and the links in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def list_links(self) -> list[str]:
        return [at["href"] or "" for tag, at in self.elements if tag == "a" and "href" in at]


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.text[:300]
    assert answer.headers["content-type"].startswith("text/html")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "frame-ancestors 'none'" in policy
    return answer.text


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of a service whose article tries to be markup in every field."""
    url = f"sqlite:///{tmp_path_factory.mktemp('h') / 'h.db'}"
    article = Article(
        id=HOSTILE, title=HOSTILE, outlet=HOSTILE, published="2031-03-02",
        text=f"“{HOSTILE} we will,” said {HOSTILE}. “It is {HOSTILE} ours,” said Ana Lee.",
    )  # fmt: skip
    first = attribute(article, f"“{HOSTILE} we will,”", "said", type="direct",
                      role=HOSTILE, **person(HOSTILE))  # fmt: skip
    with open_store(url, create=True) as store:
        store.articles.save(Extraction(article=article, attributions=(first,)))
    with make_client(load_settings({}, database_url=url)) as client:
        yield client


def find_quote(client: Client) -> str:
    return str(client.get("/v1/quotes?limit=1").json()["items"][0]["id"])


def list_pages(client: Client) -> list[str]:
    item = client.get("/v1/quotes?limit=1").json()["items"][0]
    words = quote(item["text"][:400])
    return [
        "/",
        f"/?q={words[:60]}",
        f"/?speaker={quote(item['speaker']['name'])}",
        f"/quotes/{item['id']}",
        f"/speakers/{quote(item['speaker']['id'] or 'nobody', safe='')}",
        "/check",
        f"/check?text={words}&speaker={quote(HOSTILE)}",
    ]


def test_markup_stays_text(hostile: Client) -> None:
    for path in list_pages(hostile):
        page = Page(hostile.get(path).text)
        assert not {tag for tag, _ in page.elements} & {"script", "img"}, path
        assert not [name for _, at in page.elements for name in at if name.startswith("on")], path
        assert all(link.startswith(("/", "#", "http")) for link in page.list_links())


def test_every_link_leads_somewhere(client: Client) -> None:
    for path in list_pages(client):
        for link in Page(read(client, path)).list_links():
            if link.startswith("/"):
                assert client.get(urljoin(path, link)).status_code in (200, 301), link


def test_every_control_has_a_label(client: Client) -> None:
    for path in list_pages(client):
        html = read(client, path)
        page = Page(html)
        labelled = {at.get("for") for tag, at in page.elements if tag == "label"}
        fields = [at for tag, at in page.elements if tag in ("input", "select", "textarea")]
        assert {at["id"] for at in fields} <= labelled
        assert [tag for tag, _ in page.elements].count("h1") == 1
        assert ("html", {"lang": "en"}) in page.elements


def test_search_narrows_and_marks(client: Client) -> None:
    html = read(client, "/?q=river&from-date=&speaker=")
    assert "<mark>river</mark>" in html
    assert "words: <bdi>river</bdi>" in html
    assert "Zoë Işık" in html
    assert "Did you mean" in read(client, "/?speaker=Isikk")
    assert "Nothing that is stored passes" in read(client, "/?q=unheardof")


def test_pages_of_results(client: Client) -> None:
    total = client.get("/v1/quotes?facets=type&limit=1").json()["facets"]["quotes"]
    assert f"{total} quotes" in read(client, "/")


def test_a_check_shows_what_differs(client: Client) -> None:
    html = read(client, "/check?text=The+river+cannot+wait&speaker=I%C5%9F%C4%B1k")
    assert "Altered" in html
    assert re.search(r"<td>negation</td>\s*<td dir=\"auto\">cannot</td>", html)


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/quotes/nothing", 404, "nothing"),
        ("/speakers/nothing", 404, "nothing"),
        ("/?from-date=soon", 400, "from_date"),
        ("/?type=loud", 400, "type"),
        ("/?cursor=x", 400, "cursor"),
    ],
)
def test_errors_are_pages(client: Client, path: str, status: int, words: str) -> None:
    html = read(client, path, status)
    assert words in html
    assert "Back to the search" in html


def test_an_empty_database_teaches(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    open_store(url, create=True).close()
    with make_client(load_settings({}, database_url=url)) as client:
        assert "onrecord ingest" in read(client, "/")


def test_without_a_database_it_says_so(lost: Client) -> None:
    assert "Back to the search" in read(lost, "/", 503)


def test_pages_are_small(client: Client) -> None:
    for path in list_pages(client):
        assert len(read(client, path).encode()) < 100_000
