"""`/v1/export`: everything that passes the filters, as one stream of one version of the data."""

from __future__ import annotations

from typing import Annotated, Any, Final
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import ResponseSpec
from litestar.response import Stream

from api.http.problems import NO_SUCH_FORMAT, ServiceError, describe_problems
from api.http.streaming import ExportResponse, read_manifest
from api.parameters.declaring import query_parameter
from api.service import find_service
from quotes.errors import SettingsError
from quotes.exporting import (
    FORMATS,
    ROWS,
    TABLES,
    Compression,
    Export,
    ExportManifest,
    ExportRequest,
    Format,
    Shape,
    Table,
    check_request,
    find_media_type,
    name_file,
)
from quotes.exporting.export import MEDIA_TYPES
from quotes.store import QuoteFilter

Columns = Annotated[
    str | None,
    query_parameter(
        "columns",
        "Names of columns with commas between, in the order wanted. By default all but `status`, "
        "`offsets_addressee`, `offsets_setting`, `offsets_time` and `offsets_anonymity`.",
        example="id",
        min_length=1,
        max_length=2_000,
    ),
]
ShapeParameter = Annotated[
    Shape,
    query_parameter(
        "shape",
        "onrecord: our columns; quotebank: those of the data set Quotebank, a row per quotation "
        "(quotes) or per article; gdelt: GDELT's pre, quote and post. Speakers come as onrecord "
        "only.",
    ),
]
CompressionParameter = Annotated[
    Compression | None,
    query_parameter(
        "compression",
        "Makes a .gz or .zst file. In Parquet it is how columns are compressed, zstd by default.",
    ),
]
Raw = Annotated[
    bool,
    query_parameter(
        "raw",
        "Only of CSV: leave cells that a spreadsheet would take for a formula as they are. By "
        "default they get a ' before them.",
    ),
]
After = Annotated[
    str | None,
    query_parameter(
        "after",
        "Begin after the row with this id, to continue an export that broke off. Give its "
        "Data-Version as `at-version`, so that both parts are of the same data.",
        example="3f75133ae00fd0b198fb",
        min_length=1,
        max_length=4_000,
    ),
]
AtVersion = Annotated[
    int | None,
    query_parameter(
        "at-version",
        "The version of the data, the newest by default. An older one can be had until something "
        "of it is replaced or withdrawn; then the answer is 409.",
        example=1,
        ge=0,
        le=2**63 - 1,
    ),
]
ChangedSince = Annotated[
    int | None,
    query_parameter(
        "changed-since",
        "Only what has come or changed since this version of the data, then what was withdrawn "
        "since or passes the filters no longer: rows with `withdrawn`, `successor` (what the quote "
        "changed into), `erased` (delete it from every copy) and little else. Quotes of "
        "speakers who were merged or parted since come again if `speaker` is given. Not for "
        "speakers and other shapes.",
        example=1,
        ge=0,
        le=2**63 - 1,
    ),
]

_FORMAT_DESCRIPTIONS: Final[dict[Format, str]] = {
    "ndjson": "JSON lines: each line is such a row.",
    "csv": "CSV as RFC 4180 has it: a header, then a line for each row; lists are JSON text.",
    "parquet": "A Parquet file with typed columns; lists are lists.",
}
_EXPORT_DESCRIPTION: Final = (
    "Every row of one version of the data, which `Data-Version` names, in the order of the lists "
    "(speakers: of their ids). Articles and speakers are those with at least one quote that passes "
    "the filters; without filters, all. The manifest that `Link` names (`rel=describedby`) says "
    "how many rows and bytes there are and their SHA-256."
)
_MANIFEST_DESCRIPTION: Final = (
    "What the export with the same parameters holds: rows, bytes, SHA-256, version of the data and "
    "the id of the last row. It is made by making the export, and takes as long."
)


def _make_request(
    table: Table,
    format_: Format,
    filters: QuoteFilter,
    columns: str | None,
    shape: Shape,
    compression: Compression | None,
    raw: bool,
    after: str | None,
    at_version: int | None,
    changed_since: int | None,
) -> ExportRequest:
    """The request that the parameters make.

    Raises:
        QueryError: it can't be answered.
        ServiceError: the format needs a package that is not installed.
    """
    request = ExportRequest(
        table=table,
        format=format_,
        filters=filters,
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


async def _stream_export(
    request: Request[Any, Any, Any], export_request: ExportRequest
) -> ExportResponse:
    service = find_service(request)
    slot = await service.exports.take()
    export = await slot.open(
        lambda: Export(service.store, export_request, service.rights, digest=False)
    )
    parameters = dict(request.query_params) | {"at-version": export.version}
    manifest = f"{request.url.path}/manifest?{urlencode(parameters)}"
    return ExportResponse(
        slot,
        media_type=find_media_type(export_request),
        headers={
            "Content-Disposition": f'attachment; filename="{name_file(export_request)}"',
            "Data-Version": str(export.version),
            "Link": f'<{manifest}>; rel="describedby"; type="application/json"',
        },
    )


async def _make_manifest(
    request: Request[Any, Any, Any], export_request: ExportRequest
) -> Response[ExportManifest]:
    service = find_service(request)
    slot = await service.exports.take()
    await slot.open(lambda: Export(service.store, export_request, service.rights))
    return Response(await read_manifest(slot, request))


def _make_routes(table: Table, format_: Format) -> list[HTTPRouteHandler]:
    """The route of a table in a format, and that of its manifest."""
    path, name = f"/export/{table}.{format_}", f"{table.title()}{format_.title()}"
    row = ROWS[table, "onrecord"] if format_ == "ndjson" else bytes if format_ == "parquet" else str

    @get(
        path,
        operation_id=f"export{name}",
        summary=f"Export {table} as {format_.upper() if format_ != 'parquet' else 'Parquet'}",
        description=_EXPORT_DESCRIPTION,
        tags=["export"],
        responses={
            200: ResponseSpec(
                row,
                description=_FORMAT_DESCRIPTIONS[format_],
                media_type=MEDIA_TYPES[format_],
                generate_examples=False,
            )
        }
        | describe_problems(400, 409, 501, 503),
    )
    async def export(
        request: Request[Any, Any, Any],
        filters: NamedDependency[QuoteFilter],
        columns: Columns = None,
        shape: ShapeParameter = "onrecord",
        compression: CompressionParameter = None,
        raw: Raw = False,
        after: After = None,
        at_version: AtVersion = None,
        changed_since: ChangedSince = None,
    ) -> Stream:
        options = (columns, shape, compression, raw, after, at_version, changed_since)
        return await _stream_export(request, _make_request(table, format_, filters, *options))

    @get(
        f"{path}/manifest",
        operation_id=f"export{name}Manifest",
        summary=f"The manifest of {table}.{format_}",
        description=_MANIFEST_DESCRIPTION,
        tags=["export"],
        responses=describe_problems(400, 409, 501, 503),
    )
    async def describe(
        request: Request[Any, Any, Any],
        filters: NamedDependency[QuoteFilter],
        columns: Columns = None,
        shape: ShapeParameter = "onrecord",
        compression: CompressionParameter = None,
        raw: Raw = False,
        after: After = None,
        at_version: AtVersion = None,
        changed_since: ChangedSince = None,
    ) -> Response[ExportManifest]:
        options = (columns, shape, compression, raw, after, at_version, changed_since)
        return await _make_manifest(request, _make_request(table, format_, filters, *options))

    return [export, describe]


ROUTES: Final[list[HTTPRouteHandler]] = [
    route for table in TABLES for format_ in FORMATS for route in _make_routes(table, format_)
]
