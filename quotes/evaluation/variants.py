"""Scores of finding variants of one quotation, on gold attributions.

Pairs of quotations from two articles are counted: those that an annotator took for variants, those
that were clustered, directly or through others, and those of both. The same statement in quite
other words (a loose variant) is counted separately: it is not looked for.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from quotes.errors import ArticleError
from quotes.evaluation.annotations import AnnotatedArticle, Annotation, field_text
from quotes.records import AttributionType, Record
from quotes.union_find import UnionFind
from quotes.variants import Variant, are_variants, find_fingerprints, read_wording

_COLUMNS = ("quotation", "kind", "article", "start", "end", "words")
_NOTHING = read_wording("", "direct")
# Words; shorter quotations are not perturbed, for one changed word makes them another quotation.
_LONG_ENOUGH = 8


class QuotePlace(NamedTuple):
    """The place of a quotation: its article, and characters [start, end)."""

    article: str
    start: int
    end: int


class VariantLabels(NamedTuple):
    """The name that an annotator gave to the quotation at each place; `loose`: in other words."""

    variants: Mapping[QuotePlace, str]
    loose: Mapping[QuotePlace, str]


class Recall(Record, frozen=True, kw_only=True):
    """The results for one kind of change.

    Attributes:
        quotes: quotations that were changed.
        found: those that share a fingerprint with the original.
        taken: those that are taken for its variants.
    """

    change: str
    quotes: int
    found: int
    taken: int


class VariantsReport(Record, frozen=True, kw_only=True):
    """The scores of clustering variants.

    Attributes:
        quotes: statements.
        gold, together, right: pairs of variants by gold, clustered pairs, and both.
        loose, loose_together: pairs of loose variants, and the clustered ones of them.
        wrong, missed: pairs to list.
        recalls: by kind of change.
        speeds: (quotations, quotations a second).
    """

    quotes: int
    gold: int
    together: int
    right: int
    loose: int
    loose_together: int
    wrong: tuple[str, ...]
    missed: tuple[str, ...]
    recalls: tuple[Recall, ...]
    speeds: tuple[tuple[int, float], ...]


class _GoldQuote(NamedTuple):
    place: QuotePlace
    text: str
    type: AttributionType
    variant: Variant


def read_labels(path: Path) -> VariantLabels:
    """The labels in a tab-separated table.

    Raises:
        ArticleError: it has other columns or kinds.
    """
    variants: dict[QuotePlace, str] = {}
    loose: dict[QuotePlace, str] = {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if tuple(rows.fieldnames or ()) != _COLUMNS:
            raise ArticleError(f"needs the columns {', '.join(_COLUMNS)}", path=str(path), line=1)
        for row in rows:
            place = QuotePlace(row["article"], int(row["start"]), int(row["end"]))
            {"variant": variants, "loose": loose}[row["kind"]][place] = row["quotation"]
    return VariantLabels(variants, loose)


def evaluate_variants(
    articles: Sequence[AnnotatedArticle], labels: VariantLabels, sizes: Sequence[int] = ()
) -> VariantsReport:
    """The report on the statements of articles.

    Args:
        articles: with their gold attributions.
        labels: of all variants in them.
        sizes: numbers of quotations to cluster, to measure the speed.

    Raises:
        ArticleError: a place in the table is not that of a statement.
    """
    quotes = [quote for article in articles for quote in _read_quotes(article)]
    places = {quote.place: quote.text for quote in quotes}
    for place in (*labels.variants, *labels.loose):
        if place not in places:
            reason = f"no statement stands at {place.start} to {place.end}"
            raise ArticleError(reason, path=place.article)
    together = _find_pairs(quotes)
    gold, loose = _list_pairs(labels)
    return VariantsReport(
        quotes=len(quotes),
        gold=len(gold),
        together=len(together - loose),
        right=len(gold & together),
        loose=len(loose),
        loose_together=len(loose & together),
        wrong=_show(together - gold - loose, places),
        missed=_show(gold - together, places),
        recalls=tuple(_measure_recall(name, change, quotes) for name, change in CHANGES.items()),
        speeds=tuple(_measure_speed(quotes, size) for size in sizes),
    )


def format_variants(report: VariantsReport) -> Iterator[str]:
    """The lines of the report."""
    precision = report.right / report.together if report.together else 1.0
    recall = report.right / report.gold if report.gold else 1.0
    yield f"{report.quotes} statements, pairs of variants from two articles:"
    yield (
        f"  gold {report.gold}, together {report.together}, right {report.right}: "
        f"precision {100 * precision:.1f} %, recall {100 * recall:.1f} %"
    )
    yield f"  in quite other words {report.loose}, of them together {report.loose_together}"
    yield from (f"  wrong: {pair}" for pair in report.wrong)
    yield from (f"  missed: {pair}" for pair in report.missed)
    yield f"quotations of {_LONG_ENOUGH} words and more, changed:"
    for row in report.recalls:
        yield (
            f"  {row.change:28} found {100 * row.found / max(row.quotes, 1):5.1f} %, "
            f"taken for variants {100 * row.taken / max(row.quotes, 1):5.1f} %"
        )
    for size, speed in report.speeds:
        yield f"{size} quotations put together: {speed:.0f} a second on one core"


def _read_quotes(article: AnnotatedArticle) -> Iterator[_GoldQuote]:
    for gold in article.attributions:
        if gold.act == "attitude" or not gold.content:
            continue
        text = " … ".join(span.slice(article.text) for span in gold.content)
        place = QuotePlace(article.id, gold.content[0].start, gold.content[-1].end)
        yield _make_quote(place, text, _get_type(gold), field_text(gold.speaker), article.published)


def _get_type(gold: Annotation) -> AttributionType:
    quoted: dict[str | None, AttributionType] = {"direct": "direct", "mixed": "mixed"}
    return quoted.get(field_text(gold.type), "indirect")


def _make_quote(
    place: QuotePlace, text: str, type_: AttributionType, speaker: str | None, published: str | None
) -> _GoldQuote:
    day = date.fromisoformat(published[:10]).toordinal() if published else None
    return _GoldQuote(place, text, type_, Variant(read_wording(text, type_), speaker, None, day))


def _find_pairs(quotes: Sequence[_GoldQuote]) -> set[frozenset[QuotePlace]]:
    """The pairs from two articles that are clustered, as the store would do it."""
    union = UnionFind(range(len(quotes)))
    holders: dict[int, list[int]] = {}
    for number, quote in enumerate(quotes):
        marks = find_fingerprints(quote.variant.wording)
        for other in sorted({holder for mark in marks for holder in holders.get(mark, ())}):
            if not union.is_joined(other, number) and are_variants(
                quote.variant, quotes[other].variant
            ):
                union.join(other, number)
        for mark in marks:
            holders.setdefault(mark, []).append(number)
    groups = ([quotes[number].place for number in members] for members in union.sets())
    return {pair for group in groups for pair in _pair(group)}


def _pair(places: Sequence[QuotePlace]) -> set[frozenset[QuotePlace]]:
    return {
        frozenset((one, other))
        for one, other in combinations(places, 2)
        if one.article != other.article
    }


def _list_pairs(
    labels: VariantLabels,
) -> tuple[set[frozenset[QuotePlace]], set[frozenset[QuotePlace]]]:
    """Pairs of variants, and pairs with a loose variant."""
    names: dict[str, list[QuotePlace]] = {}
    every: dict[str, list[QuotePlace]] = {}
    for place, name in labels.variants.items():
        names.setdefault(name, []).append(place)
    for place, name in {**labels.variants, **labels.loose}.items():
        every.setdefault(name, []).append(place)
    variants = {pair for group in names.values() for pair in _pair(group)}
    return variants, {pair for group in every.values() for pair in _pair(group)} - variants


def _show(pairs: set[frozenset[QuotePlace]], texts: Mapping[QuotePlace, str]) -> tuple[str, ...]:
    return tuple(
        " | ".join(f"{place.article}: {texts[place][:60]}" for place in pair)
        for pair in sorted(map(sorted, pairs))
    )


def _replace_word(words: list[str]) -> list[str]:
    return [*words[: len(words) // 2], "elsewhere", *words[len(words) // 2 + 1 :]]


CHANGES: dict[str, Callable[[list[str]], list[str]]] = {
    "other marks and case": lambda words: [f"‘{words[0].upper()}", *words[1:], "’"],
    "no commas and stops": lambda words: [word.strip(",.;:!?—–") for word in words],
    "one word replaced": _replace_word,
    "one word left out": lambda words: [*words[: len(words) // 2], *words[len(words) // 2 + 1 :]],
    "every tenth word left out": lambda words: [w for n, w in enumerate(words) if n % 10 != 5],
    "the last third left out": lambda words: words[: -(-2 * len(words) // 3)],
    "the first third left out": lambda words: words[len(words) // 3 :],
    "an ellipsis for a third": lambda words: [
        *words[: len(words) // 3], "…", *words[2 * len(words) // 3 :]
    ],
    "an insertion for a word": lambda words: [
        "[the minister]" if n == len(words) // 3 else word for n, word in enumerate(words)
    ],
}  # fmt: skip


def _measure_recall(
    name: str, change: Callable[[list[str]], list[str]], quotes: Sequence[_GoldQuote]
) -> Recall:
    counts = [0, 0, 0]
    for quote in quotes:
        variant = quote.variant
        if quote.type != "direct" or len(variant.wording.words) < _LONG_ENOUGH:
            continue
        # Between the marks, which stay where they are.
        text = " ".join(change(quote.text.strip("\"'“”‘’").split()))
        changed = variant._replace(wording=read_wording(text, "direct"))
        counts[0] += 1
        own, new = (find_fingerprints(v.wording) for v in (variant, changed))
        shared = set(own) & set(new)
        counts[1] += bool(shared)
        counts[2] += bool(shared) and are_variants(variant, changed)
    return Recall(change=name, quotes=counts[0], found=counts[1], taken=counts[2])


def _measure_speed(quotes: Sequence[_GoldQuote], size: int) -> tuple[int, float]:
    """(size, quotations a second) of clustering so many quotations.

    They are those of the articles, repeated, with every third word replaced by another.
    """
    words = sorted({word for quote in quotes for word in quote.text.split()})
    made = [
        _GoldQuote(
            QuotePlace(f"{number}", 0, 1),
            " ".join(
                words[(number * 37 + n * 101) % len(words)] if n % 3 == 0 else word
                for n, word in enumerate(quotes[number % len(quotes)].text.split())
            ),
            "direct", Variant(_NOTHING, None, None, None),
        )
        for number in range(size)
    ]  # fmt: skip
    began = time.process_time()
    read = [
        quote._replace(variant=quote.variant._replace(wording=read_wording(quote.text, quote.type)))
        for quote in made
    ]
    _find_pairs(read)
    return size, size / max(time.process_time() - began, 1e-9)
