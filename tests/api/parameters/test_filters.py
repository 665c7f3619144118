"""Every filter filters, in lists and in exports, and is described once."""

from __future__ import annotations

from typing import get_args, get_type_hints

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.parameters.filters import provide_filters
from quotes.store import QuoteFilter

Client = TestClient[Litestar]


FILTERS = pytest.mark.parametrize(
    ("parameters", "count"),
    [
        ({}, 6),
        ({"speaker": "işık"}, 3),
        ({"speaker": "ola-berg"}, 2),
        ({"speaker": "ola-berg", "include": "candidates"}, 2),
        ({"outlet": "gazette"}, 2),
        ({"topic": "weather"}, 2),
        ({"addressee": "norr"}, 1),
        ({"type": "mixed"}, 1),
        ({"act": "attitude"}, 1),
        ({"act": "all"}, 7),
        ({"q": '"wall of debt"'}, 1),
        ({"from-date": "2031-03-02", "to-date": "2031-03-03"}, 2),
        ({"speaker": "berg", "outlet": "cable"}, 1),
        ({"speaker": "null"}, 0),
        ({"speaker-kind": "anonymous"}, 1),
        ({"role": "minister"}, 2),
        ({"affiliation": "nowhere"}, 0),
        ({"relay": "radio norr"}, 1),
        ({"anonymity": "unnamed"}, 1),
        ({"anonymity": "none"}, 5),
        ({"article": "dam-cable"}, 2),
        ({"article": "https://news.example/a?b=1"}, 1),
        ({"min-confidence": "0.8"}, 5),
        ({"certainty": "likely"}, 6),
        ({"certainty": "sure"}, 0),
        ({"q": "işık", "q-in": "speaker"}, 3),
        ({"q": "zoe river", "q-in": "both"}, 1),
        ({"q": "the -river"}, 2),
        ({"q": "neverending"}, 0),
        ({"said-from": "2031-03-01", "said-to": "2031-03-31"}, 1),
        ({"said-from": "2031-03-03"}, 0),
        ({"said-to": "2031-03-01"}, 0),
        ({"affiliation": "dam board"}, 1),
        ({"topic": "medtop:11000000"}, 4),
        ({"topic": "politics and government"}, 4),
        ({"status": "unreviewed"}, 6),
        ({"status": "confirmed"}, 0),
        ({"cluster": "nothing"}, 0),
        ({"story": "nothing"}, 0),
        ({"copies": "first"}, 6),
        ({"about": "dam"}, 4),
        ({"about": "farmers"}, 2),
        ({"about": '"wall of debt" -minister'}, 2),
        ({"about": "dam", "speaker": "işık"}, 3),
    ],
)


@FILTERS
def test_filters(client: Client, parameters: dict[str, str], count: int) -> None:
    assert len(client.get("/v1/quotes", params=parameters).json()["items"]) == count


@FILTERS
def test_exports_have_the_same_filters(
    client: Client, parameters: dict[str, str], count: int
) -> None:
    answer = client.get("/v1/export/quotes.ndjson", params={"columns": "id"} | parameters)
    assert len(answer.text.splitlines()) == count


def test_no_filter_is_untested(client: Client) -> None:
    described = client.get("/openapi.json").json()["paths"]
    filters, exported = (
        {each["name"] for each in described[path]["get"]["parameters"]}
        for path in ("/v1/quotes", "/v1/export/quotes.ndjson")
    )
    tested = {name for case in FILTERS.args[1] for name in case[0]}
    assert tested == filters & exported


HINTS = get_type_hints(QuoteFilter, include_extras=True)


@pytest.mark.parametrize("field", msgspec.structs.fields(QuoteFilter), ids=lambda field: field.name)
def test_a_parameter_has_the_type_and_description_of_its_field(
    field: msgspec.structs.FieldInfo,
) -> None:
    type_, meta = get_args(HINTS[field.name])
    annotation = provide_filters.__annotations__[field.name]
    assert get_args(annotation)[0] == type_
    (parameter,) = annotation.__metadata__
    assert parameter.name == field.name.replace("_", "-")
    assert parameter.description.startswith(meta.description)


def test_examples_of_filters_are_accepted(client: Client) -> None:
    for name, hint in HINTS.items():
        (example,) = get_args(hint)[1].examples
        # Candidates are those of a speaker.
        more = {"speaker": "lindqvar"} if name == "include" else {}
        answer = client.get("/v1/quotes", params={name.replace("_", "-"): example, **more})
        assert answer.status_code == 200, answer.text


def test_no_parameter_no_filter() -> None:
    assert provide_filters() == QuoteFilter()
