"""An article's parse with its dependency trees and quotations, and the links between its words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from quotes.attribution.frames import Frame
from quotes.attribution.quotation_index import QuotationIndex
from quotes.attribution.trees import Tree
from quotes.parsing.quotations import Quotation
from quotes.records import Entity, Parse, Proposal, Span, Spans, Token

SOURCE, CUE, CONTENT = range(3)
_REPORTING = frozenset(("say", "says", "said", "saying", "tell", "tells", "told", "according"))
# Of each word. Chosen between 49 pages of encyclopedias, papers and travel guides, of which 47 have
# less, and 186 news articles, of which 177 have more; the counts added to both keep short texts
# from being judged by one word.
_LEAST_REPORTING = 0.002


@dataclass(frozen=True)
class Mention:
    """Words that refer to someone: their sentence, the token that heads them, and their spans."""

    sentence: int
    head: int
    spans: Spans


@dataclass(frozen=True)
class Link:
    """An attribution whose speaker is not resolved yet.

    `sentence` is that of the cue. `lemma` is the cue's, `rule` the name of the construction,
    `score` the probability by the tagger or the word list. `quotations` are those that the content
    holds.
    """

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
    proposal: Proposal | None = None


class ParsedArticle:
    """An article's parse with its trees and quotations, to be looked up by span or word.

    `marks` are its outer quotations. Words are numbered from 0 through all sentences.
    """

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.text = parse.article.text
        self.trees = tuple(Tree(sentence) for sentence in parse.sentences)
        self.marks = QuotationIndex(parse.article)
        self._sentence_starts = [sentence.span.start for sentence in parse.sentences]
        self._entity_starts = [entity.span.start for entity in parse.entities]
        self._first_words = list(
            accumulate((len(s.tokens) for s in parse.sentences[:-1]), initial=0)
        )

    def place(self, word: int) -> tuple[int, int]:
        """The sentence of an article-wide word index, and the token's index in it."""
        number = bisect_right(self._first_words, word) - 1
        return number, word - self._first_words[number]

    def token(self, word: int) -> Token:
        """The token of an article-wide word index."""
        number, index = self.place(word)
        return self.trees[number][index]

    @cached_property
    def is_news(self) -> bool:
        """Whether words that report, as "said", are as frequent as in news."""
        words = [token.text.lower() for tree in self.trees for token in tree.tokens]
        reporting = sum(word in _REPORTING for word in words)
        return (reporting + 0.25) / (len(words) + 50) >= _LEAST_REPORTING

    def sentences_in(self, span: Span) -> range:
        """The numbers of the sentences that overlap the span."""
        first = max(0, bisect_right(self._sentence_starts, span.start) - 1)
        if first < len(self.trees) and self.parse.sentences[first].span.end <= span.start:
            first += 1
        return range(first, bisect_left(self._sentence_starts, span.end))

    def words_in(self, span: Span) -> Iterator[int]:
        """The article-wide indices of the words that overlap the span."""
        for number in self.sentences_in(span):
            first = self._first_words[number]
            for index, token in enumerate(self.trees[number].tokens):
                if token.span.overlaps(span):
                    yield first + index

    def entities_in(self, span: Span) -> Sequence[Entity]:
        """The entities that overlap the span."""
        first = max(0, bisect_right(self._entity_starts, span.start) - 1)
        if first < len(self._entity_starts) and self.parse.entities[first].span.end <= span.start:
            first += 1
        return self.parse.entities[first : bisect_left(self._entity_starts, span.end)]
