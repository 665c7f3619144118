"""`/v1/export`: everything that passes the filters, as one stream."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import msgspec
from anyio import to_thread
from litestar import get
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.response import Stream

from api.items import make_quote
from api.links import Links
from api.problems import document
from api.schemas import QuoteItem
from quotes.store import QuoteFilter, Store

MEDIA_TYPE = "application/x-ndjson"

# Quotes read and sent together: some 250 KB, which bounds both the memory of a stream and the wait
# for others.
CHUNK = 200

_encoder = msgspec.json.Encoder()


@get(
    "/export/quotes.ndjson",
    operation_id="exportQuotes",
    summary="Export quotes",
    tags=["export"],
    media_type=MEDIA_TYPE,
    responses={
        200: ResponseSpec(
            QuoteItem,
            description="JSON lines: each line is a quote like the items of `/v1/quotes`.",
            media_type=MEDIA_TYPE,
            generate_examples=False,
        )
    }
    | document(400, 503),
)
async def export_quotes(
    store: NamedDependency[Store],
    wanted: NamedDependency[QuoteFilter],
    links: NamedDependency[Links],
) -> Stream:
    """Every quote that passes the filters, a JSON object a line, in the order of `/v1/quotes`."""
    lines = _encode(store, wanted, links)
    # Read before the answer begins, so that a bad filter or database is still an error and no
    # broken stream.
    first = await to_thread.run_sync(next, lines, b"")
    return Stream(
        _send(first, lines),
        media_type=MEDIA_TYPE,
        headers={"Content-Disposition": 'attachment; filename="quotes.ndjson"'},
    )


def _encode(store: Store, wanted: QuoteFilter, links: Links) -> Iterator[bytes]:
    for chunk in store.stream_quotes(wanted, chunk=CHUNK):
        yield _encoder.encode_lines([make_quote(quote, links) for quote in chunk.items])


async def _send(first: bytes, lines: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The first chunk and the rest; waiting for a thread lets a client that has left end the
    stream.
    """
    chunk = first
    while chunk:
        yield chunk
        chunk = await to_thread.run_sync(next, lines, b"")
