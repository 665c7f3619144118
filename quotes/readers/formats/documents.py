"""Inputs of all formats but plain text and JSON lines, as the fields of their articles."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from msgspec import ValidationError, convert, structs
from msgspec.structs import replace

from quotes.errors import ArticleError, OtherDataError
from quotes.readers.article_fields import ArticleFields, ArticleLine, find_fault
from quotes.readers.formats.decoding import decode, mend
from quotes.readers.formats.detecting import BINARY_FORMATS, Detected
from quotes.readers.formats.limits import PAGE_BYTES, WHOLE_BYTES
from quotes.readers.html.fragments import is_markup, read_fragment

# The number of a record within its input, None where there is but one; what it is.
Result = tuple[int | None, ArticleLine | ArticleError]


class HashingStream(io.RawIOBase):
    """A stream that knows the digest of what was read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._sha256 = stream, hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        content = self._stream.read(size)
        self._sha256.update(content)
        return content

    def hexdigest(self) -> str:
        return self._sha256.hexdigest()


def read_document(
    stream: BinaryIO | HashingStream,
    format_: Detected,
    *,
    path: str,
    columns: Mapping[str, str] | None = None,
    max_bytes: int,
    declared: str | None = None,
) -> Iterator[Result]:
    """The articles of an input, and errors for those of its records that can't be read.

    Args:
        columns: which field a column of a table is, by the column's name.
        max_bytes: the longest article that is read.
        declared: the encoding that the sender of a page names.

    Raises:
        ArticleError: nothing of it can be read; `OtherDataError` if other data are in it.
    """
    for number, result in _read(stream, format_, path, columns or {}, max_bytes, declared):
        if isinstance(result, ArticleError):
            yield number, result
            continue
        line = result if isinstance(result, ArticleLine) else ArticleLine(fields=result)
        if fault := find_fault("text", line.fields.text):
            yield number, ArticleError(fault, path=path)
        elif len(line.fields.text) > max_bytes:
            yield number, ArticleError(f"its text is longer than {max_bytes:,}", path=path)
        else:
            yield number, replace(line, fields=mend_fields(line.fields))


def _read(
    stream: BinaryIO | HashingStream,
    format_: Detected,
    path: str,
    columns: Mapping[str, str],
    max_bytes: int,
    declared: str | None,
) -> Iterator[tuple[int | None, ArticleLine | ArticleFields | ArticleError]]:
    from quotes.readers.formats import feeds, json_documents, markdown, newsml, tables

    if format_ == "binary":
        start = stream.read(16)
        advice = (text for magic, text in BINARY_FORMATS.items() if start.startswith(magic))
        raise ArticleError(f"not text but {next(advice, 'a web archive')}", path=path)
    if format_ == "sitemap":
        raise OtherDataError(
            "a list of pages and no article: `onrecord fetch --sitemap` reads the pages", path=path
        )
    if format_ == "xml":
        raise OtherDataError("XML, but neither a feed nor NewsML-G2 nor NITF", path=path)
    whole = format_ in ("feed", "json", "csv", "tsv", "parquet")
    limit = WHOLE_BYTES if whole else min(max_bytes, PAGE_BYTES)
    content = stream.read(limit + 1)
    if len(content) > limit:
        raise ArticleError(
            f"it is longer than {limit:,} bytes, the most for this format; split it, or write it "
            "as JSON lines", path=path,
        )  # fmt: skip
    if format_ == "html":
        from quotes.readers.html.web_pages import read_page

        decoded = decode(content, path=path, declared=declared)
        articles = list(read_page(decoded.text, path=path))
        for number, fields in enumerate(articles, 1):
            notes = (*decoded.notes, *fields.notes)
            yield number if len(articles) > 1 else None, replace(fields, notes=notes)
    elif format_ == "feed":
        yield from enumerate(feeds.read_feed(content, path=path), 1)
    elif format_ == "newsml":
        items = list(newsml.read_newsml(content, path=path))
        for number, item in enumerate(items, 1):
            yield number if len(items) > 1 else None, item
    elif format_ == "json":
        yield from json_documents.read_json_document(decode(content, path=path).text, path=path)
    elif format_ == "parquet":
        yield from tables.read_parquet(io.BytesIO(content), path=path, columns=columns)
    elif format_ in ("csv", "tsv"):
        separator = "," if format_ == "csv" else "\t"
        yield from tables.read_table(
            content, path=path, separator=separator, columns=columns, max_bytes=max_bytes
        )
    else:
        yield None, markdown.read_markdown(decode(content, path=path).text, path=path)


def mend_fields(fields: ArticleFields) -> ArticleFields:
    """The fields with markup in the text read, and wrongly decoded characters put right."""
    notes = fields.notes
    text = fields.text
    if is_markup(text) and (read := read_fragment(text)):
        text, notes = read, (*notes, "its markup was read")
    mended = mend(text)
    title = mend(fields.title).text if fields.title else fields.title
    fields = replace(fields, text=mended.text, title=title, notes=(*notes, *mended.notes))
    return drop_unfit(fields)


def drop_unfit(fields: ArticleFields) -> ArticleFields:
    """The fields without those that are longer than they may be, or hold control characters.

    Pages and feeds are not their reader's own, and an article is worth more than its section.
    """
    values = structs.asdict(fields)
    unfit = [
        name
        for name in ("id", "outlet", "url", "title", "language", "wire", "section")
        if isinstance(values[name], str) and find_fault(name, values[name])
    ]
    values |= dict.fromkeys(unfit)
    while True:
        try:
            fields = convert(values, ArticleFields)
        except ValidationError as error:
            name = str(error).rpartition("$.")[2].rstrip("`").partition("[")[0]
            if name not in values or name == "text":
                raise
            unfit.append(name)
            values[name] = () if name == "tags" else None
        else:
            break
    notes = tuple(f"the {name} is left out: too long, or no {name}" for name in unfit)
    return replace(fields, notes=(*fields.notes, *notes))
