"""Feeds and sitemaps: the pages that they list."""

from __future__ import annotations

import io
from typing import NamedTuple

from quotes.errors import ArticleError
from quotes.fetching.fetcher import Fetched
from quotes.fetching.robots import join_url
from quotes.readers.formats.decompression import open_unpacked
from quotes.readers.formats.detecting import HEAD_BYTES, detect_format
from quotes.readers.formats.feeds import list_entries
from quotes.readers.formats.limits import WHOLE_BYTES
from quotes.readers.formats.sitemaps import read_sitemap


class ListedPage(NamedTuple):
    """A page of a list, or a further list, and when it last changed (ISO 8601), if that is said."""

    url: str
    changed: str | None
    is_list: bool = False


def list_pages(fetched: Fetched) -> list[ListedPage] | None:
    """What a feed or sitemap lists, in its order; None if it is a feed that has the whole text of
    each of its entries, so that no page has to be asked for.

    Raises:
        ArticleError: it is neither a feed nor a sitemap, or can't be read.
    """
    url, packed = fetched.response.url, fetched.response.content
    content = open_unpacked(io.BytesIO(packed), url)[0].read(WHOLE_BYTES)
    detected = detect_format(content[:HEAD_BYTES].lstrip())
    if detected == "sitemap":
        return [
            ListedPage(join_url(url, entry.url), entry.changed, entry.is_sitemap)
            for entry in read_sitemap(content, path=url)
        ]
    if detected not in ("feed", "json"):
        raise ArticleError("neither a feed nor a sitemap", path=url)
    entries = list_entries(content, path=url)
    if entries and all(entry.is_whole for entry in entries):
        return None
    return [ListedPage(join_url(url, entry.url), entry.changed) for entry in entries]
