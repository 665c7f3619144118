"""Events: what happened, who did it and when, written in the transaction of the change itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, insert

from quotes.store.schema import events

# Who changed something, where it was somebody at the command line.
COMMAND = "command"


class NewEvent(NamedTuple):
    """An event to write.

    Attributes:
        kind: "article." with a `changes.ChangeKind`, or "key." with what became of the key.
        object_id: of the article, or the name of the key.
        version: of the data, if they changed.
        payload: what else there is to say, as JSON.
    """

    kind: str
    object_id: str
    version: int | None = None
    payload: Mapping[str, Any] = {}


def add_events(connection: Connection, new_events: Iterable[NewEvent], who: str) -> None:
    """Write events; their numbers ascend in the order of commits, since only one process writes."""
    at = format_time(datetime.now(UTC))
    rows = [
        {
            "kind": event.kind,
            "object_id": event.object_id,
            "who": who,
            "at": at,
            "version": event.version,
            "payload": msgspec.json.encode(event.payload).decode(),
        }
        for event in new_events
    ]
    if rows:
        connection.execute(insert(events), rows)


def format_time(time: datetime) -> str:
    """A time as the tables have it, so that text compares as time: ISO 8601, UTC, milliseconds."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
