"""The ceiling: the peer's file behind sqlite3, msgspec and uvicorn, with nothing else.

No checks, no limits, no errors, no headers but the type: what is left of a server when everything
that a service is for has been taken away. Run as: bare.py FILE PORT
"""

from __future__ import annotations

import csv
import io
import sqlite3
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import unquote, unquote_plus

import msgspec
import uvicorn
from statements import find_statements

_ROWS = 1_000

_connection = sqlite3.connect(f"file:{sys.argv[1]}?immutable=1", uri=True)
_connection.execute("PRAGMA cache_size = -200000")
_statements = find_statements()
_encode = msgspec.json.Encoder().encode
_encode_lines = msgspec.json.Encoder().encode_lines


async def answer(scope: Any, receive: Any, send: Any) -> None:
    """The rows of the case that the path names, for the value in the query."""
    if scope["type"] != "http":
        return
    case = unquote(scope["path"][1:])
    if case in ("csv", "ndjson"):
        cursor = _connection.execute("SELECT * FROM quotes ORDER BY id")
        await _start(send, b"text/plain")
        for chunk in _export_csv(cursor) if case == "csv" else _export_lines(cursor):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
        return
    body = b"[]"
    if (sql := _statements.get(case)) is not None:
        value = unquote_plus(scope["query_string"].decode())
        cursor = _connection.execute(sql, {"value": value})
        names = _list_names(cursor)
        body = _encode([dict(zip(names, row, strict=True)) for row in cursor])
    await _start(send, b"application/json", (b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.body", "body": body})


async def _start(send: Any, content_type: bytes, *headers: tuple[bytes, bytes]) -> None:
    types = [(b"content-type", content_type), *headers]
    await send({"type": "http.response.start", "status": 200, "headers": types})


def _export_csv(cursor: sqlite3.Cursor) -> Iterator[bytes]:
    rows: list[tuple[object, ...]] = [tuple(_list_names(cursor))]
    while rows:
        buffer = io.StringIO()
        csv.writer(buffer).writerows(rows)
        yield buffer.getvalue().encode()
        rows = cursor.fetchmany(_ROWS)


def _export_lines(cursor: sqlite3.Cursor) -> Iterator[bytes]:
    names = _list_names(cursor)
    for rows in iter(partial(cursor.fetchmany, _ROWS), []):
        yield _encode_lines([dict(zip(names, row, strict=True)) for row in rows])


def _list_names(cursor: sqlite3.Cursor) -> list[str]:
    return [column[0] for column in cursor.description]


uvicorn.run(
    answer,
    host="127.0.0.1",
    port=int(sys.argv[2]),
    loop="uvloop",
    http="httptools",
    access_log=False,
    lifespan="off",
)
