"""Entries of RSS, Atom and JSON feeds as articles, where the feed has their whole text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from quotes.errors import ArticleError
from quotes.readers.article_fields import ArticleFields, is_web_url
from quotes.readers.bylines import split_authors
from quotes.readers.html.fragments import is_markup, read_fragment
from quotes.readers.publication_dates import normalize_published

_ENTITY_DECLARATION = re.compile(rb"<!(?:ENTITY|DOCTYPE[^>]{0,500}\[)", re.IGNORECASE)
# Words. A summary of a news feed has 10 to 50; a shorter text that says that it goes on is one.
_SUMMARY_WORDS = 60
_GOES_ON = re.compile(
    r"(?:\[…\]|\[\.\.\.\]|…|\.\.\.|read more|continue reading|read the (?:full|rest).{0,40})\W*$",
    re.IGNORECASE,
)
_SUMMARY = "the feed has a summary alone: `onrecord fetch --feed` reads the page"


class FeedEntry(NamedTuple):
    """An entry's page, when it last changed (ISO 8601), and whether the feed has its whole text."""

    url: str
    changed: str | None
    is_whole: bool


def read_feed(content: bytes, *, path: str) -> Iterator[ArticleFields | ArticleError]:
    """The entries of an RSS or Atom feed, in its order.

    Raises:
        ArticleError: it can't be parsed, or has no entry.
    """
    feed = _parse(content, path)
    outlet = _clean(feed.feed.get("title"))
    language = feed.feed.get("language") or None
    for number, entry in enumerate(feed.entries, 1):
        yield _read_entry(entry, outlet, language, f"{path}:{number}")


def list_entries(content: bytes, *, path: str) -> list[FeedEntry]:
    """The entries of an RSS, Atom or JSON feed that lead to a page, in its order.

    Raises:
        ArticleError: it can't be parsed, or has no entry.
    """
    if content.lstrip().startswith(b"{"):
        item = _decode_json_feed(content, path)
        items = [entry if isinstance(entry, dict) else {} for entry in item["items"]]
        results, links = read_json_feed(item, path=path), [_string(e, "url") for e in items]
        dates = [_string(e, "date_modified") or _string(e, "date_published") for e in items]
    else:
        feed = _parse(content, path)
        results, links = read_feed(content, path=path), [e.get("link") for e in feed.entries]
        # Else feedparser gives the one for the other, with a warning.
        dates = [dict.get(e, "updated") or e.get("published") for e in feed.entries]
    entries = []
    for result, url, changed in zip(results, links, dates, strict=True):
        if url:
            is_whole = isinstance(result, ArticleFields) and _SUMMARY not in result.notes
            entries.append(FeedEntry(url, normalize_published(changed or ""), is_whole))
    return entries


def _decode_json_feed(content: bytes, path: str) -> dict[str, Any]:
    try:
        item = msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ArticleError(f"not JSON: {error}", path=path) from error
    if not (isinstance(item, dict) and is_json_feed(item) and isinstance(item.get("items"), list)):
        raise ArticleError("no JSON feed", path=path)
    return item


def _parse(content: bytes, path: str) -> Any:
    import feedparser

    if _ENTITY_DECLARATION.search(content):
        raise ArticleError("it declares entities, which are not read", path=path)
    try:
        feed = feedparser.parse(
            io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False
        )
    except (ValueError, OverflowError) as error:  # of entities and dates that are no number
        raise ArticleError(f"not a feed that can be parsed: {error}", path=path) from error
    if not feed.entries:
        reason = f": {feed.bozo_exception}" if feed.get("bozo") else ""
        raise ArticleError(f"there is no entry in this feed{reason}", path=path)
    return feed


def _read_entry(
    entry: Mapping[str, Any], outlet: str | None, language: str | None, path: str
) -> ArticleFields | ArticleError:
    contents = [c.get("value", "") for c in entry.get("content", ())]
    markup = max((*contents, entry.get("summary") or ""), key=len)
    url = entry.get("link") or None
    return make_entry(
        markup,
        path=path,
        id=entry.get("id") or url,
        title=_clean(entry.get("title")),
        outlet=_clean((entry.get("source") or {}).get("title")) or outlet,
        url=url if url and is_web_url(url) else None,
        authors=tuple(
            name
            for author in entry.get("authors", ())
            for name in split_authors(_strip_address(author.get("name") or ""))
        )
        or None,
        published=normalize_published(entry.get("published") or entry.get("updated") or ""),
        language=language,
        tags=tuple(t["term"] for t in entry.get("tags", ()) if t.get("term")),
    )


def make_entry(markup: str, *, path: str, **fields: Any) -> ArticleFields | ArticleError:
    """The entry's article; an error with the way to the whole text where it has a summary alone."""
    text = read_fragment(markup) if is_markup(markup) or "<" in markup else markup.strip()
    if not text:
        return ArticleError(f"there is no text in the entry; {_SUMMARY}", path=path)
    is_summary = len(text.split()) < _SUMMARY_WORDS and (
        _GOES_ON.search(text) or (fields.get("url") and len(text.split()) < _SUMMARY_WORDS // 2)
    )
    notes = (_SUMMARY,) if is_summary else ()
    return ArticleFields(text=text, notes=notes, **fields)


def is_json_feed(item: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a JSON feed, by the address that its version is."""
    return "jsonfeed.org/version" in str(item.get("version", ""))


def read_json_feed(item: Mapping[str, Any], *, path: str) -> Iterator[ArticleFields | ArticleError]:
    """The entries of a JSON feed, in its order.

    Raises:
        ArticleError: it has no list of items.
    """
    entries = item.get("items")
    if not isinstance(entries, list) or not entries:
        raise ArticleError("there is no entry in this feed", path=path, field="$.items")
    for number, entry in enumerate(entries, 1):
        where = f"{path}:{number}"
        if not isinstance(entry, dict):
            yield ArticleError("not an object", path=where, field="$.items[…]")
            continue
        markup = _string(entry, "content_html") or _string(entry, "content_text")
        authors = entry.get("authors") or [entry.get("author")]
        names = (a.get("name") for a in authors if isinstance(a, dict))
        url = _string(entry, "url")
        yield make_entry(
            markup or _string(entry, "summary"),
            path=where,
            id=_string(entry, "id") or url or None,
            title=_string(entry, "title") or None,
            outlet=_string(item, "title") or None,
            url=url if is_web_url(url) else None,
            authors=tuple(n for n in names if isinstance(n, str)) or None,
            published=normalize_published(_string(entry, "date_published")),
            language=_string(entry, "language") or _string(item, "language") or None,
            tags=tuple(t for t in entry.get("tags") or () if isinstance(t, str)),
        )


def _string(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return value.strip() if isinstance(value, str) else ""


def _clean(markup: str | None) -> str | None:
    text = re.sub(r"<[^<>]{1,200}>", "", markup or "")
    return " ".join(text.split()) or None


def _strip_address(name: str) -> str:
    """The name in RSS's "jane@example.org (Jane Doe)"."""
    match = re.fullmatch(r"\S+@\S+\s*\((?P<name>[^()]+)\)", name)
    return match["name"] if match else "" if "@" in name else name
