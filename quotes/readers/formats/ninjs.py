"""News items of agencies in ninjs 1, 2 and 3 (IPTC's News in JSON)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from quotes.errors import ArticleError
from quotes.readers.article_fields import ArticleFields
from quotes.readers.bylines import split_authors
from quotes.readers.html.fragments import is_markup, read_fragment
from quotes.readers.publication_dates import normalize_published

# The properties of an item in the three generations, in small letters (3 writes camelCase).
_PROPERTIES_WORDS = """
$schema $standard advices altids associations audiences bodies by byline charcount commissioned
confidence contactinfo contentcreated copyrightholder copyrightnotice creator dates descriptions
digitalsourcetype ednote embargoed embargoeduntil event eventdetails events exclaudience expires
firstcreated genre genres geojson headline headlines id infosource infosources itemcount
language literal located mimetype name object objects organisation organisations people person
place places plannedcoverage profile pubstatus rel relevance renditions representationtype
rightsinfo role slugline standard subject subjects symbols title trustindicator trustindicators
type urgency uri usageterms version versioncreated wordcount
"""
_PROPERTIES = frozenset(_PROPERTIES_WORDS.split())
_EXTENDED = re.compile(r"(?:body|headline)_.+|description_[A-Za-z0-9_]+")
_TYPES_WORDS = """
text audio video picture graphic composite component event planning
"""
_TYPES = frozenset(_TYPES_WORDS.split())
_STATUSES = frozenset(("usable", "withheld", "canceled"))
_TEXTS = (
    "uri", "language", "byline", "headline", "slugline", "title", "copyrightholder",
    "copyrightnotice", "usageterms", "ednote", "version", "located", "embargoed",
    "embargoeduntil", "versioncreated", "firstcreated", "contentcreated", "profile", "mimetype",
)  # fmt: skip
_LISTS = ("headlines", "bodies", "descriptions", "subjects", "subject", "people", "person",
          "places", "place", "organisations", "organisation", "genres", "infosources")  # fmt: skip
# The best first: markup keeps paragraphs.
_MARKUP_BODIES = ("xhtml", "html", "richtext", "nitf")


def is_ninjs(item: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a news item: it has a `uri`, and what only ninjs has."""
    keys = {key.lower() for key in item}
    if "uri" not in keys or keys & {"text", "content", "article_body"}:
        return False
    own = keys & {"bodies", "headlines", "versioncreated", "pubstatus", "descriptions", "embargoed"}
    return bool(own) or any(_EXTENDED.match(key) for key in keys) or all(map(_is_property, keys))


def read_ninjs(item: Mapping[str, Any], *, path: str) -> ArticleFields:
    """The item's article.

    Raises:
        ArticleError: it isn't a valid item, or holds no text; with the property.
    """
    _check_properties(item, path, "$")
    _check_associations(item, path)
    item = {key if key[:1] == "$" else _fold(key): value for key, value in item.items()}
    _check(item, path)
    text, notes = _find_text(item)
    if not text and item.get("pubstatus") != "canceled":
        kind = item.get("type", "item")
        raise ArticleError(f"there is no text in this {kind}", path=path)
    names = _entries(item, "subjects", "subject")
    return ArticleFields(
        text=text or "-",
        id=item["uri"],
        title=_find_headline(item),
        outlet=_find_outlet(item),
        url=item["uri"] if item["uri"].startswith("http") else None,
        authors=split_authors(item.get("by") or item.get("byline") or "") or None
        if isinstance(item.get("by", ""), str) else None,
        published=_find_date(item, path),
        language=item.get("language"),
        tags=tuple(n["name"] for n in names if isinstance(n.get("name"), str)),
        embargoed=_find_embargo(item, path),
        pubstatus=item.get("pubstatus"),
        notes=notes,
        is_version=True,
    )  # fmt: skip


def _fold(key: str) -> str:
    return key if _EXTENDED.match(key) else key.lower()


def _is_property(key: str) -> bool:
    return key.lower() in _PROPERTIES or _EXTENDED.fullmatch(key) is not None


def _check_properties(item: Mapping[str, Any], path: str, place: str) -> None:
    for key in item:
        if not _is_property(key):
            raise ArticleError(
                "not valid ninjs: no such property", path=path, field=f"{place}.{key}"
            )


