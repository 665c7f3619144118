"""Step 8: extractions are stored in a database and looked up; no other package knows SQL.

    with open_store("sqlite:////var/lib/onrecord.db", create=True) as store:
        store.articles.save(extraction)
        page = store.quotes.list(QuoteFilter(speaker="kerry"), limit=20)

The rooms, each of which imports only from those above it; so do the modules of a room, which its
docstring lists:

    schema      the tables, and the keys that are the order of everything
    engine      SQLite and PostgreSQL: transactions, time limits, prepared queries
    results     the records that reading returns
    search      filters -> quotes, facets, speakers, outlets, topics; the version of the data
    identities  who is who across articles, decided as an article is saved
    write       articles saved and withdrawn, reviews, clusters of variants, speakers merged
    bulk        one version of the data in batches, for exports
    admin       tables created and upgraded, databases copied and verified
    store       all of it as one object
"""

from quotes.store.admin.copying import CopiedTable, copy_database
from quotes.store.admin.erasures import ErasureResult
from quotes.store.admin.migrating import downgrade, has_database, migrate
from quotes.store.admin.verifying import Finding
from quotes.store.bulk.columns import Batch
from quotes.store.bulk.snapshots import Snapshot
from quotes.store.engine.database import hide_password
from quotes.store.engine.limits import TimeLimit, limit_queries
from quotes.store.identities.decisions import Decider
from quotes.store.results import (
    GAP,
    AccessKey,
    AlsoKnown,
    ArticleHead,
    ArticleSummary,
    CandidatePair,
    Carrier,
    CheckedClaim,
    Count,
    EncodedQuote,
    ErasedQuote,
    Erasure,
    ErasureProof,
    Facet,
    Facets,
    Interval,
    MatchingCandidate,
    ModelPeriod,
    Outlet,
    Page,
    Printings,
    QuarantineEntry,
    Quote,
    ReadInput,
    Review,
    Speaker,
    SpeakerCandidate,
    SpeakerEvent,
    SpeakerHead,
    SpeakerRole,
    StoreCounts,
    Story,
    TextVersion,
    Timeline,
    TimelinePoint,
    Tombstone,
    TopicHead,
)
from quotes.store.schema import SCHEMA_REVISION
from quotes.store.search.articles import ArticleFilter
from quotes.store.search.cursors import DEFAULT_LIMIT, MAX_LIMIT
from quotes.store.search.facets import ALL_FACETS, DEFAULT_TOP, MAX_COUNTED, MAX_TOP
from quotes.store.search.filters import QuoteFilter
from quotes.store.search.fulltext import QueryField
from quotes.store.search.paging import MAX_CANDIDATES, Order
from quotes.store.store import Store, open_store
from quotes.store.write.access_keys import NewKey, find_prefix, is_valid
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
    "AccessKey",
    "AlsoKnown",
    "ArticleFilter",
    "ArticleHead",
    "ArticleSummary",
    "Batch",
    "CandidatePair",
    "Carrier",
    "CheckedClaim",
    "CopiedTable",
    "Count",
    "Decider",
    "EncodedQuote",
    "ErasedQuote",
    "Erasure",
    "ErasureProof",
    "ErasureResult",
    "Facet",
    "Facets",
    "Finding",
    "Interval",
    "MatchingCandidate",
    "ModelPeriod",
    "NewKey",
    "Order",
    "Outlet",
    "Page",
    "Printings",
    "QuarantineEntry",
    "QueryField",
    "Quote",
    "QuoteFilter",
    "ReadInput",
    "Review",
    "Saved",
    "Snapshot",
    "Speaker",
    "SpeakerCandidate",
    "SpeakerEvent",
    "SpeakerHead",
    "SpeakerRole",
    "Store",
    "StoreCounts",
    "Story",
    "TextVersion",
    "TimeLimit",
    "Timeline",
    "TimelinePoint",
    "Tombstone",
    "TopicHead",
    "copy_database",
    "downgrade",
    "find_prefix",
    "has_database",
    "hide_password",
    "is_valid",
    "limit_queries",
    "migrate",
    "open_store",
]
