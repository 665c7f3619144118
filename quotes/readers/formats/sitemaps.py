"""Sitemaps: lists of pages, or of further sitemaps (sitemaps.org, with Google's news tags)."""

from __future__ import annotations

from typing import NamedTuple

from quotes.errors import ArticleError
from quotes.readers.formats.newsml import parse_xml
from quotes.readers.publication_dates import normalize_published


class SitemapEntry(NamedTuple):
    """A page or a further sitemap, and when it last changed, ISO 8601."""

    url: str
    changed: str | None
    is_sitemap: bool


def read_sitemap(content: bytes, *, path: str) -> list[SitemapEntry]:
    """The entries of a sitemap in its order.

    Raises:
        ArticleError: it is not well-formed, or no sitemap.
    """
    root = parse_xml(content, path=path)
    if not str(root.tag).endswith(("urlset", "sitemapindex")):
        raise ArticleError("not a sitemap", path=path)
    entries = []
    for element in root:
        values: dict[str, str] = {}
        for part in element.iter():
            if isinstance(part.tag, str):
                values.setdefault(part.tag.rpartition("}")[2], (part.text or "").strip())
        if url := values.get("loc"):
            changed = values.get("lastmod") or values.get("publication_date") or ""
            is_sitemap = str(element.tag).endswith("sitemap")
            entries.append(SitemapEntry(url, normalize_published(changed), is_sitemap))
    return entries
