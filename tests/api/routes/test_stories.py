"""Copies of one report over HTTP: who carried a quotation, and who printed it independently."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api_clients import make_client
from litestar import Litestar
from litestar.testing import TestClient
from store_builders import attribute, person

from quotes.records import Article, Extraction
from quotes.settings import load_settings
from quotes.store import open_store

Client = TestClient[Litestar]

SAID = "“We will not sleep until every house on this river is dry again,”"
REPORT = (
    f"{SAID} said Davor Lind. The lower gate of the Kalder dam gave way in the night, and four "
    "villages were without power until the morning."
)
REWRITTEN = (
    f"After a night without light in the valley, the man who leads the rescue was asked when his "
    f"people would rest. {SAID} said Davor Lind."
)
# An agency's report in two outlets, and two other reports, of which one is in two outlets.
PAPERS = {
    "agency": ("2031-03-01", "SNS", REPORT),
    "broadsheet": ("2031-03-02", None, f"Villages in the dark\n\n{REPORT}"),
    "cable": ("2031-03-02", None, REWRITTEN),
    "radio": ("2031-03-03", None, REWRITTEN),
}


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    url = f"sqlite:///{tmp_path_factory.mktemp('stories') / 's.db'}"
    settings = load_settings({}, database_url=url)
    with open_store(settings.database_url, create=True) as store:
        for name, (published, wire, text) in PAPERS.items():
            article = Article(
                id=name, outlet=name.title(), published=published, text=text, wire=wire
            )
            quote = attribute(article, SAID, "said", type="direct", **person("Davor Lind"))
            store.articles.save(Extraction(article=article, attributions=(quote,)))
    with make_client(settings) as client:
        yield client


def ask(client: Client, path: str, **parameters: str) -> Any:
    answer = client.get(f"/v1/{path}", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def find(client: Client, article: str) -> Any:
    return ask(client, "quotes", article=article)["items"][0]


def test_a_quote_lists_every_outlet_of_its_story_that_carried_it(papers: Client) -> None:
    agency, broadsheet = find(papers, "agency"), find(papers, "broadsheet")
    assert [each["outlet"] for each in broadsheet["carried_by"]] == ["Agency", "Broadsheet"]
    assert broadsheet["carried_by"][0] == {
        "outlet": "Agency", "published": "2031-03-01", "article": "agency", "quote": agency["id"]
    }  # fmt: skip
    assert (agency["copy_of"], broadsheet["copy_of"]) == (None, agency["id"])
    detail = ask(papers, f"quotes/{agency['id']}")
    assert detail["carried_by"] == agency["carried_by"]
    assert detail["story"] == ask(papers, "articles/agency")["story"]


def test_copies_of_a_report_are_no_further_witness(papers: Client) -> None:
    body = ask(papers, f"quotes/{find(papers, 'agency')['id']}/variants")
    assert {each["article"]["id"]: each["printing"] for each in body["items"]} == {
        "broadsheet": "syndicated", "cable": "independent", "radio": "independent"
    }  # fmt: skip
    assert (body["syndicated"], body["independent"], body["other_stories"]) == (1, 2, 1)
    stories = {each["article"]["id"]: each["story"] for each in body["items"]}
    assert stories["cable"] == stories["radio"] != stories["broadsheet"]


def test_facets_count_quotes_or_stories(papers: Client) -> None:
    for counting, number in (("quotes", 4), ("stories", 2)):
        body = ask(papers, "quotes", facets="speaker", **{"facets-count": counting})
        assert body["facets"]["quotes"] == number
        assert body["facets"]["counts"]["speaker"][0]["quotes"] == number
    assert papers.get("/v1/quotes?facets=type&facets-count=words").status_code == 400


def test_lists_can_leave_copies_out(papers: Client) -> None:
    items = ask(papers, "quotes", copies="first")["items"]
    assert [each["article"]["id"] for each in items] == ["cable", "agency"]


def test_a_story_names_its_wire_and_its_outlets(papers: Client) -> None:
    story = ask(papers, "articles/broadsheet")["story"]
    assert ask(papers, f"stories/{story}") == {
        "id": story, "title": None, "wire": "SNS", "first_published": "2031-03-01", "articles": 2,
        "outlets": ["Agency", "Broadsheet"],
    }  # fmt: skip
    listed = ask(papers, "articles", story=story)["items"]
    assert [(each["id"], each["story"]) for each in listed] == [
        ("broadsheet", story), ("agency", story)
    ]  # fmt: skip
    assert len(ask(papers, "quotes", story=story)["items"]) == 2
    assert papers.get("/v1/stories/nothing").status_code == 404


def test_exports_have_story_and_carriers(papers: Client) -> None:
    text = papers.get("/v1/export/quotes.csv?columns=id,story,copy_of,carried_by").text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len({row["story"] for row in rows}) == 2
    assert len({row["copy_of"] or row["id"] for row in rows}) == 2
    assert {row["carried_by"] for row in rows} == {
        '["Agency","Broadsheet"]', '["Cable","Radio"]'
    }  # fmt: skip
    articles = csv.DictReader(
        io.StringIO(papers.get("/v1/export/articles.csv?columns=id,story").text)
    )
    assert {row["story"] for row in articles} == {row["story"] for row in rows}


def test_the_id_of_a_merged_story_leads_on(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'm.db'}"
    with open_store(url, create=True) as store:
        for name, text in (("one", REPORT), ("two", REPORT), ("late", REWRITTEN)):
            store.articles.save(Extraction(article=Article(id=name, text=text), attributions=()))
        old, new = (store.stories.find(name) for name in ("late", "one"))
        article = Article(id="late", text=REPORT)
        store.articles.save(Extraction(article=article, attributions=()))
    with make_client(load_settings({}, database_url=url)) as client:
        answer = client.get(f"/v1/stories/{old}", follow_redirects=False)
        assert answer.status_code == 301
        assert answer.headers["location"].endswith(f"/v1/stories/{new}")
        assert ask(client, f"stories/{new}")["articles"] == 3
        assert client.get("/v1/stories/never").status_code == 404
