"""The articles that are annotated with speakers, parsed by the shipped models.

42 of PolNeAR's training part, and 40 from outside US politics that count twice as much: with equal
weights the news of one country and two years outvotes them (1 and 2 were tried).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import quotes.evaluation
from quotes.attribution.cues import load_cues
from quotes.attribution.parsed_article import Link, ParsedArticle
from quotes.evaluation.annotations import (
    Aliases,
    AnnotatedArticle,
    Annotation,
    field_text,
    read_aliases,
    read_annotated,
)
from quotes.evaluation.gold_links import make_gold_links
from quotes.parsing.protocol import ArticleParser
from quotes.records import Article, Parse

_ANNOTATIONS = Path(quotes.evaluation.__file__).parent
_BATCH = 20  # articles


class GoldLink(NamedTuple):
    """A link with gold spans and its annotation."""

    link: Link
    annotation: Annotation

    @property
    def speaker(self) -> str | None:
        return field_text(self.annotation.speaker)


@dataclass(frozen=True)
class AnnotatedParse:
    """A parse with its gold links.

    Attributes:
        aliases: the accepted forms of the speakers' names.
        weight: how much the article counts.
    """

    parsed: ParsedArticle
    links: tuple[GoldLink, ...]
    aliases: Aliases
    weight: int

    @classmethod
    def create(
        cls, parse: Parse, article: AnnotatedArticle, aliases: Aliases, weight: int = 1
    ) -> AnnotatedParse:
        """The parse with the links of the article's attributions."""
        parsed = ParsedArticle(parse)
        links = tuple(
            GoldLink(link, annotation)
            for annotation in article.attributions
            for link in make_gold_links(parsed, [annotation], load_cues())
        )
        return cls(parsed, links, aliases, weight)


def parse_annotated(data: Path, parser: ArticleParser) -> list[AnnotatedParse]:
    """All annotated articles, with their texts from `polnear/train.jsonl` and `news/` under `data`.

    Raises:
        ArticleError: a text is missing or is not the one that was annotated.
    """
    polnear, news = _ANNOTATIONS / "polnear", _ANNOTATIONS / "news"
    texts = [data / "polnear/train.jsonl"]
    articles = [
        *read_annotated(texts, polnear / "speakers.jsonl"),
        *read_annotated(texts, polnear / "speakers_unseen.jsonl"),
    ]
    parsed = list(_parse(articles, read_aliases(polnear / "aliases.json"), 1, parser))
    articles = [*read_news_annotations(data)]
    return [*parsed, *_parse(articles, read_aliases(news / "aliases.json"), 2, parser)]


def read_news_annotations(data: Path) -> tuple[AnnotatedArticle, ...]:
    """The annotated articles from outside US politics that weights are fitted on.

    Raises:
        ArticleError: a text is missing or is not the one that was annotated.
    """
    texts = [data / "news/bbc.jsonl", data / "news/abc.jsonl"]
    return read_annotated(texts, _ANNOTATIONS / "news/fit.jsonl")


def parse_gold(articles: Sequence[AnnotatedArticle], parser: ArticleParser) -> Iterator[Parse]:
    """The parses of the articles, in their order."""
    for start in range(0, len(articles), _BATCH):
        batch = articles[start : start + _BATCH]
        yield from parser.parse_articles([Article(id=a.id, text=a.text) for a in batch])


def _parse(
    articles: Sequence[AnnotatedArticle], aliases: Aliases, weight: int, parser: ArticleParser
) -> Iterator[AnnotatedParse]:
    for parse, article in zip(parse_gold(articles, parser), articles, strict=True):
        yield AnnotatedParse.create(parse, article, aliases, weight)
