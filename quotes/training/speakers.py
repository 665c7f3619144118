"""Weights for resolving pronouns and descriptions, learned from the coreference of UD English GUM
(Zeldes 2017, Language Resources and Evaluation 51).

Articles are processed as at run time, with gold trees and names. Each pronoun and definite
description is an example: the features of its candidates, and the one that GUM has, or nobody. A
softmax over the candidates is fitted for each class of anaphor.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from quotes.attribution.parsed_article import ParsedArticle
from quotes.records import Article, Entity, EntityType, Parse, Sentence, Span, Token
from quotes.speakers.coreference import Coreference
from quotes.speakers.name_registry import NameRegistry
from quotes.speakers.ranking import WEIGHTS, Anaphor, AntecedentCandidate, featurize, make_certain
from quotes.training.corpora import find_mentions, read_treebank
from quotes.training.distant_supervision import (
    CoreferenceExample,
    collect_descriptions,
    collect_pronouns,
)
from quotes.training.softmax import SoftmaxRegression

# Genres that don't write about third persons as the news does.
_LEFT_OUT = re.compile(r"GUM_(?:vlog|voyage|textbook|academic|conversation)_")
_PENALTY = 0.5  # L2, in examples; only 0.5 and 2 were tried
_ROUNDS, _RATE = 400, 0.5  # of Adagrad; not tuned
_RARE = 5  # features in fewer rows have no weight; not tuned
_TYPES: dict[str, EntityType] = {"PER": "PER", "ORG": "ORG", "LOC": "LOC"}

Place = tuple[int, int, bool]  # sentence, head, whether a phrase that joins several


class _GumOracle:
    """Chooses as GUM does, and collects the examples."""

    def __init__(self, clusters: Mapping[Place, str]) -> None:
        self._clusters = clusters
        self.examples: list[CoreferenceExample] = []

    def choose(
        self, anaphor: Anaphor, candidates: Sequence[AntecedentCandidate]
    ) -> tuple[int | None, list[float]]:
        """The index of the candidate whose last mention is in the anaphor's cluster."""
        own = self._clusters.get((anaphor.number, anaphor.at.head, False))
        lasts = [candidate.last for candidate in candidates]
        places = [(at.number, at.head, at.form == "joint") for at in lasts]
        fits = [i for i, p in enumerate(places) if own and self._clusters.get(p) == own]
        gold = fits[0] if fits else None
        if candidates:
            rows = featurize(anaphor, candidates)
            self.examples.append(
                CoreferenceExample(anaphor.kind, rows, len(candidates) if gold is None else gold)
            )
        return make_certain(gold, len(candidates))


