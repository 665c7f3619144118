"""The gate: a regression test of figures on fixed articles.

A file has a floor for each figure, and the digest of the gold file that it belongs to. `onrecord
evaluate gate` raises floors; only `--lower` lowers one, or accepts a gold file that has changed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from quotes.errors import ArticleError
from quotes.evaluation.annotations import read_aliases, read_gold
from quotes.evaluation.attributions import Evaluation, evaluate_attributions, extract_gold
from quotes.parsing.protocol import ArticleParser
from quotes.records import Record

# Points between figure and floor: another processor's rounding may change one or two of some 400
# attributions.
SLACK = 0.5
_GATED = (
    "all attribution", "quoted attribution", "indirect attribution", "all source", "details type",
    "details speaker", "details end_to_end",
)  # fmt: skip
_MAX_BYTES = 10_000_000


class Corpus(Record, frozen=True, kw_only=True):
    """Gold articles and the floors under their figures, in percent.

    Attributes:
        place: "here" for files beside that of the floors, "shared" for the folder of corpora that
            we may not publish.
        every: only each such article is scored, for speed.
        floors: the name of a figure -> its floor.
    """

    name: str
    place: Literal["here", "shared"]
    gold: str
    aliases: str | None = None
    every: int = 1
    sha256: str = ""
    floors: Mapping[str, float] = {}


class Floors(Record, frozen=True, kw_only=True):
    """The corpora with their floors."""

    corpora: tuple[Corpus, ...]


class Verdict(Record, frozen=True, kw_only=True):
    """One figure of a corpus and its floor, in percent; None if it has no floor yet."""

    figure: str
    value: float
    floor: float | None

    @property
    def passes(self) -> bool:
        return self.floor is None or self.value >= self.floor


def read_floors(path: Path) -> Floors:
    """The corpora of a floors file.

    Raises:
        ArticleError: the file can't be read.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Floors)
    except OSError as error:
        raise ArticleError(f"can't be read: {error.strerror}", path=str(path)) from error
    except msgspec.DecodeError as error:
        raise ArticleError(f"no floors: {error}", path=str(path)) from error


def write_floors(path: Path, floors: Floors) -> None:
    """Writes the file with a field on each line, so that a lowered floor shows in a diff."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(floors), indent=2) + b"\n")


def measure_corpus(corpus: Corpus, folder: Path, parser: ArticleParser) -> Evaluation:
    """The evaluation of a corpus whose files are in the folder.

    Raises:
        ArticleError: a file can't be read.
    """
    gold = read_gold(folder / corpus.gold, every=corpus.every)
    aliases = read_aliases(folder / corpus.aliases if corpus.aliases else None)
    predictions = extract_gold(folder / corpus.gold, gold, parser, max_bytes=_MAX_BYTES)
    return evaluate_attributions(gold, predictions, aliases)


def has_pinned_gold(corpus: Corpus, evaluation: Evaluation) -> bool:
    """Whether the gold file is the one for which the floors were set."""
    return corpus.sha256 == evaluation.baseline.gold


def compare_with_floors(corpus: Corpus, evaluation: Evaluation) -> tuple[Verdict, ...]:
    """Each figure with its floor; a figure that is missing counts as 0."""
    values = {name: 100 * value for name, value in evaluation.baseline.figures.items()}
    if evaluation.reliability is not None:
        values["calibration"] = 100 * (1 - evaluation.reliability.error)
    names = [name for name in (*_GATED, "calibration") if name in {*values, *corpus.floors}]
    return tuple(
        Verdict(figure=name, value=values.get(name, 0.0), floor=corpus.floors.get(name))
        for name in names
    )


def move_floors(corpus: Corpus, evaluation: Evaluation, *, lower: bool) -> Corpus:
    """The corpus with its floors raised to `SLACK` points below the figures.

    With `lower`, floors that are higher are lowered to that, too.
    """
    verdicts = compare_with_floors(corpus, evaluation)
    floors = {v.figure: math.floor(10 * max(0.0, v.value - SLACK)) / 10 for v in verdicts}
    if not lower:
        floors = {name: max(value, corpus.floors.get(name, 0.0)) for name, value in floors.items()}
    return msgspec.structs.replace(corpus, floors=floors, sha256=evaluation.baseline.gold)
