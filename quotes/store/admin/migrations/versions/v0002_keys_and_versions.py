"""Keys that are the order of everything, names kept once, topics with those above, versions.

The tables are made anew, and what the old ones hold is copied over in batches.

Revision ID: 0002
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from alembic import op

from quotes.folding import pad_name
from quotes.store.admin.migrations.versions import v0001_first as first
from quotes.store.schema.keys import find_spoken_days
from quotes.topics.media_topics import find_ancestors, load_media_topics

revision = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None

Row = dict[str, Any]

_BATCH = 200
_OLD = ("article_topics", "speakers", "attributions", "articles")
_NEW = (
    "tombstones",
    "changes",
    "topic_articles",
    "article_topics",
    "speaker_names",
    "speakers",
    "attribution_relays",
    "names",
    "attributions",
    "articles",
)
_Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_Words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
# As in `quotes.store.schema.keys` when this version was made.
_PLACE, _DAY, _UNDATED = 2**13, 2**41, 2**22 - 1


def upgrade() -> None:
    """Make the new tables and fill them from the old."""
    _drop_full_text()
    _set_aside(_OLD)
    _create_tables()
    _create_full_text()
    _copy_up()
    _number_names()
    for table in _OLD:
        op.drop_table(f"old_{table}")


def downgrade() -> None:
    """Make the old tables and fill them from the new; versions and tombstones are lost."""
    _drop_full_text()
    _set_aside(_NEW)
    first.create_tables()
    first.create_full_text()
    _copy_down()
    for table in _NEW:
        op.drop_table(f"old_{table}")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _set_aside(tables: tuple[str, ...]) -> None:
    """Rename tables to old_<name>, and their indexes out of the way."""
    connection = op.get_bind()
    for table in tables:
        if _is_sqlite():
            for index in sa.inspect(connection).get_indexes(table):
                op.drop_index(str(index["name"]), table)
        else:
            named = sa.text("SELECT indexname FROM pg_indexes WHERE tablename = :table")
            for index in connection.scalars(named.bindparams(table=table)).all():
                op.execute(f'ALTER INDEX "{index}" RENAME TO "old_{index}"')
        op.rename_table(table, f"old_{table}")


def _create_tables() -> None:
    _create_articles()
    _create_attributions()
    _create_names()
    _create_topics()
    _create_changes()


def _create_articles() -> None:
    op.create_table(
        "articles",
        sa.Column("key", _Key, autoincrement=False, nullable=False),
        sa.Column("id", _Words, nullable=False),
        sa.Column("sha256", _Words, nullable=False),
        sa.Column("digest", _Words, nullable=False),
        sa.Column("outlet", _Words),
        sa.Column("outlet_id", sa.Integer()),
        sa.Column("title", _Words),
        sa.Column("url", _Words),
        sa.Column("published", _Words),
        sa.Column("statements", sa.Integer(), nullable=False),
        sa.Column("attitudes", sa.Integer(), nullable=False),
        sa.Column("version", _Key, nullable=False),
        sa.Column("record", _Words, nullable=False),
        sa.Column("text", _Words, nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
    )
    counted = ["outlet_id", "outlet", "statements", "attitudes", "key"]
    op.create_index("ix_articles_outlet", "articles", counted)
    op.create_index("ix_articles_version", "articles", ["version"])


def _create_attributions() -> None:
    op.create_table(
        "attributions",
        sa.Column("key", _Key, autoincrement=False, nullable=False),
        sa.Column("id", _Words, nullable=False),
        sa.Column("article_key", _Key, nullable=False),
        sa.Column("outlet_id", sa.Integer()),
        sa.Column("type", _Words, nullable=False),
        sa.Column("act", _Words, nullable=False),
        sa.Column("speaker_id", _Words),
        sa.Column("speaker", _Words),
        sa.Column("unlinked_id", sa.Integer()),
        sa.Column("speaker_kind", _Words),
        sa.Column("role", _Words),
        sa.Column("role_id", sa.Integer()),
        sa.Column("affiliation", _Words),
        sa.Column("affiliation_id", sa.Integer()),
        sa.Column("addressee_id", sa.Integer()),
        sa.Column("anonymity", _Words),
        sa.Column("spoken_first", sa.Integer()),
        sa.Column("spoken_last", sa.Integer()),
        sa.Column("surest_first", sa.Float(), nullable=False),
        sa.Column("content", _Words, nullable=False),
        sa.Column("cue", _Words),
        sa.Column("source", _Words),
        sa.Column("record", _Words, nullable=False),
        sa.Column("version", _Key, nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
        sa.ForeignKeyConstraint(["article_key"], ["articles.key"], ondelete="CASCADE"),
    )
    for name, columns in (
        ("article", ["article_key", "key", "act"]),
        ("surest", ["surest_first", "key"]),
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
    ):
        where = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_attributions_{column.removesuffix('_id')}",
            "attributions",
            [column, "key", "act"],
            sqlite_where=where,
            postgresql_where=where,
        )
    op.create_table(
        "attribution_relays",
        sa.Column("name_id", sa.Integer(), nullable=False),
        sa.Column("key", _Key, nullable=False),
        sa.PrimaryKeyConstraint("name_id", "key"),
        sa.ForeignKeyConstraint(["key"], ["attributions.key"], ondelete="CASCADE"),
    )
    op.create_index("ix_attribution_relays_key", "attribution_relays", ["key"])


def _create_names() -> None:
    op.create_table(
        "names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _Words, nullable=False),
        sa.Column("folded", _Words, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "folded", name="uq_names"),
    )
    op.create_table(
        "speakers",
        sa.Column("id", _Words, nullable=False),
        sa.Column("name", _Words, nullable=False),
        sa.Column("kind", _Words),
        sa.Column("aliases", _Words, nullable=False),
        sa.Column("sort_name", _Words, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_speakers_name", "speakers", ["sort_name", "id"])
    op.create_table(
        "speaker_names",
        sa.Column("name_id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", _Words, nullable=False),
        sa.PrimaryKeyConstraint("name_id", "speaker_id"),
        sa.ForeignKeyConstraint(["speaker_id"], ["speakers.id"], ondelete="CASCADE"),
    )
    op.create_index("ix_speaker_names_speaker_id", "speaker_names", ["speaker_id"])


def _create_topics() -> None:
    op.create_table(
        "article_topics",
        sa.Column("article_key", _Key, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("code", _Words, nullable=False),
        sa.Column("name", _Words, nullable=False),
        sa.Column("name_folded", _Words),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("method", _Words, nullable=False),
        sa.PrimaryKeyConstraint("article_key", "ordinal"),
        sa.ForeignKeyConstraint(["article_key"], ["articles.key"], ondelete="CASCADE"),
    )
    op.create_index("ix_article_topics_code", "article_topics", ["code", "name"])
    op.create_index("ix_article_topics_name", "article_topics", ["name_folded", "code"])
    op.create_table(
        "topic_articles",
        sa.Column("code", _Words, nullable=False),
        sa.Column("article_key", _Key, nullable=False),
        sa.Column("direct", sa.Integer(), nullable=False),
        sa.Column("statements", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", "article_key"),
        sa.ForeignKeyConstraint(["article_key"], ["articles.key"], ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_topic_articles_article_key", "topic_articles", ["article_key"])


def _create_changes() -> None:
    op.create_table(
        "changes",
        sa.Column("version", _Key, autoincrement=False, nullable=False),
        sa.Column("change", _Words, nullable=False),
        sa.Column("article_id", _Words, nullable=False),
        sa.Column("at", _Words, nullable=False),
        sa.Column("reason", _Words),
        sa.PrimaryKeyConstraint("version"),
    )
    undone = sa.text("change != 'new'")
    op.create_index(
        "ix_changes_undone", "changes", ["version"], sqlite_where=undone, postgresql_where=undone
    )
    op.create_table(
        "tombstones",
        sa.Column("kind", _Words, nullable=False),
        sa.Column("id", _Words, nullable=False),
        sa.Column("version", _Key, nullable=False),
        sa.PrimaryKeyConstraint("kind", "id"),
    )
    op.create_index("ix_tombstones_version", "tombstones", ["version"])


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
_SQLITE_FULL_TEXT = (
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
_TRIGGERS = ("insert", "delete", "update")


# Blank instead of what parts words: ASCII's punctuation, and what news texts have beyond it. The
# parser of PostgreSQL would else read U.S., anti-war and 7/11 as words of their own kinds.
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
    CREATE FUNCTION onrecord_part_words(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT RETURN
    translate(words, '{_PUNCTUATION.replace("'", "''")}', '{" " * len(_PUNCTUATION)}')
    """,
    """
    ALTER TABLE attributions ADD COLUMN search tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('onrecord', onrecord_part_words(content)), 'A') ||
        setweight(to_tsvector('onrecord', onrecord_part_words(coalesce(speaker, ''))), 'B')
    ) STORED
    """,
    "CREATE INDEX ix_attributions_search ON attributions USING gin (search)",
    # How rare a word is, or the planner goes through all quotes for some 20 that have it.
    "ALTER TABLE attributions ALTER COLUMN search SET STATISTICS 1000",
    "CREATE INDEX ix_names_pieces ON names USING gin (folded gin_trgm_ops)",
)
_POSTGRES_DROP = (
    "ALTER TABLE attributions DROP COLUMN search",
    "DROP INDEX ix_names_pieces",
    "DROP FUNCTION onrecord_part_words",
    "DROP TEXT SEARCH CONFIGURATION onrecord",
    "DROP TEXT SEARCH DICTIONARY onrecord_stem",
)


