"""Articles that must not be there, or not yet: withdrawn, withheld, under embargo.

An article under embargo waits with all that was found in it in a table of its own, and is saved
when its time has come. No list, search, count or export can show it before, since it is not among
what they read.

Agencies send versions of an item in any order, and folders are read again and again: a version is
older or newer by the time that its publisher gave it (`Article.published`), not by its arrival.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

import msgspec
from sqlalchemy import Connection, Select, delete, insert, select

from quotes.records import Extraction, HeldBack
from quotes.store.schema import articles, held_articles
from quotes.store.write.changes import (
    ChangeKind,
    add_change,
    add_tombstones,
    delete_tombstones,
    find_withdrawn,
)
from quotes.store.write.deleting import delete_article
from quotes.store.write.events import COMMAND
from quotes.store.write.rows import check_attributions, encode_digest
from quotes.store.write.text_versions import delete_texts

Held = Literal["embargoed", "withdrawn", "unchanged"]


def read_clock() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)


def withdraw_article(
    connection: Connection,
    article_id: str,
    key: int,
    reason: str | None,
    change: ChangeKind = "withdrawn",
    *,
    who: str = COMMAND,
) -> int:
    """The version in which an article was deleted with everything found in it."""
    version = add_change(connection, change, article_id, reason, who=who)
    quotes = delete_article(connection, article_id, key, version)
    delete_tombstones(connection, "article", [article_id])
    add_tombstones(connection, "article", [article_id], version)
    add_tombstones(connection, "quote", quotes, version)
    return version


def hold_articles(connection: Connection, extractions: Sequence[Extraction]) -> dict[str, Held]:
    """What became of the articles that are not to be saved now, by id; the others may be.

    Raises:
        OffsetError, UnstorableError: as `Articles.save`.
    """
    ids = [extraction.article.id for extraction in extractions]
    withdrawn = find_withdrawn(connection, ids)
    held: dict[str, Held] = dict.fromkeys(withdrawn, "withdrawn")
    columns = (held_articles.c.id, held_articles.c.status, held_articles.c.stated_at)
    query = select(*columns).where(held_articles.c.id.in_(ids))
    rows = {row.id: row for row in connection.execute(query)}
    now = read_clock()
    for extraction in extractions:
        article, row = extraction.article, rows.get(extraction.article.id)
        if article.id in withdrawn:
            continue
        is_old = row is not None and _find_time(article.published) < row.stated_at
        if is_old and row is not None and row.status == "withheld":
            held[article.id] = "withdrawn"
        elif article.embargoed is not None and article.embargoed > now:
            held[article.id] = (
                "embargoed" if is_old else _hold(connection, extraction, article.embargoed)
            )
        elif row is not None and not is_old:
            release(connection, article.id)
    return held


def release(connection: Connection, article_id: str) -> None:
    """Let an article be saved, if it was held."""
    connection.execute(delete(held_articles).where(held_articles.c.id == article_id))
    delete_tombstones(connection, "article", [article_id])


def withhold(
    connection: Connection, article_id: str, status: HeldBack, reason: str, stated_at: str | None
) -> bool:
    """Whether anything changed: the article is deleted, if it is there, and stays away.

    Args:
        status: "canceled", for ever; "withheld", until a newer version comes.
        stated_at: when its publisher said so; unknown is now. If older than what is stored or held,
            nothing changes.
    """
    if find_withdrawn(connection, [article_id]):
        return False
    stored = connection.execute(_select_head(article_id)).first()
    row = connection.execute(select(held_articles).where(held_articles.c.id == article_id)).first()
    time = _find_time(stated_at) or _format(read_clock())
    if status == "withheld":
        last = max(row.stated_at if row else "", _find_time(stored.published) if stored else "")
        if time < last or (row is not None and row.status == "withheld"):
            return False
    connection.execute(delete(held_articles).where(held_articles.c.id == article_id))
    if status == "withheld":
        _insert(connection, {"id": article_id, "status": "withheld", "stated_at": time})
    change: ChangeKind = "withdrawn" if status == "canceled" else "withheld"
    if stored is not None:
        withdraw_article(connection, article_id, stored.key, reason, change)
    elif status == "canceled":
        # Its notice may come before the article.
        delete_tombstones(connection, "article", [article_id])
        version = add_change(connection, change, article_id, reason)
        add_tombstones(connection, "article", [article_id], version)
    return True


def list_due(connection: Connection) -> list[str]:
    """The ids of articles whose embargo has ended, in the order of its ends."""
    until = held_articles.c.until
    query = select(held_articles.c.id).where(until <= _format(read_clock()))
    return list(connection.scalars(query.order_by(until, held_articles.c.id)))


def read_held(connection: Connection, article_id: str) -> Extraction | None:
    """What waits under the id, if anything does."""
    of_id = held_articles.c.id == article_id
    stored = connection.scalar(select(held_articles.c.extraction).where(of_id))
    return None if stored is None else msgspec.json.decode(stored, type=Extraction)


def _hold(connection: Connection, extraction: Extraction, until: datetime) -> Held:
    """Keep an article until its embargo ends; the same text goes, if it is there already."""
    article = extraction.article
    check_attributions(extraction)
    stored = connection.execute(_select_head(article.id)).first()
    time = _find_time(article.published)
    if stored is not None and time < _find_time(stored.published):
        return "unchanged"
    connection.execute(delete(held_articles).where(held_articles.c.id == article.id))
    _insert(connection, {
        "id": article.id,
        "status": "embargoed",
        "until": _format(until),
        "stated_at": time,
        "extraction": encode_digest(extraction).decode(),
    })  # fmt: skip
    delete_texts(connection, article.id, article.sha256)
    if stored is not None and stored.sha256 == article.sha256:
        reason = f"under embargo until {until.isoformat()}"
        withdraw_article(connection, article.id, stored.key, reason, "withheld")
    return "embargoed"


def _select_head(article_id: str) -> Select[tuple[int, str, str | None]]:
    columns = (articles.c.key, articles.c.sha256, articles.c.published)
    return select(*columns).where(articles.c.id == article_id)


def _insert(connection: Connection, row: Mapping[str, str]) -> None:
    connection.execute(insert(held_articles), [{"until": None, "extraction": None, **row}])


def _find_time(published: str | None) -> str:
    """The time that a publisher states as `_format` writes it; empty if it states none. One without
    a zone is UTC, a date its beginning.
    """
    try:
        time = datetime.fromisoformat(published or "")
        return _format(time if time.tzinfo else time.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return ""


def _format(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="microseconds")
