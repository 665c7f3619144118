"""Rows in the shapes of Quotebank and GDELT, made from columns of the store."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from quotes.exporting.rows import (
    ExportRow,
    GdeltArticle,
    GdeltQuote,
    GdeltSnippet,
    QuotebankArticle,
    QuotebankName,
    QuotebankProba,
    QuotebankQuotation,
    QuotebankQuote,
    Shape,
    Table,
)
from quotes.store import Batch
from quotes.text_rights import TextRight, TextRights, find_window

# Characters on either side of a quotation, at most: the length of GDELT's snippets, and about that
# of Quotebank's fifty words.
_GDELT_REACH, _QUOTEBANK_REACH = 100, 300

# How Quotebank writes that nobody is named.
_NOBODY = "None"

_WORD = re.compile(r"\S+")


class Reshaping(NamedTuple):
    """A shape of a table: the columns that it reads, and the function that makes a row of them.

    If the row has some of the article's text, the last column is the outlet; the function gets the
    right to its texts instead.
    """

    columns: tuple[str, ...]
    make_row: Callable[..., ExportRow]
    has_text: bool = True


def reshape(
    batches: Iterator[Batch], reshaping: Reshaping, chosen: Sequence[str], rights: TextRights
) -> Iterator[Batch]:
    """The rows in another shape, with the chosen columns and as much text as the rights allow."""
    for batch in batches:
        columns = batch
        if reshaping.has_text:
            columns = [*batch[:-1], list(map(rights.find, batch[-1]))]
        rows = list(map(reshaping.make_row, *columns))
        yield [[getattr(row, name) for row in rows] for name in chosen]


def _make_quotebank_quote(
    quote_id: str,
    text: str,
    speaker: str | None,
    confidence: float,
    published: str | None,
    url: str | None,
) -> QuotebankQuote:
    probas = [[item.speaker, str(item.proba)] for item in _list_probas(speaker, confidence)]
    return QuotebankQuote(
        quoteID=quote_id,
        quotation=text,
        speaker=speaker or _NOBODY,
        qids=[],
        date=_make_time(published),
        numOccurrences=1,
        probas=probas,
        urls=[url] if url else [],
        phase=None,
    )


def _make_quotebank_article(
    article_id: str,
    title: str | None,
    url: str | None,
    published: str | None,
    text: str,
    quotes: Sequence[tuple[Any, ...]],
    right: TextRight,
) -> QuotebankArticle:
    starts = [word.start() for word in _WORD.finditer(text)]
    names: dict[str, list[tuple[int, int]]] = {}
    quotations = []
    for quote_id, quotation, speaker, confidence, content, source in quotes:
        if speaker:
            names.setdefault(speaker, []).extend(_count_words(starts, span) for span in source)
        probas = _list_probas(speaker, confidence)
        before, after = _cut_context(text, content, _QUOTEBANK_REACH, right)
        quotations.append(
            QuotebankQuotation(
                quoteID=quote_id,
                numOccurrences=1,
                quotation=quotation,
                quotationOffset=_count_words(starts, content[0])[0],
                leftContext=before,
                rightContext=after,
                globalTopSpeaker=speaker or _NOBODY,
                globalProbas=probas,
                localTopSpeaker=speaker or _NOBODY,
                localProbas=probas,
            )
        )
    return QuotebankArticle(
        articleID=article_id,
        articleLength=len(starts),
        date=_make_time(published),
        phase=None,
        title=title,
        url=url,
        names=[
            QuotebankName(name=name, ids=[], offsets=sorted(set(offsets)))
            for name, offsets in names.items()
        ],
        quotations=quotations,
    )


def _make_gdelt_quote(
    published: str | None,
    url: str | None,
    title: str | None,
    article: str,
    text: str,
    quotation: str,
    content: msgspec.Raw,
    right: TextRight,
) -> GdeltQuote:
    before, after = _cut_context(text, msgspec.json.decode(content), _GDELT_REACH, right)
    return GdeltQuote(
        date=published,
        url=url,
        title=title,
        lang=_find_language(article),
        pre=before,
        quote=quotation,
        post=after,
    )


def _make_gdelt_article(
    published: str | None,
    url: str | None,
    title: str | None,
    language: str,
    text: str,
    quotes: Sequence[tuple[Any, ...]],
    right: TextRight,
) -> GdeltArticle:
    snippets = []
    for _, quotation, _, _, content, _ in quotes:
        before, after = _cut_context(text, content, _GDELT_REACH, right)
        snippets.append(GdeltSnippet(pre=before, quote=quotation, post=after))
    return GdeltArticle(date=published, url=url, title=title, lang=language, quotes=snippets)


class _Language(msgspec.Struct):
    language: str


_decode_language = msgspec.json.Decoder(_Language).decode


def _find_language(record: str) -> str:
    return _decode_language(record).language


def _make_time(published: str | None) -> str | None:
    """A time as Quotebank writes it; a date becomes midnight."""
    if published is None:
        return None
    day, _, time = published.partition("T")
    return f"{day[:10]} {time[:8] or '00:00:00'}" if len(time) != 5 else f"{day[:10]} {time}:00"


def _list_probas(speaker: str | None, confidence: float) -> list[QuotebankProba]:
    """The speaker, if any, with the confidence, and nobody with the rest to 1."""
    if not speaker:
        return [QuotebankProba(speaker=_NOBODY, qids=[], proba=1.0)]
    rest = QuotebankProba(speaker=_NOBODY, qids=[], proba=round(1 - confidence, 4))
    return [QuotebankProba(speaker=speaker, qids=[], proba=round(confidence, 4)), rest]


def _count_words(starts: Sequence[int], span: Sequence[int]) -> tuple[int, int]:
    """The words [first, end) of a span, 0-based; `starts` are the characters where words begin."""
    start, end = span
    first = bisect_left(starts, start + 1) - 1
    return max(first, 0), bisect_left(starts, end)


def _cut_context(
    text: str, content: Sequence[Sequence[int]], reach: int, right: TextRight
) -> tuple[str, str]:
    """Up to `reach` characters before the first and after the last piece, in whole words; less if
    the right to the text does not allow it.
    """
    start, end = content[0][0], content[-1][1]
    window = find_window(right, text, start, end)
    first, last = max(window.start, start - reach), min(window.end, end + reach)
    before, after = text[first:start], text[end:last]
    if first > window.start and not text[first - 1].isspace():
        before = before.partition(" ")[2]
    if last < window.end and not text[last].isspace():
        after = after.rpartition(" ")[0]
    return before, after


RESHAPINGS: dict[tuple[Table, Shape], Reshaping] = {
    ("quotes", "quotebank"): Reshaping(
        ("id", "text", "speaker_name", "confidence", "article_published", "article_url"),
        _make_quotebank_quote,
        has_text=False,
    ),
    ("quotes", "gdelt"): Reshaping(
        (
            "article_published", "article_url", "article_title", "article_record", "article_text",
            "text", "offsets_content", "article_outlet",
        ),
        _make_gdelt_quote,
    ),
    ("articles", "quotebank"): Reshaping(
        ("id", "title", "url", "published", "text", "found", "outlet"), _make_quotebank_article
    ),
    ("articles", "gdelt"): Reshaping(
        ("published", "url", "title", "language", "text", "found", "outlet"), _make_gdelt_article
    ),
}  # fmt: skip
