"""Nothing but the way to the builders beside this file."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

_spec = importlib.util.spec_from_file_location(
    "identity_builders", Path(__file__).parent / "builders.py"
)
assert _spec
assert _spec.loader
_builders = importlib.util.module_from_spec(_spec)
sys.modules["identity_builders"] = _builders
_spec.loader.exec_module(_builders)
