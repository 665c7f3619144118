"""Dates and times of publication, in the forms that feeds and crawlers give them, as ISO 8601."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

# "Tue, 17 Nov 2015 16:05:00 GMT"; email.utils alone would read much that is no date.
_RFC_822 = re.compile(
    r"(?:[A-Za-z]{3},\s*)?\d{1,2} [A-Za-z]{3} \d{2,4} \d{1,2}:\d{2}(?::\d{2})?\b.*"
)
_NUMBER = re.compile(r"\d{9,13}(?:\.\d+)?")
# Seconds since 1970 that lie in 1973 to 2286; the same number of digits and three more are
# milliseconds. Smaller and larger numbers are no time of a news article.
_SECONDS = (10**8, 10**10)


def normalize_published(value: str | float) -> str | None:
    """The date (2015-11-17) or time (2015-11-17T16:05:00Z) in ISO 8601's extended form.

    Args:
        value: ISO 8601, RFC 822 as in RSS, or the seconds or milliseconds since 1970 as a number
            or as digits.

    Returns:
        None if it is none of these.
    """
    if isinstance(value, str):
        text = value.strip()
        iso = _read_iso(text)
        if iso is not None or not _NUMBER.fullmatch(text):
            return iso or _read_rfc_822(text)
        value = float(text)
    elif _read_iso(str(value)) is not None:  # 20151117 as a number
        return _read_iso(str(value))
    return _read_epoch(value)


def _read_iso(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    try:
        time = datetime.fromisoformat(text).isoformat()
    except ValueError:
        return None
    return time.removesuffix("+00:00") + "Z" if text[-1] in "zZ" else time


def _read_rfc_822(text: str) -> str | None:
    if not _RFC_822.fullmatch(text):
        return None
    try:
        time = parsedate_to_datetime(text)
    except ValueError:
        return None
    return _write_time(time)


def _read_epoch(number: float) -> str | None:
    least, most = _SECONDS
    if 1000 * least <= number < 1000 * most:
        number /= 1000
    if not least <= number < most:
        return None
    return _write_time(datetime.fromtimestamp(number, UTC))


def _write_time(time: datetime) -> str:
    written = time.isoformat()
    return written.removesuffix("+00:00") + "Z" if time.tzinfo is UTC else written
