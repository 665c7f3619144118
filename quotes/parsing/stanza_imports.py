"""Stanza without what only its training needs, which took half of the time of the start."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

_TRAINING_ONLY = "transformers"
_hides = _TRAINING_ONLY not in sys.modules
if _hides:
    sys.modules[_TRAINING_ONLY] = None  # type: ignore[assignment]  # as if it was not installed
try:
    from stanza.models.common import utils
finally:
    if _hides:
        del sys.modules[_TRAINING_ONLY]


@contextmanager
def without_optimizers() -> Iterator[None]:
    """Stanza's models that are loaded meanwhile get an optimizer of nothing.

    Stanza makes one for each; for the first torch imports its compiler.
    """
    dispatch = utils.dispatch_optimizer
    utils.dispatch_optimizer = lambda *_, **__: SimpleNamespace(param_groups=[])
    try:
        yield
    finally:
        utils.dispatch_optimizer = dispatch
