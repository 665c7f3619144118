"""`/v1/export`: everything that passes the filters, as one stream of one version of the data."""

from __future__ import annotations

from typing import Annotated, Any, Final
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import ResponseSpec
from litestar.openapi.spec import Example
from litestar.params import QueryParameter
from litestar.response import Stream

from api.problems import Kind, ServiceError, document
from api.service import find_service
from api.streams import ExportStream, read_manifest
from quotes.errors import SettingsError
from quotes.exporting import (
    FORMATS,
    ROWS,
    TABLES,
    Compression,
    Export,
    ExportRequest,
    Format,
    Manifest,
    Shape,
    Table,
    check_request,
    find_media_type,
    name_file,
)
from quotes.exporting.exporting import MEDIA_TYPES
from quotes.store import QuoteFilter

NO_SUCH_FORMAT = Kind(501, "format-not-installed", "The service can't make this format")

Columns = Annotated[
    str | None,
    QueryParameter(
        name="columns",
        description="Names of columns with commas between, in the order wanted. By default all "
        "but `status`, `offsets_addressee`, `offsets_setting`, `offsets_time` and "
        "`offsets_anonymity`.",
        examples=[Example(value="id")],
        min_length=1,
        max_length=2_000,
    ),
]
ShapeParameter = Annotated[
    Shape,
    QueryParameter(
        name="shape",
        description="onrecord: our columns; quotebank: those of the data set Quotebank, a row per "
        "quotation (quotes) or per article; gdelt: GDELT's pre, quote and post. Speakers come as "
        "onrecord only.",
        examples=[Example(value="onrecord")],
    ),
]
CompressionParameter = Annotated[
    Compression | None,
    QueryParameter(
        name="compression",
        description="Makes a .gz or .zst file. In Parquet it is how columns are compressed, zstd "
        "by default.",
        examples=[Example(value="gzip")],
    ),
]
Raw = Annotated[
    bool,
    QueryParameter(
        name="raw",
        description="Only of CSV: leave cells that a spreadsheet would take for a formula as they "
        "are. By default they get a ' before them.",
        examples=[Example(value=False)],
    ),
]
After = Annotated[
    str | None,
    QueryParameter(
        name="after",
        description="Begin after the row with this id: goes on with an export that broke off. "
        "Give its Data-Version as `at-version`, and both are one.",
        examples=[Example(value="3f75133ae00fd0b198fb")],
        min_length=1,
        max_length=4_000,
    ),
]
AtVersion = Annotated[
    int | None,
    QueryParameter(
        name="at-version",
        description="The version of the data, the newest by default. An older one can be had until "
        "something of it is replaced or withdrawn; then the answer is 409.",
        examples=[Example(value=1)],
        ge=0,
        le=2**63 - 1,
    ),
]
ChangedSince = Annotated[
    int | None,
    QueryParameter(
        name="changed-since",
        description="Only what has come or changed since this version of the data, then what was "
        "withdrawn since or passes the filters no longer: rows with `withdrawn` and little else. "
        "Quotes of speakers who were merged or parted since come again if `speaker` is given. "
        "Not for speakers and other shapes.",
        examples=[Example(value=0)],
        ge=0,
        le=2**63 - 1,
    ),
]

_TOLD = {
    "ndjson": "JSON lines: each line is such a row.",
    "csv": "CSV as RFC 4180 has it: a header, then a line for each row; lists are JSON text.",
    "parquet": "A Parquet file with typed columns; lists are lists.",
}
_ABOUT = (
    "Every row of one version of the data, which `Data-Version` tells, in the order of the lists "
    "(speakers: of their ids). Articles and speakers are those with at least one quote that passes "
    "the filters; without filters, all. The manifest that `Link` names (`rel=describedby`) says "
    "how many rows and bytes there are and their SHA-256."
)
_ABOUT_MANIFEST = (
    "What the export with the same parameters holds: rows, bytes, SHA-256, version of the data and "
    "the id of the last row. It is made by making the export, and takes as long."
)


