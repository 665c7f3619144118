"""Web pages as articles."""

from __future__ import annotations

import json
from time import process_time

import pytest

from quotes.errors import ArticleError
from quotes.readers.article_fields import ArticleFields
from quotes.readers.html.fragments import parse_markup, read_fragment
from quotes.readers.html.page_kinds import find_teasers
from quotes.readers.html.page_metadata import read_page_metadata
from quotes.readers.html.web_pages import read_page

LEAD = (
    "<p>The ferry to Ketta sails again on Monday, the harbour office said, after the storm had "
    "kept it in port for nine days.</p>"
)
REST = (
    "<p>“The engine is <!-- -->repaired,” <a href='/f'>Nora Feld</a>, the mayor, told reporters at "
    "the quay on Saturday evening.</p><p>Passengers who had booked for last week can use their "
    "tickets until the end of the month, the company said in a statement.</p>"
)


def make_page(body: str, head: str = "") -> str:
    return (
        f"<html lang='en'><head><title>Ferry sails again | The Ketta Mail</title>{head}</head>"
        f"<body><nav><a href='/'>Home</a></nav><article><h1>Ferry sails again</h1>{body}</article>"
        "<footer>© The Ketta Mail</footer></body></html>"
    )


def read_lines(body: str, head: str = "") -> list[str]:
    (fields,) = read_page(make_page(body, head), path="page")
    return fields.text.splitlines()


def test_paragraphs_are_lines_without_the_title() -> None:
    """Each paragraph is a line, whole in spite of comments and links within it."""
    lines = read_lines(LEAD + REST)
    assert len(lines) == 3
    assert lines[0].startswith("The ferry to Ketta")
    assert lines[1].startswith("“The engine is repaired,” Nora Feld, the mayor, told")


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        pytest.param(
            "<p>She called it <q>a good day for the islands</q> and left for the town hall.</p>",
            "She called it “a good day for the islands” and left for the town hall.",
            id="q gets its marks",
        ),
        pytest.param(
            "<blockquote><p>We shall sail in any weather that the harbour master allows.</p>"
            "</blockquote>",
            "We shall sail in any weather that the harbour master allows.",
            id="block quote",
        ),
        pytest.param(
            "<div class='embed'><blockquote class='twitter-tweet'><p>The boats are ours and they "
            "sail tonight.</p>— Nora Feld (@feld) <a href='/1'>May 3, 2024</a></blockquote></div>",
            "The boats are ours and they sail tonight.",
            id="embedded post",
        ),
        pytest.param(
            "<div class='embed'><blockquote class='twitter-tweet'><p>The boats are ours and they "
            "sail tonight.</p>— Nora Feld (@feld) <a href='/1'>May 3, 2024</a></blockquote></div>",
            "— Nora Feld (@feld) May 3, 2024",
            id="its author",
        ),
        pytest.param(
            "<ul><li>The first boat leaves at six in the morning.</li><li>The last one returns at "
            "ten in the evening.</li></ul>",
            "The first boat leaves at six in the morning.",
            id="list item",
        ),
        pytest.param(
            "<div class='related-block pull-quote'><p>“Nobody asked the islanders what they "
            "need,” Feld said.</p></div>",
            "“Nobody asked the islanders what they need,” Feld said.",
            id="a quotation that stands nowhere else",
        ),
    ],
)
def test_what_survives(markup: str, line: str) -> None:
    """Quotations are not lost, whatever element they stand in."""
    assert line in read_lines(LEAD + markup + REST)


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<figure><figcaption>BOX of the quay</figcaption></figure>", id="caption"),
        pytest.param("<p><a href='/x'>BOX: Storm keeps ferry in port</a></p>", id="link line"),
        pytest.param(
            "<ul><li><a href='/x'>BOX one of the week</a></li><li><a href='/y'>BOX two</a></li>"
            "</ul>",
            id="list of links",
        ),
        pytest.param("<div class='newsletter-box'><p>Get our BOX by mail.</p></div>", id="box"),
        pytest.param("<p style='display:none'>BOX that nobody sees in this page.</p>", id="hidden"),
        pytest.param(
            "<aside class='pull-quote'>“The engine is repaired,” Nora Feld, the mayor, told "
            "reporters at the quay on Saturday evening.</aside>",
            id="pull quote that repeats",
        ),
    ],
)
def test_what_is_left_out(markup: str) -> None:
    """Captions, boxes of links and pull quotes that repeat the text are no part of it."""
    lines = read_lines(LEAD + markup + REST)
    assert len(lines) == 3
    assert not any("BOX" in line for line in lines)


