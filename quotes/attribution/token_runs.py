"""The content of each proposed cue: runs of likely words, divided among the cues.

The component tagger gives a word a probability for each cue. Likely neighbours make a run; a run
that two cues could have goes to the cue that it fits better.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quotes.attribution.parsed_article import ParsedArticle
from quotes.records import Proposal

# Probabilities. Other values were tried for these on PolNeAR's dev articles; all were within 0.4
# points of F1 (see docs/explanation/measured.md).
LEAST_WORD = 0.5  # a word above it belongs to the component
LEAST_GAP = 0.2  # a word above it does so between two that do
_LEAST_RUN_SHARE = 0.1  # of the weight of the main run; a lighter run is left out
# Not tuned: the weight of a run is the sum of its words' probabilities, each minus this.
_RUN_OFFSET = 0.3

Content = list[int]  # article-wide indices of words, sorted


@dataclass(frozen=True)
class TokenRun:
    """Neighbouring words that may be part of a content, with the probability of each."""

    words: Sequence[int]
    chances: Sequence[float]

    @property
    def weight(self) -> float:
        return sum(self.chances) - _RUN_OFFSET * len(self.chances)

    @property
    def mean(self) -> float:
        return sum(self.chances) / len(self.chances)


def choose_contents(parsed: ParsedArticle, proposals: Sequence[Proposal]) -> Iterator[Content]:
    """The words of each proposal's content, in the order of the proposals."""
    runs = [(proposal, _find_runs(parsed, proposal)) for proposal in proposals]
    return _drop_earlier_quotations(parsed, proposals, _assign_runs(runs))


def _find_runs(parsed: ParsedArticle, proposal: Proposal) -> list[TokenRun]:
    """The runs that may be the content, the heaviest first.

    A run may span short gaps of less likely words. Beside a quotation, sentences of the reporter's
    own are left out.
    """
    chances = dict(proposal.content)
    indices: list[list[int]] = []
    for word, chance in proposal.content:
        if chance < LEAST_WORD:
            continue
        if indices and is_bridged(parsed, chances, indices[-1][-1], word):
            indices[-1] += range(indices[-1][-1] + 1, word + 1)
        else:
            indices.append([word])
    runs = [TokenRun(words, [chances.get(word, 0.0) for word in words]) for words in indices]
    if any(_is_quoted(parsed, run) for run in runs):
        runs = [run for run in runs if not _is_remark(parsed, proposal, run)]
    runs.sort(key=lambda run: -run.weight)
    return [
        run
        for run in runs
        if run.weight >= _LEAST_RUN_SHARE * runs[0].weight and _is_in_reach(parsed, proposal, run)
    ]


def _is_quoted(parsed: ParsedArticle, run: TokenRun) -> bool:
    return parsed.marks.around(parsed.token(run.words[0]).span.start) is not None


def _is_remark(parsed: ParsedArticle, proposal: Proposal, run: TokenRun) -> bool:
    """Whether a run is an unquoted sentence other than the cue's: “Which one?” she said. She did
    not wait.
    """
    elsewhere = parsed.place(run.words[0])[0] != parsed.place(proposal.anchor)[0]
    return elsewhere and not _is_quoted(parsed, run)


def _is_in_reach(parsed: ParsedArticle, proposal: Proposal, run: TokenRun) -> bool:
    """Whether a run is in the paragraph of the cue, or quoted."""
    (own, _), (number, _) = parsed.place(proposal.anchor), parsed.place(run.words[0])
    sentences = parsed.parse.sentences
    return sentences[own].paragraph == sentences[number].paragraph or _is_quoted(parsed, run)


def _assign_runs(proposals: Sequence[tuple[Proposal, Sequence[TokenRun]]]) -> Iterator[Content]:
    """The content of each proposal: its main run, and its other runs that fit no other cue better.

    Cues inside the main run don't compete with it.
    """
    claims: dict[int, list[tuple[Proposal, TokenRun]]] = defaultdict(list)
    for proposal, runs in proposals:
        for run in runs:
            for word in run.words:
                claims[word].append((proposal, run))
    for proposal, runs in proposals:
        main = set(runs[0].words) if runs else set()
        words = list(runs[0].words) if runs else []
        for run in runs[1:]:
            rivals = claims[run.words[len(run.words) // 2]]
            if not any(
                rival.mean > run.mean
                for claimant, rival in rivals
                if claimant is not proposal and claimant.anchor not in main
            ):
                words += run.words
        yield sorted(words)


def _drop_earlier_quotations(
    parsed: ParsedArticle, proposals: Sequence[Proposal], contents: Iterable[Content]
) -> Iterator[Content]:
    """The contents without quotations of an earlier paragraph that end there or have a cue there.

    A quotation that a paragraph closes is not the next paragraph's; one that it leaves open belongs
    to the cue before it in its own paragraph, even if the next paragraph has another one.
    """
    anchors = [parsed.token(p.anchor).span.start for p in proposals if p.chance >= LEAST_WORD]
    cues = [start for start in anchors if parsed.marks.around(start) is None]

    def belongs_to_own(word: int) -> bool:
        quotation = parsed.marks.around(parsed.token(word).span.start)
        if quotation is None or quotation.closed:
            return quotation is not None
        last = bisect_left(cues, quotation.span.start) - 1
        return last >= 0 and "\n" not in parsed.text[cues[last] : quotation.span.start]

    sentences = parsed.parse.sentences
    for proposal, words in zip(proposals, contents, strict=True):
        own = sentences[parsed.place(proposal.anchor)[0]].paragraph
        yield [
            word
            for word in words
            if sentences[parsed.place(word)[0]].paragraph >= own or not belongs_to_own(word)
        ]


def is_bridged(parsed: ParsedArticle, chances: dict[int, float], last: int, word: int) -> bool:
    """Whether all words between two likely ones are likely enough, or punctuation."""
    return all(
        chances.get(between, 0.0) >= LEAST_GAP or parsed.token(between).upos == "PUNCT"
        for between in range(last + 1, word)
    )
