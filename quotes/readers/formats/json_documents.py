"""JSON that is one document: an array of articles, a news item, a feed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import msgspec

from quotes.errors import ArticleError, OtherDataError
from quotes.readers.article_fields import ArticleFields, ArticleLine, decode_line
from quotes.readers.field_names import choose_fields
from quotes.readers.formats.feeds import is_json_feed, read_json_feed
from quotes.readers.formats.limits import RECORDS
from quotes.readers.formats.ninjs import is_ninjs, read_ninjs

_SPACE = re.compile(r"\s*")
# Keys under which services give their lists of articles: NewsAPI, GDELT, the Guardian, Elastic.
_LISTS = ("articles", "items", "docs", "results", "data", "documents", "hits", "news")
_NINJS_HINT = re.compile(rb'"uri"\s*:')


def decode_object(content: bytes, *, path: str, number: int) -> ArticleLine:
    """The article of a JSON object: a line of ours, or a news item in ninjs.

    Raises:
        ArticleError: it is neither.
    """
    if _NINJS_HINT.search(content):
        try:
            item = msgspec.json.decode(content)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            item = None
        if isinstance(item, dict) and is_ninjs(item):
            return ArticleLine(fields=read_ninjs(item, path=path))
    try:
        return decode_line(content, path=path, number=number)
    except ArticleError as error:
        if error.field == "$" and "`text`" in error.reason:
            reason = "no article: no key of it is an article's text"
            raise OtherDataError(reason, path=path, line=number) from error
        raise


def is_article(content: bytes) -> bool:
    """Whether the bytes are a whole JSON object that is an article or a news item by its keys."""
    try:
        item = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return False
    return "text" in choose_fields(item) or "uri" in item


def read_json_document(
    text: str, *, path: str
) -> Iterator[tuple[int, ArticleLine | ArticleFields | ArticleError]]:
    """The document's articles, numbered from 1 in its order; errors for those that are none.

    Raises:
        ArticleError: it is not JSON, or no article can be in it.
    """
    start = _skip(text, 0)
    if text.startswith("[", start):
        yield from _read_array(text, start, path)
        return
    try:
        item = msgspec.json.decode(text.encode("utf-8", "surrogatepass"))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise ArticleError(f"not JSON: {reason}", path=path) from error
    if not isinstance(item, dict):
        raise ArticleError("not JSON of an article, a list of articles or a feed", path=path)
    if is_json_feed(item):
        yield from enumerate(read_json_feed(item, path=path), 1)
        return
    key = next((k for k in _LISTS if isinstance(item.get(k), list)), None)
    if key is not None and not is_ninjs(item):
        for number, entry in enumerate(item[key], 1):
            yield number, _decode(msgspec.json.encode(entry), path, number)
        return
    yield 1, _decode(text.strip().encode("utf-8"), path, 1)


def _read_array(
    text: str, start: int, path: str
) -> Iterator[tuple[int, ArticleLine | ArticleError]]:
    """The articles of an array, one in memory at a time."""
    decoder = json.JSONDecoder()
    position, number = _skip(text, start + 1), 0
    while not text.startswith("]", position):
        number += 1
        if number > RECORDS:
            raise ArticleError(f"it holds more than {RECORDS:,} records; split it", path=path)
        try:
            _, end = decoder.raw_decode(text, position)
        except RecursionError as error:
            raise ArticleError("the JSON is nested too deeply", path=path) from error
        except ValueError as error:
            raise ArticleError(f"not JSON: record {number}: {error}", path=path) from error
        yield number, _decode(text[position:end].encode("utf-8", "surrogatepass"), path, number)
        position = _skip(text, end)
        if text.startswith(",", position):
            position = _skip(text, position + 1)
        elif not text.startswith("]", position):
            raise ArticleError(f"not JSON: no comma after record {number}", path=path)


def _decode(content: bytes, path: str, number: int) -> ArticleLine | ArticleError:
    try:
        return decode_object(content, path=path, number=number)
    except ArticleError as error:
        return error


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position