def _create_full_text() -> None:
    for statement in _SQLITE_FULL_TEXT if _is_sqlite() else _POSTGRES_FULL_TEXT:
        # As it is: a colon has no meaning here.
        op.get_bind().exec_driver_sql(
            statement.replace("%", "%%") if not _is_sqlite() else statement
        )


def _drop_full_text() -> None:
    """Before tables are renamed, for the triggers would follow them."""
    if not _is_sqlite():
        if sa.inspect(op.get_bind()).has_table("names"):
            for statement in _POSTGRES_DROP:
                op.execute(statement)
    else:
        for table in ("attributions_fts", "names_fts"):
            for trigger in _TRIGGERS:
                op.execute(f"DROP TRIGGER IF EXISTS {table}_{trigger}")
            op.execute(f"DROP TABLE IF EXISTS {table}")
        op.execute("DROP VIEW IF EXISTS attribution_words")


def _read_batches(order: tuple[str, ...]) -> Iterator[list[Row]]:
    """The articles set aside, in an order that begins each batch after the one before."""
    connection = op.get_bind()
    table = sa.Table("old_articles", sa.MetaData(), autoload_with=connection)
    place = sa.tuple_(*(table.c[name] for name in order))
    after: tuple[Any, ...] | None = None
    while True:
        query = sa.select(table).order_by(*(table.c[name] for name in order)).limit(_BATCH)
        if after is not None:
            query = query.where(place > sa.tuple_(*map(sa.literal, after)))
        rows = [dict(row) for row in connection.execute(query).mappings()]
        if not rows:
            return
        yield rows
        after = tuple(rows[-1][name] for name in order)


