"""The state of the service."""

from __future__ import annotations

import msgspec


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The state of the service."""

    status: str
