"""Whether the server is about to stop."""

from __future__ import annotations


class ShutdownState:
    """What the process knows of its own end; the server sets it, health and middleware read it."""

    # True once the process was asked to stop; it still answers requests for a while.
    is_draining = False
