"""Articles that come again under their URL, but with another id: a page that was saved under
another name, or comes from a feed.

A URL alone does not make an article: in some data it is that of a section, or of the outlet. So the
texts must be copies, too, and the new one no excerpt, which would take the place of the whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from quotes.records import Article
from quotes.store.engine.batches import batched
from quotes.store.schema import articles
from quotes.store.search.records import make_article
from quotes.stories import are_copies, read_words

# An article with fewer of the stored words is an excerpt. Not tuned.
_LEAST_PART = 0.5
# Stored articles with one URL that are compared, the newest first. Not tuned.
_MOST_COMPARED = 4


def find_same_urls(connection: Connection, new: Sequence[Article]) -> dict[str, Article]:
    """For the ids of articles of which nothing is stored the stored article that they are a version
    of, if there is one.
    """
    ids = [article.id for article in new]
    known: set[str] = set()
    for batch in batched(ids):
        known.update(connection.scalars(select(articles.c.id).where(articles.c.id.in_(batch))))
    found: dict[str, Article] = {}
    for article in new:
        if article.url is not None and article.id not in known:
            before = _find_version(connection, article)
            if before is not None:
                found[article.id] = before
    return found


def _find_version(connection: Connection, article: Article) -> Article | None:
    query = (
        select(articles.c.record, articles.c.text)
        .where(articles.c.url == article.url)
        .order_by(articles.c.key)
        .limit(_MOST_COMPARED)
    )
    words = read_words(article.text, article.boilerplate)
    for row in connection.execute(query):
        stored = make_article(row.record, row.text)
        before = read_words(stored.text, stored.boilerplate)
        if len(words) >= _LEAST_PART * len(before) and are_copies(words, before):
            return stored
    return None
