"""The lines of `onrecord extract`: an article with its attributions, in the shapes of the API."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from quotes.records import Article, Attribution, Extraction, Span

_SPAN_FIELDS = ("content", "cue", "source", "setting", "time", "anonymity_phrase")


def encode_article(article: Article, path: str) -> bytes:
    """One line: the article with its text, and the input that it is from."""
    line: dict[str, Any] = {"id": article.id, "path": path} | msgspec.to_builtins(article)
    line["boilerplate"] = _describe_spans(article.boilerplate, article.text)
    line["sha256"] = article.sha256
    return msgspec.json.encode(line)


def encode_extraction(extraction: Extraction) -> bytes:
    """One line: the article without its text, its attributions and its topics.

    A span is an object with `start`, `end` and its `text`.
    """
    text = extraction.article.text
    line = msgspec.to_builtins(extraction.article)
    del line["text"]
    line["boilerplate"] = _describe_spans(extraction.article.boilerplate, text)
    line["sha256"] = extraction.article.sha256
    line["attributions"] = [_describe_attribution(a, text) for a in extraction.attributions]
    line["topics"] = msgspec.to_builtins(extraction.topics)
    return msgspec.json.encode(line)


def _describe_attribution(attribution: Attribution, text: str) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.to_builtins(attribution)
    for field in _SPAN_FIELDS:
        row[field] = _describe_spans(getattr(attribution, field), text)
    row["evidence"]["antecedent"] = _describe_spans(attribution.evidence.antecedent, text)
    if (addressee := attribution.addressee) is not None:
        row["addressee"] = _describe_span(addressee.span, text) | {"text": addressee.text}
    row["speaker"] = _describe_speaker(attribution)
    del row["speaker_id"]
    return row


def _describe_speaker(attribution: Attribution) -> dict[str, str | None] | None:
    """The speaker as an object; None where nothing is known of who it is."""
    if attribution.speaker is None and attribution.speaker_kind is None:
        return None
    return {
        "id": attribution.speaker_id,
        "name": attribution.speaker,
        "kind": attribution.speaker_kind,
    }


def _describe_spans(spans: Iterable[Span], text: str) -> list[dict[str, int | str]]:
    return [_describe_span(span, text) for span in spans]


def _describe_span(span: Span, text: str) -> dict[str, int | str]:
    return {"start": span.start, "end": span.end, "text": span.slice(text)}
