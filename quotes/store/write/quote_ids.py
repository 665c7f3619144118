"""Ids of quotes: each is given once, and kept when the article comes again.

A quote of an article that is replaced keeps its id if words and place are the same as before
(`quotes.variants.versions`); speaker, cue and source may differ. One that changed into another
leads on to it. All others have the ids that the extraction made from their words, unless an earlier
quote of the article has that. What was erased is left out when it is found again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import count
from typing import NamedTuple

from msgspec.structs import replace
from sqlalchemy import Connection, select

from quotes.records import Attribution, Extraction, make_attribution_id
from quotes.store.schema import articles, attributions
from quotes.store.search.records import decode_attribution
from quotes.store.write.changes import find_erased
from quotes.variants import ArticleVersion, match_versions


class IdentifiedQuotes(NamedTuple):
    """An extraction whose quotes have the ids that they are stored with, and for ids of the version
    before the ids of what those quotes changed into.
    """

    extraction: Extraction
    successors: Mapping[str, str]


class StoredVersion(NamedTuple):
    """An article as it is stored: its text and attributions."""

    text: str
    attributions: Sequence[Attribution]


def move_quotes(extraction: Extraction, article_id: str) -> Extraction:
    """The extraction as that of an article with another id."""
    numbers: Counter[tuple[str, ...]] = Counter()
    quotes: list[Attribution] = []
    for quote in extraction.attributions:
        words = tuple(span.slice(extraction.article.text) for span in quote.content)
        id_ = make_attribution_id(article_id, words, numbers[words])
        quotes.append(replace(quote, id=id_, article_id=article_id))
        numbers[words] += 1
    article = replace(extraction.article, id=article_id)
    return replace(extraction, article=article, attributions=tuple(quotes))


def read_stored(connection: Connection, key: int) -> StoredVersion:
    """The stored article with a key."""
    text = connection.execute(select(articles.c.text).where(articles.c.key == key)).scalar_one()
    records = select(attributions.c.record).where(attributions.c.article_key == key)
    quotes = connection.scalars(records.order_by(attributions.c.key))
    return StoredVersion(text, [decode_attribution(record) for record in quotes])


def identify_quotes(
    connection: Connection, extractions: Sequence[tuple[Extraction, StoredVersion | None]]
) -> list[IdentifiedQuotes]:
    """Each extraction with the ids that its quotes get; it comes with what is stored of its article
    until now.
    """
    proposed = (quote.id for extraction, _ in extractions for quote in extraction.attributions)
    erased = find_erased(connection, "quote", proposed)
    return [_identify(extraction, before, erased) for extraction, before in extractions]


def _identify(
    extraction: Extraction, before: StoredVersion | None, erased: set[str]
) -> IdentifiedQuotes:
    if erased:
        kept = tuple(each for each in extraction.attributions if each.id not in erased)
        extraction = replace(extraction, attributions=kept)
    if before is None or not before.attributions:
        return IdentifiedQuotes(extraction, {})
    match = match_versions(
        _make_version(before.text, before.attributions),
        _make_version(extraction.article.text, extraction.attributions),
    )
    ids = {new: before.attributions[old].id for old, new in match.kept.items()}
    taken = {quote.id for quote in before.attributions} | erased
    for number, quote in enumerate(extraction.attributions):
        if number not in ids:
            ids[number] = _choose_id(extraction, quote, taken)
            taken.add(ids[number])
    numbered = enumerate(extraction.attributions)
    quotes = tuple(replace(quote, id=ids[number]) for number, quote in numbered)
    successors = {before.attributions[old].id: ids[new] for old, new in match.successors.items()}
    return IdentifiedQuotes(replace(extraction, attributions=quotes), successors)


def _make_version(text: str, quotes: Sequence[Attribution]) -> ArticleVersion:
    return ArticleVersion(text, [quote.content for quote in quotes])


def _choose_id(extraction: Extraction, quote: Attribution, taken: set[str]) -> str:
    article = extraction.article
    words = [span.slice(article.text) for span in quote.content]
    ids = (make_attribution_id(article.id, words, nth) for nth in count())
    return quote.id if quote.id not in taken else next(id_ for id_ in ids if id_ not in taken)