def _read_rows(table: str, key: str, value: object, order: str) -> list[Row]:
    old = sa.Table(f"old_{table}", sa.MetaData(), autoload_with=op.get_bind())
    query = sa.select(old).where(old.c[key] == value).order_by(old.c[order])
    return [dict(row) for row in op.get_bind().execute(query).mappings()]


class _Tables:
    """The tables to write to, and the numbers of names."""

    def __init__(self, *tables: str) -> None:
        self._connection = op.get_bind()
        metadata = sa.MetaData()
        self._tables = {
            name: sa.Table(name, metadata, autoload_with=self._connection) for name in tables
        }
        self._names: dict[tuple[str, str], int] = {}

    def insert(self, name: str, rows: list[Row]) -> None:
        table = self._tables[name]
        columns = [column.name for column in table.c if column.computed is None]
        known = [{column: row.get(column) for column in columns} for row in rows]
        if known:
            self._connection.execute(sa.insert(table), known)

    def find_name(self, kind: str, name: str | None) -> int | None:
        folded = pad_name(name)
        if folded is None:
            return None
        if (kind, folded) not in self._names:
            number = len(self._names) + 1
            self.insert("names", [{"id": number, "kind": kind, "folded": folded}])
            self._names[kind, folded] = number
        return self._names[kind, folded]


def _number_names() -> None:
    """Let new names follow those that were copied with their numbers."""
    if not _is_sqlite():
        op.execute(
            "SELECT setval(pg_get_serial_sequence('names', 'id'), "
            "(SELECT coalesce(max(id), 0) + 1 FROM names), false)"
        )


