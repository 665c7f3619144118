"""The whole path on one screen: articles in, what was said in them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from quotes.assembling import make_attributions
from quotes.attribution.confidence import estimate_confidence
from quotes.attribution.continued_quotations import continue_quotations
from quotes.attribution.cues import load_cues
from quotes.attribution.headlines import add_headline, is_named_only
from quotes.attribution.interviews import add_interview
from quotes.attribution.links import find_links
from quotes.attribution.nested_reports import add_nested
from quotes.attribution.parsed_article import Link, ParsedArticle
from quotes.attribution.verbless import find_verbless
from quotes.parsing.protocol import ArticleParser
from quotes.readers.languages import UNDETERMINED, is_english
from quotes.records import Article, Extraction, Parse, QuarantinedInput
from quotes.speakers.anonymity import find_anonymity_phrases, is_request
from quotes.topics import label_topics

# Keeping what is likelier right than half of F1 is best for F1 (0.3 to 0.45 differ by 0.5 there);
# less sure than that is a guess.
LEAST_CONFIDENCE = 0.4


def extract(parse: Parse) -> Extraction:
    """All that is attributed in one parsed article, and its topics."""
    parsed, links = find_attributions(parse)
    attributions = make_attributions(parsed, links)
    return Extraction(
        article=parse.article, attributions=attributions, topics=label_topics(parse.article, parse)
    )


def find_attributions(
    parse: Parse, least_confidence: float = LEAST_CONFIDENCE
) -> tuple[ParsedArticle, list[Link]]:
    """The parse with its trees and marks, and every cue linked to its source and content."""
    parsed = ParsedArticle(parse)
    requests = find_anonymity_phrases(parsed.text)
    links = [
        link
        for link in find_links(parsed, load_cues())
        if estimate_confidence(parsed, link) >= least_confidence
        and not is_request(link, requests)
        and not is_named_only(parsed, link)
    ]
    links = add_headline(parsed, add_interview(parsed, find_verbless(parsed, links)))
    outer = continue_quotations(parsed, links)
    return parsed, add_nested(parsed, outer, load_cues())


def extract_articles(
    articles: Iterable[Article | QuarantinedInput],
    parser: ArticleParser,
    *,
    batch_words: int = 20_000,
) -> Iterator[Extraction | QuarantinedInput]:
    """An extraction for each article in their order; what was quarantined passes through.

    Articles are parsed in batches of about `batch_words` words. One that makes a step fail is set
    aside with the reason, and the others of its batch go on. So is one that is not in English: the
    models would find speakers in it all the same, and wrong ones.
    """
    batch: list[Article | QuarantinedInput] = []
    words = 0
    for given in articles:
        article = _check_language(given) if isinstance(given, Article) else given
        batch.append(article)
        words += len(article.text) // 6 if isinstance(article, Article) else 0
        if words >= batch_words:
            yield from _extract_batch(batch, parser)
            batch, words = [], 0
    yield from _extract_batch(batch, parser)


def _extract_batch(
    batch: Sequence[Article | QuarantinedInput], parser: ArticleParser
) -> Iterator[Extraction | QuarantinedInput]:
    articles = [article for article in batch if isinstance(article, Article)]
    try:
        parses = iter(parser.parse_articles(articles) if articles else ())
    except Exception as error:
        if len(articles) == 1:
            yield from (
                _quarantine(item, error) if isinstance(item, Article) else item for item in batch
            )
        else:
            for item in batch:
                yield from _extract_batch([item], parser)
        return
    for item in batch:
        if isinstance(item, QuarantinedInput):
            yield item
            continue
        try:
            yield extract(next(parses))
        except Exception as error:
            yield _quarantine(item, error)


def _check_language(article: Article) -> Article | QuarantinedInput:
    if is_english(article.language):
        return article
    if article.language == UNDETERMINED:
        reason = "not in English, as far as its words show; if it is, tell so in a JSON line: "
        reason += '"language": "en"'
    else:
        reason = f"its language is {article.language!r}; the models read English alone"
    return QuarantinedInput(path=article.id, line=None, reason=reason)


def _quarantine(article: Article, error: Exception) -> QuarantinedInput:
    reason = f"this article can't be processed ({type(error).__name__}: {error}); please report it"
    return QuarantinedInput(path=article.id, line=None, reason=reason)
