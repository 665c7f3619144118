"""No answer and no export holds more of an article's text than the rights allow.

Every path of the description is asked, so that a new one can't be forgotten, and the pages.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from itertools import product

import pytest
from api_clients import make_client
from click.testing import CliRunner
from litestar import Litestar
from litestar.testing import TestClient
from msgspec.structs import replace
from store_builders import attribute, person

from quotes.cli.main import main
from quotes.records import Article, Extraction
from quotes.settings import Settings, load_settings
from quotes.store import open_store

Client = TestClient[Litestar]

# Words that are beside a quotation, and farther away.
NEAR, FAR = ("nearbefore", "nearafter"), ("farbefore", "farbetween", "farafter")


def make_article(id_: str, outlet: str) -> Extraction:
    """An article with a quotation, and one in two pieces far apart; the words around them end with
    the article's id.
    """
    far = f"It was farbetween{id_}. " + "Nothing else was so. " * 20
    text = (
        f"It was farbefore{id_}. It was nearbefore{id_}. Ann Lee said the river never sleeps. "
        f"It was nearafter{id_}. {far}"
        f"“The dam is high,” Ann Lee said. {far}“We like it so.” That was it. It was farafter{id_}."
    )
    article = Article(id=id_, outlet=outlet, text=text, title="News", published="2031-03-02")
    who = person("Ann Lee")
    quotes = (
        attribute(article, "the river never sleeps", "said", "Ann Lee", **who),
        attribute(article, ("“The dam is high,”", "“We like it so.”"), "said", "Ann Lee",
                  type="direct", **who),
    )  # fmt: skip
    return Extraction(article=article, attributions=quotes)


def make_earlier(id_: str, outlet: str) -> Extraction:
    """What the article was before."""
    article = make_article(id_, outlet).article
    text = f"{article.text}\n\nEarlier it was farbefore{id_}."
    return Extraction(article=replace(article, text=text), attributions=())


ARTICLES = {"ex": "Cable Post", "no": "Ketta Mail"}
VALUES = {
    "article_id": [*ARTICLES],
    "quote_id": [
        f"{quote.id}{suffix}"
        for id_, outlet in ARTICLES.items()
        for quote in make_article(id_, outlet).attributions
        for suffix in ("", ".jsonld", ".annotation")
    ],
    "speaker_id": ["ann-lee"],
    "topic": ["politics"],
    "name": ["x"],
}
# Parameters that bring more than a path alone.
QUERIES = {
    "/v1/quotes": ["q=river", "about=nearbefore*", "facets=speaker,outlet",
                   "q=dam&order-by=relevance"],
    "/v1/articles": ["about=farbefore*"],
    "/v1/check": ["text=the river never sleeps", "text=river sleeps", "text=We like it so"],
    "/v1/export/quotes": ["shape=gdelt", "shape=quotebank", "changed-since=0", "compression=gzip"],
    "/v1/export/articles": ["shape=gdelt", "shape=quotebank", "changed-since=0", "columns=id,text",
                            "columns=text", "speaker=lee"],
}  # fmt: skip


def list_urls(client: Client) -> Iterator[str]:
    items = client.get("/v1/articles").json()["items"]
    yield from ("/", "/?q=river", "/speakers/ann-lee", "/check?text=the river never sleeps")
    yield from (f"/quotes/{quote_id}" for quote_id in VALUES["quote_id"] if "." not in quote_id)
    values_of = {**VALUES, "story_id": [item["story"] for item in items]}
    for path, operations in client.get("/openapi.json").json()["paths"].items():
        if "get" not in operations:
            continue
        names = [part.strip("{}") for part in path.split("/") if part.startswith("{")]
        for values in product(*(values_of[name] for name in names)):
            url = path
            for name, value in zip(names, values, strict=True):
                url = url.replace(f"{{{name}}}", value)
            yield url
            for query in QUERIES.get(path.rpartition(".")[0] or path, ()):
                yield f"{url}?{query}"


def ask_all(client: Client) -> dict[str, str]:
    """The answers of all paths; Parquet's as rows."""
    answers = {}
    for url in list_urls(client):
        content = client.get(url).content
        if content[:4] == b"PAR1":
            import pyarrow.parquet as pq

            content = str(pq.read_table(io.BytesIO(content)).to_pylist()).encode()
        elif content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        answers[url] = content.decode("utf-8", "replace")
    body = [{"text": "the river never sleeps"}, {"text": "The dam is high"}]
    answers["POST /v1/check"] = client.post("/v1/check", json=body).text
    return answers


def find_words(answers: dict[str, str], words: tuple[str, ...], id_: str) -> set[str]:
    """The URLs whose answers have one of an article's words, but for those that ask for it."""
    return {
        url for url, answer in answers.items() if any(f"{word}{id_}" in answer for word in words)
    }


@pytest.fixture
def settings(tmp_path: object) -> Settings:
    settings = load_settings({}, database_url=f"sqlite:///{tmp_path}/onrecord.db")
    with open_store(settings.database_url, create=True) as store:
        store.articles.save_all(make_earlier(*item) for item in ARTICLES.items())
        store.articles.save_all(make_article(*item) for item in ARTICLES.items())
    return settings


def test_no_answer_has_more_text_than_the_rights_allow(settings: Settings) -> None:
    limited = load_settings({}, database_url=settings.database_url, text="excerpt,ketta mail=none")
    with make_client(settings) as client:
        whole = ask_all(client)
    with make_client(limited) as client:
        answers = ask_all(client)
    assert whole.keys() == answers.keys()
    for id_ in ARTICLES:
        # So the words can be found where they are.
        assert len(find_words(whole, FAR, id_)) >= 8
    assert find_words(answers, FAR, "ex") == set()
    assert find_words(answers, (*NEAR, *FAR), "no") == set()
    river = make_article("ex", "Cable Post").attributions[0].id
    assert f"/v1/quotes/{river}" in find_words(answers, NEAR, "ex")
    for url, answer in answers.items():
        # All else is as it was: a list has the same quotes.
        assert answer.count("river never sleeps") <= whole[url].count("river never sleeps"), url
    assert answers["/v1/quotes"] == whole["/v1/quotes"]


def test_other_rights_have_another_entity_tag(settings: Settings) -> None:
    tags = set()
    for text in ("full", "excerpt", "none"):
        changed = load_settings({}, database_url=settings.database_url, text=text)
        with make_client(changed) as client:
            tags.add(client.get("/v1/articles/ex").headers["etag"])
    assert len(tags) == 3


@pytest.mark.parametrize("table", ["quotes", "articles"])
@pytest.mark.parametrize("shape", ["onrecord", "gdelt", "quotebank"])
def test_the_command_exports_no_more(settings: Settings, table: str, shape: str) -> None:
    folder = settings.database_url.removeprefix("sqlite:///").rpartition("/")[0]
    result = CliRunner().invoke(
        main,
        ["export", table, "--output", "-", "--shape", shape, "--data-dir", folder],
        env={"ONRECORD_TEXT": "excerpt,Ketta Mail=none"},
    )
    assert result.exit_code == 0
    assert find_words({"": result.stdout}, FAR, "ex") == set()
    assert find_words({"": result.stdout}, (*NEAR, *FAR), "no") == set()


def test_a_bad_setting_stops_the_start(settings: Settings) -> None:
    from quotes.errors import SettingsError

    with pytest.raises(SettingsError, match="ONRECORD_TEXT"):
        make_client(load_settings({}, database_url=settings.database_url, text="some"))
