"""Exports as files that are complete or absent."""

from __future__ import annotations

import fcntl
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from quotes.errors import SettingsError
from quotes.exporting.export import Export
from quotes.exporting.manifest import ExportManifest, encode_manifest

# The suffix of a file that is being written, under a lock. A process that is killed leaves such a
# file, and never one under the final name. The next export to the same place removes those without
# a lock.
UNFINISHED = ".unfinished"


def save_export(export: Export, file: Path) -> ExportManifest:
    """The manifest of the export, once both are on the disk: the export as `file`, the manifest
    beside it with `.manifest.json` at the end of its name.

    The manifest comes last: where there is one, the export is complete and fits it.

    Raises:
        SettingsError: the file can't be written.
    """
    manifest_file = Path(f"{file}.manifest.json")
    try:
        with _writing(export, file) as export_part:
            manifest = export.manifest
            with _writing([encode_manifest(manifest)], manifest_file) as manifest_part:
                # Between the two renames there is no manifest, rather than one of another export.
                manifest_file.unlink(missing_ok=True)
                for part, final in ((export_part, file), (manifest_part, manifest_file)):
                    part.replace(final)
                    _sync(file.parent)
    except OSError as error:
        raise SettingsError(f"{file} can't be written: {error.strerror or error}") from error
    return manifest


@contextmanager
def _writing(chunks: Iterable[bytes], file: Path) -> Iterator[Path]:
    """A file beside `file` that holds all the chunks, on the disk and locked until the block
    ends.
    """
    _remove_abandoned(file)
    descriptor, name = _create_part(file)
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


def _create_part(file: Path) -> tuple[int, str]:
    """A new file that this process has locked, and its name."""
    while True:
        descriptor, name = tempfile.mkstemp(UNFINISHED, f".{file.name}.", file.parent)
        # On a file system without locks nobody removes the files of others, either.
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        # Before it was locked, another process may have removed it as abandoned.
        if os.fstat(descriptor).st_nlink:
            return descriptor, name
        os.close(descriptor)


def _remove_abandoned(file: Path) -> None:
    """Remove the files that killed processes left of exports to the same place."""
    name = re.compile(rf"\.{re.escape(file.name)}\.\w{{8}}{re.escape(UNFINISHED)}", re.ASCII)
    for path in file.parent.iterdir():
        if not name.fullmatch(path.name):
            continue
        # Removed meanwhile, not ours to open, or still being written.
        with suppress(OSError), path.open("rb") as abandoned:
            fcntl.flock(abandoned, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()


def _read_mask() -> int:
    """The permissions that new files don't get; the system only returns them when they are set."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _sync(folder: Path) -> None:
    """Write the folder's names to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