def test_stated_fields() -> None:
    """JSON-LD counts first, then OpenGraph."""
    head = """<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle",
        "headline": "Ferry sails again", "datePublished": "2024-05-03T18:05:00+0200",
        "author": [{"@type": "Person", "name": "Jane Doe"}, {"name": "John Roe"}],
        "publisher": {"name": "The Ketta Mail"}, "articleSection": "Islands",
        "keywords": ["ferry", "storm"], "url": "https://mail.example/ferry"}]}</script>
        <meta property="og:title" content="Other"><meta property="article:tag" content="harbour">"""
    (fields,) = read_page(make_page(LEAD + REST, head), path="page")
    assert fields.title == "Ferry sails again"
    assert fields.published == "2024-05-03T18:05:00+02:00"
    assert fields.authors == ("Jane Doe", "John Roe")
    assert (fields.outlet, fields.section) == ("The Ketta Mail", "Islands")
    assert fields.tags == ("ferry", "storm", "harbour")
    assert (fields.url, fields.language) == ("https://mail.example/ferry", "en")


def test_live_blog_is_an_article_for_each_entry() -> None:
    """Each entry has its own text and time."""
    head = """<script type="application/ld+json">{"@type": "LiveBlogPosting",
        "headline": "Storm, live", "liveBlogUpdate": [
        {"headline": "Quay open", "datePublished": "2024-05-03T18:05:00Z", "articleBody": "Open."},
        {"datePublished": "2024-05-03T17:00:00Z", "articleBody": "<p>Shut.</p>"}]}</script>"""
    entries = list(read_page(make_page(LEAD, head), path="page"))
    assert [(e.text, e.title, e.published) for e in entries] == [
        ("Open.", "Quay open", "2024-05-03T18:05:00Z"),
        ("Shut.", "Storm, live", "2024-05-03T17:00:00Z"),
    ]


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("", id="empty"),
        pytest.param("<html><body><p>Accept cookies?</p></body></html>", id="banner"),
        pytest.param("<div>" * 5_000, id="nested too deeply"),
        pytest.param("<![", id="broken declaration"),
    ],
)
def test_pages_without_an_article(markup: str) -> None:
    """They are an error that says so."""
    with pytest.raises(ArticleError, match="no article"):
        list(read_page(markup, path="page"))


def test_a_part_for_subscribers_is_told() -> None:
    """A page that says that not all of it is free has a note."""
    head = """<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry",
        "isAccessibleForFree": false}</script>"""
    (fields,) = read_page(make_page(LEAD + REST, head), path="page")
    assert fields.notes == ("the publisher says that a part is for subscribers alone",)


def test_fragment() -> None:
    """A feed's entry is an article already: all its paragraphs are read."""
    markup = "<p>One &amp; “two”.</p>Three<br>four<figcaption>five</figcaption><script>6</script>"
    assert read_fragment(markup).splitlines() == ["One & “two”.", "Three", "four"]


def test_quotation_with_a_control_character() -> None:
    """Becomes a replacement character where a mark is written beside it."""
    (fields,) = read_page(
        f"<article><p>{'The ferry sails to the island. ' * 20}<q>It&#1; sails</q></p></article>",
        path="page",
    )
    assert "“It\ufffd sails”" in fields.text


def read_fields(body: str = LEAD + REST, head: str = "") -> ArticleFields:
    (fields,) = read_page(make_page(body, head), path="page")
    return fields


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("<p class='byline'>By Ann Lee and Jo Ek Monday, May 6, 2024, 4:05 pm</p>",
         ("Ann Lee", "Jo Ek")),
        ("<ul class='article-author'><li class='author-name'>by Ann Lee</li><li>@lee</li></ul>",
         ("Ann Lee",)),
        ("<div class='author'><h3>Ann Lee</h3> @annlee</div>", ("Ann Lee",)),
        ("<a rel='author' href='/a'>Ann Lee</a>", ("Ann Lee",)),
        ("<span itemprop='author'>Ann Lee</span>", ("Ann Lee",)),
        ("<div class='byline__author'>Ann Lee | May 6, 2024</div>", ("Ann Lee",)),
        ("<span class='author'>The Ketta Mail</span>", None),
        ("<span class='author'>jdadmin</span>", None),
        ("<div class='statement-author'>Ann Lee</div>", None),
        ("<div id='comments'><span class='author'>Ann Lee</span></div>", None),
        ("<p class='author-bio'>Ann Lee writes on ferries.</p>", None),
        ("<p class='byline'>The ferry sails again after nine days in port</p>", None),
    ],
)  # fmt: skip
def test_the_byline_that_a_page_shows(byline: str, authors: tuple[str, ...] | None) -> None:
    site = "<meta property='og:site_name' content='The Ketta Mail'>"
    assert read_fields(byline + LEAD + REST, site).authors == authors


