"""A user's table of names and their Wikidata ids.

CSV with a header row, or JSON lines; `name` and `wikidata` are needed, `kind` ("person" or
"organization") and `aliases` (in CSV joined by "|") are not:

    name,wikidata,kind,aliases
    Edita Šorel,Q900000001,person,Edita Sorel|E. Šorel
    {"name": "Edita Šorel", "wikidata": "Q900000001", "aliases": ["Edita Sorel"]}

A name with two ids is not used.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from quotes.errors import ArticleError
from quotes.folding import fold_name
from quotes.records import Record

_ID = re.compile(r"Q[1-9]\d*")


class WikidataRow(Record, frozen=True, kw_only=True):
    """A row of the table."""

    name: str
    wikidata: str
    kind: str = ""
    aliases: tuple[str, ...] = ()


class WikidataTable:
    """Wikidata ids by kind and folded name.

    Args:
        ids: by kind and folded name; the kind is "person", "organization" or "" for either.
    """

    def __init__(self, ids: Mapping[tuple[str, str], frozenset[str]] | None = None) -> None:
        self._ids = dict(ids or {})

    def find(self, name: str, kind: str) -> str | None:
        """The id of a name; None if the table has none or several."""
        folded = fold_name(name)
        ids = self._ids.get((kind, folded), frozenset()) | self._ids.get(("", folded), frozenset())
        return next(iter(ids)) if len(ids) == 1 else None


def read_wikidata(path: Path | None) -> WikidataTable:
    """The table in a file, `.csv` or JSON lines; an empty one without a file.

    Raises:
        ArticleError: the file or a row can't be read; with its line.
    """
    ids: dict[tuple[str, str], frozenset[str]] = {}
    for number, row in _read_rows(path) if path is not None else ():
        if not _ID.fullmatch(row.wikidata) or row.kind not in ("", "person", "organization"):
            raise ArticleError(
                "a row needs a `wikidata` like Q42 and, if any, a `kind` that is person or "
                "organization",
                path=str(path),
                line=number,
            )
        for name in (row.name, *row.aliases):
            key = (row.kind, fold_name(name))
            ids[key] = ids.get(key, frozenset()) | {row.wikidata}
    return WikidataTable(ids)


def _read_rows(path: Path) -> Iterator[tuple[int, WikidataRow]]:
    number = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            if path.suffix.lower() == ".csv":
                for number, cells in enumerate(csv.DictReader(file), 2):
                    values: dict[str, Any] = {k: v for k, v in cells.items() if k and v}
                    aliases = [alias for alias in values.get("aliases", "").split("|") if alias]
                    yield number, msgspec.convert(values | {"aliases": aliases}, WikidataRow)
            else:
                for number, line in enumerate(file, 1):
                    if line.strip():
                        yield number, msgspec.json.decode(line, type=WikidataRow)
    except (msgspec.DecodeError, UnicodeDecodeError, csv.Error) as error:
        raise ArticleError(str(error), path=str(path), line=number) from error
    except OSError as error:
        raise ArticleError(f"can't be read: {error.strerror}", path=str(path)) from error
