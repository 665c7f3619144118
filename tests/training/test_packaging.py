"""What is shipped of trained models."""

from __future__ import annotations

import torch

from quotes.english.manifest import MODELS
from quotes.training.packaging import STANZA_MODELS


def test_models_tell_no_folder() -> None:
    """No shipped model names a place on the machine where it was trained."""
    for name in STANZA_MODELS:
        config = torch.load(MODELS / f"{name}.pt", weights_only=True)["config"]
        assert [v for v in config.values() if isinstance(v, str) and v.startswith("/")] == []
