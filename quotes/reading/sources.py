"""Which files are read, in which order, and what their articles are called by default."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from quotes.records import Record, Rejection

Format = Literal["text", "json lines", "unknown"]

STANDARD_INPUT = "-"
FORMATS: dict[str, Format] = {".txt": "text", ".jsonl": "json lines", ".ndjson": "json lines"}


class Source(Record, frozen=True, kw_only=True):
    """A file to read, or standard input.

    `label` is the path as messages show it. `names` are ids for an article that brings none, the
    best first: the later ones are longer and tell equal file names in different folders apart.
    `kind` is "unknown" only for standard input, whose first byte decides.
    """

    path: Path | None
    label: str
    names: tuple[str, ...]
    kind: Format


def find_sources(paths: Sequence[str | Path]) -> Iterator[Source | Rejection]:
    """The files behind the paths, in input order.

    A folder stands for the readable files in it and in its folders, sorted by name: all its JSON
    lines, then its texts. So where both hold the same article, it is read from the line that tells
    its outlet and title, and the text is the duplicate. Hidden entries, other formats and links to
    folders (which may run in circles) are passed over. "-" is standard input.
    """
    for given in paths:
        if str(given) == STANDARD_INPUT:
            yield Source(path=None, label=STANDARD_INPUT, names=("stdin",), kind="unknown")
            continue
        try:
            yield from _find_at(Path(given))
        except OSError as error:
            yield reject(given, describe_os_error(error))


def show(path: str | Path) -> str:
    """The path as text that any encoding holds, however the file system spells it."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


def reject(path: str | Path, reason: str, line: int | None = None) -> Rejection:
    """The record of an input that is set aside."""
    return Rejection(path=show(path), line=line, reason=reason)


def describe_os_error(error: OSError) -> str:
    """What the system says, without the path that the message already carries."""
    return f"can't be read: {(error.strerror or str(error)).lower()}"


def _find_at(path: Path) -> Iterator[Source | Rejection]:
    if path.is_dir():
        yield from _find_in_folder(path, path, "json lines")
        yield from _find_in_folder(path, path, "text")
    elif not path.exists():
        yield reject(path, "there is no such file or folder")
    elif (kind := FORMATS.get(path.suffix.lower())) is None:
        yield reject(path, f"this format can't be read; {', '.join(FORMATS)} and folders can")
    else:
        yield _make_source(path, path.parent, kind)


def _find_in_folder(folder: Path, root: Path, wanted: Format) -> Iterator[Source | Rejection]:
    """The files of one format; a folder that can't be read is told of among the texts."""
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        if wanted == "text":
            yield reject(folder, describe_os_error(error))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _find_in_folder(entry, root, wanted)
        elif FORMATS.get(entry.suffix.lower()) == wanted:
            if entry.is_file():
                yield _make_source(entry, root, wanted)
            elif entry.is_symlink():
                yield reject(entry, "is a link to a file that does not exist")


def _make_source(path: Path, root: Path, kind: Format) -> Source:
    names = (path.stem, path.relative_to(root).with_suffix(""), path.with_suffix(""))
    shown = (show(name) for name in names)
    return Source(path=path, label=show(path), names=tuple(dict.fromkeys(shown)), kind=kind)
