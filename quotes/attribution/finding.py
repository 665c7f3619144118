"""From a parse to links: every cue with its source and its content.

A cue is a word that the tagger or the word list takes for one. The dependency tree offers frames
for it; the frame whose content the tagger believes most wins, and the content is rounded out to
whole quotations. Without a tagger (Stanza's own models) the word list's counts decide alone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from quotes.attribution.cues import CueEntry, CueList
from quotes.attribution.frames import Frame, find_frames, find_subject, noun_phrase
from quotes.attribution.linking import Marks, adjacent_quotations, content_spans
from quotes.attribution.quotations import Quotation
from quotes.attribution.trees import Tree, merge, trim
from quotes.records import Entity, Parse, Span, Spans

SOURCE, CUE, CONTENT = range(3)
_CUE_FLOOR = 0.4  # a run of words above it is a cue
_INSIDE = 0.5  # a word above it is content
_LIKELY = 0.5  # without a tagger: how often the word and frame attribute in the training articles
_VERBLESS = frozenset((":", "-", "–", "—", "--"))  # "Kerry: Talks to resume"
_NEVER_CUES = frozenset(("PUNCT", "DET", "PRON", "NUM", "CCONJ", "SYM", "X"))


@dataclass(frozen=True)
class Mention:
    """Words that refer to someone: the sentence and the token that heads them, and their spans."""

    sentence: int
    head: int
    spans: Spans


@dataclass(frozen=True)
class Link:
    """An attribution before anyone asks who its source stands for."""

    sentence: int
    frame: Frame
    cue: Spans
    source: Mention | None
    relay: Mention | None
    content: Spans
    lemma: str
    rule: str
    act: str
    score: float
    quotations: tuple[Quotation, ...] = field(default=())


class Reading:
    """An article's parse with its trees and quotation marks, and what stands at a place of the
    text.
    """

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.text = parse.article.text
        self.trees = tuple(Tree(sentence) for sentence in parse.sentences)
        self.marks = Marks(parse.article)
        self._sentence_starts = [sentence.span.start for sentence in parse.sentences]
        self._entity_starts = [entity.span.start for entity in parse.entities]

    def sentences_in(self, span: Span) -> range:
        """The numbers of the sentences that overlap the span."""
        first = max(0, bisect_right(self._sentence_starts, span.start) - 1)
        if first < len(self.trees) and self.parse.sentences[first].span.end <= span.start:
            first += 1
        return range(first, bisect_left(self._sentence_starts, span.end))

    def entities_in(self, span: Span) -> Sequence[Entity]:
        """The entities that overlap the span."""
        first = max(0, bisect_right(self._entity_starts, span.start) - 1)
        if first < len(self._entity_starts) and self.parse.entities[first].span.end <= span.start:
            first += 1
        return self.parse.entities[first : bisect_left(self._entity_starts, span.end)]


def find_links(reading: Reading, cues: CueList) -> list[Link]:
    """The links of an article in the order of their cues; contents are not yet joined over
    sentences.
    """
    links: list[Link] = []
    for number, tree in enumerate(reading.trees):
        tagged = tree.tokens and tree.tokens[0].roles is not None
        found = _tagged_links if tagged else _listed_links
        links += found(reading, number, tree, cues)
    return _give_quotations(links)


def _tagged_links(reading: Reading, number: int, tree: Tree, cues: CueList) -> Iterable[Link]:
    for run in _cue_runs(tree):
        head = _run_head(tree, run)
        if head is None:
            continue
        entry = cues.find(tree, head)
        strength = max(tree.chance(i, CUE) for i in run)
        frame = _best_frame(reading, tree, head, run, entry)
        if frame is None:
            continue
        link = _make_link(reading, number, tree, frame, run, entry, strength)
        if link is not None:
            yield link


def _cue_runs(tree: Tree) -> list[list[int]]:
    """Runs of neighbouring words that the tagger takes for cues, strongest evidence in each at
    least a half.
    """
    runs: list[list[int]] = []
    for index, token in enumerate(tree.tokens):
        if token.roles is None or token.roles[CUE] < _CUE_FLOOR:
            continue
        if runs and index - runs[-1][-1] <= 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    runs = [run for run in runs if max(tree.chance(i, CUE) for i in run) >= 0.5]
    return [[i for i in run if tree[i].upos != "PUNCT"] or run for run in runs]


def _run_head(tree: Tree, run: Sequence[int]) -> int | None:
    """The word of a cue that its others depend on, a verb if there is one."""
    inside = set(run)
    tops = [i for i in run if tree[i].head not in inside and tree[i].upos not in _NEVER_CUES]
    for wanted in ("VERB", "NOUN", "ADJ", "ADP", "ADV", "AUX", "PROPN", "SCONJ"):
        for index in tops:
            if tree[index].upos == wanted or (
                wanted == "VERB" and tree[index].text.lower() == "according"
            ):
                return index
    if not tops and len(run) == 1 and tree[run[0]].text in _VERBLESS:
        return run[0]
    return tops[0] if tops else None


def _belief(tree: Tree, words: Iterable[int], role: int) -> float:
    """How much more the tagger believes in the words' role than not, summed in words."""
    return sum(tree.chance(i, role) - 0.45 for i in words)


