"""Everything in bulk: what passes a filter as NDJSON, CSV or Parquet, checked and repeatable.

    with Export(store, ExportRequest(table="quotes", format="csv")) as export:
        manifest = save_export(export, Path("quotes.csv"))

The modules, in the order of the data:

    rows            the rows of each export: their fields are the columns
    columns         which of them an export has
    shapes          rows as Quotebank and GDELT have them
    ndjson, spreadsheets, parquet   batches of rows -> chunks of bytes
    compressing     chunks as one gzip or zstd file
    manifest        what an export holds
    exporting       all of it as one stream
    files           a stream as a file that is there whole or not at all
"""

from quotes.exporting.compressing import COMPRESSIONS, Compression
from quotes.exporting.exporting import (
    Export,
    ExportRequest,
    check_request,
    find_media_type,
    name_file,
)
from quotes.exporting.files import save_export
from quotes.exporting.manifest import Manifest, encode_manifest
from quotes.exporting.parquet import load_parquet
from quotes.exporting.rows import FORMATS, ROWS, SHAPES, TABLES, Format, Row, Shape, Table

__all__ = [
    "COMPRESSIONS",
    "FORMATS",
    "ROWS",
    "SHAPES",
    "TABLES",
    "Compression",
    "Export",
    "ExportRequest",
    "Format",
    "Manifest",
    "Row",
    "Shape",
    "Table",
    "check_request",
    "encode_manifest",
    "find_media_type",
    "load_parquet",
    "name_file",
    "save_export",
]
