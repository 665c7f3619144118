"""Extractions as tables for people: who said what to whom."""

from __future__ import annotations

import sys

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from quotes.escaping import escape_controls
from quotes.records import Attribution, Extraction

HEADING = "Who said what to whom (in brackets: the article's words, where they name nobody)"
_SHOWN_WORDS = 30
_FILE_WIDTH = 120  # columns, where the output is no terminal


class TableFormatter:
    """Tables as text, an article at a time.

    Args:
        to_terminal: whether standard output shows them, whose width and colours then count.
    """

    def __init__(self, *, to_terminal: bool) -> None:
        is_terminal = to_terminal and sys.stdout.isatty()
        self._console = Console(
            width=None if is_terminal else _FILE_WIDTH,
            force_terminal=is_terminal,
            highlight=False,
            markup=False,
        )

    def format_heading(self) -> str:
        """The lines above the tables."""
        with self._console.capture() as capture:
            self._console.print(HEADING)
        return capture.get()

    def format_extraction(self, extraction: Extraction) -> str:
        """The table of one article: statements only, for attitudes are not said."""
        article = extraction.article
        table = Table(box=SIMPLE_HEAD, expand=True, title_justify="left")
        title = " | ".join(filter(None, (article.outlet, article.title or article.id)))
        table.title = Text(escape_controls(title), style="bold")
        for column, ratio in (("speaker", 3), ("said", 5), ("to", 2)):
            table.add_column(column, overflow="fold", ratio=ratio)
        for attribution in extraction.attributions:
            if attribution.act == "statement":
                table.add_row(*map(escape_controls, _make_row(attribution, article.text)))
        with self._console.capture() as capture:
            self._console.print(table)
        return capture.get()


def _make_row(attribution: Attribution, text: str) -> tuple[str, str, str]:
    said = " … ".join(" ".join(span.slice(text).split()) for span in attribution.content)
    words = said.split(" ")
    if len(words) > _SHOWN_WORDS:
        said = " ".join(words[:_SHOWN_WORDS]) + " …"
    source = " ".join(" ".join(span.slice(text).split()) for span in attribution.source)
    speaker = attribution.speaker or f"({source or 'nobody named'})"
    if attribution.role and attribution.speaker:
        speaker += f", {attribution.role}"
    return speaker, said, attribution.addressee.text if attribution.addressee else ""
