"""What is stored beside what it is made from: every column that a record, the text or other rows
decide is made again, as saving makes it, and compared.

Left out is what has a history (versions; which cluster or story, but not whether one), and what
nothing else tells: the digest of an article's extraction and the scores of its topics.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, Table, select

from quotes.errors import OffsetError, StoreError
from quotes.folding import pad_name
from quotes.records import Extraction, Topic
from quotes.store.identities.identify import read_ids
from quotes.store.schema import (
    NameKind,
    article_topics,
    articles,
    attribution_candidates,
    attribution_members,
    attribution_relays,
    attributions,
    speaker_names,
    speakers,
    topic_articles,
)
from quotes.store.search.records import decode_attribution, make_article
from quotes.store.write.names import NameIndex
from quotes.store.write.reviews import apply_reviews
from quotes.store.write.rows import TABLES, Row, check_attributions, give_ids, list_names, make_rows
from quotes.store.write.speaker_rows import make_speaker_rows
from quotes.variants import find_fingerprints, read_wording

# Articles, or speakers, that are read together. Not tuned.
_BATCH = 100

# The number of a name that is not stored (I4 says so): like no number and no value of a column.
_NOT_STORED = -(2**40)

# The sources of all else, and what has a history or is counted (I4).
_NOT_COMPARED = {
    "articles": {
        "record",
        "text",
        "digest",
        "version",
        "statements",
        "attitudes",
        "story",
        "story_version",
        "text_version",
    },
    "attributions": {"record", "version", "cluster", "copy_of"},
}
_LABELS = {
    attribution_relays: "relay",
    attribution_members: "member",
    attribution_candidates: "candidate",
    article_topics: "topic",
    topic_articles: "place below topic",
}


class _StoredNames(NameIndex):
    """The numbers of names that are stored; none is added."""

    def add(self, kinds_and_names: Iterable[tuple[NameKind, str | None]]) -> None:
        self._load({(kind, pad) for kind, name in kinds_and_names if (pad := pad_name(name))})

    def get(self, kind: NameKind, name: str | None) -> int | None:
        try:
            return super().get(kind, name)
        except KeyError:
            return _NOT_STORED


def find_altered(connection: Connection) -> Iterator[str]:
    """Articles and quotes that are not what their texts and records make, with the column."""
    for stored in _read_batches(connection, articles, articles.c.key):
        keys = [row["key"] for row in stored]
        rows = {table: _read_rows(connection, table, keys) for table in TABLES[1:]}
        ids = read_ids(connection, [row["id"] for row in stored])
        for row in stored:
            own = {table: some.get(row["key"], []) for table, some in rows.items()}
            try:
                yield from _compare_article(connection, row, own, ids.get(row["id"], {}))
            except (AttributeError, TypeError, ValueError) as error:
                # After damage a column may hold anything, even null where it must not.
                yield f"article {row['id']!r}: can't be compared, {error}"


def find_altered_speakers(connection: Connection) -> Iterator[str]:
    """Speakers whose names or kind are not those of their quotes; those without any are left out,
    for I4 has them.
    """
    for stored in _read_batches(connection, speakers, speakers.c.id):
        ids = [row["id"] for row in stored]
        made, names = make_speaker_rows(connection, ids)
        index = _StoredNames(connection)
        index.add(("speaker", name) for some in names.values() for name in some)
        by_id = {row["id"]: row for row in made}
        found_by = _read_numbers(connection, ids)
        for row in stored:
            if (expected := by_id.get(row["id"])) is None:
                continue
            yield from _compare_row(f"speaker {row['id']!r}", speakers, row, expected)
            numbers = {index.get("speaker", name) for name in names[row["id"]]} - {None}
            if _NOT_STORED not in numbers and numbers != found_by.get(row["id"], set()):
                yield f"speaker {row['id']!r}: found by other names than those of their quotes"


def _compare_article(
    connection: Connection, stored: Row, rows: Mapping[Table, Sequence[Row]], ids: Mapping[str, str]
) -> Iterator[str]:
    label, quotes = f"article {stored['id']!r}", rows[attributions]
    try:
        extraction = _make_extraction(stored, quotes, rows[article_topics])
    except _RecordError as error:
        yield str(error)
        return
    if extraction.article.sha256 != stored["sha256"]:
        digest = extraction.article.sha256
        yield f"{label}: its text has the digest {digest}, not {stored['sha256']}"
        return
    try:
        check_attributions(extraction)
    except OffsetError as error:
        yield f"{label}: {error}"
        return
    keys = [row["key"] for row in quotes]
    if any(key < stored["key"] + nth for nth, key in enumerate(keys)):
        yield f"{label}: the keys of its quotes do not follow its own"
        return
    expected = _make_expected(connection, extraction, stored, keys, ids)
    yield from _compare_row(label, articles, stored, expected[articles][0])
    labels = {row["key"]: f"quote {row['id']!r}" for row in quotes}
    for row, made in zip(quotes, expected[attributions], strict=True):
        yield from _compare_row(labels[row["key"]], attributions, row, made)
        if (row["cluster"] is not None) != _has_variants(made):
            yield f"{labels[row['key']]}: its cluster is {row['cluster']!r}, against its words"
    for table in _LABELS:
        yield from _compare_rows(label, labels, table, rows[table], expected[table])


def _has_variants(row: Row) -> bool:
    """Whether a quote has words enough to be compared with others, and so a cluster."""
    wording = read_wording(row["content"], row["type"])
    return row["act"] == "statement" and bool(find_fingerprints(wording))


class _RecordError(Exception):
    """A record that can't be read or is of something else."""


