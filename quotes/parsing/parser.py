"""Articles to parses, by a `stanza.Pipeline` over the shipped models; the only step that knows
Stanza.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import stanza
import torch
from stanza.models.common.foundation_cache import BertRecord, FoundationCache
from stanza.models.common.vocab import UNK_ID
from stanza.models.ner.data import DataLoader
from stanza.models.ner.utils import decode_from_bioes

from quotes.errors import ModelError
from quotes.parsing.cutting import cut_sentences
from quotes.parsing.decoding import ChosenArcParser
from quotes.parsing.encoder import load_encoder
from quotes.parsing.manifest import ENGLISH, check_models
from quotes.parsing.normalizing import normalize
from quotes.parsing.roles import RoleTagger, load_role_tagger
from quotes.reading import find_dateline
from quotes.records import Article, Entity, EntityType, Parse, Sentence, Span, Token

ENCODER_NAME = "onrecord"
_LINE = re.compile(r"[^\r\n\x85\u2028\u2029]+")
_LONGEST_PARAGRAPH = (
    20_000  # characters; a longer line is cut at a space, so that memory stays bounded
)
_GAP = "\n\n"  # what Stanza's tokenizer takes as the end of a paragraph


@dataclass(frozen=True)
class _Paragraph:
    """A stretch of an article parsed on its own: which article, which line, and where it starts
    there.
    """

    article: int
    line: int
    start: int
    text: str


class StanzaParser:
    """Parses articles in batches; safe to share between threads, one batch at a time.

    `seconds` sums the time spent in each of Stanza's processors.

    Args:
        pipeline: with tokenize, mwt, pos, lemma, depparse and ner.
        version: names the models in every record made from their parses.
        tagger: reads the roles of words on the shared encoder; None if the models bring their own
            encoder.
    """

    def __init__(
        self,
        pipeline: Any,
        version: str,
        tagger: RoleTagger | None = None,
    ) -> None:
        self._pipeline = pipeline
        self._tagger = tagger
        self._lock = threading.Lock()
        self.version = version
        self.seconds: dict[str, float] = defaultdict(float)

    def _run(self, text: str) -> tuple[Any, list[list[str]]]:
        """Stanza's document of the text, and the entity tags of each sentence's words; `seconds`
        counts each processor's time.
        """
        document: Any = text
        tags: list[list[str]] = []
        for name, processor in self._pipeline.processors.items():
            began = time.perf_counter()
            if name == "ner":
                tags = _tag_words(processor, document)
            else:
                document = processor.process(document)
            if name == "tokenize":
                document = cut_sentences(document)
            self.seconds[name] += time.perf_counter() - began
        return document, tags or [[] for _ in document.sentences]

    def parse_articles(
        self, articles: Sequence[Article], *, with_furniture: bool = False
    ) -> list[Parse]:
        """A parse for each article, in their order; page furniture is left out unless asked for.

        The parse of an article does not depend on the articles beside it.
        """
        paragraphs = [
            paragraph
            for index, article in enumerate(articles)
            for paragraph in split_paragraphs(article, index, with_furniture=with_furniture)
        ]
        sentences: list[list[Sentence]] = [[] for _ in articles]
        entities: list[list[Entity]] = [[] for _ in articles]
        if paragraphs:
            with self._lock, torch.inference_mode():
                text = _GAP.join(paragraph.text for paragraph in paragraphs)
                document, tags = self._run(text)
            starts: list[int] = []
            position = 0
            for paragraph in paragraphs:
                starts.append(position)
                position += len(paragraph.text) + len(_GAP)
            for sentence, names in zip(document.sentences, tags, strict=True):
                where = bisect_right(starts, sentence.tokens[0].start_char) - 1
                paragraph = paragraphs[where]
                shift = paragraph.start - starts[where]
                tokens = tuple(_read_tokens(sentence, articles[paragraph.article].text, shift))
                span = Span(tokens[0].span.start, tokens[-1].span.end)
                sentences[paragraph.article].append(
                    Sentence(span=span, paragraph=paragraph.line, tokens=tokens)
                )
                for found in decode_from_bioes(names):
                    first, last = tokens[found["start"]].span, tokens[found["end"]].span
                    entities[paragraph.article].append(
                        Entity(
                            span=Span(first.start, last.end),
                            type=_ENTITY_TYPES.get(found["type"], "MISC"),
                        )
                    )
        parses = [
            Parse(
                article=article, sentences=tuple(s), entities=tuple(e), model_version=self.version
            )
            for article, s, e in zip(articles, sentences, entities, strict=True)
        ]
        if self._tagger is None:
            return parses
        with self._lock:
            began = time.perf_counter()
            parses = [self._tagger.add_roles(parse) for parse in parses]
            self._tagger.forget()
            self.seconds["roles"] += time.perf_counter() - began
        return parses


class _Words:
    """A document as Stanza's entity tagger asks for it, in words where it would be in tokens: its
    models learn from words ("Lee", "'s"), and these the encoder has read already.
    """

    def __init__(self, document: Any) -> None:
        self._sentences = document.sentences

    def get(self, *_: Any, **__: Any) -> list[list[list[str | None]]]:
        return [[[word.text, None, None] for word in s.words] for s in self._sentences]


def _tag_words(processor: Any, document: Any) -> list[list[str]]:
    """The entity tags (BIOES) of each sentence's words."""
    trainer, config = processor.trainers[0], processor.configs[0]
    loader = DataLoader(
        _Words(document),
        config["batch_size"],
        config,
        vocab=trainer.vocab,
        evaluation=True,
        preprocess_tags=False,
        bert_tokenizer=trainer.model.bert_tokenizer,
    )
    return [[tag or "O" for tag in tags] for batch in loader for tags in trainer.predict(batch)]


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


