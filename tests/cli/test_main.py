"""The `onrecord` command: help, exit codes, and what it prints; no models."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from builders import FakeParser
from click.testing import CliRunner, Result

from quotes.cli import main as cli
from quotes.errors import ModelError
from quotes.records import Attribution
from quotes.store import open_store

TEXT = "Lee said that they go."
SAID = """Lee/PROPN/2/nsubj said=say/VERB/0/root that/SCONJ/5/mark they/PRON/5/nsubj
go/VERB.VBP/2/ccomp ./PUNCT/2/punct"""
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command in an empty folder with a parser that knows one text."""
    parser = FakeParser({TEXT: [SAID]}, bad="Unparsable")
    monkeypatch.setattr("quotes.parsing.parser.load_parser", lambda *_: parser)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ONRECORD_DATA_DIR", str(tmp_path / "data"))

    def invoke(*words: str | Path, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(cli.main, [str(word) for word in words], input=stdin)

    return invoke


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    file = tmp_path / "lee.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


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
    """Every command tells what it does and what each option means, by --help and -h."""
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


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_extract(run: Run, text_file: Path) -> None:
    """A line of JSON an article: its fields without the text, its attributions and topics."""
    result = run("extract", text_file)
    assert (result.exit_code, result.stderr) == (0, "")
    (row,) = lines(result)
    assert (row["id"], row["language"], len(row["sha256"])) == ("lee", "en", 64)
    assert "text" not in row
    (found,) = row["attributions"]
    assert (found["content"], found["cue"], found["source"]) == ([[14, 21]], [[4, 8]], [[0, 3]])
    assert (found["type"], found["act"]) == ("indirect", "statement")
    assert found["evidence"]["rule"] == "clause"
    assert found.keys() == set(Attribution.__struct_fields__)
    assert isinstance(row["topics"], list)


def test_extract_keeps_the_order(run: Run, tmp_path: Path) -> None:
    """Articles come in the order of the paths, those of a folder by name."""
    for name in ("b", "a"):
        (tmp_path / f"{name}.txt").write_text(f"{name} {TEXT}", encoding="utf-8")
    assert [row["id"] for row in lines(run("extract", tmp_path))] == ["a", "b"]
    given = run("extract", tmp_path / "b.txt", tmp_path / "a.txt")
    assert [row["id"] for row in lines(given)] == ["b", "a"]


def test_extract_to_a_file(run: Run, text_file: Path, tmp_path: Path) -> None:
    """--output writes the lines to a file and nothing to standard output."""
    to_file = run("extract", text_file, "--output", tmp_path / "out.jsonl")
    assert (to_file.exit_code, to_file.stdout) == (0, "")
    written = (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    assert written == run("extract", text_file).stdout


@pytest.mark.parametrize("command", ["extract", "parse"])
def test_a_file_that_cannot_be_written(run: Run, text_file: Path, command: str) -> None:
    """It ends with 2 and says why, before anything is read."""
    result = run(command, text_file, "--output", "none/out.jsonl")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "none/out.jsonl can't be written: No such file or directory" in result.stderr


def test_extract_from_standard_input(run: Run) -> None:
    """The path "-" reads standard input: a text, or JSON lines with the articles' fields."""
    (row,) = lines(run("extract", "-", stdin=TEXT))
    assert len(row["attributions"]) == 1
    fields = {"id": "x1", "outlet": "Vista24", "title": "Lee", "text": TEXT}
    (row,) = lines(run("extract", "-", stdin=json.dumps(fields) + "\n"))
    assert (row["id"], row["outlet"], row["title"]) == ("x1", "Vista24", "Lee")


@pytest.mark.parametrize("command", ["extract", "parse", "ingest"])
def test_a_missing_path_is_quarantined(run: Run, text_file: Path, command: str) -> None:
    """What can't be read is named on standard error, the rest is done, and the run ends with 1."""
    result = run(command, "nowhere.txt", text_file)
    assert result.exit_code == 1
    assert "nowhere.txt" in result.stderr
    assert "lee" in run("extract", "nowhere.txt", text_file).stdout


def test_an_article_that_fails_is_quarantined(run: Run, text_file: Path, tmp_path: Path) -> None:
    """An article that can't be processed is named on standard error, and the others go on."""
    (tmp_path / "bad.txt").write_text("Unparsable.", encoding="utf-8")
    result = run("extract", tmp_path / "bad.txt", text_file)
    assert result.exit_code == 1
    assert [row["id"] for row in lines(result)] == ["lee"]
    assert "quarantined bad: " in result.stderr
    assert "Unparsable can't be parsed" in result.stderr


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


def test_parse_as_conllu(run: Run, text_file: Path) -> None:
    """The syntax comes as CoNLL-U, with the words' places in the file."""
    result = run("parse", text_file)
    assert result.exit_code == 0
    rows = [line.split("\t") for line in result.stdout.splitlines() if "\t" in line]
    assert [row[1] for row in rows] == ["Lee", "said", "that", "they", "go", "."]
    assert all(len(row) == 10 for row in rows)
    assert rows[1][9] == "start_char=4|end_char=8"


def test_parse_as_json(run: Run, text_file: Path) -> None:
    """--format json gives the records as they are."""
    (row,) = lines(run("parse", text_file, "--format", "json"))
    assert row["article"]["text"] == TEXT
    assert [token["text"] for token in row["sentences"][0]["tokens"]][:2] == ["Lee", "said"]


def test_ingest(run: Run, text_file: Path, tmp_path: Path) -> None:
    """Articles are stored once; a second run finds them unchanged."""
    first = json.loads(run("ingest", text_file, "--json").stdout)
    assert (first["read"], first["new"], first["attributions"]) == (1, 1, 1)
    assert (tmp_path / "data" / "onrecord.db").is_file()
    second = json.loads(run("ingest", text_file, "--json").stdout)
    assert (second["new"], second["unchanged"]) == (0, 1)
    text_file.write_text(f"{TEXT}\n\nIt rained.", encoding="utf-8")
    assert json.loads(run("ingest", text_file, "--json").stdout)["replaced"] == 1


def test_ingest_of_what_was_withdrawn(run: Run, text_file: Path, tmp_path: Path) -> None:
    """An article that was withdrawn stays away, and is counted so."""
    run("ingest", text_file)
    with open_store(f"sqlite:///{tmp_path / 'data' / 'onrecord.db'}") as store:
        store.withdraw(lines(run("extract", text_file))[0]["id"], "retracted")
    again = json.loads(run("ingest", text_file, "--json").stdout)
    assert (again["new"], again["unchanged"], again["withdrawn"]) == (0, 0, 1)
    assert "1 stay withdrawn" in run("ingest", text_file).stderr


def test_run_prints_who_said_what(run: Run, text_file: Path) -> None:
    """The table has a row for each statement: who, what, where."""
    result = run("run", text_file, "--no-serve")
    assert result.exit_code == 0
    assert "Lee" in result.stdout
    assert "they go" in result.stdout
    assert "1 articles (1 new" in result.stderr


def test_export_explains_its_filters(run: Run) -> None:
    """The options that filter are explained in the API's words."""
    words = " ".join(run("export", "--help").stdout.replace("│", " ").split())
    assert "Whole words of the speaker's role." in words
    assert "As role of" not in words


def test_run_and_serve_on_a_port_that_is_taken(run: Run, text_file: Path, tmp_path: Path) -> None:
    """The port is looked at before anything is read, and another one is the mend."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for words in (["run", text_file], ["serve"]):
            result = run(*words, "--port", port)
            assert (result.exit_code, result.stdout) == (2, "")
            assert f"port {port}" in result.stderr
            assert "--port" in result.stderr
    assert not (tmp_path / "data").exists()


def test_migrate(run: Run, tmp_path: Path) -> None:
    """A new database is made, and migrating it again changes nothing."""
    for _ in range(2):
        assert run("migrate").exit_code == 0
        assert (tmp_path / "data" / "onrecord.db").is_file()


def test_doctor_as_json(run: Run) -> None:
    """The report lists each check with its result; it ends with 3 if something is to be mended."""
    result = run("doctor", "--json")
    report = json.loads(result.stdout)
    checks = {check["name"]: check for check in report["checks"]}
    assert {"python", "onrecord", "stanza", "models", "database"} <= checks.keys()
    assert all(check.keys() == {"name", "ok", "detail"} for check in checks.values())
    assert all(check["detail"] for check in checks.values())
    assert result.exit_code == (0 if all(check["ok"] for check in checks.values()) else 3)


def test_doctor_finds_the_database(run: Run, text_file: Path, tmp_path: Path) -> None:
    """A data folder with characters that URLs escape is found by every command."""
    folder = tmp_path / "a%20b"
    assert "not made yet" in run("doctor", "--data-dir", folder).stdout
    run("ingest", text_file, "--data-dir", folder)
    assert (folder / "onrecord.db").is_file()
    assert "not made yet" not in run("doctor", "--data-dir", folder).stdout


def test_doctor_tells_the_whole_path(run: Run, tmp_path: Path) -> None:
    """The database's place is not cut off in a narrow terminal."""
    folder = tmp_path / ("long" * 20) / "end"
    told = "".join(run("doctor", "--data-dir", folder).stdout.split())
    assert f"{folder}/onrecord.db" in told


def test_doctor_without_models(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing models are told with the mend, and the rest is looked at all the same."""

    def fail() -> None:
        raise ModelError("no models here; reinstall onrecord")

    monkeypatch.setattr("quotes.diagnostics.check_models", fail)
    result = run("doctor")
    assert result.exit_code == 3
    assert "reinstall onrecord" in result.stdout
    assert "database" in result.stdout
    assert not (tmp_path / "data").exists()


def test_a_data_folder_that_cannot_be_made(run: Run, text_file: Path) -> None:
    """A data folder under a file ends with 2 and says why."""
    result = run("ingest", text_file, "--data-dir", text_file / "data")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "data directory" in result.stderr


def test_a_database_of_another_kind(run: Run, text_file: Path, tmp_path: Path) -> None:
    """A database file that is none ends with 3 and leaves the file as it is."""
    (tmp_path / "data").mkdir()
    file = tmp_path / "data" / "onrecord.db"
    file.write_bytes(b"no database at all, but long enough to be looked at" * 40)
    before = file.read_bytes()
    result = run("ingest", text_file)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "error:" in result.stderr
    assert file.read_bytes() == before


GOLD: dict[str, Any] = {
    "id": "lee",
    "text": TEXT,
    "attributions": [{"content": [[14, 21]], "source": [[0, 3]]}],
}


def test_evaluate_attributions(run: Run, tmp_path: Path) -> None:
    """Gold articles are extracted and scored; --save and --baseline compare two runs."""
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(GOLD), encoding="utf-8")
    first = run("evaluate", "attributions", gold, "--save", tmp_path / "first.json")
    assert (first.exit_code, first.stderr) == (0, "")
    assert "attribution   100.0" in first.stdout
    report = run("evaluate", "attributions", gold, "--baseline", tmp_path / "first.json", "--json")
    rows = {(r["group"], r["measure"]): r for r in json.loads(report.stdout)["rows"]}
    assert rows["all", "attribution"]["f1"] == rows["all", "attribution"]["before"] == 1


def test_evaluate_the_output_of_extract(run: Run, tmp_path: Path) -> None:
    """What `onrecord extract` wrote is scored without extracting again."""
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(GOLD), encoding="utf-8")
    run("extract", gold, "--output", tmp_path / "out.jsonl")
    scored = run("evaluate", "attributions", gold, "--predicted", tmp_path / "out.jsonl")
    assert scored.exit_code == 0
    assert "attribution   100.0" in scored.stdout
    assert "words/s" not in scored.stdout


@pytest.mark.parametrize("options", [(), ("--given-spans",)], ids=["found", "given"])
def test_evaluate_speakers(run: Run, tmp_path: Path, options: tuple[str, ...]) -> None:
    """Who speaks is scored end to end and on gold spans, as a table or as JSON."""
    said = GOLD["attributions"][0] | {"cue": [[4, 8]], "speaker": "Lee"}
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(GOLD | {"attributions": [said]}), encoding="utf-8")
    table = run("evaluate", "speakers", gold, *options)
    assert (table.exit_code, table.stderr) == (0, "")
    assert "end_to_end    100.0" in table.stdout
    report = run("evaluate", "speakers", gold, *options, "--json")
    rows = {(r["group"], r["measure"]): r for r in json.loads(report.stdout)["rows"]}
    assert rows["details", "speaker"]["right"] == 1


def test_evaluate_bad_gold(run: Run, tmp_path: Path) -> None:
    """A gold file that can't be read ends with 2 and names line and field."""
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "x", "text": "y", "attributions": [{"content": [[3, 1]]}]}', "utf-8")
    result = run("evaluate", "attributions", gold)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "gold.jsonl:1" in result.stderr
    assert "$.attributions[0].content[0]" in result.stderr


def test_evaluate_with_articles_quarantined(run: Run, tmp_path: Path) -> None:
    """An article that can't be processed is named, and the run ends with 1."""
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(GOLD | {"text": f"Unparsable. {TEXT}"}), encoding="utf-8")
    result = run("evaluate", "attributions", gold)
    assert result.exit_code == 1
    assert "quarantined lee" in result.stderr


@pytest.fixture
def floors(tmp_path: Path) -> Path:
    """Two corpora without floors yet; one is not there."""
    (tmp_path / "gold.jsonl").write_text(json.dumps(GOLD), encoding="utf-8")
    corpora = [
        {"name": "mine", "place": "here", "gold": "gold.jsonl"},
        {"name": "theirs", "place": "shared", "gold": "other.jsonl"},
    ]
    file = tmp_path / "floors.json"
    file.write_text(json.dumps({"corpora": corpora}), encoding="utf-8")
    return file


def pinned(file: Path, **changes: object) -> dict[str, Any]:
    """The first corpus of a floors file, after changing it."""
    content = json.loads(file.read_text("utf-8"))
    content["corpora"][0] |= changes
    file.write_text(json.dumps(content), encoding="utf-8")
    corpus: dict[str, Any] = content["corpora"][0]
    return corpus


def test_the_gate_pins_floors(run: Run, floors: Path) -> None:
    """The first run sets floors, and says which corpus is not there."""
    result = run("evaluate", "gate", floors, "--shared", "nowhere")
    assert result.exit_code == 0
    assert "theirs: left out, nowhere is missing" in result.stderr
    assert pinned(floors)["floors"]["all attribution"] == 99.5


def test_the_gate_shuts(run: Run, floors: Path) -> None:
    """A figure below its floor ends with 1 and leaves the floor; --lower lets it sink."""
    run("evaluate", "gate", floors, "--shared", "nowhere")
    raised = pinned(floors, floors={"all attribution": 100.5})
    result = run("evaluate", "gate", floors, "--shared", "nowhere")
    assert result.exit_code == 1
    assert "floor 100.5  below" in result.stdout
    assert pinned(floors) == raised
    assert run("evaluate", "gate", floors, "--shared", "nowhere", "--lower").exit_code == 0
    assert pinned(floors)["floors"]["all attribution"] == 99.5


def test_the_gate_watches_the_gold(run: Run, floors: Path) -> None:
    """Gold that has changed ends with 1, however good the figures are, until it is pinned."""
    run("evaluate", "gate", floors, "--shared", "nowhere")
    pinned(floors, sha256="another")
    result = run("evaluate", "gate", floors, "--shared", "nowhere")
    assert result.exit_code == 1
    assert "gold.jsonl has changed" in result.stderr
    assert run("evaluate", "gate", floors, "--shared", "nowhere", "--lower").exit_code == 0
    assert pinned(floors)["sha256"] != "another"


def test_evaluate_speed(run: Run, text_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pace, memory and growth are printed."""
    monkeypatch.setattr("quotes.evaluation.speed.load_yardstick", lambda: None)
    monkeypatch.setattr("quotes.evaluation.speed.measure_memory", lambda _: 512.0)
    result = run("evaluate", "speed", text_file, "--rounds", "1", "--growth", "2000")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "5 words, 1 rounds" in result.stdout
    assert "peak memory of onrecord extract: 512 MB" in result.stdout
    assert "times the shortest's" in result.stdout
