"""News items of agencies in NewsML-G2, and bare NITF: text, metadata, embargo and status.

XML is read without entities, document types and network.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from quotes.errors import ArticleError
from quotes.readers.article_fields import ArticleFields
from quotes.readers.bylines import split_authors
from quotes.readers.html.fragments import is_markup, list_paragraphs, read_fragment
from quotes.readers.publication_dates import normalize_published

_ITEMS = ("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_STATUSES = frozenset(("usable", "withheld", "canceled"))


def parse_xml(content: bytes, *, path: str) -> _Element:
    """The root of the document.

    Raises:
        ArticleError: it is not well-formed, or nested too deeply, or has a document type with
            entities.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ArticleError(f"not well-formed XML: {error}", path=path) from error
    info = root.getroottree().docinfo
    if info.internalDTD is not None and any(info.internalDTD.iterentities()):
        raise ArticleError("it declares entities, which are not read", path=path)
    return root


def read_newsml(content: bytes, *, path: str) -> Iterator[ArticleFields | ArticleError]:
    """The article of each news item with a text; an error for each item without one.

    A package of which some items have a text gives only those.

    Raises:
        ArticleError: the document is not well-formed, or no item is in it.
    """
    root = parse_xml(content, path=path)
    if _tag(root) == "nitf":
        yield _read_nitf(root, path)
        return
    items = [element for element in root.iter() if _tag(element) in _ITEMS]
    if not items:
        raise ArticleError(f"there is no news item in <{_tag(root)}>", path=path)
    results = [_read_item(item, path) for item in items]
    articles = [result for result in results if isinstance(result, ArticleFields)]
    yield from articles or results


def _read_item(item: _Element, path: str) -> ArticleFields | ArticleError:
    guid = (item.get("guid") or "").strip()
    kind = _tag(item)
    if not guid:
        return ArticleError(f"not valid NewsML-G2: <{kind}> has no guid", path=path)
    if _child(item, "itemMeta") is None:
        return ArticleError(f"not valid NewsML-G2: <{kind}> has no itemMeta", path=path)
    status = _find_status(item)
    if status is not None and status not in _STATUSES:
        return ArticleError(f"not valid NewsML-G2: the status {status!r} is unknown", path=path)
    text = "\n".join(_list_content(item))
    notes: tuple[str, ...] = ()
    if not text and kind == "newsItem" and (text := "\n".join(_list_descriptions(item))):
        notes = ("there is no body: the text is the description",)
    if not text and status not in ("canceled", "withheld"):
        return ArticleError(f"there is no text in this {kind}", path=path)
    embargo = _words(_find(item, "itemMeta", "embargoed"))
    if embargo and normalize_published(embargo) is None:
        return ArticleError("the embargo is no date", path=path)
    return ArticleFields(
        text=text or "-",
        id=guid,
        title=_words(_find(item, "contentMeta", "headline")) or _find_hedline(item),
        outlet=_find_outlet(item),
        authors=_find_authors(item),
        published=_find_date(item),
        language=_find_language(item),
        tags=tuple(_list_subjects(item)),
        embargoed=normalize_published(embargo) if embargo else None,
        pubstatus=status,
        notes=notes,
        is_version=True,
    )


def _read_nitf(root: _Element, path: str) -> ArticleFields | ArticleError:
    content = next((e for e in root.iter() if _tag(e) == "body.content"), None)
    text = "\n".join(list_paragraphs(content)) if content is not None else ""
    if not text:
        return ArticleError("there is no text in this NITF document", path=path)
    ids = [e.get("id-string") for e in root.iter() if _tag(e) == "doc-id"]
    dates = [e.get("norm") for e in root.iter() if _tag(e) in ("date.release", "date.issue")]
    return ArticleFields(
        text=text,
        id=next(filter(None, ids), None),
        title=_find_hedline(root),
        authors=_find_bylines(root),
        published=next(filter(None, (normalize_published(d) for d in dates if d)), None),
        language=root.get(_LANG),
    )


