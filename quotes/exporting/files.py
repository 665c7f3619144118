"""Exports as files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from quotes.errors import SettingsError
from quotes.exporting.exporting import Export
from quotes.exporting.manifest import Manifest, encode_manifest

# What is being written; a process that is killed leaves such a file, and never one under the final
# name.
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
        written = _write(export, file)
        manifest = export.manifest
        described = _write([encode_manifest(manifest)], beside)
        # Between the two renames there is no manifest, rather than one of another export.
        beside.unlink(missing_ok=True)
        for unfinished, final in ((written, file), (described, beside)):
            unfinished.replace(final)
            _sync(file.parent)
    except OSError as error:
        raise SettingsError(f"{file} can't be written: {error.strerror or error}") from error
    return manifest


def _write(chunks: Iterable[bytes], file: Path) -> Path:
    """A file beside `file` with all the chunks on the disk."""
    descriptor, name = tempfile.mkstemp(UNFINISHED, f".{file.name}.", file.parent)
    try:
        with os.fdopen(descriptor, "wb") as out:
            os.fchmod(descriptor, 0o666 & ~_read_mask())
            for chunk in chunks:
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
    return Path(name)


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
