"""`onrecord fetch`: pages, feeds and sitemaps of a web server of this machine."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import TEXT
from click.testing import Result
from web_server import WebServer

from quotes.records import Article
from quotes.store import open_store

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_FETCH_DELAY_SECONDS", "0")


def page(title: str, *, canonical: str = "", text: str = "") -> tuple[int, dict[str, str], bytes]:
    """A page with an article that is long enough to be one."""
    more = "".join(
        f"<p>The {word} of the old harbour was closed for the whole of the morning, as the board "
        f"of the port says in its report on {title}.</p>"
        for word in ("bridge", "market", "road", "school")
    )
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    html = (
        f'<!DOCTYPE html><html lang="en"><head><title>{title}</title>{link}</head><body><article>'
        f"<h1>{title}</h1><p>{TEXT} {text}</p>{more}</article></body></html>"
    )
    return (
        200,
        {"Content-Type": "text/html; charset=utf-8", "ETag": f'"{title}{text}"'},
        html.encode(),
    )


def conditional(answer: tuple[int, dict[str, str], bytes]) -> Callable[..., object]:
    def ask(headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        is_same = headers.get("if-none-match") == answer[1]["ETag"]
        return (304, {}, b"") if is_same else answer

    return ask


def counts(result: Result) -> dict[str, int]:
    counted: dict[str, int] = json.loads(result.stdout)
    return counted


def list_articles(folder: Path) -> dict[str, Article]:
    with open_store(f"sqlite:///{folder}/data/onrecord.db") as store:
        ids = [each.id for each in store.articles.list().items]
        return {id_: store.articles.get(id_).article for id_ in ids}


def test_pages(run: Run, web: WebServer, tmp_path: Path) -> None:
    """Are stored by the address that they give as their own, if it is of their site."""
    web.pages |= {
        "/a?from=mail": page("Ferry", canonical=web.url("/a")),
        "/b": page("Bridge", canonical="http://other.example/stolen"),
    }
    result = run("fetch", web.url("/a?from=mail"), web.url("/b"), "--outlet", "Mail", "--json")
    assert result.exit_code == 0, result.stderr
    found = list_articles(tmp_path)
    assert set(found) == {web.url("/a"), web.url("/b")}
    assert found[web.url("/a")].title == "Ferry"
    assert {(article.outlet, article.url) for article in found.values()} == {
        ("Mail", web.url("/a")), ("Mail", web.url("/b")),
    }  # fmt: skip
    assert (counts(result)["pages"], counts(result)["new"]) == (2, 2)


def test_a_page_is_read_again_when_it_has_changed(run: Run, web: WebServer, tmp_path: Path) -> None:
    web.pages["/a"] = conditional(page("Ferry"))  # type: ignore[assignment]
    run("fetch", web.url("/a"))
    again = counts(run("fetch", web.url("/a"), "--json"))
    assert (again["pages"], again["pages_unchanged"], again["new"]) == (0, 1, 0)
    web.pages["/a"] = conditional(page("Ferry", text="It sails."))  # type: ignore[assignment]
    changed = counts(run("fetch", web.url("/a"), "--json"))
    assert (changed["pages"], changed["replaced"]) == (1, 1)
    assert "It sails." in list_articles(tmp_path)[web.url("/a")].text


def test_what_can_not_be_had_is_quarantined(run: Run, web: WebServer) -> None:
    """With its address and reason, until it can be had."""
    web.pages["/robots.txt"] = 200, {}, b"User-agent: *\nDisallow: /closed\n"
    addresses = [web.url("/gone"), web.url("/closed"), "http://10.0.0.1/a"]
    result = run("fetch", *addresses, "--json")
    assert (result.exit_code, counts(result)["pages_failed"]) == (1, 3)
    listed = run("quarantine", "list").stdout
    for address, reason in zip(
        addresses, ("answers with 404", "robots.txt", "public"), strict=True
    ):
        assert any(row.startswith(f"{address}\t") and reason in row for row in listed.splitlines())
    web.pages["/gone"] = page("Back")
    assert run("fetch", web.url("/gone")).exit_code == 0
    assert web.url("/gone") not in run("quarantine", "list").stdout


def test_a_feed_of_summaries(run: Run, web: WebServer, tmp_path: Path) -> None:
    """Its pages are read: once, and those that failed the next time."""
    entries = "".join(f"<item><title>{n}</title><link>/{n}</link></item>" for n in "abc")
    feed = f'<rss version="2.0"><channel><title>Mail</title>{entries}</channel></rss>'
    answer = 200, {"ETag": '"1"'}, feed.encode()
    web.pages |= {"/feed": conditional(answer), "/a": page("A"), "/b": page("B")}  # type: ignore[dict-item]
    first = run("fetch", "--feed", web.url("/feed"), "--json")
    assert (first.exit_code, counts(first)["new"], counts(first)["pages_failed"]) == (1, 2, 1)
    web.pages |= {"/a": conditional(page("A")), "/b": conditional(page("B")), "/c": page("C")}  # type: ignore[dict-item]
    second = counts(run("fetch", "--feed", web.url("/feed"), "--json"))
    assert (second["new"], second["pages_unchanged"]) == (1, 2)
    asked = len(web.requests)
    assert counts(run("fetch", "--feed", web.url("/feed"), "--json"))["pages_unchanged"] == 1
    assert [path for _, path, _ in web.requests[asked:]] == ["/robots.txt", "/feed"]
    assert set(list_articles(tmp_path)) == {web.url(f"/{name}") for name in "abc"}


def test_a_feed_with_whole_texts(run: Run, web: WebServer, tmp_path: Path) -> None:
    """No page is asked for."""
    text = "The board of the port says that the bridge stays closed for the morning. " * 10
    entry = f"<item><title>A</title><guid>a1</guid><link>/a</link><description>{TEXT} {text}"
    start, end = (
        '<rss version="2.0"><channel><title>Mail</title>',
        "</description></item></channel></rss>",
    )
    feed = start + entry + end
    web.pages["/feed"] = 200, {}, feed.encode()
    assert run("fetch", "--feed", web.url("/feed")).exit_code == 0
    assert web.paths() == ["/feed"]
    assert list_articles(tmp_path)["a1"].outlet == "Mail"


def test_a_sitemap(run: Run, web: WebServer, tmp_path: Path) -> None:
    """The newest pages of all its sitemaps; one that did not change since is not asked for."""
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    rows = "".join(
        f"<url><loc>/{name}</loc><lastmod>2024-05-0{day}T08:00:00Z</lastmod></url>"
        for name, day in (("a", 1), ("b", 3), ("c", 2))
    )
    web.pages |= {
        "/index": (
            200,
            {},
            f"<sitemapindex {space}><sitemap><loc>/map</loc></sitemap></sitemapindex>".encode(),
        ),
        "/map": (200, {}, f"<urlset {space}>{rows}</urlset>".encode()),
        **{f"/{name}": page(name) for name in "abc"},
    }
    run("fetch", "--sitemap", web.url("/index"), "--most", "2")
    assert set(list_articles(tmp_path)) == {web.url("/b"), web.url("/c")}
    asked = len(web.requests)
    run("fetch", "--sitemap", web.url("/index"))
    assert [path for _, path, _ in web.requests[asked:]] == ["/robots.txt", "/index", "/map", "/a"]


def test_no_list(run: Run, web: WebServer) -> None:
    web.pages["/a"] = page("A")
    result = run("fetch", "--feed", web.url("/a"))
    assert result.exit_code == 1
    assert "neither a feed nor a sitemap" in result.stderr


def test_nothing_to_fetch(run: Run) -> None:
    result = run("fetch")
    assert (result.exit_code, "Give a URL" in result.stderr) == (2, True)
