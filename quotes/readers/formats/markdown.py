"""Markdown files: the text without its marks, and the fields of a front matter."""

from __future__ import annotations

import re

import msgspec

from quotes.errors import ArticleError
from quotes.readers.article_fields import ArticleFields, decode_line

_FRONT = re.compile(
    r"\ufeff?---[ \t]*\r?\n(?P<fields>.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL
)
_FIELD = re.compile(r"(?P<key>[A-Za-z][\w-]*)[ \t]*:[ \t]*(?P<value>.*)")
_ITEM = re.compile(r"[ \t]*-[ \t]+(?P<value>.+)")
_HEADING = re.compile(r"#{1,6}[ \t]+(?P<words>.*?)[ \t#]*$")
_IMAGE = re.compile(r"!\[[^\]\n]{0,500}\]\([^)\n]{0,2000}\)")
_LINK = re.compile(r"\[(?P<words>[^\]\n]{1,500})\]\((?:[^()\n]|\([^()\n]{0,200}\)){0,2000}\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(?P<words>[^\n]{1,2000}?\S)\1")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=\S)(?P<words>[^*\n]{1,2000}?)(?<=\S)\*(?![\w*])|"
    r"(?<![\w_])_(?=\S)(?P<other>[^_\n]{1,2000}?)(?<=\S)_(?![\w_])"
)
_BLOCK = re.compile(r"[ \t]*(?:>[ \t]?)+|[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+")
_RULE = re.compile(r"[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}|`{3}.*)$")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!>-])")


def read_markdown(text: str, *, path: str) -> ArticleFields:
    """The article: front matter gives its fields, else the first heading its title. A paragraph is
    a line.

    Raises:
        ArticleError: a field has a bad value, or there is no text.
    """
    match = _FRONT.match(text)
    stated = _read_front(match["fields"]) if match else {}
    blocks = _join_lines(text[match.end() :] if match else text.removeprefix("\ufeff"))
    title: str | None = None
    paragraphs: list[str] = []
    for is_heading, words in blocks:
        if is_heading and title is None and not paragraphs:
            title = words
        else:
            paragraphs.append(words)
    if not paragraphs:
        raise ArticleError("empty: there is no text in it", path=path)
    values = {"title": title} | stated | {"text": "\n".join(paragraphs)}
    return decode_line(msgspec.json.encode(values), path=path, number=1).fields


def _read_front(block: str) -> dict[str, str | list[str]]:
    """The plain `key: value` pairs and lists of a front matter in YAML; the rest is left out."""
    fields: dict[str, str | list[str]] = {}
    key = None
    for line in block.splitlines():
        if match := _FIELD.match(line):
            key, value = match["key"], match["value"].strip()
            if value.startswith("[") and value.endswith("]"):
                fields[key] = [_unquote(part) for part in value[1:-1].split(",")]
            elif value:
                fields[key] = _unquote(value)
        elif key and (match := _ITEM.match(line)):
            items = fields.setdefault(key, [])
            if isinstance(items, list):
                items.append(_unquote(match["value"]))
    return {k: v for k, v in fields.items() if k.lower() != "text"}


def _unquote(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _join_lines(text: str) -> list[tuple[bool, str]]:
    """The blocks, each with whether it is a heading; lines of one paragraph are joined."""
    blocks: list[tuple[bool, str]] = []
    lines: list[str] = []

    def close() -> None:
        if lines and (words := _strip_marks(" ".join(lines))):
            blocks.append((False, words))
        lines.clear()

    for line in text.splitlines():
        if not line.strip() or _RULE.match(line):
            close()
        elif match := _HEADING.match(line):
            close()
            if words := _strip_marks(match["words"]):
                blocks.append((True, words))
        else:
            if block := _BLOCK.match(line):
                if not block.group().lstrip().startswith(">"):
                    close()
                line = line[block.end() :]
            lines.append(line.strip())
            if line.endswith("  "):
                close()
    close()
    return blocks


def _strip_marks(words: str) -> str:
    words = _IMAGE.sub("", words)
    words = _LINK.sub(r"\g<words>", words)
    words = _STRONG.sub(r"\g<words>", words)
    words = _EMPHASIS.sub(lambda m: m["words"] or m["other"], words)
    return " ".join(_ESCAPE.sub(r"\1", words).replace("`", "").split())
