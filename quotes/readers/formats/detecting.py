"""Which format an input has, by its first bytes; its name decides only where they don't."""

from __future__ import annotations

import csv
import re
from typing import Literal

from quotes.readers.field_names import choose_fields

Detected = Literal[
    "text", "json lines", "json", "html", "feed", "newsml", "sitemap", "xml",
    "csv", "tsv", "markdown", "parquet", "binary",
]  # fmt: skip

HEAD_BYTES = 4_096
_SUFFIXES: dict[str, Detected] = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".mhtml": "binary",
    ".csv": "csv", ".tsv": "tsv", ".md": "markdown", ".markdown": "markdown",
    ".jsonl": "json lines", ".ndjson": "json lines",
}  # fmt: skip
# The first bytes of formats that are no text, and what to do about them.
BINARY_FORMATS = {
    b"PK\x03\x04": "a zip archive or office document: save its text as UTF-8",
    b"%PDF": "a PDF: save its text as .txt",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"RIFF": "a picture or recording",
    b"\xd0\xcf\x11\xe0": "an office document: save its text as UTF-8",
    b"Rar!": "an archive: unpack it first",
    b"7z\xbc\xaf": "an archive: unpack it first",
    b"BZh": "packed with bzip2: unpack it first",
    b"\xfd7zXZ": "packed with xz: unpack it first",
    b"\x1f\x8b": "packed twice: unpack it first",
    b"SQLite format 3": "a database: export its articles as JSON lines",
}
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x80-\xff]")
_PROLOG = r"(?:<\?xml[^>]*\?>|<\?[^>]*\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>|\s)*"
_ROOT = re.compile(_PROLOG + r"<(?:[\w.-]+:)?(?P<name>[\w.-]+)", re.DOTALL | re.IGNORECASE)
_ROOTS: dict[str, Detected] = {
    "html": "html", "head": "html", "body": "html",
    "rss": "feed", "feed": "feed", "rdf": "feed",
    "newsitem": "newsml", "newsmessage": "newsml", "packageitem": "newsml", "nitf": "newsml",
    "conceptitem": "newsml", "knowledgeitem": "newsml", "planningitem": "newsml",
    "catalogitem": "newsml",
    "urlset": "sitemap", "sitemapindex": "sitemap",
}  # fmt: skip
_BLOCKS_WORDS = """
article aside blockquote div figure footer h1 h2 h3 header main meta nav p script section span
style table title ul
"""
_BLOCKS = frozenset(_BLOCKS_WORDS.split())


def detect_format(head: bytes, suffix: str = "") -> Detected:
    """The format of an input.

    Args:
        head: its first bytes, unpacked; 4,096 are enough.
        suffix: how its name ends, in small letters, without ".gz" and ".zst".
    """
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(tuple(BINARY_FORMATS)) and _CONTROL.search(head):
        return "binary"
    text = _read_head(head)
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<") and (format_ := _detect_markup(start, suffix)):
        return format_
    if start.startswith(("{", "[")) and suffix not in (".txt", ".md", ".markdown"):
        return "json lines" if _SUFFIXES.get(suffix) == "json lines" else "json"
    if suffix == "" and (separated := _detect_table(start)):
        return separated
    return _SUFFIXES.get(suffix, "text")


def _detect_markup(start: str, suffix: str) -> Detected | None:
    match = _ROOT.match(start)
    name = match["name"].lower() if match else ""
    if re.match(r"<!doctype html", start, re.IGNORECASE):
        return "html"
    if format_ := _ROOTS.get(name):
        return format_
    if name in _BLOCKS and suffix != ".txt":
        return "html"
    return "xml" if start.startswith("<?xml") or suffix == ".xml" else None


def _read_head(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    return head.decode("utf-8", "replace")


def _detect_table(start: str) -> Detected | None:
    """The kind of table whose first line names an article's text and another field."""
    line = start.partition("\n")[0].strip("\r")
    for separator, format_ in ((",", "csv"), ("\t", "tsv")):
        columns = next(csv.reader([line], delimiter=separator), []) if len(line) < 2_000 else []
        fields = choose_fields(columns)
        if "text" in fields and len(fields) > 1:
            return format_  # type: ignore[return-value]
    return None
