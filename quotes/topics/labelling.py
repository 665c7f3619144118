"""Topics of an article, from the terms in its headline and prose."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from quotes.records import Article, Parse, Topic
from quotes.topics.lexicon import Term, count_terms, load_lexicon, split_words
from quotes.topics.media_topics import find_ancestors, load_media_topics

METHOD = "lexicon"
MOST_TOPICS = 3  # of an article; not tuned
# A term in the headline counts as if it stood twice more in the text. On the 84 articles of PolNeAR
# dev, from none to four changes the first topic of two at most.
TITLE_COUNT = 2
# A second mention of a term adds a third of what the first did. From 0.5 to 2.0 changes the first
# topic of six of the 84 at most.
TERM_HALF = 1.0
# The share of its children's evidence that a parent gets: it comes first only where three children
# or more share the article. Lower values name asides before what joins them, higher ones hide
# elections behind "politics".
PARENT_SHARE = 0.5
# The evidence with which a topic scores 0.5: two strong terms. Not tuned.
SCORE_HALF = 6.0
LEAST_SCORE = 0.4  # not tuned
# The share of the first topic's evidence below which a topic is an aside; not tuned.
LEAST_OF_BEST = 0.4


def label_topics(article: Article, parse: Parse | None = None) -> tuple[Topic, ...]:
    """Up to three topics of the article, the best first, none above or below another.

    Each has a score from 0 to 1 that grows with the weight and number of its terms; it ranks the
    topics of an article and is no probability. The time is linear in the text.

    Args:
        article: its boilerplate is skipped.
        parse: not used by this method.
    """
    counts = count_terms(split_words(_read_prose(article)))
    for term in count_terms(split_words(article.title or "")):
        counts[term] += TITLE_COUNT
    evidence = _roll_up(_weigh(counts))
    ranked = sorted(evidence.items(), key=lambda item: (-item[1], item[0]))
    chosen: list[Topic] = []
    for code, weight in ranked:
        score = weight / (weight + SCORE_HALF)
        if score < LEAST_SCORE or weight < LEAST_OF_BEST * ranked[0][1]:
            break
        if not any(_are_related(code, topic.code) for topic in chosen):
            name = load_media_topics()[code].name
            chosen.append(Topic(code=code, name=name, score=round(score, 3), method=METHOD))
        if len(chosen) == MOST_TOPICS:
            break
    return tuple(chosen)


def _read_prose(article: Article) -> str:
    """The text without its boilerplate."""
    pieces: list[str] = []
    position = 0
    for span in article.boilerplate:
        pieces.append(article.text[position : span.start])
        position = span.end
    return "\n".join([*pieces, article.text[position:]])


def _weigh(counts: Counter[Term]) -> Mapping[str, float]:
    """The evidence for each topic: a term adds its weight, and repetition up to as much again."""
    evidence: dict[str, float] = defaultdict(float)
    for term, count in counts.items():
        for code, weight in load_lexicon().weights[term].items():
            evidence[code] += 2 * weight * count / (count + TERM_HALF)
    return evidence


def _roll_up(evidence: Mapping[str, float]) -> Mapping[str, float]:
    """The evidence with each topic's share passed on to the nameable topics above it.

    A topic below the top that has no terms ("products and services") is left out.
    """
    total: dict[str, float] = defaultdict(float)
    for code, weight in evidence.items():
        total[code] += weight
        for level, above in enumerate(find_ancestors(code), 1):
            if above in load_lexicon().codes or not find_ancestors(above):
                total[above] += weight * PARENT_SHARE**level
    return total


def _are_related(code: str, other: str) -> bool:
    return code in (other, *find_ancestors(other)) or other in find_ancestors(code)
