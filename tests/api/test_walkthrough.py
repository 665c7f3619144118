"""Every command of the pages for journalists and fact-check desks runs and answers."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from serving import serving

from quotes.pipeline import extract_articles
from quotes.readers import read_articles
from quotes.records import Extraction
from quotes.settings import load_settings
from quotes.store import open_store

if TYPE_CHECKING:
    from quotes.parsing.parser import StanzaParser

ROOT = Path(__file__).parents[2]
PAGES = ("journalist.md", "fact-check-desk.md")
COMMANDS = [
    line.strip()
    for page in PAGES
    for line in (ROOT / "docs" / "how-to" / page).read_text("utf-8").splitlines()
    if line.startswith("    ")
]
SEEDS = ROOT / "seeds"
NAMES = ("001_dam-breach-agency", "005_dam-minister-cable", "019_dam-breach-wire-copy")
ARTICLES = [SEEDS / f"{name}.txt" for name in NAMES]
# Printed between the answers, so that each is read by itself.
_END = "--- end of an answer ---"


@pytest.mark.models
@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
def test_every_command_answers(shipped_parser: StanzaParser, tmp_path: Path) -> None:
    settings = load_settings({}, database_url=f"sqlite:///{tmp_path / 'onrecord.db'}")
    with open_store(settings.database_url, create=True) as store:
        for extraction in extract_articles(
            read_articles(ARTICLES, max_bytes=1_000_000), shipped_parser
        ):
            assert isinstance(extraction, Extraction)
            store.articles.save(extraction)
    with serving(settings) as (address, _):
        script = "".join(f"{command}; echo; echo '{_END}'\n" for command in COMMANDS)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script.replace("http://127.0.0.1:8000", address)],
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stderr
    answers = dict(zip(COMMANDS, done.stdout.split(_END), strict=False))
    for command, answer in answers.items():
        if command.startswith("curl"):
            if "If-None-Match" in command:
                assert answer.strip() == "304"
                continue
            body = json.loads(answer)
            assert ("instance" in body) == ("speeker" in command), (command, answer)
            found = body.get("items", body) or body.get("suggestions") or body.get("undated")
            assert found, command
