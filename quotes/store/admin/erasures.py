"""Articles and persons erased, with every trace of them.

It is done in two steps: a transaction that erases all rows or none, and then the removal of what
the database keeps of them (`scrubbing`). Whoever erases next ends an erasure that was interrupted
between the two.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection, delete

from quotes.errors import GoneError, NotFoundError
from quotes.store.admin.scrubbing import prove, scrub
from quotes.store.engine.database import Database
from quotes.store.results import Erasure, ErasureProof
from quotes.store.schema import erasures
from quotes.store.search.erasures import UNFINISHED, is_unfinished
from quotes.store.search.versions import read_version
from quotes.store.write.changes import find_erased
from quotes.store.write.erasing import (
    ErasedRows,
    begin_erasure,
    delete_unused_keys,
    erase_article,
    is_known,
)
from quotes.store.write.erasing_persons import erase_person, find_person


class _DryRunError(Exception):
    """Rolls back the transaction of a dry run."""


class ErasureResult(NamedTuple):
    """What an erasure removed, or would remove; and the proof that it is gone, if it was done."""

    erasure: Erasure
    proof: ErasureProof | None


class Erasures:
    """Articles and persons erased. Each method raises StoreError if others read the old state for
    so long that it can't be removed from the files; then it is gone from every answer, and the next
    call ends it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def erase_article(self, article_id: str, *, dry_run: bool = False) -> ErasureResult:
        """Erase an article, whether it is stored, withdrawn, withheld or under embargo.

        Args:
            article_id: of the article.
            dry_run: change nothing, and say what would go.

        Raises:
            GoneError: it was erased already.
            NotFoundError: nothing is known of the article.
        """

        def erase(connection: Connection, erased: ErasedRows) -> None:
            if find_erased(connection, "article", [article_id]):
                raise GoneError("article", article_id, change="erased")
            if not is_known(connection, article_id):
                raise NotFoundError("article", article_id)
            erase_article(connection, article_id, erased)

        return self._erase(erase, dry_run=dry_run)

    def erase_person(
        self, who: str, *, with_articles: bool = False, dry_run: bool = False
    ) -> ErasureResult:
        """Erase a person or body: all that is said to be theirs; see `write.erasing_persons`.

        Args:
            who: the id of a speaker, or a whole name.
            with_articles: erase the articles that quote or name them, too.
            dry_run: change nothing, and say what would go.

        Raises:
            GoneError: the speaker was erased already.
            NotFoundError: nobody has the id or the name.
            QueryError: several speakers have the name, or it is a single word.
        """

        def erase(connection: Connection, erased: ErasedRows) -> None:
            person = find_person(connection, who)
            erase_person(connection, person, erased, with_articles=with_articles)

        return self._erase(erase, dry_run=dry_run)

    def finish(self) -> bool:
        """Whether an erasure had been interrupted; it is ended now."""
        with self._database.read() as connection:
            if not is_unfinished(connection):
                return False
        self._scrub()
        return True

    def _erase(
        self, erase: Callable[[Connection, ErasedRows], None], *, dry_run: bool
    ) -> ErasureResult:
        erased = ErasedRows()
        try:
            with self._database.write() as connection:
                begin_erasure(connection)
                erase(connection, erased)
                delete_unused_keys(connection)
                version = read_version(connection)
                if dry_run:
                    raise _DryRunError
        except _DryRunError:
            return ErasureResult(erased.summarize(None), None)
        self._scrub()
        return ErasureResult(erased.summarize(version), prove(self._database, erased.words))

    def _scrub(self) -> None:
        scrub(self._database)
        with self._database.write() as connection:
            connection.execute(delete(erasures).where(erasures.c.digest == UNFINISHED))
