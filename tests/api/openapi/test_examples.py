"""The examples in the document are what the service answers."""

from __future__ import annotations

from pathlib import Path

import msgspec
from api_examples import encode_examples, make_examples

from api.openapi.document import EXAMPLES_FILE


def test_examples_are_real_answers(tmp_path: Path) -> None:
    """`make examples` rewrites them after a change of what is answered."""
    examples = make_examples(f"sqlite:///{tmp_path / 'examples.db'}")
    assert msgspec.json.decode(EXAMPLES_FILE.read_bytes()) == examples
    assert EXAMPLES_FILE.read_bytes() == encode_examples(examples)