def _make_extraction(stored: Row, quotes: Sequence[Row], topics: Sequence[Row]) -> Extraction:
    label = f"article {stored['id']!r}"
    try:
        article = make_article(stored["record"] or "", stored["text"] or "")
        found = []
        for row in quotes:
            label = f"quote {row['id']!r}"
            attribution = decode_attribution(row["record"] or "")
            if (attribution.id, attribution.article_id) != (row["id"], article.id):
                of = f"{attribution.id!r} in {attribution.article_id!r}"
                raise _RecordError(f"{label}: its record is of {of}")
            found.append(attribution)
    except msgspec.DecodeError as error:
        raise _RecordError(f"{label}: {error}") from error
    fields = ("code", "name", "score", "method")
    given = tuple(Topic(**{name: row[name] for name in fields}) for row in topics)
    return Extraction(article=article, attributions=tuple(found), topics=given)


def _make_expected(
    connection: Connection,
    extraction: Extraction,
    stored: Row,
    keys: Sequence[int],
    ids: Mapping[str, str],
) -> dict[Table, list[Row]]:
    index = _StoredNames(connection)
    index.add(list_names(extraction))
    made = make_rows(extraction, stored["key"], stored["digest"], stored["version"], index)
    give_ids(made, ids)
    # Where a quote was erased the others have kept their keys.
    for row in (*made.attributions, *made.relays, *made.members, *made.candidates):
        row["key"] = keys[row["key"] - stored["key"]]
    rows = dict(zip(TABLES, made, strict=True))
    apply_reviews(connection, rows, index)
    return rows


def _compare_rows(
    label: str,
    labels: Mapping[int, str],
    table: Table,
    stored: Sequence[Row],
    expected: Sequence[Row],
) -> Iterator[str]:
    """The rows that are missing, too many or different."""
    if any(row.get("name_id") == _NOT_STORED for row in expected):
        return
    columns = [column.name for column in table.primary_key.columns]
    there, made = (
        {tuple(row[name] for name in columns): row for row in some} for some in (stored, expected)
    )
    for key in sorted(there.keys() | made.keys()):
        of = labels.get((there.get(key) or made[key]).get("key", 0), label)
        place = ", ".join(f"{name} {value!r}" for name, value in zip(columns, key, strict=True))
        what = f"{of}: the {_LABELS[table]} of {place}"
        if key not in there:
            yield f"{what} is missing"
        elif key not in made:
            yield f"{what} is not in its record"
        else:
            yield from _compare_row(what, table, there[key], made[key])


def _compare_row(label: str, table: Table, stored: Row, expected: Row) -> Iterator[str]:
    for column in (each.name for each in table.columns):
        if column in _NOT_COMPARED.get(table.name, ()) or expected[column] == _NOT_STORED:
            continue
        if stored[column] != expected[column]:
            values = (_shorten(row[column]) for row in (stored, expected))
            yield "{}: its {} is {}, and {} by its record".format(label, column, *values)


def _shorten(value: object) -> str:
    words = repr(value)
    return words if len(words) <= 60 else f"{words[:60]}…"


def _read_batches(
    connection: Connection, table: Table, key: ColumnElement[Any]
) -> Iterator[list[Row]]:
    """The rows of a table in the order of a key, in flat memory.

    Raises:
        StoreError: the table is damaged, so that there is no end to it.
    """
    page = select(table).order_by(key).limit(_BATCH)
    query, last = page, None
    while rows := [dict(row) for row in connection.execute(query).mappings()]:
        if rows[-1][key.key] == last:
            raise StoreError(f"{table.name} can't be read in the order of its keys")
        yield rows
        last = rows[-1][key.key]
        query = page.where(key > last)


def _read_rows(
    connection: Connection, table: Table, article_keys: Sequence[int]
) -> dict[int, list[Row]]:
    """The rows of a table by the keys of their articles, in the order of the primary key."""
    query: Select[Any] = select(table).order_by(*table.primary_key.columns)
    of = table if "article_key" in table.c else attributions
    if of is attributions and table is not attributions:
        query = query.join(attributions, attributions.c.key == table.c.key)
        query = query.add_columns(attributions.c.article_key)
    rows: dict[int, list[Row]] = {}
    for row in connection.execute(query.where(of.c.article_key.in_(article_keys))).mappings():
        rows.setdefault(row["article_key"], []).append(dict(row))
    return rows


def _read_numbers(connection: Connection, ids: Sequence[str]) -> dict[str, set[int]]:
    """The numbers of the names that speakers are found by."""
    numbers: dict[str, set[int]] = {}
    of_speakers = speaker_names.c.speaker_id.in_(ids)
    for row in connection.execute(select(speaker_names).where(of_speakers)):
        numbers.setdefault(row.speaker_id, set()).add(row.name_id)
    return numbers
