"""Copies of a quote in the other articles of its story; they count as one.

A quote of a copy is the same as one of the article that it is a copy of if words and place are the
same (`quotes.variants.versions`), so that "no comment" and what "officials" say are found, too; or
if both are in one cluster. The quotes that are copies of each other have one `copy_of`: the id of
that which was there first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Connection, bindparam, select, update

from quotes.store.engine.batches import batched
from quotes.store.schema import articles, attributions
from quotes.store.search.records import decode_attribution
from quotes.store.search.stories import OLDEST
from quotes.store.write.rows import Row
from quotes.variants import ArticleVersion, match_versions

_COLUMNS = tuple(
    attributions.c[name] for name in ("key", "id", "article_key", "record", "cluster", "copy_of")
)


def link_quotes(
    connection: Connection,
    rows: Sequence[Row],
    texts: Mapping[int, str],
    copies: Mapping[int, Sequence[int]],
) -> None:
    """Give the quotes of articles that come their `copy_of`, and stored ones that have none yet.

    Args:
        connection: to write with.
        rows: of `attributions`, about to be inserted, with their clusters.
        texts: of the articles that come, by their keys.
        copies: of these articles, as `stories.join_stories` finds them.
    """
    links = _QuoteLinks(connection, rows, texts)
    for key, others in copies.items():
        for other in others:
            if all(quote["copy_of"] for quote in links.read(key)[1]):
                break
            links.link(key, other)
    links.write()


def mend_copies(connection: Connection, stories: Collection[str], version: int) -> None:
    """Give the quotes of stories that were split, or in which articles went, their `copy_of` anew:
    of the first that is left, and none where only one is left.

    Args:
        connection: to write with.
        stories: that changed.
        version: in which they did.
    """
    changes: list[Row] = []
    columns = (attributions.c.key, attributions.c.id, attributions.c.copy_of, articles.c.story)
    for batch in batched(sorted(stories)):
        query = (
            select(*columns)
            .join_from(articles, attributions)
            .where(articles.c.story.in_(batch), attributions.c.copy_of.is_not(None))
            .order_by(attributions.c.copy_of, articles.c.story, *OLDEST, attributions.c.key)
        )
        for (copy_of, _), some in groupby(
            connection.execute(query), attrgetter("copy_of", "story")
        ):
            quotes = list(some)
            ids = [quote.id for quote in quotes]
            first = copy_of if copy_of in ids else ids[0]
            new = first if len(ids) > 1 else None
            changes += [{"of": quote.key, "first": new} for quote in quotes if quote.copy_of != new]
    _write(connection, changes, version=version)


class _QuoteLinks:
    """The quotes of articles that come, and of stored ones."""

    def __init__(
        self, connection: Connection, rows: Iterable[Row], texts: Mapping[int, str]
    ) -> None:
        self._connection = connection
        self._articles: dict[int, tuple[ArticleVersion, list[Row]]] = {}
        self._changes: list[Row] = []
        added: dict[int, list[Row]] = {key: [] for key in texts}
        for row in rows:
            row["copy_of"] = None
            added[row["article_key"]].append(row)
        self._added, self._texts = added, texts

    def read(self, key: int) -> tuple[ArticleVersion, list[Row]]:
        """The words of an article and its quotes, in one order."""
        if key not in self._articles:
            if key in self._added:
                text, quotes = self._texts[key], self._added[key]
            else:
                text, quotes = self._load(key)
            contents = [decode_attribution(quote["record"]).content for quote in quotes]
            self._articles[key] = ArticleVersion(text, contents), quotes
        return self._articles[key]

    def link(self, key: int, other: int) -> None:
        """Make quotes of an article that comes copies of those of another."""
        (one, quotes), (copy, originals) = self.read(key), self.read(other)
        pairs = {new: old for old, new in match_versions(copy, one).kept.items()}
        paired = set(pairs.values())
        clusters = {
            original["cluster"]: number
            for number, original in reversed(list(enumerate(originals)))
            if number not in paired and original["cluster"] is not None
        }
        for number, quote in enumerate(quotes):
            original = pairs.get(number, clusters.get(quote["cluster"]))
            if original is not None and quote["copy_of"] is None:
                self._copy(quote, originals[original])

    def write(self) -> None:
        """Store which stored quotes have copies now."""
        _write(self._connection, self._changes)

    def _copy(self, quote: Row, original: Row) -> None:
        if original["copy_of"] is None:
            original["copy_of"] = original["id"]
            if original["article_key"] not in self._added:
                self._changes.append({"of": original["key"], "first": original["id"]})
        quote["copy_of"] = original["copy_of"]

    def _load(self, key: int) -> tuple[str, list[Row]]:
        of_article = attributions.c.article_key == key
        rows = self._connection.execute(
            select(*_COLUMNS).where(of_article).order_by(attributions.c.key)
        )
        text = select(articles.c.text).where(articles.c.key == key)
        return self._connection.execute(text).scalar_one(), [row._asdict() for row in rows]


def _write(connection: Connection, changes: Sequence[Row], **values: int) -> None:
    if changes:
        changed = update(attributions).where(attributions.c.key == bindparam("of"))
        connection.execute(changed.values(copy_of=bindparam("first"), **values), changes)
