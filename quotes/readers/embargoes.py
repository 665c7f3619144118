"""Articles that their publisher holds back: embargo, withheld, canceled."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import cast

from msgspec.structs import replace

from quotes.readers.article_fields import ArticleFields
from quotes.readers.files import quarantine
from quotes.records import HeldBack, QuarantinedInput

# Where a zone is missing, an embargo lasts until its time has come everywhere.
_LAST_ZONE = timezone(timedelta(hours=-12))


def hold_back(fields: ArticleFields, path: str, line: int | None = None) -> QuarantinedInput | None:
    """The record of an article that must not appear, whenever; None for one that may."""
    if fields.pubstatus not in ("canceled", "withheld"):
        return None
    return replace(
        quarantine(path, f"{fields.pubstatus} by its publisher", line),
        pubstatus=cast(HeldBack, fields.pubstatus),
        article_id=None if fields.id is None else str(fields.id),
        stated_at=fields.published,
    )


def find_embargo_end(until: str) -> datetime:
    """When an embargo ends, in UTC.

    Args:
        until: an ISO 8601 time, or a date, to whose end it lasts.
    """
    try:
        if len(until) == len("2026-01-31"):
            end = datetime.combine(date.fromisoformat(until) + timedelta(days=1), time())
        else:
            end = datetime.fromisoformat(until)
        return (end if end.tzinfo else end.replace(tzinfo=_LAST_ZONE)).astimezone(UTC)
    except OverflowError:  # in the years 1 and 9999
        return (datetime.max if until > "5" else datetime.min).replace(tzinfo=UTC)
