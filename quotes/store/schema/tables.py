"""The tables of articles, quotes, names, topics, changes and reviews, for SQLAlchemy Core.

What is filtered or sorted on has a column; `record` holds the whole record as JSON, so that a field
without a column is never lost. Names that are searched by their words are stored once, in `names`,
and referred to by number. Keys are explained in `keys`; `admin/migrations` creates the tables.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    UniqueConstraint,
)

from quotes.store.schema.types import Key, Words, metadata

NameKind = Literal["speaker", "role", "affiliation", "outlet", "addressee", "relay"]

articles = Table(
    "articles",
    metadata,
    Column("key", Key, primary_key=True, autoincrement=False),
    Column("id", Words, nullable=False, unique=True),
    Column("sha256", Words, nullable=False),
    # Of the whole extraction: if it is the same, saving it again changes nothing.
    Column("digest", Words, nullable=False),
    Column("outlet", Words),
    Column("outlet_id", Integer),
    Column("title", Words),
    Column("url", Words),
    Column("published", Words),
    # The names of its topics, which full-text search finds beside title and text.
    Column("topic_names", Words, nullable=False),
    # Which models found its quotes; empty if it has none.
    Column("model_version", Words),
    # Rejected quotes are not counted.
    Column("statements", Integer, nullable=False),
    Column("attitudes", Integer, nullable=False),
    Column("version", Key, nullable=False),
    # The same for all copies of one report: see `quotes.stories`. Its version is that of the data
    # in which the article came to it.
    Column("story", Words, nullable=False),
    Column("story_version", Key, nullable=False),
    # The version of the data in which this title and text came, whatever was found in them since.
    Column("text_version", Key, nullable=False),
    # Long columns come last, so that the others are read without them: the Article without its
    # text, and the text.
    Column("record", Words, nullable=False),
    Column("text", Words, nullable=False),
    Index("ix_articles_outlet", "outlet_id", "key", "outlet", "statements", "attitudes"),
    Index("ix_articles_version", "version"),
    Index("ix_articles_story", "story", "key"),
    Index("ix_articles_model_version", "model_version", "key"),
    # A hash on PostgreSQL, whose trees refuse long addresses.
    Index("ix_articles_url", "url", postgresql_using="hash"),
)

# Titles and texts that articles had before, as they were stored in `version`. Only the texts: what
# was found in them is gone, but for ids of quotes in `tombstones`.
article_versions = Table(
    "article_versions",
    metadata,
    Column("article_id", Words, primary_key=True),
    Column("version", Key, primary_key=True, autoincrement=False),
    Column("sha256", Words, nullable=False),
    Column("title", Words),
    Column("published", Words),
    Column("text", Words, nullable=False),
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
    # The name of a speaker without an id, or of the speaker of a rejected quote; all others are
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
    # Minus the confidence: ascending is highest confidence first, as ascending keys are newest
    # first.
    Column("confidence_order", Float, nullable=False),
    Column("certainty", Words, nullable=False),
    # The words as they stand in the article, the pieces joined by `results.GAP`.
    Column("content", Words, nullable=False),
    Column("cue", Words),
    Column("source", Words),
    Column("record", Words, nullable=False),
    # What of the quote's JSON never changes while the row is there (`write.items`), so that pages
    # are read without records and articles.
    Column("item", Words, nullable=False),
    Column("version", Key, nullable=False),
    # A `records.ReviewStatus`; null if nobody ever reviewed it.
    Column("status", Words),
    # The same for all variants of one quotation; null for attitudes and a word or two.
    Column("cluster", Words),
    # The id of the quote that this one is a copy of, in another article of its story; its own if
    # others are copies of it, and null if it stands in one article only.
    Column("copy_of", Words),
)
Index("ix_attributions_article", attributions.c.article_key, attributions.c.key, attributions.c.act)
Index("ix_attributions_confidence", attributions.c.confidence_order, attributions.c.key)
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
    "copy_of",
):
    Index(
        f"ix_attributions_{_column.removesuffix('_id')}",
        attributions.c[_column],
        attributions.c.key,
        attributions.c.act,
        sqlite_where=attributions.c[_column].is_not(None),
        postgresql_where=attributions.c[_column].is_not(None),
    )

# Quotes that share a fingerprint may be variants of one: see `quotes.variants.fingerprints`.
fingerprints = Table(
    "fingerprints",
    metadata,
    Column("fingerprint", BigInteger, primary_key=True, autoincrement=False),
    Column("key", Key, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
# Articles that share some of these may be copies of one report: see `quotes.stories.copies`.
article_shingles = Table(
    "article_shingles",
    metadata,
    Column("shingle", BigInteger, primary_key=True, autoincrement=False),
    Column("key", Key, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
# Pairs of copies, each both ways.
article_copies = Table(
    "article_copies",
    metadata,
    Column("key", Key, primary_key=True, autoincrement=False),
    Column("copy_key", Key, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
# Ids of clusters that were merged into others.
merged_clusters = Table(
    "merged_clusters",
    metadata,
    Column("id", Words, primary_key=True),
    Column("merged_into", Words, nullable=False, index=True),
    Column("version", Key, nullable=False),
)

# Ids of stories that were merged into others.
merged_stories = Table(
    "merged_stories",
    metadata,
    Column("id", Words, primary_key=True),
    Column("merged_into", Words, nullable=False, index=True),
)

# Names as `quotes.folding.pad_name` makes them, each once for each `NameKind`.
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

# The other speakers of a source that names several; the first is the attribution's speaker.
attribution_members = Table(
    "attribution_members",
    metadata,
    Column("name_id", Integer, primary_key=True),
    Column(
        "key", Key, ForeignKey("attributions.key", ondelete="CASCADE"), primary_key=True, index=True
    ),
    # The article's id of a speaker of this name, and the corpus's; null for one who is never quoted
    # alone.
    Column("speaker", Words),
    Column("speaker_id", Words),
    Index("ix_attribution_members_speaker", "speaker_id", "key"),
)
# Who may have said the quotes that name nobody, with the probability. They are found only by who
# asks for them, and count for no speaker.
attribution_candidates = Table(
    "attribution_candidates",
    metadata,
    Column("name_id", Integer, primary_key=True),
    Column(
        "key", Key, ForeignKey("attributions.key", ondelete="CASCADE"), primary_key=True, index=True
    ),
    # As in `attribution_members`.
    Column("speaker", Words),
    Column("speaker_id", Words),
    # As the article has it.
    Column("name", Words, nullable=False),
    Column("probability", Float, nullable=False),
    Index("ix_attribution_candidates_speaker", "speaker_id", "key"),
)

# Derived from the attributions with a speaker_id; a speaker without any has no row. Names in
# rejected quotes are left out.
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
# Each article under its topics and all of their ancestors.
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
    # 1 if the article itself has the topic, 0 if only a topic below it.
    Column("direct", Integer, nullable=False),
    # Of the article, so that topics are counted without reading the articles.
    Column("statements", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# One row for each commit that changed anything: the greatest version is that of the data.
changes = Table(
    "changes",
    metadata,
    Column("version", Key, primary_key=True, autoincrement=False),
    # A `write.changes.ChangeKind`.
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
# What was deleted.
tombstones = Table(
    "tombstones",
    metadata,
    Column("kind", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("version", Key, nullable=False, index=True),
    # The id of the quote that it changed into.
    Column("successor", Words),
)

# SHA-256 of what was erased and must not come again (`search.erasures`), and no word of it.
erasures = Table(
    "erasures",
    metadata,
    Column("digest", Words, primary_key=True),
    Column("version", Key, nullable=False),
)

# Reviews of quotes: one a version, whose row in `changes` has the time and the reason. They are
# never deleted, not even with the quote; each has the words and the speaker that were reviewed.
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

# The columns that refer to names, by kind; a name is deleted when no row refers to it.
NAME_COLUMNS: dict[NameKind, tuple[Column[int], ...]] = {
    "speaker": (
        attributions.c.unlinked_id,
        attribution_members.c.name_id,
        attribution_candidates.c.name_id,
        speaker_names.c.name_id,
    ),
    "role": (attributions.c.role_id,),
    "affiliation": (attributions.c.affiliation_id,),
    "outlet": (articles.c.outlet_id,),
    "addressee": (attributions.c.addressee_id,),
    "relay": (attribution_relays.c.name_id,),
}
