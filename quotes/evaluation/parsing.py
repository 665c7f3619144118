"""Scores and speed of parsing raw text, on treebanks that the models were not trained on.

LAS, UAS, tags, lemmas and sentences are scored as in the CoNLL 2018 shared task (Zeman et al.
2018, K18-2001), from raw text, by the script of udtools, which Stanza brings; entities by exact
characters and type.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
from udtools import udeval

from quotes.parsing.parser import StanzaParser, write_conllu
from quotes.records import Article, Parse

_METRICS = ("Tokens", "Sentences", "Words", "UPOS", "XPOS", "Lemmas", "UAS", "LAS")
_SCORED_ENTITIES = ("PER", "ORG", "LOC")
_AFTER_TREES = ("entities", "ner", "components")
_NEWS = re.compile(r"GUM_(news|interview)_")


class Score(msgspec.Struct, frozen=True):
    """F1 values in percent by metric for one set of documents."""

    name: str
    words: int
    f1: dict[str, float]


class ParsingReport(msgspec.Struct, frozen=True):
    """Scores of each set, and words a second with torch's threads.

    The speed is for all steps of parsing, and for those up to the trees (without entities and
    component tagger).
    """

    scores: tuple[Score, ...]
    words_a_second: float
    words_a_second_to_trees: float


def evaluate_parsing(data: Path, parser: StanzaParser) -> ParsingReport:
    """The report over `ud/{ewt,gum}_dev.conllu` and `ner/ewt_dev.bio` under `data`."""
    scores: list[Score] = []
    seconds, words = 0.0, 0
    for name, path in (("EWT", data / "ud/ewt_dev.conllu"), ("GUM", data / "ud/gum_dev.conllu")):
        documents = list(read_documents(path))
        articles = [Article(id=title, text=text) for title, text, _ in documents]
        began = time.perf_counter()
        parses = parser.parse_articles(articles, with_boilerplate=True)
        seconds += time.perf_counter() - began
        words += sum(len(sentence.tokens) for parse in parses for sentence in parse.sentences)
        sets = [(name, list(range(len(documents))))]
        if name == "GUM":
            news = [i for i, (title, _, _) in enumerate(documents) if _NEWS.match(title)]
            sets.append(("GUM news and interview", news))
        for label, chosen in sets:
            gold = "".join(documents[i][2] for i in chosen)
            scores.append(score_trees(label, gold, [parses[i] for i in chosen]))
        if name == "EWT":
            scores.append(score_entities(data / "ner/ewt_dev.bio", documents, parses))
    to_trees = sum(s for name, s in parser.seconds.items() if name not in _AFTER_TREES)
    return ParsingReport(tuple(scores), words / seconds, words / to_trees)


def read_documents(path: Path) -> Iterator[tuple[str, str, str]]:
    """(id, raw text with a line for each paragraph, CoNLL-U) of each document of a file."""
    title, parts, blocks = "", [], []  # type: str, list[str], list[str]
    for block in path.read_text("utf-8").split("\n\n"):
        sentence = re.search(r"^# text = (.*)$", block, re.MULTILINE)
        if sentence is None:
            continue
        started = re.search(r"^# newdoc id = (.*)$", block, re.MULTILINE)
        if started:
            if blocks:
                yield title, "".join(parts), "".join(blocks)
            title, parts, blocks = started.group(1), [], []
        if parts:
            parts.append("\n\n" if re.search(r"^# newpar", block, re.MULTILINE) else " ")
        parts.append(sentence.group(1))
        blocks.append(block.strip("\n") + "\n\n")
    if blocks:
        yield title, "".join(parts), "".join(blocks)


def score_trees(name: str, gold: str, parses: Iterable[Parse]) -> Score:
    """CoNLL 2018 F1 values of parses against CoNLL-U of the same texts."""
    system = "".join(block for parse in parses for block in write_conllu(parse))
    treebank = udeval.load_conllu(io.StringIO(_without_empty_nodes(gold)), "gold", {})
    result = udeval.evaluate(treebank, udeval.load_conllu(io.StringIO(system), "system", {}))
    f1 = {metric: round(100 * result[metric].f1, 2) for metric in _METRICS}
    return Score(name, len(treebank.words), f1)


def _without_empty_nodes(conllu: str) -> str:
    return re.sub(r"^\d+\.\d+\t.*\n", "", conllu, flags=re.MULTILINE)


def score_entities(
    tags: Path, documents: Sequence[tuple[str, str, str]], parses: Sequence[Parse]
) -> Score:
    """Entity F1 by exact characters and type, without MISC and DATE, which the gold file lacks."""
    tagged: dict[str, list[list[str]]] = {}
    for block in tags.read_text("utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if "\t" in line]
        tagged["".join(word for word, _ in rows)] = rows
    right = guesses = golds = words = 0
    for (_, text, conllu), parse in zip(documents, parses, strict=True):
        gold: set[tuple[int, int, str]] = set()
        position = 0
        for sentence in re.findall(r"^# text = (.*)$", conllu, re.MULTILINE):
            begin = text.index(sentence, position)
            position = begin + len(sentence)
            rows = tagged.get("".join(sentence.split()), [])
            words += len(rows)
            gold |= _place_entities(rows, text, begin)
        guessed = {
            (e.span.start, e.span.end, e.type) for e in parse.entities if e.type in _SCORED_ENTITIES
        }
        right += len(gold & guessed)
        guesses += len(guessed)
        golds += len(gold)
    if not golds:
        raise ValueError(f"{tags} holds no sentence of the treebank's dev part")
    f1 = 200 * right / (guesses + golds)
    precision, recall = 100 * right / max(guesses, 1), 100 * right / max(golds, 1)
    return Score(
        "EWT entities", words, {"F1": round(f1, 2), "P": round(precision, 2), "R": round(recall, 2)}
    )


def _place_entities(
    rows: Sequence[Sequence[str]], text: str, begin: int
) -> set[tuple[int, int, str]]:
    """(start, end, type) of the entities in characters; their words are looked for from `begin`."""
    entities: list[tuple[int, int, str]] = []
    position = begin
    for word, tag in rows:
        start = text.index(word, position)
        position = start + len(word)
        if tag.startswith("B-"):
            entities.append((start, position, tag[2:]))
        elif tag.startswith("I-") and entities:
            entities[-1] = (entities[-1][0], position, entities[-1][2])
    return set(entities)
