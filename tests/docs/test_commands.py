"""Commands that documents show exist, with their options."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import click
import pytest
from pages import PAGES, find_commands, name_page

from quotes.cli.main import main

# The changelog names commands that are gone.
CURRENT = [page for page in PAGES if page.name != "CHANGELOG.md"]
_PLACEHOLDER = re.compile(r"[A-Z]+|…")


def check_command(words: Sequence[str]) -> None:
    """Follows the words to a command and parses its options.

    Raises:
        click.UsageError: there is no such command, option or choice, or there are too many words.
    """
    command: click.Command = main
    context = click.Context(main, info_name="onrecord")
    rest = list(words)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        name = rest.pop(0)
        subcommand = command.get_command(context, name)
        if subcommand is None:
            if _PLACEHOLDER.fullmatch(name):
                return
            raise click.UsageError(f"no command {name!r}")
        command, context = subcommand, click.Context(subcommand, context, info_name=name)
    if not isinstance(command, click.Group):
        values, left, _ = command.make_parser(context).parse_args(rest)
        if left:
            raise click.UsageError(f"too many words: {left}")
        for parameter in command.get_params(context):
            value = values.get(parameter.name)
            is_value = isinstance(value, str) and not _PLACEHOLDER.fullmatch(value)
            if is_value and isinstance(parameter.type, click.Choice):
                parameter.type.convert(value, parameter, context)


@pytest.mark.parametrize("page", CURRENT, ids=name_page)
def test_commands_parse(page: Path) -> None:
    """Every `onrecord …` shown has a command and options that exist."""
    for command in find_commands(page.read_text("utf-8")):
        words = shlex.split(re.sub(r"\[[^\]]*\]", "", command))[1:]
        try:
            check_command([word for word in words if word != "…"])
        except click.UsageError as error:
            pytest.fail(f"{command}: {error.format_message()}")


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("extrude ferry.txt", id="no such command"),
        pytest.param("speakers join a b", id="no such subcommand"),
        pytest.param("extract ferry.txt --tables", id="no such option"),
        pytest.param("extract ferry.txt --format pdf", id="no such choice"),
        pytest.param("serve ferry.txt", id="too many words"),
    ],
)
def test_wrong_commands_are_noticed(command: str) -> None:
    """What does not exist is an error."""
    with pytest.raises(click.UsageError):
        check_command(command.split())


def test_commands_are_found() -> None:
    """In indented and fenced blocks and code spans, over continued lines, without what follows."""
    text = (
        "Say `onrecord doctor`:\n\n    $ onrecord verify # look\n"
        "    ONRECORD_PORT=1 onrecord serve\n\n"
        "```sh\nonrecord extract a.txt \\\n  --output b | less\n```\n"
    )
    assert sorted(find_commands(text)) == [
        "onrecord doctor",
        "onrecord extract a.txt --output b",
        "onrecord serve",
        "onrecord verify",
    ]
