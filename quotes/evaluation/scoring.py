"""Predicted attributions matched to gold ones, compared, and counted.

A gold and a predicted attribution are a pair if their contents share at least half of their words
(Jaccard index), the best pairs first. The pair is right if the sources share at least half of the
shorter one's words, or both are empty. Finding a gold attitude counts as neither right nor wrong.
Only words are compared, not punctuation.

The sets are `all`, `quoted` (content with a quotation mark in it or beside it) and `indirect` (the
rest); a paired prediction is in the set of its gold partner.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from msgspec import UNSET

from quotes.evaluation.annotations import (
    Aliases,
    AnnotatedArticle,
    Annotation,
    field_text,
    plain_name,
)
from quotes.records import Record, Span, Spans

SETS = ("all", "quoted", "indirect")
DETAILS = "details"
SPEAKER_FIELDS = (
    "speaker", "speaker_kind", "anonymity", "addressee", "role", "relay", "setting",
)  # fmt: skip
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_MARKS = frozenset('"“”«»„')
_LEAST_SHARED = 0.5  # Jaccard index; the definition of a match, not tuned


class MatchCounts(Record, frozen=True, kw_only=True):
    """The numbers of right, of predicted and of gold attributions."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: MatchCounts) -> MatchCounts:
        return MatchCounts(
            right=self.right + other.right,
            predicted=self.predicted + other.predicted,
            gold=self.gold + other.gold,
        )

    @property
    def precision(self) -> float:
        """0 to 1; 0 where nothing was predicted."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """0 to 1; 0 where gold has nothing."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """0 to 1: the harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


Key = tuple[str, str]  # a set and a measure
Tallies = Mapping[Key, MatchCounts]


@dataclass(frozen=True)
class Marked:
    """An annotation with the word numbers of its content and source."""

    annotation: Annotation
    content: frozenset[int]
    source: frozenset[int]
    quoted: bool

    @property
    def is_attitude(self) -> bool:
        return self.annotation.act == "attitude"


@dataclass(frozen=True)
class Matching:
    """The gold and predicted attributions of one article, and the pairs among them.

    Attributes:
        pairs: place in `gold` -> place in `predicted`; each occurs once.
    """

    gold: tuple[Marked, ...]
    predicted: tuple[Marked, ...]
    pairs: Mapping[int, int]

    @cached_property
    def partners(self) -> Mapping[int, int]:
        """Place in `predicted` -> place in `gold`."""
        return {predicted: gold for gold, predicted in self.pairs.items()}

    def has_source(self, gold: int) -> bool:
        """Whether the gold attribution has a partner with the right source."""
        return gold in self.pairs and same_source(
            self.gold[gold].source, self.predicted[self.pairs[gold]].source
        )

    def counts(self, predicted: int) -> bool:
        """Whether the prediction is scored: the partner of a gold attitude is not."""
        return predicted not in self.partners or not self.gold[self.partners[predicted]].is_attitude

    def is_right(self, predicted: int) -> bool:
        """Whether content and source of the prediction are right."""
        return predicted in self.partners and self.has_source(self.partners[predicted])


class _Words:
    """The words of a text, to find those that spans overlap."""

    def __init__(self, text: str) -> None:
        places = [match.span() for match in _WORD.finditer(text)]
        self._starts = [start for start, _ in places]
        self._ends = [end for _, end in places]

    def within(self, spans: Iterable[Span]) -> frozenset[int]:
        return frozenset(
            number
            for span in spans
            for number in range(
                bisect_right(self._ends, span.start), bisect_left(self._starts, span.end)
            )
        )


