"""A claim checked against the quotations that may be its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from quotes.checking.alignment import WordMatch, align_claim
from quotes.checking.changes import WordChange, find_changes
from quotes.checking.claims import Claim, names_speaker
from quotes.checking.context import ContextFinding, find_context
from quotes.checking.findings import (
    CheckMatch,
    CheckResult,
    ReportedFinding,
    SpeakerFinding,
    Verdict,
    WordingFinding,
    find_verdict,
)
from quotes.checking.scoring import LEAST_LIKENESS, LEAST_PROBABILITY, estimate_source
from quotes.checking.words import CheckedText, read_text
from quotes.folding import fold_name
from quotes.parsing.quotations import find_quotations
from quotes.records import Attribution, Span

DEFAULT_MATCHES = 5
_GAP = " … "
# A claim that has the same words as two quotations is of both, even if one has a word less. Not
# tuned.
_EQUAL = 0.03
# Quotations that are compared word by word, of those that have the most words in common. Not tuned.
_MOST_ALIGNED = 12
_DAYS = 7
# So many words that a first source lacks are looked for in a second.
_LEAST_PART = 3


class Hints(NamedTuple):
    """About when (YYYY-MM-DD) and where a claim is said to have been printed."""

    date: str | None = None
    outlet: str | None = None

    def count_fitting(self, match: CheckMatch) -> int:
        """How many of them fit a match: within a week, and by the outlet's words."""
        return self._fits_date(match.published) + self._fits_outlet(match.outlet)

    def _fits_date(self, published: str | None) -> bool:
        try:
            asked = date.fromisoformat((self.date or "")[:10])
            printed = date.fromisoformat((published or "")[:10])
        except ValueError:
            return False
        return abs((asked - printed).days) <= _DAYS

    def _fits_outlet(self, outlet: str | None) -> bool:
        wanted, known = (set(fold_name(name or "").split()) for name in (self.outlet, outlet))
        return bool(wanted) and wanted <= known


NO_HINTS = Hints()


