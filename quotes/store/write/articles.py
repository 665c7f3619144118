"""Articles saved with all that was found in them, held back, withdrawn and restored."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select

from quotes.errors import NotFoundError, OffsetError, QueryError, UnstorableError
from quotes.identities import WikidataTable
from quotes.records import Extraction, HeldBack, QuarantinedInput
from quotes.store.engine.database import Database
from quotes.store.schema import articles, read_inputs
from quotes.store.search.articles import ArticleQueries
from quotes.store.write.changes import add_change, find_erased, find_tombstones
from quotes.store.write.events import COMMAND
from quotes.store.write.holding import (
    list_due,
    read_held,
    release,
    withdraw_article,
    withhold,
)
from quotes.store.write.quarantine import Quarantine
from quotes.store.write.saving import Saved, save_extractions


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
        it before; "withdrawn" if it was withdrawn, and so is not saved; "embargoed" if it is kept
        until `release_due` saves it; "erased" if it was erased, and so is never saved.

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

    def withdraw(self, article_id: str, reason: str, *, who: str = COMMAND) -> int:
        """The version in which somebody deleted an article with everything found in it; tombstones
        stay, and saving it again changes nothing until `restore`.

        Raises:
            NotFoundError: no article has the id.
        """
        with self._database.write() as connection:
            key = connection.scalar(select(articles.c.key).where(articles.c.id == article_id))
            if key is None:
                raise NotFoundError("article", article_id)
            return withdraw_article(connection, article_id, key, reason, who=who)

    def withhold(
        self, article_id: str, status: HeldBack, reason: str, stated_at: str | None = None
    ) -> bool:
        """Whether anything changed: an article that its publisher withholds or cancels is withdrawn
        if it is there, and stays away: if "withheld" until a newer version comes, if "canceled"
        until `restore`.

        Args:
            article_id: of an article that is stored or not.
            status: what its publisher says.
            reason: for those who ask for it.
            stated_at: when the publisher said so, ISO 8601; an article of a later time stays.
        """
        with self._database.write() as connection:
            return withhold(connection, article_id, status, reason, stated_at)

    def has_due(self) -> bool:
        """Whether `release_due` has anything to save."""
        with self._database.read() as connection:
            return bool(list_due(connection))

    def release_due(self, wikidata: WikidataTable | None = None) -> list[str]:
        """The ids of the articles that are saved now because their embargo has ended.

        One that can't be saved is quarantined. Several processes may call it at once.

        Args:
            wikidata: instead of the table of the store.
        """
        with self._database.read() as connection:
            due = list_due(connection)
        return [id_ for id_ in due if self._release(id_, wikidata or self._wikidata)]

    def _release(self, article_id: str, wikidata: WikidataTable | None) -> bool:
        try:
            with self._database.write() as connection:
                # Another process may have been first.
                extraction = read_held(connection, article_id)
                if extraction is None or article_id not in list_due(connection):
                    return False
                (saved,) = save_extractions(connection, [extraction], wikidata)
                return saved in ("new", "replaced")
        except (OffsetError, QueryError, UnstorableError) as error:
            with self._database.write() as connection:
                release(connection, article_id)
            item = QuarantinedInput(
                path=article_id, line=None, reason=str(error), article_id=article_id
            )
            Quarantine(self._database).add([item], [article_id])
            return False

    def restore(self, article_id: str, *, who: str = COMMAND) -> int:
        """The version from which somebody lets a withdrawn article be saved again.

        Raises:
            NotFoundError: no withdrawn article has the id.
        """
        with self._database.write() as connection:
            is_erased = bool(find_erased(connection, "article", [article_id]))
            if is_erased or not find_tombstones(connection, "article", [article_id]):
                raise NotFoundError("withdrawn article", article_id)
            release(connection, article_id)
            # A page's id is its address: it is to be asked for whole, though it has not changed.
            connection.execute(delete(read_inputs).where(read_inputs.c.name == article_id))
            return add_change(connection, "restored", article_id, who=who)
