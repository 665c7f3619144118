"""The lines of `onrecord extract`: an article with its attributions, in the shapes of the API."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

import msgspec

from quotes.errors import ArticleError, OffsetError
from quotes.records import Article, Attribution, Extraction, Span

_SPAN_FIELDS = ("content", "cue", "source", "setting", "time", "anonymity_phrase")


def encode_article(article: Article, path: str) -> bytes:
    """One line: the article with its text, and the input that it is from."""
    line: dict[str, Any] = {"id": article.id, "path": path} | msgspec.to_builtins(article)
    line["boilerplate"] = _describe_spans(article.boilerplate, article.text)
    line["sha256"] = article.sha256
    return msgspec.json.encode(line)


def encode_extraction(extraction: Extraction, *, with_text: bool = False) -> bytes:
    """One line: the article, its attributions and its topics.

    A span is an object with `start`, `end` and its `text`.

    Args:
        extraction: of an article.
        with_text: whether the article's text is in the line, so that `decode_extraction` reads it.
    """
    text = extraction.article.text
    line = msgspec.to_builtins(extraction.article)
    if not with_text:
        del line["text"]
    line["boilerplate"] = _describe_spans(extraction.article.boilerplate, text)
    line["sha256"] = extraction.article.sha256
    line["attributions"] = [_describe_attribution(a, text) for a in extraction.attributions]
    line["topics"] = msgspec.to_builtins(extraction.topics)
    return msgspec.json.encode(line)


def decode_extraction(line: bytes, *, path: str, number: int) -> Extraction:
    """The extraction that a line of `encode_extraction` holds.

    Args:
        line: with the article's text.
        path, number: of the line, for messages.

    Raises:
        ArticleError: it is no such line, has no text, or another text than was extracted.
    """
    fail = partial(ArticleError, path=path, line=number)
    try:
        row = msgspec.json.decode(line)
        if not isinstance(row, dict) or not isinstance(row.get("attributions"), list):
            raise fail("not a line of `onrecord extract`: it has no list of attributions")
        if "text" not in row:
            raise fail("it has no text; extract with --with-text")
        attributions = [
            _read_attribution(attribution, row.get("id")) for attribution in row["attributions"]
        ]
        extraction = msgspec.convert(
            {"article": _read_spans(row), "attributions": attributions,
             "topics": row.get("topics", [])},
            Extraction,
        )  # fmt: skip
        if row.get("sha256") != extraction.article.sha256:
            raise fail("its text is not the one that was extracted: their sha256 differ")
        encode_extraction(extraction)  # raises where a span lies outside the text
    except RecursionError as error:
        raise fail("the JSON is nested too deeply") from error
    except (msgspec.DecodeError, UnicodeDecodeError, OffsetError) as error:
        raise fail(f"not a line of `onrecord extract`: {error}") from error
    return extraction


def _read_attribution(row: Any, article_id: Any) -> Any:
    """An attribution as its record has it."""
    if not isinstance(row, dict):
        return row
    addressee = row.get("addressee")
    row = {"article_id": article_id} | _read_spans(row)
    if isinstance(addressee, dict):
        span = [addressee.get("start"), addressee.get("end")]
        row["addressee"] = {"text": addressee.get("text"), "span": span}
    speaker = row.get("speaker")
    if isinstance(speaker, dict):
        names = {"speaker": "name", "speaker_id": "id", "speaker_kind": "kind"}
        row |= {field: speaker.get(key) for field, key in names.items()}
    return row


def _read_spans(value: Any) -> Any:
    """The value with each span as a pair of numbers."""
    if isinstance(value, list):
        return [_read_spans(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"start", "end", "text"}:
        return [value["start"], value["end"]]
    return {key: _read_spans(item) for key, item in value.items()}


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