@pytest.mark.parametrize(
    ("stated", "authors", "wire"),
    [
        (["Ann Lee", "AP Auto Writer"], ("Ann Lee",), None),
        (["Ann Lee", "Associated Press"], ("Ann Lee",), "AP"),
        (["Reuters"], ("Reuters",), "Reuters"),
        (["Analysis by Ann Lee", "Ketta Editor-at-large"], ("Ann Lee",), None),
        (["Ann Lee. Ketta Mail"], ("Ann Lee",), None),
        (["admin"], None, None),
        (["Ketta Mail"], None, None),
        (["Ann Lee", "Jo Ek"], ("Ann Lee", "Jo Ek"), None),
    ],
)
def test_names_that_a_page_states(
    stated: list[str], authors: tuple[str, ...] | None, wire: str | None
) -> None:
    article = {
        "@type": "NewsArticle",
        "author": [{"name": name} for name in stated],
        "publisher": {"name": "Ketta Mail"},
    }
    head = f"<script type='application/ld+json'>{json.dumps(article)}</script>"
    fields = read_fields(head=head)
    assert (fields.authors, fields.wire) == (authors, wire)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://k.example/2024/05/03/ferry/", "2024-05-03"),
        ("https://k.example/news/2024/may/3/ferry", "2024-05-03"),
        ("https://k.example/2024-05-03/ferry", "2024-05-03"),
        ("https://k.example/ferry-sails-20240503/", "2024-05-03"),
        ("https://k.example/2024/13/40/ferry", None),
        ("https://k.example/2024/05/31", None),
        ("https://k.example/id/20249903.html", None),
        ("https://k.example/ferry-12024050312", None),
    ],
)
def test_the_day_in_the_address(url: str, day: str | None) -> None:
    """It counts where the page states none."""
    head = f"<link rel='canonical' href='{url}'>"
    assert read_fields(head=head).published == day
    stated = "<meta property='article:published_time' content='2024-05-04T10:00:00Z'>"
    assert read_fields(head=head + stated).published == "2024-05-04T10:00:00Z"


def test_a_date_that_a_system_made_up() -> None:
    head = "<meta property='article:published_time' content='0001-01-01T00:00:00Z'>"
    assert read_fields(head=head).published is None


def test_the_outlet_after_the_title() -> None:
    """It is the outlet where the page states none, and no part of the title."""
    assert (read_fields().outlet, read_fields().title) == ("The Ketta Mail", "Ferry sails again")
    head = "<meta property='og:title' content='Ferry sails again - KettaMail'>"
    site = "<meta property='og:site_name' content='Ketta Mail'>"
    assert read_fields(head=head + site).title == "Ferry sails again"
    address = "<meta property='og:site_name' content='https://mail.example'>"
    assert read_fields(head=address).outlet == "The Ketta Mail"
    other = "<meta property='og:title' content='Ferry – a long way home'>"
    assert read_fields(head=other).title == "Ferry – a long way home"


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Ferry to Ketta sails again at last", "Ferry to Ketta sails again at last"),
        ("The Ketta Mail of Monday", "Ketta ferry sails again"),
        ("Boats", "Ketta ferry sails again"),
    ],
)
def test_the_headline_that_is_shown(heading: str, title: str) -> None:
    """It is the title, though the page states another one, if it is no site's name."""
    page = make_page(LEAD + REST, "<meta property='og:title' content='Ketta ferry sails again'>")
    (fields,) = read_page(page.replace("<h1>Ferry sails again", f"<h1>{heading}"), path="page")
    assert fields.title == title


