"""`Link` leads from each page to the next."""

from __future__ import annotations

import pytest
from api_clients import make_client
from litestar import Litestar
from litestar.testing import TestClient
from store_builders import attribute, person

from quotes.records import Article, Extraction
from quotes.settings import Settings
from quotes.store import QuoteFilter, open_store

Client = TestClient[Litestar]


@pytest.mark.parametrize("order", ["newest", "oldest", "confidence"])
def test_links_lead_through_every_page(client: Client, order: str) -> None:
    whole = client.get(f"/v1/quotes?act=all&order-by={order}").json()["items"]
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
        store.articles.save(Extraction(article=article, attributions=said))
        speaker_id = store.quotes.list(QuoteFilter()).items[0].attribution.speaker_id
    with make_client(lost_settings) as client:
        url, seen = f"/v1/speakers/{speaker_id}/quotes?limit=1", []
        while url:
            answer = client.get(url)
            assert answer.status_code == 200, answer.text
            seen += [each["text"] for each in answer.json()["items"]]
            url = answer.headers.get("link", "").removeprefix("<").removesuffix('>; rel="next"')
            assert url.isascii()
    assert seen == list(contents)
