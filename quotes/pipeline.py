"""The steps from a parsed article to its attributions, and from articles to extractions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from quotes.attribution.confidence import estimate_confidence, is_likely
from quotes.attribution.content_spans import find_type
from quotes.attribution.continued_quotations import continue_quotations
from quotes.attribution.cues import load_cues
from quotes.attribution.headlines import add_headline, is_named_only
from quotes.attribution.interviews import add_interview
from quotes.attribution.links import find_links
from quotes.attribution.nested_reports import add_nested
from quotes.attribution.non_reports import reports_nothing
from quotes.attribution.parsed_article import Link, ParsedArticle
from quotes.attribution.verbless import find_verbless
from quotes.parsing.protocol import ArticleParser
from quotes.readers.languages import UNDETERMINED, is_english
from quotes.records import (
    Article,
    Attribution,
    Evidence,
    Extraction,
    Parse,
    QuarantinedInput,
    Spans,
    make_attribution_id,
)
from quotes.speakers.anonymity import find_anonymity_phrases, is_request
from quotes.speakers.circumstances import find_circumstances
from quotes.speakers.confidence import find_certainty, leave_open_if_unlikely, list_candidates
from quotes.speakers.names import make_slug
from quotes.speakers.resolving import SpeakerResolution, SpeakerResolver
from quotes.speakers.spoken_time import resolve_spoken_time
from quotes.topics import label_topics


def extract(parse: Parse) -> Extraction:
    """The attributions and topics of one parsed article."""
    parsed, links = find_attributions(parse)
    attributions = make_attributions(parsed, links)
    topics = label_topics(parse.article, parse)
    return Extraction(article=parse.article, attributions=attributions, topics=topics)


def find_attributions(
    parse: Parse, *, with_unlikely: bool = False
) -> tuple[ParsedArticle, list[Link]]:
    """The article with its trees and quotations, and a link of source and content for each cue.

    Args:
        parse: the article.
        with_unlikely: whether to keep links whose confidence is too low, to fit it on them.
    """
    parsed = ParsedArticle(parse)
    requests = find_anonymity_phrases(parsed.text)
    links = [
        link
        for link in find_links(parsed, load_cues())
        if (with_unlikely or is_likely(parsed, link))
        and not is_request(link, requests)
        and not is_named_only(parsed, link)
        and not reports_nothing(parsed, link)
    ]
    links = find_verbless(parsed, links)
    links = add_interview(parsed, links)
    links = add_headline(parsed, links)
    links = continue_quotations(parsed, links)
    return parsed, add_nested(parsed, links, load_cues())


def make_attributions(parsed: ParsedArticle, links: Sequence[Link]) -> tuple[Attribution, ...]:
    """An attribution for each link, in the order of their first word, without duplicates."""
    unique = {(a.content, a.cue, a.source): a for a in attribute_links(parsed, links)}
    ordered = sorted(unique.values(), key=lambda a: (a.content[0], a.cue, a.content, a.source))
    return tuple(_number(parsed, ordered))


def _number(parsed: ParsedArticle, attributions: Iterable[Attribution]) -> Iterator[Attribution]:
    """The attributions; those with the words of an earlier one get an id of their own."""
    counts: Counter[str] = Counter()
    for attribution in attributions:
        nth = counts[attribution.id]
        counts[attribution.id] += 1
        id_ = _make_id(parsed, attribution.content, nth)
        yield attribution if nth == 0 else replace(attribution, id=id_)


def _make_id(parsed: ParsedArticle, content: Spans, nth: int = 0) -> str:
    words = [span.slice(parsed.text) for span in content]
    return make_attribution_id(parsed.parse.article.id, words, nth)


def attribute_links(parsed: ParsedArticle, links: Sequence[Link]) -> list[Attribution]:
    """The attribution of each link, in the order of the links."""
    resolutions = SpeakerResolver(parsed, links).resolve()
    return [
        _make_attribution(parsed, link, resolved, relay)
        for link, (resolved, relay) in zip(links, resolutions, strict=True)
    ]


def _make_attribution(
    parsed: ParsedArticle, link: Link, resolved: SpeakerResolution, relay: tuple[str, ...]
) -> Attribution:
    article = parsed.parse.article
    confidence = estimate_confidence(parsed, link)
    resolved, speaker_confidence = leave_open_if_unlikely(resolved)
    circumstances = find_circumstances(parsed, link)
    time_words = (span.slice(parsed.text) for span in circumstances.time)
    said = resolve_spoken_time(time_words, article.published)
    source = link.source.spans if link.source is not None else ()
    tree = parsed.trees[link.sentence]
    is_named = resolved.speaker is not None and resolved.kind != "anonymous"
    return Attribution(
        id=_make_id(parsed, link.content),
        article_id=article.id,
        content=link.content,
        cue=link.cue,
        source=source,
        type=find_type(link.content, parsed.marks),
        act="attitude" if link.act == "attitude" else "statement",
        speaker=resolved.speaker,
        speaker_id=make_slug(resolved.speaker) or None if is_named and resolved.speaker else None,
        speaker_kind=resolved.kind,
        members=resolved.members,
        role=resolved.role,
        affiliation=resolved.affiliation,
        anonymity=resolved.anonymity,
        anonymity_phrase=resolved.anonymity_phrase,
        addressee=circumstances.addressee,
        setting=circumstances.setting,
        time=circumstances.time,
        spoken_at=said.at if said else None,
        spoken_precision=said.precision if said else None,
        relay=relay,
        confidence=confidence,
        speaker_confidence=speaker_confidence,
        certainty=find_certainty(
            confidence, speaker_confidence, is_named=resolved.speaker is not None
        ),
        candidates=list_candidates(resolved),
        evidence=Evidence(
            rule=link.rule,
            cue_lemma=link.lemma,
            source_path=tree.path(link.frame.head, link.frame.source_head),
            content_path=tree.path(link.frame.head, link.frame.content_head),
            antecedent=resolved.antecedent,
            resolution=resolved.resolution,
        ),
        model_version=parsed.parse.model_version,
    )


def extract_articles(
    articles: Iterable[Article | QuarantinedInput],
    parser: ArticleParser,
    *,
    batch_words: int = 20_000,
) -> Iterator[Extraction | QuarantinedInput]:
    """An extraction for each article, in their order; quarantined inputs pass through.

    Articles are parsed in batches of about `batch_words` words. An article for which a step fails
    is quarantined with the reason, and the others of its batch are still extracted. So is one that
    is not in English: the models would find speakers in it all the same, and wrong ones.
    """
    batch: list[Article | QuarantinedInput] = []
    words = 0
    for item in articles:
        checked = _check_language(item) if isinstance(item, Article) else item
        batch.append(checked)
        words += len(checked.text) // 6 if isinstance(checked, Article) else 0
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
        reason = "not in English, as far as its words show; if it is, say so in a JSON line: "
        reason += '"language": "en"'
    else:
        reason = f"its language is {article.language!r}; the models read English alone"
    return QuarantinedInput(path=article.id, line=None, reason=reason)


def _quarantine(article: Article, error: Exception) -> QuarantinedInput:
    if isinstance(error, MemoryError) or "can't allocate memory" in str(error):
        reason = "this article takes more memory than it may; raise the setting article_memory_mb "
        reason += "(ONRECORD_ARTICLE_MEMORY_MB), or split it"
    else:
        reason = f"this article can't be processed ({type(error).__name__}: {error}); please "
        reason += "report it"
    return QuarantinedInput(path=article.id, line=None, reason=reason)
