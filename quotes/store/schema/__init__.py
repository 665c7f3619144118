"""The tables, for SQLAlchemy Core.

    types            types of columns
    tables           articles, quotes, names, topics, changes, reviews
    identity_tables  who is who across articles
    input_tables     what was read and is not (yet) in the store
    access_tables    who may use the service, and what happened
    keys             the key of an article or quote is its place in the one order

Each module uses only those above it.
"""

from quotes.store.schema.access_tables import access_keys, events
from quotes.store.schema.identity_tables import (
    article_speakers,
    identities,
    pending_names,
    speaker_candidates,
    speaker_constraints,
    speaker_events,
    speaker_name_keys,
)
from quotes.store.schema.input_tables import held_articles, quarantined_inputs, read_inputs
from quotes.store.schema.tables import (
    NAME_COLUMNS,
    NameKind,
    article_copies,
    article_shingles,
    article_topics,
    article_versions,
    articles,
    attribution_candidates,
    attribution_members,
    attribution_relays,
    attributions,
    changes,
    erasures,
    fingerprints,
    merged_clusters,
    merged_stories,
    names,
    reviews,
    speaker_names,
    speakers,
    tombstones,
    topic_articles,
)
from quotes.store.schema.types import (
    APPLICATION_ID,
    SCHEMA_REVISION,
    metadata,
)

__all__ = [
    "APPLICATION_ID",
    "NAME_COLUMNS",
    "SCHEMA_REVISION",
    "NameKind",
    "access_keys",
    "article_copies",
    "article_shingles",
    "article_speakers",
    "article_topics",
    "article_versions",
    "articles",
    "attribution_candidates",
    "attribution_members",
    "attribution_relays",
    "attributions",
    "changes",
    "erasures",
    "events",
    "fingerprints",
    "held_articles",
    "identities",
    "merged_clusters",
    "merged_stories",
    "metadata",
    "names",
    "pending_names",
    "quarantined_inputs",
    "read_inputs",
    "reviews",
    "speaker_candidates",
    "speaker_constraints",
    "speaker_events",
    "speaker_name_keys",
    "speaker_names",
    "speakers",
    "tombstones",
    "topic_articles",
]
