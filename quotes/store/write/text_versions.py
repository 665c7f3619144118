"""Titles and texts that articles had before they were replaced, kept as history.

They go with their article: where it is withdrawn, withheld or erased, or the same text comes under
embargo.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select

from quotes.records import Article
from quotes.store.schema import article_versions, articles


def keep_texts(
    connection: Connection, keys: Sequence[int], new: Sequence[Article]
) -> Mapping[str, int]:
    """Keep what is stored of articles that are about to be replaced, where title or text change.

    Args:
        connection: to write with.
        keys: of the articles that are replaced.
        new: the articles that come, among others those that replace them.

    Returns:
        For the ids of the others the version of the data in which their text came.
    """
    if not keys:
        return {}
    texts = {article.id: (article.sha256, article.title) for article in new}
    stored = articles.c
    columns = (stored.id, stored.text_version, stored.sha256, stored.title, stored.published)
    rows = connection.execute(select(*columns, stored.text).where(stored.key.in_(keys))).all()
    changed = [row for row in rows if (row.sha256, row.title) != texts[row.id]]
    if changed:
        kept = [
            {
                "article_id": row.id,
                "version": row.text_version,
                "sha256": row.sha256,
                "title": row.title,
                "published": row.published,
                "text": row.text,
            }
            for row in changed
        ]
        connection.execute(insert(article_versions), kept)
    changed_ids = {row.id for row in changed}
    return {row.id: row.text_version for row in rows if row.id not in changed_ids}


def delete_texts(connection: Connection, article_id: str, sha256: str | None = None) -> None:
    """Delete all that an article had before, or only the text with the digest."""
    query = delete(article_versions).where(article_versions.c.article_id == article_id)
    if sha256 is not None:
        query = query.where(article_versions.c.sha256 == sha256)
    connection.execute(query)
