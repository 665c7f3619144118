"""Which files are read, in which order, and the default ids of their articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from msgspec.structs import replace

from quotes.escaping import escape_controls
from quotes.readers.formats.detecting import HEAD_BYTES, detect_format
from quotes.records import QuarantinedInput, Record

Format = Literal["text", "json lines", "unknown"]

STANDARD_INPUT = "-"
# Only texts and JSON lines are known by their names; of the others the content decides.
FORMATS: dict[str, Format] = {
    ".txt": "text", ".jsonl": "json lines", ".ndjson": "json lines",
    ".html": "unknown", ".htm": "unknown", ".xhtml": "unknown", ".json": "unknown",
    ".xml": "unknown", ".rss": "unknown", ".atom": "unknown", ".nitf": "unknown",
    ".csv": "unknown", ".tsv": "unknown", ".parquet": "unknown", ".md": "unknown",
    ".markdown": "unknown", ".gz": "unknown", ".zst": "unknown",
}  # fmt: skip
READING_ORDER: tuple[Format, ...] = ("json lines", "unknown", "text")
# Markdown in a folder that is about the folder and no article.
_ABOUT = frozenset(
    ("readme", "license", "licence", "changelog", "contributing", "code_of_conduct", "security")
)
PACKED = (".gz", ".zst")


_NO_FILE = 'is a pipe or a device, not a file; give "-" and send it to standard input'
_LINK_OUT = (
    "is a link to a file outside the folder, and not followed; give that file by its own path"
)


class InputFile(Record, frozen=True, kw_only=True):
    """A file to read, standard input, or a page that was fetched.

    Attributes:
        path: None for standard input and pages.
        label: the path as messages show it.
        names: ids for an article that states none, the preferred first; the later ones are longer
            and differ for equal file names in different folders.
        kind: "unknown" where the content decides.
        suffix: how the name ends, in small letters, without ".gz" and ".zst".
        is_named: whether the path was given itself, and not a folder around it.
        content: of a page.
        charset: the encoding that a page's sender names.
    """

    path: Path | None
    label: str
    names: tuple[str, ...]
    kind: Format
    suffix: str = ""
    is_named: bool = True
    content: bytes | None = None
    charset: str | None = None


InputPath = str | Path | InputFile | QuarantinedInput


def find_input_files(
    paths: Iterable[InputPath], other_formats: Counter[str] | None = None
) -> Iterator[InputFile | QuarantinedInput]:
    """The files behind the paths, in input order.

    A folder means the readable files in it and in its folders, sorted by name: all its JSON
    lines, then the other formats, then its texts. So where two hold the same article, it is read
    from the one that states its outlet and title, and the text is the duplicate. Hidden entries,
    other formats and links to folders (which may be circular) are left out. Quarantined are folders
    in which nothing can be read, pipes and devices, and in a folder links to files outside it. "-"
    is standard input.

    Args:
        paths: files, folders, "-", and what is known as an input already.
        other_formats: counts the files of other formats in folders, by how their names end.
    """
    other_formats = Counter() if other_formats is None else other_formats
    for path in paths:
        if isinstance(path, InputFile | QuarantinedInput):
            yield path
            continue
        if str(path) == STANDARD_INPUT:
            yield InputFile(path=None, label=STANDARD_INPUT, names=("stdin",), kind="unknown")
            continue
        try:
            yield from _find_at(Path(path), other_formats)
        except OSError as error:
            yield quarantine(path, describe_os_error(error))


def get_label(given: InputFile | QuarantinedInput) -> str:
    """The path or address of an input, as messages show it."""
    return given.label if isinstance(given, InputFile) else given.path


def show(path: str | Path) -> str:
    """The path as text that can be printed and encoded, whatever bytes the file system has."""
    return escape_controls(str(path))


def quarantine(path: str | Path, reason: str, line: int | None = None) -> QuarantinedInput:
    """The record of a quarantined input."""
    return QuarantinedInput(path=show(path), line=line, reason=reason)


def describe_os_error(error: OSError) -> str:
    """The system's message without the path, which the record already has."""
    return f"can't be read: {(error.strerror or str(error)).lower()}"


