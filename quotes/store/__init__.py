"""Step 7: extractions are kept in a database and looked up; no other package knows SQL.

    with open_store("sqlite:////var/lib/onrecord.db", create=True) as store:
        store.save(extraction)
        page = store.list_quotes(QuoteFilter(speaker="kerry"), limit=20)

The modules, in the order of the data:

    schema       the tables; `migrations/` makes them, `migrating` runs it
    limits       an end to queries that take too long
    database     connections, transactions, errors
    saving       Extraction -> rows
    fulltext     search terms -> a condition; the only module that knows SQLite's full-text index
    selection    QuoteFilter -> conditions
    cursors      places in a list
    reading      rows -> quotes and articles
    listing      rows -> speakers, outlets, topics
    store        all of it as one object
"""

from quotes.store.cursors import DEFAULT_LIMIT, MAX_LIMIT
from quotes.store.limits import TimeLimit, limit_queries
from quotes.store.migrating import migrate
from quotes.store.saving import Saved
from quotes.store.selection import QuoteFilter
from quotes.store.store import Store, open_store
from quotes.store.views import (
    GAP,
    ArticleHead,
    Counts,
    Outlet,
    Page,
    Quote,
    Role,
    Speaker,
    SpeakerHead,
    TopicHead,
)

__all__ = [
    "DEFAULT_LIMIT",
    "GAP",
    "MAX_LIMIT",
    "ArticleHead",
    "Counts",
    "Outlet",
    "Page",
    "Quote",
    "QuoteFilter",
    "Role",
    "Saved",
    "Speaker",
    "SpeakerHead",
    "Store",
    "TimeLimit",
    "TopicHead",
    "limit_queries",
    "migrate",
    "open_store",
]
