"""The articles of a command with a progress bar, and how many were read, extracted and stored."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, get_args

import msgspec
from msgspec.structs import replace
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from quotes.cli.extractor import Extractor
from quotes.cli.json_output import decode_extraction
from quotes.cli.options import QUARANTINED, escape, notes
from quotes.errors import ArticleError, OffsetError, QueryError, UnstorableError
from quotes.records import Article, Extraction, QuarantinedInput
from quotes.settings import Settings, make_data_dir

if TYPE_CHECKING:
    from quotes.readers import ArticleDefaults, InputPath
    from quotes.store import Store

# A line with all that was extracted, in sizes of the longest article. Not tuned.
_LONGEST_LINE = 16
# Formats in which the text may be under a name that is not known.
_TABLES = {".csv", ".tsv", ".parquet"}
# Quarantined inputs that are stored together, if no article is stored between them. Not tuned.
_BATCH = 200


class ArticleRun:
    """Reads, extracts and stores the articles of one command, with a progress bar and counts.

    Args:
        defaults: fields of articles that don't state them.
        columns: which field of an article a column of a table is.
        only: the files and folders to read of those behind the paths, from the root; by default
            all.
        skips_stored: whether articles that are stored as they were read are left out.
        extractor: what extracts them; by default one of the run's own.
        root: the folder in which files that are given one by one were found.
    """

    def __init__(
        self,
        defaults: ArticleDefaults | None = None,
        columns: Mapping[str, str] | None = None,
        *,
        only: Set[str] | None = None,
        skips_stored: bool = False,
        extractor: Extractor | None = None,
        root: str | None = None,
    ) -> None:
        self._extractor, self._root = extractor, root
        self._defaults, self._columns = defaults, columns
        self._only, self._skips_stored = only, skips_stored
        self._store: Store | None = None
        self._paths: list[str] = []  # that articles were read from
        self._origins: dict[str, tuple[str, int | None]] = {}  # of articles under way, by id
        self._unread: list[QuarantinedInput] = []  # not stored yet
        names = ("read", "quarantined", "held_back", "duplicates", "attributions")
        self.counts = dict.fromkeys(names, 0)
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("articles, {task.fields[attributions]} attributions"),
            TimeElapsedColumn(),
            console=notes,
            transient=True,
            disable=not notes.is_terminal,
        )

    def __enter__(self) -> ArticleRun:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def articles(self, paths: Iterable[InputPath], settings: Settings) -> Iterator[Article]:
        """The readable articles.

        What `articles_with_paths` names on standard error is named, too.
        """
        for article, _ in self.articles_with_paths(paths, settings):
            yield article

    def articles_with_paths(
        self, paths: Iterable[InputPath], settings: Settings
    ) -> Iterator[tuple[Article, str]]:
        """The readable articles, each with the input that it is from.

        Quarantined inputs, files of other formats and unknown keys are named on standard error.
        What its publisher withholds or cancels is withdrawn from the store. Articles under embargo
        are left out, unless they are going to be stored: it keeps them until their time.
        """
        from quotes.readers import describe_other_formats, quarantine, read_articles
        from quotes.readers.files import get_label

        given = [str(path) if isinstance(path, Path) else path for path in paths]
        self._paths += [path if isinstance(path, str) else get_label(path) for path in given]
        reader = read_articles(
            given,
            max_bytes=settings.max_article_bytes,
            stdin=sys.stdin.buffer,
            defaults=self._defaults,
            columns=self._columns,
        )
        for item in reader:
            path = item.path if isinstance(item, QuarantinedInput) else reader.path
            if self._only is not None and self._only.isdisjoint(_find_folders(path)):
                continue
            if isinstance(item, QuarantinedInput):
                if not self._withhold(item):
                    self._quarantine(item)
                continue
            if self._store is None and (reason := _describe_embargo(item)) is not None:
                self._quarantine(replace(quarantine(path, reason, reader.line), article_id=item.id))
                continue
            self.counts["read"] += 1
            if self._store is not None:
                if self._skips_stored and self._store.articles.is_stored(item):
                    self.counts["unchanged"] += 1
                    continue
                self._origins[item.id] = reader.path, reader.line
            yield item, reader.path
        self.counts["duplicates"] = reader.duplicates
        if reader.other_formats:
            others = describe_other_formats(reader.other_formats)
            notes.print(f"not read, since no article is in them: {escape(others)}")
            if _TABLES & reader.other_formats.keys():
                notes.print("  the texts of a table are found by --column text=NAME")
        for label, keys in reader.unknown_keys.items():
            counted = ", ".join(f"{key} ({count} lines)" for key, count in sorted(keys.items()))
            notes.print(f"{escape(label)}: keys that are not read: {escape(counted)}")

    def extractions(self, paths: Iterable[InputPath], settings: Settings) -> Iterator[Extraction]:
        """The extractions of the readable articles."""
        task = self._progress.add_task("reading", total=None, attributions=0)
        articles = self._show_total(self.articles(paths, settings), task)
        for item in self._extract(articles, settings):
            if isinstance(item, QuarantinedInput):
                self._quarantine_article(item.path, item.reason)
                self.counts["read"] -= 1
                continue
            self.counts["attributions"] += len(item.attributions)
            self._progress.update(
                task,
                advance=1,
                description="extracting",
                attributions=self.counts["attributions"],
            )
            yield item

    def _extract(
        self, articles: Iterable[Article], settings: Settings
    ) -> Iterator[Extraction | QuarantinedInput]:
        if self._extractor is not None:
            yield from self._extractor.extract(articles)
            return
        with Extractor(settings) as extractor:
            yield from extractor.extract(articles)

    def _show_total(self, articles: Iterable[Article], task: Any) -> Iterator[Article]:
        for article in articles:
            self._progress.update(task, total=self.counts["read"])
            yield article

    def loaded(self, paths: Iterable[Path], settings: Settings) -> Iterator[Extraction]:
        """The extractions in files of `onrecord extract --with-text`; "-" is standard input.

        Lines that can't be read are quarantined.
        """
        from quotes.readers.files import STANDARD_INPUT, describe_os_error

        task = self._progress.add_task("loading", total=None, attributions=0)
        for path in paths:
            try:
                with ExitStack() as stack:
                    is_stdin = str(path) == STANDARD_INPUT
                    file = sys.stdin.buffer if is_stdin else stack.enter_context(path.open("rb"))
                    yield from self._load_lines(file, str(path), task, settings)
            except OSError as error:
                reason = describe_os_error(error)
                self._quarantine(QuarantinedInput(path=str(path), line=None, reason=reason))

    def _load_lines(
        self, file: BinaryIO, path: str, task: TaskID, settings: Settings
    ) -> Iterator[Extraction]:
        from quotes.readers.json_lines import describe_limit, split_json_lines

        max_bytes = _LONGEST_LINE * settings.max_article_bytes
        for number, line in split_json_lines((), file, max_bytes):
            if line is not None and not line.strip():
                continue
            try:
                if line is None:
                    reason = describe_limit("the line", max_bytes)
                    raise ArticleError(reason, path=path, line=number)
                extraction = decode_extraction(line, path=path, number=number)
            except ArticleError as error:
                self._quarantine(QuarantinedInput(path=path, line=number, reason=error.reason))
                continue
            self.counts["read"] += 1
            self.counts["attributions"] += len(extraction.attributions)
            self._progress.update(task, advance=1, attributions=self.counts["attributions"])
            yield extraction

    def stored(self, extractions: Iterable[Extraction], settings: Settings) -> Iterator[Extraction]:
        """The extractions, stored; without those whose articles stay withdrawn, under embargo or
        erased.

        `counts` has how many were new, replaced, unchanged, withdrawn, embargoed or erased.
        Articles whose embargo has ended are stored, too.
        """
        from quotes.identities import read_wikidata
        from quotes.store import Saved, open_store

        table = read_wikidata(Path(settings.wikidata_table) if settings.wikidata_table else None)
        self.counts |= dict.fromkeys(get_args(Saved), 0)
        make_data_dir(settings)
        start = datetime.now(UTC)
        with open_store(settings.database_url, create=True, wikidata=table) as store:
            self._store = store
            store.articles.release_due()
            for extraction in extractions:
                self._store_quarantined()
                try:
                    saved = store.articles.save(extraction)
                except (OffsetError, QueryError, UnstorableError) as error:
                    self._quarantine_article(extraction.article.id, str(error))
                    continue
                self._origins.pop(extraction.article.id, None)
                self.counts[saved] += 1
                if saved == "embargoed":
                    until = extraction.article.embargoed
                    notes.print(f"under embargo until {until}: {escape(extraction.article.id)}")
                elif saved == "erased":
                    notes.print(f"erased, not stored: {escape(extraction.article.id)}")
                elif saved != "withdrawn":
                    yield extraction
            store.articles.release_due()
            store.identities.decide_pending()
            self._store_quarantined()
            tried = self._paths if self._only is None else self._only
            store.quarantine.remove([find_absolute(path) for path in tried], start)
        self._store = None

    def _withhold(self, item: QuarantinedInput) -> bool:
        """Whether it is no error, but what its publisher says of an article."""
        if self._store is None or item.pubstatus is None or item.article_id is None:
            return False
        self.counts["held_back"] += 1
        article_id, status = item.article_id, item.pubstatus
        if self._store.articles.withhold(article_id, status, item.reason, item.stated_at):
            notes.print(f"{status}: {escape(article_id)} ({escape(item.path)})")
        return True

    def _quarantine(self, quarantined: QuarantinedInput) -> None:
        self.counts["quarantined"] += 1
        if self._store is not None and self._paths:
            self._unread.append(replace(quarantined, path=find_absolute(quarantined.path)))
            if len(self._unread) >= _BATCH:
                self._store_quarantined()
        where = (
            quarantined.path
            if quarantined.line is None
            else f"{quarantined.path}:{quarantined.line}"
        )
        notes.print(f"[yellow]quarantined[/yellow] {escape(where)}: {escape(quarantined.reason)}")

    def _quarantine_article(self, article_id: str, reason: str) -> None:
        """Quarantines an article that was read, by the input that it is from if that is known."""
        path, line = self._origins.pop(article_id, (article_id, None))
        self._quarantine(
            QuarantinedInput(path=path, line=line, reason=reason, article_id=article_id)
        )

    def _store_quarantined(self) -> None:
        if self._store is not None and self._unread:
            roots = [self._root or _find_root(item.path, self._paths) for item in self._unread]
            self._store.quarantine.add(self._unread, roots)
            self._unread.clear()

    def report(self, settings: Settings, *, as_json: bool) -> None:
        """Prints the counts and the place of the database."""
        from quotes.store import hide_password

        database = hide_password(settings.database_url)
        if as_json:
            sys.stdout.buffer.write(
                msgspec.json.encode(self.counts | {"database": database}) + b"\n"
            )
            return
        counts = self.counts
        others = "".join(
            f", {counts[name]} {words}"
            for name, words in (
                ("embargoed", "under embargo"),
                ("erased", "erased"),
                ("held_back", "withheld or canceled"),
                ("duplicates", "duplicates skipped"),
            )
            if counts[name]
        )
        notes.print(
            f"{counts['read']} articles ({counts['new']} new, {counts['replaced']} replaced, "
            f"{counts['unchanged']} unchanged, {counts['withdrawn']} stay withdrawn), "
            f"{counts['attributions']} attributions, {counts['quarantined']} quarantined"
            f"{others}"
        )
        notes.print(f"database: {escape(database)}")

    def finish(self) -> None:
        """Ends the process with exit code 1 if any input was quarantined."""
        if self.counts["quarantined"]:
            sys.exit(QUARANTINED)


def _describe_embargo(article: Article) -> str | None:
    """Why the article may not be shown yet; None if it may."""
    if article.embargoed is None or article.embargoed <= datetime.now(UTC):
        return None
    return f"under embargo until {article.embargoed}; `onrecord ingest` keeps it until then"


def find_absolute(path: str) -> str:
    """The path from the root; a web address and the sign of standard input stay."""
    return path if path == "-" or "://" in path else os.path.abspath(path)


def _find_folders(path: str) -> set[str]:
    """The path from the root, and the folders around it."""
    absolute = find_absolute(path)
    return {absolute, *map(str, Path(absolute).parents)}


def _find_root(path: str, given: Iterable[str]) -> str:
    """The first of the given files and folders that a file is, or is below."""
    around = _find_folders(path)
    return next(root for root in map(find_absolute, given) if root in around)
