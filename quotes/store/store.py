"""The store: what the command line and the API use."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from types import TracebackType

from quotes.errors import NotFoundError, StoreError
from quotes.identities import WikidataTable
from quotes.records import Article, Extraction, ReviewStatus, SpeakerKind
from quotes.store.admin.migrating import check_schema, migrate
from quotes.store.admin.verifying import Finding, verify_database
from quotes.store.bulk.snapshots import Snapshot
from quotes.store.engine.connections import ReadConnections, RowLookup
from quotes.store.engine.database import Database
from quotes.store.engine.opening import open_database
from quotes.store.identities.decisions import Decider
from quotes.store.results import (
    CandidatePair,
    Facet,
    Facets,
    Interval,
    Outlet,
    Page,
    Quote,
    Review,
    Speaker,
    SpeakerEvent,
    SpeakerHead,
    StoreCounts,
    Timeline,
    Tombstone,
    TopicHead,
)
from quotes.store.search import articles, listings, speaker_ids, speakers, versions
from quotes.store.search import facets as counting
from quotes.store.search import quotes as quote_pages
from quotes.store.search.cursors import (
    DEFAULT_LIMIT,
    NameCursor,
    VersionCursor,
    check_limit,
    decode_cursor,
)
from quotes.store.search.filters import QuoteFilter
from quotes.store.search.paging import Order
from quotes.store.write import deleting, reviews, saving, speaker_decisions
from quotes.store.write.saving import Saved


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
    """Articles and what was found in them. Threads may share it; every method is its own
    transaction.

    Every method raises StoreError if the database can't be used; those with pages raise QueryError
    for a limit outside 1 to 200 or a cursor of another list.
    """

    def __init__(self, database: Database, wikidata: WikidataTable | None = None) -> None:
        self._database = database
        self._wikidata = wikidata
        self._connections = ReadConnections(database.reader)
        self._lookups = ReadConnections(database.reader, database.plan_once)
        self._quote_by_id = RowLookup(self._lookups, articles.QUOTE_BY_ID)
        self._latest = RowLookup(self._lookups, versions.LATEST)

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
        """Nothing, if the database is there and of this release.

        Raises:
            StoreError: what is wrong with it, and what to do.
        """
        check_schema(self._database)

    def verify(self) -> Iterator[Finding]:
        """A finding for each invariant, see `admin.verifying`; nothing is changed."""
        return verify_database(self._database)

    # Writing

    def save(self, extraction: Extraction) -> Saved:
        """What became of the article: "new", "unchanged", or "replaced" with all that was found in
        it before; "withdrawn" if it was withdrawn, and so is not saved.

        It is on the disk when this returns, whole; if this raises, nothing has changed.

        Raises:
            OffsetError: a span lies outside the text.
            StoreError: two attributions share an id, or one is of another article.
        """
        with self._database.write() as connection:
            (saved,) = saving.save_extractions(connection, [extraction], self._wikidata)
        return saved

    def save_all(self, extractions: Iterable[Extraction]) -> list[Saved]:
        """What became of each article; all of them are on the disk when this returns, or none.

        Much quicker than one by one, each of which waits for the disk.

        Raises:
            OffsetError: a span lies outside the text.
            StoreError: two attributions share an id, or one is of another article.
        """
        with self._database.write() as connection:
            return saving.save_extractions(connection, extractions, self._wikidata)

    def withdraw(self, article_id: str, reason: str) -> int:
        """The version in which an article was deleted with everything found in it; tombstones stay,
        and saving it again changes nothing.

        Raises:
            NotFoundError: no article has the id.
        """
        with self._database.write() as connection:
            return deleting.withdraw_article(connection, article_id, reason)

    def restore(self, article_id: str) -> int:
        """The version from which a withdrawn article can be saved again.

        Raises:
            NotFoundError: no withdrawn article has the id.
        """
        with self._database.write() as connection:
            return deleting.restore_article(connection, article_id)

    def settle_speakers(self) -> None:
        """Decide who is who where that is pending, as after saving many articles with the same
        names; to be called at the end of a run.
        """
        more = True
        while more:
            with self._database.write() as connection:
                more = speaker_decisions.decide_next_pending(connection)

    def merge_speakers(self, one: str, other: str, decider: Decider) -> int:
        """The version in which two speakers are one, whatever the rules say.

        Raises:
            NotFoundError: there is no such speaker.
            QueryError: they are one speaker already.
        """
        with self._database.write() as connection:
            return speaker_decisions.merge_speakers(connection, one, other, decider)

    def undo_merge(self, number: int, decider: Decider) -> int:
        """The version in which the merge of an event is undone, and stays undone.

        Raises:
            NotFoundError: there is no event of a merge with the number.
            QueryError: the two are apart already.
        """
        with self._database.write() as connection:
            return speaker_decisions.undo_merge(connection, number, decider)

    def part_speaker(self, speaker_id: str, article_id: str, decider: Decider) -> int:
        """The version in which a speaker's quotes in an article are another speaker's.

        Raises:
            NotFoundError: the speaker is not in the article.
            QueryError: the speaker is in no other article.
        """
        with self._database.write() as connection:
            return speaker_decisions.part_speaker(connection, speaker_id, article_id, decider)

    def review(self, quote_id: str, status: ReviewStatus, decider: Decider) -> int:
        """The version from which a quote has the status that a person gives it; `unreviewed` takes
        it back. Filters leave out rejected quotes unless they have a `status`.

        The status stays when the article is extracted again, if the same words of the same
        speaker are found again.

        Raises:
            NotFoundError: no quote has the id.
        """
        with self._database.write() as connection:
            return reviews.review_quote(connection, quote_id, status, decider)

    # Quotes and articles

    def list_quotes(
        self,
        filters: QuoteFilter | None = None,
        *,
        order: Order = "date",
        limit: int = DEFAULT_LIMIT,
        cursor: str | None = None,
        highlight: bool = False,
    ) -> Page[Quote]:
        """Quotes that pass the filter.

        By `date`: newest article first, articles without a date last, those of a day in the order
        of arrival, and the quotes of each in text order. `oldest`: the reverse, but articles
        without a date are last here too. By `confidence`: highest first. By `relevance` to `q`:
        best first, of the newest `MAX_CANDIDATES`; the page says if there are more. Quotes of the
        same confidence or relevance are newest first.

        Args:
            filters: every statement by default.
            order: see above.
            limit: of the page.
            cursor: `next` of the page before.
            highlight: mark where in the quotes the words of `q` are.

        Raises:
            QueryError: an invalid filter, or relevance without `q`.
        """
        return quote_pages.read_quotes(
            self._database,
            self._connections,
            filters or QuoteFilter(),
            order,
            check_limit(limit),
            cursor,
            highlight=highlight,
        )

    def get_quote(self, quote_id: str) -> tuple[Quote, Article]:
        """A quote of any act, and its whole article.

        Raises:
            NotFoundError: no attribution has the id.
        """
        row = self._quote_by_id.find(quote_id)
        if row is None:
            raise NotFoundError("quote", quote_id)
        return articles.make_quote(row), articles.make_article(row.article, row.text)

    def get_extraction(self, article_id: str) -> Extraction:
        """All that was saved of an article, as it was given to `save` but for the ids of speakers,
        which are those of the corpus.

        Raises:
            NotFoundError: no article has the id.
        """
        with self._database.read() as connection:
            return articles.read_extraction(connection, article_id)

    def list_reviews(self, quote_id: str) -> tuple[Review, ...]:
        """The reviews of a quote, in order; empty if there is no such quote."""
        with self._database.read() as connection:
            return reviews.read_reviews(connection, quote_id)

    def list_statuses(self, article_id: str) -> dict[str, ReviewStatus]:
        """The statuses of an article's quotes by their ids, of those that were ever reviewed."""
        with self._database.read() as connection:
            return reviews.read_statuses(connection, article_id)

    # Counting

    def count(self) -> StoreCounts:
        """How much the store holds."""
        with self._database.read() as connection:
            return articles.count_all(connection)

    def count_facets(
        self,
        filters: QuoteFilter | None = None,
        facets: Collection[Facet] = counting.ALL_FACETS,
        *,
        top: int = counting.DEFAULT_TOP,
    ) -> Facets:
        """The quotes that pass the filter, counted by speaker, outlet, topic, type and month: the
        `top` values of each, among the newest `MAX_COUNTED` quotes.

        Raises:
            QueryError: an invalid filter, or `top` is not between 1 and 100.
        """
        with self._database.read() as connection:
            return counting.count_facets(connection, filters or QuoteFilter(), facets, top)

    def count_timeline(
        self, filters: QuoteFilter | None = None, interval: Interval = "month"
    ) -> Timeline:
        """The quotes that pass the filter, counted by the date of their article.

        Raises:
            QueryError: an invalid filter.
        """
        with self._database.read() as connection:
            return counting.count_timeline(connection, filters or QuoteFilter(), interval)

    # Speakers, outlets, topics

    def list_speakers(
        self,
        *,
        name: str | None = None,
        begins: bool = False,
        kind: SpeakerKind | None = None,
        limit: int = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[SpeakerHead]:
        """Speakers by name; `name` is words of a name or alias. With `begins` the last one may be
        the beginning of a word.
        """
        after = None if cursor is None else decode_cursor(cursor, NameCursor)
        with self._database.read() as connection:
            return speakers.read_speakers(
                connection, check_limit(limit), after, name=name, begins=begins, kind=kind
            )

    def suggest_speakers(self, name: str, *, limit: int = 5) -> tuple[SpeakerHead, ...]:
        """Speakers with a name like a misspelt one, the most alike first."""
        with self._database.read() as connection:
            return speakers.suggest_speakers(connection, name, check_limit(limit))

    def get_speaker_head(self, speaker_id: str) -> SpeakerHead:
        """The speaker that an id stands for, as in lists.

        Raises:
            NotFoundError: no speaker has the id.
        """
        with self._database.read() as connection:
            return speakers.read_head(connection, speaker_id)

    def get_speaker(self, speaker_id: str) -> Speaker:
        """A speaker with every role seen, and their statements by outlet, topic and month.

        Raises:
            NotFoundError: no speaker has the id.
        """
        with self._database.read() as connection:
            return speakers.read_speaker(connection, speaker_id)

    def list_speaker_events(self, speaker_id: str | None = None) -> tuple[SpeakerEvent, ...]:
        """What became of ids, in order: of one, or of all."""
        with self._database.read() as connection:
            return speaker_ids.read_events(connection, speaker_id)

    def list_speaker_candidates(self) -> tuple[CandidatePair, ...]:
        """Pairs of speakers who may be one: those for whom most agrees first, at the end those with
        something against it.
        """
        with self._database.read() as connection:
            return speaker_ids.read_candidates(connection)

    def list_outlets(
        self, *, limit: int = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[Outlet]:
        """Outlets by name."""
        after = None if cursor is None else decode_cursor(cursor, NameCursor)
        with self._database.read() as connection:
            return listings.read_outlets(connection, check_limit(limit), after)

    def list_topics(
        self, *, limit: int = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[TopicHead]:
        """Topics by code: those of articles, and their ancestors."""
        after = None if cursor is None else decode_cursor(cursor, NameCursor)
        with self._database.read() as connection:
            return listings.read_topics(connection, check_limit(limit), after)

    # Changes and streams

    def open_snapshot(self, version: int | None = None) -> Snapshot:
        """The data of one version for bulk reading, the newest by default; close it.

        Raises:
            QueryError: there is no such version yet.
            SnapshotLostError: the version can't be read any more.
        """
        return Snapshot(self._database.read, version)

    def version(self) -> int:
        """The version of the data: another after every commit that changed anything."""
        return int(self._latest.find().version)

    def list_tombstones(
        self,
        *,
        since: int = 0,
        kind: versions.TombstoneKind | None = None,
        limit: int = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[Tombstone]:
        """What was deleted after a version and not stored again, in the order of versions."""
        after = None if cursor is None else decode_cursor(cursor, VersionCursor)
        with self._database.read() as connection:
            return versions.read_tombstones(connection, since, check_limit(limit), after, kind)
