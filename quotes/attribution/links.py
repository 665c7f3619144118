"""From a parse to links: every cue with its source and its content.

The component tagger proposes cues with the words that may be their source and content, having seen the
dependency tree; here words become spans, contents are rounded out to whole quotations, and the tree
names the construction. Without a reader (Stanza's own models) the tree offers frames for each word
of the word list, whose counts decide.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import repeat

from quotes.attribution.content_spans import (
    round_to_quotations,
)
from quotes.attribution.cues import CueList
from quotes.attribution.frames import Frame, find_frames, noun_phrase
from quotes.attribution.parsed_article import Link, Mention, ParsedArticle
from quotes.attribution.trees import Tree, is_asked, is_complementizer, merge, trim
from quotes.attribution.word_list_links import link_by_list, link_quoted_as_saying
from quotes.records import Proposal, Span

_LEAST_ANCHOR = 0.25  # an anchor above it may attribute
_LEAST_WORD = 0.5  # a word above it stands in the role
_LEAST_GAP = 0.2  # a word above it does so between two that do
_RUN_OFFSET = 0.3  # each word of a run counts by how much likelier than this it is
_LEAST_RUN_SHARE = 0.1  # a run that counts less than this share of the main one is none
_RELATIVES = frozenset(("who", "which", "whose"))
_ARTICLES = frozenset(("a", "an", "the"))


Content = list[int]  # article-wide indices of words, sorted


@dataclass(frozen=True)
class TokenRun:
    """Neighbouring words that may be part of a content, with the chance of each."""

    words: Sequence[int]
    chances: Sequence[float]

    @property
    def weight(self) -> float:
        return sum(self.chances) - _RUN_OFFSET * len(self.chances)

    @property
    def mean(self) -> float:
        return sum(self.chances) / len(self.chances)


def find_links(parsed: ParsedArticle, cues: CueList) -> list[Link]:
    """The links of an article in the order of their cues; quotations that go on from them are not
    yet joined to them.
    """
    links: list[Link] = []
    if parsed.parse.proposals is not None:
        likely = [p for p in parsed.parse.proposals if p.chance >= _LEAST_ANCHOR]
        runs = [(proposal, _find_runs(parsed, proposal)) for proposal in likely]
        contents = _drop_earlier_quotations(parsed, likely, _assign_runs(runs))
        found = map(_make_link, repeat(parsed), likely, contents, repeat(cues))
        links = _drop_duplicates([link for link in found if link is not None])
        links = link_quoted_as_saying(parsed, links, cues)
    else:
        for number in range(len(parsed.trees)):
            links += link_by_list(parsed, number, cues, parsed.marks)
    return _assign_quotations(links, parsed.text)


def _make_link(
    parsed: ParsedArticle, proposal: Proposal, words: Content, cues: CueList
) -> Link | None:
    """The link that a proposal with the words of its content comes to; None without content."""
    number, anchor = parsed.place(proposal.anchor)
    tree = parsed.trees[number]
    content: dict[int, list[int]] = defaultdict(list)
    for part, index in map(parsed.place, words):
        content[part].append(index)
    if not content:
        return None
    cue = _find_cue_words(parsed, proposal)
    entry = cues.find(tree, anchor)
    frame = _matching_frame(tree, anchor, content.get(number, []))
    source = _choose_source(parsed, proposal, frame)
    frame = Frame(
        name=frame.name if frame is not None else "read",
        cue=tuple(cue),
        head=anchor,
        source=(),
        source_head=source.head if source is not None and source.sentence == number else None,
        content=tuple(content.get(number, ())),
        content_head=frame.content_head if frame is not None else None,
        relay_head=frame.relay_head if frame is not None else None,
    )
    spans = [
        span
        for part, words in content.items()
        for span in parsed.trees[part].spans(_drop_complementizer(parsed.trees[part], words))
    ]
    at = tree[anchor].span
    rounded = round_to_quotations(spans, at, parsed.marks)
    if not rounded:
        return None
    relay = None
    if frame.relay_head is not None:
        named = noun_phrase(tree, frame.relay_head)
        relay = Mention(number, frame.relay_head, tuple(tree.spans(named)))
    return Link(
        sentence=number,
        frame=frame,
        cue=merge(tree.spans(cue), parsed.text),
        source=source,
        relay=relay,
        content=rounded,
        lemma=entry.lemma if entry is not None else tree[anchor].lemma.lower(),
        rule=frame.name,
        act=entry.act if entry is not None else "statement",
        score=proposal.chance,
        quotations=tuple(q for span in rounded for q in parsed.marks.within(span)),
        proposal=proposal,
    )


def _drop_complementizer(tree: Tree, words: Sequence[int]) -> list[int]:
    """The words of a content without the "that" by which the cue brings it in; the corpora of
    readers count it in.
    """
    first = next((i for i in words if tree[i].upos != "PUNCT"), -1)
    return [i for i in words if i != first or not is_complementizer(tree[i])]


def _find_runs(parsed: ParsedArticle, proposal: Proposal) -> list[TokenRun]:
    """The runs of words that may be the content, the main one first: likely words with the short
    doubtful gaps between them, without stray ones.
    """
    chances = dict(proposal.content)
    found: list[list[int]] = []
    for word, chance in proposal.content:
        if chance < _LEAST_WORD:
            continue
        if found and _is_bridged(parsed, chances, found[-1][-1], word):
            found[-1] += range(found[-1][-1] + 1, word + 1)
        else:
            found.append([word])
    runs = [TokenRun(words, [chances.get(word, 0.0) for word in words]) for words in found]
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
    """Whether a run beside a quotation is a sentence of the reporter's: “Which one?” she said. She
    did not wait.
    """
    other = parsed.place(run.words[0])[0] != parsed.place(proposal.anchor)[0]
    return other and not _is_quoted(parsed, run)


def _is_in_reach(parsed: ParsedArticle, proposal: Proposal, run: TokenRun) -> bool:
    """Whether a run stands in the paragraph of the cue, or in quotation marks."""
    (own, _), (other, _) = parsed.place(proposal.anchor), parsed.place(run.words[0])
    sentences = parsed.parse.sentences
    if sentences[own].paragraph == sentences[other].paragraph:
        return True
    return parsed.marks.around(parsed.token(run.words[0]).span.start) is not None


def _assign_runs(proposals: Sequence[tuple[Proposal, Sequence[TokenRun]]]) -> Iterator[Content]:
    """The content of each proposal: its main run and those others that no other cue has a better
    claim to, unless that cue is inside the content itself.
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
                for other, rival in rivals
                if other is not proposal and other.anchor not in main
            ):
                words += run.words
        yield sorted(words)


