"""The tables, as SQLAlchemy Core sees them; `migrations/` makes them.

What is filtered or sorted on has a column; `record` holds the whole record as JSON, so that a field
without a column is never lost. Names that are searched by their words are kept once, in `names`,
and meant by number. Keys are explained in `keys`.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

# "OnRc" in ASCII, in the header of every SQLite file that this package makes (`PRAGMA
# application_id`).
APPLICATION_ID = 0x4F6E5263

# The revision of `migrations/versions` that these tables are; a test holds the two together.
SCHEMA_REVISION = "0006"

# Sorted and compared by code points on every database, as Python does.
Words = Text().with_variant(Text(collation="C"), "postgresql")

# SQLite's own row number is its only INTEGER of 64 bits that needs no index of its own.
Key = BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData()

articles = Table(
    "articles",
    metadata,
    Column("key", Key, primary_key=True, autoincrement=False),
    Column("id", Words, nullable=False, unique=True),
    Column("sha256", Words, nullable=False),
    # Of the whole extraction: tells whether saving it again would change anything.
    Column("digest", Words, nullable=False),
    Column("outlet", Words),
    Column("outlet_id", Integer),
    Column("title", Words),
    Column("url", Words),
    Column("published", Words),
    # Without those that were rejected.
    Column("statements", Integer, nullable=False),
    Column("attitudes", Integer, nullable=False),
    Column("version", Key, nullable=False),
    # Long ones at the end: what stands before them is read without them. The Article without its
    # text, and the text.
    Column("record", Words, nullable=False),
    Column("text", Words, nullable=False),
    Index("ix_articles_outlet", "outlet_id", "outlet", "statements", "attitudes", "key"),
    Index("ix_articles_version", "version"),
)

attributions = Table(
    "attributions",
    metadata,
    Column("key", Key, primary_key=True, autoincrement=False),
    Column("id", Words, nullable=False, unique=True),
    Column("article_key", Key, ForeignKey("articles.key", ondelete="CASCADE"), nullable=False),
    Column("outlet_id", Integer),
    Column("type", Words, nullable=False),
    Column("act", Words, nullable=False),
    Column("speaker_id", Words),
    Column("speaker", Words),
    # The name of a speaker without an id, or of one in a quote that people rejected; all others are
    # found through `speaker_names`.
    Column("unlinked_id", Integer),
    Column("speaker_kind", Words),
    Column("role", Words),
    Column("role_id", Integer),
    Column("affiliation", Words),
    Column("affiliation_id", Integer),
    Column("addressee_id", Integer),
    Column("anonymity", Words),
    # The first and last day on which it may have been said, as `date.toordinal`; null if unknown.
    Column("spoken_first", Integer),
    Column("spoken_last", Integer),
    # Minus the confidence, so that ascending is surest first, as ascending keys are newest first.
    Column("surest_first", Float, nullable=False),
    # The words as they stand in the article, the pieces joined by `views.GAP`.
    Column("content", Words, nullable=False),
    Column("cue", Words),
    Column("source", Words),
    Column("record", Words, nullable=False),
    Column("version", Key, nullable=False),
    # What people said of it, a `records.ReviewStatus`; null if nobody ever did.
    Column("status", Words),
    # The same for all versions of one quotation; null for attitudes and a word or two.
    Column("cluster", Words),
)
Index("ix_attributions_article", attributions.c.article_key, attributions.c.key, attributions.c.act)
Index("ix_attributions_surest", attributions.c.surest_first, attributions.c.key)
Index("ix_attributions_version", attributions.c.version)
Index("ix_attributions_speaker", attributions.c.speaker_id, attributions.c.act, attributions.c.key)
Index("ix_attributions_kind", attributions.c.speaker_kind, attributions.c.key, attributions.c.act)
Index("ix_attributions_outlet", attributions.c.outlet_id, attributions.c.act, attributions.c.key)
for _column in (
    "unlinked_id",
    "role_id",
    "affiliation_id",
    "addressee_id",
    "anonymity",
    "spoken_last",
    "status",
    "cluster",
):
    Index(
        f"ix_attributions_{_column.removesuffix('_id')}",
        attributions.c[_column],
        attributions.c.key,
        attributions.c.act,
        sqlite_where=attributions.c[_column].is_not(None),
        postgresql_where=attributions.c[_column].is_not(None),
    )

# What quotes are found by that may be versions of one: see `quotes.variants.fingerprints`.
fingerprints = Table(
    "fingerprints",
    metadata,
    Column("fingerprint", BigInteger, primary_key=True, autoincrement=False),
    Column("key", Key, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
# Ids of clusters that turned out to be of others' quotations, and those that they lead to.
merged_clusters = Table(
    "merged_clusters",
    metadata,
    Column("id", Words, primary_key=True),
    Column("leads_to", Words, nullable=False, index=True),
    Column("version", Key, nullable=False),
)

# Names as `quotes.folding.pad_name` makes them, each once for each `names.Kind`.
names = Table(
    "names",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("folded", Words, nullable=False),
    UniqueConstraint("kind", "folded", name="uq_names"),
)

attribution_relays = Table(
    "attribution_relays",
    metadata,
    Column("name_id", Integer, primary_key=True),
    Column(
        "key", Key, ForeignKey("attributions.key", ondelete="CASCADE"), primary_key=True, index=True
    ),
)

# Who else is named in a source that joins several; the first of them is the attribution's speaker.
attribution_members = Table(
    "attribution_members",
    metadata,
    Column("name_id", Integer, primary_key=True),
    Column(
        "key", Key, ForeignKey("attributions.key", ondelete="CASCADE"), primary_key=True, index=True
    ),
    # The article's id of a speaker of this name, and the corpus's; null if they say nothing alone.
    Column("speaker", Words),
    Column("speaker_id", Words),
    Index("ix_attribution_members_speaker", "speaker_id", "key"),
)

# Derived from the attributions that carry a speaker_id; a speaker without any is gone. Those that
# people rejected tell no names.
speakers = Table(
    "speakers",
    metadata,
    Column("id", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("kind", Words),
    # JSON list of the other names under the same id.
    Column("aliases", Words, nullable=False),
    Column("sort_name", Words, nullable=False),
    Index("ix_speakers_name", "sort_name", "id"),
)
speaker_names = Table(
    "speaker_names",
    metadata,
    Column("name_id", Integer, primary_key=True),
    Column(
        "speaker_id",
        Words,
        ForeignKey("speakers.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)

article_topics = Table(
    "article_topics",
    metadata,
    Column("article_key", Key, ForeignKey("articles.key", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("code", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("name_folded", Words),
    Column("score", Float, nullable=False),
    Column("method", Words, nullable=False),
    Index("ix_article_topics_code", "code", "name"),
    Index("ix_article_topics_name", "name_folded", "code"),
)
# Each article under its topics and under all that lie above them.
topic_articles = Table(
    "topic_articles",
    metadata,
    Column("code", Words, primary_key=True),
    Column(
        "article_key",
        Key,
        ForeignKey("articles.key", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
    # 1 if the article itself carries the topic, 0 if one of its topics lies below it.
    Column("direct", Integer, nullable=False),
    # Of the article, so that topics are counted without a look at each.
    Column("statements", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# One row for each commit that changed anything: the greatest version is that of the data.
changes = Table(
    "changes",
    metadata,
    Column("version", Key, primary_key=True, autoincrement=False),
    # A `changes.Change`.
    Column("change", Words, nullable=False),
    Column("article_id", Words, nullable=False),
    Column("at", Words, nullable=False),
    Column("reason", Words),
)
Index(
    "ix_changes_undone",
    changes.c.version,
    sqlite_where=changes.c.change != "new",
    postgresql_where=changes.c.change != "new",
)
# What is there no longer.
tombstones = Table(
    "tombstones",
    metadata,
    Column("kind", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("version", Key, nullable=False, index=True),
)

# What people said of quotes, a review a version, whose row in `changes` has when and why; nothing
# is ever taken out. They outlast the quote, with the words and the speaker that were reviewed.
reviews = Table(
    "reviews",
    metadata,
    Column("version", Key, primary_key=True, autoincrement=False),
    Column("article_id", Words, nullable=False),
    Column("quote_id", Words, nullable=False),
    # A `records.ReviewStatus`.
    Column("status", Words, nullable=False),
    Column("person", Words, nullable=False),
    Column("content", Words, nullable=False),
    Column("speaker", Words),
    Index("ix_reviews_quote", "article_id", "quote_id"),
)

# Who is who across articles: see `quotes.identities`. A sighting is a speaker of one article, by
# the id that the article's attributions give.
sightings = Table(
    "sightings",
    metadata,
    Column("article_id", Words, primary_key=True),
    Column("speaker", Words, primary_key=True),
    Column("strand_id", Words, nullable=False, index=True),
    # `make_name_key` and the digest of `make_profile_key` in `quotes.identities`.
    Column("name", Words, nullable=False),
    Column("facet", Words, nullable=False),
    Column("record", Words, nullable=False),
    Index("ix_sightings_name", "name", "facet", "strand_id"),
)
sighting_keys = Table(
    "sighting_keys",
    metadata,
    Column("shared", Words, primary_key=True),
    Column("article_id", Words, primary_key=True),
    Column("speaker", Words, primary_key=True),
    Index("ix_sighting_keys_article", "article_id"),
)
# Every id that was ever given, with the sighting that it was made for and the speaker that it leads
# to (itself, if it is the speaker's).
strands = Table(
    "strands",
    metadata,
    Column("id", Words, primary_key=True),
    Column("article_id", Words, nullable=False),
    Column("speaker", Words, nullable=False),
    Column("leads_to", Words, nullable=False, index=True),
    Index("ix_strands_anchor", "article_id", "speaker"),
)
speaker_candidates = Table(
    "speaker_candidates",
    metadata,
    Column("id", Words, primary_key=True),
    Column("other", Words, primary_key=True, index=True),
    Column("rule", Words, nullable=False),
    # JSON lists of what agrees and what speaks against it.
    Column("agreed", Words, nullable=False),
    Column("against", Words, nullable=False),
)
# What became of ids, in order; nothing is ever taken out.
speaker_events = Table(
    "speaker_events",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("version", Key, nullable=False),
    # "merged", "parted", "moved", "gone" as in `quotes.identities.IdentityEvent`; "renamed" if
    # reviews of quotes changed the names that the speaker is found by
    Column("change", Words, nullable=False),
    Column("id", Words, nullable=False, index=True),
    Column("other", Words, index=True),
    Column("article_id", Words),
    Column("speaker", Words),
    Column("rule", Words),
    Column("agreed", Words, nullable=False),
    # Who decided it and why; null where a rule did.
    Column("person", Words),
    Column("reason", Words),
)
# What people decided of two sightings, and so of their strands.
speaker_wishes = Table(
    "speaker_wishes",
    metadata,
    Column("article_id", Words, primary_key=True),
    Column("speaker", Words, primary_key=True),
    Column("other_article_id", Words, primary_key=True),
    Column("other_speaker", Words, primary_key=True),
    # "together" or "apart"
    Column("kind", Words, nullable=False),
    Column("person", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Index("ix_speaker_wishes_other", "other_article_id", "other_speaker"),
)
# Keys of so many sightings that new ones were not decided at once.
unsettled_keys = Table("unsettled_keys", metadata, Column("shared", Words, primary_key=True))