class QuotedSource(NamedTuple):
    """A quotation that may be the source of a claim: its attribution, its article, and the names of
    its speaker in the corpus.
    """

    attribution: Attribution
    article_text: str
    outlet: str | None = None
    published: str | None = None
    names: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The content, its pieces joined by " … "."""
        return _GAP.join(span.slice(self.article_text) for span in self.attribution.content)


def check_claim(
    claim: Claim,
    sources: Sequence[QuotedSource],
    hints: Hints = NO_HINTS,
    *,
    limit: int = DEFAULT_MATCHES,
) -> CheckResult:
    """The verdict on a claim.

    Args:
        claim: what was pasted.
        sources: quotations that share words with it, in any order.
        hints: which of several with the same words are meant.
        limit: of the matches in the answer.
    """
    asked = claim.speaker
    if not claim.is_valid:
        return _make_result(claim, asked, "invalid", ())
    likely = sorted(sources, key=lambda source: -_count_common(claim, source))[:_MOST_ALIGNED]
    matches = sorted(
        (_match(claim, source, asked) for source in likely), key=lambda match: _rank(match, hints)
    )
    if not matches or matches[0].wording == "not_found":
        return _make_result(claim, asked, "not_found", tuple(matches[:limit]))
    completed, sources_used = _complete(claim, matches)
    return _make_result(claim, asked, completed[0].wording, tuple(completed[:limit]), sources_used)


def _count_common(claim: Claim, source: QuotedSource) -> float:
    """The weight of the words that a quotation has in common with the claim, in any order."""
    stems = {word.stem for word in read_text(source.text).words}
    return sum(word.weight for word in claim.words.words if word.stem in stems)


def _match(claim: Claim, source: QuotedSource, asked: str | None) -> CheckMatch:
    quote = read_text(source.text)
    aligned = align_claim(claim.words, quote)
    changes = find_changes(claim.words, quote, aligned)
    chance = estimate_source(claim.words, quote, aligned)
    wording = _find_wording(claim, quote, aligned, changes, chance)
    pieces = _find_pieces(source, quote, aligned)
    reported = _find_reported(source, quote, aligned)
    return CheckMatch(
        attribution=source.attribution,
        text=quote.text,
        names=source.names,
        outlet=source.outlet,
        published=source.published,
        likeness=round(aligned.likeness, 4),
        probability=round(chance, 4),
        wording=wording,
        speaker=_find_speaker(source, asked),
        context=_find_context(claim, source, pieces, changes, wording),
        reported=reported,
        changes=changes,
        place=pieces,
    )


def _rank(match: CheckMatch, hints: Hints) -> tuple[float, ...]:
    """The likeliest source first: the words count most, then the speaker who was asked for, then
    quotation marks and how sure the attribution is.
    """
    bonus = {"same": 0.15, "unknown": 0.03}.get(match.speaker, 0.0)
    bonus += 0.05 * hints.count_fitting(match)
    certainty = ("sure", "likely", "unsure").index(match.attribution.certainty)
    quoted = match.reported == "quoted"
    return (-round(match.likeness + bonus + 0.02 * quoted, 3), certainty, -len(match.text))


def _find_wording(
    claim: Claim,
    quote: CheckedText,
    aligned: WordMatch,
    changes: tuple[WordChange, ...],
    chance: float,
) -> WordingFinding:
    if chance < LEAST_PROBABILITY:
        return "not_found"
    if aligned.likeness < LEAST_LIKENESS:
        return "paraphrase"
    slight = sum(change.is_slight for change in changes)
    if slight < len(changes) or slight > max(1, len(claim.words.words) // 6):
        return "altered"
    if _skips(claim.words, aligned):
        return "partial"
    if changes or not _has_same_letters(claim, quote, aligned):
        return "near"
    return "exact"


def _skips(claim: CheckedText, aligned: WordMatch) -> bool:
    """Whether words of the quotation were left out where the claim has an ellipsis."""
    places = [
        (step.here, step.there)
        for step in aligned.steps
        if step.here is not None and step.there is not None
    ]
    return any(
        there > last + 1 and any(before < gap <= here for gap in claim.gaps)
        for (before, last), (here, there) in pairwise(places)
    )


def _has_same_letters(claim: Claim, quote: CheckedText, aligned: WordMatch) -> bool:
    """Whether the words are written alike, but for case and punctuation: "don't" is not
    "do not".
    """
    words = [quote.words[at] for at in aligned.placed]
    written = quote.text[words[0].start : words[-1].end]
    return _letters(written) == _letters(claim.text)


def _letters(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*|%", text.lower().replace("’", "'"))


def _find_pieces(source: QuotedSource, quote: CheckedText, aligned: WordMatch) -> tuple[Span, ...]:
    """The characters of the article from the first matched word to the last, by piece."""
    placed = aligned.placed
    if not placed:
        return ()
    return tuple(
        _to_article(source, quote.words[placed.start].start, quote.words[placed.stop - 1].end)
    )


def _to_article(source: QuotedSource, start: int, end: int) -> Iterator[Span]:
    """Characters [start, end) of the joined content, as spans of the article."""
    begin = 0
    for span in source.attribution.content:
        offset = span.start - begin
        first, last = max(start + offset, span.start), min(end + offset, span.end)
        if first < last:
            yield Span(first, last)
        begin += span.end - span.start + len(_GAP)


def _find_reported(source: QuotedSource, quote: CheckedText, aligned: WordMatch) -> ReportedFinding:
    """Whether most of the matched words stand in quotation marks."""
    if source.attribution.type != "mixed":
        return "quoted" if source.attribution.type == "direct" else "indirect"
    marked = [q.span for q in find_quotations(quote.text) if q.depth == 0]
    words = [quote.words[at] for at in aligned.placed]
    inside = sum(any(s.start <= word.start < s.end for s in marked) for word in words)
    return "quoted" if words and inside >= 0.8 * len(words) else "indirect"


def _find_speaker(source: QuotedSource, asked: str | None) -> SpeakerFinding:
    if asked is None:
        return "not_asked"
    attribution = source.attribution
    names = (*source.names, *attribution.members)
    if attribution.speaker is not None:
        names = (attribution.speaker, *names)
    if not names:
        return "unknown"
    return "same" if names_speaker(asked, names) else "other"


def _find_context(
    claim: Claim,
    source: QuotedSource,
    pieces: tuple[Span, ...],
    changes: tuple[WordChange, ...],
    wording: WordingFinding,
) -> ContextFinding:
    if wording in ("not_found", "paraphrase") or not pieces:
        return ContextFinding(kind="unknown")
    place = Span(pieces[0].start, pieces[-1].end)
    left_out = tuple(
        span
        for change in changes
        if change.kind == "left_out" and change.there is not None
        for span in _to_article(source, change.there.start, change.there.end)
    )
    return find_context(source.article_text, source.attribution, place, left_out, claim.text)


def _complete(claim: Claim, matches: list[CheckMatch]) -> tuple[list[CheckMatch], int]:
    """The matches, and how many of them hold the claim together: where the first lacks words in a
    row, the quotation of the same speaker that has them comes second.
    """
    first = matches[0]
    if first.wording not in ("altered", "paraphrase"):
        return matches, 1
    missing = [
        change.here for change in first.changes if change.here is not None and not change.is_slight
    ]
    if not missing:
        return matches, 1
    span = Span(min(part.start for part in missing), max(part.end for part in missing))
    rest = read_text(span.slice(claim.text))
    if len(rest.words) < _LEAST_PART:
        return matches, 1
    for other in matches[1:]:
        if not _is_same_speaker(first, other):
            continue
        aligned = align_claim(rest, read_text(other.text))
        if aligned.likeness >= 0.97 and _is_rest_only(first, span):
            completed = [_replace_wording(first), other]
            return [*completed, *(m for m in matches[1:] if m is not other)], 2
    return matches, 1


def _is_same_speaker(one: CheckMatch, other: CheckMatch) -> bool:
    a, b = one.attribution, other.attribution
    if a.speaker_id is not None:
        return a.speaker_id == b.speaker_id
    return a.article_id == b.article_id and a.speaker == b.speaker


def _is_rest_only(match: CheckMatch, rest: Span) -> bool:
    """Whether all graver changes lie in the words that another quotation has: the words around
    these are as the first has them.
    """
    return all(
        change.is_slight or change.here is None or rest.covers(change.here)
        for change in match.changes
    )


def _replace_wording(match: CheckMatch) -> CheckMatch:
    return CheckMatch(**{name: getattr(match, name) for name in match.__struct_fields__}
                      | {"wording": "partial"})  # fmt: skip


def _make_result(
    claim: Claim,
    asked: str | None,
    wording: WordingFinding,
    matches: tuple[CheckMatch, ...],
    sources: int = 1,
) -> CheckResult:
    is_held = bool(matches) and wording not in ("invalid", "not_found")
    first = matches[0] if is_held else None
    speaker = first.speaker if first else ("unknown" if asked else "not_asked")
    context = first.context if first else ContextFinding(kind="unknown")
    reported = first.reported if first else None
    has_rivals = first is not None and any(_is_rival(first, other) for other in matches[1:])
    verdict = find_verdict(wording, speaker, context, reported, has_rivals=has_rivals)
    return CheckResult(
        text=claim.text,
        asked=asked,
        verdict=verdict,
        wording=wording,
        speaker=speaker,
        context=context,
        reported=reported,
        probability=_estimate_probability(verdict, matches),
        matches=matches,
        sources=sources if is_held else 0,
    )


def _estimate_probability(verdict: Verdict, matches: Sequence[CheckMatch]) -> float:
    """That the verdict is right: that the first match is the source, and that it is attributed
    rightly, where that counts; that none is, where nothing was found.
    """
    if verdict == "invalid" or not matches:
        return 1.0
    first = matches[0]
    if verdict == "not_found":
        return round(1 - max(match.probability for match in matches), 3)
    attribution = first.attribution
    right = attribution.confidence
    if first.speaker != "not_asked" and attribution.speaker is not None:
        right *= attribution.speaker_confidence
    return round(first.probability * right, 3)


def _is_rival(first: CheckMatch, other: CheckMatch) -> bool:
    """Whether another's quotation has the words as well."""
    one, two = first.attribution.speaker, other.attribution.speaker
    return (
        other.wording == first.wording
        and abs(other.likeness - first.likeness) <= _EQUAL
        and one is not None
        and two is not None
        and not names_speaker(one, (two, *other.names))
    )
