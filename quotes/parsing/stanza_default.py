"""Analysis of text by Stanza's own English package, to compare with."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import stanza

from quotes.errors import ModelError
from quotes.parsing.analysis import SentenceAnalysis
from quotes.parsing.long_sentences import split_long_sentences

_GAP = "\n\n"  # what Stanza's tokenizer takes as the end of a paragraph


class StanzaAnalyzer:
    """Analyses text by a `stanza.Pipeline` with tokenize, mwt, pos, lemma, depparse and ner."""

    def __init__(self, pipeline: Any) -> None:
        self._pipeline = pipeline
        self.seconds: dict[str, float] = defaultdict(float)

    def analyze(self, stretches: Sequence[str]) -> list[list[SentenceAnalysis]]:
        """The sentences of each stretch."""
        starts: list[int] = []
        position = 0
        for text in stretches:
            starts.append(position)
            position += len(text) + len(_GAP)
        analysed: list[list[SentenceAnalysis]] = [[] for _ in stretches]
        for sentence in self._run(_GAP.join(stretches)).sentences:
            place = bisect_right(starts, sentence.tokens[0].start_char) - 1
            analysed[place].append(_convert_sentence(sentence, starts[place]))
        return analysed

    def _run(self, text: str) -> Any:
        document: Any = text
        for name, processor in self._pipeline.processors.items():
            began = time.perf_counter()
            document = processor.process(document)
            if name == "tokenize":
                document = split_long_sentences(document)
            self.seconds[name] += time.perf_counter() - began
        return document


def _convert_sentence(sentence: Any, start: int) -> SentenceAnalysis:
    tokens, words = sentence.tokens, sentence.words
    return SentenceAnalysis(
        tokens=[(token.start_char - start, token.end_char - start) for token in tokens],
        counts=[len(token.words) for token in tokens],
        words=[word.text for word in words],
        lemmas=[word.lemma or word.text for word in words],
        upos=[word.upos or "X" for word in words],
        xpos=[word.xpos or "" for word in words],
        feats=[word.feats for word in words],
        heads=[(word.head or 0) - 1 for word in words],
        deprels=[word.deprel or "dep" for word in words],
        names=[tag for token in tokens for tag in _spread_tag(token.ner or "O", len(token.words))],
    )


def _spread_tag(tag: str, words: int) -> list[str]:
    """The entity tags of a token's words, from the tag of the token."""
    if words == 1 or tag == "O":
        return [tag] * words
    kind = tag[2:]
    first = f"B-{kind}" if tag[0] in "BS" else f"I-{kind}"
    last = f"E-{kind}" if tag[0] in "ES" else f"I-{kind}"
    return [first, *([f"I-{kind}"] * (words - 2)), last]


def load_stanza_default(*, entities: bool = True) -> tuple[StanzaAnalyzer, str]:
    """The analyzer with Stanza's English package, downloaded on first use, and its version.

    Raises:
        ModelError: it can't be downloaded.
    """
    processors = "tokenize,mwt,pos,lemma,depparse" + (",ner" if entities else "")
    try:
        pipeline = stanza.Pipeline("en", processors=processors)
    except Exception as error:
        raise ModelError(
            f"Stanza's English package can't be loaded: {error}; use --parser shipped"
        ) from error
    return StanzaAnalyzer(pipeline), f"stanza-{stanza.__version__}-en"
