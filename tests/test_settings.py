"""Settings: from options, else from the environment, else the defaults."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quotes.errors import SettingsError
from quotes.settings import Settings, find_unknown_variables, load_settings
from quotes.store.engine.sqlite import find_file

FIELDS = msgspec.structs.fields(Settings)


def test_defaults(tmp_path: Path) -> None:
    """Without options, data is under the user's data folder and the API on this machine."""
    settings = load_settings({"XDG_DATA_HOME": str(tmp_path)})
    assert settings.data_dir == str(tmp_path / "onrecord")
    assert settings.database_url == f"sqlite:///{tmp_path / 'onrecord' / 'onrecord.db'}"
    assert (settings.parser, settings.threads, settings.batch_words) == ("shipped", 0, 20_000)
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)


def test_defaults_without_a_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without XDG_DATA_HOME it is the folder that this is by default."""
    monkeypatch.setenv("HOME", "/home/ann")
    assert load_settings({}).data_dir == "/home/ann/.local/share/onrecord"


def test_the_environment_replaces_defaults() -> None:
    """Every field can be set as ONRECORD_<FIELD>, numbers as digits."""
    environment = {
        "ONRECORD_DATA_DIR": "/data",
        "ONRECORD_DATABASE_URL": "postgresql://db/quotes",
        "ONRECORD_PARSER": "stanza-default",
        "ONRECORD_THREADS": "2",
        "ONRECORD_BATCH_WORDS": "500",
        "ONRECORD_ARTICLE_SECONDS": "60.0",
        "ONRECORD_ARTICLE_MEMORY_MB": "2000",
        "ONRECORD_MAX_ARTICLE_BYTES": "1000",
        "ONRECORD_WIKIDATA_TABLE": "names.csv",
        "ONRECORD_HOST": "0.0.0.0",  # noqa: S104
        "ONRECORD_PORT": "0",
        "ONRECORD_PUBLIC_URL": "https://quotes.example/desk",
        "ONRECORD_CORS_ORIGINS": "https://desk.example",
        "ONRECORD_TEXT": "excerpt",
        "ONRECORD_LOG_LEVEL": "info",
        "ONRECORD_MAX_PAGE": "100",
        "ONRECORD_MAX_BODY_BYTES": "1000",
        "ONRECORD_MAX_QUERIES": "8",
        "ONRECORD_WAIT_SECONDS": "0.5",
        "ONRECORD_QUERY_SECONDS": "1.5",
        "ONRECORD_RESPONSE_CACHE_MB": "64",
        "ONRECORD_RELEASE_SECONDS": "2.5",
        "ONRECORD_CONTACT": "desk@mail.example",
        "ONRECORD_FETCH_DELAY_SECONDS": "2.5",
        "ONRECORD_MAX_EXPORTS": "3",
        "ONRECORD_DRAIN_SECONDS": "5.0",
        "ONRECORD_STOP_SECONDS": "60",
        "ONRECORD_INSECURE": "true",
        "ONRECORD_ANONYMOUS_READING": "false",
        "ONRECORD_KEY_REQUESTS_PER_MINUTE": "700",
        "ONRECORD_ADDRESS_REQUESTS_PER_MINUTE": "700",
        "ONRECORD_WORKERS": "700",
        "ONRECORD_ALLOWED_HOSTS": "desk.example",
        "ONRECORD_TRUSTED_PROXIES": "10.0.0.1",
        "ONRECORD_MAX_CONNECTIONS": "700",
        "ONRECORD_MAX_HEADER_BYTES": "700",
        "ONRECORD_HEADER_SECONDS": "2.5",
        "ONRECORD_BODY_SECONDS": "2.5",
        "ONRECORD_IDLE_SECONDS": "700",
        "ONRECORD_STALL_SECONDS": "700",
    }
    assert set(environment) == {f"ONRECORD_{field.name.upper()}" for field in FIELDS}
    settings = load_settings(environment)
    for field in FIELDS:
        value = getattr(settings, field.name)
        text = str(value).lower() if isinstance(value, bool) else str(value)
        assert text == environment[f"ONRECORD_{field.name.upper()}"]


def test_what_is_given_replaces_the_environment() -> None:
    """An option counts before the environment; None is no option."""
    environment = {"ONRECORD_PORT": "1", "ONRECORD_THREADS": "3"}
    settings = load_settings(environment, port=2, threads=None)
    assert (settings.port, settings.threads) == (2, 3)


def test_the_database_lies_in_the_data_folder() -> None:
    """Giving the folder alone moves the database with it; the URL is absolute."""
    assert load_settings({}, data_dir="/data").database_url == "sqlite:////data/onrecord.db"
    relative = load_settings({}, data_dir="here").database_url
    assert relative == f"sqlite:///{Path.cwd() / 'here' / 'onrecord.db'}"


@given(st.text(st.characters(exclude_characters="\0/\n", exclude_categories=["Cs"]), min_size=1))
@example("a%20b")
@example("what?")
@example("a#b@c:d")
def test_any_folder_can_hold_the_database(name: str) -> None:
    """Whatever the folder is called, the URL leads to the file in it."""
    folder = Path("/data", name).resolve()
    assert find_file(load_settings({}, data_dir=str(folder)).database_url) == folder / "onrecord.db"


def test_the_process_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a mapping the process's own environment counts, read at the call."""
    monkeypatch.setenv("ONRECORD_PORT", "8123")
    assert load_settings().port == 8123


@pytest.mark.parametrize(
    ("given", "message"),
    [
        pytest.param({"port": "many"}, r"\$\.port", id="no number"),
        pytest.param({"port": "65536"}, r"65535.*\$\.port", id="too high"),
        pytest.param({"threads": "-1"}, r">= 0.*\$\.threads", id="negative"),
        pytest.param({"batch_words": 0}, r">= 1.*\$\.batch_words", id="zero"),
        pytest.param({"max_page": 201}, r"<= 200.*\$\.max_page", id="page too long"),
        pytest.param({"public_url": "quotes.example"}, r"\$\.public_url", id="no URL"),
        pytest.param({"parser": "best"}, r"'best'.*\$\.parser", id="no such choice"),
        pytest.param({"ports": 1}, "no setting 'ports'", id="no such setting"),
    ],
)
def test_bad_values(given: dict[str, object], message: str) -> None:
    """A bad value is an error with the path of its field and how to set it."""
    with pytest.raises(SettingsError, match=message):
        load_settings({}, **given)


def test_bad_values_in_the_environment() -> None:
    """A bad value in the environment is an error, as one in an option is."""
    with pytest.raises(SettingsError, match=r"\$\.port.*ONRECORD_PORT "):
        load_settings({"ONRECORD_PORT": "x"})


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_setting_is_described(field: msgspec.structs.FieldInfo) -> None:
    """Every setting says what it is for."""
    schema = msgspec.json.schema(Settings)["$defs"]["Settings"]["properties"]
    assert schema[field.name]["description"]


def test_unknown_variables() -> None:
    """Variables that are no settings come with the most similar setting, or None."""
    environment = {
        "ONRECORD_PORT": "1",
        "ONRECORD_DATADIR": "x",
        "ONRECORD_XYZ": "x",
        "ONRECORD_SHARED": "x",
        "PORT": "1",
    }
    assert list(find_unknown_variables(environment)) == [
        ("ONRECORD_DATADIR", "ONRECORD_DATA_DIR"),
        ("ONRECORD_XYZ", None),
    ]
