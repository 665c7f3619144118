"""Quotes over HTTP: their shape, order, facets, evidence and context."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from api_clients import make_client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient
from store_builders import attribute, person

from quotes.records import Article, Extraction, PossibleSpeaker
from quotes.settings import load_settings
from quotes.store import open_store

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
                "speaker_confidence": 1.0,
                "certainty": "likely",
                "candidates": [],
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
                "copy_of": None,
                "carried_by": [],
                "highlights": [[27, 32]],
                "snippet": "“We will not stop,” … “The <mark>river</mark> can wait.”",
            }
        ],
        "next": None,
        "also_known": [],
    }


@pytest.mark.parametrize("facet", ["speaker", "outlet", "topic", "type", "certainty", "month"])
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
        pytest.param({"topic": "politcs"}, ["politics"], id="misspelt topic"),
        pytest.param({"topic": "politics", "q": "nothing"}, None, id="known topic"),
        pytest.param({"topic": "xyzzy"}, [], id="like no topic"),
        pytest.param({"speaker": "bergh", "topic": "wether"}, ["Ola Berg"], id="both misspelt"),
    ],
)
def test_speakers_and_topics_are_suggested_when_none_has_the_name(
    client: Client, parameters: dict[str, str], suggested: list[str] | None
) -> None:
    body = find(client, **parameters)
    assert body["items"] == []
    if suggested is None:
        assert "suggestions" not in body
    else:
        assert [each["name"] for each in body["suggestions"]][:1] == suggested


def test_a_misspelt_speaker_and_topic_both_bring_suggestions(client: Client) -> None:
    names = [each["name"] for each in find(client, speaker="bergh", topic="wether")["suggestions"]]
    assert names[0] == "Ola Berg"
    assert "weather" in names


def test_a_quote_has_evidence_and_context(client: Client) -> None:
    (item,) = find(client, addressee="Radio Norr")["items"]
    quote = client.get(f"/v1/quotes/{item['id']}").json()
    evidence, context = quote.pop("evidence"), quote.pop("context")
    assert len(quote.pop("story")) == 16
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


def test_other_types_are_refused(client: Client) -> None:
    answer = client.get("/v1/quotes/x", headers={"Accept": "text/html"})
    assert answer.status_code == 406
    assert "application/ld+json" in answer.json()["detail"]


def test_quotes_that_may_be_a_speakers(tmp_path: Path) -> None:
    """Only where they are asked for; each says that the speaker is a candidate, and how likely."""
    article = Article(id="open", text="He said it was late. Bo Park said it was cheap.")
    candidate = PossibleSpeaker(name="Bo Park", kind="person", probability=0.4)
    said = (
        attribute(article, "it was late", "said", "He", candidates=(candidate,)),
        attribute(article, "it was cheap", "said", "Bo Park", **person("Bo Park")),
    )
    settings = load_settings({}, database_url=f"sqlite:///{tmp_path / 'open.db'}")
    with open_store(settings.database_url, create=True) as store:
        store.articles.save(Extraction(article=article, attributions=said))
    with make_client(settings) as client:
        for path in ("/v1/quotes?speaker=park&", "/v1/speakers/bo-park/quotes?"):
            (own,) = client.get(path).json()["items"]
            assert "matching_candidates" not in own
            found, theirs = client.get(f"{path}include=candidates").json()["items"]
            assert (found["text"], found["speaker"]) == ("it was late", None)
            expected = [{"id": "bo-park", "name": "Bo Park", "probability": 0.4}]
            assert found["matching_candidates"] == expected
            assert theirs == own | {"matching_candidates": []}
            chosen = client.get(f"{path}include=candidates&fields=matching_candidates").json()
            assert chosen["items"][0] == {"matching_candidates": expected}
        problem = client.get("/v1/quotes?include=candidates")
        assert problem.status_code == 400
        (invalid,) = problem.json()["errors"]
        assert invalid["parameter"] == "include"
        assert "give speaker" in invalid["detail"]
