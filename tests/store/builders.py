"""Extractions for tests: made from words, drawn at random, and a sample of all acts and types."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from quotes.records import (
    Addressee,
    Article,
    Attribution,
    Evidence,
    Extraction,
    PossibleSpeaker,
    Span,
    Spans,
    Topic,
    make_attribution_id,
)
from quotes.store import Order, Quote, QuoteFilter, Store

# The contents of the sample's quotes.
STOP, PAID, FLOOD = (
    "“We will not stop,” … “The river can wait.”",
    "the valley would be paid",
    "a flood",
)

DEBT, CHEAP = 'the dam "a wall of debt"', "it was cheap"
RAIN, ASKED = "rain was near", "nobody was asked"

# Its statements: newest article first, then in text order; the article without a date last.
STATEMENTS = [DEBT, CHEAP, STOP, PAID, RAIN, ASKED]


def find(text: str, *words: str) -> Spans:
    """The spans of the first occurrences of the words."""
    return tuple(Span(text.index(word), text.index(word) + len(word)) for word in words)


def attribute(
    article: Article,
    content: str | tuple[str, ...],
    cue: str | None = None,
    source: str | None = None,
    *,
    addressee: str | None = None,
    nth: int = 0,
    **fields: Any,
) -> Attribution:
    """An attribution made from words of the article; `fields` are those of the record."""
    pieces = (content,) if isinstance(content, str) else content
    spans = find(article.text, *pieces)
    cues = find(article.text, cue) if cue else ()
    sources = find(article.text, source) if source else ()
    receiver = None
    if addressee:
        receiver = Addressee(text=addressee, span=find(article.text, addressee)[0])
    values = {"type": "indirect", "confidence": 0.9, "model_version": "test-1"} | fields
    return Attribution(
        id=make_attribution_id(article.id, pieces, nth),
        article_id=article.id,
        content=spans,
        cue=cues,
        source=sources,
        addressee=receiver,
        evidence=values.pop("evidence", Evidence(rule="test")),
        **values,
    )


def person(name: str, **fields: Any) -> dict[str, Any]:
    """The fields of a named speaker, whose id is the name in lower case with dashes."""
    speaker_id = name.lower().replace(" ", "-")
    return {"speaker": name, "speaker_id": speaker_id, "speaker_kind": "person"} | fields


def forget_ids(extraction: Extraction) -> Extraction:
    """The extraction without the ids of speakers and quotes, which the store may replace."""
    quotes = (replace(quote, id="", speaker_id=None) for quote in extraction.attributions)
    return replace(extraction, attributions=tuple(quotes))


def make_sample() -> list[Extraction]:
    """Four articles of an invented country: one without a date, one with an id that is a URL."""
    cable = Article(
        id="dam-cable",
        outlet="Cable Post",
        url="https://cable.example/dam",
        title="Minister defends the dam",
        published="2031-03-02T08:30:00+01:00",
        text=(
            "Minister defends the dam\n\n"
            "“We will not stop,” said Zoë Işık, the water minister. “The river can wait.”\n\n"
            "She told Radio Norr that the valley would be paid.\n\n"
            "Farmers fear a flood."
        ),
    )
    broadsheet = Article(
        id="dam-broadsheet",
        outlet="Évening Gazette",
        title="Valley divided",
        published="2031-03-04",
        authors=("Pia Holm",),
        text=(
            'Valley divided\n\nOla Berg called the dam "a wall of debt".\n\nIşık said it was cheap.'
        ),
    )
    undated = Article(id="undated", outlet="Cable Post", text="Ola Berg said nobody was asked.")
    remote = Article(
        id="https://news.example/a?b=1",
        published="2030-12-31",
        text="A senior official said rain was near.",
    )
    politics = Topic(code="medtop:11000000", name="politics", score=0.8, method="lexicon")
    weather = Topic(code="medtop:17000000", name="weather", score=0.6, method="lexicon")
    minister = person("Zoë Işık", role="water minister")
    return [
        Extraction(
            article=cable,
            attributions=(
                attribute(
                    cable,
                    ("“We will not stop,”", "“The river can wait.”"),
                    "said",
                    "Zoë Işık, the water minister",
                    type="direct",
                    spoken_at="2031-03-02",
                    spoken_precision="day",
                    **minister,
                ),
                attribute(
                    cable,
                    "the valley would be paid",
                    "told",
                    "She",
                    addressee="Radio Norr",
                    relay=("Radio Norr",),
                    confidence=0.7,
                    evidence=Evidence(
                        rule="verb",
                        cue_lemma="tell",
                        antecedent=find(cable.text, "Zoë Işık"),
                        resolution="coreference",
                    ),
                    **minister,
                ),
                attribute(
                    cable,
                    "a flood",
                    "fear",
                    "Farmers",
                    act="attitude",
                    speaker="farmers",
                    speaker_kind="group",
                ),
            ),
            topics=(politics,),
        ),
        Extraction(
            article=broadsheet,
            attributions=(
                attribute(
                    broadsheet,
                    'the dam "a wall of debt"',
                    "called",
                    "Ola Berg",
                    type="mixed",
                    **person("Ola Berg", role="farmer"),
                ),
                attribute(broadsheet, "it was cheap", "said", "Işık", **person("Zoë Işık")),
            ),
            topics=(politics, weather),
        ),
        Extraction(
            article=undated,
            attributions=(
                attribute(undated, "nobody was asked", "said", "Ola Berg", **person("Ola Berg")),
            ),
        ),
        Extraction(
            article=remote,
            attributions=(
                attribute(
                    remote,
                    "rain was near",
                    "said",
                    "A senior official",
                    speaker_kind="anonymous",
                    role="senior official",
                    affiliation="Dam Board of Norr",
                    anonymity="unnamed",
                ),
            ),
        ),
    ]


def list_contents(store: Store, **fields: object) -> list[str]:
    """The contents of the quotes on the only page of a filter with these fields."""
    page = store.quotes.list(QuoteFilter(**fields))  # type: ignore[arg-type]
    assert page.next is None
    return [" … ".join(quote.content) for quote in page.items]


def read_all(
    store: Store, filters: QuoteFilter, limit: int = 200, order: Order = "date"
) -> list[Quote]:
    """All quotes that pass the filter, page by page."""
    quotes: list[Quote] = []
    cursor = None
    while True:
        page = store.quotes.list(filters, order=order, limit=limit, cursor=cursor)
        quotes += page.items
        if (cursor := page.next) is None:
            return quotes


_letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
_words = st.text(_letters, min_size=1, max_size=12)
_names = st.sampled_from(["Ann Lee", "ANN LEE", "Zoë Işık", "U.S. Navy", "!", "李小龙"]) | _words
_maybe = st.none() | _words
_dates = st.none() | st.dates().map(str) | st.sampled_from(["2031-02-30", "yesterday", "", "2031"])


_candidates = st.builds(
    PossibleSpeaker, name=_names, kind=st.just("person"), probability=st.floats(0, 1)
)


@st.composite
def spans(draw: st.DrawFn, text: str, *, min_size: int = 0) -> Spans:
    """Up to three spans of the text."""

    def make(start: int) -> st.SearchStrategy[Span]:
        return st.integers(start + 1, len(text)).map(lambda end: Span(start, end))

    drawn = st.integers(0, len(text) - 1).flatmap(make)
    return tuple(draw(st.lists(drawn, min_size=min_size, max_size=3)))


@st.composite
def attributions(draw: st.DrawFn, article: Article) -> Attribution:
    """An attribution with any of its fields, and spans anywhere in the article."""
    content, cue, source = (draw(spans(article.text, min_size=n)) for n in (1, 0, 0))
    name = draw(st.none() | _names)
    addressee = draw(spans(article.text))
    return Attribution(
        id=make_attribution_id(article.id, [span.slice(article.text) for span in content]),
        article_id=article.id,
        content=content,
        cue=cue,
        source=source,
        type=draw(st.sampled_from(["direct", "mixed", "indirect"])),
        act=draw(st.sampled_from(["statement", "attitude"])),
        speaker=name,
        speaker_id=draw(st.none() | st.sampled_from(["s1", "s2"])) if name else None,
        speaker_kind=draw(st.none() | st.sampled_from(["person", "group", "organization"])),
        members=tuple(draw(st.lists(_words, max_size=2))),
        role=draw(_maybe),
        affiliation=draw(_maybe),
        addressee=Addressee(text=draw(_words), span=addressee[0]) if addressee else None,
        setting=draw(spans(article.text)),
        spoken_at=draw(st.none() | st.just("2031-03")),
        relay=tuple(draw(st.lists(_words, max_size=2))),
        confidence=draw(st.floats(0, 1)),
        candidates=tuple(draw(st.lists(_candidates, max_size=2))),
        evidence=Evidence(rule=draw(_words), antecedent=draw(spans(article.text))),
        model_version="test-1",
    )


@st.composite
def extractions(draw: st.DrawFn, ids: tuple[str, ...] = ("a", "b", "c", "d")) -> Extraction:
    """Any article with any attributions, under one of few ids, so that some occur again."""
    article = Article(
        id=draw(st.sampled_from(ids)),
        text=draw(st.text(_letters, min_size=1, max_size=60)),
        outlet=draw(st.none() | _names),
        url=draw(_maybe),
        title=draw(_maybe),
        authors=tuple(draw(st.lists(_words, max_size=2))),
        published=draw(_dates),
        wire=draw(_maybe),
        inferred=tuple(draw(st.lists(st.sampled_from(["outlet", "wire"]), max_size=2))),
    )
    quotes = draw(st.lists(attributions(article), max_size=4, unique_by=lambda quote: quote.id))
    topics = st.builds(
        Topic, code=_words, name=_words, score=st.floats(0, 1), method=st.just("test")
    )
    return Extraction(
        article=article,
        attributions=tuple(quotes),
        topics=tuple(draw(st.lists(topics, max_size=2))),
    )
