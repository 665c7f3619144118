"""Which release answers."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def find_release() -> str:
    """The release of this package; "0" if it is not installed."""
    try:
        return version("onrecord")
    except PackageNotFoundError:
        return "0"