def match_article(article: AnnotatedArticle, predicted: Sequence[Annotation]) -> Matching:
    """The gold and predicted attributions, paired greedily by the words that their contents share.

    Attributions without a word of content are left out.
    """
    words = _Words(article.text)

    def mark(annotations: Iterable[Annotation]) -> tuple[Marked, ...]:
        marked = (
            Marked(
                annotation,
                words.within(annotation.content),
                words.within(annotation.source or ()),
                is_quoted(annotation.content, article.text),
            )
            for annotation in annotations
        )
        return tuple(item for item in marked if item.content)

    gold, guessed = mark(article.attributions), mark(predicted)
    return Matching(gold, guessed, _pair(gold, guessed))


def _pair(gold: Sequence[Marked], predicted: Sequence[Marked]) -> dict[int, int]:
    """Pairs, best first; of equal ones that of the earlier gold, then of the earlier prediction."""
    holders: dict[int, list[int]] = defaultdict(list)  # word -> predictions
    for place, item in enumerate(predicted):
        for word in item.content:
            holders[word].append(place)
    candidates: list[tuple[float, int, int]] = []
    for place, item in enumerate(gold):
        shared = Counter(other for word in item.content for other in holders[word])
        for other, common in shared.items():
            union = len(item.content) + len(predicted[other].content) - common
            if common / union >= _LEAST_SHARED:
                candidates.append((-common / union, place, other))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, place, other in sorted(candidates):
        if place not in pairs and other not in taken:
            pairs[place] = other
            taken.add(other)
    return pairs


def is_quoted(content: Spans, text: str) -> bool:
    """Whether there is a quotation mark in a span or right beside it."""
    return any(_MARKS.intersection(text[max(0, span.start - 1) : span.end + 1]) for span in content)


def same_source(gold: frozenset[int], predicted: frozenset[int]) -> bool:
    """Whether half of the shorter one's words are shared, or both are empty."""
    if not gold or not predicted:
        return not gold and not predicted
    return 2 * len(gold & predicted) >= min(len(gold), len(predicted))


def compare_details(gold: Annotation, predicted: Annotation, aliases: Aliases) -> dict[str, bool]:
    """For each field that gold states besides the spans, whether the prediction is right in it.

    Names may be aliases, the addressee's words must be the same, half of the words of both roles
    must be shared, and settings must overlap. An empty field matches an empty one.
    """
    right: dict[str, bool] = {}
    for field in ("type", "speaker_kind", "anonymity"):
        if getattr(gold, field) is not UNSET:
            right[field] = getattr(gold, field) == field_text(getattr(predicted, field))
    if gold.speaker is not UNSET:
        right["speaker"] = aliases.same(gold.speaker, field_text(predicted.speaker))
    if gold.addressee is not UNSET:
        expected, guess = field_text(gold.addressee), field_text(predicted.addressee)
        right["addressee"] = plain_name(expected) == plain_name(guess)
    if gold.role is not UNSET:
        right["role"] = _same_role(gold.role, field_text(predicted.role))
    if gold.relay is not UNSET:
        names, others = gold.relay or (), predicted.relay or ()
        right["relay"] = len(names) == len(others) and all(map(aliases.same, names, others))
    if gold.setting is not UNSET:
        places, others_ = gold.setting or (), predicted.setting or ()
        right["setting"] = (not places and not others_) or any(
            place.overlaps(other) for place in places for other in others_
        )
    return right


def _same_role(gold: str | None, predicted: str | None) -> bool:
    expected, guess = set(plain_name(gold).split()), set(plain_name(predicted).split())
    return expected == guess or 2 * len(expected & guess) >= len(expected | guess) > 0


