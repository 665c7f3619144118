"""Parses of articles: the models analyse their lines, and the offsets become the article's."""

from __future__ import annotations

import gc
import logging
import re
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import torch

import quotes.parsing.stanza_imports  # noqa: F401  # before any other import of Stanza

# isort: split
from stanza.models.ner.utils import decode_from_bioes

from quotes.english.manifest import MODELS, check_files
from quotes.parsing.analysis import SentenceAnalysis, TextAnalyzer
from quotes.parsing.components import ComponentTagger, load_component_tagger
from quotes.parsing.encoder import load_encoder
from quotes.parsing.normalization import normalize
from quotes.parsing.shipped_models import load_shipped_analyzer
from quotes.parsing.stanza_default import load_stanza_default
from quotes.readers import find_dateline
from quotes.records import Article, Entity, EntityType, Parse, Sentence, Span, Token

_LINE = re.compile(r"[^\r\n\x85\u2028\u2029]+")
# Characters; a longer line is cut at a space, so that memory stays bounded. Not tuned.
_LONGEST_CHUNK = 20_000


@dataclass(frozen=True)
class _TextChunk:
    """A stretch of text that is analysed on its own.

    Attributes:
        article: its place in the batch.
        line: its line, counting the article's non-empty lines from 0.
        start: its first character in the article.
        text: normalized.
    """

    article: int
    line: int
    start: int
    text: str


class StanzaParser:
    """Parses articles in batches, one batch at a time, also when threads share the parser.

    `seconds` sums the time of each step.

    Args:
        analyzer: finds sentences, words, trees and entities.
        version: of the models, for every record made from the parses.
        tagger: adds component scores and proposals; None for models with an encoder of their own.
    """

    def __init__(
        self, analyzer: TextAnalyzer, version: str, tagger: ComponentTagger | None = None
    ) -> None:
        self._analyzer = analyzer
        self._tagger = tagger
        self._lock = threading.Lock()
        self.version = version
        self.seconds = analyzer.seconds

    def parse_articles(
        self, articles: Sequence[Article], *, with_boilerplate: bool = False
    ) -> list[Parse]:
        """A parse for each article, in their order; boilerplate is left out unless asked for.

        The parse of an article does not depend on the articles beside it.
        """
        with self._lock, torch.inference_mode():
            try:
                parses = self._analyze(articles, with_boilerplate=with_boilerplate)
                return parses if self._tagger is None else self._tag(parses, self._tagger)
            finally:
                if self._tagger is not None:
                    self._tagger.forget()

    def _analyze(self, articles: Sequence[Article], *, with_boilerplate: bool) -> list[Parse]:
        """The parses without component scores."""
        chunks = [
            chunk
            for index, article in enumerate(articles)
            for chunk in split_article(article, index, with_boilerplate=with_boilerplate)
        ]
        sentences: list[list[Sentence]] = [[] for _ in articles]
        entities: list[list[Entity]] = [[] for _ in articles]
        analysed = self._analyzer.analyze([c.text for c in chunks]) if chunks else []
        for chunk, analyses in zip(chunks, analysed, strict=True):
            text = articles[chunk.article].text
            for analysis in analyses:
                tokens = tuple(_make_tokens(analysis, text, chunk.start))
                span = Span(tokens[0].span.start, tokens[-1].span.end)
                sentences[chunk.article].append(
                    Sentence(span=span, paragraph=chunk.line, tokens=tokens)
                )
                entities[chunk.article] += _make_entities(analysis, tokens)
        return [
            Parse(
                article=article, sentences=tuple(s), entities=tuple(e), model_version=self.version
            )
            for article, s, e in zip(articles, sentences, entities, strict=True)
        ]

    def _tag(self, parses: Sequence[Parse], tagger: ComponentTagger) -> list[Parse]:
        """The parses with component scores and proposals."""
        began = time.perf_counter()
        tagged = [tagger.add_component_scores(parse) for parse in parses]
        self.seconds["components"] += time.perf_counter() - began
        return tagged


# Stanza's own English package has OntoNotes' eighteen types.
_ENTITY_TYPES: dict[str, EntityType] = {
    "PER": "PER",
    "PERSON": "PER",
    "ORG": "ORG",
    "LOC": "LOC",
    "GPE": "LOC",
    "FAC": "LOC",
}
_ENTITY_TYPES |= {"DATE": "DATE", "TIME": "DATE"}


def split_article(article: Article, index: int, *, with_boilerplate: bool) -> Iterator[_TextChunk]:
    """The article's lines as stretches to analyse, without leading and trailing space.

    A dateline is a stretch of its own, so that the sentence begins after it.
    """
    text = normalize(article.text)
    boilerplate = [] if with_boilerplate else sorted(article.boilerplate)
    skip = 0
    number = -1
    for match in _LINE.finditer(text):
        line = match.group()
        stripped = line.strip()
        if not stripped:
            continue
        number += 1
        start = match.start() + len(line) - len(line.lstrip())
        while skip < len(boilerplate) and boilerplate[skip].end <= start:
            skip += 1
        if skip < len(boilerplate) and boilerplate[skip].start < start + len(stripped):
            continue
        dateline = find_dateline(stripped)
        for begin, end in ((0, dateline), (dateline, len(stripped))):
            yield from _split_line(index, number, start + begin, stripped[begin:end])