def _tag(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _child(element: _Element, tag: str) -> _Element | None:
    return next((child for child in element if _tag(child) == tag), None)


def _find(element: _Element, *tags: str) -> _Element | None:
    found: _Element | None = element
    for tag in tags:
        found = _child(found, tag) if found is not None else None
    return found


def _words(element: _Element | None) -> str | None:
    return (" ".join("".join(element.itertext()).split()) or None) if element is not None else None


def _find_status(item: _Element) -> str | None:
    """The status: usable, withheld or canceled; the code after its scheme ("stat:usable")."""
    status = _find(item, "itemMeta", "pubStatus")
    if status is None:
        return None
    code = status.get("qcode") or status.get("uri") or ""
    code = code.rpartition("/")[2].rpartition(":")[2].lower()
    return "canceled" if code == "cancelled" else code or None


def _list_content(item: _Element) -> Iterator[str]:
    """The paragraphs of the first form of the content that is text."""
    content = _child(item, "contentSet")
    for form in content if content is not None else ():
        if _tag(form) == "inlineXML" and not any(_tag(e) == "sports-content" for e in form):
            body = next((e for e in form.iter() if _tag(e) in ("body.content", "body")), form)
            inner = next((e for e in body.iter() if _tag(e) == "body.content"), body)
            lines = list(list_paragraphs(inner))
        elif _tag(form) == "inlineData":
            words = form.text or ""
            shown = read_fragment(words) if is_markup(words) else words
            lines = [" ".join(line.split()) for line in shown.splitlines()]
        else:
            continue
        if lines := [line for line in lines if line]:
            yield from lines
            return


def _list_descriptions(item: _Element) -> Iterator[str]:
    """What a picture or video shows, as its agency says."""
    meta = _child(item, "contentMeta")
    for element in meta if meta is not None else ():
        if _tag(element) == "description" and (words := _words(element)):
            yield words


def _find_hedline(item: _Element) -> str | None:
    return next((_words(e) for e in item.iter() if _tag(e) in ("hl1", "hedline")), None)


def _find_outlet(item: _Element) -> str | None:
    for tags in (("itemMeta", "provider"), ("rightsInfo", "copyrightHolder")):
        if (element := _find(item, *tags)) is not None:
            name = _words(_child(element, "name")) or element.get("literal")
            if name:
                return name
    return None


def _find_authors(item: _Element) -> tuple[str, ...] | None:
    meta = _child(item, "contentMeta")
    creators = [e for e in (meta if meta is not None else ()) if _tag(e) == "creator"]
    names = [name for e in creators if (name := _words(_child(e, "name")))]
    if not names and (by := _words(_find(item, "contentMeta", "by"))):
        names = list(split_authors(by))
    return tuple(dict.fromkeys(names)) or _find_bylines(item)


def _find_bylines(item: _Element) -> tuple[str, ...] | None:
    for element in item.iter():
        if _tag(element) == "byline":
            persons = [_words(e) for e in element.iter() if _tag(e) == "person"]
            names = [name for name in persons if name]
            return tuple(names) or split_authors((element.text or "").rstrip(", \n")) or None
    return None


def _find_date(item: _Element) -> str | None:
    for tags in (
        ("itemMeta", "versionCreated"),
        ("itemMeta", "firstCreated"),
        ("contentMeta", "contentCreated"),
    ):
        if (words := _words(_find(item, *tags))) and (date := normalize_published(words)):
            return date
    return None


def _find_language(item: _Element) -> str | None:
    """The language of the content, else of the item."""
    language = _find(item, "contentMeta", "language")
    stated: str | None = language.get("tag") if language is not None else None
    return stated or item.get(_LANG)


def _list_subjects(item: _Element) -> Iterator[str]:
    meta = _child(item, "contentMeta")
    for element in meta if meta is not None else ():
        if _tag(element) == "subject" and (name := _words(_child(element, "name"))):
            yield name
