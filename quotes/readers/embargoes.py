"""Articles that their publisher holds back: embargo, withheld, canceled."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

from msgspec.structs import replace

from quotes.readers.article_fields import ArticleFields
from quotes.readers.files import quarantine
from quotes.records import PublicationStatus, QuarantinedInput

# Where a zone is missing, an embargo lasts until its time has come everywhere.
_LAST_ZONE = timezone(timedelta(hours=-12))


def hold_back(
    fields: ArticleFields, path: str, line: int | None = None, now: datetime | None = None
) -> QuarantinedInput | None:
    """The record of an article that must not appear (yet); None for one that may.

    Args:
        now: the time; by default the machine's.
    """
    status: PublicationStatus
    if fields.pubstatus in ("canceled", "withheld"):
        status = "canceled" if fields.pubstatus == "canceled" else "withheld"
        reason = f"{status} by its publisher"
    elif fields.embargoed and has_not_come(fields.embargoed, now):
        status, reason = "embargoed", f"under embargo until {fields.embargoed}"
    else:
        return None
    return replace(
        quarantine(path, reason, line),
        pubstatus=status,
        article_id=None if fields.id is None else str(fields.id),
        until=fields.embargoed if status == "embargoed" else None,
    )


def has_not_come(until: str, now: datetime | None = None) -> bool:
    """Whether an ISO 8601 time, or the end of a date, lies in the future."""
    if len(until) == len("2026-01-31"):
        end = datetime.combine(date.fromisoformat(until) + timedelta(days=1), time())
    else:
        end = datetime.fromisoformat(until)
    end = end if end.tzinfo else end.replace(tzinfo=_LAST_ZONE)
    return end > (now or datetime.now(UTC))
