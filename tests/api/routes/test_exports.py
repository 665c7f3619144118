"""Exports over HTTP: the bytes that `quotes.exporting` makes, as fast as the client takes them."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from typing import Any

import anyio
import msgspec
import pytest
from api_clients import make_client
from litestar import Litestar
from litestar.testing import TestClient
from store_builders import make_sample

from api import create_app
from api.service import Service
from quotes.exporting import FORMATS, TABLES, Export, ExportManifest, ExportRequest, Format, Table
from quotes.settings import Settings
from quotes.store import open_store

Client = TestClient[Litestar]
PATH = "/v1/export/quotes.ndjson"
TYPES = {
    "ndjson": "application/x-ndjson",
    "csv": "text/csv; header=present; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("form", FORMATS)
def test_every_table_in_every_format(
    client: Client, sample_settings: Settings, table: Table, form: Format
) -> None:
    """The bytes are those of the store's export; the manifest named in `Link` describes them."""
    if form == "parquet":
        pytest.importorskip("pyarrow")
    answer = client.get(f"/v1/export/{table}.{form}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == TYPES[form]
    disposition = answer.headers["content-disposition"]
    assert disposition == f'attachment; filename="{table}.{form}"'
    with open_store(sample_settings.database_url) as store:
        assert answer.headers["data-version"] == str(store.version())
        with Export(store, ExportRequest(table=table, format=form)) as export:
            assert answer.content == b"".join(export)
        manifest = client.get(answer.links["describedby"]["url"])
        assert msgspec.json.decode(manifest.content, type=ExportManifest) == export.manifest


@pytest.mark.parametrize("query", ["", "?act=all", "?speaker=berg", "?outlet=nowhere"])
def test_rows_are_the_quotes_of_the_list(client: Client, query: str) -> None:
    """The same quotes in the same order as in `/v1/quotes`, under the names of its fields."""
    rows = [json.loads(line) for line in client.get(PATH + query).text.splitlines()]
    items = client.get("/v1/quotes" + query).json()["items"]
    assert [row["id"] for row in rows] == [item["id"] for item in items]
    for row, item in zip(rows, items, strict=True):
        for name, value in row.items():
            outer, _, inner = name.partition("_")
            if name in item:
                assert value == item[name], name
            elif inner and outer in ("speaker", "article", "offsets") and item[outer]:
                assert value == item[outer][inner], name


def test_parameters(client: Client) -> None:
    query = "?columns=text,id&compression=gzip&raw=true&act=all&q=dam"
    answer = client.get(f"/v1/export/quotes.csv{query}")
    assert answer.headers["content-type"] == "application/gzip"
    assert answer.headers["content-disposition"] == 'attachment; filename="quotes.csv.gz"'
    header, *rows = csv.reader(io.StringIO(gzip.decompress(answer.content).decode(), newline=""))
    assert header == ["text", "id"]
    items = client.get("/v1/quotes?act=all&q=dam").json()["items"]
    assert rows == [[item["text"], item["id"]] for item in items]


def test_an_export_that_broke_off_continues(client: Client) -> None:
    """With the id of the last whole row and the version, the two parts are the whole."""
    whole = client.get(PATH)
    first = whole.text.splitlines(keepends=True)[:2]
    rest = client.get(
        PATH,
        params={
            "after": json.loads(first[-1])["id"],
            "at-version": whole.headers["data-version"],
        },
    )
    assert "".join(first) + rest.text == whole.text


def test_only_what_changed(lost: Client, lost_settings: Settings) -> None:
    with open_store(lost_settings.database_url, create=True) as store:
        for extraction in make_sample():
            store.articles.save(extraction)
        version = int(lost.get(PATH).headers["data-version"])
        assert lost.get(f"{PATH}?changed-since={version}").text == ""
        store.articles.withdraw("undated", "it was wrong")
    answer = lost.get(f"{PATH}?changed-since={version}")
    (row,) = map(json.loads, answer.text.splitlines())
    assert (row["withdrawn"], row["version"], row["text"]) == (True, version + 1, None)
    assert answer.headers["data-version"] == str(version + 1)
    gone = lost.get(f"{PATH}?at-version={version}")
    assert (gone.status_code, gone.json()["type"]) == (409, "urn:onrecord:problem:snapshot-lost")


@pytest.mark.parametrize(
    "query",
    [
        "?q=!", "?limit=3", "?cursor=x", "?from-date=soon", "?columns=x", "?columns=", "?raw=true",
        "?shape=x", "?compression=bzip2", "?after=x", "?at-version=1000000", "?at-version=-1",
        "?changed-since=x", "?shape=gdelt&changed-since=0",
    ],
)  # fmt: skip
def test_a_bad_parameter_is_a_problem_and_no_stream(client: Client, query: str) -> None:
    """The problem names the parameter; of a manifest, too."""
    for path in (PATH, f"{PATH}/manifest"):
        answer = client.get(path + query)
        assert answer.status_code == 400, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        names = [each["parameter"] for each in answer.json()["errors"]]
        assert all(f"{name}=" in query for name in names)


def test_without_pyarrow_the_extra_is_named(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    answer = client.get("/v1/export/quotes.parquet")
    assert answer.status_code == 501
    assert "onrecord[parquet]" in answer.json()["detail"]


def test_head_sends_no_body(client: Client) -> None:
    answer = client.head(PATH)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["data-version"]
    assert _service(client.app).exports.taken == 0


def _service(app: Litestar) -> Service:
    service: Service = app.state["service"]
    return service


def test_too_many_are_refused_for_a_while(client: Client, sample_settings: Settings) -> None:
    """A refusal says when to try again; an export that has ended frees its slot."""
    with make_client(sample_settings, max_exports=1) as limited:
        exports = _service(limited.app).exports
        slot = limited.blocking_portal.call(exports.take)
        for path in (PATH, f"{PATH}/manifest"):
            answer = limited.get(path)
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "30"
            assert answer.json()["type"] == "urn:onrecord:problem:too-many-exports"
        limited.blocking_portal.call(slot.close)
        for _ in range(3):
            assert limited.get(PATH).status_code == 200
            assert limited.get(f"{PATH}/manifest").status_code == 200
            assert limited.get(f"{PATH}?after=x").status_code == 400
        assert exports.taken == 0


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
        store.articles.save(msgspec.structs.replace(sample, article=article, attributions=found))


def test_more_than_one_batch_comes_whole(lost: Client, lost_settings: Settings) -> None:
    _fill(lost_settings, 2_500)
    lines = lost.get(PATH).text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [str(n) for n in range(2_500)]


@pytest.mark.parametrize("path", [PATH, f"{PATH}/manifest"])
def test_a_client_that_leaves_ends_the_work(lost_settings: Settings, path: str) -> None:
    """After the client left, only the chunk under way is made, and the slot is released."""
    _fill(lost_settings, 6_000)
    app = create_app(lost_settings)
    sent: list[int] = []

    async def export() -> None:
        gone = anyio.Event()
        if path != PATH:
            gone.set()

        async def receive() -> dict[str, object]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.body" and message.get("body"):
                sent.append(len(message["body"]))
                gone.set()
                await anyio.sleep(0.05)

        scope: Any = {
            "type": "http",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
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
            assert _service(app).exports.taken == 0

    anyio.run(export)
    assert len(sent) < 4


def test_the_manifest_describes_what_was_sent(client: Client) -> None:
    data = client.get(f"{PATH}?compression=zstd").content
    manifest = client.get(f"{PATH}/manifest?compression=zstd").json()
    assert manifest["sha256"] == hashlib.sha256(data).hexdigest()
    assert manifest["bytes"] == len(data)
