"""Quotes over HTTP: one shape, every filter, pages that follow each other."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient
from store_builders import attribute, person

from api import create_app
from api.items import mark_html
from quotes.records import Article, Extraction, Span
from quotes.settings import Settings
from quotes.store import QuoteFilter, open_store

Client = TestClient[Litestar]

STOP = "“We will not stop,” … “The river can wait.”"


def find(client: Client, **parameters: str) -> dict[str, Any]:
    answer = client.get("/v1/quotes", params=parameters)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_the_shape_of_a_page(client: Client) -> None:
    body = find(client, q="river")
    (item,) = body["items"]
    assert item.pop("permalink") == f"http://testserver.local/v1/quotes/{item['id']}"
    assert len(item.pop("id")) == 20
    assert len(item["cluster"]) == 16
    assert body == {
        "items": [
            {
                "text": STOP,
                "content": ["“We will not stop,”", "“The river can wait.”"],
                "speaker": {"id": "zoë-işık", "name": "Zoë Işık", "kind": "person"},
                "role": "water minister",
                "affiliation": None,
                "anonymity": None,
                "source": "Zoë Işık, the water minister",
                "cue": "said",
                "addressee": None,
                "spoken_at": "2031-03-02",
                "spoken_precision": "day",
                "members": [],
                "relay": [],
                "type": "direct",
                "act": "statement",
                "confidence": 0.9,
                "status": "unreviewed",
                "offsets": {
                    "content": [[26, 45], [81, 102]],
                    "cue": [[46, 50]],
                    "source": [[51, 79]],
                    "addressee": [],
                    "setting": [],
                    "time": [],
                    "anonymity": [],
                },
                "article": {
                    "id": "dam-cable",
                    "title": "Minister defends the dam",
                    "outlet": "Cable Post",
                    "url": "https://cable.example/dam",
                    "published": "2031-03-02T08:30:00+01:00",
                },
                "cluster": item["cluster"],
                "highlights": [[27, 32]],
                "snippet": "“We will not stop,” … “The <mark>river</mark> can wait.”",
            }
        ],
        "next": None,
    }


FILTERS = pytest.mark.parametrize(
    ("parameters", "count"),
    [
        ({}, 6),
        ({"speaker": "işık"}, 3),
        ({"speaker": "ola-berg"}, 2),
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
    ],
)


@FILTERS
def test_filters(client: Client, parameters: dict[str, str], count: int) -> None:
    assert len(find(client, **parameters)["items"]) == count


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


@pytest.mark.parametrize("facet", ["speaker", "outlet", "topic", "type", "month"])
def test_what_a_facet_counts_can_be_asked_for(client: Client, facet: str) -> None:
    """Its keys are values of the filter of that name; a month is a range of dates."""
    (counts,) = find(client, facets=facet)["facets"]["counts"].values()
    assert counts
    for each in counts:
        asked = {facet: each["key"]}
        if facet == "month":
            asked = {"from-date": f"{each['key']}-01", "to-date": f"{each['key']}-31"}
        assert len(find(client, **asked)["items"]) == each["quotes"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("newest", ["2031-03-04", "2031-03-04", "2031-03-02T08:30:00+01:00"]),
        ("oldest", ["2030-12-31", "2031-03-02T08:30:00+01:00", "2031-03-02T08:30:00+01:00"]),
        ("confidence", ["2031-03-04", "2031-03-04", "2031-03-02T08:30:00+01:00"]),
    ],
)
def test_orders(client: Client, order: str, expected: list[str]) -> None:
    items = find(client, **{"order-by": order, "page-size": "3"})["items"]
    assert [each["article"]["published"] for each in items] == expected


def test_relevance_needs_a_question(client: Client) -> None:
    assert client.get("/v1/quotes?order-by=relevance").status_code == 400
    assert len(find(client, q="dam", **{"order-by": "relevance"})["items"]) == 1


def test_page_size_is_another_name_for_limit(client: Client) -> None:
    assert find(client, limit="2") == find(client, **{"page-size": "2"})
    assert find(client, limit="2") == find(client, limit="3", **{"page-size": "2"})
    assert find(client, limit="2") == find(client, limit="2", **{"page-size": "3"})


def test_the_longest_page_is_a_setting(sample_settings: Settings) -> None:
    settings = msgspec.structs.replace(sample_settings, max_page=2)
    with TestClient(create_app(settings)) as client:
        assert len(client.get("/v1/quotes").json()["items"]) == 2
        answer = client.get("/v1/quotes?limit=3")
        assert "1 to 2 items" in answer.json()["detail"]
        (limit,) = (
            each
            for each in client.get("/openapi.json").json()["paths"]["/v1/quotes"]["get"][
                "parameters"
            ]
            if each["name"] == "limit"
        )
        assert limit["schema"]["maximum"] == 2


def test_facets_count_what_is_found(client: Client) -> None:
    facets = find(client, facets="month,speaker", limit="1")["facets"]
    assert (facets["quotes"], facets["capped"]) == (6, False)
    assert facets["counts"]["speaker"][0] == {"key": "zoë-işık", "name": "Zoë Işık", "quotes": 3}
    assert [each["key"] for each in facets["counts"]["month"]] == ["2031-03", "2030-12"]
    assert "facets" not in find(client)


@pytest.mark.parametrize(
    ("parameters", "suggested"),
    [
        pytest.param({"speaker": "ola bergh"}, ["Ola Berg"], id="misspelt"),
        pytest.param({"speaker": "berg", "q": "river"}, None, id="known, but not with this"),
        pytest.param({"q": "nothing"}, None, id="no speaker asked for"),
        pytest.param({"speaker": "---"}, None, id="no letter"),
    ],
)
def test_speakers_are_suggested_when_nobody_has_the_name(
    client: Client, parameters: dict[str, str], suggested: list[str] | None
) -> None:
    body = find(client, **parameters)
    assert body["items"] == []
    if suggested is None:
        assert "suggestions" not in body
    else:
        assert [each["name"] for each in body["suggestions"]][:1] == suggested


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("a<b>&c", (), "a&lt;b&gt;&amp;c"),
        ("<script>", ((0, 8),), "<mark>&lt;script&gt;</mark>"),
        ("<mark>x</mark>", ((6, 7),), "&lt;mark&gt;<mark>x</mark>&lt;/mark&gt;"),
        ("\"'&#60;", ((1, 2), (2, 3)), "&quot;<mark>&#x27;</mark><mark>&amp;</mark>#60;"),
    ],
)
def test_snippets_hold_no_element_but_mark(
    text: str, spans: tuple[tuple[int, int], ...], expected: str
) -> None:
    assert mark_html(text, tuple(Span(*each) for each in spans)) == expected


@pytest.mark.parametrize("order", ["newest", "oldest", "confidence"])
def test_links_lead_through_every_page(client: Client, order: str) -> None:
    whole = find(client, act="all", **{"order-by": order})["items"]
    url, seen = f"/v1/quotes?act=all&limit=3&order-by={order}", []
    while url:
        answer = client.get(url)
        body = answer.json()
        seen += body["items"]
        url = answer.headers.get("link", "").removeprefix("<").removesuffix('>; rel="next"')
        assert (body["next"] or "") in url
    assert seen == whole


@pytest.mark.parametrize("name", ["Анна Иванова", "André Weil", "Zoë Işık"])
def test_links_lead_through_a_speaker_of_any_script(lost_settings: Settings, name: str) -> None:
    """They are ASCII: a path is decoded by the server, a header is not."""
    text = f"{name} said the dam was safe. {name} said the river could wait."
    article = Article(id="dam", text=text)
    contents = ("the dam was safe", "the river could wait")
    said = tuple(attribute(article, each, "said", name, **person(name)) for each in contents)
    with open_store(lost_settings.database_url, create=True) as store:
        store.save(Extraction(article=article, attributions=said))
        speaker_id = store.list_quotes(QuoteFilter()).items[0].attribution.speaker_id
    with TestClient(create_app(lost_settings), raise_server_exceptions=False) as client:
        url, seen = f"/v1/speakers/{speaker_id}/quotes?limit=1", []
        while url:
            answer = client.get(url)
            assert answer.status_code == 200, answer.text
            seen += [each["text"] for each in answer.json()["items"]]
            url = answer.headers.get("link", "").removeprefix("<").removesuffix('>; rel="next"')
            assert url.isascii()
    assert seen == list(contents)


def test_a_quote_has_evidence_and_context(client: Client) -> None:
    (item,) = find(client, addressee="Radio Norr")["items"]
    quote = client.get(f"/v1/quotes/{item['id']}").json()
    evidence, context = quote.pop("evidence"), quote.pop("context")
    assert quote == item | {"model_version": "test-1", "reviews": []}
    assert evidence == {
        "rule": "verb",
        "cue_lemma": "tell",
        "source_path": None,
        "content_path": None,
        "graph": None,
        "antecedent": [[51, 59]],
        "resolution": "coreference",
    }
    text = client.get("/v1/articles/dam-cable").json()["text"]
    for part in context.values():
        assert text[part["start"] : part["end"]] == part["text"]
    assert context["passage"]["text"].startswith("She told Radio Norr that the valley")


@given(q=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_query_is_answered_or_refused(client: Client, q: str) -> None:
    assert client.get("/v1/quotes", params={"q": q}).status_code in (200, 400)


@given(cursor=st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_cursor_is_answered_or_refused(client: Client, cursor: str) -> None:
    assert client.get("/v1/quotes", params={"cursor": cursor}).status_code in (200, 400)
