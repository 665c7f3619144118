"""The article of the tutorial gives the table that the tutorial and the README show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pages import ROOT

from quotes.cli.table_output import TableFormatter
from quotes.pipeline import extract_articles
from quotes.readers import read_articles
from quotes.records import Extraction

if TYPE_CHECKING:
    from pathlib import Path

    from quotes.parsing.parser import StanzaParser

_TITLE = "Ketta ferry stays in port"
BLOCKS = [
    block.split()
    for page in ("README.md", "docs/tutorial.md")
    for block in re.findall(r"```text\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    if "Nora Feld, Mayor" in block
]
ARTICLE = next(
    block
    for block in re.findall(
        r"```text\n(.*?)```", (ROOT / "docs" / "tutorial.md").read_text("utf-8"), re.DOTALL
    )
    if block.startswith(_TITLE)
)


@pytest.mark.models
def test_the_table_is_what_is_printed(shipped_parser: StanzaParser, tmp_path: Path) -> None:
    """Both pages show what `onrecord extract --format table` prints, but for spaces."""
    file = tmp_path / "ferry.txt"
    file.write_text(ARTICLE, "utf-8")
    articles = read_articles([file], max_bytes=100_000)
    (extraction,) = extract_articles(articles, shipped_parser)
    assert isinstance(extraction, Extraction)
    printed = TableFormatter(to_terminal=False).format_extraction(extraction).split()
    assert len(BLOCKS) == 2
    for block in BLOCKS:
        assert block[block.index("Ketta") :] == printed