def split_paragraphs(article: Article, index: int, *, with_furniture: bool) -> Iterator[_Paragraph]:
    """The article's lines as stretches to parse, normalized, without leading and trailing space.

    A dateline is a stretch of its own, so that the sentence begins after it. `line` counts the
    non-empty lines.
    """
    text = normalize(article.text)
    furniture = [] if with_furniture else sorted(article.furniture)
    skip = 0
    number = -1
    for match in _LINE.finditer(text):
        line = match.group()
        stripped = line.strip()
        if not stripped:
            continue
        number += 1
        start = match.start() + len(line) - len(line.lstrip())
        while skip < len(furniture) and furniture[skip].end <= start:
            skip += 1
        if skip < len(furniture) and furniture[skip].start < start + len(stripped):
            continue
        dateline = find_dateline(stripped)
        for begin, end in ((0, dateline), (dateline, len(stripped))):
            yield from _cut(index, number, start + begin, stripped[begin:end])


def _cut(article: int, line: int, start: int, text: str) -> Iterator[_Paragraph]:
    while text.strip():
        start += len(text) - len(text.lstrip())
        text = text.strip()
        end = len(text)
        if end > _LONGEST_PARAGRAPH:
            end = text.rfind(" ", 1, _LONGEST_PARAGRAPH) + 1 or _LONGEST_PARAGRAPH
        yield _Paragraph(article, line, start, text[:end].rstrip())
        start, text = start + end, text[end:]


def _read_tokens(sentence: Any, text: str, shift: int) -> Iterator[Token]:
    for token in sentence.tokens:
        whole = Span(token.start_char + shift, token.end_char + shift)
        parts = (
            [whole]
            if len(token.words) == 1
            else _split(whole, [word.text for word in token.words], text)
        )
        for word, part in zip(token.words, parts, strict=True):
            yield Token(
                span=part,
                text=part.slice(text),
                lemma=word.lemma or word.text,
                upos=word.upos or "X",
                xpos=word.xpos or "",
                feats=word.feats,
                head=(word.head or 0) - 1,
                deprel=word.deprel or "dep",
                whole=whole if len(parts) > 1 else None,
            )


def _split(whole: Span, words: Sequence[str], text: str) -> list[Span]:
    """Where the words of a multiword token stand; each has the whole's span if they don't add up
    to it.
    """
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
    models: Path = ENGLISH,
    *,
    entities: bool = True,
    roles: bool = True,
) -> StanzaParser:
    """The parser with the shipped models, or with Stanza's own English package.

    Args:
        kind: "shipped", or "stanza-default", for which Stanza downloads its package on first use.
        threads: CPU threads; 0 leaves torch's choice.
        models: the folder of the shipped models.
        entities, roles: whether to look for them, too.

    Raises:
        ModelError: a model is missing or altered, or can't be downloaded.
    """
    if threads:
        torch.set_num_threads(threads)
    logging.getLogger("stanza").setLevel(logging.ERROR)
    processors = "tokenize,mwt,pos,lemma,depparse" + (",ner" if entities else "")
    if kind == "stanza-default":
        try:
            return StanzaParser(
                stanza.Pipeline("en", processors=processors), f"stanza-{stanza.__version__}-en"
            )
        except Exception as error:
            raise ModelError(
                f"Stanza's English package can't be loaded: {error}; use --parser shipped"
            ) from error
    manifest = check_models(models)
    encoder, tokenizer = load_encoder(models)
    cache = FoundationCache(local_files_only=True)
    cache.bert[ENCODER_NAME] = BertRecord(encoder, tokenizer, {})
    try:
        pipeline = stanza.Pipeline(
            "en",
            dir=str(models),
            processors=dict.fromkeys(processors.split(","), "news"),
            download_method=None,
            allow_unknown_language=True,
            foundation_cache=cache,
            device="cpu",
            verbose=False,
            **{f"{name}_model_path": str(models / f"{name}.pt") for name in processors.split(",")},
            pos_batch_size=4000,
            depparse_batch_size=4000,
            ner_batch_size=128,
        )
    except Exception as error:
        raise ModelError(
            f"the models in {models} can't be loaded: {error}; reinstall onrecord"
        ) from error
    pipeline.processors["depparse"].trainer.model.__class__ = ChosenArcParser
    for name in ("pos", "depparse"):
        _remember_features(pipeline.processors[name].vocab["feats"])
    for name in {"pos", "ner"} & set(pipeline.processors):
        _skip_letters(pipeline.processors[name].vocab["char"])
    tagger = load_role_tagger(models, encoder, tokenizer) if roles else None
    return StanzaParser(pipeline, manifest.version, tagger)


def _skip_letters(vocabulary: Any) -> None:
    """Spares Stanza to look up each word's letters, which models on an encoder never read."""
    vocabulary.map = lambda letters: [UNK_ID]


def load_reader(models: Path = ENGLISH) -> RoleTagger:
    """The reader of roles with an encoder of its own, for parses that have none yet.

    Raises:
        ModelError: a model is missing or altered.
    """
    check_models(models)
    return load_role_tagger(models, *load_encoder(models))


def _remember_features(vocabulary: Any) -> None:
    """Makes Stanza put each bundle of features together only once: it was a sixth of all time."""
    join, split = vocabulary.id2unit, cache(vocabulary.unit2id)
    remembered = cache(lambda ids: join(list(ids)))
    vocabulary.id2unit = lambda ids: remembered(tuple(ids))
    vocabulary.unit2id = lambda text: list(split(text))


def write_conllu(parse: Parse) -> Iterable[str]:
    """CoNLL-U blocks, a sentence each; MISC holds the character offsets and whether a space
    follows.
    """
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
