"""Scores of speakers: those of predicted attributions against gold.

A field is scored over the gold statements whose content was found; on gold spans over all of them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import UNSET

from quotes.attribution.cues import load_cues
from quotes.attribution.parsed_article import Link, ParsedArticle
from quotes.evaluation.annotations import (
    Aliases,
    AnnotatedArticle,
    Annotation,
    annotate,
    field_text,
    plain_name,
)
from quotes.evaluation.attributions import FigureRow, make_rows
from quotes.evaluation.gold_links import make_gold_links
from quotes.evaluation.scoring import (
    DETAILS,
    SPEAKER_FIELDS,
    Key,
    MatchCounts,
    Matching,
    Tallies,
    add_tallies,
    compare_details,
    match_article,
    tally_article,
)
from quotes.evaluation.speaker_certainty import (
    SOURCE_KINDS,
    CertaintyReport,
    JudgedAttribution,
    report_certainty,
)
from quotes.parsing.protocol import ArticleParser
from quotes.pipeline import attribute_links, find_attributions, make_attributions
from quotes.records import Article, Parse, Record

_BY_SOURCE = "speaker by source"
SOURCES = tuple((_BY_SOURCE, kind) for kind in SOURCE_KINDS)
NOBODY = ("speaker", "nobody")
_PRONOUNS = frozenset(
    ("he", "she", "they", "it", "who", "which", "that", "i", "we", "you", "him", "her", "them",
     "his", "hers", "their", "its", "us", "me")
)  # fmt: skip


class Mistake(Record, frozen=True, kw_only=True):
    """A wrong field of one statement: its gold and its predicted value.

    `content_start` is the first character of its content; `source` has the words of its source.
    """

    article: str
    content_start: int
    field: str
    source: str
    gold: Any
    predicted: Any


class SpeakersReport(Record, frozen=True, kw_only=True):
    """The scores of fields and of speakers by kind of source.

    Attributes:
        rows: the figures of each field, those of the speaker by the kind of the source (`SOURCES`),
            and those where gold names nobody (`NOBODY`).
        mistakes: the wrong fields.
        certainty: how sure the speakers are, and how often rightly so.
        seconds: CPU seconds of all steps.
        seconds_of_speakers: those of naming speakers.
    """

    rows: tuple[FigureRow, ...]
    mistakes: tuple[Mistake, ...]
    certainty: CertaintyReport
    seconds: float
    seconds_of_speakers: float


def evaluate_speakers(
    articles: Sequence[AnnotatedArticle],
    parser: ArticleParser,
    aliases: Aliases,
    *,
    given_spans: bool = False,
) -> SpeakersReport:
    """The report on the articles whose gold has speakers.

    Args:
        articles: with their gold attributions.
        parser: its time is part of `seconds`.
        aliases: accepted forms of names.
        given_spans: whether source, cue and content come from gold.
    """
    tallies: list[Tallies] = []
    mistakes: list[Mistake] = []
    judged: list[JudgedAttribution] = []
    seconds = seconds_of_speakers = 0.0
    for article in articles:
        if all(annotation.speaker is UNSET for annotation in article.attributions):
            continue
        began = time.process_time()
        (parse,) = parser.parse_articles([Article(id=article.id, text=article.text)])
        parsed, links = (
            _make_gold_links(parse, article) if given_spans else find_attributions(parse)
        )
        linked = time.process_time()
        attribute = attribute_links if given_spans else make_attributions
        predicted = attribute(parsed, links)
        ended = time.process_time()
        seconds += ended - began
        seconds_of_speakers += ended - linked
        matching = match_article(article, annotate(predicted))
        by_source = (dict([row]) for row in _tally_sources(article, matching, aliases))
        tallies.append(add_tallies((tally_article(matching, aliases), *by_source)))
        mistakes += _find_mistakes(article, matching, aliases)
        judged += _judge(article, matching, aliases)
    acts = () if given_spans else ("act", "attitude")  # gold spans come with their acts
    keys = [(DETAILS, field) for field in (*SPEAKER_FIELDS, *acts, "end_to_end")]
    return SpeakersReport(
        rows=tuple(make_rows(tallies, (*keys, *SOURCES, NOBODY))),
        mistakes=tuple(mistakes),
        certainty=report_certainty(judged, given_spans=given_spans),
        seconds=seconds,
        seconds_of_speakers=seconds_of_speakers,
    )


def _make_gold_links(parse: Parse, article: AnnotatedArticle) -> tuple[ParsedArticle, list[Link]]:
    parsed = ParsedArticle(parse)
    return parsed, list(make_gold_links(parsed, article.attributions, load_cues()))


def _compare(
    matching: Matching, aliases: Aliases
) -> Iterator[tuple[Annotation, Annotation, dict[str, bool]]]:
    """Each paired gold statement, its prediction, and whether each field is right."""
    for place, other in matching.pairs.items():
        item, predicted = matching.gold[place], matching.predicted[other].annotation
        if not item.is_attitude:
            yield item.annotation, predicted, compare_details(item.annotation, predicted, aliases)


def _judge(
    article: AnnotatedArticle, matching: Matching, aliases: Aliases
) -> Iterator[JudgedAttribution]:
    """The predictions that count; those without a partner are wrong."""
    for place, item in enumerate(matching.predicted):
        if not matching.counts(place):
            continue
        predicted = item.annotation
        speaker, kind = field_text(predicted.speaker), field_text(predicted.speaker_kind)
        partner = matching.partners.get(place)
        gold = None if partner is None else matching.gold[partner].annotation
        if gold is not None and gold.speaker is UNSET:
            continue
        yield JudgedAttribution(
            source=_class_source(article, predicted),
            named=bool(speaker),
            is_person=kind == "person",
            link_right=matching.is_right(place),
            speaker_right=gold is not None and aliases.same(field_text(gold.speaker), speaker),
            confidence=predicted.confidence or 0.0,
            speaker_confidence=predicted.speaker_confidence or 0.0,
            certainty=field_text(predicted.certainty) or "",
        )


def _tally_sources(
    article: AnnotatedArticle, matching: Matching, aliases: Aliases
) -> Iterator[tuple[Key, MatchCounts]]:
    for gold, _, right in _compare(matching, aliases):
        if gold.speaker is UNSET:
            continue
        counts = MatchCounts(gold=1, predicted=1, right=right["speaker"])
        yield (_BY_SOURCE, _class_source(article, gold)), counts
        if not gold.speaker:
            yield NOBODY, counts


def _class_source(article: AnnotatedArticle, gold: Annotation) -> str:
    """The kind of the source, of SOURCES; a name shares a word with the speaker's."""
    words = _source_words(article, gold)
    if not words:
        return "none"
    if words.casefold() in _PRONOUNS:
        return "pronoun"
    shared = set(plain_name(words).split()) & set(plain_name(field_text(gold.speaker)).split())
    return "name" if shared else "description"


def _source_words(article: AnnotatedArticle, gold: Annotation) -> str:
    return " … ".join(span.slice(article.text) for span in gold.source or ())


def _find_mistakes(
    article: AnnotatedArticle, matching: Matching, aliases: Aliases
) -> Iterator[Mistake]:
    for gold, predicted, right in _compare(matching, aliases):
        for field in SPEAKER_FIELDS:
            if not right.get(field, True):
                yield Mistake(
                    article=article.id,
                    content_start=gold.content[0].start,
                    field=field,
                    source=_source_words(article, gold),
                    gold=getattr(gold, field),
                    predicted=getattr(predicted, field),
                )
