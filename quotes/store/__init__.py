"""Step 7: extractions are kept in a database and looked up; no other package knows SQL.

    with open_store("sqlite:////var/lib/onrecord.db", create=True) as store:
        store.save(extraction)
        page = store.list_quotes(QuoteFilter(speaker="kerry"), limit=20)

The modules, in the order of the data:

    schema       the tables; `migrations/` makes them, `migrating` runs it
    limits       an end to queries that take too long
    database     transactions, errors; `sqlite` and `postgres` make the connections
    keys         the place of everything in the one order
    names        names that are looked for by their words
    rows         Extraction -> rows
    sightings    speakers of articles as they are stored, and what hangs together with them
    deferring    those of new articles that are decided later, where they are many
    settling     what was decided of them -> rows
    identifying  who is who across articles, decided as an article is saved
    identities   what people decide of it, and what became of ids
    clustering   versions of one quotation, found as they are saved
    saving       rows -> tables, and articles withdrawn; `keeping` keeps speakers in step
    changes      versions and tombstones
    reviewing    what people say of quotes
    grammar      what can be asked of the words of quotes
    fulltext     the same in SQL: `fulltext_sqlite` and `fulltext_postgres`, `searching` chooses
    selection    QuoteFilter -> conditions
    cursors      places in a list
    paging       which quotes are on a page
    statements   statements that are made once
    lines        connections that stay open for them; one row by its key
    reading      rows -> quotes and articles
    counting     facets and timelines
    speakers     rows -> speakers; misspelt names
    listing      rows -> outlets and topics
    following    what has changed for who follows a filter
    columns      where the plain columns of exports come from
    snapshots    one version of the data, and everything in it, column by column
    verifying    what was promised, checked
    copying      from one database to another
    store        all of it as one object
"""

from quotes.store.admin.copying import CopiedTable, copy_database
from quotes.store.admin.migrating import downgrade, has_database, migrate
from quotes.store.admin.verifying import Finding
from quotes.store.bulk.columns import Batch
from quotes.store.bulk.snapshots import Snapshot
from quotes.store.engine.database import hide_password
from quotes.store.engine.limits import TimeLimit, limit_queries
from quotes.store.identities.decisions import Decider
from quotes.store.results import (
    GAP,
    ArticleHead,
    CandidatePair,
    Count,
    Counts,
    Facet,
    Facets,
    Interval,
    Outlet,
    Page,
    Quote,
    Review,
    Role,
    Speaker,
    SpeakerCandidate,
    SpeakerEvent,
    SpeakerHead,
    Timeline,
    TimelinePoint,
    Tombstone,
    TopicHead,
)
from quotes.store.schema import SCHEMA_REVISION
from quotes.store.search.cursors import DEFAULT_LIMIT, MAX_LIMIT
from quotes.store.search.facets import ALL_FACETS, DEFAULT_TOP, MAX_COUNTED, MAX_TOP
from quotes.store.search.filters import QuoteFilter
from quotes.store.search.fulltext import QueryField
from quotes.store.search.paging import MAX_CANDIDATES, Order
from quotes.store.store import Store, open_store
from quotes.store.write.saving import Saved

__all__ = [
    "ALL_FACETS",
    "DEFAULT_LIMIT",
    "DEFAULT_TOP",
    "GAP",
    "MAX_CANDIDATES",
    "MAX_COUNTED",
    "MAX_LIMIT",
    "MAX_TOP",
    "SCHEMA_REVISION",
    "ArticleHead",
    "Batch",
    "CandidatePair",
    "CopiedTable",
    "Count",
    "Counts",
    "Decider",
    "Facet",
    "Facets",
    "Finding",
    "Interval",
    "Order",
    "Outlet",
    "Page",
    "QueryField",
    "Quote",
    "QuoteFilter",
    "Review",
    "Role",
    "Saved",
    "Snapshot",
    "Speaker",
    "SpeakerCandidate",
    "SpeakerEvent",
    "SpeakerHead",
    "Store",
    "TimeLimit",
    "Timeline",
    "TimelinePoint",
    "Tombstone",
    "TopicHead",
    "copy_database",
    "downgrade",
    "has_database",
    "hide_password",
    "limit_queries",
    "migrate",
    "open_store",
]
