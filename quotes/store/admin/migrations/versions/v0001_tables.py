"""All tables and the full-text index of the first release.

Revision ID: 0001
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None

_TABLES = (
    "read_inputs",
    "held_articles",
    "events",
    "access_keys",
    "quarantined_inputs",
    "pending_names",
    "speaker_constraints",
    "speaker_events",
    "speaker_candidates",
    "identities",
    "speaker_name_keys",
    "article_speakers",
    "reviews",
    "erasures",
    "tombstones",
    "changes",
    "topic_articles",
    "article_topics",
    "speaker_names",
    "speakers",
    "attribution_candidates",
    "attribution_members",
    "attribution_relays",
    "names",
    "merged_stories",
    "merged_clusters",
    "fingerprints",
    "article_copies",
    "article_shingles",
    "attributions",
    "article_versions",
    "articles",
)
_Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_Words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables and the full-text index."""
    _create_articles()
    _create_attributions()
    _create_variants()
    _create_stories()
    _create_names()
    _create_speakers()
    _create_topics()
    _create_changes()
    _create_article_speakers()
    _create_decisions()
    _create_inputs()
    _create_access()
    _create_full_text()
    if _is_sqlite():
        op.execute("PRAGMA application_id = 0x4F6E5263")


def downgrade() -> None:
    """Drop everything but Alembic's own table."""
    _drop_full_text()
    for table in _TABLES:
        op.drop_table(table)
    if _is_sqlite():
        op.execute("PRAGMA application_id = 0")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _column(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """A column of text."""
    return sa.Column(name, _Words, nullable=nullable)


def _key(name: str) -> sa.Column[Any]:
    """A column of keys or versions."""
    return sa.Column(name, _Key, autoincrement=False, nullable=False)


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _cascade(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], ondelete="CASCADE")


def _create_articles() -> None:
    op.create_table(
        "articles",
        _key("key"),
        _column("id"),
        _column("sha256"),
        _column("digest"),
        _column("outlet", nullable=True),
        _number("outlet_id", nullable=True),
        _column("title", nullable=True),
        _column("url", nullable=True),
        _column("published", nullable=True),
        _column("topic_names"),
        _column("model_version", nullable=True),
        _number("statements"),
        _number("attitudes"),
        _key("version"),
        _column("story"),
        _key("story_version"),
        _key("text_version"),
        _column("record"),
        _column("text"),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
    )
    counted = ["outlet_id", "key", "outlet", "statements", "attitudes"]
    op.create_index("ix_articles_outlet", "articles", counted)
    op.create_index("ix_articles_version", "articles", ["version"])
    op.create_index("ix_articles_story", "articles", ["story", "key"])
    op.create_index("ix_articles_model_version", "articles", ["model_version", "key"])
    op.create_index("ix_articles_url", "articles", ["url"], postgresql_using="hash")
    op.create_table(
        "article_versions",
        _column("article_id"),
        _key("version"),
        _column("sha256"),
        _column("title", nullable=True),
        _column("published", nullable=True),
        _column("text"),
        sa.PrimaryKeyConstraint("article_id", "version"),
    )


def _create_attributions() -> None:
    op.create_table(
        "attributions",
        _key("key"),
        _column("id"),
        _key("article_key"),
        _number("outlet_id", nullable=True),
        _column("type"),
        _column("act"),
        _column("speaker_id", nullable=True),
        _column("speaker", nullable=True),
        _number("unlinked_id", nullable=True),
        _column("speaker_kind", nullable=True),
        _column("role", nullable=True),
        _number("role_id", nullable=True),
        _column("affiliation", nullable=True),
        _number("affiliation_id", nullable=True),
        _number("addressee_id", nullable=True),
        _column("anonymity", nullable=True),
        _number("spoken_first", nullable=True),
        _number("spoken_last", nullable=True),
        sa.Column("confidence_order", sa.Float(), nullable=False),
        _column("certainty"),
        _column("content"),
        _column("cue", nullable=True),
        _column("source", nullable=True),
        _column("record"),
        _column("item"),
        _key("version"),
        _column("status", nullable=True),
        _column("cluster", nullable=True),
        _column("copy_of", nullable=True),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
        _cascade("article_key", "articles.key"),
    )
    for name, columns in (
        ("article", ["article_key", "key", "act"]),
        ("confidence", ["confidence_order", "key"]),
        ("version", ["version"]),
        ("speaker", ["speaker_id", "act", "key"]),
        ("outlet", ["outlet_id", "act", "key"]),
        ("kind", ["speaker_kind", "key", "act"]),
    ):
        op.create_index(f"ix_attributions_{name}", "attributions", columns)
    for column in (
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
        where = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_attributions_{column.removesuffix('_id')}",
            "attributions",
            [column, "key", "act"],
            sqlite_where=where,
            postgresql_where=where,
        )