def _best_frame(
    reading: Reading, tree: Tree, head: int, run: Sequence[int], entry: CueEntry | None
) -> Frame | None:
    """The frame whose content the tagger believes most; none if it believes in no content at
    all.
    """
    best: Frame | None = None
    best_score = 0.0
    for frame in find_frames(tree, head):
        content = [i for i in frame.content if i not in run]
        score = _belief(tree, content, CONTENT)
        if frame.name == "quote":
            leaning = adjacent_quotations(frame, tree, reading.marks)
            score = 2.0 if leaning else 0.0
        if frame.source:
            score += 0.5 * max(tree.chance(i, SOURCE) for i in frame.source)
        if entry is not None:
            score += 0.5 * entry.precision(frame.name)
        if (content or frame.name == "quote") and score > best_score:
            best, best_score = frame, score
    segment = _nearest_segment(tree, run)
    if tree[head].text in _VERBLESS and segment and segment[0] > head:
        rest = tuple(range(head + 1, len(tree.tokens)))  # a headline's colon governs all behind it
        return Frame("colon", tuple(run), head, (), None, rest, None)
    if segment and (best is None or (best.name != "quote" and best_score < 0.3 * len(segment))):
        subject = find_subject(tree, head) if tree[head].upos in ("VERB", "AUX") else None
        best = Frame(
            "near", tuple(run), head, noun_phrase(tree, subject), subject, tuple(segment), None
        )
    return best


def _segments(tree: Tree) -> list[list[int]]:
    """Runs of content words; a gap of punctuation does not end a run."""
    segments: list[list[int]] = []
    for index, token in enumerate(tree.tokens):
        if (token.roles or (0, 0, 0))[CONTENT] < _INSIDE:
            continue
        if segments and all(tree[i].upos == "PUNCT" for i in range(segments[-1][-1] + 1, index)):
            segments[-1].append(index)
        else:
            segments.append([index])
    return segments


def _nearest_segment(tree: Tree, run: Sequence[int]) -> list[int]:
    """The content run nearest to a cue, one behind it before one ahead."""
    choices = [s for s in _segments(tree) if not set(s) & set(run)]
    return min(
        choices,
        key=lambda s: (s[0] - run[-1]) if s[0] > run[-1] else 1.5 * (run[0] - s[-1]),
        default=[],
    )


def _make_link(
    reading: Reading,
    number: int,
    tree: Tree,
    frame: Frame,
    run: Sequence[int],
    entry: CueEntry | None,
    strength: float,
) -> Link | None:
    source_words, source_head = _tagged_source(tree, frame, run)
    frame = replace(frame, source=source_words, source_head=source_head)
    words = set(frame.content) - set(run) - set(source_words)
    for segment in _segments(tree):
        if words & set(segment):
            words |= set(segment) - set(run) - set(source_words)
    if frame.name != "colon":
        words = _trim_doubtful(tree, words)
    frame = replace(frame, content=tuple(sorted(words)), cue=tuple(run))
    return _finish(reading, number, tree, frame, entry, strength)


