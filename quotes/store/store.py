"""The store: what the command line and the API hold in their hands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from types import TracebackType

from quotes.errors import NotFoundError, StoreError
from quotes.identities import WikidataTable
from quotes.records import Article, Extraction, ReviewStatus, SpeakerKind
from quotes.store.admin.migrating import check_schema, migrate, open_database
from quotes.store.admin.verifying import Finding, verify_database
from quotes.store.bulk.snapshots import Snapshot
from quotes.store.engine.connections import Lines, LookUp
from quotes.store.engine.database import Database
from quotes.store.identities.decisions import Decider
from quotes.store.results import (
    CandidatePair,
    Counts,
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
    Timeline,
    Tombstone,
    TopicHead,
)
from quotes.store.search import facets as counting
from quotes.store.search import listings as listing
from quotes.store.search import quotes as reading
from quotes.store.search import speakers
from quotes.store.search.cursors import (
    DEFAULT_LIMIT,
    NamePlace,
    VersionPlace,
    check_limit,
    decode_cursor,
)
from quotes.store.search.filters import QuoteFilter
from quotes.store.search.paging import Order
from quotes.store.write import changes, saving
from quotes.store.write import deleting as dropping
from quotes.store.write import reviews as reviewing
from quotes.store.write import speaker_decisions as identities
from quotes.store.write.saving import Saved


def open_store(
    database_url: str, *, create: bool = False, wikidata: WikidataTable | None = None
) -> Store:
    """The store in a database.

    Args:
        database_url: a SQLAlchemy URL such as `sqlite:////var/lib/onrecord.db` or
            `postgresql+psycopg://user@host/onrecord`.
        create: make the database if there is none, and bring its tables up to date if they are
            older.
        wikidata: ids of names, as evidence of who is who in articles that are saved.

    Raises:
        StoreError: there is no such database, or it is not one of this release; the message names
            the mend.
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
    """Articles and what was found in them. Threads may share it; every method is a transaction of
    its own.

    Every method raises StoreError if the database can't be used, and those that page raise
    QueryError for a limit outside 1 to 200 or a cursor that is not of that list.
    """

    def __init__(self, database: Database, wikidata: WikidataTable | None = None) -> None:
        self._database = database
        self._wikidata = wikidata
        self._lines = Lines(database.reader)
        self._look_ups = Lines(database.reader, database.plan_once)
        self._quote_by_id = LookUp(self._look_ups, reading.QUOTE_BY_ID)
        self._latest = LookUp(self._look_ups, changes.LATEST)

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
        self._lines.close()
        self._look_ups.close()
        self._database.close()

    def check(self) -> None:
        """Nothing, if the database is there and of this release.

        Raises:
            StoreError: what is wrong with it, and the mend.
        """
        check_schema(self._database)

    def verify(self) -> Iterator[Finding]:
        """What is and what is not as promised; see `verifying`. Nothing is changed."""
        return verify_database(self._database)

    # Writing

    def save(self, extraction: Extraction) -> Saved:
        """What became of the article: "new", "unchanged", or "replaced" with all that was found in
        it before; "withdrawn" if it was withdrawn, and so stays away.

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
        """The version in which an article went with everything found in it; tombstones stay, and
        saving it again changes nothing.

        Raises:
            NotFoundError: no article has the id.
        """
        with self._database.write() as connection:
            return dropping.withdraw_article(connection, article_id, reason)

    def restore(self, article_id: str) -> int:
        """The version from which a withdrawn article can be saved again.

        Raises:
            NotFoundError: no withdrawn article has the id.
        """
        with self._database.write() as connection:
            return dropping.restore_article(connection, article_id)

    def settle_speakers(self) -> None:
        """Decide who is who where that was put off, as it is while many articles are saved in which
        the same names stand; to be called at the end of a run.
        """
        more = True
        while more:
            with self._database.write() as connection:
                more = identities.settle_next(connection)

    def merge_speakers(self, one: str, other: str, decider: Decider) -> int:
        """The version in which two speakers are one, whatever the rules say.

        Raises:
            NotFoundError: there is no such speaker.
            QueryError: they are one speaker already.
        """
        with self._database.write() as connection:
            return identities.merge_speakers(connection, one, other, decider)

    def undo_merge(self, number: int, decider: Decider) -> int:
        """The version in which the merge told by an event is undone, and stays undone.

        Raises:
            NotFoundError: there is no event of a merge with the number.
            QueryError: the two are apart already.
        """
        with self._database.write() as connection:
            return identities.undo_merge(connection, number, decider)

    def part_speaker(self, speaker_id: str, article_id: str, decider: Decider) -> int:
        """The version in which a speaker's quotes in an article are somebody else's.

        Raises:
            NotFoundError: the speaker is not in the article.
            QueryError: the speaker is in no other article.
        """
        with self._database.write() as connection:
            return identities.part_speaker(connection, speaker_id, article_id, decider)

    def review(self, quote_id: str, status: ReviewStatus, decider: Decider) -> int:
        """The version from which a quote has the status that a person gives it; `unreviewed` takes
        it back. Look-ups leave out what is rejected, unless they ask for it.

        It stays when the article is extracted again and the same words are found again, said by
        the same speaker.

        Raises:
            NotFoundError: no quote has the id.
        """
        with self._database.write() as connection:
            return reviewing.review_quote(connection, quote_id, status, decider)

    # Quotes and articles

    def list_quotes(
        self,
        wanted: QuoteFilter | None = None,
        *,
        order: Order = "date",
        limit: int = DEFAULT_LIMIT,
        cursor: str | None = None,
        highlight: bool = False,
    ) -> Page[Quote]:
        """Quotes that pass the filter.

        By `date`: newest article first, articles without a date last, those of a day as they
        arrived, and each in text order. `oldest`: the same backwards, but articles without a date
        last here, too. By `confidence`: surest first. By `relevance` to `q`: best
        first, of the newest `MAX_CANDIDATES`; the page says if there are more. Quotes of the same
        confidence or relevance are newest first.

        Args:
            wanted: every statement by default.
            order: see above.
            limit: of the page.
            cursor: `next` of the page before.
            highlight: tell where in the quotes the words of `q` stand.

        Raises:
            QueryError: a filter that can't be answered, or relevance without `q`.
        """
        return reading.read_quotes(
            self._database,
            self._lines,
            wanted or QuoteFilter(),
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
        return reading.make_quote(row), reading.make_article(row.article, row.text)

    def get_extraction(self, article_id: str) -> Extraction:
        """All that was saved of an article, as it was given to `save` but for the ids of speakers,
        which are those of the corpus.

        Raises:
            NotFoundError: no article has the id.
        """
        with self._database.read() as connection:
            return reading.read_extraction(connection, article_id)

    def list_reviews(self, quote_id: str) -> tuple[Review, ...]:
        """What people said of a quote, in order; nothing if there is no such quote."""
        with self._database.read() as connection:
            return reviewing.read_reviews(connection, quote_id)

    def list_statuses(self, article_id: str) -> dict[str, ReviewStatus]:
        """The statuses of an article's quotes by their ids; those that nobody reviewed are left
        out.
        """
        with self._database.read() as connection:
            return reviewing.read_statuses(connection, article_id)

    # Counting

    def count(self) -> Counts:
        """How much the store holds."""
        with self._database.read() as connection:
            return reading.count_all(connection)

    def count_facets(
        self,
        wanted: QuoteFilter | None = None,
        facets: Collection[Facet] = counting.ALL_FACETS,
        *,
        top: int = counting.DEFAULT_TOP,
    ) -> Facets:
        """The quotes that pass the filter, counted by speaker, outlet, topic, type and month: the
        `top` values of each, among the newest `MAX_COUNTED` quotes.

        Raises:
            QueryError: a filter that can't be answered, or `top` is not between 1 and 100.
        """
        with self._database.read() as connection:
            return counting.count_facets(connection, wanted or QuoteFilter(), facets, top)

    def count_timeline(
        self, wanted: QuoteFilter | None = None, interval: Interval = "month"
    ) -> Timeline:
        """The quotes that pass the filter, counted by the date of their article.

        Raises:
            QueryError: a filter that can't be answered.
        """
        with self._database.read() as connection:
            return counting.count_timeline(connection, wanted or QuoteFilter(), interval)

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
        """Speakers by name; `name` is words of a name or alias, the last of which may go on if it
        `begins` one.
        """
        after = None if cursor is None else decode_cursor(cursor, NamePlace)
        with self._database.read() as connection:
            return speakers.read_speakers(
                connection, check_limit(limit), after, name=name, begins=begins, kind=kind
            )

    def suggest_speakers(self, name: str, *, limit: int = 5) -> tuple[SpeakerHead, ...]:
        """Speakers with a name like a misspelt one, the most alike first."""
        with self._database.read() as connection:
            return speakers.suggest_speakers(connection, name, check_limit(limit))

    def get_speaker_head(self, speaker_id: str) -> SpeakerHead:
        """The speaker whom an id leads to, as they stand in lists.

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
            return identities.read_events(connection, speaker_id)

    def list_speaker_candidates(self) -> tuple[CandidatePair, ...]:
        """Speakers who may be one: those of whom most agrees first, at the end those with something
        against it.
        """
        with self._database.read() as connection:
            return identities.read_candidates(connection)

    def list_outlets(
        self, *, limit: int = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[Outlet]:
        """Outlets by name."""
        after = None if cursor is None else decode_cursor(cursor, NamePlace)
        with self._database.read() as connection:
            return listing.read_outlets(connection, check_limit(limit), after)

    def list_topics(
        self, *, limit: int = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[TopicHead]:
        """Topics by code: those that articles carry, and all above them."""
        after = None if cursor is None else decode_cursor(cursor, NamePlace)
        with self._database.read() as connection:
            return listing.read_topics(connection, check_limit(limit), after)

    # Changes and streams

    def open_snapshot(self, version: int | None = None) -> Snapshot:
        """The data of one version for bulk reading, the newest by default; close it.

        Raises:
            QueryError: there is no such version yet.
            SnapshotLostError: the version can't be had any more.
        """
        return Snapshot(self._database.read, version)

    def version(self) -> int:
        """The version of the data: another after every commit that changed anything."""
        return int(self._latest.find().version)

    def list_tombstones(
        self,
        *,
        since: int = 0,
        kind: changes.Kind | None = None,
        limit: int = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[Tombstone]:
        """What went after a version, in the order of versions; what came back since is not in
        it.
        """
        after = None if cursor is None else decode_cursor(cursor, VersionPlace)
        with self._database.read() as connection:
            return changes.read_tombstones(connection, since, check_limit(limit), after, kind)
