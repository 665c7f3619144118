"""The paragraphs of markup that is an article already: a feed's entry, an agency's body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from quotes.readers.formats.limits import DEPTH
from quotes.readers.html.page_cleaning import clean_page, squeeze

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

_BLOCKS_WORDS = """
address article blockquote body br cite-block dd div dl dt figure footer form h1 h2 h3 h4 h5 h6
header hr html li main ol p pre section table td th tr ul hl1 hl2 block media
"""
_BLOCKS = frozenset(_BLOCKS_WORDS.split())
_SKIPPED_WORDS = """
script style figcaption aside nav noscript template iframe media table-of-contents head
body.head body.end tobject docdata media-caption media-producer
"""
_SKIPPED = frozenset(_SKIPPED_WORDS.split())
_MARKUP = re.compile(
    r"</(?:p|div|h[1-6]|ul|ol|blockquote|article|section|html|body)>|<(?:br|p)\s*/?>",
    re.IGNORECASE,
)


def is_markup(text: str) -> bool:
    """Whether the text is HTML: it has a tag of a block."""
    return "<" in text and _MARKUP.search(text) is not None


def read_fragment(markup: str) -> str:
    """The text of the markup, a paragraph a line; captions, boxes and scripts are left out."""
    tree = parse_markup(markup)
    if tree is None:
        return ""
    clean_page(tree)
    return "\n".join(list_paragraphs(tree))


def parse_markup(markup: str) -> HtmlElement | None:
    """The tree without comments, which pages that are made in the browser have within sentences;
    None if there is no element in it, or if they are nested deeper than `DEPTH`.
    """
    import lxml.html
    from lxml.etree import ParserError, iterwalk

    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, collect_ids=False)
    # lxml refuses an XML declaration in text.
    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup).replace("\0", "")
    try:
        tree = lxml.html.document_fromstring(markup, parser=parser, ensure_head_body=True)
    except (ParserError, ValueError):
        return None
    depth = 0
    for event, _ in iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEPTH:
            return None
    return tree


def list_paragraphs(element: HtmlElement | _Element) -> Iterator[str]:
    """The paragraphs below an element, each with single spaces, in order."""
    paragraph: list[str] = []
    for piece in _walk(element):
        if piece is not None:
            paragraph.append(piece)
        elif text := squeeze("".join(paragraph)):
            yield text
            paragraph.clear()
        else:
            paragraph.clear()
    if text := squeeze("".join(paragraph)):
        yield text


def _walk(root: HtmlElement | _Element) -> Iterator[str | None]:
    """Pieces of text, and None for each border of a paragraph; without recursion."""
    stack: list[tuple[HtmlElement | _Element, bool]] = [(root, False)]
    while stack:
        element, is_end = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        tag = tag.rpartition("}")[2].lower()
        if is_end:
            if tag in _BLOCKS:
                yield None
            if element is not root:
                yield element.tail or ""
            continue
        if not tag or tag in _SKIPPED:
            if element is not root:
                yield element.tail or ""
            continue
        if tag in _BLOCKS:
            yield None
        yield element.text or ""
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