def tally_article(matching: Matching, aliases: Aliases) -> dict[Key, MatchCounts]:
    """The counts of one article by set and measure.

    For each set, and for each type ("type direct" …) if gold states types: `attribution` (content
    and source right), `content`, `exact` (the same words), `source` (of those whose content is
    right). For all: `tokens` (words inside any content). For the details: each field over the
    pairs, `end_to_end` (content, source and speaker right), and if gold states acts `act` over the
    pairs of both acts and `attitude` (how well attitudes are distinguished from statements).
    """
    rows: list[tuple[Key, MatchCounts]] = []
    for place, item in enumerate(matching.gold):
        if not item.is_attitude:
            rows += _tally_gold(matching, place, aliases)
    has_speakers = any(item.annotation.speaker is not UNSET for item in matching.gold)
    typed = any(item.annotation.type is not UNSET for item in matching.gold)
    for place, item in enumerate(matching.predicted):
        if not matching.counts(place):
            continue
        if has_speakers:
            rows.append(((DETAILS, "end_to_end"), MatchCounts(predicted=1)))
        shown = matching.gold[matching.partners[place]] if place in matching.partners else item
        rows += [
            ((group, measure), MatchCounts(predicted=1))
            for group in _groups(shown, typed=typed)
            for measure in ("attribution", "content", "exact")
        ]
    rows.append((("all", "tokens"), _tally_words(matching)))
    rows += _tally_acts(matching)
    return add_tallies(dict([row]) for row in rows)


def _groups(item: Marked, *, typed: bool) -> tuple[str, ...]:
    """The sets of an attribution, and that of its type if gold states types."""
    kind = field_text(item.annotation.type) if typed else None
    return ("all", "quoted" if item.quoted else "indirect", *([f"type {kind}"] if kind else []))


def _tally_gold(matching: Matching, place: int, aliases: Aliases) -> list[tuple[Key, MatchCounts]]:
    """The counts that one gold attribution adds."""
    item = matching.gold[place]
    partner = matching.predicted[matching.pairs[place]] if place in matching.pairs else None
    sourced = matching.has_source(place)
    rows: list[tuple[Key, MatchCounts]] = []
    for group in _groups(item, typed=True):
        exact = partner is not None and partner.content == item.content
        rows += [
            ((group, "attribution"), MatchCounts(gold=1, right=sourced)),
            ((group, "content"), MatchCounts(gold=1, right=partner is not None)),
            ((group, "exact"), MatchCounts(gold=1, right=exact)),
        ]
        if partner is not None:
            rows.append(((group, "source"), MatchCounts(gold=1, predicted=1, right=sourced)))
    details: dict[str, bool] = {}
    if partner is not None:
        details = compare_details(item.annotation, partner.annotation, aliases)
        rows += [
            ((DETAILS, field), MatchCounts(gold=1, predicted=1, right=right))
            for field, right in details.items()
        ]
    if item.annotation.speaker is not UNSET:
        right = sourced and details["speaker"]
        rows.append(((DETAILS, "end_to_end"), MatchCounts(gold=1, right=right)))
    return rows


def _tally_words(matching: Matching) -> MatchCounts:
    """Words inside contents, without those that are only in a gold attitude."""
    gold = _union(item.content for item in matching.gold if not item.is_attitude)
    ignored = _union(item.content for item in matching.gold if item.is_attitude) - gold
    predicted = _union(item.content for item in matching.predicted) - ignored
    return MatchCounts(right=len(gold & predicted), predicted=len(predicted), gold=len(gold))


def _tally_acts(matching: Matching) -> Iterator[tuple[Key, MatchCounts]]:
    for place, other in matching.pairs.items():
        gold, found = matching.gold[place], matching.predicted[other]
        if gold.annotation.act is None:
            continue
        right = gold.is_attitude == found.is_attitude
        yield (DETAILS, "act"), MatchCounts(gold=1, predicted=1, right=right)
        yield (
            (DETAILS, "attitude"),
            MatchCounts(
                gold=gold.is_attitude,
                predicted=found.is_attitude,
                right=right and gold.is_attitude,
            ),
        )


def _union(contents: Iterable[frozenset[int]]) -> frozenset[int]:
    return frozenset().union(*contents)


def add_tallies(tallies: Iterable[Tallies]) -> dict[Key, MatchCounts]:
    """The counts of several articles together."""
    total: dict[Key, MatchCounts] = defaultdict(MatchCounts)
    for tally in tallies:
        for key, counts in tally.items():
            total[key] += counts
    return dict(total)
