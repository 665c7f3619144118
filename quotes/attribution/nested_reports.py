"""Reports inside of what is said: “He told me: ‘Go home’” and “she said he had told her to go”.

Each level is an attribution of its own. Corpora leave many of them unmarked, so the component
tagger does not propose them; they are linked by the tree and the word list.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from quotes.attribution.cues import CueList
from quotes.attribution.parsed_article import Link, ParsedArticle
from quotes.attribution.quotation_index import QuotationIndex
from quotes.attribution.word_list_links import link_by_word_list
from quotes.records import Span

# The least score of such a report: of 34 in the sample and press articles 33 are in gold. The word
# list's 0.6 to 0.7 is counted on PolNeAR, which marks few of them.
_LEAST_SCORE = 0.85
_DENYING = frozenset(("not", "n't", "n’t", "never"))
# Their subject is mostly a thing, or they mean to make somebody do or believe something.
_NOT_SAYING = frozenset(
    ("show", "confirm", "reveal", "demonstrate", "prove", "suggest", "indicate", "convince",
     "demand", "talk")
)  # fmt: skip
_FINITE = frozenset(("VBD", "VBZ", "VBP"))


def add_nested(parsed: ParsedArticle, links: Sequence[Link], cues: CueList) -> list[Link]:
    """The links and those inside their contents, in the order of their cues."""
    inner = QuotationIndex(parsed.parse.article, depth=1)
    taken = {word for link in links for span in link.cue for word in parsed.words_in(span)}
    said = StatementSpans(links)
    nested = [
        replace(link, score=max(link.score, _LEAST_SCORE))
        for number in _find_sentences(parsed, inner, said)
        for link in link_by_word_list(parsed, number, cues, inner)
        if not any(word in taken for span in link.cue for word in parsed.words_in(span))
        and (_has_inner_quotation(parsed, link) or _is_report(parsed, link, said))
    ]
    return sorted([*links, *nested], key=lambda link: (link.sentence, link.cue[0]))


class StatementSpans:
    """The contents of statements, to be looked up by span.

    Args:
        links: attitudes among them are left out.
    """

    def __init__(self, links: Sequence[Link]) -> None:
        self.spans = sorted(s for link in links if link.act == "statement" for s in link.content)
        self._starts = [span.start for span in self.spans]
        self._ends = list(accumulate((span.end for span in self.spans), max))

    def cover(self, span: Span) -> bool:
        """Whether one content covers the span."""
        before = bisect_right(self._starts, span.start)
        return before > 0 and self._ends[before - 1] >= span.end


def _has_inner_quotation(parsed: ParsedArticle, link: Link) -> bool:
    """Whether the link's cue is in a quotation and its content in one inside of it."""
    return bool(link.quotations) and parsed.marks.around(link.cue[0].start) is not None


def _is_report(parsed: ParsedArticle, link: Link, said: StatementSpans) -> bool:
    """Whether cue and content are inside a statement and say plainly that something was said.

    "I say", "they can say" and "he never said" don't.
    """
    if link.rule != "clause" or link.act != "statement" or link.lemma in _NOT_SAYING:
        return False
    if not all(said.cover(span) for span in (*link.cue, *link.content)):
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
    source = tree[link.source.head].text.lower()
    return past or source not in ("i", "we", "you")


def _find_sentences(
    parsed: ParsedArticle, inner: QuotationIndex, said: StatementSpans
) -> list[int]:
    """The sentences of statements, and of inner quotations with one sentence on either side."""
    numbers = {number for span in said.spans for number in parsed.sentences_in(span)}
    for quotation in inner.all:
        held = parsed.sentences_in(quotation.span)
        numbers.update(range(max(0, held.start - 1), min(held.stop + 1, len(parsed.trees))))
    return sorted(numbers)
