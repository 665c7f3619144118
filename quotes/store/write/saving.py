"""Saving extractions: all of them or none, and nothing of what did not change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from sqlalchemy import Connection, Table, func, insert, select

from quotes.identities import ArticleSpeaker, WikidataTable
from quotes.records import Extraction
from quotes.store.identities.identify import identify, read_ids, see_speakers
from quotes.store.schema import (
    article_topics,
    articles,
    attribution_members,
    attribution_relays,
    attributions,
    topic_articles,
)
from quotes.store.schema.keys import DAY, PLACE, count_places, find_day_key
from quotes.store.search.names import Kind, NameBook
from quotes.store.write.changes import (
    add_changes,
    bury,
    find_buried,
    mark_identified,
    read_version,
    unbury,
)
from quotes.store.write.deleting import drop_articles
from quotes.store.write.reviews import keep_reviews
from quotes.store.write.rows import Row, check_attributions, encode_digest, make_rows
from quotes.store.write.speaker_rows import find_changed_speakers, refresh_speakers
from quotes.store.write.variants import cluster_quotes

Saved = Literal["new", "unchanged", "replaced", "withdrawn"]

# Articles whose rows are written together.
_GROUP = 200


class _Plan(NamedTuple):
    """An extraction that changes something, with its named speakers and the key of the article that
    it replaces.
    """

    extraction: Extraction
    sightings: Sequence[ArticleSpeaker]
    digest: str
    replaced: int | None


def save_extractions(
    connection: Connection, extractions: Iterable[Extraction], wikidata: WikidataTable | None = None
) -> list[Saved]:
    """What became of each extraction's article: "new", "unchanged", or "replaced" with everything
    found in it; "withdrawn" if it was withdrawn before, for then it stays away.

    An article with a known id and another text is a new version of it, and replaces it. Who the
    speakers are among those of other articles is decided in the same transaction, with the ids of
    the Wikidata table as evidence.

    Raises:
        OffsetError: a span lies outside the text.
        StoreError: two attributions share an id, one is of another article, or a text holds what
            no database can.
    """
    saved: list[Saved] = []
    for group in _split(extractions):
        saved += _save_group(connection, group, wikidata)
    return saved


def _split(extractions: Iterable[Extraction]) -> Iterator[list[Extraction]]:
    """Groups in which no article comes twice."""
    group: dict[str, Extraction] = {}
    for extraction in extractions:
        if extraction.article.id in group or len(group) == _GROUP:
            yield list(group.values())
            group = {}
        group[extraction.article.id] = extraction
    if group:
        yield list(group.values())


def _save_group(
    connection: Connection, group: list[Extraction], wikidata: WikidataTable | None
) -> list[Saved]:
    ids = [extraction.article.id for extraction in group]
    known = {
        row.id: row
        for row in connection.execute(
            select(articles.c.id, articles.c.key, articles.c.digest).where(articles.c.id.in_(ids))
        )
    }
    buried = find_buried(connection, "article", ids)
    saved: list[Saved] = []
    plans: list[_Plan] = []
    for extraction in group:
        article_id = extraction.article.id
        digest = hashlib.sha256(encode_digest(extraction)).hexdigest()
        there = known.get(article_id)
        if there is None:
            saved.append("withdrawn" if article_id in buried else "new")
        else:
            saved.append("unchanged" if there.digest == digest else "replaced")
        if saved[-1] in ("new", "replaced"):
            check_attributions(extraction)
            seen = see_speakers(extraction, wikidata)
            plans.append(_Plan(*seen, digest, there.key if there else None))
    if plans:
        _write(connection, plans)
    return saved


def _write(connection: Connection, plans: list[_Plan]) -> None:
    # Before anything is dropped, so that no article takes the place of one that comes again.
    keys = _find_keys(connection, plans)
    version = read_version(connection)
    dropped = drop_articles(
        connection, [plan.replaced for plan in plans if plan.replaced is not None]
    )
    add_changes(connection, [
        (number, "new" if plan.replaced is None else "replaced", plan.extraction.article.id)
        for number, plan in enumerate(plans, start=version + 1)
    ])  # fmt: skip
    ids, changed = _identify(connection, plans, version)
    rows = _make_rows(connection, plans, keys, version, ids)
    for number in cluster_quotes(connection, rows[attributions], dropped.clustered):
        if plans[number - version - 1].replaced is None:
            mark_identified(connection, number)
    there = {row["id"] for row in rows[attributions]}
    unbury(connection, "quote", there)
    for number, plan in enumerate(plans, start=version + 1):
        lost = dropped.quotes.get(plan.extraction.article.id, set())
        bury(connection, "quote", lost - there, number)
    for table, some in rows.items():
        if some:
            connection.execute(insert(table), some)
    changed |= dropped.speakers | find_changed_speakers(
        connection, [(plan.extraction, ids[plan.extraction.article.id]) for plan in plans]
    )
    refresh_speakers(connection, changed, version + len(plans))
    dropped.forget_names(connection)


def _identify(
    connection: Connection, plans: list[_Plan], version: int
) -> tuple[dict[str, dict[str, str]], set[str]]:
    """The corpus's ids of each article's speakers, and the speakers whose quotes changed."""
    changed: set[str] = set()
    for number, plan in enumerate(plans, start=version + 1):
        article_id = plan.extraction.article.id
        identified = identify(connection, article_id, plan.sightings, number)
        if plan.replaced is None and identified.changed:
            mark_identified(connection, number)
        changed |= identified.changed
    # Not what each was told: a later article may have made two speakers of an earlier one the same.
    return read_ids(connection, [plan.extraction.article.id for plan in plans]), changed


def _make_rows(
    connection: Connection,
    plans: list[_Plan],
    keys: list[int],
    version: int,
    ids: Mapping[str, Mapping[str, str]],
) -> dict[Table, list[Row]]:
    tables = (
        articles, attributions, attribution_relays, attribution_members, article_topics,
        topic_articles,
    )  # fmt: skip
    rows: dict[Table, list[Row]] = {table: [] for table in tables}
    book = _learn_names(connection, plans)
    for number, (plan, key) in enumerate(zip(plans, keys, strict=True), start=version + 1):
        made = make_rows(plan.extraction, key, plan.digest, number, book)
        for row in (*made.attributions, *made.members):
            row["speaker_id"] = ids[plan.extraction.article.id].get(row["speaker_id"])
        for table, some in zip(tables, made, strict=True):
            rows[table] += some
    keep_reviews(connection, rows)
    return rows


def _find_keys(connection: Connection, plans: list[_Plan]) -> list[int]:
    """The key of each article: the one it has, if its day is the same and its quotes have room
    there, else the next of its day.
    """
    keys: list[int] = []
    free: dict[int, int] = {}
    for plan in plans:
        places = count_places(len(plan.extraction.attributions))
        day = find_day_key(plan.extraction.article.published)
        if plan.replaced is not None and day <= plan.replaced < day + DAY and places == 1:
            keys.append(plan.replaced)
            continue
        if day not in free:
            free[day] = _find_free(connection, day)
        keys.append(free[day])
        free[day] += places * PLACE
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
    return int(last) + count_places(0 if highest is None else highest - last + 1) * PLACE


def _learn_names(connection: Connection, plans: list[_Plan]) -> NameBook:
    wanted: list[tuple[Kind, str | None]] = []
    for plan in plans:
        wanted.append(("outlet", plan.extraction.article.outlet))
        for found in plan.extraction.attributions:
            wanted += [
                ("speaker", found.speaker if found.speaker_id is None else None),
                ("role", found.role),
                ("affiliation", found.affiliation),
                ("addressee", found.addressee.text if found.addressee else None),
                *(("relay", relay) for relay in found.relay),
                *(("speaker", member) for member in found.members),
            ]
    book = NameBook(connection)
    book.add(wanted)
    return book