def _drop_earlier_quotations(
    parsed: ParsedArticle, proposals: Sequence[Proposal], contents: Iterable[Content]
) -> Iterator[Content]:
    """The contents without quotations of an earlier paragraph that follow a cue there: what is
    left open belongs to that cue, though the next paragraph goes on with one of its own.
    """
    anchors = [parsed.token(p.anchor).span.start for p in proposals if p.chance >= _LEAST_WORD]
    cues = [start for start in anchors if parsed.marks.around(start) is None]

    def is_taken(word: int) -> bool:
        around = parsed.marks.around(parsed.token(word).span.start)
        last = bisect_left(cues, around.span.start) - 1 if around is not None else -1
        if around is None or last < 0:
            return False
        return "\n" not in parsed.text[cues[last] : around.span.start]

    for proposal, words in zip(proposals, contents, strict=True):
        own = parsed.parse.sentences[parsed.place(proposal.anchor)[0]].paragraph
        yield [
            word
            for word in words
            if parsed.parse.sentences[parsed.place(word)[0]].paragraph >= own or not is_taken(word)
        ]


def _is_bridged(parsed: ParsedArticle, chances: dict[int, float], last: int, word: int) -> bool:
    """Whether all between two likely words belongs to what they belong to."""
    if word == last + 1:
        return True
    number, first = parsed.place(last)
    other, _ = parsed.place(word)
    between = range(last + 1, word)
    if number != other:
        return all(
            chances.get(i, 0.0) >= _LEAST_GAP or parsed.token(i).upos == "PUNCT" for i in between
        )
    tree = parsed.trees[number]
    return all(
        chances.get(i, 0.0) >= _LEAST_GAP or tree[first + i - last].upos == "PUNCT" for i in between
    )


def _find_cue_words(parsed: ParsedArticle, proposal: Proposal) -> list[int]:
    """The words of the cue: the likely ones that stand together around the anchor."""
    number, anchor = parsed.place(proposal.anchor)
    likely = {word for word, chance in proposal.cue if chance >= _LEAST_WORD}
    first = last = anchor
    shift = proposal.anchor - anchor
    while first > 0 and first - 1 + shift in likely:
        first -= 1
    while last + 1 < len(parsed.trees[number].tokens) and last + 1 + shift in likely:
        last += 1
    return list(range(first, last + 1))


