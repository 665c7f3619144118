"""`onrecord fetch` and `onrecord follow`: articles from the web, and from folders that fill."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import msgspec
import rich_click as click

from quotes.cli.extractor import Extractor
from quotes.cli.options import (
    QUARANTINED,
    WebURLType,
    data_dir_option,
    defaults_options,
    escape,
    notes,
    parser_option,
    threads_option,
)
from quotes.errors import SettingsError
from quotes.settings import Settings, load_settings, make_data_dir

if TYPE_CHECKING:
    from quotes.cli.web import WebReader
    from quotes.readers import ArticleDefaults
    from quotes.store import Store

# Between two looks into a folder: a file that is the same in both is whole. Not tuned.
_FOLDER_SECONDS = 2.0
_COUNTS = (
    "pages", "pages_unchanged", "pages_failed", "new", "replaced", "unchanged", "embargoed",
    "attributions", "quarantined",
)  # fmt: skip
_most = click.option(
    "--most", type=click.IntRange(1), default=100, show_default=True, help="Pages of a list."
)


@click.command()
@click.argument("urls", nargs=-1, type=WebURLType())
@click.option("--feed", "feeds", type=WebURLType(), multiple=True, help="A feed; repeatable.")
@click.option("--sitemap", "sitemaps", type=WebURLType(), multiple=True, help="As --feed.")
@_most
@click.option("--outlet", help="The outlet of articles that state none.")
@data_dir_option
@parser_option
@threads_option
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def fetch(
    urls: tuple[str, ...],
    feeds: tuple[str, ...],
    sitemaps: tuple[str, ...],
    most: int,
    outlet: str | None,
    data_dir: str | None,
    parser: str | None,
    threads: int | None,
    as_json: bool,
) -> None:
    """Read pages of the web, and those that feeds and sitemaps list; extract, and store.

    Only what is new or has changed is read; robots.txt is obeyed.
    """
    from quotes.fetching import ListedPage
    from quotes.readers import ArticleDefaults

    if not (urls or feeds or sitemaps):
        raise SettingsError("what is to be read? Give a URL, --feed or --sitemap")
    settings = load_settings(data_dir=data_dir, parser=parser, threads=threads)
    with _open_web(settings, ArticleDefaults(outlet=outlet), Event()) as (reader, _, _):
        reader.read_pages([ListedPage(url, None) for url in urls])
        for url in (*feeds, *sitemaps):
            reader.read_list(url, most)
    counts = {name: reader.counts[name] for name in _COUNTS}
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(counts) + b"\n")
    else:
        notes.print(
            f"{counts['pages']} pages ({counts['pages_unchanged']} unchanged, "
            f"{counts['pages_failed']} failed), {counts['new']} new articles, "
            f"{counts['replaced']} replaced, {counts['attributions']} attributions, "
            f"{counts['quarantined']} quarantined"
        )
    if counts["quarantined"]:
        sys.exit(QUARANTINED)


@click.command()
@click.argument("sources", nargs=-1, required=True)
@click.option(
    "--every",
    type=click.FloatRange(60.0),
    default=600.0,
    show_default=True,
    help="Seconds between two looks at a feed.",
)
@_most
@defaults_options
@data_dir_option
@parser_option
@threads_option
def follow(
    sources: tuple[str, ...],
    every: float,
    most: int,
    outlet: str | None,
    published: str | None,
    url: str | None,
    data_dir: str | None,
    parser: str | None,
    threads: int | None,
) -> None:
    """Go on reading what comes into folders, and into feeds: SOURCES are paths and addresses.

    Ends with SIGTERM or Ctrl-C, after the articles that are being read. What was read is known
    after a restart. A file is read when it no longer grows, and again when it has changed.
    """
    from quotes.cli.followed_folder import FollowedFolder
    from quotes.readers import ArticleDefaults, is_web_url

    feeds = [source for source in sources if is_web_url(source)]
    folders = [Path(source) for source in sources if not is_web_url(source)]
    for folder in folders:
        if not folder.is_dir():
            raise SettingsError(f"{folder} is neither a folder nor the address of a feed")
    settings = load_settings(data_dir=data_dir, parser=parser, threads=threads)
    defaults = ArticleDefaults(outlet=outlet, published=published, url=url)
    with (
        _stopping() as stop,
        _open_web(settings, ArticleDefaults(outlet=outlet), stop) as (reader, store, extractor),
    ):
        followed = [
            FollowedFolder(folder, settings, store, extractor, defaults, stop.is_set)
            for folder in folders
        ]
        notes.print(f"following {escape(', '.join(sources))}; Ctrl-C stops")
        next_look = 0.0
        while not stop.is_set():
            start = time.monotonic()
            for each in followed:
                each.read()
            store.articles.release_due()
            seconds = time.monotonic() - start
            if feeds and time.monotonic() >= next_look:
                for feed in feeds:
                    reader.read_list(feed, most)
                next_look = time.monotonic() + every
            # A folder of many files is not looked through all the time.
            stop.wait(max(_FOLDER_SECONDS, 10 * seconds))


@contextmanager
def _open_web(
    settings: Settings, defaults: ArticleDefaults, stop: Event
) -> Iterator[tuple[WebReader, Store, Extractor]]:
    """What reads the web, its store, and what extracts."""
    from quotes.cli.web import WebReader
    from quotes.fetching import Fetcher
    from quotes.outbound import OutboundClient
    from quotes.store import open_store

    make_data_dir(settings)
    with (
        open_store(settings.database_url, create=True) as store,
        OutboundClient(contact=settings.contact) as client,
        Extractor(settings) as extractor,
    ):
        fetcher = Fetcher(client, delay=settings.fetch_delay_seconds, wait=stop.wait)
        reader = WebReader(
            settings, store, fetcher, extractor, defaults=defaults, is_stopped=stop.is_set
        )
        yield reader, store, extractor


@contextmanager
def _stopping() -> Iterator[Event]:
    """An event that SIGTERM and Ctrl-C set."""
    stop = Event()
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in numbers}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
