"""Counts how often each word attributes in each frame, and writes the word list of cues.

Every verb, noun, adjective and adverb of the training articles has the same frames as at run time.
A frame is a hit if its content shares at least half of its words with a gold content whose cue
contains the word.
"""

from __future__ import annotations

import csv
import json
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from quotes.attribution.content_spans import adjacent_quotations, content_spans
from quotes.attribution.cues import CUES_FILE
from quotes.attribution.frames import find_frames
from quotes.attribution.parsed_article import ParsedArticle
from quotes.english.tables import read_table
from quotes.parsing.protocol import ArticleParser
from quotes.records import Article, Span

_WORD = re.compile(r"\w+(?:[’'\-]\w+)*")
_FEWEST_HITS = 1
_LEAST_SHARE = 0.05  # frames that attribute less often are left out; not tuned
_BATCH = 20

Key = tuple[str, str, str]


def count_cues(articles: Path, parser: ArticleParser) -> dict[Key, tuple[int, int]]:
    """(hits, seen) by (lemma, part of speech, frame) over every other article of PolNeAR."""
    counts: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    documents = [json.loads(line) for line in articles.read_text("utf-8").splitlines()[::2]]
    for start in range(0, len(documents), _BATCH):
        batch = documents[start : start + _BATCH]
        parses = parser.parse_articles([Article(id=d["id"], text=d["text"]) for d in batch])
        for document, parse in zip(batch, parses, strict=True):
            for key, hit in _judge_frames(document, ParsedArticle(parse)):
                counts[key][0] += hit
                counts[key][1] += 1
    return {key: (hits, seen) for key, (hits, seen) in counts.items()}


def _judge_frames(
    document: dict[str, list[dict[str, list[list[int]]]]], parsed: ParsedArticle
) -> Iterator[tuple[Key, bool]]:
    words = [match.span() for match in _WORD.finditer(parsed.text)]
    gold: dict[int, list[frozenset[int]]] = defaultdict(list)
    for attribution in document["attributions"]:
        content = _covered([Span(*span) for span in attribution["content"]], words)
        for start, end in attribution["cue"]:
            for position in range(start, end):
                gold[position].append(content)
    for tree in parsed.trees:
        for index, token in enumerate(tree.tokens):
            targets = gold.get(token.span.start, [])
            lemma = "according" if token.text.lower() == "according" else token.lemma.lower()
            for frame in find_frames(tree, index):
                if frame.name == "quote":
                    spans = [q.span for q in adjacent_quotations(frame, tree, parsed.marks)]
                else:
                    spans = list(content_spans(frame, tree, parsed.marks))
                covered = _covered(spans, words)
                if covered:
                    hit = any(2 * len(covered & t) >= len(covered | t) for t in targets)
                    yield (lemma, token.upos, frame.name), hit


def _covered(spans: Iterable[Span], words: Sequence[tuple[int, int]]) -> frozenset[int]:
    """The indices of the words that the spans overlap; `words` are sorted."""
    indices: set[int] = set()
    for span in spans:
        first = bisect_right(words, (span.start, -1))
        first -= first > 0 and words[first - 1][1] > span.start
        indices |= set(range(first, bisect_left(words, (span.end, -1))))
    return frozenset(indices)


def write_cues(counts: dict[Key, tuple[int, int]], path: Path = CUES_FILE) -> int:
    """Writes the word list; returns the number of its rows."""
    acts = {(row["lemma"], row["pos"]): row["act"] for row in read_table("acts")}
    rows = [
        (lemma, pos, acts.get((lemma, pos), "statement"), frame, hits, seen)
        for (lemma, pos, frame), (hits, seen) in sorted(counts.items())
        if hits >= _FEWEST_HITS
        and hits / seen >= _LEAST_SHARE
        and re.fullmatch(r"[a-z][a-z'’-]*", lemma)
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(("lemma", "pos", "act", "frame", "hits", "seen"))
        writer.writerows(rows)
    return len(rows)
