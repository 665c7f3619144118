"""Analysis of text by the shipped models, on one encoder."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import stanza
from stanza.models.common.foundation_cache import BertRecord, FoundationCache

from quotes.errors import ModelError
from quotes.parsing.analysis import SentenceAnalysis
from quotes.parsing.annotator import Annotator, SentenceLabels
from quotes.parsing.encoder import SharedEncoder
from quotes.parsing.segmentation import Segmenter
from quotes.parsing.stanza_imports import without_optimizers
from quotes.parsing.tree_decoding import ChosenArcParser
from quotes.parsing.word_pieces import PieceTokenizer

ENCODER_NAME = "onrecord"


class ShippedAnalyzer:
    """Finds sentences and words, and labels them.

    Args:
        processors: Stanza's, by name: tokenize, mwt, pos, lemma, depparse and perhaps ner.
    """

    def __init__(
        self, processors: Mapping[str, Any], encoder: SharedEncoder, tokenizer: PieceTokenizer
    ) -> None:
        self._segmenter = Segmenter(processors["tokenize"], processors["mwt"])
        self._annotator = Annotator(processors, encoder, tokenizer)
        self.seconds: dict[str, float] = self._annotator.seconds

    def analyze(self, stretches: Sequence[str]) -> list[list[SentenceAnalysis]]:
        """The sentences of each stretch."""
        began = time.perf_counter()
        segmented = self._segmenter.segment(stretches)
        self.seconds["sentences"] += time.perf_counter() - began
        words = [
            [word for token in tokens for word in token.words]
            for sentences in segmented
            for tokens in sentences
        ]
        labelled = zip(words, self._annotator.annotate(words), strict=True)
        return [
            [
                SentenceAnalysis(
                    tokens=[(token.start, token.end) for token in tokens],
                    counts=[len(token.words) for token in tokens],
                    words=own,
                    lemmas=labels.lemmas,
                    upos=labels.upos,
                    xpos=labels.xpos,
                    feats=labels.feats,
                    heads=labels.heads,
                    deprels=labels.deprels,
                    names=labels.names,
                )
                # `sentences` comes first: at its end zip takes no labels of the next stretch.
                for tokens, (own, labels) in zip(sentences, labelled, strict=False)
            ]
            for sentences in segmented
        ]

    def annotate(self, sentences: Sequence[Sequence[str]]) -> list[SentenceLabels]:
        """The labels of sentences whose words are given."""
        return self._annotator.annotate(sentences)


def load_shipped_analyzer(
    models: Path, encoder: SharedEncoder, tokenizer: PieceTokenizer, *, entities: bool = True
) -> ShippedAnalyzer:
    """The analyzer with the models of a folder.

    Raises:
        ModelError: a model is missing or damaged.
    """
    names = ["tokenize", "mwt", "pos", "lemma", "depparse", *(["ner"] if entities else [])]
    shared = FoundationCache(local_files_only=True)
    shared.bert[ENCODER_NAME] = BertRecord(encoder, tokenizer, {})
    try:
        with without_optimizers():
            pipeline = stanza.Pipeline(
                "en",
                dir=str(models),
                processors=dict.fromkeys(names, "news"),
                download_method=None,
                allow_unknown_language=True,
                foundation_cache=shared,
                device="cpu",
                verbose=False,
                **{f"{name}_model_path": str(models / f"{name}.pt") for name in names},
            )
    except Exception as error:
        raise ModelError(
            f"the models in {models} can't be loaded: {error}; reinstall onrecord"
        ) from error
    trees = pipeline.processors["depparse"].trainer.model
    trees.__class__ = ChosenArcParser
    trees.quantize()
    return ShippedAnalyzer(pipeline.processors, encoder, tokenizer)
