"""Writes trained models, in small precision, to the folder from which the package loads them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import torch

from quotes.english.manifest import MODELS
from quotes.parsing.components import COMPONENTS_FILE
from quotes.parsing.encoder import save_encoder

STANZA_MODELS = ("tokenize", "mwt", "lemma", "pos", "depparse", "ner")
_SMALL = 1024  # tensors of fewer numbers stay as they are


def package_encoder(runs: Path, folder: Path = MODELS) -> None:
    """Writes the encoder in int8; the heads are then trained on these files."""
    save_encoder(runs / "encoder" / "encoder", folder)


def package_models(runs: Path, folder: Path = MODELS) -> None:
    """Writes Stanza's models in half precision."""
    for name in STANZA_MODELS:
        checkpoint = torch.load(runs / "heads" / name / "model.pt", weights_only=True)
        checkpoint["config"] = _remove_paths(checkpoint["config"])
        torch.save(_to_half_precision(checkpoint), folder / f"{name}.pt")
    (folder / "resources.json").write_text("{}\n")  # Stanza wants one beside the models


def package_component_tagger(runs: Path, folder: Path = MODELS) -> None:
    """Copies the component tagger."""
    shutil.copy(runs / "components" / COMPONENTS_FILE, folder / COMPONENTS_FILE)


def _remove_paths(config: dict[str, Any]) -> dict[str, Any]:
    """A configuration without the paths of the folders of the training."""
    return {
        key: Path(value).name if isinstance(value, str) and Path(value).is_absolute() else value
        for key, value in config.items()
    }


def _to_half_precision(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.half() if value.is_floating_point() and value.numel() >= _SMALL else value
    if isinstance(value, dict):
        return {key: _to_half_precision(item) for key, item in value.items()}
    return value
