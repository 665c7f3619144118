"""Saving an extraction: the whole of it in one transaction, and nothing if nothing changed."""

from __future__ import annotations

import hashlib
from typing import Literal

from sqlalchemy import Connection, delete, insert, select

from quotes.errors import NotFoundError
from quotes.identities import WikidataTable
from quotes.records import Extraction
from quotes.store.changes import add_change, bury, is_buried, mark_identified, unbury
from quotes.store.identifying import identify, see_speakers
from quotes.store.keeping import find_changed_speakers, refresh_speakers
from quotes.store.keys import DAY, PLACE, count_places, find_day_key
from quotes.store.names import Kind, NameBook, drop_unused
from quotes.store.rows import encode_digest, make_rows
from quotes.store.schema import (
    article_topics,
    articles,
    attribution_relays,
    attributions,
    topic_articles,
)

Saved = Literal["new", "unchanged", "replaced", "withdrawn"]

# Columns of `attributions` that mean a name by its number.
_NAMED: dict[str, Kind] = {
    "unlinked_id": "speaker",
    "role_id": "role",
    "affiliation_id": "affiliation",
    "addressee_id": "addressee",
}


def save_extraction(
    connection: Connection, extraction: Extraction, wikidata: WikidataTable | None = None
) -> Saved:
    """What became of the extraction's article: "new", "unchanged", or "replaced" with everything
    found in it; "withdrawn" if it was withdrawn before, for then it stays away.

    An article with a known id and another text is a new version of it, and replaces it. Who its
    speakers are among those of other articles is decided in the same transaction, with the ids of
    the Wikidata table as evidence.

    Raises:
        OffsetError: a span lies outside the text.
        StoreError: two attributions share an id, one is of another article, or a text holds a lone
            surrogate.
    """
    article = extraction.article
    digest = hashlib.sha256(encode_digest(extraction)).hexdigest()
    known = connection.execute(
        select(articles.c.key, articles.c.digest).where(articles.c.id == article.id)
    ).first()
    if known is not None and known.digest == digest:
        return "unchanged"
    if known is None and is_buried(connection, "article", article.id):
        return "withdrawn"
    extraction, sightings = see_speakers(extraction, wikidata)
    key = _find_key(connection, extraction, known.key if known else None)
    rows = make_rows(extraction, key, digest, _learn_names(connection, extraction))
    change: Literal["new", "replaced"] = "new" if known is None else "replaced"
    version = add_change(connection, change, article.id)
    dropped = _Dropped()
    if known is not None:
        dropped = _drop_article(connection, known.key)
    identified = identify(connection, article.id, sightings, version)
    if change == "new" and identified.changed:
        mark_identified(connection, version)
    for row in rows.attributions:
        row["speaker_id"] = identified.ids.get(row["speaker_id"])
    new_ids = {row["id"] for row in rows.attributions}
    unbury(connection, "quote", new_ids)
    bury(connection, "quote", dropped.quotes - new_ids, version)
    for table, some in (
        (articles, [rows.article]),
        (attributions, rows.attributions),
        (attribution_relays, rows.relays),
        (article_topics, rows.topics),
        (topic_articles, rows.topic_articles),
    ):
        versioned = [row | {"version": version} for row in some] if "version" in table.c else some
        if versioned:
            connection.execute(insert(table), versioned)
    changed = dropped.speakers | identified.changed
    changed |= find_changed_speakers(connection, extraction, identified.ids)
    refresh_speakers(connection, changed, version)
    dropped.forget_names(connection)
    return change


def withdraw_article(connection: Connection, article_id: str, reason: str) -> int:
    """The version in which an article went with everything found in it; tombstones stay.

    It stays away when it is saved again, until `restore_article`.

    Raises:
        NotFoundError: no article has the id.
    """
    key = connection.scalar(select(articles.c.key).where(articles.c.id == article_id))
    if key is None:
        raise NotFoundError("article", article_id)
    version = add_change(connection, "withdrawn", article_id, reason)
    dropped = _drop_article(connection, key)
    bury(connection, "article", [article_id], version)
    bury(connection, "quote", dropped.quotes, version)
    identified = identify(connection, article_id, (), version)
    refresh_speakers(connection, dropped.speakers | identified.changed, version)
    dropped.forget_names(connection)
    return version


def restore_article(connection: Connection, article_id: str) -> int:
    """The version from which a withdrawn article can be saved again.

    Raises:
        NotFoundError: no withdrawn article has the id.
    """
    if not is_buried(connection, "article", article_id):
        raise NotFoundError("withdrawn article", article_id)
    unbury(connection, "article", [article_id])
    return add_change(connection, "restored", article_id)


class _Dropped:
    """What stood in rows that were deleted."""

    def __init__(self) -> None:
        self.quotes: set[str] = set()
        self.speakers: set[str] = set()
        self._names: dict[Kind, set[int]] = {}

    def add_name(self, kind: Kind, number: int | None) -> None:
        if number is not None:
            self._names.setdefault(kind, set()).add(number)

    def forget_names(self, connection: Connection) -> None:
        """Drop the names that stand nowhere else."""
        for kind, numbers in self._names.items():
            drop_unused(connection, kind, numbers)


def _drop_article(connection: Connection, key: int) -> _Dropped:
    dropped = _Dropped()
    of_article = attributions.c.article_key == key
    columns = (attributions.c[name] for name in _NAMED)
    for row in connection.execute(
        select(attributions.c.id, attributions.c.speaker_id, *columns).where(of_article)
    ):
        dropped.quotes.add(row.id)
        if row.speaker_id is not None:
            dropped.speakers.add(row.speaker_id)
        for name, kind in _NAMED.items():
            dropped.add_name(kind, row._mapping[name])
    relays = select(attribution_relays.c.name_id).join_from(attribution_relays, attributions)
    for number in connection.scalars(relays.where(of_article)):
        dropped.add_name("relay", number)
    outlet = select(articles.c.outlet_id).where(articles.c.key == key)
    dropped.add_name("outlet", connection.scalar(outlet))
    # Before the article, whose deletion would take them along unseen by the full-text index's
    # trigger.
    connection.execute(delete(attributions).where(of_article))
    connection.execute(delete(articles).where(articles.c.key == key))
    return dropped


def _find_key(connection: Connection, extraction: Extraction, known: int | None) -> int:
    """The key of the article: the one it has, if its day is the same and its quotes have room
    there, else the next of its day.
    """
    places = count_places(len(extraction.attributions))
    day = find_day_key(extraction.article.published)
    if known is not None and day <= known < day + DAY and places == 1:
        return known
    last = connection.execute(
        select(articles.c.key, articles.c.statements + articles.c.attitudes)
        .where(articles.c.key >= day, articles.c.key <= day + DAY - 1)
        .order_by(articles.c.key.desc())
        .limit(1)
    ).first()
    return day if last is None else last[0] + count_places(last[1]) * PLACE


def _learn_names(connection: Connection, extraction: Extraction) -> NameBook:
    book = NameBook(connection)
    found = extraction.attributions
    book.add("outlet", [extraction.article.outlet])
    book.add("speaker", [each.speaker for each in found if each.speaker_id is None])
    book.add("role", [each.role for each in found])
    book.add("affiliation", [each.affiliation for each in found])
    book.add("addressee", [each.addressee.text for each in found if each.addressee])
    book.add("relay", [relay for each in found for relay in each.relay])
    return book
