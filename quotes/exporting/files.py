"""Exports as files that are there whole or not at all."""

from __future__ import annotations

import fcntl
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from quotes.errors import SettingsError
from quotes.exporting.exporting import Export
from quotes.exporting.manifest import Manifest, encode_manifest

# What is being written, under a lock; a process that is killed leaves such a file, and never one
# under the final name. The next export to the same place takes away those that nobody holds.
UNFINISHED = ".unfinished"


def save_export(export: Export, file: Path) -> Manifest:
    """The manifest of the export, once both lie on the disk: the export under its name, the
    manifest under that with `.manifest.json`.

    The manifest is the last to come: where it is, the export is, and fits it.

    Raises:
        SettingsError: the file can't be written.
    """
    beside = Path(f"{file}.manifest.json")
    try:
        with _writing(export, file) as written:
            manifest = export.manifest
            with _writing([encode_manifest(manifest)], beside) as described:
                # Between the two renames there is no manifest, rather than one of another export.
                beside.unlink(missing_ok=True)
                for unfinished, final in ((written, file), (described, beside)):
                    unfinished.replace(final)
                    _sync(file.parent)
    except OSError as error:
        raise SettingsError(f"{file} can't be written: {error.strerror or error}") from error
    return manifest


@contextmanager
def _writing(chunks: Iterable[bytes], file: Path) -> Iterator[Path]:
    """A file beside `file` with all the chunks on the disk, this process's own until the block
    ends.
    """
    _remove_abandoned(file)
    descriptor, name = _begin(file)
    with os.fdopen(descriptor, "wb") as out:
        try:
            os.fchmod(descriptor, 0o666 & ~_read_mask())
            for chunk in chunks:
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
            yield Path(name)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise


def _begin(file: Path) -> tuple[int, str]:
    """A new file that this process holds the lock of, and its name."""
    while True:
        descriptor, name = tempfile.mkstemp(UNFINISHED, f".{file.name}.", file.parent)
        # A file system without locks has none to take others' files by, either.
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        # Another process may have found it in the moment before, and taken it for abandoned.
        if os.fstat(descriptor).st_nlink:
            return descriptor, name
        os.close(descriptor)


def _remove_abandoned(file: Path) -> None:
    """Remove what processes that were killed left of exports to the same place."""
    name = re.compile(rf"\.{re.escape(file.name)}\.\w{{8}}{re.escape(UNFINISHED)}", re.ASCII)
    for each in file.parent.iterdir():
        if not name.fullmatch(each.name):
            continue
        # Not there any more, not ours to open, or its writer is still at it.
        with suppress(OSError), each.open("rb") as found:
            fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
            each.unlink()


def _read_mask() -> int:
    """The permissions that new files don't get; reading it is setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _sync(folder: Path) -> None:
    """Put the folder's names on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
