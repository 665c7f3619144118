"""What a web page states about its article: schema.org in JSON-LD first, then OpenGraph."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from quotes.folding import fold_name
from quotes.readers.article_fields import is_web_url
from quotes.readers.bylines import split_authors
from quotes.readers.html.fragments import list_paragraphs
from quotes.readers.html.page_bylines import clean_authors, find_agency, find_byline
from quotes.readers.html.page_cleaning import squeeze
from quotes.readers.html.page_dates import find_date, read_date
from quotes.records import Record

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ARTICLES = re.compile(r"(?:.*Article|LiveBlogPosting|BlogPosting|.*Report|Review)$")
_MOST_OBJECTS = 2_000  # of JSON-LD on a page; the objects of a list page fill more
# Names in `article:author` may be addresses; a byline may be a desk's.
_ADDRESS = re.compile(r"https?:|@|\.com\b", re.IGNORECASE)
_SITE = re.compile(r"(?P<head>.+)\s[|–—-]\s(?P<site>.+?)\s*")
_LONGEST_SITE = 50
_HEADLINE_WORDS = 4
_META = {
    "title": ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title"),
    "outlet": ("og:site_name", "application-name", "dc.publisher", "article:publisher_name"),
    "url": ("og:url",),
    "published": (
        "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
        "sailthru.date", "dc.date.issued", "dc.date", "date", "pubdate", "publish-date",
        "article.published", "ptime", "publication_date",
    ),
    "section": ("article:section", "parsely-section", "section"),
    "author": ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator",
               "byl", "article:author_name"),
    "description": ("og:description", "description"),
    "language": ("og:locale",),
}  # fmt: skip


class LiveEntry(Record, frozen=True, kw_only=True):
    """An entry of a live blog."""

    text: str
    title: str | None = None
    published: str | None = None


class PageMetadata(Record, frozen=True, kw_only=True):
    """What the page states; None and () where it states nothing.

    Attributes:
        titles: all forms of the title that the page has, the best first.
        body: the text that its JSON-LD gives as the article's.
        is_free: False if the page says that it shows only a part to those who don't pay.
        entries: of a live blog, in the page's order.
    """

    titles: tuple[str, ...] = ()
    outlet: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    wire: str | None = None
    published: str | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    body: str | None = None
    is_free: bool = True
    entries: tuple[LiveEntry, ...] = ()


def read_page_metadata(tree: HtmlElement) -> PageMetadata:
    """What the page states about its article; never raises."""
    objects = list(_find_objects(tree))
    article = max(
        (item for item in objects if _is_article(item)), key=_rate, default=dict[str, Any]()
    )
    meta = _read_meta(tree)
    first = {field: next((meta[n] for n in names if n in meta), None)
             for field, names in _META.items()}  # fmt: skip
    published = _text(article.get("datePublished")) or _text(article.get("dateCreated"))
    url = _url(article.get("url")) or _url(article.get("mainEntityOfPage"))
    url = next(filter(None, (_find_canonical(tree), url, _url(first["url"]))), None)
    titles = list(filter(None, _list_titles(tree, article, first["title"])))
    page_titles = [squeeze(element.text_content()) for element in tree.iter("title")]
    outlet = _name(article.get("publisher")) or first["outlet"] or _name_site(objects)
    if outlet is None or _ADDRESS.match(outlet):
        outlet = _find_site(page_titles, titles)
    authors = _read_authors(article.get("author")) or _split_meta_authors(first["author"])
    wire = find_agency(authors)
    authors = clean_authors(authors, outlet) or find_byline(tree, outlet)
    return PageMetadata(
        titles=tuple(_list_forms([*titles, *page_titles], outlet)),
        outlet=outlet,
        url=url,
        authors=authors,
        wire=wire,
        published=read_date(published) or read_date(first["published"]) or find_date(tree, url),
        language=tree.get("lang") or _text(article.get("inLanguage")) or first["language"],
        section=_text(article.get("articleSection")) or first["section"],
        tags=tuple(_list_tags(article, tree)),
        body=_text(article.get("articleBody")),
        is_free=str(article.get("isAccessibleForFree", True)).lower() != "false",
        entries=tuple(_read_entries(article)) or tuple(_read_marked_entries(tree)),
    )


def _find_objects(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """The objects of JSON-LD, those within others, too; without recursion."""
    stack: list[Any] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            text = re.sub(r"^\s*(?:<!--|//<!\[CDATA\[)|(?:-->|//\]\]>)\s*$", "", script.text or "")
            # Line breaks within strings are a common fault.
            text = re.sub(r"[\x00-\x1f]+", " ", text).strip().rstrip(";")
            try:
                stack.append(msgspec.json.decode(text.encode("utf-8", "replace")))
            except (msgspec.DecodeError, RecursionError):
                continue
    stack.reverse()
    count = 0
    while stack and count < _MOST_OBJECTS:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(reversed(item))
        elif isinstance(item, dict):
            count += 1
            yield item
            stack.extend(item[key] for key in ("@graph", "mainEntity") if key in item)


def _is_article(item: Mapping[str, Any]) -> bool:
    types = item.get("@type")
    return any(_ARTICLES.match(str(t)) for t in (types if isinstance(types, list) else [types]))


def _rate(item: Mapping[str, Any]) -> int:
    return sum(key in item for key in ("headline", "datePublished", "author", "articleBody"))


def _read_meta(tree: HtmlElement) -> dict[str, str]:
    """The first value of each name of a `<meta>`, in small letters."""
    values: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = squeeze(element.get("content") or "")
        if name and content:
            values.setdefault(name.lower(), content)
    return values


def _list_titles(
    tree: HtmlElement, article: Mapping[str, Any], meta: str | None
) -> Iterator[str | None]:
    stated = [_text(article.get("headline")), meta]
    shown = [text for element in tree.iter("h1") if (text := squeeze(element.text_content()))]
    # The title for search engines and social media is often another than the headline.
    if len(shown) == 1 and any(title and _is_like(shown[0], title) for title in stated):
        yield shown[0]
    yield from (*stated, *shown)


def _is_like(heading: str, title: str) -> bool:
    """Whether half of a heading's words, of four and more, are in a title; a site has few."""
    words = (fold_name(heading) or "").split()
    shared = set(words) & set((fold_name(title) or "").split())
    return len(words) >= _HEADLINE_WORDS and 2 * len(shared) >= len(set(words))


