"""What somebody who is cited says that others said: “He told me: ‘Go home,’” and “she said that
they had told her to go”.

They are attributions of their own, one for each level. Corpora leave many of them unmarked, so the
reader passes over them, and they are linked by the tree and the word list.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from quotes.attribution.content_spans import QuotationIndex
from quotes.attribution.cues import CueList
from quotes.attribution.parsed_article import Link, ParsedArticle
from quotes.attribution.word_list_links import link_by_list
from quotes.records import Span

_REPORTED = 0.85  # of 34 in the sample and press articles 33 are in gold; PolNeAR marks few of them
_DENYING = frozenset(("not", "n't", "n’t", "never"))
# Verbs whose subject is mostly a thing, and those for bringing somebody to do or believe something.
_SHOWING = frozenset(
    ("show", "confirm", "reveal", "demonstrate", "prove", "suggest", "indicate", "convince",
     "demand", "talk")
)  # fmt: skip
_FINITE = frozenset(("VBD", "VBZ", "VBP"))


def add_nested(parsed: ParsedArticle, links: Sequence[Link], cues: CueList) -> list[Link]:
    """The links given and those inside their contents, in the order of the cues."""
    inner = QuotationIndex(parsed.parse.article, depth=1)
    taken = {word for link in links for span in link.cue for word in parsed.words_in(span)}
    said = StatementSpans(links)
    nested = [
        replace(link, score=max(link.score, _REPORTED))
        for number in _find_sentences(parsed, inner, said)
        for link in link_by_list(parsed, number, cues, inner)
        if not any(word in taken for span in link.cue for word in parsed.words_in(span))
        and (_has_inner_quotation(parsed, link) or _is_report(parsed, link, said))
    ]
    return sorted([*links, *nested], key=lambda link: (link.sentence, link.cue[0]))


class StatementSpans:
    """What statements hold.

    Args:
        links: those whose contents count, attitudes left out.
    """

    def __init__(self, links: Sequence[Link]) -> None:
        self.spans = sorted(s for link in links if link.act == "statement" for s in link.content)
        self._starts = [span.start for span in self.spans]
        self._ends = list(accumulate((span.end for span in self.spans), max))

    def holds(self, span: Span) -> bool:
        """Whether one content covers the span."""
        before = bisect_right(self._starts, span.start)
        return before > 0 and self._ends[before - 1] >= span.end


def _has_inner_quotation(parsed: ParsedArticle, link: Link) -> bool:
    """Whether the link has a quotation inside the one that its cue stands in."""
    return bool(link.quotations) and parsed.marks.around(link.cue[0].start) is not None


def _is_report(parsed: ParsedArticle, link: Link, said: StatementSpans) -> bool:
    """Whether cue and content stand in what somebody says, as a plain report that something was
    said: neither "I say", "they can say" nor "he never said".
    """
    if link.rule != "clause" or link.act != "statement" or link.lemma in _SHOWING:
        return False
    if not all(said.holds(span) for span in (*link.cue, *link.content)):
        return False
    tree, verb = parsed.trees[link.sentence], link.frame.head
    helpers = tree.kids(verb, "aux", "aux:pass")
    denied = any(tree[i].text.lower() in _DENYING for i in tree.kids(verb, "advmod"))
    if denied or any(tree[i].xpos == "MD" for i in helpers):
        return False
    if not helpers and tree[verb].xpos not in _FINITE:
        return False
    if link.source is None:
        return bool(tree.kids(verb, "aux:pass"))
    past = tree[verb].xpos == "VBD" or any(tree[i].lemma == "have" for i in helpers)
    told = tree[link.source.head].text.lower()
    return past or told not in ("i", "we", "you")


def _find_sentences(
    parsed: ParsedArticle, inner: QuotationIndex, said: StatementSpans
) -> list[int]:
    """The sentences of what is said, and of inner quotations with those right before and behind."""
    numbers = {number for span in said.spans for number in parsed.sentences_in(span)}
    for quotation in inner.all:
        held = parsed.sentences_in(quotation.span)
        numbers.update(range(max(0, held.start - 1), min(held.stop + 1, len(parsed.trees))))
    return sorted(numbers)
