"""The store: what the command line and the API use."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType

from quotes.checking import Holdings
from quotes.errors import StoreError
from quotes.identities import WikidataTable
from quotes.store.admin.erasures import Erasures
from quotes.store.admin.migrating import check_schema, check_usable, migrate
from quotes.store.admin.verifying import Finding, verify_database
from quotes.store.bulk.snapshots import Snapshot
from quotes.store.engine.connections import ReadConnections, RowLookup
from quotes.store.engine.database import Database
from quotes.store.engine.opening import open_database
from quotes.store.results import Page, StoreCounts, Tombstone
from quotes.store.search import versions
from quotes.store.search.cursors import DEFAULT_LIMIT
from quotes.store.search.holdings import read_holdings
from quotes.store.search.outlets import Outlets
from quotes.store.search.records import count_all
from quotes.store.search.speakers import Speakers
from quotes.store.search.stories import Stories
from quotes.store.search.topics import Topics
from quotes.store.write.access_keys import AccessKeys
from quotes.store.write.articles import Articles
from quotes.store.write.identities import Identities
from quotes.store.write.quarantine import Quarantine
from quotes.store.write.quotes import Quotes
from quotes.store.write.read_inputs import ReadInputs


def open_store(
    database_url: str, *, create: bool = False, wikidata: WikidataTable | None = None
) -> Store:
    """The store in a database.

    Args:
        database_url: a SQLAlchemy URL such as `sqlite:////var/lib/onrecord.db` or
            `postgresql+psycopg://user@host/onrecord`.
        create: create the database if there is none, and upgrade its tables if they are older.
        wikidata: ids of names, as evidence of who is who in articles that are saved.

    Raises:
        StoreError: there is no such database, or it is not one of this release; the message says
            what to do.
    """
    if create:
        migrate(database_url)
    database = open_database(database_url)
    try:
        check_schema(database)
    except StoreError:
        database.close()
        raise
    return Store(database, wikidata)


class Store:
    """Articles and what was found in them. Threads may share it; every method of its parts is its
    own transaction, and raises StoreError if the database can't be used.
    """

    def __init__(self, database: Database, wikidata: WikidataTable | None = None) -> None:
        self._database = database
        self._connections = ReadConnections(database.reader)
        self._lookups = ReadConnections(database.reader, database.plan_once)
        self._latest = RowLookup(self._lookups, versions.LATEST)
        self.articles = Articles(database, wikidata)
        self.quotes = Quotes(database, self._connections, self._lookups)
        self.speakers = Speakers(database)
        self.identities = Identities(database)
        self.outlets = Outlets(database)
        self.stories = Stories(database)
        self.topics = Topics(database)
        self.quarantine = Quarantine(database)
        self.read_inputs = ReadInputs(database)
        self.access_keys = AccessKeys(database)
        self.erasures = Erasures(database)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection; the store can't be used afterwards."""
        self._connections.close()
        self._lookups.close()
        self._database.close()

    def check(self) -> None:
        """Nothing, if the database is there and of this release; StoreError says what to do. Its
        columns were compared when it was opened, and are not again; indexes are.
        """
        check_usable(self._database)

    def verify(self) -> Iterator[Finding]:
        """A finding for each invariant, see `admin.verifying`; nothing is changed."""
        return verify_database(self._database)

    def count(self) -> StoreCounts:
        """How much the store holds."""
        with self._database.read() as connection:
            return count_all(connection)

    def read_holdings(self) -> Holdings:
        """How many outlets are held, from when to when."""
        with self._database.read() as connection:
            return read_holdings(connection)

    def version(self) -> int:
        """The version of the data: another after every commit that changed anything."""
        return int(self._latest.find().version)

    def open_snapshot(self, version: int | None = None) -> Snapshot:
        """The data of one version for bulk reading, the newest by default; close it."""
        return Snapshot(self._database.read, version)

    def list_tombstones(
        self,
        *,
        since: int = 0,
        kind: versions.TombstoneKind | None = None,
        limit: int = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[Tombstone]:
        """What was deleted after a version and not stored again, in the order of versions."""
        with self._database.read() as connection:
            return versions.read_tombstones(connection, since, limit, cursor, kind)
