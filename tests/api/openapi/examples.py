"""Makes the examples of the OpenAPI document: what the service answers over two invented articles.

As a script (`make examples`) it writes them to api/openapi/examples.json.
"""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Litestar
from litestar.testing import TestClient
from msgspec.structs import replace

from api import create_app
from api.openapi.document import EXAMPLES_FILE
from quotes.exporting import FORMATS, ROWS, TABLES, Table
from quotes.exporting.columns import list_columns
from quotes.exporting.rows import INCREMENTAL
from quotes.records import (
    Article,
    Attribution,
    Evidence,
    Extraction,
    Span,
    Topic,
    make_attribution_id,
)
from quotes.settings import load_settings
from quotes.store import open_store

# Columns of the CSV examples, which shall be short.
_CSV_COLUMNS = {
    "quotes": "id,text,speaker_name",
    "articles": "id,title,outlet",
    "speakers": "id,name",
}
_TEXT = "“The river can wait for the valley,” said Odile Lindqvar, the water minister."
_OTHER_TEXT = "‘The river can wait for all of the valley,’ said Odile Lindqvar."


def make_examples(database_url: str) -> dict[str, Any]:
    """An example by the id of each operation, and by the name of each other format of a quote.

    Args:
        database_url: where there is no database yet.
    """
    with open_store(database_url, create=True) as store:
        extraction = _make_extraction()
        earlier = replace(extraction.article, text=_TEXT.replace("the water", "a"))
        store.articles.save(Extraction(article=earlier, attributions=()))
        store.articles.save(extraction)
        store.articles.save(_make_other())
    settings = load_settings(
        {}, database_url=database_url, public_url="https://quotes.example", insecure=True
    )
    with TestClient(create_app(settings)) as client:
        return _ask_nouns(client) | _ask_exports(client)


def encode_examples(examples: dict[str, Any]) -> bytes:
    """The examples as they are in the file."""
    return msgspec.json.format(msgspec.json.encode(examples), indent=1) + b"\n"


def _ask_nouns(client: TestClient[Litestar]) -> dict[str, Any]:
    quote_id = _make_extraction().attributions[0].id
    speaker_id = client.get("/v1/speakers").json()["items"][0]["id"]
    story = client.get("/v1/articles/dam-minister-cable").json()["story"]
    paths = {
        "listQuotes": "/v1/quotes?limit=1",
        "getQuote": f"/v1/quotes/{quote_id}",
        "jsonld": f"/v1/quotes/{quote_id}.jsonld",
        "annotation": f"/v1/quotes/{quote_id}.annotation",
        "listVariants": f"/v1/quotes/{quote_id}/variants",
        "listSpeakers": "/v1/speakers",
        "getSpeaker": f"/v1/speakers/{speaker_id}",
        "listSpeakerQuotes": f"/v1/speakers/{speaker_id}/quotes?limit=1",
        "listOutlets": "/v1/outlets",
        "listTopics": "/v1/topics",
        "listArticles": "/v1/articles?limit=1",
        "getArticle": "/v1/articles/dam-minister-cable",
        "listArticleVersions": "/v1/articles/dam-minister-cable/versions",
        "getStory": f"/v1/stories/{story}",
        "countTimeline": "/v1/stats/timeline",
        "checkClaim": "/v1/check?limit=1&text=Lindqvar:+“The+river+cannot+wait+for+the+valley”",
        "isLive": "/health/live",
        "isReady": "/health/ready",
    }
    answers = {name: client.get(path).raise_for_status().json() for name, path in paths.items()}
    for number, version in enumerate(answers["listArticleVersions"]["items"]):
        # The machine's time.
        version["stored_at"] = f"2031-03-02T1{1 - number}:04:31.502311+00:00"
    claims = [{"text": "The river can wait for the valley", "speaker": "Lindqvar", "limit": 1}]
    checked = client.post("/v1/check", json=claims).raise_for_status().json()
    return answers | {"checkClaims": checked}


def _ask_exports(client: TestClient[Litestar]) -> dict[str, Any]:
    examples: dict[str, Any] = {}
    for table in TABLES:
        name, path = f"export{table.title()}", f"/v1/export/{table}"
        csv = client.get(f"{path}.csv", params={"columns": _CSV_COLUMNS[table]})
        rows = client.get(f"{path}.ndjson", params=_choose_all_columns(table))
        manifest = client.get(f"{path}.ndjson/manifest", params={"outlet": "Cable Post"}).json()
        examples[f"{name}Csv"] = csv.raise_for_status().text
        examples[f"{name}Ndjson"] = msgspec.json.decode(
            rows.raise_for_status().text.splitlines()[0]
        )
        for form in FORMATS:
            # Only the name of the format differs: the bytes of Parquet depend on pyarrow's version.
            compression = "zstd" if form == "parquet" else "none"
            changes = {"format": form, "compression": compression}
            examples[f"{name}{form.title()}Manifest"] = manifest | changes
    return examples


def _choose_all_columns(table: Table) -> dict[str, str]:
    columns = [name for name in list_columns(ROWS[table, "onrecord"]) if name not in INCREMENTAL]
    incremental = {} if table == "speakers" else {"changed-since": "0"}
    return {"columns": ",".join(columns)} | incremental


def _make_extraction() -> Extraction:
    article = Article(
        id="dam-minister-cable",
        outlet="Cable Post",
        url="https://cable.example/dam",
        title="Minister defends the dam",
        published="2031-03-02",
        text=_TEXT,
    )
    topic = Topic(code="medtop:11000000", name="politics", score=0.8, method="lexicon")
    attribution = _attribute(article, "Odile Lindqvar, the water minister", role="water minister")
    return Extraction(article=article, attributions=(attribution,), topics=(topic,))


def _make_other() -> Extraction:
    article = Article(
        id="dam-gazette", outlet="Évening Gazette", published="2031-03-01", text=_OTHER_TEXT
    )
    return Extraction(article=article, attributions=(_attribute(article, "Odile Lindqvar"),))


def _attribute(article: Article, source_words: str, **fields: Any) -> Attribution:
    """The article's one quotation, which is its beginning."""
    cue_start = article.text.index("said")
    source_start = article.text.index(source_words)
    content, cue, source = (
        (Span(start, end),)
        for start, end in (
            (0, cue_start - 1),
            (cue_start, cue_start + len("said")),
            (source_start, source_start + len(source_words)),
        )
    )
    return Attribution(
        id=make_attribution_id(article.id, [content[0].slice(article.text)]),
        article_id=article.id,
        content=content,
        cue=cue,
        source=source,
        type="direct",
        speaker="Odile Lindqvar",
        speaker_id="odile-lindqvar",
        speaker_kind="person",
        confidence=0.97,
        evidence=Evidence(
            rule="verb", cue_lemma="say", source_path=">nsubj", content_path=">ccomp"
        ),
        model_version="news-2",
        **fields,
    )


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        EXAMPLES_FILE.write_bytes(encode_examples(make_examples(f"sqlite:///{folder}/examples.db")))