TEASERS = "".join(
    f"<div><h2><a href='/{n}'>Ferry number {n} sails</a></h2><p>{words}</p></div>"
    for n, words in enumerate(("The ferry to Ketta sails again on Monday, the office said.",) * 5)
)
CONSENT = (
    "<h1>Before you go on</h1><p>We and our 834 partners use cookies and similar technologies to "
    "store information on your device.</p><p>You can accept or manage your choices by clicking "
    "below, and object where legitimate interest is used.</p><button>Accept</button>"
)


@pytest.mark.parametrize(
    ("body", "reason"), [(TEASERS, "a list of articles"), (CONSENT, "asks for consent")]
)
def test_pages_that_are_no_article(body: str, reason: str) -> None:
    page = f"<html><head><title>Mail</title></head><body>{body}</body></html>"
    with pytest.raises(ArticleError, match=reason):
        list(read_page(page, path="page"))


@pytest.mark.parametrize("box", [TEASERS, CONSENT])
def test_an_article_beside_such(box: str) -> None:
    """It is read, without them."""
    page = make_page(LEAD + REST).replace("<footer>", f"<aside>{box}</aside><footer>")
    (fields,) = read_page(page, path="page")
    assert len(fields.text.splitlines()) == 3


def test_a_live_blog_in_microdata() -> None:
    """Each entry is an article with its own title and time."""
    entries = "".join(
        "<article itemprop='liveBlogUpdate' itemscope><time itemprop='datePublished' "
        f"datetime='2024-05-03T1{n}:00:00Z'>1{n}:00</time><h2 itemprop='headline'>Entry {n}</h2>"
        f"<div itemprop='articleBody'>{LEAD}<p>Number {n}.</p></div></article>"
        for n in range(3)
    )
    blog = f"<div itemscope itemtype='https://schema.org/LiveBlogPosting'>{entries}</div>"
    articles = list(read_page(make_page(blog), path="page"))
    assert [each.title for each in articles] == ["Entry 0", "Entry 1", "Entry 2"]
    assert [each.published for each in articles] == [f"2024-05-03T1{n}:00:00Z" for n in range(3)]
    assert articles[1].text.splitlines()[-1] == "Number 1."
    assert len(articles[1].text.splitlines()) == 2


@pytest.mark.parametrize(
    ("shown", "published"),
    [
        ("<span class='publish-date'>May 3, 2024, 9:02 AM</span>", "2024-05-03T09:02"),
        ("<span class='byline-date'>May 3, 2024, 07:47 PM EST</span>", "2024-05-03T19:47-05:00"),
        ("<p class='posted'>Posted: Fri 6:45 PM, May 3, 2024</p>", "2024-05-03T18:45"),
        ("<time>x</time><i class='date'>3 May 2024</i>", "2024-05-03"),
        ("<p class='modified-date'>May 4, 2024</p><p class='date'>May 3, 2024</p>", "2024-05-03"),
        ("<p class='date'>Updated: May 3, 2024</p>", None),
        ("<p class='comment-date'>May 3, 2024</p>", None),
        ("<p class='date'>The ferry sails on May 3, 2024, she said.</p>", None),
        ("<p>May 3, 2024</p>", None),
    ],
)
def test_the_date_that_a_page_shows(shown: str, published: str | None) -> None:
    """It counts where the page states none, and before the day in its address."""
    assert read_fields(shown + LEAD + REST).published == published
    address = "<link rel='canonical' href='https://k.example/2024/05/02/ferry'>"
    assert read_fields(shown + LEAD + REST, address).published == (published or "2024-05-02")


@pytest.mark.parametrize(
    "markup",
    [
        "<b class=author>x</b>" * 40_000,
        "<div class='author date'>" * 150 + "<i>abc def </i>" * 60_000,
        "<h2><a href=x>a b c</a></h2><p>text" * 25_000,
        "<div itemprop=liveBlogUpdate>" * 150 + "<i>abc</i>" * 80_000,
    ],
)
def test_repeated_marks_take_no_more_time_than_other_markup(markup: str) -> None:
    """Ten times as long would be quadratic: minutes."""
    tree = parse_markup(f"<html><body>{markup}")
    assert tree is not None
    started = process_time()
    read_page_metadata(tree)
    find_teasers(tree)
    assert process_time() - started < 10
