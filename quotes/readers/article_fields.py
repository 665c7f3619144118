"""What a JSON line states about an article, checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from quotes.errors import ArticleError
from quotes.escaping import has_controls
from quotes.readers.bylines import split_authors
from quotes.readers.field_names import choose_fields, find_unknown_keys
from quotes.readers.publication_dates import normalize_published

UTF8_MARK = b"\xef\xbb\xbf"

# Half of a surrogate pair can't be written to any file; msgspec's message about it misleads.
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
STATUSES = ("usable", "withheld", "canceled")  # of ninjs and NewsML-G2
_FIELD_PATH = re.compile(r"^(?P<reason>.*) - at `\$(?:\.(?P<field>\w+))?(?P<rest>.*)`$", re.DOTALL)
_BAD_DATE = (
    "not a date or time such as 2015-11-17, 2015-11-17T16:05:00Z, "
    '"Tue, 17 Nov 2015 16:05:00 GMT" or seconds since 1970; mend it or leave it out'
)
_WEB_URL = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)
_BAD_URL = "not a web address such as https://example.org/story; mend it or leave it out"
# Characters. Beyond anything that a publisher gives, and short enough for every index of a
# database: PostgreSQL's takes 2,700 bytes.
LONGEST_ID = 500

_Name = Annotated[str, Meta(max_length=300)]


class ArticleFields(msgspec.Struct, frozen=True, kw_only=True):
    """What is stated about an article; None where nothing is."""

    text: str
    id: Annotated[str, Meta(max_length=LONGEST_ID)] | int | None = None
    outlet: _Name | None = None
    url: Annotated[str, Meta(max_length=2_000)] | None = None
    title: Annotated[str, Meta(max_length=1_000)] | None = None
    authors: Annotated[tuple[_Name, ...], Meta(max_length=100)] | None = None
    published: str | None = None
    language: Annotated[str, Meta(max_length=35)] | None = None  # RFC 5646, 4.4.1
    wire: _Name | None = None
    section: _Name | None = None
    tags: Annotated[tuple[_Name, ...], Meta(max_length=200)] = ()
    embargoed: str | None = None
    pubstatus: str | None = None
    notes: tuple[str, ...] = ()
    is_version: bool = False  # of an agency's item, which replaces earlier ones of its id


class ArticleLine(msgspec.Struct, frozen=True, kw_only=True):
    """A JSON line: the article's fields, and the keys that mean none."""

    fields: ArticleFields
    unknown_keys: tuple[str, ...] = ()


def decode_line(line: bytes, *, path: str, number: int) -> ArticleLine:
    """The fields of one line: blank ones are None, `published` is ISO 8601.

    A bad date is an error: nothing that is accepted may be lost without a message.

    Raises:
        ArticleError: the line is not UTF-8, not JSON, or a field has a bad value.
    """
    fail = partial(ArticleError, path=path, line=number)
    line = line.removeprefix(UTF8_MARK) if number == 1 else line
    try:
        line.decode("utf-8")
        values = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    except UnicodeDecodeError as error:
        raise fail(f"not UTF-8 at byte {error.start} of the line") from error
    except RecursionError as error:
        raise fail("the JSON is nested too deeply") from error
    except msgspec.DecodeError as error:
        reason, place = _explain(error, line)
        raise fail(reason, field=place) from error
    keys = choose_fields(key for key, value in values.items() if bytes(value) != b"null")
    cleaned: dict[str, Any] = {}
    for field, key in keys.items():
        try:
            cleaned[field] = _clean(field, msgspec.json.decode(values[key]))
        except msgspec.DecodeError as error:  # such as a number of thousands of digits
            raise fail(_explain(error, line)[0], field=f"$.{key}") from error
    for field, value in cleaned.items():
        if isinstance(value, str) and (fault := find_fault(field, value)):
            raise fail(fault, field=f"$.{keys[field]}")
    for field in ("published", "embargoed"):
        if isinstance(value := cleaned.get(field), str | int | float):
            cleaned[field] = normalize_published(value)
            if cleaned[field] is None:
                raise fail(_BAD_DATE, field=f"$.{keys[field]}")
    if (status := cleaned.get("pubstatus")) and status not in STATUSES:
        raise fail(f"none of {', '.join(STATUSES)}", field=f"$.{keys['pubstatus']}")
    try:
        fields = msgspec.convert(cleaned, ArticleFields)
    except msgspec.ValidationError as error:
        reason, place = _explain(error, line, keys)
        raise fail(reason, field=place) from error
    return ArticleLine(fields=fields, unknown_keys=tuple(find_unknown_keys(values)))


def is_web_url(text: str) -> bool:
    """Whether the text is an absolute http or https URL."""
    return _WEB_URL.fullmatch(text) is not None


def is_blank(text: str) -> bool:
    """Whether the text holds nothing but white space and byte order marks."""
    return not text.replace("\ufeff", "").strip()


def find_fault(field: str, value: str) -> str | None:
    """What is wrong with the text of a field; None if nothing is."""
    if "\0" in value:
        return "binary: it holds a NUL character"
    if field in ("text", "id") and is_blank(value):
        return "it is blank"
    if field in ("id", "url") and has_controls(value):
        return "it holds a control character"
    if field == "url" and not is_web_url(value):
        return _BAD_URL
    return None


def _clean(field: str, value: Any) -> Any:
    """A field's value: blank is None, names are taken out of objects, authors are a list."""
    if field in ("text", "id"):
        return value
    if isinstance(value, str):
        value = value.strip() or None
    if field == "outlet":
        return _get_name(value)
    if field == "authors":
        return _clean_authors(value)
    if field == "tags":
        return tuple(value.split(",")) if isinstance(value, str) else value or ()
    return value


def _get_name(value: Any) -> Any:
    """The `name` of an object, as schema.org and NewsAPI have it; anything else as it is."""
    return value["name"] if isinstance(value, dict) and "name" in value else value


def _clean_authors(value: Any) -> Any:
    if isinstance(value, str):
        return split_authors(value)
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, Sequence):
        return value
    names = [_get_name(author) for author in value]
    if not all(isinstance(name, str) for name in names):
        return names
    return tuple(name for name in (" ".join(name.split()) for name in names) if name) or None


def _explain(
    error: msgspec.DecodeError, line: bytes, keys: dict[str, str] | None = None
) -> tuple[str, str | None]:
    """The reason in words, and the path of the bad field, by the key that the line has for it."""
    if not isinstance(error, msgspec.ValidationError):
        hint = (
            r"; perhaps an escape from \ud800 to \udfff is not one of a pair"
            if _SURROGATE_ESCAPE.search(line)
            else ""
        )
        return f"not JSON: {error}{hint}", None
    match = _FIELD_PATH.match(str(error))
    if match is None or match["field"] is None:
        return (match["reason"] if match else str(error)), "$"
    field = match["field"]
    return match["reason"], f"$.{(keys or {}).get(field, field)}{match['rest']}"
