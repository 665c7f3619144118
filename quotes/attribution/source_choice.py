"""The source of a proposed cue."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quotes.attribution.frames import Frame, find_subject, noun_phrase
from quotes.attribution.parsed_article import Mention, ParsedArticle
from quotes.attribution.token_runs import LEAST_GAP, LEAST_WORD, is_bridged
from quotes.attribution.trees import Tree, base, is_asked, trim
from quotes.records import Proposal

_TIME_LABEL = re.compile(
    r"\s*(?:\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?|\d{1,2} ?(?:[ap]\.?m\.?|h|m|min|hrs?))(?=[\s:–—-])",
    re.IGNORECASE,
)
_RELATIVES = frozenset(("who", "which", "whose"))
_EMPTY_SUBJECTS = frozenset(("it", "there", "that", "which", "this"))
_ARTICLES = frozenset(("a", "an", "the"))


def choose_source(parsed: ParsedArticle, proposal: Proposal, frame: Frame | None) -> Mention | None:
    """The source of a proposal; None where nobody is named.

    It is the likeliest run of words, those in the cue's sentence before others. Where no word is
    likely enough, it is the source of the tree's construction, unless the tagger excludes it.
    """
    asker = _find_asker(parsed, proposal)
    if asker is not None:
        return make_mention(parsed, *asker) if asker[2] else None
    chances = dict(proposal.source)
    runs: list[list[int]] = []
    for word, chance in proposal.source:
        if chance < LEAST_WORD:
            continue
        if runs and is_bridged(parsed, chances, runs[-1][-1], word):
            runs[-1] += range(runs[-1][-1] + 1, word + 1)
        else:
            runs.append([word])
    number, anchor = parsed.place(proposal.anchor)
    if runs:
        best = max(
            runs,
            key=lambda run: (
                parsed.place(run[0])[0] == number,
                sum(chances.get(word, 0.0) for word in run),
            ),
        )
        return _make_source(parsed, proposal, best)
    if frame is not None and frame.source and frame.source_head is not None:
        shift = proposal.anchor - anchor
        if max(chances.get(i + shift, 0.0) for i in frame.source) >= LEAST_GAP:
            return make_mention(parsed, number, frame.source_head, frame.source)
    return _find_shared_subject(parsed, number, anchor)


def _find_shared_subject(parsed: ParsedArticle, number: int, anchor: int) -> Mention | None:
    """The subject of the clause that a participle belongs to: "She left, adding that …"."""
    tree = parsed.trees[number]
    participle = tree[anchor].upos == "VERB" and tree[anchor].xpos in ("VBG", "VBN")
    if not participle or base(tree[anchor].deprel) != "advcl":
        return None
    subject = find_subject(tree, anchor)
    words = noun_phrase(tree, subject)
    if subject is None or not words or tree[subject].text.lower() in _EMPTY_SUBJECTS:
        return None
    return make_mention(parsed, number, subject, words)


def _make_source(parsed: ParsedArticle, proposal: Proposal, run: Sequence[int]) -> Mention | None:
    """The run's words in its first sentence; None if they name nobody."""
    own, anchor = parsed.place(proposal.anchor)
    number, _ = parsed.place(run[0])
    tree = parsed.trees[number]
    run = [word for word in run if not _is_time_label(parsed, word)]
    words = [index for part, index in map(parsed.place, run) if part == number]
    words = _narrow_source(tree, anchor if number == own else None, words)
    if not words:
        return None
    inside = set(words)
    head = next((i for i in words if tree[i].head not in inside), words[0])
    return make_mention(parsed, number, head, words)


def _is_time_label(parsed: ParsedArticle, word: int) -> bool:
    """Whether a word is the time before an entry of a live report: "10:42", "10.42am", "2h"."""
    span = parsed.token(word).span
    line = parsed.text.rfind("\n", 0, span.start) + 1
    label = _TIME_LABEL.match(parsed.text, line)
    return label is not None and span.end <= label.end()


def _narrow_source(tree: Tree, anchor: int | None, words: list[int]) -> list[int]:
    """The words of a source without words before or after it that a comma separates.

    Dropped are what precedes the pronoun that is the subject of the cue ("the hull, he insists, …")
    and a relative clause ("one of them, who like …"). An article alone is no source: [].
    """
    for at, index in enumerate(words):
        if at == 0 or tree[words[at - 1]].text != ",":
            continue
        token = tree[index]
        if token.text.lower() in _RELATIVES:
            return words[: at - 1]
        if token.upos == "PRON" and token.deprel == "nsubj" and token.head == anchor:
            return words[at:]
    return words if any(tree[i].text.lower() not in _ARTICLES for i in words) else []


def _find_asker(parsed: ParsedArticle, proposal: Proposal) -> tuple[int, int, Sequence[int]] | None:
    """(sentence, head, words) of who asks in "Asked (by reporters) whether it holds, she said …".

    The words are () where nobody is named. None for any other cue.
    """
    number, anchor = parsed.place(proposal.anchor)
    tree = parsed.trees[number]
    if not is_asked(tree, anchor):
        return None
    agent = next((k for k in tree.kids(anchor, "obl") if tree.marker(k, "case") == "by"), None)
    return number, agent if agent is not None else anchor, noun_phrase(tree, agent)


def make_mention(
    parsed: ParsedArticle, number: int, head: int, words: Sequence[int]
) -> Mention | None:
    """The words of a sentence as a mention, without punctuation at its ends; None without words."""
    spans = (trim(span, parsed.text) for span in parsed.trees[number].spans(words))
    trimmed = tuple(span for span in spans if span is not None)
    return Mention(number, head, trimmed) if trimmed else None
