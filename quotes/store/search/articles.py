"""Articles: one with all that was found in it, and pages of them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from msgspec import Meta
from msgspec.structs import replace
from sqlalchemy import Connection, Select, func, select

from quotes.errors import NotFoundError
from quotes.records import Article, Attribution, Extraction, Record, Topic
from quotes.store.engine.database import Database
from quotes.store.results import ArticleSummary, Page, TextVersion
from quotes.store.schema import (
    article_topics,
    articles,
    attributions,
    merged_stories,
    topic_articles,
)
from quotes.store.search.cursors import (
    DEFAULT_LIMIT,
    KeyCursor,
    check_limit,
    decode_cursor,
    digest_list,
    encode_cursor,
)
from quotes.store.search.dialects import find_fulltext
from quotes.store.search.filters import find_bounds
from quotes.store.search.grammar import parse_query
from quotes.store.search.names import find_numbers, match_listed
from quotes.store.search.records import make_article, make_attribution
from quotes.store.search.same_urls import find_same_urls
from quotes.store.search.text_versions import read_text_versions
from quotes.store.search.topics import find_codes
from quotes.store.search.versions import find_gone

# Without the long columns.
_HEADS = select(
    articles.c.key,
    articles.c.id,
    articles.c.title,
    articles.c.outlet,
    articles.c.url,
    articles.c.published,
    articles.c.statements,
    articles.c.story,
)


class ArticleFilter(Record, frozen=True, kw_only=True):
    """Which articles to list; an article must pass every field that is set.

    `outlet` is words of a name, `topic` a code or a whole name, and includes the topics below it;
    `story` is an id.
    `q` and `about` are in the language of `grammar`: words of the title, and words of title, names
    of topics and text. The dates are both included; with either, articles without a date are left
    out.
    """

    outlet: Annotated[
        str | None, Meta(description="Whole words of the outlet's name.", examples=["Cable Post"])
    ] = None
    topic: Annotated[
        str | None,
        Meta(
            description="A topic's code or whole name; topics below it count, too.",
            examples=["politics"],
        ),
    ] = None
    story: Annotated[
        str | None,
        Meta(
            description="The id of a story: all copies of one report.",
            examples=["9b1c5f0e2d7a4c38"],
        ),
    ] = None
    q: Annotated[
        str | None,
        Meta(
            description='Words of the title, in any form and order; "phrases" in quotation marks; '
            "-word: not this one; negot*: words that begin so.",
            examples=["dam"],
        ),
    ] = None
    about: Annotated[
        str | None,
        Meta(
            description="Words in the title, the names of the topics or the text, in the language "
            "of `q`.",
            examples=['dam -"dry bed"'],
        ),
    ] = None
    from_date: Annotated[
        date | None,
        Meta(
            description="First date of the article, YYYY-MM-DD; leaves out articles without a "
            "date.",
            examples=["2031-03-01"],
        ),
    ] = None
    to_date: Annotated[
        date | None,
        Meta(
            description="Last date of the article, YYYY-MM-DD; leaves out articles without a date.",
            examples=["2031-03-31"],
        ),
    ] = None


class ArticleQueries:
    """Articles as they are read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, article_id: str) -> Extraction:
        """All that was saved of an article, as it was given to `save` but for the ids of speakers,
        which are those of the corpus.

        Raises:
            GoneError: it was withdrawn or erased.
            NotFoundError: no article ever had the id.
        """
        query = select(articles.c.key, articles.c.record, articles.c.text)
        with self._database.read() as connection:
            row = connection.execute(query.where(articles.c.id == article_id)).first()
            if row is None:
                gone = find_gone(connection, "article", article_id)
                raise gone or NotFoundError("article", article_id)
            return Extraction(
                article=make_article(row.record, row.text),
                attributions=_read_attributions(connection, row.key),
                topics=_read_topics(connection, row.key),
            )

    def is_stored(self, article: Article) -> bool:
        """Whether the article is stored as it is, whatever was found in it; under its id, or under
        that of an earlier version with its URL.
        """
        query = select(articles.c.record, articles.c.text).where(articles.c.id == article.id)
        with self._database.read() as connection:
            row = connection.execute(query).first()
            if row is not None:
                return make_article(row.record, row.text) == article
            before = find_same_urls(connection, [article]).get(article.id)
        return before is not None and replace(article, id=before.id) == before

    def list_versions(
        self, article_id: str, *, limit: int = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[TextVersion]:
        """The titles and texts that an article has and had, the newest first, each with the one
        before it.

        Raises:
            GoneError: it was withdrawn or erased.
            NotFoundError: no article ever had the id.
            QueryError: an invalid limit or cursor.
        """
        with self._database.read() as connection:
            return read_text_versions(connection, article_id, limit, cursor)

    def list(
        self,
        filters: ArticleFilter | None = None,
        *,
        limit: int = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[ArticleSummary]:
        """Articles that pass the filter, newest first, those without a date last, those of a day in
        the order of arrival.

        Raises:
            QueryError: an invalid filter, limit or cursor.
        """
        check_limit(limit)
        filters = filters or ArticleFilter()
        digest = digest_list("articles", filters)
        after = None if cursor is None else decode_cursor(cursor, KeyCursor, digest).key
        with self._database.read() as connection:
            query = _select_heads(connection, filters, after)
            rows = connection.execute(query.limit(limit + 1)).all()
        more = len(rows) > limit
        return Page(
            tuple(map(_make_summary, rows[:limit])),
            encode_cursor(KeyCursor(rows[limit - 1].key), digest) if more else None,
        )


def _select_heads(
    connection: Connection, filters: ArticleFilter, after: int | None
) -> Select[*tuple[Any, ...]]:
    """The articles that pass the filter in the order of their keys, after one of them."""
    query, key = _HEADS, articles.c.key
    if filters.topic is not None:
        codes = find_codes(connection, filters.topic)
        of_topics = match_listed(topic_articles.c.code, codes)
        if len(codes) == 1:
            # The articles of a topic are in the order of their keys.
            query = query.join(topic_articles, topic_articles.c.article_key == key)
            query, key = query.where(of_topics), topic_articles.c.article_key
        else:
            query = query.where(key.in_(select(topic_articles.c.article_key).where(of_topics)))
    if filters.outlet is not None:
        numbers = find_numbers(connection, "outlet", "outlet", filters.outlet)
        query = query.where(match_listed(articles.c.outlet_id, numbers))
    if filters.story is not None:
        merged = select(merged_stories.c.merged_into).where(merged_stories.c.id == filters.story)
        story = func.coalesce(merged.scalar_subquery(), filters.story)
        query = query.where(articles.c.story == story)
    fulltext = find_fulltext(connection.dialect)
    if filters.q is not None:
        query = query.where(
            fulltext.match_article(connection, key, parse_query(filters.q), "title")
        )
    if filters.about is not None:
        words = parse_query(filters.about, "about")
        query = query.where(fulltext.match_article(connection, key, words, "all"))
    bounds = find_bounds(filters.from_date, filters.to_date)
    if bounds.since is not None:
        query = query.where(key >= bounds.since)
    if bounds.before is not None:
        query = query.where(key < bounds.before)
    if after is not None:
        query = query.where(key > after)
    return query.order_by(key)


def _make_summary(row: Any) -> ArticleSummary:
    return ArticleSummary(
        id=row.id,
        title=row.title,
        outlet=row.outlet,
        url=row.url,
        published=row.published,
        quotes=row.statements,
        story=row.story,
    )


def _read_attributions(connection: Connection, article_key: int) -> tuple[Attribution, ...]:
    rows = connection.execute(
        select(attributions.c.record, attributions.c.speaker_id)
        .where(attributions.c.article_key == article_key)
        .order_by(attributions.c.key)
    )
    return tuple(map(make_attribution, rows))


def _read_topics(connection: Connection, article_key: int) -> tuple[Topic, ...]:
    rows = connection.execute(
        select(article_topics)
        .where(article_topics.c.article_key == article_key)
        .order_by(article_topics.c.ordinal)
    )
    return tuple(
        Topic(code=row.code, name=row.name, score=row.score, method=row.method) for row in rows
    )
