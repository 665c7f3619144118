"""What the README, and the pages that it leads to, name exists."""

import re
from pathlib import Path

from click import Context

from quotes.cli.main import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
INDEX = (ROOT / "docs" / "index.md").read_text("utf-8")


def test_every_command_named_exists() -> None:
    """Each `onrecord NAME` in the README and the index of the pages is a command."""
    named = set(re.findall(r"onrecord ([a-z]+)", README + INDEX))
    assert named
    assert named <= set(main.commands)


def test_every_command_is_named() -> None:
    """The index leaves no command out."""
    assert set(main.commands) <= set(re.findall(r"onrecord ([a-z]+)", INDEX))


def test_help_has_the_order_of_the_table() -> None:
    """`onrecord --help` lists the commands as the index does."""
    rows = re.findall(r"^\| `onrecord ([a-z]+)", INDEX, re.MULTILINE)
    assert main.list_commands(Context(main)) == list(dict.fromkeys(rows))


def test_every_make_target_named_exists() -> None:
    """Each `make NAME` in README, contributing guide and pages is a target."""
    pages = (ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md"))
    texts = README + "\n".join(page.read_text("utf-8") for page in pages)
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^    |`)make ([a-z-]+)", texts, re.MULTILINE)) <= targets


def test_samples_named_exist() -> None:
    """Each sample article that the README gives to a command is there."""
    named = re.findall(r"\bseeds/[\w./-]*\w", README + INDEX)
    assert [path for path in named if not (ROOT / path).exists()] == []
