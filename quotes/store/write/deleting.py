"""Articles deleted with all that was found in them, and single quotes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Table, delete, select

from quotes.store.identities.identify import identify
from quotes.store.schema import (
    NameKind,
    articles,
    attribution_candidates,
    attribution_members,
    attribution_relays,
    attributions,
)
from quotes.store.write.names import delete_unused_names
from quotes.store.write.quote_copies import mend_copies
from quotes.store.write.rows import Row
from quotes.store.write.speaker_rows import refresh_speakers
from quotes.store.write.stories import delete_copies, part_stories
from quotes.store.write.text_versions import delete_texts
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


def delete_article(connection: Connection, article_id: str, key: int, version: int) -> set[str]:
    """The ids of the quotes that were deleted with an article and all versions of its text; all
    that depended on them is mended: speakers, stories and names.
    """
    delete_texts(connection, article_id)
    deleted = delete_articles(connection, [key])
    update = identify(connection, article_id, (), version)
    refresh_speakers(connection, deleted.speakers | update.speakers, version)
    mend_copies(connection, part_stories(connection, deleted.stories, version).changed, version)
    deleted.delete_names(connection)
    return deleted.quotes[article_id]


def delete_articles(connection: Connection, keys: Sequence[int]) -> DeletedRows:
    """What was deleted with the articles."""
    if not keys:
        return DeletedRows()
    deleted = delete_quotes(connection, attributions.c.article_key.in_(keys))
    of_articles = articles.c.key.in_(keys)
    columns = (articles.c.id, articles.c.outlet_id, articles.c.story)
    for row in connection.execute(select(*columns).where(of_articles)):
        deleted.quotes.setdefault(row.id, set())
        deleted.stories[row.id] = row.story
        deleted.add_name("outlet", row.outlet_id)
    delete_copies(connection, keys)
    connection.execute(delete(articles).where(of_articles))
    return deleted


def delete_quotes(connection: Connection, condition: ColumnElement[bool]) -> DeletedRows:
    """What was deleted with the quotes that meet the condition."""
    deleted = DeletedRows()
    columns = (attributions.c[name] for name in (*_NAMES, *_VARIANT_COLUMNS))
    rows = connection.execute(
        select(attributions.c.id, articles.c.id.label("article_id"), *columns)
        .join_from(attributions, articles).where(condition)
    ).all()  # fmt: skip
    delete_fingerprints(connection, rows)
    for row in rows:
        deleted.quotes.setdefault(row.article_id, set()).add(row.id)
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
        numbers = select(table.c.name_id).join_from(table, attributions).where(condition)
        for number in connection.scalars(numbers):
            deleted.add_name(kind, number)
    connection.execute(delete(attributions).where(condition))
    return deleted