def _make_request(
    table: Table,
    form: Format,
    wanted: QuoteFilter,
    columns: str | None,
    shape: Shape,
    compression: Compression | None,
    raw: bool,
    after: str | None,
    at_version: int | None,
    changed_since: int | None,
) -> ExportRequest:
    """The request that the parameters are.

    Raises:
        QueryError: they can't be answered.
        ServiceError: the format needs a package that is not installed.
    """
    request = ExportRequest(
        table=table,
        format=form,
        wanted=wanted,
        columns=None if columns is None else tuple(columns.split(",")),
        shape=shape,
        compression=compression,
        raw=raw,
        after=after,
        at_version=at_version,
        changed_since=changed_since,
    )
    try:
        check_request(request)
    except SettingsError as error:
        raise ServiceError(NO_SUCH_FORMAT, str(error)) from error
    return request


def _make_routes(table: Table, form: Format) -> list[HTTPRouteHandler]:
    """The export of a table in a format, and its manifest."""
    path, name = f"/export/{table}.{form}", f"{table.title()}{form.title()}"
    row = ROWS[table, "onrecord"] if form == "ndjson" else bytes if form == "parquet" else str

    @get(
        path,
        operation_id=f"export{name}",
        summary=f"Export {table} as {form.upper() if form != 'parquet' else 'Parquet'}",
        description=_ABOUT,
        tags=["export"],
        responses={
            200: ResponseSpec(
                row,
                description=_TOLD[form],
                media_type=MEDIA_TYPES[form],
                generate_examples=False,
            )
        }
        | document(400, 409, 501, 503),
    )
    async def export(
        request: Request[Any, Any, Any],
        wanted: NamedDependency[QuoteFilter],
        columns: Columns = None,
        shape: ShapeParameter = "onrecord",
        compression: CompressionParameter = None,
        raw: Raw = False,
        after: After = None,
        at_version: AtVersion = None,
        changed_since: ChangedSince = None,
    ) -> Stream:
        asked = _make_request(
            table, form, wanted, columns, shape, compression, raw, after, at_version, changed_since
        )
        service = find_service(request)
        turn = service.exports.take_turn()
        opened = await turn.open(lambda: Export(service.store, asked, digest=False))
        given = dict(request.query_params) | {"at-version": opened.version}
        manifest = f"{request.url.path}/manifest?{urlencode(given)}"
        return ExportStream(
            turn,
            media_type=find_media_type(asked),
            headers={
                "Content-Disposition": f'attachment; filename="{name_file(asked)}"',
                "Data-Version": str(opened.version),
                "Link": f'<{manifest}>; rel="describedby"; type="application/json"',
            },
        )

    @get(
        f"{path}/manifest",
        operation_id=f"export{name}Manifest",
        summary=f"The manifest of {table}.{form}",
        description=_ABOUT_MANIFEST,
        tags=["export"],
        responses=document(400, 409, 501, 503),
    )
    async def describe(
        request: Request[Any, Any, Any],
        wanted: NamedDependency[QuoteFilter],
        columns: Columns = None,
        shape: ShapeParameter = "onrecord",
        compression: CompressionParameter = None,
        raw: Raw = False,
        after: After = None,
        at_version: AtVersion = None,
        changed_since: ChangedSince = None,
    ) -> Response[Manifest]:
        asked = _make_request(
            table, form, wanted, columns, shape, compression, raw, after, at_version, changed_since
        )
        service = find_service(request)
        turn = service.exports.take_turn()
        await turn.open(lambda: Export(service.store, asked))
        return Response(await read_manifest(turn, request))

    return [export, describe]


ROUTES: Final[list[HTTPRouteHandler]] = [
    route for table in TABLES for form in FORMATS for route in _make_routes(table, form)
]
