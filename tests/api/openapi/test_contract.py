"""The description and the service agree: schemathesis asks all that the one allows and forbids.

Here it asks the fixed cases of its coverage, of the exports only those of one; `make fuzz` asks
random ones, too, of all, and tells how many.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from serving import serving

from quotes.settings import Settings
from quotes.store import open_store

# What the description can't say: a cursor is one that was given out, a name has a letter, words to
# search for are words, dates are the right way round.
_CONFIG = """
[parameters]
"path.quote_id" = "{quote_id}"
"path.speaker_id" = "ola-berg"
"path.article_id" = "dam-cable"

[checks.positive_data_acceptance]
expected-statuses = ["2xx", "400", "404"]

[checks.negative_data_rejection]
expected-statuses = ["400", "404", "406", "414"]
"""
_OTHER_EXPORTS = r"^/v1/export/(?!quotes\.csv$)"


@pytest.mark.timeout(3600)
def test_schemathesis_finds_nothing(sample_settings: Settings, tmp_path: Path) -> None:
    with open_store(sample_settings.database_url) as store:
        quote_id = store.quotes.list(limit=1).items[0].attribution.id
    config = tmp_path / "schemathesis.toml"
    config.write_text(_CONFIG.format(quote_id=quote_id), "utf-8")
    examples = os.environ.get("ONRECORD_FUZZ_EXAMPLES")
    some = ("--phases", "examples,coverage", "--exclude-path-regex", _OTHER_EXPORTS)
    phases = ("--phases", "examples,coverage,fuzzing") if examples else some
    with serving(sample_settings) as (address, _):
        done = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run"),
                *(f"{address}/openapi.json", "--seed", "1", "--max-examples", examples or "1"),
                *(*phases, "--generation-database", "none"),
                "--no-color",
            ],
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    found = re.search(r"(\d+) generated", done.stdout)
    assert found
    assert int(found[1]) > 200
    print(f"schemathesis: {found[1]} cases, no failure")
