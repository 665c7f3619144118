"""Links and speakers put together as the attributions of an article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from quotes.attribution.confidence import estimate_confidence
from quotes.attribution.parsed_article import Link, ParsedArticle
from quotes.records import Attribution, AttributionType, Evidence, Span, make_attribution_id
from quotes.speakers.circumstances import find_circumstances
from quotes.speakers.names import make_slug
from quotes.speakers.resolving import SpeakerResolution, SpeakerResolver
from quotes.speakers.spoken_time import resolve_spoken_time


def make_attributions(parsed: ParsedArticle, links: Sequence[Link]) -> tuple[Attribution, ...]:
    """An attribution for each link, in the order of their first word; no two with the same
    words.
    """
    found = {attribution.id: attribution for attribution in attribute_links(parsed, links)}
    return tuple(sorted(found.values(), key=lambda a: (a.content[0], a.cue, a.id)))


def attribute_links(parsed: ParsedArticle, links: Sequence[Link]) -> list[Attribution]:
    """The attribution of each link, in the links' order."""
    resolutions = SpeakerResolver(parsed, links).resolve()
    return [
        _make_attribution(parsed, link, resolved, relay)
        for link, (resolved, relay) in zip(links, resolutions, strict=True)
    ]


def _make_attribution(
    parsed: ParsedArticle, link: Link, resolved: SpeakerResolution, relay: tuple[str, ...]
) -> Attribution:
    article = parsed.parse.article
    around = find_circumstances(parsed, link)
    said = resolve_spoken_time((span.slice(parsed.text) for span in around.time), article.published)
    source = link.source.spans if link.source is not None else ()
    tree = parsed.trees[link.sentence]
    named = resolved.speaker is not None and resolved.kind != "anonymous"
    return Attribution(
        id=make_attribution_id(article.id, link.content, link.cue, source),
        article_id=article.id,
        content=link.content,
        cue=link.cue,
        source=source,
        type=find_type(parsed, link.content),
        act="attitude" if link.act == "attitude" else "statement",
        speaker=resolved.speaker,
        speaker_id=make_slug(resolved.speaker) or None if named and resolved.speaker else None,
        speaker_kind=resolved.kind,
        members=resolved.members,
        role=resolved.role,
        affiliation=resolved.affiliation,
        anonymity=resolved.anonymity,
        anonymity_phrase=resolved.anonymity_phrase,
        addressee=around.addressee,
        setting=around.setting,
        time=around.time,
        spoken_at=said.at if said else None,
        spoken_precision=said.precision if said else None,
        relay=relay,
        confidence=estimate_confidence(parsed, link),
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


def find_type(parsed: ParsedArticle, content: Iterable[Span]) -> AttributionType:
    """By the marks: direct if all the words stand in quotation marks, mixed if some do, else
    indirect.
    """
    quoted = unquoted = 0
    for span in content:
        inside = 0
        for quotation in parsed.marks.within(span):
            start, end = max(span.start, quotation.span.start), min(span.end, quotation.span.end)
            inside += sum(c.isalnum() for c in parsed.text[start:end]) if start < end else 0
        quoted += inside
        unquoted += sum(c.isalnum() for c in span.slice(parsed.text)) - inside
    if not quoted:
        return "indirect"
    return "direct" if not unquoted else "mixed"
