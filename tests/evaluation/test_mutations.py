"""Damaged files of every format become articles or quarantined inputs, and nothing else.

`onrecord evaluate mutations` is the same with 1,000 files of each format.
"""

from __future__ import annotations

import random
import subprocess
import sys

import msgspec

from quotes.evaluation.mutations import MutationReport, make_samples, mutate
from quotes.readers.files import FORMATS


def test_every_format_has_a_sample() -> None:
    suffixes = {f".{suffix.split('.')[-1]}" for suffix, _ in make_samples()}
    same = {".ndjson", ".htm", ".xhtml", ".markdown", ".zst", ".gz"}  # as .jsonl, .html, .md
    assert set(FORMATS) - same <= suffixes


def test_the_same_seed_makes_the_same_files() -> None:
    for _, content in make_samples():
        one, other = (mutate(content, random.Random(7)) for _ in range(2))  # noqa: S311
        assert one == other


def test_damaged_files_and_bombs() -> None:
    """No exception comes out, no bomb gives an article, and the memory stays below 200 MB."""
    code = (
        "import msgspec, sys; from quotes.evaluation.mutations import evaluate_mutations; "
        "sys.stdout.buffer.write("
        "msgspec.json.encode(evaluate_mutations(10, seed=2, with_records=False)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    report = msgspec.json.decode(result.stdout, type=MutationReport)
    assert (report.unhandled, report.reported, report.accepted_bombs) == ({}, {}, 0)
    assert set(report.files.values()) == {10}
    assert report.articles > 30
    assert report.peak_megabytes < 200