def train_speakers(data: Path, parses: Sequence[Parse], path: Path = WEIGHTS) -> dict[str, float]:
    """Learns the weights from `ud/gum_train.conllu` under `data` and writes them.

    Args:
        data: the folder of the corpora.
        parses: news articles, whose unambiguous pronouns and descriptions are examples, too; the
            pronouns of the first half only: without any, pronouns are twelve points worse on the
            development articles, with a seventh of them seven, with all of them one.
        path: where the weights go.

    Returns:
        How often the likeliest is right on `ud/gum_dev.conllu`, in percent by class of anaphor.
    """
    weights = fit(
        [
            *collect_examples(data / "ud/gum_train.conllu"),
            *collect_pronouns(parses[: len(parses) // 2]),
            *collect_descriptions(parses),
        ]
    )
    write_weights(weights, path)
    return score(collect_examples(data / "ud/gum_dev.conllu"), weights)


def collect_examples(treebank: Path) -> list[CoreferenceExample]:
    """The pronouns and definite descriptions of the treebank that have a candidate."""
    examples: list[CoreferenceExample] = []
    for parse, clusters in read_coreference(treebank):
        if _LEFT_OUT.match(parse.article.id):
            continue
        oracle = _GumOracle(clusters)
        parsed = ParsedArticle(parse)
        Coreference(parsed, NameRegistry(parsed), oracle)
        examples += oracle.examples
    return examples


def fit(examples: Sequence[CoreferenceExample]) -> dict[tuple[str, str], float]:
    """(class, feature) -> weight: the softmax regression of each class, by Adagrad."""
    weights: dict[tuple[str, str], float] = {}
    for kind in sorted({example.kind for example in examples}):
        own = [example for example in examples if example.kind == kind]
        counts: defaultdict[str, int] = defaultdict(int)
        for example in own:
            for row in example.rows:
                for name in row:
                    counts[name] += 1
        names = sorted(name for name, count in counts.items() if count >= _RARE)
        learned = SoftmaxRegression(own, names).maximize(
            np.zeros(len(names)), penalty=_PENALTY, rounds=_ROUNDS, rate=_RATE
        )
        weights |= {(kind, name): float(w) for name, w in zip(names, learned, strict=True)}
    return weights


def score(
    examples: Sequence[CoreferenceExample], weights: Mapping[tuple[str, str], float]
) -> dict[str, float]:
    """How often the likeliest candidate is right, in percent by class of anaphor."""
    right: defaultdict[str, list[bool]] = defaultdict(list)
    for example in examples:
        sums = [sum(weights.get((example.kind, n), 0.0) for n in row) for row in example.rows]
        right[example.kind].append(int(np.argmax(sums)) == example.gold)
    return {kind: 100 * sum(found) / len(found) for kind, found in sorted(right.items())}


def write_weights(weights: Mapping[tuple[str, str], float], path: Path) -> None:
    """Writes a row for each weight that does not round to zero."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE)
        writer.writerow(("anaphor", "feature", "weight"))
        for (kind, name), weight in sorted(weights.items()):
            if abs(weight) >= 0.005:
                writer.writerow((kind, name, f"{weight:.3f}"))


def read_weights(path: Path) -> dict[tuple[str, str], float]:
    """The weights of a file as it is now; `load_weights` remembers those that it read first."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {(row["anaphor"], row["feature"]): float(row["weight"]) for row in rows}


def read_coreference(treebank: Path) -> Iterator[tuple[Parse, dict[Place, str]]]:
    """(gold parse, clusters of its mentions) of each document."""
    labeled = read_treebank(treebank)
    document, text, paragraph = "", "", -1
    sentences: list[Sentence] = []
    entities: list[Entity] = []
    clusters: dict[Place, str] = {}
    for block in treebank.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line[:1].isdigit()]
        rows = [row for row in rows if row[0].isdigit()]
        if not rows:
            continue
        started = re.search(r"^# newdoc id = (.*)$", block, re.MULTILINE)
        if started:
            if sentences:
                yield _make_parse(document, text, sentences, entities), clusters
            document, text, paragraph = started.group(1), "", -1
            sentences, entities, clusters = [], [], {}
        opens = paragraph < 0 or "\n# newpar\n" in f"\n{block}"
        paragraph += opens
        words = re.search(r"^# text = (.*)$", block, re.MULTILINE)
        text += "" if not text else "\n\n" if opens else " "
        begin = len(text)
        text += words.group(1) if words else " ".join(row[1] for row in rows)
        tokens = tuple(_read_tokens(rows, text, begin))
        sentences.append(Sentence(span=Span(begin, len(text)), paragraph=paragraph, tokens=tokens))
        entities += _read_entities(tokens, next(labeled).entities)
        for start, end, entity, _ in find_mentions(rows):
            inside = range(start, end)
            head = next((i for i in inside if tokens[i].head not in inside), start)
            joins = any(t.head == head and t.deprel.startswith("conj") for t in tokens[start:end])
            clusters.setdefault((len(sentences) - 1, head, joins), entity)
    if sentences:
        yield _make_parse(document, text, sentences, entities), clusters


def _make_parse(
    document: str, text: str, sentences: Sequence[Sentence], entities: Sequence[Entity]
) -> Parse:
    return Parse(
        article=Article(id=document, text=text),
        sentences=tuple(sentences),
        entities=tuple(entities),
        model_version="gold",
    )


def _read_tokens(rows: Sequence[Sequence[str]], text: str, begin: int) -> Iterator[Token]:
    position = begin
    for row in rows:
        found = text.find(row[1], position)
        start = found if 0 <= found <= position + 2 else position
        end = min(max(start + len(row[1]), start + 1), len(text))
        start = min(start, end - 1)
        position = end
        yield Token(
            span=Span(start, end),
            text=row[1],
            lemma=row[2],
            upos=row[3],
            xpos=row[4],
            feats=row[5],
            head=int(row[6]) - 1,
            deprel=row[7],
        )


def _read_entities(tokens: Sequence[Token], tags: Sequence[str]) -> Iterator[Entity]:
    start: int | None = None
    for index, tag in enumerate([*tags, "O"]):
        if start is not None and not tag.startswith("I-"):
            span = Span(tokens[start].span.start, tokens[index - 1].span.end)
            yield Entity(span=span, type=_TYPES[tags[start][2:]])
            start = None
        if tag.startswith("B-"):
            start = index
