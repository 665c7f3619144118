"""Scores of finding copies of one report: texts changed as outlets change them, among all others.

Pairs are counted. A text and each of its variants are one report, and so are the variants among
themselves. Texts of the corpus that are not copies of each other word for word may still be one
report: pairs of these that are taken for copies are listed, to be judged by reading.
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from quotes.records import Record
from quotes.stories import are_copies, find_shingles, measure_overlap, read_words

# Articles that a new one is compared with, as in the store (`quotes.store.write.stories`), and the
# shingles that they have in common at least.
_MOST_COMPARED, _LEAST_SHARED = 8, 2
# Pairs of different texts whose overlap is listed, the largest first.
_LISTED = 10
# A text needs so many paragraphs to leave three out.
_PARAGRAPHS = 6
# Different texts with less in common are not on one event for certain.
_ONE_EVENT = 0.2

_Words = tuple[str, ...]


class CopyRecall(Record, frozen=True, kw_only=True):
    """The results for one kind of change.

    Attributes:
        texts: that were changed.
        found: whose variant is among the articles that are compared.
        taken: whose variant is taken for a copy.
    """

    change: str
    texts: int
    found: int
    taken: int


class CopiesReport(Record, frozen=True, kw_only=True):
    """The scores of finding copies.

    Attributes:
        texts: of the corpus, without those that have the same words as another.
        recalls: by kind of change.
        right: pairs of a text and its variant that are taken for copies.
        wrong: pairs of a variant and an unrelated text that are.
        one_event: pairs of texts with 20 % to 73 % of the words in common, which stay apart.
        alike: pairs of texts that are taken for copies, though they are not made from each other.
        closest: the largest overlaps of texts that stay apart, with their ids.
        milliseconds: of processor time for finding the copies of a text among all.
    """

    texts: int
    recalls: tuple[CopyRecall, ...]
    right: int
    wrong: int
    one_event: int
    alike: tuple[str, ...]
    closest: tuple[str, ...]
    milliseconds: float


def evaluate_copies(texts: Sequence[tuple[str, str]]) -> CopiesReport:
    """The report on (id, text) pairs: each text is changed in every way of `COPY_CHANGES`."""
    ids, words, originals = _read_texts(texts)
    index = _Index()
    began = time.process_time()
    near = [index.add(each) for each in words]
    milliseconds = 1000 * (time.process_time() - began) / max(1, len(words))
    overlaps = sorted(
        (
            (measure_overlap(words[one], words[other]), one, other)
            for one, others in enumerate(near)
            for other in others
        ),
        reverse=True,
    )
    alike = {(one, other) for _, one, other in overlaps if are_copies(words[one], words[other])}
    groups = _Groups(alike)
    recalls, right, wrong = [], 0, 0
    for name, change in COPY_CHANGES.items():
        counts: Counter[str] = Counter()
        for number, text in enumerate(originals):
            changed = change(text, random.Random(number))  # noqa: S311 -- the same every time
            if changed is None:
                continue
            variant = read_words(changed)
            others = index.find(variant)
            taken = [other for other in others if are_copies(variant, words[other])]
            counts["texts"] += 1
            counts["found"] += number in others
            counts["taken"] += number in taken
            right += number in taken
            wrong += sum(not groups.are_one(number, other) for other in taken)
        recalls.append(
            CopyRecall(
                change=name, texts=counts["texts"], found=counts["found"], taken=counts["taken"]
            )
        )
    apart = [row for row in overlaps if row[1:] not in alike]

    def show(rows: Sequence[tuple[float, int, int]]) -> tuple[str, ...]:
        return tuple(
            f"{100 * share:.0f} %: {ids[one]} | {ids[other]}" for share, one, other in rows
        )

    return CopiesReport(
        texts=len(words),
        recalls=tuple(recalls),
        right=right,
        wrong=wrong,
        one_event=sum(share >= _ONE_EVENT for share, _, _ in apart),
        alike=show([row for row in overlaps if row[1:] in alike]),
        closest=show(apart[:_LISTED]),
        milliseconds=milliseconds,
    )


def format_copies(report: CopiesReport) -> Iterator[str]:
    """The lines of the report."""
    texts = sum(row.texts for row in report.recalls)
    yield f"{report.texts} texts, {texts} variants:"
    for row in report.recalls:
        yield (
            f"  {row.change:28} {row.texts:5} texts, "
            f"found {100 * row.found / max(row.texts, 1):5.1f} %, "
            f"taken for copies {100 * row.taken / max(row.texts, 1):5.1f} %"
        )
    precision = report.right / max(1, report.right + report.wrong)
    yield f"precision {100 * precision:.2f} %, recall {100 * report.right / max(texts, 1):.2f} %"
    yield f"{report.one_event} pairs on one event stay apart, the closest:"
    yield from (f"  {pair}" for pair in report.closest)
    yield f"{len(report.alike)} pairs of texts of the corpus are taken for copies:"
    yield from (f"  {pair}" for pair in report.alike)
    yield f"{report.milliseconds:.2f} ms of processor time to find the copies of a text among all"


class _Index:
    """Texts by their shingles, as the store keeps them."""

    def __init__(self) -> None:
        self._holders: dict[int, list[int]] = {}
        self._size = 0

    def add(self, words: _Words) -> list[int]:
        """The numbers of the earlier texts that a new one is compared with."""
        near = self.find(words)
        for shingle in find_shingles(words):
            self._holders.setdefault(shingle, []).append(self._size)
        self._size += 1
        return near

    def find(self, words: _Words) -> list[int]:
        counts = Counter(
            number for shingle in find_shingles(words) for number in self._holders.get(shingle, ())
        )
        near = [number for number, count in counts.items() if count >= _LEAST_SHARED]
        return sorted(near, key=lambda number: (-counts[number], number))[:_MOST_COMPARED]


class _Groups:
    """Which texts are one report already, before they are changed."""

    def __init__(self, pairs: set[tuple[int, int]]) -> None:
        self._pairs = pairs

    def are_one(self, one: int, other: int) -> bool:
        return one == other or (one, other) in self._pairs or (other, one) in self._pairs


def _read_texts(
    texts: Sequence[tuple[str, str]],
) -> tuple[list[str], list[_Words], list[str]]:
    """Ids, words and texts, without those that have the words of an earlier one."""
    seen: dict[_Words, tuple[str, str]] = {}
    for id_, text in texts:
        seen.setdefault(read_words(text), (id_, text))
    return [id_ for id_, _ in seen.values()], list(seen), [text for _, text in seen.values()]


def _split(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _cut(text: str, _: random.Random) -> str:
    return text[: len(text) // 2]


def _change_headline(text: str, _: random.Random) -> str:
    return "\n\n".join(("What we know so far about it this morning", *_split(text)[1:]))


def _leave_out(text: str, chance: random.Random) -> str | None:
    paragraphs = _split(text)
    if len(paragraphs) < _PARAGRAPHS:
        return None
    gone = set(chance.sample(range(len(paragraphs)), 3))
    return "\n\n".join(line for at, line in enumerate(paragraphs) if at not in gone)


def _change_credit(text: str, _: random.Random) -> str:
    """The variant of an outlet that had the credit, where the text is that of one that cut it."""
    title, *rest = _split(text)
    return "\n\n".join((title, "By Jane Doe and John Roe, Reuters", "LONDON (Reuters) - ", *rest,
                        "(Reporting by Jane Doe; Editing by John Roe)"))  # fmt: skip


def _change_words(text: str, chance: random.Random) -> str:
    """A tenth of the words replaced by others of the same text."""
    places = [match.span() for match in re.finditer(r"\w+", text)]
    words = [text[start:end] for start, end in places]
    chosen = sorted(chance.sample(places, len(places) // 10), reverse=True)
    for start, end in chosen:
        text = f"{text[:start]}{chance.choice(words)}{text[end:]}"
    return text


COPY_CHANGES: dict[str, Callable[[str, random.Random], str | None]] = {
    "the second half cut": _cut,
    "another headline": _change_headline,
    "three paragraphs left out": _leave_out,
    "the wire's credit removed": _change_credit,
    "a tenth of the words changed": _change_words,
}
