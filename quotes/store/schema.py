"""The tables, as SQLAlchemy Core sees them; `migrations/` makes them.

What is filtered or sorted on has a column; `record` holds the whole record as JSON, so that a field
without a column is never lost. Columns that end in `_folded` hold names as
`quotes.folding.pad_name` makes them.
"""

from __future__ import annotations

from sqlalchemy import (
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
SCHEMA_REVISION = "0001"

metadata = MetaData()

articles = Table(
    "articles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    # Of the whole extraction: tells whether saving it again would change anything.
    Column("digest", Text, nullable=False),
    Column("text", Text, nullable=False),
    # The Article without its text.
    Column("record", Text, nullable=False),
    Column("outlet", Text),
    Column("outlet_folded", Text),
    Column("title", Text),
    Column("url", Text),
    Column("published", Text),
    Column("newest_first", Integer, nullable=False),
    Column("statements", Integer, nullable=False),
    Column("attitudes", Integer, nullable=False),
    Index("ix_articles_outlet", "outlet_folded", "outlet", "statements", "newest_first"),
)

# The one order of quotes everywhere: `newest_first`, `article_id`, `ordinal`, all ascending, so
# that one row comparison pages through it. `newest_first` is minus the day number of the article's
# date (`date.toordinal`), 0 without a date.
attributions = Table(
    "attributions",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("article_id", Text, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("newest_first", Integer, nullable=False),
    Column("outlet_folded", Text),
    Column("type", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("speaker_id", Text),
    Column("speaker", Text),
    # The name of a speaker without an id; those with one are found through `speakers`.
    Column("unlinked_folded", Text),
    Column("speaker_kind", Text),
    Column("role", Text),
    Column("affiliation", Text),
    Column("addressee_folded", Text),
    Column("confidence", Float, nullable=False),
    # The words as they stand in the article, the pieces joined by `views.GAP`.
    Column("content", Text, nullable=False),
    Column("cue", Text),
    Column("source", Text),
    Column("record", Text, nullable=False),
    UniqueConstraint("article_id", "ordinal", name="uq_attributions_place"),
)
Index(
    "ix_attributions_order",
    attributions.c.newest_first,
    attributions.c.article_id,
    attributions.c.ordinal,
)
Index(
    "ix_attributions_speaker",
    attributions.c.speaker_id,
    attributions.c.act,
    attributions.c.newest_first,
    attributions.c.article_id,
    attributions.c.ordinal,
)
Index(
    "ix_attributions_unlinked",
    attributions.c.unlinked_folded,
    sqlite_where=attributions.c.unlinked_folded.is_not(None),
)
Index(
    "ix_attributions_outlet",
    attributions.c.outlet_folded,
    attributions.c.act,
    attributions.c.newest_first,
    attributions.c.article_id,
    attributions.c.ordinal,
)
Index(
    "ix_attributions_addressee",
    attributions.c.addressee_folded,
    sqlite_where=attributions.c.addressee_folded.is_not(None),
)

# Derived from the attributions that carry a speaker_id; a speaker without any is gone.
speakers = Table(
    "speakers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text),
    # JSON list of the other names under the same id.
    Column("aliases", Text, nullable=False),
    Column("sort_name", Text, nullable=False),
    # Name and aliases.
    Column("names_folded", Text, nullable=False),
    Index("ix_speakers_name", "sort_name", "id"),
)

article_topics = Table(
    "article_topics",
    metadata,
    Column("article_id", Text, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_folded", Text),
    Column("score", Float, nullable=False),
    Column("method", Text, nullable=False),
    Index("ix_article_topics_code", "code", "article_id"),
    Index("ix_article_topics_name", "name_folded", "article_id"),
)
