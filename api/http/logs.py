"""The log: one JSON object a line, each with the id of its request.

Of what a reader asked for only the path is logged: searches show what a newsroom is working on.
"""

from __future__ import annotations

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


class JsonFormatter(logging.Formatter):
    """Formats each record as a line of JSON; `extra={"fields": {…}}` adds fields.

    Everything but printable ASCII is escaped, so that nothing from a request can begin a new line,
    move a terminal's cursor or change the direction of the text.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (current_id := request_id.get()) is not None:
            line["request_id"] = current_id
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str).replace("\x7f", "\\u007f")


def configure_logging(level: str) -> None:
    """Send the log of the service and of its server to standard error, from this level upwards."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    for name in ("onrecord", "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(level.upper())
