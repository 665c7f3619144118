"""The settings: one frozen record, each field with its type, default and environment variable."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from quotes.errors import SettingsError

_PREFIX = "ONRECORD_"
# Read by `onrecord evaluate gate` and by the tests.
_OTHER_VARIABLES = ("SHARED", "FUZZ_EXAMPLES", "FAULT_ROUNDS", "CLIENT_GENERATOR")


def _default_data_dir(environment: Mapping[str, str]) -> str:
    base = environment.get("XDG_DATA_HOME") or os.path.join(
        os.path.expanduser("~"), ".local", "share"
    )
    return os.path.join(base, "onrecord")


def _make_url(database: Path) -> str:
    """The SQLAlchemy URL of a SQLite file, with the characters that URLs reserve escaped."""
    path = str(database.resolve()).replace("%", "%25").replace("?", "%3F")
    return f"sqlite:///{path}"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How On Record runs; each field can be given as ONRECORD_<FIELD> in the environment."""

    data_dir: Annotated[str, msgspec.Meta(description="where the database and other state are")]
    database_url: Annotated[
        str, msgspec.Meta(description="SQLAlchemy URL; default: SQLite in data_dir")
    ]
    parser: Annotated[
        Literal["shipped", "stanza-default"],
        msgspec.Meta(
            description="the shipped models, or Stanza's own English package (downloaded by Stanza)"
        ),
    ] = "shipped"
    threads: Annotated[int, msgspec.Meta(ge=0, description="CPU threads of the models; 0: all")] = 0
    batch_words: Annotated[int, msgspec.Meta(ge=1, description="words parsed together")] = 20_000
    max_article_bytes: Annotated[
        int, msgspec.Meta(ge=1, description="longest file or JSON line read")
    ] = 10_000_000
    article_seconds: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            description="most processor time for an article, or for a batch; then it is "
            "quarantined; 0: no limit of time or memory, and no process of its own",
        ),
    ] = 300.0
    article_memory_mb: Annotated[
        int,
        msgspec.Meta(ge=1, description="most memory for an article, beyond that of the models"),
    ] = 4_000
    contact: Annotated[
        str,
        msgspec.Meta(
            description="mail address or web page that `onrecord fetch` and `follow` give to the "
            "sites they read, so that these can reach you; default: none"
        ),
    ] = ""
    fetch_delay_seconds: Annotated[
        float,
        msgspec.Meta(ge=0, description="least time between two requests to one site"),
    ] = 2.0
    wikidata_table: Annotated[
        str,
        msgspec.Meta(
            description="file that links names to Wikidata ids (CSV or JSON lines, as "
            "quotes/identities/wikidata.py describes); empty: none"
        ),
    ] = ""
    host: Annotated[str, msgspec.Meta(description="address the API listens on")] = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65535, description="port the API listens on")] = 8000
    insecure: Annotated[
        bool,
        msgspec.Meta(
            description="whether whoever reaches the API may read everything without a key, beyond "
            "this machine, too"
        ),
    ] = False
    anonymous_reading: Annotated[
        bool,
        msgspec.Meta(
            description="whether requests without a key may read; counts only where the API "
            "listens on this machine alone, without public_url and trusted_proxies"
        ),
    ] = True
    key_requests_per_minute: Annotated[
        int, msgspec.Meta(ge=0, description="most requests with the key of one name; 0: no limit")
    ] = 0
    address_requests_per_minute: Annotated[
        int,
        msgspec.Meta(
            ge=0,
            description="most requests without a good key from one address but this machine's "
            "(of IPv6, from one network of 64 bits); 0: no limit",
        ),
    ] = 6_000
    workers: Annotated[
        int, msgspec.Meta(ge=1, description="processes that serve; limits are divided among them")
    ] = 1
    public_url: Annotated[
        str,
        msgspec.Meta(
            pattern=r"^(https?://[^\s/?#]+[^\s?#]*)?$",
            description="where readers reach the API, for permalinks; default: as each asked",
        ),
    ] = ""
    allowed_hosts: Annotated[
        str,
        msgspec.Meta(
            description="names by which the API may be asked, with commas between, besides "
            "localhost, the address it is reached at and the host of public_url"
        ),
    ] = ""
    trusted_proxies: Annotated[
        str,
        msgspec.Meta(
            description="addresses or networks with commas between, whose X-Forwarded-Proto and "
            "X-Forwarded-For count; default: none"
        ),
    ] = ""
    text: Annotated[
        str,
        msgspec.Meta(
            description="how much of an article's text the API and exports give out: full, excerpt "
            "(with each quotation a sentence on either side) or none (the quotations only); of "
            "single outlets as in 'excerpt,The Ketta Mail=none'"
        ),
    ] = "full"
    cors_origins: Annotated[
        str,
        msgspec.Meta(
            description="web pages that may read the API: origins with commas between, or *; "
            "default: none"
        ),
    ] = ""
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        msgspec.Meta(description="how much the API logs; from info on, a line a request"),
    ] = "warning"
    max_page: Annotated[int, msgspec.Meta(ge=1, le=200, description="most items on a page")] = 200
    max_connections: Annotated[
        int,
        msgspec.Meta(
            ge=1, description="open connections; past it the one goes that is idle for longest"
        ),
    ] = 500
    max_header_bytes: Annotated[
        int, msgspec.Meta(ge=1, description="longest line and headers of a request")
    ] = 65_536
    max_body_bytes: Annotated[int, msgspec.Meta(ge=1, description="longest body of a request")] = (
        10_000_000
    )
    header_seconds: Annotated[
        float,
        msgspec.Meta(gt=0, description="longest time for line and headers of a request to arrive"),
    ] = 10.0
    body_seconds: Annotated[
        float, msgspec.Meta(gt=0, description="longest time for the body of a request to arrive")
    ] = 30.0
    idle_seconds: Annotated[
        int, msgspec.Meta(ge=1, description="longest time between requests of one connection")
    ] = 5
    stall_seconds: Annotated[
        int,
        msgspec.Meta(ge=1, description="longest time in which a client takes nothing of an answer"),
    ] = 60
    max_queries: Annotated[
        int, msgspec.Meta(ge=1, description="searches and lists that run at once")
    ] = 2
    wait_seconds: Annotated[
        float,
        msgspec.Meta(ge=0, description="longest wait for a search's turn before 503"),
    ] = 2.0
    query_seconds: Annotated[
        float, msgspec.Meta(gt=0, description="longest time for one search or list")
    ] = 10.0
    response_cache_mb: Annotated[
        int,
        msgspec.Meta(
            ge=0,
            description="memory for answers that are sent again while the data is the same; "
            "0: none",
        ),
    ] = 32
    release_seconds: Annotated[
        float,
        msgspec.Meta(
            gt=0,
            description="how often the service looks for articles whose embargo has ended, to "
            "show them from then on",
        ),
    ] = 5.0
    max_exports: Annotated[int, msgspec.Meta(ge=1, description="exports under way at once")] = 4
    drain_seconds: Annotated[
        float,
        msgspec.Meta(
            ge=0, description="time between SIGTERM (not ready any more) and no new connections"
        ),
    ] = 0.0
    stop_seconds: Annotated[
        int, msgspec.Meta(ge=0, description="longest time for requests under way to end after it")
    ] = 30


