"""Who signs a page: names that it states, without what is none, or else those that it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from quotes.folding import fold_name
from quotes.readers.bylines import is_affiliation, read_byline
from quotes.readers.datelines import name_publisher
from quotes.readers.html.page_cleaning import read_short

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Classes of what shows an author, as words: "author", "entry-author", "byline__author".
_CLASS = re.compile(
    r"(?:[a-z]+[-_]+)*(?:author|byline)s?(?:[-_]*(?:name|link|by|author|last|txt|original|info))*",
    re.IGNORECASE,
)
# Whose they are not: commenters, those who made a statement that is checked, boxes of other pages.
_OTHERS = re.compile(r"comment|statement|widget|related|\bbio\b|sidebar|footer", re.IGNORECASE)
_LONGEST = 120
# What stands after the names: an account, a date, a time ago.
_AFTER = re.compile(
    r"\s(?:[|—–·•-]\s)?(?=@|\d|(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s)?"
    r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s\d)",
    re.IGNORECASE,
)
_GENERIC = frozenset(("admin", "administrator", "editor", "editors", "staff", "webmaster", "guest"))
_KIND = re.compile(
    r"(?:an\s)?(?:analysis|opinion|review|commentary|words|story|text)\sby\s", re.IGNORECASE
)


def clean_authors(authors: Sequence[str], outlet: str | None) -> tuple[str, ...]:
    """The names without kinds of text ("Analysis by"), accounts, jobs, and the outlet's own."""
    names: list[str] = []
    for author in authors:
        kind = _KIND.match(author)
        name = author[kind.end() :] if kind else author
        if outlet and len(name) > len(outlet) and name.endswith(outlet):
            name = name.removesuffix(outlet).rstrip(" .,|/–—-")
        is_nobody = fold_name(name) in (*_GENERIC, None, fold_name(outlet or ""))
        if not is_nobody and not (names and is_affiliation(name)):
            names.append(name)
    people = [name for name in names if not _is_outlet(name, outlet)]
    return tuple(dict.fromkeys(people or names))


def find_agency(authors: Sequence[str]) -> str | None:
    """The first of the names that is an agency's."""
    named = filter(None, map(name_publisher, authors))
    return next((agency for agency, _ in named if agency), None)


def find_byline(tree: HtmlElement, outlet: str | None) -> tuple[str, ...]:
    """The people in the first element that is marked as the author's; () if there is none."""
    for element in _list_marked(tree):
        words = read_short(element, _LONGEST)
        if not words:
            continue
        words = _AFTER.split(words)[0]
        line = words if re.match(r"by\b", words, re.IGNORECASE) else f"By {words}"
        byline = read_byline(re.sub(r"^by\b", "By", line, flags=re.IGNORECASE))
        if byline and byline.authors and not any(_is_outlet(n, outlet) for n in byline.authors):
            return byline.authors
    return ()


def _list_marked(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The elements that are marked as an author's, in the page's order."""
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in ("meta", "link", "script", "style"):
            continue
        marks = f"{element.get('rel') or ''} {element.get('itemprop') or ''}".lower().split()
        classes = (element.get("class") or "").split()
        if ("author" in marks or any(map(_CLASS.fullmatch, classes))) and not any(
            _OTHERS.search(f"{each.get('class') or ''} {each.get('id') or ''}")
            for each in (element, *element.iterancestors())
            if each.tag not in ("body", "html")
        ):
            yield element


def _is_outlet(name: str, outlet: str | None) -> bool:
    """Whether a name is the outlet's, or that of a desk of it: they begin with the same word."""
    first = [
        (fold_name(each or "") or "").removeprefix("the ").partition(" ")[0]
        for each in (name, outlet)
    ]
    return first[0] == first[1] != ""
