"""The export is every quote that passes the filters, a line each."""

from __future__ import annotations

import json

import anyio
import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from store_builders import make_sample

from api import create_app
from api.export import CHUNK
from quotes.settings import Settings
from quotes.store import open_store

Client = TestClient[Litestar]
PATH = "/v1/export/quotes.ndjson"


@pytest.mark.parametrize("query", ["", "?act=all", "?speaker=berg", "?outlet=nowhere"])
def test_lines_are_the_items_of_the_list(client: Client, query: str) -> None:
    answer = client.get(PATH + query)
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.headers["content-disposition"] == 'attachment; filename="quotes.ndjson"'
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert lines == client.get("/v1/quotes" + query).json()["items"]


@pytest.mark.parametrize("query", ["?q=!", "?limit=3", "?cursor=x", "?from-date=soon"])
def test_a_bad_filter_is_a_problem_and_no_stream(client: Client, query: str) -> None:
    answer = client.get(PATH + query)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


def _fill(settings: Settings, count: int) -> None:
    sample = make_sample()[2]
    with open_store(settings.database_url, create=True) as store:
        article = msgspec.structs.replace(sample.article, id="many", text="x" * (count + 1))
        (one,) = sample.attributions
        found = tuple(
            msgspec.convert(
                msgspec.to_builtins(one)
                | {"id": str(n), "article_id": "many", "content": [[n, n + 1]]}
                | {"cue": [], "source": []},
                type(one),
            )
            for n in range(count)
        )
        store.save(msgspec.structs.replace(sample, article=article, attributions=found))


def test_more_than_one_chunk_comes_whole(lost: Client, lost_settings: Settings) -> None:
    _fill(lost_settings, 2 * CHUNK + 1)
    lines = lost.get(PATH).text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [str(n) for n in range(2 * CHUNK + 1)]


def test_a_client_that_leaves_ends_the_stream(lost_settings: Settings) -> None:
    """After the client is gone, no more than the chunk under way is sent."""
    _fill(lost_settings, 6 * CHUNK)
    app = create_app(lost_settings)
    sent: list[bytes] = []

    async def export() -> None:
        gone = anyio.Event()

        async def receive() -> dict[str, object]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, object]) -> None:
            if message["type"] == "http.response.body" and message.get("body"):
                sent.append(b"chunk")
                gone.set()
                await anyio.sleep(0.05)

        scope = {
            "type": "http",
            "method": "GET",
            "path": PATH,
            "raw_path": PATH.encode(),
            "query_string": b"",
            "headers": [],
            "server": ("testserver", 80),
            "scheme": "http",
            "root_path": "",
            "http_version": "1.1",
            "asgi": {"version": "3.0"},
        }
        async with app.lifespan():
            await app(scope, receive, send)  # type: ignore[arg-type]

    anyio.run(export)
    assert 1 <= len(sent) < 6
