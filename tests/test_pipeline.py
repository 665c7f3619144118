"""The pipeline with a parser without models: order, batches, and articles that fail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from builders import SAID, TEXT, FakeParser, parse, slices
from hypothesis import given
from hypothesis import strategies as st

from quotes import pipeline
from quotes.pipeline import extract, extract_articles
from quotes.readers import read_articles
from quotes.records import Article, Extraction, Parse, QuarantinedInput, Span

if TYPE_CHECKING:
    from quotes.parsing.parser import StanzaParser

SEEDS = Path(__file__).parents[1] / "seeds"


def article(name: str, text: str = TEXT) -> Article:
    return Article(id=name, text=text)


def names(items: Iterator[Extraction | QuarantinedInput]) -> list[str]:
    """Ids of extractions; those of what was quarantined with a minus sign."""
    return [
        f"-{item.path}" if isinstance(item, QuarantinedInput) else item.article.id for item in items
    ]


def test_what_is_found() -> None:
    """An article gives its attributions, whose spans slice to the words."""
    (found,) = extract_articles([article("a")], FakeParser({TEXT: [SAID]}))
    assert isinstance(found, Extraction)
    (attribution,) = found.attributions
    assert slices(TEXT, attribution.content) == ["they go"]
    assert slices(TEXT, attribution.cue) == ["said"]
    assert slices(TEXT, attribution.source) == ["Lee"]
    assert (attribution.type, attribution.act) == ("indirect", "statement")
    assert (attribution.article_id, attribution.model_version) == ("a", "by-hand")
    assert attribution.evidence.rule == "clause"
    assert attribution.evidence.cue_lemma == "say"
    assert (attribution.evidence.source_path, attribution.evidence.content_path) == (
        ">nsubj",
        ">ccomp",
    )


def test_joint_sources_name_all() -> None:
    """Of several who speak together the first is the speaker, and all are members."""
    text = "Lee and Park said that they go."
    joint = """Lee/PROPN/4/nsubj and/CCONJ/3/cc Park/PROPN/1/conj said=say/VERB/0/root
    that/SCONJ/7/mark they/PRON/7/nsubj go/VERB.VBP/4/ccomp ./PUNCT/4/punct"""
    (attribution,) = extract(
        parse(text, joint, entities={"Lee": "PER", "Park": "PER"})
    ).attributions
    assert (attribution.speaker, attribution.members) == ("Lee", ("Lee", "Park"))
    assert attribution.speaker_kind == "group"


def test_the_time_of_saying_is_read_against_the_articles_date() -> None:
    """The words beside the cue give the day, if the article has a date."""
    text = "Lee said yesterday that they go."
    timed = """Lee/PROPN/2/nsubj said=say/VERB/0/root yesterday/NOUN/2/advmod that/SCONJ/6/mark
    they/PRON/6/nsubj go/VERB.VBP/2/ccomp ./PUNCT/2/punct"""
    dated = Article(id="a", text=text, published="2031-03-01T07:00:00Z")
    for given_article, expected in (
        (dated, ("2031-02-28", "day")),
        (article("b", text), (None, None)),
    ):
        (found,) = extract_articles([given_article], FakeParser({text: [timed]}))
        assert isinstance(found, Extraction)
        (attribution,) = found.attributions
        assert slices(text, attribution.time) == ["yesterday"]
        assert (attribution.spoken_at, attribution.spoken_precision) == expected


def test_order_is_kept() -> None:
    """Articles come out in the order they went in, between what was quarantined before."""
    aside = QuarantinedInput(path="x", line=None, reason="empty")
    items = [article("a"), aside, article("b"), aside, aside, article("c")]
    for words in (1, 5, 100):
        found = names(extract_articles(items, FakeParser(), batch_words=words))
        assert found == ["a", "-x", "b", "-x", "-x", "c"]


def test_quarantined_inputs_pass_unchanged() -> None:
    """What was quarantined while reading passes through with its reason."""
    aside = QuarantinedInput(path="x.txt", line=3, reason="empty")
    assert list(extract_articles([aside], FakeParser())) == [aside]


def test_nothing() -> None:
    """No articles, no extractions."""
    assert list(extract_articles([], FakeParser())) == []


def test_batches() -> None:
    """Articles are parsed together until they reach the words asked for."""
    parser = FakeParser()
    articles = [article(name, "word " * 60) for name in "abcde"]  # counted as 50 words each
    list(extract_articles(articles, parser, batch_words=100))
    assert [batch for batch in parser.batches if batch] == [["a", "b"], ["c", "d"], ["e"]]


def test_batches_are_read_as_needed() -> None:
    """The first extraction comes before later articles are asked for."""
    asked: list[str] = []

    def read() -> Iterator[Article]:
        for name in "abcd":
            asked.append(name)
            yield article(name)

    found = extract_articles(read(), FakeParser(), batch_words=1)
    next(found)
    assert asked == ["a"]


def test_an_article_that_cannot_be_parsed() -> None:
    """One bad article is quarantined with the reason; the others of its batch go on."""
    items = [article("a"), article("b", "Bad news."), article("c")]
    parser = FakeParser({TEXT: [SAID]}, bad="Bad")
    first, second, third = extract_articles(items, parser)
    assert isinstance(first, Extraction)
    assert isinstance(third, Extraction)
    assert len(first.attributions) == len(third.attributions) == 1
    assert isinstance(second, QuarantinedInput)
    assert second.path == "b"
    assert "ValueError: Bad can't be parsed" in second.reason


def test_an_article_that_fails_after_parsing(monkeypatch: pytest.MonkeyPatch) -> None:
    """An article whose parse makes a later step fail is quarantined alone."""

    def fail(parse: Parse) -> Extraction:
        if parse.article.id == "b":
            raise RuntimeError("no luck")
        return extract(parse)

    monkeypatch.setattr(pipeline, "extract", fail)
    items = [article(name) for name in "abc"]
    assert names(extract_articles(items, FakeParser())) == ["a", "-b", "c"]


def test_a_parser_that_loses_an_article() -> None:
    """An article without a parse is quarantined, not given another's."""

    class Forgetful(FakeParser):
        def parse_articles(self, *args: object, **given: object) -> list[Parse]:
            return super().parse_articles(*args, **given)[:-1]  # type: ignore[arg-type]

    assert names(extract_articles([article("a"), article("b")], Forgetful())) == ["a", "-b"]


