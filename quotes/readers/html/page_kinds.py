"""Pages that are no article: lists of articles, and banners that ask for consent."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import islice
from typing import TYPE_CHECKING

from quotes.readers.html.page_cleaning import fold, squeeze

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CONSENT = re.compile(
    r"\b(?:we|partners)\b.{0,80}\buses? (?:\w+ )?cookies\b|"
    r"\bcookies\b.{0,80}\b(?:similar technolog|your (?:device|consent|browser|preferences))|"
    r"\b(?:accept|reject|manage|withdraw)\b.{0,40}\b(?:cookies|consent|(?:your|privacy) choices)\b|"
    r"\blegitimate interest\b|\bprocess(?:ing)? (?:your )?personal data\b",
    re.IGNORECASE,
)
_HEADINGS = ("h2", "h3", "h4")
_HEADLINE_WORDS = 3
# A list has so many headlines, and each of them a teaser of so many paragraphs at most.
_LEAST_HEADLINES, _MOST_TEASERS = 4, 2
_LEAST_SHARE = 0.7


def find_teasers(tree: HtmlElement) -> frozenset[str]:
    """The folded paragraphs that stand under linked headlines, one or two under each; none if there
    are few. To be called before the page is cleaned of its links.
    """
    boxes: dict[HtmlElement, None] = {}
    for heading in tree.iter(*_HEADINGS):
        words = squeeze(heading.text_content())
        linked = sum(len(squeeze(link.text_content())) for link in _list_links(heading))
        box = heading.getparent()
        if box is not None and linked >= len(words) and len(words.split()) >= _HEADLINE_WORDS:
            boxes[box] = None
    found = (list(islice(box.iterdescendants("p"), _MOST_TEASERS + 1)) for box in boxes)
    teasers = [
        {fold(paragraph.text_content()) for paragraph in paragraphs}
        for paragraphs in found
        if 0 < len(paragraphs) <= _MOST_TEASERS
    ]
    return frozenset().union(*teasers) if len(teasers) >= _LEAST_HEADLINES else frozenset()


def find_fault(paragraphs: Sequence[str], teasers: Set[str]) -> str | None:
    """Why a page with these paragraphs is no article; None if it may be one.

    Args:
        paragraphs: what was read as its text.
        teasers: of `find_teasers`.
    """
    letters = sum(map(len, paragraphs))
    if not letters:
        return None
    if sum(len(words) for words in paragraphs if _CONSENT.search(words)) >= 0.5 * letters:
        return "this page asks for consent, and shows no article: save it after that is given"
    if sum(len(words) for words in paragraphs if fold(words) in teasers) >= _LEAST_SHARE * letters:
        return "this page is a list of articles: save these themselves"
    return None


def _list_links(heading: HtmlElement) -> list[HtmlElement]:
    """The links in a heading, and one around it."""
    parent = heading.getparent()
    around = [heading] if parent is not None and parent.tag == "a" else []
    return [*around, *heading.iter("a")]
