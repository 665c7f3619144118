"""Quotations that may be the source of a claimed one, found by their rarest words in common.

For each word the newest quotations that have it are read from the full-text index, so that the cost
does not grow with the store. A word that more quotations have says little by itself and counts only
beside its neighbour.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import msgspec
from sqlalchemy import Connection, Dialect, Text, bindparam, select

from quotes.records import Record
from quotes.store.engine.prepared import PreparedQuery
from quotes.store.results import Quote
from quotes.store.schema import articles, attributions, speakers
from quotes.store.search.dialects import find_fulltext
from quotes.store.search.fulltext import Selection
from quotes.store.search.grammar import Term, TextQuery
from quotes.store.search.records import QUOTES, make_quote

# Quotations that are read for a word, and words of a claim that are looked up. Not tuned.
_MOST_KEYS = 2_000
_MOST_WORDS = 24
# Quotations that are compared word by word.
MOST_SOURCES = 40
# The number of quotations from which the rarity of a word is reckoned; only the order counts.
_ALL = 1_000_000

_decode_names = msgspec.json.Decoder(tuple[str, ...]).decode


class PossibleSource(Record, frozen=True, kw_only=True):
    """A quotation, the text of its article, and the names of its speaker in the corpus."""

    quote: Quote
    article_text: str
    names: tuple[str, ...]


def find_sources(
    connection: Connection, words: Sequence[str], limit: int
) -> tuple[PossibleSource, ...]:
    """The quotations that have the most of the words, weighed by rarity; rejected ones are left
    out.

    Args:
        connection: to read with.
        words: of the claim, in its order, those that say something; letters and digits only.
        limit: of the quotations.
    """
    scores: Counter[int] = Counter()
    for keys in _find_keys(connection, words[:_MOST_WORDS]):
        weight = math.log(_ALL / max(len(keys), 1))
        for key in keys:
            scores[key] += weight  # type: ignore[assignment]  # weights are fractions
    best = [key for key, _ in sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:limit]]
    return _read_sources(connection, best)


def _find_keys(connection: Connection, words: Sequence[str]) -> Iterator[Sequence[int]]:
    """The keys that have each word, or, of the words that many have, two neighbours."""
    common: set[str] = set()
    for word in dict.fromkeys(words):
        keys = _read_keys(connection, [word])
        if len(keys) == _MOST_KEYS:
            common.add(word)
        else:
            yield keys
    for pair in dict.fromkeys(pairwise(words)):
        if common.intersection(pair):
            yield _read_keys(connection, pair)


def _read_keys(connection: Connection, words: Iterable[str]) -> Sequence[int]:
    query = TextQuery(required=tuple(Term(words=(word,)) for word in words))
    rendered = find_fulltext(connection.dialect).render(query, "quote", "all")
    rows = _select_keys(connection.dialect).run(connection, {"words": rendered})
    return [row.key for row in rows]


@cache
def _select_keys(dialect: Dialect) -> PreparedQuery:
    """The keys of the newest quotations that match a rendered query."""
    every = Selection(source=attributions, conditions=(), order=(attributions.c.key,))
    rendered = bindparam("words", "", Text())
    matched = find_fulltext(dialect).match(every, rendered, many=False)
    key = matched.order[-1].label("key")
    query = select(key).select_from(matched.source).where(*matched.conditions)
    return PreparedQuery(dialect, query.limit(_MOST_KEYS))


def _read_sources(connection: Connection, keys: Sequence[int]) -> tuple[PossibleSource, ...]:
    query = QUOTES.add_columns(articles.c.text).where(
        attributions.c.key.in_(keys), attributions.c.status.is_distinct_from("rejected")
    )
    rows: dict[int, Any] = {row.key: row for row in connection.execute(query)}
    ids = {row.speaker_id for row in rows.values() if row.speaker_id is not None}
    names = {
        row.id: (row.name, *_decode_names(row.aliases))
        for row in connection.execute(select(speakers).where(speakers.c.id.in_(ids)))
    }
    return tuple(
        PossibleSource(
            quote=make_quote(rows[key]),
            article_text=rows[key].text,
            names=names.get(rows[key].speaker_id, ()),
        )
        for key in keys
        if key in rows
    )
