"""Articles saved with all that was found in them, withdrawn and restored."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from quotes.errors import NotFoundError
from quotes.identities import WikidataTable
from quotes.records import Extraction
from quotes.store.engine.database import Database
from quotes.store.identities.identify import identify
from quotes.store.schema import articles
from quotes.store.search.articles import ArticleQueries
from quotes.store.write.changes import (
    add_change,
    add_tombstones,
    delete_tombstones,
    find_tombstones,
)
from quotes.store.write.deleting import delete_articles
from quotes.store.write.saving import Saved, save_extractions
from quotes.store.write.speaker_rows import refresh_speakers


class Articles(ArticleQueries):
    """Articles with all that was found in them.

    Args:
        database: that holds them.
        wikidata: ids of names, as evidence of who is who in articles that are saved.
    """

    def __init__(self, database: Database, wikidata: WikidataTable | None = None) -> None:
        super().__init__(database)
        self._wikidata = wikidata

    def save(self, extraction: Extraction) -> Saved:
        """What became of the article: "new", "unchanged", or "replaced" with all that was found in
        it before; "withdrawn" if it was withdrawn, and so is not saved.

        It is on the disk when this returns, whole; if this raises, nothing has changed.

        Raises:
            OffsetError: a span lies outside the text.
            UnstorableError: two attributions share an id, one is of another article, or a value is
                too long for the database.
            QueryError: a text holds what no database can store.
            StoreError: the database can't be used.
        """
        (saved,) = self.save_all([extraction])
        return saved

    def save_all(self, extractions: Iterable[Extraction]) -> list[Saved]:
        """What became of each article, as for `save`; all of them are on the disk when this
        returns, or none.

        Much quicker than one by one, each of which waits for the disk.
        """
        with self._database.write() as connection:
            return save_extractions(connection, extractions, self._wikidata)

    def withdraw(self, article_id: str, reason: str) -> int:
        """The version in which an article was deleted with everything found in it; tombstones stay,
        and saving it again changes nothing until `restore`.

        Raises:
            NotFoundError: no article has the id.
        """
        with self._database.write() as connection:
            key = connection.scalar(select(articles.c.key).where(articles.c.id == article_id))
            if key is None:
                raise NotFoundError("article", article_id)
            return _withdraw(connection, article_id, key, reason)

    def restore(self, article_id: str) -> int:
        """The version from which a withdrawn article can be saved again.

        Raises:
            NotFoundError: no withdrawn article has the id.
        """
        with self._database.write() as connection:
            if not find_tombstones(connection, "article", [article_id]):
                raise NotFoundError("withdrawn article", article_id)
            delete_tombstones(connection, "article", [article_id])
            return add_change(connection, "restored", article_id)


def _withdraw(connection: Connection, article_id: str, key: int, reason: str) -> int:
    version = add_change(connection, "withdrawn", article_id, reason)
    deleted = delete_articles(connection, [key])
    add_tombstones(connection, "article", [article_id], version)
    add_tombstones(connection, "quote", deleted.quotes[article_id], version)
    update = identify(connection, article_id, (), version)
    refresh_speakers(connection, deleted.speakers | update.speakers, version)
    deleted.delete_names(connection)
    return version
