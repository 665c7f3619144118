"""Web pages as articles."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from quotes.errors import ArticleError
from quotes.readers.article_fields import ArticleFields
from quotes.readers.html.fragments import is_markup, parse_markup, read_fragment
from quotes.readers.html.page_cleaning import clean_page, fold
from quotes.readers.html.page_kinds import find_fault, find_teasers
from quotes.readers.html.page_metadata import PageMetadata, read_page_metadata
from quotes.readers.html.page_text import extract_paragraphs

# Letters and digits. Below, a page shows no article but a banner, a wall or a list; the shortest of
# the 181 pages that `onrecord evaluate pages` was tried on has 284.
_LEAST_LETTERS = 120
_NO_ARTICLE = (
    "there is no article in this page: it may be a list, a banner or a wall; save the article "
    "itself"
)


def read_page(markup: str, *, path: str) -> Iterator[ArticleFields]:
    """The page's article; of a live blog an article for each entry, in the page's order.

    Paragraphs, headings within the text, items of lists and embedded posts are lines. Captions,
    boxes of links and the title are left out.

    Raises:
        ArticleError: there is no article in the page, or its elements are nested too deeply.
    """
    tree = parse_markup(markup)
    if tree is None:
        raise ArticleError(_NO_ARTICLE, path=path)
    metadata = read_page_metadata(tree)
    if len(metadata.entries) > 1:
        yield from _read_live_blog(metadata)
        return
    teasers = find_teasers(tree)
    clean_page(tree)
    paragraphs = extract_paragraphs(tree, metadata.titles)
    if (fault := find_fault(paragraphs, teasers)) is not None:
        raise ArticleError(fault, path=path)
    text = "\n".join(paragraphs)
    text, notes = _compare_with_body(text, metadata)
    if len(fold(text)) < _LEAST_LETTERS:
        raise ArticleError(_NO_ARTICLE, path=path)
    if not metadata.is_free:
        notes = (*notes, "the publisher says that a part is for subscribers alone")
    yield _make_fields(metadata, text, notes)


def _compare_with_body(text: str, metadata: PageMetadata) -> tuple[str, tuple[str, ...]]:
    """The page's text, or the one that its JSON-LD states where that goes on after it."""
    body = metadata.body or ""
    body = read_fragment(body) if is_markup(body) else body
    if len(body) < 1.3 * len(text) or fold(text)[:80] not in fold(body):
        return text, ()
    lines = (" ".join(line.split()) for line in body.splitlines())
    return "\n".join(filter(None, lines)), ("its text is the one that its JSON-LD states",)


def _make_fields(metadata: PageMetadata, text: str, notes: tuple[str, ...] = ()) -> ArticleFields:
    return ArticleFields(
        text=text,
        title=metadata.titles[0] if metadata.titles else None,
        outlet=metadata.outlet,
        url=metadata.url,
        authors=metadata.authors or None,
        wire=metadata.wire,
        published=metadata.published,
        language=(metadata.language or "").replace("_", "-") or None,
        section=metadata.section,
        tags=metadata.tags,
        notes=notes,
    )


def _read_live_blog(metadata: PageMetadata) -> Iterator[ArticleFields]:
    for entry in metadata.entries:
        text = read_fragment(entry.text) if is_markup(entry.text) else entry.text
        if text.strip():
            titles = (entry.title, *metadata.titles) if entry.title else metadata.titles
            published = entry.published or metadata.published
            one = replace(metadata, titles=titles, published=published)
            yield _make_fields(one, text, ("an entry of a live blog",))