def _find_site(page_titles: Sequence[str], titles: Sequence[str]) -> str | None:
    """The site that the page's title ends with, if before it stands the article's."""
    for title in page_titles:
        match = _SITE.fullmatch(title)
        if match and match["head"] in titles and len(match["site"]) <= _LONGEST_SITE:
            return match["site"]
    return None


def _list_forms(titles: Sequence[str], outlet: str | None) -> Iterator[str]:
    """The titles, each once, without the outlet after them; then what stands before a mark."""
    forms: dict[str, None] = {}
    for title in titles:
        match = _SITE.fullmatch(title)
        is_named = match and outlet and _squash(match["site"]) == _squash(outlet)
        forms[match["head"] if match and is_named else title] = None
    forms |= dict.fromkeys(re.split(r"\s[|–—-]\s", title)[0] for title in titles)
    yield from filter(None, forms)


def _squash(name: str) -> str:
    return name.casefold().replace(" ", "")


def _find_canonical(tree: HtmlElement) -> str | None:
    for element in tree.iter("link"):
        if (element.get("rel") or "").lower() == "canonical":
            return _url(element.get("href"))
    return None


def _name_site(objects: list[dict[str, Any]]) -> str | None:
    for item in objects:
        if item.get("@type") in ("WebSite", "NewsMediaOrganization"):
            return _text(item.get("name"))
    return None


def _text(value: Any) -> str | None:
    """A text, or the first of a list of texts, with its entities decoded."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if not isinstance(value, str):
        return None
    return html.unescape(value).strip() or None


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    name = _text(value.get("name")) if isinstance(value, dict) else _text(value)
    return None if name is None or _ADDRESS.search(name) else squeeze(name)


def _url(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value.strip() if isinstance(value, str) and is_web_url(value.strip()) else None


def _read_authors(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    names: list[str] = []
    for item in items:
        if (name := _name(item)) is not None:
            names += split_authors(name)
    return tuple(dict.fromkeys(names))


def _split_meta_authors(value: str | None) -> tuple[str, ...]:
    if not value or _ADDRESS.search(value):
        return ()
    return tuple(dict.fromkeys(split_authors(value)))


def _list_tags(article: Mapping[str, Any], tree: HtmlElement) -> Iterator[str]:
    """The page's subjects, each once."""
    keywords = article.get("keywords")
    if isinstance(keywords, str):
        keywords = keywords.split(",")
    tags = [squeeze(k) for k in keywords or () if isinstance(k, str)]
    tags += [
        squeeze(element.get("content") or "")
        for element in tree.iter("meta")
        if (element.get("property") or "").lower() == "article:tag"
    ]
    yield from dict.fromkeys(tag for tag in tags[:50] if tag and len(tag) <= 100)


def _read_entries(article: Mapping[str, Any]) -> Iterator[LiveEntry]:
    updates = article.get("liveBlogUpdate")
    for update in updates if isinstance(updates, list) else [updates]:
        if isinstance(update, dict) and (text := _text(update.get("articleBody"))):
            yield LiveEntry(
                text=text,
                title=_text(update.get("headline")),
                published=read_date(_text(update.get("datePublished"))),
            )


def _read_marked_entries(tree: HtmlElement) -> Iterator[LiveEntry]:
    """Entries of a live blog that are marked by schema.org's microdata."""
    for element in tree.xpath("//*[contains(@itemprop, 'liveBlogUpdate')]"):
        if _is_property(element, "liveBlogUpdate") and not any(
            _is_property(above, "liveBlogUpdate") for above in element.iterancestors()
        ):
            body = _find_property(element, "articleBody")
            headline = _find_property(element, "headline")
            time = _find_property(element, "datePublished")
            time = next(element.iter("time"), None) if time is None else time
            stated = (time.get("datetime") or time.get("content")) if time is not None else None
            yield LiveEntry(
                text="\n".join(list_paragraphs(element if body is None else body)),
                title=squeeze(headline.text_content()) or None if headline is not None else None,
                published=read_date(stated),
            )


def _find_property(element: HtmlElement, name: str) -> HtmlElement | None:
    return next((each for each in element.iter() if _is_property(each, name)), None)


def _is_property(element: HtmlElement, name: str) -> bool:
    return name in (element.get("itemprop") or "").split()