def _trim_doubtful(tree: Tree, words: set[int]) -> set[int]:
    """The words without runs at either end, or whole pieces, that the tagger holds for no
    content.
    """
    believed = [i for i in sorted(words) if (tree[i].roles or (0, 0, 1))[CONTENT] >= 0.3]
    if not believed:
        return words
    return {i for i in words if believed[0] <= i <= believed[-1]}


def _tagged_source(
    tree: Tree, frame: Frame, run: Sequence[int]
) -> tuple[tuple[int, ...], int | None]:
    """The frame's source if the tagger does not deny it, else the nearest words that the tagger
    takes for one.
    """

    def belief(words: Sequence[int]) -> float:
        return max((tree.chance(i, SOURCE) for i in words), default=0.0)

    if frame.source and belief(frame.source) >= 0.2:
        return frame.source, frame.source_head
    runs: list[list[int]] = []
    for index, token in enumerate(tree.tokens):
        if token.roles is None or token.roles[SOURCE] < 0.5 or index in run:
            continue
        if runs and index - runs[-1][-1] <= 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    if runs and not (frame.source and belief(frame.source) >= 0.1):
        near = min(runs, key=lambda r: min(abs(r[0] - run[-1]), abs(run[0] - r[-1])))
        inside = set(near)
        head = next((i for i in near if tree[i].head not in inside), near[0])
        return tuple(near), head
    if frame.source and belief(frame.source) >= 0.1:
        return frame.source, frame.source_head
    return (), None


def _listed_links(reading: Reading, number: int, tree: Tree, cues: CueList) -> Iterable[Link]:
    for index in range(len(tree.tokens)):
        entry = cues.find(tree, index)
        if entry is None:
            continue
        best: Link | None = None
        for frame in find_frames(tree, index):
            precision = entry.precision(frame.name)
            if precision < _LIKELY:
                continue
            if frame.name == "quote" and not adjacent_quotations(frame, tree, reading.marks):
                continue
            link = _finish(reading, number, tree, frame, entry, precision)
            if link is not None and (best is None or link.score > best.score):
                best = link
        if best is not None:
            yield best


def _finish(
    reading: Reading, number: int, tree: Tree, frame: Frame, entry: CueEntry | None, strength: float
) -> Link | None:
    """The link with its spans, quotations included; None if nothing is left as content."""
    content = list(content_spans(frame, tree, reading.marks))
    leaning = adjacent_quotations(frame, tree, reading.marks)
    # An indirect clause behind "said" keeps a quotation that stands before the cue out of it, and
    # the reverse.
    quotations = tuple(leaning) if frame.name != "according" else ()
    content += [quotation.span for quotation in quotations]
    if not content:
        return None
    spans = merge(content, reading.text)
    cue = merge(tree.spans(frame.cue), reading.text)
    source = None
    if frame.source_head is not None and frame.source:
        places = [
            s for s in (trim(s, reading.text) for s in tree.spans(frame.source)) if s is not None
        ]
        if places:
            source = Mention(number, frame.source_head, tuple(places))
    relay = None
    if frame.relay_head is not None:
        words = noun_phrase(tree, frame.relay_head)
        relay = Mention(number, frame.relay_head, tuple(tree.spans(words)))
    lemma = entry.lemma if entry is not None else tree[frame.head].lemma.lower()
    return Link(
        sentence=number,
        frame=frame,
        cue=cue,
        source=source,
        relay=relay,
        content=spans,
        lemma=lemma,
        rule=frame.name,
        act=entry.act if entry is not None else "statement",
        score=strength,
        quotations=quotations,
    )


def _give_quotations(links: Sequence[Link]) -> list[Link]:
    """The links with every quotation leaning on one cue only: the nearest, the earlier if two are
    as near.
    """
    owner: dict[Span, int] = {}

    def distance(link: Link, span: Span) -> int:
        return min(max(span.start - c.end, c.start - span.end, 0) for c in link.cue)

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
