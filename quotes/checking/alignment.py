"""The words of a claimed quotation beside those of a quotation that may be its source.

All words of the claim are placed; the quotation may go on at either end, and where the claim has an
ellipsis. Time grows with the product of the lengths: callers choose few candidates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from quotes.checking.words import LEAST_LETTERS, CheckedText, CheckedWord, is_spelling

# The same word; one spelled otherwise; one for another; a word of the claim only; one of the
# quotation only.
StepKind = Literal["same", "spelled", "replaced", "added", "left_out"]

# What it costs to take one word for another, of the weight of the dearer. None of these was tuned.
_SPELLED, _INFLECTED, _SAME_KIND, _OTHER = 0.05, 0.35, 0.7, 1.3
# Words of one of these kinds are taken for each other sooner than for others.
_KINDS = frozenset(("number", "person", "auxiliary", "name", "negation"))
# So many words of a quotation are compared.
MOST_WORDS = 1500


class Step(NamedTuple):
    """A word of the claim (`here`), of the quotation (`there`), or both; numbers from 0."""

    kind: StepKind
    here: int | None
    there: int | None


class WordMatch(NamedTuple):
    """How a claim lies in a quotation.

    Attributes:
        likeness: 1 if all words are the same, 0 if none is.
        steps: from the first word of the claim to its last; words of the quotation before, after
            and in the claim's gaps are not in it.
    """

    likeness: float
    steps: tuple[Step, ...]

    @property
    def placed(self) -> range:
        """The words of the quotation from the first that is in the claim, too, to the last."""
        places = [step.there for step in self.steps
                  if step.there is not None and step.here is not None]  # fmt: skip
        return range(min(places), max(places) + 1) if places else range(0)


def align_claim(claim: CheckedText, quote: CheckedText) -> WordMatch:
    """The cheapest way to read the claim in the quotation."""
    here, there = claim.words, quote.words[:MOST_WORDS]
    rows = _fill(here, there, claim.gaps)
    whole = sum(word.weight for word in here)
    end = min(range(len(there) + 1), key=lambda column: rows[-1][column])
    steps = tuple(_trace(rows, here, there, claim.gaps, end))[::-1]
    return WordMatch(max(0.0, 1 - rows[-1][end] / whole) if whole else 0.0, _trim(steps))


def _fill(
    here: Sequence[CheckedWord], there: Sequence[CheckedWord], gaps: frozenset[int]
) -> list[list[float]]:
    """The least cost of placing the first words of the claim in the first of the quotation."""
    skips = [_price_loss(word) for word in there]
    prices = _Prices(there)
    rows = [[0.0] * (len(there) + 1)]
    for at, word in enumerate(here):
        above, line = rows[-1], [rows[-1][0] + word.weight]
        losses = [0.0] * len(there) if at + 1 in gaps else skips
        added, last = word.weight, line[0]
        for diagonal, over, price, loss in zip(
            above, above[1:], prices.list_row(word), losses, strict=False
        ):
            best = diagonal + price
            if (cost := over + added) < best:
                best = cost
            if (cost := last + loss) < best:
                best = cost
            line.append(best)
            last = best
        rows.append(line)
    return rows


class _Prices:
    """What it costs to take each word of a quotation for another; most words are unrelated, so that
    only the others are looked at one by one.
    """

    def __init__(self, there: Sequence[CheckedWord]) -> None:
        self._there = there
        self._related: dict[str, list[int]] = {}
        self._unrelated: dict[float, list[float]] = {}
        for at, word in enumerate(there):
            for key in _list_keys(word):
                self._related.setdefault(key, []).append(at)

    def list_row(self, word: CheckedWord) -> list[float]:
        """The price of taking each word of the quotation for a word of the claim."""
        if word.weight not in self._unrelated:
            self._unrelated[word.weight] = [
                _OTHER * max(word.weight, other.weight) for other in self._there
            ]
        row = self._unrelated[word.weight].copy()
        for key in _list_keys(word):
            for at in self._related.get(key, ()):
                row[at] = _price(word, self._there[at])
        return row


def _list_keys(word: CheckedWord) -> Iterator[str]:
    """Words that have none of these in common are unrelated."""
    yield f"stem {word.stem}"
    if word.kind in _KINDS:
        yield f"kind {word.kind}"
    elif len(word.text) >= LEAST_LETTERS:
        yield f"begins {word.text[:2]}"
        yield f"ends {word.text[-3:]}"


def _trace(
    rows: list[list[float]],
    here: Sequence[CheckedWord],
    there: Sequence[CheckedWord],
    gaps: frozenset[int],
    column: int,
) -> Iterator[Step]:
    """The steps of the cheapest way, from the last."""
    row = len(here)
    while row:
        cost = rows[row][column]
        word = here[row - 1]
        if column:
            other = there[column - 1]
            price = _price(word, other)
            if abs(cost - rows[row - 1][column - 1] - price) < 1e-9:
                yield Step(_name(word, other), row - 1, column - 1)
                row, column = row - 1, column - 1
                continue
            is_free = row in gaps
            if abs(cost - rows[row][column - 1] - (0.0 if is_free else _price_loss(other))) < 1e-9:
                if not is_free:
                    yield Step("left_out", None, column - 1)
                column -= 1
                continue
        yield Step("added", row - 1, None)
        row -= 1


def _trim(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps without words of the quotation before the claim begins and after it ends."""
    inside = [at for at, step in enumerate(steps) if step.here is not None]
    return steps[inside[0] : inside[-1] + 1] if inside else ()


def _price_loss(word: CheckedWord) -> float:
    """The cost of a word that the claim leaves out. Less than that of an added one: a claim that
    drops words is still read where its first and last words stand.
    """
    return 0.5 if word.kind in ("content", "name", "number") else 0.15


@lru_cache(maxsize=1 << 17)
def _price(one: CheckedWord, other: CheckedWord) -> float:
    weight = max(one.weight, other.weight)
    name = _name(one, other)
    if name == "same":
        return 0.0
    if name == "spelled":
        return _SPELLED * weight
    if one.stem == other.stem and one.number is None:
        return _INFLECTED * weight
    if one.kind == other.kind and one.kind in _KINDS:
        return _SAME_KIND * weight
    return _OTHER * weight


def _name(one: CheckedWord, other: CheckedWord) -> StepKind:
    if one.text == other.text:
        return "same"
    if one.number and other.number:
        return "spelled" if one.number.equals(other.number) else "replaced"
    return "spelled" if is_spelling(one, other) else "replaced"
