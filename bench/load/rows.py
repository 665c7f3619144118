"""Random articles with quotes, as many as wanted; the same for the same number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple

import numpy as np

_SEED = 20_310_401
_WORDS = 50_000
_NEWEST = date(2031, 3, 31)
_YEARS = 10
_OUTLETS = 400
_CUES = ("said", "told", "added", "wrote")
_TYPES: tuple[Literal["direct", "indirect", "mixed"], ...] = (
    "direct",
    "direct",
    "indirect",
    "mixed",
)
# Codes of IPTC Media Topics without a topic below them here, so that each finds its own articles.
_TOPICS = (
    "medtop:20000003", "medtop:20000036", "medtop:20000086", "medtop:20000104",
    "medtop:20000125", "medtop:20000154", "medtop:20000194", "medtop:20000356",
)  # fmt: skip
# Articles that are made together. Not tuned.
_AT_ONCE = 500
# Search terms of each kind, evenly over the range of their frequency.
_MOST_TERMS = 200


class SyntheticQuote(NamedTuple):
    """A quote; `number` counts from 1, the newest first."""

    number: int
    speaker: str
    text: str
    type: Literal["direct", "indirect", "mixed"]
    cue: str
    confidence: float


class SyntheticArticle(NamedTuple):
    """An article of one to seven quotes."""

    id: str
    title: str
    outlet: str
    url: str
    published: str
    topic: str
    quotes: tuple[SyntheticQuote, ...]


class SyntheticCorpus:
    """`size` quotes in about a quarter as many articles, the newest first.

    Words have the frequencies of a language (the Zipf-Mandelbrot law), quotes have 6 to 45 words,
    speakers very different numbers of quotes. After an iteration `frequencies` has the number of
    quotes of each word.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._chance = np.random.default_rng(_SEED)
        self.words = self._make_words(_WORDS)
        ranks = np.arange(_WORDS)
        self._shares = _add_up(1 / (ranks + 2.7))
        self.frequencies = np.zeros(_WORDS, dtype=np.int64)
        speakers = max(1, size // 20)
        self._speaker_shares = _add_up(1 / (np.arange(speakers) + 5.0))
        first, last = (self._chance.integers(0, _WORDS, speakers) for _ in range(2))
        self._speakers = [
            f"{self.words[one].title()} {self.words[two].title()}"
            for one, two in zip(first, last, strict=True)
        ]

    def __iter__(self) -> Iterator[SyntheticArticle]:
        articles, quotes = 0, 0
        while quotes < self.size:
            sizes = self._chance.integers(1, 8, _AT_ONCE)
            sizes = sizes[: int(np.searchsorted(np.cumsum(sizes), self.size - quotes)) + 1]
            sizes[-1] = min(sizes[-1], self.size - quotes - int(sizes[:-1].sum()))
            for article in self._make_articles(articles, quotes, sizes):
                yield article
                articles, quotes = articles + 1, quotes + len(article.quotes)

    def list_topics(self) -> list[str]:
        """The codes of the topics, each of which as many articles have."""
        return list(_TOPICS)

    def find_terms(self, kind: Literal["rare", "mid", "common"]) -> list[str]:
        """Words of one in 5,000 to 20,000 quotes, in 200 to 500, or in 8 to 25."""
        most, least = {"rare": (5_000, 20_000), "mid": (200, 500), "common": (8, 25)}[kind]
        indexes = np.flatnonzero(
            (self.frequencies >= max(1, self.size // least))
            & (self.frequencies <= max(2, self.size // most))
        )
        return [self.words[index] for index in indexes[:: max(1, len(indexes) // _MOST_TERMS)]]

    def _make_articles(
        self, articles: int, quotes: int, sizes: np.ndarray
    ) -> Iterator[SyntheticArticle]:
        chance, total = self._chance, int(sizes.sum())
        texts = self._make_texts(chance.integers(6, 46, total))
        titles = self._draw_words((len(sizes), 8))
        speakers = self._draw(self._speaker_shares, total)
        types, cues = (chance.integers(0, 4, total) for _ in range(2))
        confidences = chance.uniform(0.4, 1, total).round(3)
        outlets = chance.integers(0, _OUTLETS, len(sizes))
        topics = chance.integers(0, len(_TOPICS), len(sizes))
        at = 0
        for index, size in enumerate(sizes):
            number = articles + index
            # Dates go back evenly, so that the order in which quotes are made is newest first.
            past = min(1.0, (quotes + at) / self.size) * _YEARS * 365
            yield SyntheticArticle(
                id=f"a{number}",
                title=" ".join(self.words[word] for word in titles[index]),
                outlet=f"outlet{outlets[index]}",
                url=f"https://news.example/a/{number}",
                published=(_NEWEST - timedelta(days=int(past))).isoformat(),
                topic=_TOPICS[topics[index]],
                quotes=tuple(
                    SyntheticQuote(
                        number=quotes + place + 1,
                        speaker=self._speakers[speakers[place]],
                        text=texts[place],
                        type=_TYPES[types[place]],
                        cue=_CUES[cues[place]],
                        confidence=float(confidences[place]),
                    )
                    for place in range(at, at + int(size))
                ),
            )
            at += int(size)

    def _make_texts(self, lengths: np.ndarray) -> list[str]:
        drawn = self._draw_words(int(lengths.sum()))
        quotes = np.repeat(np.arange(len(lengths)), lengths)
        unique = np.unique(quotes * _WORDS + drawn) % _WORDS
        self.frequencies += np.bincount(unique, minlength=_WORDS)
        ends = np.cumsum(lengths)
        return [
            " ".join([self.words[word] for word in drawn[end - length : end]])
            for end, length in zip(ends, lengths, strict=True)
        ]

    def _draw_words(self, shape: int | tuple[int, int]) -> np.ndarray:
        return self._draw(self._shares, shape)

    def _draw(self, shares: np.ndarray, shape: int | tuple[int, int]) -> np.ndarray:
        return np.minimum(np.searchsorted(shares, self._chance.random(shape)), len(shares) - 1)

    def _make_words(self, count: int) -> list[str]:
        syllables = [one + two for one in "bdfgklmnprstvz" for two in "aeiou"]
        words: dict[str, None] = {}
        while len(words) < count:
            length = int(self._chance.choice([1, 2, 2, 3, 3, 4])) + 1
            drawn = self._chance.integers(0, len(syllables), length)
            # Ends in a consonant, so that the stemmer doesn't make one word of two.
            words["".join(syllables[index] for index in drawn) + "k"] = None
        return list(words)


def _add_up(weights: np.ndarray) -> np.ndarray:
    sums = np.cumsum(weights)
    return sums / sums[-1]
