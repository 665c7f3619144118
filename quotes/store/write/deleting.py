"""Articles deleted with all that was found in them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Table, delete, select

from quotes.store.schema import (
    NameKind,
    articles,
    attribution_candidates,
    attribution_members,
    attribution_relays,
    attributions,
)
from quotes.store.write.names import delete_unused_names
from quotes.store.write.rows import Row
from quotes.store.write.stories import delete_copies
from quotes.store.write.variants import delete_fingerprints

# Columns of `attributions` that refer to a name by its number.
_NAMES: dict[str, NameKind] = {
    "unlinked_id": "speaker",
    "role_id": "role",
    "affiliation_id": "affiliation",
    "addressee_id": "addressee",
}
# What `delete_fingerprints` and `cluster_quotes` need.
_VARIANT_COLUMNS = ("key", "content", "type", "act", "speaker", "speaker_id", "cluster")


class DeletedRows:
    """What deleted rows held: the ids of quotes and the story by article, the rows of quotes with a
    cluster by id, and the ids of speakers.
    """

    def __init__(self) -> None:
        self.quotes: dict[str, set[str]] = {}
        self.stories: dict[str, str] = {}
        self.clustered: dict[str, Row] = {}
        self.speakers: set[str] = set()
        self._names: dict[NameKind, set[int]] = {}

    def add_name(self, kind: NameKind, number: int | None) -> None:
        """Remember a name that may be unused now."""
        if number is not None:
            self._names.setdefault(kind, set()).add(number)

    def delete_names(self, connection: Connection) -> None:
        """Delete the names that no row refers to any more."""
        for kind, numbers in self._names.items():
            delete_unused_names(connection, kind, numbers)


def delete_articles(connection: Connection, keys: Sequence[int]) -> DeletedRows:
    """What was deleted with the articles."""
    deleted = DeletedRows()
    if not keys:
        return deleted
    for row in connection.execute(
        select(articles.c.id, articles.c.outlet_id, articles.c.story).where(
            articles.c.key.in_(keys)
        )
    ):
        deleted.quotes[row.id] = set()
        deleted.stories[row.id] = row.story
        deleted.add_name("outlet", row.outlet_id)
    of_articles = attributions.c.article_key.in_(keys)
    columns = (attributions.c[name] for name in (*_NAMES, *_VARIANT_COLUMNS))
    rows = connection.execute(
        select(attributions.c.id, articles.c.id.label("article_id"), *columns)
        .join_from(attributions, articles).where(of_articles)
    ).all()  # fmt: skip
    delete_fingerprints(connection, rows)
    for row in rows:
        deleted.quotes[row.article_id].add(row.id)
        if row.cluster is not None:
            deleted.clustered[row.id] = row._asdict()
        if row.speaker_id is not None:
            deleted.speakers.add(row.speaker_id)
        for name, kind in _NAMES.items():
            deleted.add_name(kind, row._mapping[name])
    tables: tuple[tuple[NameKind, Table], ...] = (
        ("relay", attribution_relays),
        ("speaker", attribution_members),
        ("speaker", attribution_candidates),
    )
    for kind, table in tables:
        numbers = select(table.c.name_id).join_from(table, attributions).where(of_articles)
        for number in connection.scalars(numbers):
            deleted.add_name(kind, number)
    delete_copies(connection, keys)
    connection.execute(delete(attributions).where(of_articles))
    connection.execute(delete(articles).where(articles.c.key.in_(keys)))
    return deleted
