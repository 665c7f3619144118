"""Answers that are sent again while the data is the same.

An entity tag already promises that the same request has the same answer in one version of the
data (`etag`). So a cached answer needs no look at the database except for that version.
"""

from __future__ import annotations

from typing import NamedTuple

from cachetools import LRUCache

from api.http.cors import Header

CacheKey = tuple[bytes | str | None, ...]

# About what Python's objects take beside the bytes of an entry. Not tuned.
_OVERHEAD_BYTES = 1_000

# The largest share of the cache that one answer may take, so that a few long answers do not drive
# out all others. Not tuned.
_MAX_SHARE = 0.1


class CachedResponse(NamedTuple):
    """A whole answer of status 200; its body is encoded as its headers say."""

    operation: str
    headers: tuple[Header, ...]
    body: bytes


class _Entry(NamedTuple):
    response: CachedResponse
    size: int


class ResponseCache:
    """The answers of one version of the data that were asked for last. Not thread-safe.

    Args:
        max_bytes: of memory; 0 disables the cache.
    """

    def __init__(self, max_bytes: int) -> None:
        self.is_enabled = max_bytes > 0
        self._version: str | None = None
        self._max_entry_bytes = max_bytes * _MAX_SHARE
        self._entries: LRUCache[CacheKey, _Entry] = LRUCache(
            max_bytes, getsizeof=lambda entry: entry.size
        )

    def get(self, version: str, key: CacheKey) -> CachedResponse | None:
        """The answer to a request, if it is cached and of this version of the data."""
        if version != self._version:
            self._entries.clear()
            self._version = version
        entry = self._entries.get(key)
        return None if entry is None else entry.response

    def put(self, version: str, key: CacheKey, response: CachedResponse) -> None:
        """Cache an answer, unless it is too long or the data has changed meanwhile."""
        size = _measure(key, response)
        if version == self._version and size <= self._max_entry_bytes:
            self._entries[key] = _Entry(response, size)


def _measure(key: CacheKey, response: CachedResponse) -> int:
    """Bytes of an entry, with its key and headers: a client chooses how long a URL is."""
    headers = sum(len(name) + len(value) for name, value in response.headers)
    return len(response.body) + headers + sum(len(part) for part in key if part) + _OVERHEAD_BYTES
