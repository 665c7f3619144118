"""A sentence's dependency tree, and operations on spans."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from quotes.records import Sentence, Span, Token

_ASKED = frozenset(("asked", "pressed", "questioned", "quizzed"))
_TRIMMED = frozenset(".,;:-—–―…!?")


def base(deprel: str) -> str:
    """A relation without its subtype."""
    return deprel.partition(":")[0]


class Tree:
    """The tree of a sentence; indices are 0-based places in `sentence.tokens`."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.children: list[list[int]] = [[] for _ in sentence.tokens]
        for index, token in enumerate(sentence.tokens):
            if token.head >= 0:
                self.children[token.head].append(index)

    @cached_property
    def root(self) -> int:
        return next((i for i, token in enumerate(self.tokens) if token.head < 0), 0)

    def __getitem__(self, index: int) -> Token:
        return self.tokens[index]

    def kids(self, index: int, *relations: str) -> list[int]:
        """Dependents of a token by relation, in text order.

        "nsubj" finds its subtypes, too, "nsubj:pass" only itself.
        """
        return [
            child
            for child in self.children[index]
            if self.tokens[child].deprel in relations
            or base(self.tokens[child].deprel) in relations
        ]

    def kid(self, index: int, *relations: str) -> int | None:
        return next(iter(self.kids(index, *relations)), None)

    def marker(self, index: int, *relations: str) -> str:
        """The dependents of these relations in lower case, with their fixed parts: "because of"."""
        words: list[str] = []
        for child in self.kids(index, *relations):
            words.append(self.tokens[child].text.lower())
            words += [self.tokens[part].text.lower() for part in self.kids(child, "fixed")]
        return " ".join(words)

    def subtree(self, index: int, without: Collection[int] = ()) -> list[int]:
        """The token and all below it in text order, leaving out the subtrees of `without`."""
        reached: list[int] = []
        waiting = [index]
        while waiting:
            at = waiting.pop()
            reached.append(at)
            waiting += [child for child in self.children[at] if child not in without]
        return sorted(reached)

    def ancestors(self, index: int) -> Iterable[int]:
        """The heads above a token, nearest first."""
        at = self.tokens[index].head
        while at >= 0:
            yield at
            at = self.tokens[at].head

    def path(self, start: int, end: int | None) -> str | None:
        """The relations between two tokens: "<advcl >nsubj" goes up an advcl and down an nsubj."""
        if end is None:
            return None
        above = [start, *self.ancestors(start)]
        down: list[str] = []
        at = end
        while at not in above:
            down.append(f">{self.tokens[at].deprel}")
            at = self.tokens[at].head
        up = [f"<{self.tokens[i].deprel}" for i in above[: above.index(at)]]
        return " ".join([*up, *reversed(down)]) or "="

    def spans(self, indices: Iterable[int]) -> list[Span]:
        """Character spans of runs of neighbouring tokens."""
        spans: list[Span] = []
        previous = -2
        for index in sorted(set(indices)):
            here = self.tokens[index].span
            if index == previous + 1 and spans:
                spans[-1] = Span(spans[-1].start, max(here.end, spans[-1].end))
            else:
                spans.append(here)
            previous = index
        return spans


def trim(span: Span, text: str, also: Iterable[str] = ()) -> Span | None:
    """The span without white space and clause punctuation at its ends; None if nothing is left."""
    start, end = span.start, span.end
    dropped = _TRIMMED | set(also)
    while start < end and (text[start].isspace() or text[start] in dropped):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in dropped):
        end -= 1
    return Span(start, end) if start < end else None


def merge(spans: Iterable[Span], text: str) -> tuple[Span, ...]:
    """Sorted spans with those joined that overlap or have only white space between them."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and not text[merged[-1].end : span.start].strip():
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def overlap_of(spans: Sequence[Span], other: Span) -> int:
    """How many characters of `other` the spans cover."""
    return sum(max(0, min(s.end, other.end) - max(s.start, other.start)) for s in spans)


def is_complementizer(token: Token) -> bool:
    """Whether a word is the "that" which introduces a clause."""
    return token.text.lower() == "that" and token.upos == "SCONJ"


def is_asked(tree: Tree, index: int) -> bool:
    """Whether the token is the participle in "Asked whether it holds, she said …"."""
    token = tree[index]
    if token.text.lower() not in _ASKED or base(token.deprel) != "advcl":
        return False
    return not tree.kids(index, "nsubj", "aux", "mark")
