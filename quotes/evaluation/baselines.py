"""An earlier evaluation to compare with: figures, and the digests of right attributions.

The file has no text of the articles, so it may be kept where the articles may not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from quotes.errors import ArticleError
from quotes.evaluation.annotations import AnnotatedArticle, Annotation
from quotes.evaluation.scoring import Matching
from quotes.records import Record, Span


class Baseline(Record, frozen=True, kw_only=True):
    """The saved part of an evaluation.

    Attributes:
        gold: SHA-256 of the gold file.
        model_version: None if the predictions don't state it.
        figures: F1, 0 to 1, by "set measure".
        right: ids of the gold attributions found with content and source.
        spurious: ids of the predictions whose content matches no gold one.
    """

    gold: str
    model_version: str | None = None
    figures: dict[str, float]
    right: frozenset[str]
    spurious: frozenset[str]


class ListedAttribution(Record, frozen=True, kw_only=True):
    """An attribution in a list for people: its article and the words of its content."""

    article: str
    content: str


class Changes(Record, frozen=True, kw_only=True):
    """The differences from the baseline, in the order of the gold file.

    Attributes:
        same_gold: whether the baseline was made with the same gold file.
        lost: gold attributions that were found before and are not now.
        gained: those that are found now and were not before.
        spurious: new predictions that match nothing.
        mended: how many spurious predictions of the baseline are gone.
    """

    same_gold: bool
    lost: tuple[ListedAttribution, ...]
    gained: tuple[ListedAttribution, ...]
    spurious: tuple[ListedAttribution, ...]
    mended: int


Articles = Sequence[tuple[AnnotatedArticle, Matching]]


def make_baseline(
    articles: Articles, *, gold: str, figures: dict[str, float], model_version: str | None
) -> Baseline:
    """The baseline of matched articles."""
    return Baseline(
        gold=gold,
        model_version=model_version,
        figures=figures,
        right=frozenset(key for key, is_right, _ in _gold_keys(articles) if is_right),
        spurious=frozenset(key for key, _ in _spurious_keys(articles)),
    )


def find_changes(articles: Articles, baseline: Baseline, *, gold: str) -> Changes:
    """The differences between the baseline and these articles."""
    keys = list(_gold_keys(articles))
    spurious = list(_spurious_keys(articles))
    return Changes(
        same_gold=baseline.gold == gold,
        lost=tuple(s for key, is_right, s in keys if not is_right and key in baseline.right),
        gained=tuple(s for key, is_right, s in keys if is_right and key not in baseline.right),
        spurious=tuple(shown for key, shown in spurious if key not in baseline.spurious),
        mended=len(baseline.spurious - {key for key, _ in spurious}),
    )


def _gold_keys(articles: Articles) -> Iterable[tuple[str, bool, ListedAttribution]]:
    """(id, whether it is found, its row in a list) of the gold attributions that count."""
    for article, matching in articles:
        for place, item in enumerate(matching.gold):
            if not item.is_attitude:
                own = item.annotation
                key = _make_key(article, own.content, own.cue or (), own.source or ())
                yield key, matching.has_source(place), _show(article, own)


def _spurious_keys(articles: Articles) -> Iterable[tuple[str, ListedAttribution]]:
    """(id, its row in a list) of predictions without a partner; the id is of the content alone."""
    for article, matching in articles:
        for place, item in enumerate(matching.predicted):
            if place not in matching.partners:
                key = _make_key(article, item.annotation.content)
                yield key, _show(article, item.annotation)


def _make_key(article: AnnotatedArticle, *parts: Iterable[Span]) -> str:
    """A digest of an article and the places of an attribution's parts."""
    places = (",".join(f"{span.start}-{span.end}" for span in spans) for spans in parts)
    key = "|".join((article.id, *places))
    return hashlib.blake2b(key.encode(), digest_size=10).hexdigest()


def _show(article: AnnotatedArticle, annotation: Annotation) -> ListedAttribution:
    pieces = (article.text[span.start : span.end] for span in annotation.content)
    words = " … ".join(" ".join(piece.split()) for piece in pieces)
    return ListedAttribution(article=article.id, content=words)


def read_baseline(path: Path) -> Baseline:
    """The baseline of a file.

    Raises:
        ArticleError: the file can't be read or is none.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Baseline)
    except OSError as error:
        raise ArticleError(f"can't be read: {error.strerror}", path=str(path)) from error
    except msgspec.DecodeError as error:
        raise ArticleError(f"no baseline: {error}", path=str(path)) from error


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Writes the baseline as sorted JSON, so that two of them can be compared as text."""
    encoded = msgspec.json.encode(baseline, order="deterministic")
    path.write_bytes(msgspec.json.format(encoded, indent=1) + b"\n")
