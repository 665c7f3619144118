"""Pages are asked for politely: robots.txt, a delay, and not again if they are the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from web_server import WebServer

from quotes.errors import OutboundError
from quotes.fetching import Fetched, Fetcher, ListedPage, list_pages
from quotes.outbound import OutboundClient

PAGE = (200, {"Content-Type": "text/html"}, b"<p>page</p>")


class Waits(list[float]):
    """The waits of a fetcher, which take no time."""

    def wait(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def fetcher(waits: Waits) -> Iterator[Fetcher]:
    with OutboundClient(contact="") as client:
        yield Fetcher(client, delay=5.0, wait=waits.wait)


def test_robots_txt_is_obeyed(web: WebServer, fetcher: Fetcher) -> None:
    """Rules for us count before those for all; the file is read once."""
    rules = b"User-agent: *\nDisallow: /\n\nUser-agent: OnRecord\nDisallow: /private/\n"
    web.pages |= {"/robots.txt": (200, {}, rules), "/a": PAGE, "/private/b": PAGE}
    assert fetcher.fetch(web.url("/a"))
    with pytest.raises(OutboundError, match=r"robots\.txt of .* does not allow it"):
        fetcher.fetch(web.url("/private/b"))
    assert [path for _, path, _ in web.requests] == ["/robots.txt", "/a"]


@pytest.mark.parametrize(
    ("robots", "is_allowed"),
    [
        pytest.param((404, {}, b""), True, id="none"),
        pytest.param((403, {}, b""), True, id="forbidden"),  # RFC 9309, 2.3.1.3
        pytest.param((500, {}, b""), False, id="broken"),
        pytest.param((429, {}, b""), False, id="too much"),
        pytest.param((301, {"Location": "/other.txt"}, b""), False, id="elsewhere"),
        pytest.param((200, {}, b"\xff\x00<html>"), True, id="no rules"),
        pytest.param((200, {}, b"User-agent: *\nCrawl-delay: 600\n"), False, id="too slow"),
    ],
)
def test_robots_txt_that_is_not_there(
    web: WebServer, fetcher: Fetcher, robots: tuple[int, dict[str, str], bytes], is_allowed: bool
) -> None:
    web.pages |= {"/robots.txt": robots, "/a": PAGE}
    web.pages["/other.txt"] = 200, {}, b"User-agent: *\nDisallow: /\n"
    if is_allowed:
        assert fetcher.fetch(web.url("/a"))
    else:
        for _ in range(2):
            with pytest.raises(OutboundError):
                fetcher.fetch(web.url("/a"))
        assert web.paths() in ([], ["/other.txt"])


def test_a_site_is_asked_slowly(web: WebServer, fetcher: Fetcher, waits: Waits) -> None:
    """A delay between any two requests to it, longer if it asks for it; none between sites."""
    web.pages["/a"] = PAGE
    fetcher.fetch(web.url("/a"))
    fetcher.fetch(web.url("/a"))
    assert [round(seconds) for seconds in waits] == [5, 5]  # after robots.txt, and after the page
    fetcher.fetch(web.url("/a", "other.example"))
    assert len(waits) == 3
    web.pages["/robots.txt"] = 200, {}, b"User-agent: *\nCrawl-delay: 20\n"
    fetcher.fetch(web.url("/a", "slow.example"))
    fetcher.fetch(web.url("/a", "slow.example"))
    assert round(waits[-1]) == 20


def test_a_site_that_asks_for_a_pause(web: WebServer, fetcher: Fetcher) -> None:
    """Is not asked again before."""
    web.pages["/a"] = 503, {"Retry-After": "3600"}, b""
    with pytest.raises(OutboundError, match="answers with 503"):
        fetcher.fetch(web.url("/a"))
    with pytest.raises(OutboundError, match=r"is left alone for 3[56]"):
        fetcher.fetch(web.url("/b"))
    assert web.paths() == ["/a"]


def test_a_page_that_is_the_same(web: WebServer, fetcher: Fetcher) -> None:
    date = "Mon, 03 Mar 2031 08:00:00 GMT"

    def answer(headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        is_same = headers.get("if-none-match") == '"1"' or headers.get("if-modified-since") == date
        return (304, {}, b"") if is_same else (200, {"ETag": '"1"', "Last-Modified": date}, b"x")

    web.pages["/a"] = answer
    fetched = fetcher.fetch(web.url("/a"))
    assert isinstance(fetched, Fetched)
    assert (fetched.etag, fetched.last_modified) == ('"1"', date)
    assert fetcher.fetch(web.url("/a"), etag='"1"') is None
    assert fetcher.fetch(web.url("/a"), last_modified=date) is None
    assert fetcher.fetch(web.url("/a"), etag='"0"')


def test_redirects(web: WebServer, fetcher: Fetcher) -> None:
    """Each is a request of its own: to a site with rules, and never to a private address."""
    web.pages |= {
        "/a": (301, {"Location": "/b#part"}, b""), "/b": PAGE,
        "/loop": (302, {"Location": "/loop"}, b""),
        "/in": (302, {"Location": "http://127.0.0.1:1/"}, b""),
        "/meta": (302, {"Location": "http://169.254.169.254/latest/"}, b""),
        "/file": (302, {"Location": "file:///etc/passwd"}, b""),
    }  # fmt: skip
    fetched = fetcher.fetch(web.url("/a"))
    assert fetched is not None
    assert fetched.response.url == web.url("/b")
    for path, reason in (
        ("/loop", "more than 5 redirects"), ("/in", "only public"), ("/meta", "only public"),
        ("/file", "no web address"),
    ):  # fmt: skip
        with pytest.raises(OutboundError, match=reason):
            fetcher.fetch(web.url(path))


def test_pages_of_lists(web: WebServer, fetcher: Fetcher) -> None:
    """In their order, with the time of the last change; relative addresses become whole."""
    web.pages["/rss"] = (
        200,
        {},
        b"""<rss version="2.0"><channel><title>M</title>
        <item><title>A</title><link>/a</link><description>Short.</description>
        <pubDate>Mon, 03 Mar 2031 08:00:00 GMT</pubDate></item>
        <item><title>B</title><link>http://other.example/b</link></item></channel></rss>""",
    )
    web.pages["/json"] = (
        200,
        {},
        b"""{"version": "https://jsonfeed.org/version/1.1", "items":
        [{"id": "1", "url": "/a", "date_modified": "2031-03-03T08:00:00Z"}, 5]}""",
    )
    web.pages["/map"] = (
        200,
        {},
        b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>/a</loc><n:news>
        <n:publication_date>2031-03-03T08:00:00Z</n:publication_date></n:news></url></urlset>""",
    )
    web.pages["/index"] = (
        200,
        {},
        b"""<sitemapindex
        xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>/map</loc></sitemap>
        </sitemapindex>""",
    )
    first = ListedPage(web.url("/a"), "2031-03-03T08:00:00Z")
    for path, pages in {
        "/rss": [first, ListedPage("http://other.example/b", None)],
        "/json": [first],
        "/map": [first],
        "/index": [ListedPage(web.url("/map"), None, is_list=True)],
    }.items():
        fetched = fetcher.fetch(web.url(path))
        assert fetched is not None
        assert list_pages(fetched) == pages