def _check_associations(item: Mapping[str, Any], path: str) -> None:
    """Items that belong to this one: by name, or from ninjs 2 on a list of items with a name."""
    associations = item.get("associations") or {}
    if isinstance(associations, dict):
        entries = associations.items()
    else:
        entries = {f"[{n}]": entry for n, entry in enumerate(associations)}.items()
    for name, entry in entries:
        place = f"$.associations.{name}"
        if not isinstance(entry, dict):
            raise ArticleError("not valid ninjs: not an object", path=path, field=place)
        _check_properties(entry, path, place)
        if isinstance(associations, list) and not {"uri", "name"} <= entry.keys():
            raise ArticleError(
                "not valid ninjs: an association needs a uri and a name", path=path, field=place
            )


def _check(item: Mapping[str, Any], path: str) -> None:
    def fail(key: str, reason: str) -> ArticleError:
        return ArticleError(f"not valid ninjs: {reason}", path=path, field=f"$.{key}")

    for key in item:
        if _EXTENDED.fullmatch(key) and not isinstance(item[key], str):
            raise fail(key, "not a text")
    if not isinstance(item.get("uri"), str) or not item["uri"].strip():
        raise fail("uri", "an item needs one")
    for key in _TEXTS:
        if key in item and not isinstance(item[key], str):
            raise fail(key, "not a text")
    for key in _LISTS:
        value = item.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise fail(key, "not a list of objects")
        for entry in value:
            if not all(
                isinstance(entry.get(k, ""), str) for k in ("name", "value", "role", "code")
            ):
                raise fail(key, "a name, value, role or code is not a text")
    for key, known in (("pubstatus", _STATUSES), ("type", _TYPES)):
        if key in item and item[key] not in known:
            raise fail(key, f"{item[key]!r} is none of {', '.join(sorted(known))}")


def _entries(item: Mapping[str, Any], *keys: str) -> Sequence[Mapping[str, Any]]:
    return [entry for key in keys for entry in item.get(key, ())]


def _find_text(item: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The main body, else the description, which is all that a picture or a short item has."""
    bodies = [(key.removeprefix("body_"), value) for key, value in item.items()
              if key.startswith("body_")]  # fmt: skip
    bodies += [
        (f"{b.get('role', '')} {b.get('contenttype') or b.get('contentType') or ''}", b["value"])
        for b in _entries(item, "bodies")
        if isinstance(b.get("value"), str)
    ]
    if text := _choose(bodies):
        return text, ()
    notes = [(key, value) for key, value in item.items() if key.startswith("description_")]
    notes += [(d.get("role", ""), d["value"]) for d in _entries(item, "descriptions")
              if isinstance(d.get("value"), str)]  # fmt: skip
    text = _choose(notes)
    return text, ("there is no body: the text is the description",) if text else ()


def _choose(texts: Sequence[tuple[str, str]]) -> str:
    """The text of the best form that is not blank."""
    ranked = sorted(
        texts, key=lambda t: (not any(k in t[0].lower() for k in _MARKUP_BODIES), -len(t[1]))
    )
    for _, value in ranked:
        text = read_fragment(value) if is_markup(value) else value.strip()
        if text:
            return text
    return ""


def _find_headline(item: Mapping[str, Any]) -> str | None:
    headlines = sorted(_entries(item, "headlines"), key=lambda h: h.get("role") != "main")
    values = [item.get("headline"), *(h.get("value") for h in headlines)]
    values += [value for key, value in item.items() if key.startswith("headline_")]
    return next((" ".join(v.split()) for v in values if isinstance(v, str) and v.strip()), None)


def _find_outlet(item: Mapping[str, Any]) -> str | None:
    holder = item.get("copyrightholder")
    sources = (entry.get("name") for entry in _entries(item, "infosources"))
    return next((name for name in (holder, *sources) if name), None)


def _find_date(item: Mapping[str, Any], path: str) -> str | None:
    for key in ("versioncreated", "firstcreated", "contentcreated"):
        if (value := item.get(key)) and (published := normalize_published(value)):
            return published
    return None


def _find_embargo(item: Mapping[str, Any], path: str) -> str | None:
    """The end of the embargo. One that can't be read is an error: it must not count as none."""
    value = item.get("embargoeduntil") or item.get("embargoed")
    if not value:
        return None
    if (until := normalize_published(value)) is None:
        raise ArticleError("the embargo is no date", path=path, field="$.embargoed")
    return until
