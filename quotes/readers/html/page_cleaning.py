"""A parsed web page without what is no part of its article, and with its quotations in characters.

The rules rest on what HTML, CSS and common practice mean, never on one page or publisher.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Elements whose class or id has one of these words are no part of the article's prose. Chosen by
# reading the pages of `onrecord evaluate pages` that were read worst.
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:newsletter|related|recirc\w*|promo|outbrain|taboola|sponsored|subscribe|signup|"
    r"sign-up|paywall|rollover|tooltip|cookie|consent|sharing|share-bar|social-share|author-bio|"
    r"breadcrumbs?|pull-?quote|read-?more|more-from|most-(?:read|popular)|recommended|"
    r"sub-?head(?:line)?s?|dek|standfirst|subtitle|byline|copyright|correction-policy|"
    r"newsletter-\w+|also-on|dont-miss|trending)(?=$|[\s_-])",
    re.IGNORECASE,
)
_POST = re.compile(
    r"(?:^|\s)(?:twitter-(?:tweet|video)|instagram-media|tiktok-embed|"
    r"bluesky-embed|mastodon-embed|fb-post|text-post-media)(?=$|\s)"
)
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_LEAD = re.compile(
    r"\W*(?:related|read (?:more|also|next)|see (?:more|also)|also (?:read|on|see)|"
    r"more (?:on|from)|"
    r"don[’']?t miss|watch|listen|recommended|you (?:may|might) (?:also )?like|"
    r"click here|sign up|subscribe|download|photos|gallery|explore further)\b",
    re.IGNORECASE,
)  # fmt: skip
_QUOTATION = re.compile(r"“[^“”]+”|\"[^\"]+\"")
_MARKS = re.compile(r"[\W_]+")
_INLINE_WORDS = 4  # a shorter link by itself may be a word of the sentence around it
_LONGEST_FURNITURE = 0.3  # of the page's text; what holds more is the article, whatever its class


def clean_page(tree: HtmlElement) -> None:
    """Alters the tree: furniture goes, `<q>` gets its marks, embedded posts become paragraphs."""
    for element in list(tree.iter("script", "style", "template")):
        element.drop_tree()
    _write_quotation_marks(tree)
    _keep_posts(tree)
    limit = _LONGEST_FURNITURE * max(1, _count_prose(tree))
    page = fold(tree.text_content())
    for element in list(_find_furniture(tree)):
        if _is_in(element, tree) and _count_prose(element) <= limit:
            if _holds_quotation(element) and page.count(fold(element.text_content())) < 2:
                element.attrib.clear()  # by which trafilatura would drop it
                continue
            element.drop_tree()


def _is_in(element: HtmlElement, tree: HtmlElement) -> bool:
    """Whether no element around this one was dropped."""
    top = element
    while (parent := top.getparent()) is not None:
        top = parent
    return top is tree


def _count_prose(element: HtmlElement) -> int:
    """The characters of the paragraphs in an element."""
    own = [element] if element.tag == "p" else []
    return sum(len(squeeze(p.text_content())) for p in (*own, *element.iterdescendants("p")))


def _holds_quotation(element: HtmlElement) -> bool:
    """Whether somebody may be quoted there: marks around four words or more, outside of links."""
    if _is_link_line(element) or _is_link_list(element):
        return False
    return any(len(words.split()) >= 4 for words in _QUOTATION.findall(element.text_content()))


def squeeze(text: str) -> str:
    """The text with single spaces."""
    return " ".join(text.split())


def read_short(element: HtmlElement, longest: int) -> str | None:
    """The element's text with single spaces; None if it is longer than `longest` characters, of
    which no more is read.
    """
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        words = squeeze(piece)
        length += len(words)
        if length > longest:
            return None
        pieces.append(words)
    return squeeze(" ".join(pieces))


def _write_quotation_marks(tree: HtmlElement) -> None:
    for element in tree.iter("q"):
        element.text = "“" + _fit_xml(element.text)
        last = element[-1] if len(element) else None
        if last is None:
            element.text += "”"
        else:
            last.tail = _fit_xml(last.tail) + "”"
        element.tag = "span"


def _fit_xml(text: str | None) -> str:
    """The text without characters that lxml reads ("&#1;") but does not take."""
    return _UNFIT.sub("\ufffd", text or "")


def _keep_posts(tree: HtmlElement) -> None:
    """Embedded posts, and boxes around one, lose the class by which extractors drop them."""
    for post in list(tree.iter("blockquote")):
        if not _POST.search(post.get("class") or ""):
            continue
        box: HtmlElement | None = post
        while box is not None and fold(box.text_content()) == fold(post.text_content()):
            box.attrib.clear()
            box = box.getparent()
        post.tag = "div"
        if (signature := post.find("p")) is not None and (signature.tail or "").strip():
            _wrap_signature(post, signature)


def _wrap_signature(post: HtmlElement, last: HtmlElement) -> None:
    """Makes a paragraph of what follows the post's words: "— Name (@name) November 18, 2019"."""
    signature = post.makeelement("p")
    signature.text, last.tail = _fit_xml(last.tail), None
    for element in list(last.itersiblings()):
        signature.append(element)
    post.append(signature)


def _find_furniture(tree: HtmlElement) -> Iterator[HtmlElement]:
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in ("html", "body", "article", "main"):
            continue
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if (
            element.tag in ("figcaption", "form", "button", "noscript")
            or _FURNITURE.search(names)
            or _HIDDEN.search(element.get("style") or "")
            or element.get("hidden") is not None
            or element.get("aria-hidden") == "true"
            or _is_link_line(element)
            or _is_link_list(element)
        ):
            yield element


def _is_link_line(element: HtmlElement) -> bool:
    """Whether a paragraph or heading is a link to another article and nothing else."""
    if element.tag not in ("p", "h2", "h3", "h4", "h5", "div") or (
        element.tag == "div" and element.find(".//p") is not None
    ):
        return False
    links = element.findall(".//a")
    if not links:
        return False
    text = squeeze(element.text_content())
    if len(text) > 300:
        return False
    linked = sum(len(squeeze(link.text_content())) for link in links)
    words = len(text.split())
    if words >= _INLINE_WORDS and linked >= len(text) - 2:
        return True
    return bool(_LEAD.match(text)) and linked >= 0.5 * len(text)


def _is_link_list(element: HtmlElement) -> bool:
    """Whether a list has two items or more, and nothing but links to articles in them."""
    if element.tag not in ("ul", "ol"):
        return False
    items = element.findall("li")
    text = squeeze(element.text_content())
    linked = sum(len(squeeze(link.text_content())) for link in element.iter("a"))
    return len(items) >= 2 and linked >= 0.8 * len(text) > 0


def repeats(line: str, others: Iterable[str]) -> bool:
    """Whether the line says what one of the others says, apart from marks and case."""
    key = fold(line)
    return bool(key) and any(key == fold(other) for other in others)


def fold(text: str) -> str:
    """The letters and digits of the text, without case."""
    return _MARKS.sub("", text.casefold())