def _create_variants() -> None:
    op.create_table(
        "fingerprints",
        sa.Column("fingerprint", sa.BigInteger(), nullable=False, autoincrement=False),
        _key("key"),
        sa.PrimaryKeyConstraint("fingerprint", "key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "merged_clusters",
        _column("id"),
        _column("merged_into"),
        _key("version"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_merged_clusters_merged_into", "merged_clusters", ["merged_into"])


def _create_stories() -> None:
    op.create_table(
        "article_shingles",
        sa.Column("shingle", sa.BigInteger(), nullable=False, autoincrement=False),
        _key("key"),
        sa.PrimaryKeyConstraint("shingle", "key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "article_copies",
        _key("key"),
        _key("copy_key"),
        sa.PrimaryKeyConstraint("key", "copy_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "merged_stories",
        _column("id"),
        _column("merged_into"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_merged_stories_merged_into", "merged_stories", ["merged_into"])


def _create_names() -> None:
    op.create_table(
        "names",
        _number("id"),
        _column("kind"),
        _column("folded"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "folded", name="uq_names"),
    )
    op.create_table(
        "attribution_relays",
        _number("name_id"),
        _key("key"),
        sa.PrimaryKeyConstraint("name_id", "key"),
        _cascade("key", "attributions.key"),
    )
    op.create_index("ix_attribution_relays_key", "attribution_relays", ["key"])
    op.create_table(
        "attribution_members",
        _number("name_id"),
        _key("key"),
        _column("speaker", nullable=True),
        _column("speaker_id", nullable=True),
        sa.PrimaryKeyConstraint("name_id", "key"),
        _cascade("key", "attributions.key"),
    )
    op.create_index("ix_attribution_members_key", "attribution_members", ["key"])
    op.create_index("ix_attribution_members_speaker", "attribution_members", ["speaker_id", "key"])
    op.create_table(
        "attribution_candidates",
        _number("name_id"),
        _key("key"),
        _column("speaker", nullable=True),
        _column("speaker_id", nullable=True),
        _column("name"),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name_id", "key"),
        _cascade("key", "attributions.key"),
    )
    op.create_index("ix_attribution_candidates_key", "attribution_candidates", ["key"])
    op.create_index(
        "ix_attribution_candidates_speaker", "attribution_candidates", ["speaker_id", "key"]
    )


def _create_speakers() -> None:
    op.create_table(
        "speakers",
        _column("id"),
        _column("name"),
        _column("kind", nullable=True),
        _column("aliases"),
        _column("sort_name"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_speakers_name", "speakers", ["sort_name", "id"])
    op.create_table(
        "speaker_names",
        _number("name_id"),
        _column("speaker_id"),
        sa.PrimaryKeyConstraint("name_id", "speaker_id"),
        _cascade("speaker_id", "speakers.id"),
    )
    op.create_index("ix_speaker_names_speaker_id", "speaker_names", ["speaker_id"])


def _create_topics() -> None:
    op.create_table(
        "article_topics",
        _key("article_key"),
        _number("ordinal"),
        _column("code"),
        _column("name"),
        _column("name_folded", nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        _column("method"),
        sa.PrimaryKeyConstraint("article_key", "ordinal"),
        _cascade("article_key", "articles.key"),
    )
    op.create_index("ix_article_topics_code", "article_topics", ["code", "name"])
    op.create_index("ix_article_topics_name", "article_topics", ["name_folded", "code"])
    op.create_table(
        "topic_articles",
        _column("code"),
        _key("article_key"),
        _number("direct"),
        _number("statements"),
        sa.PrimaryKeyConstraint("code", "article_key"),
        _cascade("article_key", "articles.key"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_topic_articles_article_key", "topic_articles", ["article_key"])


def _create_changes() -> None:
    op.create_table(
        "changes",
        _key("version"),
        _column("change"),
        _column("article_id"),
        _column("at"),
        _column("reason", nullable=True),
        sa.PrimaryKeyConstraint("version"),
    )
    undone = sa.text("change != 'new'")
    op.create_index(
        "ix_changes_undone", "changes", ["version"], sqlite_where=undone, postgresql_where=undone
    )
    op.create_table(
        "tombstones",
        _column("kind"),
        _column("id"),
        _key("version"),
        _column("successor", nullable=True),
        sa.PrimaryKeyConstraint("kind", "id"),
    )
    op.create_index("ix_tombstones_version", "tombstones", ["version"])
    op.create_table(
        "erasures", _column("digest"), _key("version"), sa.PrimaryKeyConstraint("digest")
    )
    op.create_table(
        "reviews",
        _key("version"),
        _column("article_id"),
        _column("quote_id"),
        _column("status"),
        _column("person"),
        _column("content"),
        _column("speaker", nullable=True),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_index("ix_reviews_quote", "reviews", ["article_id", "quote_id"])


def _create_article_speakers() -> None:
    op.create_table(
        "article_speakers",
        _column("article_id"),
        _column("speaker"),
        _column("identity_id"),
        _column("name_key"),
        _column("profile_key"),
        _column("record"),
        sa.PrimaryKeyConstraint("article_id", "speaker"),
    )
    named = ["name_key", "profile_key", "identity_id"]
    op.create_index("ix_article_speakers_name", "article_speakers", named)
    op.create_index("ix_article_speakers_identity_id", "article_speakers", ["identity_id"])
    op.create_table(
        "speaker_name_keys",
        _column("blocking_key"),
        _column("name_key"),
        sa.PrimaryKeyConstraint("blocking_key", "name_key"),
    )
    op.create_index("ix_speaker_name_keys_name_key", "speaker_name_keys", ["name_key"])
    op.create_table(
        "identities",
        _column("id"),
        _column("article_id"),
        _column("speaker"),
        _column("speaker_id"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_identities_speaker_id", "identities", ["speaker_id"])
    op.create_index("ix_identities_article_speaker", "identities", ["article_id", "speaker"])


def _create_decisions() -> None:
    op.create_table(
        "speaker_candidates",
        _column("id"),
        _column("other"),
        _column("rule"),
        _column("agreed"),
        _column("against"),
        sa.PrimaryKeyConstraint("id", "other"),
    )
    op.create_index("ix_speaker_candidates_other", "speaker_candidates", ["other"])
    op.create_table(
        "speaker_events",
        _number("number"),
        _key("version"),
        _column("change"),
        _column("id"),
        _column("other", nullable=True),
        _column("article_id", nullable=True),
        _column("speaker", nullable=True),
        _column("rule", nullable=True),
        _column("agreed"),
        _column("person", nullable=True),
        _column("reason", nullable=True),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_speaker_events_id", "speaker_events", ["id"])
    op.create_index("ix_speaker_events_other", "speaker_events", ["other"])
    op.create_table(
        "speaker_constraints",
        _column("article_id"),
        _column("speaker"),
        _column("other_article_id"),
        _column("other_speaker"),
        _column("kind"),
        _column("person"),
        _column("reason"),
        sa.PrimaryKeyConstraint("article_id", "speaker", "other_article_id", "other_speaker"),
    )
    other = ["other_article_id", "other_speaker"]
    op.create_index("ix_speaker_constraints_other", "speaker_constraints", other)
    op.create_table(
        "pending_names",
        _column("name_key"),
        sa.PrimaryKeyConstraint("name_key"),
    )


# The words of a quote and of its speaker's name in columns of its act.
_FTS_COLUMNS = "statement, attitude, statement_by, attitude_by"
_FTS_VALUES = ", ".join(
    f"CASE WHEN {{row}}act = '{act}' THEN {{row}}{words} END"
    for words in ("content", "speaker")
    for act in ("statement", "attitude")
)
_FTS_INSERT = f"""
    INSERT INTO attributions_fts(rowid, {_FTS_COLUMNS})
    VALUES (new.key, {_FTS_VALUES.format(row="new.")});
"""  # noqa: S608 -- names above
_FTS_DELETE = f"""
    INSERT INTO attributions_fts(attributions_fts, rowid, {_FTS_COLUMNS})
    VALUES ('delete', old.key, {_FTS_VALUES.format(row="old.")});
"""  # noqa: S608 -- names above
# PostgreSQL counts 16,383 words of a text, and takes no more than 1 MB of them.
_INDEXED_CHARACTERS = 100_000
_ARTICLE_VALUES = f"{{row}}title, {{row}}topic_names, substr({{row}}text, 1, {_INDEXED_CHARACTERS})"
_ARTICLE_INSERT = f"""
    INSERT INTO articles_fts(rowid, title, topics, body)
    VALUES (new.key, {_ARTICLE_VALUES.format(row="new.")});
"""  # noqa: S608 -- names above
_ARTICLE_DELETE = f"""
    INSERT INTO articles_fts(articles_fts, rowid, title, topics, body)
    VALUES ('delete', old.key, {_ARTICLE_VALUES.format(row="old.")});
"""  # noqa: S608 -- names above
_SQLITE_ARTICLES = (
    f"""
    CREATE VIEW article_words(key, title, topics, body) AS
    SELECT key, {_ARTICLE_VALUES.format(row="")} FROM articles
    """,  # noqa: S608 -- names above
    """
    CREATE VIRTUAL TABLE articles_fts USING fts5(
        title, topics, body, content='article_words', content_rowid='key',
        tokenize='porter unicode61 remove_diacritics 2'
    )
    """,
    f"""
    CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN
        {_ARTICLE_INSERT}
    END
    """,
    f"""
    CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN
        {_ARTICLE_DELETE}
    END
    """,
    f"""
    CREATE TRIGGER articles_fts_update AFTER UPDATE OF key, title, topic_names, text
    ON articles BEGIN
        {_ARTICLE_DELETE}
        {_ARTICLE_INSERT}
    END
    """,
)
_SQLITE_FULL_TEXT = (
    *_SQLITE_ARTICLES,
    f"""
    CREATE VIEW attribution_words(key, {_FTS_COLUMNS}) AS
    SELECT key, {_FTS_VALUES.format(row="")} FROM attributions
    """,  # noqa: S608 -- names above
    f"""
    CREATE VIRTUAL TABLE attributions_fts USING fts5(
        {_FTS_COLUMNS}, content='attribution_words', content_rowid='key',
        tokenize='porter unicode61 remove_diacritics 2'
    )
    """,
    f"""
    CREATE TRIGGER attributions_fts_insert AFTER INSERT ON attributions BEGIN
        {_FTS_INSERT}
    END
    """,
    f"""
    CREATE TRIGGER attributions_fts_delete AFTER DELETE ON attributions BEGIN
        {_FTS_DELETE}
    END
    """,
    f"""
    CREATE TRIGGER attributions_fts_update AFTER UPDATE OF key, act, content, speaker
    ON attributions BEGIN
        {_FTS_DELETE}
        {_FTS_INSERT}
    END
    """,
    """
    CREATE VIRTUAL TABLE names_fts USING fts5(
        folded, content='names', content_rowid='id', tokenize='trigram'
    )
    """,
    """
    CREATE TRIGGER names_fts_insert AFTER INSERT ON names BEGIN
        INSERT INTO names_fts(rowid, folded) VALUES (new.id, new.folded);
    END
    """,
    """
    CREATE TRIGGER names_fts_delete AFTER DELETE ON names BEGIN
        INSERT INTO names_fts(names_fts, rowid, folded) VALUES ('delete', old.id, old.folded);
    END
    """,
)
_SQLITE_DROP = (
    *(
        f"DROP TRIGGER {trigger}"
        for trigger in (
            "articles_fts_insert",
            "articles_fts_delete",
            "articles_fts_update",
            "attributions_fts_insert",
            "attributions_fts_delete",
            "attributions_fts_update",
            "names_fts_insert",
            "names_fts_delete",
        )
    ),
    "DROP TABLE articles_fts",
    "DROP TABLE attributions_fts",
    "DROP TABLE names_fts",
    "DROP VIEW article_words",
    "DROP VIEW attribution_words",
)

# ASCII's punctuation, and what news texts have beyond it, become blanks. PostgreSQL's parser would
# else read U.S., anti-war and 7/11 as tokens of special kinds.
_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~" + "“”‘’„‚«»‹›–—―‐‑‒…·•′″¿¡§©®™°"
_POSTGRES_FULL_TEXT = (
    "CREATE EXTENSION IF NOT EXISTS unaccent",
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    # Without stop words, which SQLite's index finds as well: "the who" and "to be or not to be".
    "CREATE TEXT SEARCH DICTIONARY onrecord_stem (TEMPLATE = snowball, LANGUAGE = english)",
    "CREATE TEXT SEARCH CONFIGURATION onrecord (COPY = english)",
    """
    ALTER TEXT SEARCH CONFIGURATION onrecord
    ALTER MAPPING FOR asciiword, word, numword WITH unaccent, onrecord_stem
    """,
    f"""
    CREATE FUNCTION onrecord_split_words(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT RETURN
    translate(words, '{_PUNCTUATION.replace("'", "''")}', '{" " * len(_PUNCTUATION)}')
    """,
    """
    ALTER TABLE attributions ADD COLUMN search tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('onrecord', onrecord_split_words(content)), 'A') ||
        setweight(to_tsvector('onrecord', onrecord_split_words(coalesce(speaker, ''))), 'B')
    ) STORED
    """,
    "CREATE INDEX ix_attributions_search ON attributions USING gin (search)",
    # Else the planner does not know how rare a word is, and scans all quotes for 20 that have it.
    "ALTER TABLE attributions ALTER COLUMN search SET STATISTICS 1000",
    f"""
    ALTER TABLE articles ADD COLUMN search tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('onrecord', onrecord_split_words(coalesce(title, ''))), 'A') ||
        setweight(to_tsvector('onrecord', onrecord_split_words(topic_names)), 'B') ||
        setweight(to_tsvector('onrecord', onrecord_split_words(
            left(text, {_INDEXED_CHARACTERS}))), 'C')
    ) STORED
    """,
    # With a list of pending words each search reads all of them: 36 ms, not 5, at 4,000 articles.
    "CREATE INDEX ix_articles_search ON articles USING gin (search) WITH (fastupdate = off)",
    "ALTER TABLE articles ALTER COLUMN search SET STATISTICS 1000",
    "CREATE INDEX ix_names_trigrams ON names USING gin (folded gin_trgm_ops)",
)
_POSTGRES_DROP = (
    "ALTER TABLE articles DROP COLUMN search",
    "ALTER TABLE attributions DROP COLUMN search",
    "DROP INDEX ix_names_trigrams",
    "DROP FUNCTION onrecord_split_words",
    "DROP TEXT SEARCH CONFIGURATION onrecord",
    "DROP TEXT SEARCH DICTIONARY onrecord_stem",
)


def _create_inputs() -> None:
    op.create_table(
        "quarantined_inputs",
        _column("path"),
        _number("line"),
        _column("root"),
        _column("reason"),
        _column("article_id", nullable=True),
        _column("tried_at"),
        sa.PrimaryKeyConstraint("path", "line"),
    )
    op.create_table(
        "held_articles",
        _column("id"),
        _column("status"),
        _column("until", nullable=True),
        _column("stated_at"),
        _column("extraction", nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_held_articles_until", "held_articles", ["until"])
    op.create_table(
        "read_inputs",
        _column("name"),
        _column("etag", nullable=True),
        _column("last_modified", nullable=True),
        _column("read_at"),
        sa.PrimaryKeyConstraint("name"),
    )


def _create_access() -> None:
    op.create_table(
        "access_keys",
        _column("prefix"),
        _column("name"),
        _column("scope"),
        _column("digest"),
        _column("created_at"),
        _column("expires_at", nullable=True),
        _column("revoked_at", nullable=True),
        sa.PrimaryKeyConstraint("prefix"),
    )
    op.create_index("ix_access_keys_name", "access_keys", ["name"])
    op.create_table(
        "events",
        sa.Column("id", _Key, primary_key=True),
        _column("kind"),
        _column("object_id"),
        _column("who"),
        _column("at"),
        sa.Column("version", _Key),
        _column("payload"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_version", "events", ["version"])


def _create_full_text() -> None:
    for statement in _SQLITE_FULL_TEXT if _is_sqlite() else _POSTGRES_FULL_TEXT:
        # Straight to the driver: a colon is no parameter here, and psycopg wants %% for %.
        op.get_bind().exec_driver_sql(statement if _is_sqlite() else statement.replace("%", "%%"))


def _drop_full_text() -> None:
    for statement in _SQLITE_DROP if _is_sqlite() else _POSTGRES_DROP:
        op.execute(statement)