def _copy_up() -> None:
    tables = _Tables(
        "articles",
        "attributions",
        "attribution_relays",
        "names",
        "speakers",
        "speaker_names",
        "article_topics",
        "topic_articles",
        "changes",
    )
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    version, day, place = 0, 0, 0
    for batch in _read_batches(("newest_first", "id")):
        for article in batch:
            version += 1
            # Keys count days as `newest_first` did, from the other end.
            day, place = article["newest_first"], place if day == article["newest_first"] else 0
            key = (_UNDATED + article["newest_first"]) * _DAY + place * _PLACE
            found = article["statements"] + article["attitudes"]
            place += max(1, -(-found // _PLACE))
            _copy_article_up(tables, article | {"key": key, "version": version})
            changed = {"version": version, "change": "new", "article_id": article["id"], "at": at}
            tables.insert("changes", [changed])
    speakers = sa.Table("old_speakers", sa.MetaData(), autoload_with=op.get_bind())
    for row in op.get_bind().execute(sa.select(speakers)).mappings().all():
        tables.insert("speakers", [dict(row)])
        named = [row["name"], *msgspec.json.decode(row["aliases"])]
        found = {tables.find_name("speaker", name) for name in named}
        numbers = [number for number in found if number is not None]
        tables.insert(
            "speaker_names",
            [{"name_id": number, "speaker_id": row["id"]} for number in numbers],
        )


def _copy_article_up(tables: _Tables, article: Row) -> None:
    key, version = article["key"], article["version"]
    outlet_id = tables.find_name("outlet", article["outlet"])
    tables.insert("articles", [article | {"outlet_id": outlet_id}])
    rows, relays = [], set()
    for row in _read_rows("attributions", "article_id", article["id"], "ordinal"):
        record = msgspec.json.decode(row["record"])
        spoken = find_spoken_days(record.get("spoken_at"))
        unlinked = row["speaker"] if row["speaker_id"] is None else None
        rows.append(
            row
            | {
                "key": key + row["ordinal"],
                "article_key": key,
                "outlet_id": outlet_id,
                "unlinked_id": tables.find_name("speaker", unlinked),
                "role_id": tables.find_name("role", row["role"]),
                "affiliation_id": tables.find_name("affiliation", row["affiliation"]),
                "addressee_id": tables.find_name(
                    "addressee", (record["addressee"] or {}).get("text")
                ),
                "anonymity": record["anonymity"],
                "spoken_first": spoken[0].toordinal() if spoken else None,
                "spoken_last": spoken[1].toordinal() if spoken else None,
                "surest_first": -row["confidence"],
                "version": version,
            }
        )
        named = {tables.find_name("relay", name) for name in record["relay"]} - {None}
        relays |= {(number, key + row["ordinal"]) for number in named}
    tables.insert("attributions", rows)
    tables.insert("attribution_relays", [{"name_id": name, "key": at} for name, at in relays])
    topics = _read_rows("article_topics", "article_id", article["id"], "ordinal")
    tables.insert("article_topics", [row | {"article_key": key} for row in topics])
    direct = {row["code"] for row in topics}
    known = load_media_topics()
    codes = direct | {above for code in direct if code in known for above in find_ancestors(code)}
    tables.insert(
        "topic_articles",
        [
            {
                "code": code,
                "article_key": key,
                "direct": int(code in direct),
                "statements": article["statements"],
            }
            for code in codes
        ],
    )


def _copy_down() -> None:
    tables = _Tables("articles", "attributions", "speakers", "article_topics")
    count = 0
    for batch in _read_batches(("key",)):
        for article in batch:
            key = article["key"]
            above = {
                "article_id": article["id"],
                "newest_first": key // _DAY - _UNDATED,
                "outlet_folded": pad_name(article["outlet"]),
            }
            tables.insert("articles", [article | above])
            rows = []
            for row in _read_rows("attributions", "article_key", key, "key"):
                told = (msgspec.json.decode(row["record"])["addressee"] or {}).get("text")
                named = {
                    "ordinal": row["key"] - key,
                    "confidence": -row["surest_first"],
                    "unlinked_folded": pad_name(
                        row["speaker"] if row["speaker_id"] is None else None
                    ),
                    "addressee_folded": pad_name(told),
                }
                count += 1
                rows.append(row | above | named | {"key": count})
            tables.insert("attributions", rows)
            topics = _read_rows("article_topics", "article_key", key, "ordinal")
            tables.insert("article_topics", [row | above for row in topics])
    speakers = sa.Table("old_speakers", sa.MetaData(), autoload_with=op.get_bind())
    for speaker in op.get_bind().execute(sa.select(speakers)).mappings().all():
        every = [speaker["name"], *msgspec.json.decode(speaker["aliases"])]
        folded = "".join(pad_name(name) or "" for name in every)
        tables.insert("speakers", [dict(speaker) | {"names_folded": folded}])