def _matching_frame(tree: Tree, anchor: int, content: Sequence[int]) -> Frame | None:
    """The construction of the tree that says the same: whose content shares at least half of its
    words with the one chosen.
    """
    chosen = set(content)
    best: Frame | None = None
    most = 0.5
    for frame in find_frames(tree, anchor):
        own = set(frame.content)
        share = len(own & chosen) / len(own | chosen) if own or chosen else 1.0
        if share >= most and (best is None or share > most):
            best, most = frame, share
    return best


def _choose_source(
    parsed: ParsedArticle, proposal: Proposal, frame: Frame | None
) -> Mention | None:
    """The likeliest run of source words, or the frame's source if the reader does not deny it."""
    asked_by = _find_asker(parsed, proposal)
    if asked_by is not None:
        return _mention(parsed, *asked_by) if asked_by[2] else None
    chances = dict(proposal.source)
    runs: list[list[int]] = []
    for word, chance in proposal.source:
        if chance < _LEAST_WORD:
            continue
        if runs and _is_bridged(parsed, chances, runs[-1][-1], word):
            runs[-1] += range(runs[-1][-1] + 1, word + 1)
        else:
            runs.append([word])
    if runs:
        own, anchor = parsed.place(proposal.anchor)
        best = max(
            runs,
            key=lambda run: (
                parsed.place(run[0])[0] == own,
                sum(chances.get(word, 0.0) for word in run),
            ),
        )
        number, _ = parsed.place(best[0])
        tree = parsed.trees[number]
        words = [i for part, i in map(parsed.place, best) if part == number]
        words = _narrow_source(tree, anchor if number == own else None, words)
        if not words:
            return None
        inside = set(words)
        head = next((i for i in words if tree[i].head not in inside), words[0])
        return _mention(parsed, number, head, words)
    number, anchor = parsed.place(proposal.anchor)
    if frame is not None and frame.source and frame.source_head is not None:
        shift = proposal.anchor - anchor
        if max(chances.get(i + shift, 0.0) for i in frame.source) >= _LEAST_GAP:
            return _mention(parsed, number, frame.source_head, frame.source)
    return None


def _narrow_source(tree: Tree, anchor: int | None, words: list[int]) -> list[int]:
    """The words of a source without what is another's: what a comma parts from the pronoun that is
    the subject of the cue ("the hull, he insists, …"), and the start of a relative clause ("one of
    them, who like …"). An article alone names nobody.
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
    """Who asks in "Asked (by reporters) whether it holds, she said …": sentence, head and words,
    which are none where nobody is named; None for other cues. She is not the one who asks.
    """
    number, anchor = parsed.place(proposal.anchor)
    tree = parsed.trees[number]
    if not is_asked(tree, anchor):
        return None
    agent = next((k for k in tree.kids(anchor, "obl") if tree.marker(k, "case") == "by"), None)
    return number, agent if agent is not None else anchor, noun_phrase(tree, agent)


def _mention(parsed: ParsedArticle, number: int, head: int, words: Sequence[int]) -> Mention | None:
    spans = (trim(span, parsed.text) for span in parsed.trees[number].spans(words))
    kept = tuple(span for span in spans if span is not None)
    return Mention(number, head, kept) if kept else None


def _drop_duplicates(links: Sequence[Link]) -> list[Link]:
    """The links without those that a likelier one says already: two anchors of one cue."""
    kept: list[Link] = []
    for link in links:
        twin = next((k for k in kept[-1:] if link.cue[0].overlaps(k.cue[0])), None)
        if twin is None:
            kept.append(link)
        elif link.score > twin.score:
            kept[-1] = link
    return kept


def _assign_quotations(links: Sequence[Link], text: str) -> list[Link]:
    """The links with every quotation leaning on one cue only: the nearest, one in its paragraph
    before others, the earlier if two are as near.
    """
    owner: dict[Span, int] = {}

    def distance(link: Link, span: Span) -> tuple[bool, int]:
        return min(
            ("\n" in text[min(c.end, span.end) : max(c.start, span.start)],
             max(span.start - c.end, c.start - span.end, 0))
            for c in link.cue
        )  # fmt: skip

    for index, link in enumerate(links):
        for quotation in link.quotations:
            span = quotation.span
            if span not in owner or distance(link, span) < distance(links[owner[span]], span):
                owner[span] = index
    given: list[Link] = []
    for index, link in enumerate(links):
        lost = {q.span for q in link.quotations if owner[q.span] != index}
        content = tuple(
            s for s in link.content if not any(s == span or span.covers(s) for span in lost)
        )
        if content:
            kept = tuple(q for q in link.quotations if q.span not in lost)
            given.append(replace(link, content=content, quotations=kept))
    return given
