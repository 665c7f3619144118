"""`onrecord train`: trains the shipped models."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from quotes.cli.options import notes, threads_option

TRAINING_STEPS = (
    "encoder", "tokenizer", "words", "lemmas", "tags", "parser", "entities", "package",
    "components", "confidence", "cues", "speakers", "speaker-sources", "speaker-confidence",
    "check",
)  # fmt: skip


@click.command()
@click.argument("step", metavar="STEP", type=click.Choice([*TRAINING_STEPS, "all"]))
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True),
    required=True,
    help="Folder of the corpora.",
)
@click.option("--runs", type=click.Path(path_type=Path), default=Path("runs"), show_default=True)
@threads_option
def train(step: str, data: Path, runs: Path, threads: int | None) -> None:
    """Train a shipped model from the corpora, or all of them in order; resumes where a run stopped.

    STEP is encoder, tokenizer, words, lemmas, tags, parser, entities, package (copies the trained
    models into the package), components, confidence, cues, speakers, speaker-sources (the second
    half of speakers alone), speaker-confidence or check (of claimed quotations), or all. The model
    card (quotes/english/MODEL_CARD.md) describes them.
    """
    from quotes.training.training_steps import run_step

    for name in TRAINING_STEPS if step == "all" else [step]:
        notes.print(f"training: {name}")
        run_step(name, data, runs, threads or 0)
