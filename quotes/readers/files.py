"""Which files are read, in which order, and what their articles are called by default."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from quotes.records import QuarantinedInput, Record

Format = Literal["text", "json lines", "unknown"]

STANDARD_INPUT = "-"
FORMATS: dict[str, Format] = {".txt": "text", ".jsonl": "json lines", ".ndjson": "json lines"}

_OTHER_FORMAT = (
    f"this format can't be read; {', '.join(FORMATS)} and folders can: save the article's text as "
    '.txt, or as "text" of a JSON line'
)


class InputFile(Record, frozen=True, kw_only=True):
    """A file to read, or standard input.

    `label` is the path as messages show it. `names` are ids for an article that brings none, the
    best first: the later ones are longer and tell equal file names in different folders apart.
    `kind` is "unknown" only for standard input, whose first byte decides.
    """

    path: Path | None
    label: str
    names: tuple[str, ...]
    kind: Format


def find_input_files(
    paths: Sequence[str | Path], other_formats: Counter[str] | None = None
) -> Iterator[InputFile | QuarantinedInput]:
    """The files behind the paths, in input order.

    A folder stands for the readable files in it and in its folders, sorted by name: all its JSON
    lines, then its texts. So where both hold the same article, it is read from the line that tells
    its outlet and title, and the text is the duplicate. Hidden entries, other formats and links to
    folders (which may run in circles) are passed over; a folder in which nothing can be read is set
    aside. "-" is standard input.

    Args:
        paths: files, folders and "-".
        passed_over: counts the files of other formats in folders, by how their names end.
    """
    other_formats = Counter() if other_formats is None else other_formats
    for given in paths:
        if str(given) == STANDARD_INPUT:
            yield InputFile(path=None, label=STANDARD_INPUT, names=("stdin",), kind="unknown")
            continue
        try:
            yield from _find_at(Path(given), other_formats)
        except OSError as error:
            yield quarantine(given, describe_os_error(error))


def show(path: str | Path) -> str:
    """The path as text that any encoding holds, however the file system spells it."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


def quarantine(path: str | Path, reason: str, line: int | None = None) -> QuarantinedInput:
    """The record of an input that is quarantined."""
    return QuarantinedInput(path=show(path), line=line, reason=reason)


def describe_os_error(error: OSError) -> str:
    """What the system says, without the path that the message already carries."""
    return f"can't be read: {(error.strerror or str(error)).lower()}"


def describe_other_formats(other_formats: Counter[str]) -> str:
    """The counts of `find_input_files` for people, such as "3 .html, 1 .pdf"."""
    return ", ".join(f"{count} {ending}" for ending, count in sorted(other_formats.items()))


def _find_at(path: Path, other_formats: Counter[str]) -> Iterator[InputFile | QuarantinedInput]:
    if path.is_dir():
        others, found = Counter[str](), False
        for wanted in ("json lines", "text"):
            for source in _find_in_folder(path, path, wanted, others):
                found = True
                yield source
        if found:
            other_formats.update(others)
        else:
            there = f" but {describe_other_formats(others)}" if others else ""
            yield quarantine(path, f"there is no {', '.join(FORMATS)} file in it{there}")
    elif not path.exists():
        yield quarantine(path, "there is no such file or folder")
    elif (kind := FORMATS.get(path.suffix.lower())) is None:
        yield quarantine(path, _OTHER_FORMAT)
    else:
        yield _make_input_file(path, path.parent, kind)


def _find_in_folder(
    folder: Path, root: Path, wanted: Format, others: Counter[str]
) -> Iterator[InputFile | QuarantinedInput]:
    """The files of one format; a folder that can't be read is told of among the texts, and files
    of other formats are counted with them.
    """
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        if wanted == "text":
            yield quarantine(folder, describe_os_error(error))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _find_in_folder(entry, root, wanted, others)
        elif (kind := FORMATS.get(entry.suffix.lower())) is None:
            others[show(entry.suffix.lower() or entry.name)] += wanted == "text"
        elif kind == wanted:
            if entry.is_file():
                yield _make_input_file(entry, root, wanted)
            elif entry.is_symlink():
                yield quarantine(entry, "is a link to a file that does not exist")


def _make_input_file(path: Path, root: Path, kind: Format) -> InputFile:
    names = (path.stem, path.relative_to(root).with_suffix(""), path.with_suffix(""))
    shown = (show(name) for name in names)
    return InputFile(path=path, label=show(path), names=tuple(dict.fromkeys(shown)), kind=kind)
