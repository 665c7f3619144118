"""Stories, and the articles that carry one quotation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from quotes.errors import NotFoundError
from quotes.store.engine.batches import batched
from quotes.store.engine.database import Database
from quotes.store.results import MAX_CARRIERS, Carrier, Printings, Quote, Story
from quotes.store.schema import articles, attributions, merged_stories
from quotes.store.schema.keys import UNDATED_KEY, select_day
from quotes.store.search.conditions import is_not_rejected

# The articles that carry a quotation, by its `copy_of`.
Carriers = Mapping[str | None, tuple[Carrier, ...]]

# Articles of a story that are read to say who printed it; what a story of more says is of its
# oldest. Not tuned.
_MOST_READ = 1_000

# The oldest day first, those without a date last, those of a day in the order of arrival.
OLDEST = (articles.c.key >= UNDATED_KEY, select_day(articles.c.key).desc(), articles.c.key)


class _Credit(msgspec.Struct):
    """What is read of an article's record."""

    wire: str | None = None


_decode_credit = msgspec.json.Decoder(_Credit).decode


class Stories:
    """Stories as they are read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count_printings(self, quote: Quote) -> Printings:
        """Who else printed a quotation: the other quotes of its cluster, counted by story."""
        query = (
            select(articles.c.story, func.count().label("quotes"))
            .join_from(attributions, articles)
            .where(attributions.c.cluster == quote.cluster, articles.c.id != quote.article.id)
            .where(is_not_rejected(attributions.c.key))
            .group_by(articles.c.story)
        )
        with self._database.read() as connection:
            counts = {row.story: row.quotes for row in connection.execute(query)}
        syndicated = counts.pop(quote.story, 0)
        return Printings(
            syndicated=syndicated, independent=sum(counts.values()), other_stories=len(counts)
        )

    def find(self, article_id: str) -> str:
        """The story of an article.

        Raises:
            NotFoundError: no article has the id.
        """
        with self._database.read() as connection:
            of_article = articles.c.id == article_id
            story = connection.scalar(select(articles.c.story).where(of_article))
        if story is None:
            raise NotFoundError("article", article_id)
        return str(story)

    def find_successor(self, story_id: str) -> str | None:
        """The story that one was merged into, if it was."""
        of_id = merged_stories.c.id == story_id
        with self._database.read() as connection:
            return connection.scalar(select(merged_stories.c.merged_into).where(of_id))

    def get(self, story_id: str) -> Story:
        """A story by its id.

        Raises:
            NotFoundError: no story has the id.
        """
        columns = (articles.c.title, articles.c.outlet, articles.c.published, articles.c.record)
        of_story = articles.c.story == story_id
        query = select(*columns).where(of_story).order_by(*OLDEST).limit(_MOST_READ)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            count = select(func.count()).select_from(articles).where(of_story)
            number = connection.execute(count).scalar_one()
        if not rows:
            raise NotFoundError("story", story_id)
        wires = Counter(wire for row in rows if (wire := _decode_credit(row.record).wire))
        return Story(
            id=story_id,
            title=rows[0].title,
            wire=wires.most_common(1)[0][0] if wires else None,
            first_published=rows[0].published,
            articles=number,
            outlets=tuple(dict.fromkeys(row.outlet for row in rows if row.outlet)),
        )


def read_carriers(connection: Connection, copied: Collection[str]) -> Carriers:
    """The articles that carry each quotation, the oldest first, at most `MAX_CARRIERS`.

    Args:
        connection: to read with.
        copied: values of `attributions.copy_of`.
    """
    carriers: dict[str | None, list[Carrier]] = {}
    columns = (attributions.c.copy_of, attributions.c.id, attributions.c.status)
    heads = (articles.c.id.label("article_id"), articles.c.outlet, articles.c.published)
    for batch in batched(sorted(copied)):
        query = (
            select(*columns, *heads)
            .join_from(attributions, articles)
            .where(attributions.c.copy_of.in_(batch))
            .order_by(*OLDEST, attributions.c.key)
        )
        for row in connection.execute(query):
            some = carriers.setdefault(row.copy_of, [])
            if len(some) < MAX_CARRIERS and row.status != "rejected":
                some.append(_make_carrier(row))
    return {copied: tuple(some) for copied, some in carriers.items()}


def _make_carrier(row: Any) -> Carrier:
    return Carrier(quote=row.id, article=row.article_id, outlet=row.outlet, published=row.published)
