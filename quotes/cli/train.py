"""`onrecord train`: the shipped models, made again."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from quotes.cli.options import notes, threads_option

TRAINING_STEPS = (
    "encoder", "tokenizer", "words", "lemmas", "tags", "parser", "entities", "ship", "components",
    "confidence", "cues", "speakers",
)  # fmt: skip


@click.command()
@click.argument(
    "step", metavar="STEP", type=click.Choice([*TRAINING_STEPS, "architectures", "all"])
)
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

    STEP is encoder, tokenizer, words, lemmas, tags, parser, entities, ship (puts the results into
    the package), components, confidence, cues or speakers, as the model card has them
    (quotes/english/MODEL_CARD.md); architectures (trains the parser on GloVe and compares); or all.
    """
    from quotes.training.steps import run_step

    for name in TRAINING_STEPS if step == "all" else [step]:
        notes.print(f"training: {name}")
        run_step(name, data, runs, threads or 0)