def _split_line(article: int, line: int, start: int, text: str) -> Iterator[_TextChunk]:
    begin = 0
    while begin < len(text):
        end = len(text)
        if end > begin + _LONGEST_CHUNK:
            space = text.rfind(" ", begin + 1, begin + _LONGEST_CHUNK)
            end = begin + _LONGEST_CHUNK if space < 0 else space + 1
        piece = text[begin:end]
        if words := piece.strip():
            indent = len(piece) - len(piece.lstrip())
            yield _TextChunk(article, line, start + begin + indent, words)
        begin = end


def _make_tokens(analysis: SentenceAnalysis, text: str, shift: int) -> Iterator[Token]:
    index = 0
    for (start, end), count in zip(analysis.tokens, analysis.counts, strict=True):
        whole = Span(start + shift, end + shift)
        words = analysis.words[index : index + count]
        parts = [whole] if count == 1 else _split_token(whole, words, text)
        for part in parts:
            yield Token(
                span=part,
                text=part.slice(text),
                lemma=analysis.lemmas[index],
                upos=analysis.upos[index],
                xpos=analysis.xpos[index],
                feats=analysis.feats[index],
                head=analysis.heads[index],
                deprel=analysis.deprels[index],
                whole=whole if count > 1 else None,
            )
            index += 1


def _make_entities(analysis: SentenceAnalysis, tokens: Sequence[Token]) -> Iterator[Entity]:
    for entity in decode_from_bioes(analysis.names):
        first, last = tokens[entity["start"]].span, tokens[entity["end"]].span
        yield Entity(
            span=Span(first.start, last.end), type=_ENTITY_TYPES.get(entity["type"], "MISC")
        )


def _split_token(whole: Span, words: Sequence[str], text: str) -> list[Span]:
    """The spans of a multiword token's words; the whole's for each if they don't add up to it."""
    if sum(map(len, words)) != whole.end - whole.start:
        return [whole] * len(words)
    spans: list[Span] = []
    start = whole.start
    for word in words:
        spans.append(Span(start, start + len(word)))
        start += len(word)
    return spans


def load_parser(
    kind: str = "shipped",
    threads: int = 0,
    *,
    entities: bool = True,
    components: bool = True,
) -> StanzaParser:
    """The parser with the shipped models, or with Stanza's own English package.

    Args:
        kind: "shipped", or "stanza-default", for which Stanza downloads its package on first use.
        threads: CPU threads; 0 leaves torch's choice.
        entities, components: whether to find entities, and to tag components.

    Raises:
        ModelError: a model is missing or altered, or can't be downloaded.
    """
    if threads:
        torch.set_num_threads(threads)
    logging.getLogger("stanza").setLevel(logging.ERROR)
    if kind == "stanza-default":
        return StanzaParser(*load_stanza_default(entities=entities))
    manifest = check_files()
    encoder, tokenizer = load_encoder(MODELS)
    analyzer = load_shipped_analyzer(MODELS, encoder, tokenizer, entities=entities)
    tagger = load_component_tagger(MODELS, encoder, tokenizer) if components else None
    # What is loaded now stays: looking through it took a thirtieth of all time.
    gc.freeze()
    return StanzaParser(analyzer, manifest.version, tagger)


def load_tagger() -> ComponentTagger:
    """The component tagger with an encoder of its own, for parses without component scores.

    Raises:
        ModelError: a model is missing or altered.
    """
    check_files()
    return load_component_tagger(MODELS, *load_encoder(MODELS))


def write_conllu(parse: Parse) -> Iterable[str]:
    """CoNLL-U blocks, one for each sentence; MISC has character offsets and SpaceAfter."""
    text = parse.article.text
    for number, sentence in enumerate(parse.sentences, 1):
        words = re.sub(r"\s+", " ", sentence.span.slice(text))
        lines = [f"# sent_id = {parse.article.id}-{number}", f"# text = {words}"]
        previous: Span | None = None
        for index, token in enumerate(sentence.tokens, 1):
            glued = token.span.end < sentence.span.end and not text[token.span.end].isspace()
            space = "|SpaceAfter=No" if glued else ""
            if token.whole and token.whole != previous:
                last = index + sum(
                    1 for other in sentence.tokens[index:] if other.whole == token.whole
                )
                after = token.whole.end < sentence.span.end and not text[token.whole.end].isspace()
                misc = f"start_char={token.whole.start}|end_char={token.whole.end}"
                misc += "|SpaceAfter=No" if after else ""
                lines.append(f"{index}-{last}\t{token.whole.slice(text)}" + "\t_" * 7 + f"\t{misc}")
            previous = token.whole
            misc = f"start_char={token.span.start}|end_char={token.span.end}"
            misc += "" if token.whole else space
            columns = [
                str(index),
                token.text,
                token.lemma,
                token.upos,
                token.xpos or "_",
                token.feats or "_",
            ]
            columns += [str(token.head + 1), token.deprel, "_", misc]
            lines.append("\t".join(re.sub(r"\s", " ", column) for column in columns))
        yield "\n".join(lines) + "\n\n"
