"""The `onrecord` command as a whole: help, exit codes, messages; no models."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from quotes.cli import main as cli
from quotes.errors import ModelError

Run = Callable[..., Result]


def commands(group: click.Group, *above: str) -> list[tuple[str, ...]]:
    """The words of every command under a group."""
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        found.append((*above, name))
        if isinstance(command, click.Group):
            found += commands(command, *above, name)
    return found


COMMANDS = commands(cli.main)


@pytest.mark.parametrize("words", [(), *COMMANDS], ids=lambda words: " ".join(words) or "onrecord")
def test_help(run: Run, words: tuple[str, ...]) -> None:
    """Every command says what it does and what each option means, by --help and -h."""
    result = run(*words, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.stdout
    assert result.stdout == run(*words, "-h").stdout
    command: click.Command = cli.main
    for word in words:
        assert isinstance(command, click.Group)
        command = command.commands[word]
    assert command.help
    for option in command.params:
        if isinstance(option, click.Option):
            described = option.help or isinstance(option.type, click.Choice)
            assert described or option.name in ("runs", "help")


def test_the_commands() -> None:
    """The commands that users and scripts rely on are there."""
    names = {words[0] for words in COMMANDS}
    assert names >= {"extract", "parse", "ingest", "run", "serve", "migrate", "doctor", "train"}


def test_version(run: Run) -> None:
    """The version is printed."""
    assert "0." in run("--version").stdout


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["extract"], id="no path"),
        pytest.param(["distract", "x"], id="no such command"),
        pytest.param(["extract", "--loud", "x"], id="no such option"),
        pytest.param(["extract", "--threads", "-1", "x"], id="threads below 0"),
        pytest.param(["extract", "--parser", "best", "x"], id="no such parser"),
        pytest.param(["parse", "--format", "xml", "x"], id="no such format"),
        pytest.param(["serve", "--port", "70000"], id="no such port"),
        pytest.param(["train", "everything", "--data", "."], id="no such step"),
        pytest.param(["train", "encoder", "--data", "nowhere"], id="no such folder"),
    ],
)
def test_wrong_usage(run: Run, words: list[str]) -> None:
    """Wrong usage ends with 2, a word of help on standard error and nothing on standard output."""
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


@pytest.mark.parametrize("command", ["extract", "parse"])
def test_bad_settings(run: Run, text_file: Path, command: str) -> None:
    """A bad setting ends with 2 and names the field and how to set it."""
    result = CliRunner(env={"ONRECORD_PORT": "many"}).invoke(cli.main, [command, str(text_file)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "$.port" in result.stderr
    assert "ONRECORD_" in result.stderr


@pytest.mark.parametrize("command", ["extract", "parse"])
def test_no_models(
    run: Run, text_file: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without usable models a run ends with 3 and says how to mend them."""

    def fail(*_: object) -> None:
        raise ModelError("no models in [here]; reinstall onrecord")

    monkeypatch.setattr("quotes.parsing.parser.load_parser", fail)
    result = run(command, text_file)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "reinstall onrecord" in result.stderr


def test_errors_are_printed_as_worded(
    run: Run, text_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Brackets in a message are no markup."""

    def fail(*_: object) -> None:
        raise ModelError("no models in [here]; reinstall onrecord")

    monkeypatch.setattr("quotes.parsing.parser.load_parser", fail)
    assert "[here]" in run("extract", text_file).stderr


def test_names_are_printed_as_they_are(run: Run, tmp_path: Path) -> None:
    """Brackets in a file's name are no markup."""
    result = run("extract", "[red]nowhere.txt")
    assert result.exit_code == 1
    assert "[red]nowhere.txt" in result.stderr


def test_names_like_closing_markup(run: Run) -> None:
    """A name that looks like the end of markup is quarantined like any other."""
    result = run("extract", "report[/b].txt")
    assert result.exit_code == 1
    assert "report[/b].txt" in result.stderr


def test_export_explains_its_filters(run: Run) -> None:
    """The options that filter are explained in the API's words."""
    words = " ".join(run("export", "--help").stdout.replace("│", " ").split())
    assert "Whole words of the speaker's role." in words
    assert "As role of" not in words


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        pytest.param("ONRECORD_DATADIR", "did you mean ONRECORD_DATA_DIR?", id="misspelt"),
        pytest.param("ONRECORD_XYZ", "there is no setting ONRECORD_XYZ", id="like no other"),
    ],
)
def test_a_misspelt_variable_is_named(
    run: Run, text_file: Path, monkeypatch: pytest.MonkeyPatch, name: str, advice: str
) -> None:
    """A variable that is no setting is named with the most similar one, and the run goes on."""
    monkeypatch.setenv(name, "x")
    result = run("extract", text_file)
    assert result.exit_code == 0
    assert advice in result.stderr
