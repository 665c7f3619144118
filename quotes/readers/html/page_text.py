"""The article's paragraphs of a web page: trafilatura's, checked against the page itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy

import trafilatura
from lxml.etree import _Element
from lxml.html import HtmlElement
from trafilatura.settings import Document

from quotes.readers.html.page_cleaning import fold, repeats, squeeze

_BLOCKS = frozenset(("p", "head", "item", "quote", "cell", "ab", "code"))
_CONTAINERS = frozenset(("body", "list", "table", "row", "div", "main"))
# Paragraphs of one place in the page's grid of which so many were taken are the article's.
_LEAST_SIBLINGS = 3
_LEAST_WORDS = 8


def extract_paragraphs(tree: HtmlElement, titles: Sequence[str]) -> list[str]:
    """The paragraphs in page order, each with single spaces; none if the page has no article.

    Args:
        tree: a cleaned page; it is left as it is.
        titles: the page's titles, which are no paragraphs.
    """
    document = trafilatura.bare_extraction(deepcopy(tree), include_comments=False)
    if not isinstance(document, Document) or document.body is None:
        return []
    paragraphs = [squeeze(text) for text in _list_blocks(document.body)]
    paragraphs = [text for text in paragraphs if text and not repeats(text, titles)]
    return _add_siblings(tree, paragraphs)


def _list_blocks(element: _Element) -> Iterator[str]:
    """The text of each block; text between blocks is a block of its own."""
    loose = element.text or ""
    for child in element:
        if child.tag in _BLOCKS and not any(e.tag in _BLOCKS for e in child.iterdescendants()):
            yield loose
            loose = ""
            yield from _split_breaks(child)
        elif child.tag in _BLOCKS or child.tag in _CONTAINERS:
            yield loose
            loose = ""
            yield from _list_blocks(child)
        elif child.tag == "lb":
            yield loose
            loose = ""
        else:
            loose += "".join(child.itertext())
        loose += child.tail or ""
    yield loose


def _split_breaks(element: _Element) -> Iterator[str]:
    text = element.text or ""
    for child in element.iterdescendants():
        if child.tag == "lb":
            yield text
            text = ""
        text += (child.text or "") if child.tag != "lb" else ""
        text += child.tail or ""
    yield text


def _add_siblings(tree: HtmlElement, paragraphs: list[str]) -> list[str]:
    """The paragraphs with those that stand in the same kind of place and were left out."""
    taken = {text: index for index, text in enumerate(paragraphs)}
    places = Counter[tuple[str, str, str]]()
    elements = [(element, squeeze(element.text_content())) for element in tree.iter("p")]
    for element, text in elements:
        if text in taken:
            places[_place(element)] += 1
    added: dict[int, list[str]] = {}
    last = -1
    whole = fold("".join(paragraphs))
    for element, text in elements:
        if text in taken:
            last = taken[text]
        elif (
            places[_place(element)] >= _LEAST_SIBLINGS
            and len(text.split()) >= _LEAST_WORDS
            and fold(text) not in whole
        ):
            added.setdefault(last, []).append(text)
    merged = added.get(-1, [])
    for index, text in enumerate(paragraphs):
        merged.append(text)
        merged += added.get(index, [])
    return merged


def _place(element: HtmlElement) -> tuple[str, str, str]:
    parent = element.getparent()
    names = (parent.tag, parent.get("class") or "") if parent is not None else ("", "")
    return (element.get("class") or "", *names)