def load_settings(environment: Mapping[str, str] | None = None, **options: object) -> Settings:
    """The settings: from options, else from the environment, else the defaults.

    Args:
        environment: the process's own by default.
        options: fields by name; None is as good as none.

    Raises:
        SettingsError: an unknown field or a value that does not fit; the message names the field.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, object] = {}
    for field in msgspec.structs.fields(Settings):
        if (text := environment.get(_PREFIX + field.name.upper())) is not None:
            values[field.name] = text
    values |= {name: value for name, value in options.items() if value is not None}
    values.setdefault("data_dir", _default_data_dir(environment))
    values.setdefault("database_url", _make_url(Path(str(values["data_dir"])) / "onrecord.db"))
    if unknown := values.keys() - {field.name for field in msgspec.structs.fields(Settings)}:
        raise SettingsError(f"there is no setting {min(unknown)!r}")
    try:
        return msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        name = str(error).rpartition("$.")[2].rstrip("`").upper()
        raise SettingsError(f"{error}; set it with {_PREFIX}{name} or its option") from error


def find_unknown_variables(environment: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    """Each ONRECORD_… variable that is no setting, with the most similar one; None if none is."""
    settings = [field.name.upper() for field in msgspec.structs.fields(Settings)]
    for variable in sorted(environment):
        name = variable.removeprefix(_PREFIX)
        if name != variable and name not in (*settings, *_OTHER_VARIABLES):
            similar = get_close_matches(name, settings, n=1)
            yield variable, _PREFIX + similar[0] if similar else None


def make_data_dir(settings: Settings) -> None:
    """Makes the directory of the database, if it does not exist.

    Raises:
        SettingsError: it can't be made.
    """
    try:
        Path(settings.data_dir).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"the data directory {settings.data_dir} can't be made: {error.strerror}"
        ) from error
