"""Bulk exports: all data, or what passes filters, as NDJSON, CSV or Parquet, with a manifest.

    with Export(store, ExportRequest(table="quotes", format="csv")) as export:
        manifest = save_export(export, Path("quotes.csv"))

The modules, in the order of the data:

    fields          types of columns with their descriptions
    rows            the rows of each export: their fields are the columns
    columns         which columns an export has
    shapes          rows in the shapes of Quotebank and GDELT
    ndjson, csv, parquet   batches of rows -> chunks of bytes
    compression     chunks as one gzip or zstd file
    manifest        what an export holds
    export          all of it as one stream
    files           a stream as a file that is complete or absent
"""

from quotes.exporting.compression import COMPRESSIONS, Compression
from quotes.exporting.export import (
    Export,
    ExportRequest,
    check_request,
    find_media_type,
    name_file,
)
from quotes.exporting.files import save_export
from quotes.exporting.manifest import ExportManifest, encode_manifest
from quotes.exporting.rows import FORMATS, ROWS, SHAPES, TABLES, ExportRow, Format, Shape, Table

__all__ = [
    "COMPRESSIONS",
    "FORMATS",
    "ROWS",
    "SHAPES",
    "TABLES",
    "Compression",
    "Export",
    "ExportManifest",
    "ExportRequest",
    "ExportRow",
    "Format",
    "Shape",
    "Table",
    "check_request",
    "encode_manifest",
    "find_media_type",
    "name_file",
    "save_export",
]
