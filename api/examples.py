"""An example of every answer: one article of an invented country, through the code that makes real
answers.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from api.articles import make_detail as make_article
from api.finding import make_speaker
from api.items import make_quote
from api.linked import make_annotation, make_quotation
from api.links import Links
from api.quotes import make_detail
from api.schemas import (
    ArticleDetail,
    CountItem,
    FacetCounts,
    Health,
    OutletItem,
    OutletPage,
    QuoteDetail,
    QuotePage,
    RoleItem,
    SpeakerDetail,
    SpeakerPage,
    TimelinePage,
    TimelinePoint,
    TopicItem,
    TopicPage,
    VersionPage,
)
from api.versions import make_versions
from quotes.exporting import FORMATS, Format, Manifest, Table
from quotes.exporting.rows import ArticleRow, QuoteRow, Row, SpeakerRow
from quotes.records import (
    Article,
    Attribution,
    Evidence,
    Extraction,
    Span,
    Topic,
    make_attribution_id,
)
from quotes.store import ArticleHead, Quote, SpeakerHead

_LINKS: Final = Links("https://quotes.example")
_TEXT: Final = "“The river can wait,” said Odile Lindqvar, the water minister."
_CONTENT: Final = (Span(0, 21),)
_CUE: Final = (Span(22, 26),)
_SOURCE: Final = (Span(27, 61),)
_MONTH: Final = "2031-03"


def make_examples() -> dict[str, Any]:
    """An example by the id of each operation, and by the name of each other format of a quote."""
    extraction = _make_extraction()
    quote = _make_quote(extraction)
    records: dict[str, Any] = {
        "listQuotes": QuotePage(items=[make_quote(quote, _LINKS)], next=None),
        "listSpeakerQuotes": QuotePage(items=[make_quote(quote, _LINKS)], next=None),
        "getQuote": make_detail(quote, extraction.article, (), _LINKS),
        "listVersions": _make_versions(quote),
        "listSpeakers": SpeakerPage(items=[make_speaker(_SPEAKER, _LINKS)], next=None),
        "getSpeaker": _make_speaker(),
        "listOutlets": OutletPage(items=[_make_outlet()], next=None),
        "listTopics": TopicPage(items=[_make_topic()], next=None),
        "getArticle": make_article(extraction, _LINKS, {}),
        "countTimeline": TimelinePage(
            items=[TimelinePoint(start=f"{_MONTH}-01", quotes=1)],
            next=None,
            interval="month",
            undated=0,
        ),
        "isLive": Health(status="live"),
        "isReady": Health(status="ready"),
        "jsonld": make_quotation(quote, _LINKS),
        "annotation": make_annotation(quote, extraction.article, _LINKS),
    }
    rows = _make_rows(records["getQuote"], records["getArticle"])
    exported = {
        f"export{table.title()}{form.title()}{part}": example
        for table, row in rows.items()
        for form, part, example in (
            ("ndjson", "", row),
            ("csv", "", _write_csv(row)),
            *((form, "Manifest", _make_manifest(table, form)) for form in FORMATS),
        )
    }
    return {name: msgspec.to_builtins(each) for name, each in (records | exported).items()}


_SPEAKER: Final = SpeakerHead(
    id="odile-lindqvar",
    name="Odile Lindqvar",
    kind="person",
    aliases=("Minister Lindqvar",),
    quotes=1,
)


def _make_extraction() -> Extraction:
    article = Article(
        id="dam-minister-cable",
        outlet="Cable Post",
        url="https://cable.example/dam",
        title="Minister defends the dam",
        published="2031-03-02",
        text=_TEXT,
    )
    attribution = Attribution(
        id=make_attribution_id(article.id, _CONTENT, _CUE, _SOURCE),
        article_id=article.id,
        content=_CONTENT,
        cue=_CUE,
        source=_SOURCE,
        type="direct",
        speaker=_SPEAKER.name,
        speaker_id=_SPEAKER.id,
        speaker_kind="person",
        role="water minister",
        confidence=0.97,
        evidence=Evidence(
            rule="verb", cue_lemma="say", source_path=">nsubj", content_path=">ccomp"
        ),
        model_version="news-2",
    )
    topic = Topic(code="medtop:11000000", name="politics", score=0.8, method="lexicon")
    return Extraction(article=article, attributions=(attribution,), topics=(topic,))


def _make_quote(extraction: Extraction) -> Quote:
    article, (attribution,) = extraction.article, extraction.attributions
    return Quote(
        attribution=attribution,
        content=(_CONTENT[0].slice(_TEXT),),
        cue=_CUE[0].slice(_TEXT),
        source=_SOURCE[0].slice(_TEXT),
        article=ArticleHead(
            id=article.id,
            title=article.title,
            outlet=article.outlet,
            url=article.url,
            published=article.published,
        ),
        version=1,
        cluster="6f0c3cbb1a6dd5a2",
    )


def _make_versions(quote: Quote) -> VersionPage:
    """The quote beside what another paper made of it."""
    printed = ("‘The river can wait for us,’",)
    head = replace(quote.article, id="dam-reprint", outlet="Évening Gazette", url=None)
    other = replace(quote, content=printed, article=head)
    return VersionPage(
        items=make_versions(quote, [other], _LINKS),
        next=None,
        text=quote.content[0],
        cluster=quote.cluster,
    )


def _make_speaker() -> SpeakerDetail:
    counts = {
        "outlet": [CountItem(key="Cable Post", name="Cable Post", quotes=1)],
        "topic": [CountItem(key="medtop:11000000", name="politics", quotes=1)],
        "month": [CountItem(key=_MONTH, name=_MONTH, quotes=1)],
    }
    return SpeakerDetail(
        **msgspec.structs.asdict(make_speaker(_SPEAKER, _LINKS)),
        roles=[
            RoleItem(
                role="water minister",
                affiliation=None,
                first_seen="2031-03-02",
                last_seen="2031-03-02",
                quotes=1,
            )
        ],
        merged_ids=[],
        candidates=[],
        facets=FacetCounts(quotes=1, capped=False, counts=counts, more=[]),
    )


def _make_outlet() -> OutletItem:
    return OutletItem(
        name="Cable Post",
        articles=1,
        quotes=1,
        permalink=_LINKS.quotes(outlet="Cable Post"),
        first_published="2031-03-02",
        last_published="2031-03-02",
    )


def _make_topic() -> TopicItem:
    return TopicItem(
        code="medtop:11000000",
        name="politics",
        parent=None,
        articles=1,
        direct_articles=1,
        quotes=1,
        permalink=_LINKS.quotes(topic="medtop:11000000"),
    )


def _make_rows(quote: QuoteDetail, article: ArticleDetail) -> dict[Table, Row]:
    speaker, head = quote.speaker, quote.article
    found = msgspec.to_builtins(quote) | {
        "speaker_id": speaker and speaker.id,
        "speaker_name": speaker and speaker.name,
        "speaker_kind": speaker and speaker.kind,
        **{f"article_{name}": value for name, value in msgspec.to_builtins(head).items()},
        **{f"offsets_{name}": value for name, value in msgspec.to_builtins(quote.offsets).items()},
    }
    told = msgspec.to_builtins(article) | {
        "topics": [each.code for each in article.topics],
        "statements": 1,
        "attitudes": 0,
    }
    end = {"version": 1, "withdrawn": False}
    return {
        "quotes": msgspec.convert(found | end, QuoteRow),
        "articles": msgspec.convert(told | end, ArticleRow),
        "speakers": msgspec.convert(msgspec.to_builtins(_make_speaker()), SpeakerRow),
    }


def _write_csv(row: Row) -> str:
    """The header and the row, in short: the first columns that hold words."""
    cells = {name: value for name, value in msgspec.to_builtins(row).items() if value}
    some = [(name, value) for name, value in cells.items() if isinstance(value, str)][:3]
    lines = [",".join(name for name, _ in some), ",".join(f'"{value}"' for _, value in some)]
    return "".join(f"{line}\r\n" for line in lines)


def _make_manifest(table: Table, form: Format) -> Manifest:
    return Manifest(
        table=table,
        format=form,
        shape="onrecord",
        compression="zstd" if form == "parquet" else "none",
        raw=False,
        filters={"outlet": "Cable Post"},
        columns=("id",),
        after=None,
        changed_since=None,
        data_version=1,
        rows=1,
        withdrawn=0,
        cursor=_SPEAKER.id,
        bytes=27,
        sha256=hashlib.sha256(_TEXT.encode()).hexdigest(),
    )
