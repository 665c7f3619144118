"""A client that a generator makes from the description does a journalist's task.

Needs a generator in an environment of its own, as its dependencies are not ours: `make clients`.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from serving import serving

from quotes.settings import Settings

# What the generator has no reader for is handed over as bytes.
_CONFIG = {
    "content_type_overrides": {
        "application/x-ndjson": "application/octet-stream",
        "application/vnd.apache.parquet": "application/octet-stream",
    },
    "post_hooks": [],
}


def test_a_generated_client_does_a_journalists_task(
    sample_settings: Settings, tmp_path: Path
) -> None:
    folder = os.environ.get("ONRECORD_CLIENT_GENERATOR")
    if folder is None:
        pytest.skip("ONRECORD_CLIENT_GENERATOR names no environment; `make clients` makes one")
    (tmp_path / "config.json").write_text(json.dumps(_CONFIG), "utf-8")
    with serving(sample_settings) as (address, _):
        made = subprocess.run(
            [
                *(Path(folder, "bin", "openapi-python-client"), "generate"),
                *("--url", f"{address}/openapi.json", "--config", tmp_path / "config.json"),
                *("--output-path", tmp_path / "client", "--meta", "none", "--fail-on-warning"),
            ],
            capture_output=True,
            text=True,
        )
        assert made.returncode == 0, made.stdout + made.stderr
        done = subprocess.run(
            [
                Path(folder, "bin", "python"),
                Path(__file__).parent / "journalist_task.py",
                address,
            ],
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONPATH": str(tmp_path)},
        )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer.pop("permalink").startswith(f"{address}/v1/quotes/")
    assert answer == {
        "who": "Zoë Işık",
        "as": ["water minister"],
        "said": ["“We will not stop,”", "“The river can wait.”"],
        "snippet": "“We will not stop,” … “The <mark>river</mark> can wait.”",
        "where": ["Cable Post", "Minister defends the dam", "https://cable.example/dam"],
        "around": "\n\nShe told Radio Norr that the valley would be paid.\n\nFarmers fear a flood.",
        "when": ["2031-03-01"],
    }
