"""Which of the referents so far a pronoun or a description means: a log-linear model.

Each candidate and "nobody" has features; a class of anaphor has a weight for each. The weights are
learned from the coreference of UD English GUM (`onrecord train speakers`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from quotes.english.tables import ENGLISH, read_rows, read_table
from quotes.speakers.referents import Referent

# GUM has few sources; in the news the speaker of "the nominee said" and "it said" has nearly always
# been named. Of 0.5 and 1 for descriptions, 0 to 2 for "he" and 1 to 4 for other pronouns these
# were better on the development and sample articles, by an answer or two.
_SOURCE_MARGIN = 0.5
# How much a source's description gains where its noun is one of somebody named: "the union said".
_NAMED_FIT = {"organization": 3.0, "person": 1.0}
_PRONOUN_MARGINS = {"he": 2.0, "it": 3.0, "they": 3.0}
_OF_SPEAKERS = ("told", "last", "form", "recency", "parallel")  # what differs for "he said"
# What tells that a new noun describes somebody named: "the Vermont senator".
_OF_THE_KNOWN = ("told", "count", "mentioned", "last", "paragraphs", "role")
# Nouns that go on about a body whatever it is, once it is named.
_GENERIC = frozenset(
    ("company", "firm", "group", "agency", "organization", "organisation", "union", "paper",
     "newspaper", "body", "party", "institution", "government", "department", "ministry",
     "committee", "commission", "network", "outlet", "magazine", "utility", "charity", "bank")
)  # fmt: skip
WEIGHTS = ENGLISH / "coreference.tsv"
AnaphorClass = Literal["he", "it", "they", "the"]


@dataclass(frozen=True)
class Occurrence:
    """One place where a referent is mentioned.

    `place` is the first character. `relation` is the grammatical role; `speaks` whether it is the
    subject of a verb of saying; `quotation` the first character of the quotation around, None
    outside.
    """

    number: int
    head: int
    place: int
    paragraph: int
    form: str
    relation: str
    governor: int
    speaks: bool
    quotation: int | None


@dataclass(frozen=True)
class Anaphor:
    """Words that point to somebody mentioned elsewhere.

    `at` is where they stand, or the start of the quotation that they follow; `number` is their
    own sentence.

    `word` is the pronoun or the noun as printed, in lower case; `gender` what it tells, "" if it is
    hidden. `noun` and `modifiers` are a description's lemmas; `complete` says that its own
    complements ("the head of the union") may tell who is meant. `speaks` are the first characters
    of the quotations that lean on its verb: nobody speaks of himself as "he" in them.
    """

    kind: AnaphorClass
    at: Occurrence
    number: int
    word: str = ""
    gender: str = ""
    noun: str = ""
    noun_kind: str = ""
    modifiers: frozenset[str] = frozenset()
    complete: bool = False
    owned: bool = False
    source: bool = False
    above: tuple[int, ...] = ()
    speaks: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Candidate:
    """A referent with its last occurrence before the anaphor, or its first after it.

    `told` is its last occurrence in the reporter's own words, None if it has none yet.
    """

    referent: Referent
    last: Occurrence
    count: int
    told: Occurrence | None = None
    ahead: bool = False


class Judge:
    """Chooses by the shipped weights."""

    def __init__(self, weights: Mapping[tuple[str, str], float] | None = None) -> None:
        self._weights = load_weights() if weights is None else weights

    def choose(self, anaphor: Anaphor, candidates: Sequence[Candidate]) -> tuple[int | None, float]:
        """The index of the likeliest candidate, None for nobody, and its probability."""
        rows = featurize(anaphor, candidates)
        scores = [sum(self._weights.get((anaphor.kind, name), 0.0) for name in row) for row in rows]
        if anaphor.source:
            scores[-1] -= _margin(anaphor)
            if not anaphor.complete and not anaphor.owned:
                gain = _NAMED_FIT.get(anaphor.noun_kind, 0.0)
                scores = [
                    s + gain * ("noun fits a name" in r) for s, r in zip(scores, rows, strict=True)
                ]
        best = max(range(len(scores)), key=scores.__getitem__)
        total = sum(math.exp(score - scores[best]) for score in scores)
        return (best if best < len(candidates) else None), 1 / total


def _margin(anaphor: Anaphor) -> float:
    if anaphor.kind != "the":
        return _PRONOUN_MARGINS[anaphor.kind]
    plain = not anaphor.complete and not anaphor.owned
    return _SOURCE_MARGIN if plain and anaphor.noun_kind == "person" else 0.0


@cache
def load_weights() -> Mapping[tuple[str, str], float]:
    """(anaphor class, feature) -> weight, as shipped."""
    return {(row["anaphor"], row["feature"]): float(row["weight"]) for row in read_rows(WEIGHTS)}


@cache
def _alike() -> Mapping[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for row in read_table("alike"):
        nouns = {row["noun"], *row["alike"].split(",")}
        for noun in nouns:
            table.setdefault(noun, set()).update(nouns - {noun})
    return {noun: frozenset(others) for noun, others in table.items()}


def nouns_alike(noun: str) -> frozenset[str]:
    """Nouns by which the same person may be meant: "judge" for "justice"."""
    return _alike().get(noun, frozenset())


def featurize(anaphor: Anaphor, candidates: Sequence[Candidate]) -> list[list[str]]:
    """The features of each candidate and, last, of nobody."""
    order = sorted(
        range(len(candidates)), key=lambda i: (candidates[i].ahead, -candidates[i].last.place)
    )
    rank = {index: position for position, index in enumerate(order)}
    most = max((candidate.count for candidate in candidates), default=0)
    speakers = [i for i in order if candidates[i].last.speaks and not candidates[i].ahead]
    subjects = [i for i in order if candidates[i].last.relation == "subject"]
    told = sorted((-c.told.place, i) for i, c in enumerate(candidates) if c.told is not None)
    told_rank = {index: position for position, (_, index) in enumerate(told)}
    rows: list[list[str]] = []
    for index, candidate in enumerate(candidates):
        row = list(_features(anaphor, candidate, rank[index]))
        if candidate.count == most:
            row.append("mentioned most")
        if speakers[:1] == [index]:
            row.append("last speaker")
            if anaphor.at.speaks:
                row.append("last speaker goes on")
        if subjects[:1] == [index]:
            row.append("last subject")
        if anaphor.at.quotation is None and not candidate.ahead:
            row += _told_features(anaphor.at, candidate.told, told_rank.get(index))
        if anaphor.kind == "the":
            row += _description_features(anaphor, candidate)
            if "noun is new" in row and candidate.referent.name:
                row += [f"new, {name}" for name in row if name.startswith(_OF_THE_KNOWN)]
        if anaphor.kind == "he" and anaphor.at.speaks and anaphor.at.quotation is None:
            row += [f"said, {name}" for name in row if name.startswith(_OF_SPEAKERS)]
        rows.append(row)
    rows.append(list(_nobody_features(anaphor, len(candidates))))
    if any("noun fits" in row for row in rows):
        for row in rows:
            if "noun fits" not in row:
                row.append("noun fits another")
    return rows


def _features(anaphor: Anaphor, candidate: Candidate, rank: int) -> Iterable[str]:
    at, last = anaphor.at, candidate.last
    if candidate.ahead:
        yield "ahead"
        yield f"ahead {last.relation}"
        return
    distance = at.number - last.number
    yield f"sentences {_bucket(distance, (0, 1, 2, 3, 6, 12))}"
    yield f"recency {_bucket(rank, (0, 1, 2, 4))}"
    yield f"paragraphs {_bucket(at.paragraph - last.paragraph, (0, 1, 2, 5))}"
    yield f"last {last.relation}"
    yield f"form {last.form}"
    yield f"count {_bucket(candidate.count, (1, 3, 7))}"
    yield f"kind {candidate.referent.kind}"
    if candidate.referent.name is None:
        yield "unnamed"
    if last.relation == at.relation:
        yield "parallel"
    if last.speaks:
        yield "speaks"
        if at.speaks:
            yield "both speak"
    yield _quoting(at, last)
    if distance == 0:
        if last.governor == at.governor and at.relation != "owner" and last.relation != "owner":
            yield "of one verb"
        if last.governor in anaphor.above and last.relation == "subject":
            yield "subject above"
    if anaphor.gender:
        referent = candidate.referent
        same = (referent.gender or referent.leaning) == anaphor.gender
        yield "gender same" if same else "gender unknown"


def _told_features(at: Occurrence, told: Occurrence | None, rank: int | None) -> Iterable[str]:
    if told is None or rank is None:
        yield "never told"
        return
    yield f"told recency {_bucket(rank, (0, 1, 2))}"
    yield f"told sentences {_bucket(at.number - told.number, (0, 1, 2, 4))}"
    yield f"told {told.relation}"
    if told.speaks:
        yield "told as speaking"
    if told.speaks and at.speaks:
        yield f"told, both speak {_bucket(at.paragraph - told.paragraph, (0, 1, 2))}"


def _quoting(at: Occurrence, last: Occurrence) -> str:
    if at.quotation is None:
        return "out of quotations" if last.quotation is None else "out of a quotation"
    if last.quotation is None:
        return "into a quotation, its speaker" if last.speaks else "into a quotation"
    return "in one quotation" if last.quotation == at.quotation else "in two quotations"


def _description_features(anaphor: Anaphor, candidate: Candidate) -> Iterable[str]:
    referent = candidate.referent
    role = frozenset((referent.role or "").lower().replace("-", " ").split())
    known = referent.nouns | role
    fits = anaphor.noun in known or bool(nouns_alike(anaphor.noun) & known)
    yield "noun fits" if fits else "noun is new"
    if fits and referent.name:
        yield "noun fits a name"
    if not fits and referent.name is None:
        yield "noun of another"
    if not fits and referent.is_person:
        yield "role known" if referent.role else "role unknown"
    if anaphor.modifiers:
        near = known | frozenset(referent.parts)
        yield "modifier known" if anaphor.modifiers & near else "modifier new"
    if anaphor.complete:
        yield "has complements, fits" if fits else "has complements"
    yield f"{anaphor.noun_kind} for {referent.kind}"
    if anaphor.noun in _GENERIC and referent.kind == "organization":
        yield "generic for a name" if referent.name else "generic for the unnamed"


def _nobody_features(anaphor: Anaphor, candidates: int) -> Iterable[str]:
    yield "nobody"
    yield f"nobody of {_bucket(candidates, (0, 1, 2, 4))}"
    if anaphor.at.quotation is not None:
        yield "nobody in a quotation"
    if anaphor.at.speaks:
        yield "nobody speaks"
    if anaphor.kind == "the":
        yield f"nobody {anaphor.noun_kind}"
        if anaphor.complete:
            yield "nobody has complements"
        if anaphor.owned:
            yield "nobody is owned"
        if anaphor.modifiers:
            yield "nobody has modifiers"
    else:
        yield f"nobody {anaphor.at.relation}"


@lru_cache(maxsize=1 << 12)
def _bucket(number: int, limits: tuple[int, ...]) -> str:
    return next((f"<={limit}" for limit in limits if number <= limit), f">{limits[-1]}")