@given(st.lists(st.sampled_from(["good", "bad", "aside"]), max_size=8), st.integers(1, 20))
def test_one_out_for_one_in(kinds: list[str], words: int) -> None:
    """Whatever fails and however it is batched, each input has one outcome, in its place."""
    items = [
        QuarantinedInput(path=str(number), line=None, reason="empty")
        if kind == "aside"
        else article(str(number), "Bad" if kind == "bad" else TEXT)
        for number, kind in enumerate(kinds)
    ]
    found = names(extract_articles(items, FakeParser(bad="Bad"), batch_words=words))
    assert found == [f"{'' if kind == 'good' else '-'}{n}" for n, kind in enumerate(kinds)]


def read_gold() -> list[dict[str, Any]]:
    lines = (SEEDS / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def sample(shipped_parser: StanzaParser) -> list[Extraction]:
    """What is found in the sample articles, read from their files."""
    paths = [SEEDS / f"{row['id']}.txt" for row in read_gold()]
    articles = list(read_articles(paths, max_bytes=10**6))
    found = list(extract_articles(articles, shipped_parser))
    assert not [item for item in found if isinstance(item, QuarantinedInput)]
    return [item for item in found if isinstance(item, Extraction)]


@pytest.mark.models
def test_spans_of_the_samples(sample: list[Extraction]) -> None:
    """Every span found slices to words of its article, and ids are unique."""
    ids: list[str] = []
    for extraction in sample:
        text = extraction.article.text
        assert extraction.attributions
        for attribution in extraction.attributions:
            ids.append(attribution.id)
            spans = [*attribution.content, *attribution.cue, *attribution.source]
            spans += [*attribution.setting, *attribution.time, *attribution.anonymity_phrase]
            spans += attribution.evidence.antecedent
            if attribution.addressee:
                spans.append(attribution.addressee.span)
            assert all(span.slice(text) == span.slice(text).strip() != "" for span in spans)
            assert 0 <= attribution.confidence <= 1
    assert len(ids) == len(set(ids))


@pytest.mark.models
def test_boilerplate_says_nothing(sample: list[Extraction]) -> None:
    """No attribution has a word of the page around the article."""
    for extraction, gold in zip(sample, read_gold(), strict=True):
        boilerplate = [Span(*piece["span"]) for piece in gold["boilerplate"]]
        for attribution in extraction.attributions:
            for span in (*attribution.content, *attribution.cue, *attribution.source):
                touched = [f.slice(gold["text"]) for f in boilerplate if f.overlaps(span)]
                assert not touched, span.slice(gold["text"])


@pytest.mark.models
def test_batches_make_no_difference(sample: list[Extraction], shipped_parser: StanzaParser) -> None:
    """The samples one by one and in reverse order give what they gave together."""
    articles = [extraction.article for extraction in sample]
    alone = list(extract_articles(articles[::-1], shipped_parser, batch_words=1))[::-1]
    assert alone == sample
