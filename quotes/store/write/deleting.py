"""Taking articles away with all that was found in them, and keeping away what was withdrawn."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Table, delete, select

from quotes.errors import NotFoundError
from quotes.store.identities.identify import identify
from quotes.store.schema import (
    articles,
    attribution_members,
    attribution_relays,
    attributions,
)
from quotes.store.search.names import Kind, drop_unused
from quotes.store.write.changes import add_change, bury, find_buried, unbury
from quotes.store.write.rows import Row
from quotes.store.write.speaker_rows import refresh_speakers
from quotes.store.write.variants import forget_quotes

# Columns of `attributions` that mean a name by its number.
_NAMED: dict[str, Kind] = {
    "unlinked_id": "speaker",
    "role_id": "role",
    "affiliation_id": "affiliation",
    "addressee_id": "addressee",
}
# What `forget_quotes` and `cluster_quotes` need.
_MATCHED = ("key", "content", "type", "act", "speaker", "speaker_id", "cluster")


class Dropped:
    """What stood in rows that were deleted: the ids of quotes by article, the rows of those with a
    cluster by id, and the ids of speakers.
    """

    def __init__(self) -> None:
        self.quotes: dict[str, set[str]] = {}
        self.clustered: dict[str, Row] = {}
        self.speakers: set[str] = set()
        self._names: dict[Kind, set[int]] = {}

    def add_name(self, kind: Kind, number: int | None) -> None:
        """Remember a name that may stand nowhere else."""
        if number is not None:
            self._names.setdefault(kind, set()).add(number)

    def forget_names(self, connection: Connection) -> None:
        """Drop the names that stand nowhere else."""
        for kind, numbers in self._names.items():
            drop_unused(connection, kind, numbers)


def drop_articles(connection: Connection, keys: Sequence[int]) -> Dropped:
    """What was deleted with the articles."""
    dropped = Dropped()
    if not keys:
        return dropped
    for row in connection.execute(
        select(articles.c.id, articles.c.outlet_id).where(articles.c.key.in_(keys))
    ):
        dropped.quotes[row.id] = set()
        dropped.add_name("outlet", row.outlet_id)
    of_articles = attributions.c.article_key.in_(keys)
    columns = (attributions.c[name] for name in (*_NAMED, *_MATCHED))
    rows = connection.execute(
        select(attributions.c.id, articles.c.id.label("article_id"), *columns)
        .join_from(attributions, articles).where(of_articles)
    ).all()  # fmt: skip
    forget_quotes(connection, rows)
    for row in rows:
        dropped.quotes[row.article_id].add(row.id)
        if row.cluster is not None:
            dropped.clustered[row.id] = row._asdict()
        if row.speaker_id is not None:
            dropped.speakers.add(row.speaker_id)
        for name, kind in _NAMED.items():
            dropped.add_name(kind, row._mapping[name])
    tables: tuple[tuple[Kind, Table], ...] = (
        ("relay", attribution_relays),
        ("speaker", attribution_members),
    )
    for kind, table in tables:
        named = select(table.c.name_id).join_from(table, attributions).where(of_articles)
        for number in connection.scalars(named):
            dropped.add_name(kind, number)
    connection.execute(delete(attributions).where(of_articles))
    connection.execute(delete(articles).where(articles.c.key.in_(keys)))
    return dropped


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
    dropped = drop_articles(connection, [key])
    bury(connection, "article", [article_id], version)
    bury(connection, "quote", dropped.quotes[article_id], version)
    identified = identify(connection, article_id, (), version)
    refresh_speakers(connection, dropped.speakers | identified.changed, version)
    dropped.forget_names(connection)
    return version


def restore_article(connection: Connection, article_id: str) -> int:
    """The version from which a withdrawn article can be saved again.

    Raises:
        NotFoundError: no withdrawn article has the id.
    """
    if not find_buried(connection, "article", [article_id]):
        raise NotFoundError("withdrawn article", article_id)
    unbury(connection, "article", [article_id])
    return add_change(connection, "restored", article_id)