def describe_other_formats(other_formats: Counter[str]) -> str:
    """The counts of `find_input_files` for people, such as "3 .html, 1 .pdf"."""
    return ", ".join(f"{count} {ending}" for ending, count in sorted(other_formats.items()))


def _find_at(path: Path, other_formats: Counter[str]) -> Iterator[InputFile | QuarantinedInput]:
    if path.is_dir():
        others, is_empty = Counter[str](), True
        for kind in READING_ORDER:
            for file in _find_in_folder(path, path, kind, others):
                is_empty = False
                yield file
        if not is_empty:
            other_formats.update(others)
        else:
            there = f" but {describe_other_formats(others)}" if others else ""
            yield quarantine(path, f"there is no file in it that can be read{there}")
    elif not path.exists():
        yield quarantine(path, "there is no such file or folder")
    elif not path.is_file():
        yield quarantine(path, _NO_FILE)
    else:
        format_ = FORMATS.get(path.suffix.lower(), "unknown")
        yield _make_input_file(path, path.parent, format_, is_named=True)


def list_files(folder: Path) -> Iterator[InputFile]:
    """The readable files below a folder, each with the path within it as its only name: what is
    read one by one as it comes must not get another's name.
    """
    for kind in READING_ORDER:
        for file in _find_in_folder(folder, folder, kind, Counter()):
            if isinstance(file, InputFile) and file.path is not None:
                plain = file.path.with_suffix("") if file.path.suffix in PACKED else file.path
                name = show(plain.relative_to(folder).with_suffix(""))
                yield replace(file, names=(name,))


def _find_in_folder(
    folder: Path, root: Path, kind: Format, others: Counter[str]
) -> Iterator[InputFile | QuarantinedInput]:
    """The files of one format in a folder and its folders.

    Folders that can't be read, and files of other formats, are reported once: with the texts.
    """
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        if kind == "text":
            yield quarantine(folder, describe_os_error(error))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        try:
            if not entry.is_dir():
                yield from _find_in_entry(entry, root, kind, others)
            elif not entry.is_symlink():
                yield from _find_in_folder(entry, root, kind, others)
        except OSError as error:
            if kind == "text":
                yield quarantine(entry, describe_os_error(error))


def _find_in_entry(
    entry: Path, root: Path, kind: Format, others: Counter[str]
) -> Iterator[InputFile | QuarantinedInput]:
    """The file behind an entry of a folder, if it is of the format."""
    format_ = _find_format(entry)
    if format_ is None:
        others[show(entry.suffix.lower() or entry.name)] += kind == "text"
    elif format_ != kind:
        return
    elif entry.is_symlink() and not entry.exists():
        yield quarantine(entry, "is a link to a file that does not exist")
    elif entry.is_symlink() and not entry.resolve().is_relative_to(root.resolve()):
        yield quarantine(entry, _LINK_OUT)
    elif entry.is_file():
        yield _make_input_file(entry, root, kind)
    else:
        yield quarantine(entry, _NO_FILE)


def _find_format(entry: Path) -> Format | None:
    """The format of a file in a folder; one without a known name is looked into."""
    if entry.suffix.lower() in (".md", ".markdown") and entry.stem.lower() in _ABOUT:
        return None
    if (format_ := FORMATS.get(entry.suffix.lower())) is not None or not entry.is_file():
        return format_
    try:
        with entry.open("rb") as file:
            found = detect_format(file.read(HEAD_BYTES), entry.suffix.lower())
    except OSError:
        return None
    return "unknown" if found in ("html", "feed", "newsml", "parquet") else None


def _make_input_file(path: Path, root: Path, kind: Format, *, is_named: bool = False) -> InputFile:
    plain = path.with_suffix("") if path.suffix.lower() in PACKED else path
    # The last with its ending: a folder may have a text in several formats under one name.
    names = (plain.stem, plain.relative_to(root).with_suffix(""), plain.with_suffix(""), plain)
    shown = tuple(dict.fromkeys(show(name) for name in names))
    suffix = plain.suffix.lower()
    return InputFile(
        path=path, label=show(path), names=shown, kind=kind, suffix=suffix, is_named=is_named
    )
