"""A folder whose new and changed files are read as they come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from quotes.cli.extractor import Extractor
from quotes.cli.progress import ArticleRun
from quotes.readers import ArticleDefaults, InputFile, list_files
from quotes.settings import Settings
from quotes.store import ReadInput, Store

# Files that are stored together. Not tuned.
_BATCH = 20


class FollowedFolder:
    """Reads the files of a folder and of all below it once, and again when they have changed.

    A file that is the same in two looks is whole. What was read is recorded when its articles are
    stored, so that a process that was killed reads it again, and stores nothing twice.

    Args:
        folder: that is looked into.
        settings: of the store.
        store: that records what was read.
        extractor: of the articles.
        defaults: fields of articles that don't state them.
        is_stopped: whether to begin nothing more.
    """

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        store: Store,
        extractor: Extractor,
        defaults: ArticleDefaults,
        is_stopped: Callable[[], bool],
    ) -> None:
        self._folder, self._settings, self._store = folder.absolute(), settings, store
        self._extractor, self._defaults, self._is_stopped = extractor, defaults, is_stopped
        self._seen: dict[str, str] = {}  # the mark of each file, by path
        self._read: dict[str, str] = {}  # the same of those that were read

    def read(self) -> None:
        """Look into the folder, and read what is whole and new or changed."""
        seen: dict[str, str] = {}
        whole: dict[str, InputFile] = {}
        for file in list_files(self._folder):
            path = str(file.path)
            if (mark := _make_mark(path)) is not None:
                seen[path] = mark
                if self._seen.get(path) == mark != self._read.get(path):
                    whole[path] = file
        self._seen = seen
        stored = self._store.read_inputs.find(whole)
        self._read |= {name: each.etag or "" for name, each in stored.items()}
        new = [path for path in whole if self._read.get(path) != seen[path]]
        for start in range(0, len(new), _BATCH):
            if self._is_stopped():
                return
            self._store_files({path: whole[path] for path in new[start : start + _BATCH]})

    def _store_files(self, files: dict[str, InputFile]) -> None:
        run = ArticleRun(
            self._defaults,
            skips_stored=True,
            extractor=self._extractor,
            root=str(self._folder),
        )
        with run:
            extractions = run.extractions(files.values(), self._settings)
            for _ in run.stored(extractions, self._settings):
                pass
        run.report(self._settings, as_json=False)
        read_at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        self._store.read_inputs.add([
            ReadInput(name=path, etag=self._seen[path], last_modified=None, read_at=read_at)
            for path in files
        ])  # fmt: skip
        self._read |= {path: self._seen[path] for path in files}


def _make_mark(path: str) -> str | None:
    """What changes with a file: its size and time; None if it is not there any more."""
    try:
        stat = Path(path).stat()
    except OSError:
        return None
    return f"{stat.st_size}-{stat.st_mtime_ns}"
