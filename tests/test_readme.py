"""What the README names exists."""

import re
from pathlib import Path

from click import Context

from quotes.cli.main import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_every_command_named_exists() -> None:
    """Each `onrecord NAME` in the README is a command."""
    named = set(re.findall(r"onrecord ([a-z]+)", README))
    assert named
    assert named <= set(main.commands)


def test_every_command_is_named() -> None:
    """The README leaves no command out."""
    assert set(main.commands) <= set(re.findall(r"onrecord ([a-z]+)", README))


def test_help_has_the_order_of_the_table() -> None:
    """`onrecord --help` lists the commands as the README does."""
    rows = re.findall(r"^\| `onrecord ([a-z]+)", README, re.MULTILINE)
    assert main.list_commands(Context(main)) == list(dict.fromkeys(rows))


def test_every_make_target_named_exists() -> None:
    """Each `make NAME` in README and contributing guide is a target."""
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^    |`)make ([a-z]+)", README + guide, re.MULTILINE)) <= targets


def test_links_lead_somewhere() -> None:
    """Every relative link of the README is a file of the repository."""
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / link).exists(), link


def test_samples_named_exist() -> None:
    """Each sample article that the README gives to a command is there."""
    named = re.findall(r"\bseeds/[\w./-]*\w", README)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
