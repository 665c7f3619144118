"""Extractions saved: all of them or none, and nothing of what did not change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from sqlalchemy import Connection, Table, func, insert, select

from quotes.identities import ArticleSpeaker, WikidataTable
from quotes.records import Extraction
from quotes.store.identities.identify import extract_speakers, identify, read_ids
from quotes.store.schema import (
    articles,
    attributions,
)
from quotes.store.schema.keys import BLOCK, DAY, count_blocks, find_day_key
from quotes.store.search.same_urls import find_same_urls
from quotes.store.search.versions import read_version
from quotes.store.write.changes import (
    add_changes,
    add_tombstones,
    delete_tombstones,
    mark_identified,
)
from quotes.store.write.deleting import delete_articles
from quotes.store.write.erasing import find_erased_articles
from quotes.store.write.holding import hold_articles
from quotes.store.write.names import NameIndex
from quotes.store.write.person_mentions import remove_erased
from quotes.store.write.quote_copies import link_quotes, mend_copies
from quotes.store.write.quote_ids import identify_quotes, move_quotes, read_stored
from quotes.store.write.reviews import apply_reviews
from quotes.store.write.rows import (
    TABLES,
    Row,
    check_attributions,
    encode_digest,
    give_ids,
    list_names,
    make_rows,
)
from quotes.store.write.speaker_rows import find_changed_speakers, refresh_speakers
from quotes.store.write.stories import join_stories
from quotes.store.write.text_versions import keep_texts
from quotes.store.write.variants import cluster_quotes

Saved = Literal["new", "unchanged", "replaced", "withdrawn", "embargoed", "erased"]

# Articles whose rows are written together. Not tuned.
_GROUP = 200


class _ArticleSave(NamedTuple):
    """An extraction to save, with the key of the article that it replaces, its named speakers, and
    the ids of what earlier quotes changed into.
    """

    extraction: Extraction
    digest: str
    replaced: int | None
    speakers: Sequence[ArticleSpeaker] = ()
    successors: Mapping[str, str] = {}


def save_extractions(
    connection: Connection, extractions: Iterable[Extraction], wikidata: WikidataTable | None = None
) -> list[Saved]:
    """What became of each extraction's article, as `Articles.save_all` says.

    An article with the id of a stored one and another text replaces it, and so does one with its
    URL that is a copy of it (`search.same_urls`); the text before is kept. Who its speakers are
    among those of other articles is decided in the same transaction, with the ids of the Wikidata
    table as evidence.
    """
    saved: list[Saved] = []
    for group in _group(extractions):
        saved += _save_group(connection, group, wikidata)
    return saved


def _group(extractions: Iterable[Extraction]) -> Iterator[list[Extraction]]:
    """Groups in which no id and no URL occurs twice."""
    group: list[Extraction] = []
    taken: set[tuple[str, str | None]] = set()
    for extraction in extractions:
        article = extraction.article
        own = {("id", article.id), ("url", article.url)} - {("url", None)}
        if taken & own or len(group) == _GROUP:
            yield group
            group, taken = [], set()
        group.append(extraction)
        taken |= own
    if group:
        yield group


def _save_group(
    connection: Connection, group: list[Extraction], wikidata: WikidataTable | None
) -> list[Saved]:
    group = _unify_urls(connection, group)
    ids = [extraction.article.id for extraction in group]
    columns = (articles.c.id, articles.c.key, articles.c.digest)
    rows = connection.execute(select(*columns).where(articles.c.id.in_(ids)))
    stored = {row.id: row for row in rows}
    erased = find_erased_articles(connection, group)
    left = remove_erased(connection, [each for each in group if each.article.id not in erased])
    cleaned = {extraction.article.id: extraction for extraction in left}
    held = hold_articles(connection, left)
    saved: list[Saved] = []
    saves: list[_ArticleSave] = []
    for extraction in group:
        article_id = extraction.article.id
        digest = hashlib.sha256(encode_digest(extraction)).hexdigest()
        row = stored.get(article_id)
        if article_id in erased:
            saved.append("erased")
        elif article_id in held:
            saved.append(held[article_id])
        elif row is None:
            saved.append("new")
        else:
            saved.append("unchanged" if row.digest == digest else "replaced")
        if saved[-1] in ("new", "replaced"):
            check_attributions(extraction)
            saves.append(_ArticleSave(cleaned[article_id], digest, row.key if row else None))
    if saves:
        _write(connection, _find_who(_find_ids(connection, saves), wikidata))
    return saved


def _unify_urls(connection: Connection, group: Sequence[Extraction]) -> list[Extraction]:
    """The extractions in order, those of an article that is stored under another id with that."""
    before = find_same_urls(connection, [extraction.article for extraction in group])
    ids = {extraction.article.id for extraction in group}
    return [
        extraction
        if (stored := before.get(extraction.article.id)) is None or stored.id in ids
        else move_quotes(extraction, stored.id)
        for extraction in group
    ]


def _find_ids(connection: Connection, saves: list[_ArticleSave]) -> list[_ArticleSave]:
    """The saves with the ids that their quotes get."""
    stored = (
        None if save.replaced is None else read_stored(connection, save.replaced) for save in saves
    )
    identified = identify_quotes(
        connection, list(zip((save.extraction for save in saves), stored, strict=True))
    )
    return [
        save._replace(extraction=quotes.extraction, successors=quotes.successors)
        for save, quotes in zip(saves, identified, strict=True)
    ]


def _find_who(saves: list[_ArticleSave], wikidata: WikidataTable | None) -> list[_ArticleSave]:
    """The saves with their named speakers."""
    extracted = (extract_speakers(save.extraction, wikidata) for save in saves)
    return [save._replace(**each._asdict()) for save, each in zip(saves, extracted, strict=True)]


def _write(connection: Connection, saves: list[_ArticleSave]) -> None:
    # Before anything is deleted, so that no article takes the key of one that is replaced.
    keys = _find_keys(connection, saves)
    version = read_version(connection)
    replaced = [save.replaced for save in saves if save.replaced is not None]
    text_versions = keep_texts(connection, replaced, [save.extraction.article for save in saves])
    deleted = delete_articles(connection, replaced)
    add_changes(connection, [
        (number, "new" if save.replaced is None else "replaced", save.extraction.article.id)
        for number, save in enumerate(saves, start=version + 1)
    ])  # fmt: skip
    ids, changed = _identify(connection, saves, version)
    rows = _make_rows(connection, saves, keys, version, ids)
    for row in rows[articles]:
        row["text_version"] = text_versions.get(row["id"], row["version"])
    joined = join_stories(connection, rows[articles], deleted.stories)
    moved = cluster_quotes(connection, rows[attributions], deleted.clustered)
    for number in moved | joined.versions:
        if saves[number - version - 1].replaced is None:
            mark_identified(connection, number)
    texts = {row["key"]: row["text"] for row in rows[articles]}
    link_quotes(connection, rows[attributions], texts, joined.copies)
    stored = {row["id"] for row in rows[attributions]}
    delete_tombstones(connection, "quote", stored)
    for number, save in enumerate(saves, start=version + 1):
        before = deleted.quotes.get(save.extraction.article.id, set())
        add_tombstones(connection, "quote", before - stored, number, save.successors)
    for table, some in rows.items():
        if some:
            connection.execute(insert(table), some)
    if replaced:
        last = max(number for number, save in enumerate(saves) if save.replaced is not None)
        mend_copies(connection, joined.changed, version + 1 + last)
    changed |= deleted.speakers | find_changed_speakers(
        connection, [(save.extraction, ids[save.extraction.article.id]) for save in saves]
    )
    refresh_speakers(connection, changed, version + len(saves))
    deleted.delete_names(connection)


def _identify(
    connection: Connection, saves: list[_ArticleSave], version: int
) -> tuple[dict[str, dict[str, str]], set[str]]:
    """The corpus's ids of each article's speakers, and the speakers whose quotes changed."""
    changed: set[str] = set()
    for number, save in enumerate(saves, start=version + 1):
        update = identify(connection, save.extraction.article.id, save.speakers, number)
        if save.replaced is None and update.speakers:
            mark_identified(connection, number)
        changed |= update.speakers
    # Read at the end: a later article may have merged speakers of an earlier one.
    return read_ids(connection, [save.extraction.article.id for save in saves]), changed


def _make_rows(
    connection: Connection,
    saves: list[_ArticleSave],
    keys: list[int],
    version: int,
    ids: Mapping[str, Mapping[str, str]],
) -> dict[Table, list[Row]]:
    rows: dict[Table, list[Row]] = {table: [] for table in TABLES}
    index = NameIndex(connection)
    index.add(name for save in saves for name in list_names(save.extraction))
    for number, (save, key) in enumerate(zip(saves, keys, strict=True), start=version + 1):
        made = make_rows(save.extraction, key, save.digest, number, index)
        give_ids(made, ids[save.extraction.article.id])
        for table, some in zip(TABLES, made, strict=True):
            rows[table] += some
    apply_reviews(connection, rows, index)
    return rows


def _find_keys(connection: Connection, saves: list[_ArticleSave]) -> list[int]:
    """The key of each article: the one it has, if its day is the same and one block is enough, else
    the next of its day.
    """
    keys: list[int] = []
    free: dict[int, int] = {}
    for save in saves:
        blocks = count_blocks(len(save.extraction.attributions))
        day = find_day_key(save.extraction.article.published)
        if save.replaced is not None and day <= save.replaced < day + DAY and blocks == 1:
            keys.append(save.replaced)
            continue
        if day not in free:
            free[day] = _find_free(connection, day)
        keys.append(free[day])
        free[day] += blocks * BLOCK
    return keys


def _find_free(connection: Connection, day: int) -> int:
    last = connection.scalar(
        select(articles.c.key)
        .where(articles.c.key >= day, articles.c.key <= day + DAY - 1)
        .order_by(articles.c.key.desc())
        .limit(1)
    )
    if last is None:
        return day
    of_last = attributions.c.article_key == last
    highest = connection.scalar(select(func.max(attributions.c.key)).where(of_last))
    return int(last) + count_blocks(0 if highest is None else highest - last + 1) * BLOCK
