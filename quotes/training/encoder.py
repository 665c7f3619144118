"""Fine-tunes the shared encoder on all token tasks at once.

One small transformer reads each sentence once, for tagger, parser and entities alike. To make its
last layer hold what they all need, it is trained here with one plain head a task: a biaffine
parser and tag classifiers on UD, entity tags, and the component tagger on windows of news. The
heads are thrown away; Stanza's own models and the shipped component tagger are then trained on the
frozen encoder (`heads.py`, `components.py`).
"""

from __future__ import annotations

import json
import random
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel, BertConfig, PreTrainedTokenizerFast

from quotes.parsing.word_pieces import PieceTokenizer
from quotes.training.corpora import (
    LabeledSentence,
    SentenceWindow,
    read_entity_tags,
    read_news,
    read_treebank,
)
from quotes.training.encoder_batches import Batch, make_batches, make_example, make_window_batches
from quotes.training.joint_model import JointModel, LabelInventories
from quotes.training.optimization import make_schedule, take_step

_CASES = 4
_WINDOW = 256  # words


@dataclass(frozen=True)
class EncoderTrainingPlan:
    """How the encoder is trained; the defaults made the shipped one. Not tuned."""

    seed: int = 20161108
    treebank_epochs: int = 6
    news_epochs: int = 4
    pieces_a_batch: int = 2600
    encoder_rate: float = 2e-4
    head_rate: float = 1.5e-3
    warmup: float = 0.06
    dropout: float = 0.25


def schedule(
    treebank: Sequence[LabeledSentence],
    news: Sequence[SentenceWindow],
    tokenizer: PieceTokenizer,
    plan: EncoderTrainingPlan,
) -> list[Batch]:
    """All batches of the training in order; the same for the same plan and data."""
    rng = random.Random(plan.seed)  # noqa: S311  # a shuffle, not a secret
    trees = [
        make_batches(
            [make_example(sentence, tokenizer, rng) for sentence in treebank],
            plan.pieces_a_batch,
            rng,
        )
        for _ in range(plan.treebank_epochs)
    ]
    windows = [
        make_window_batches(news, tokenizer, plan.pieces_a_batch, rng)
        for _ in range(plan.news_epochs)
    ]
    # Both corpora are spread evenly, each in its own order.
    parts = ([b for epoch in trees for b in epoch], [b for epoch in windows for b in epoch])
    placed = [(index / len(part), batch) for part in parts for index, batch in enumerate(part)]
    return [batch for _, batch in sorted(placed, key=lambda item: item[0])]


def _load_base(base: Path) -> Any:
    """The pretrained encoder with an embedding for each case in place of the two for segments."""
    config = BertConfig.from_pretrained(base, attention_probs_dropout_prob=0.0)
    config._attn_implementation = "eager"  # the fused kernel is slow backwards on CPUs
    encoder = AutoModel.from_pretrained(base, config=config, add_pooling_layer=False)
    segments = encoder.embeddings.token_type_embeddings
    cases = nn.Embedding(_CASES, config.hidden_size)
    with torch.no_grad():
        cases.weight.copy_(segments.weight[:1].expand(_CASES, -1))
    encoder.embeddings.token_type_embeddings = cases
    encoder.config.type_vocab_size = _CASES
    return encoder


def train_encoder(
    data: Path, base: Path, output: Path, plan: EncoderTrainingPlan | None = None
) -> None:
    """Trains the encoder and writes `output`/encoder (safetensors, tokenizer).

    Checkpoints are beside it; training resumes from the last one.

    Args:
        data: the folder with `ud/`, `ner/` and `polnear/`.
        base: a BERT-like pretrained model's folder.
        output: where checkpoints, the log and the result go.
    """
    plan = plan or EncoderTrainingPlan()
    output.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(plan.seed)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(base)
    pieces = PieceTokenizer(Tokenizer.from_file(str(base / "tokenizer.json")))
    treebank = [
        s for name in ("ewt", "gum") for s in read_treebank(data / f"ud/{name}_train.conllu")
    ]
    tags, articles = data / "ner/polnear_train_silver.bio", data / "polnear/train.jsonl"
    news = list(read_news(tags, articles, _WINDOW, held_out=True))
    tests = _read_tests(data, pieces)
    batches = schedule(treebank, news, pieces, plan)

    model = JointModel(_load_base(base), LabelInventories(treebank), plan.dropout)
    optimizer, scheduler = _make_optimizer(model, plan, len(batches))
    parts = {"model": model, "optimizer": optimizer, "scheduler": scheduler}
    checkpoint = output / "checkpoint.pt"
    first = _resume(checkpoint, parts)
    running: dict[str, list[float]] = defaultdict(list)
    began = time.perf_counter()
    every = max(1, len(batches) // plan.treebank_epochs // 2)
    with (output / "log.jsonl").open("a", encoding="utf-8") as log:
        for done, batch in enumerate(batches[first:], first + 1):
            model.train()
            for name, value in take_step(model, model.loss(batch), optimizer, scheduler).items():
                running[name].append(value)
            if done % 50 == 0 or done == len(batches):
                row: dict[str, object] = {"step": done, "of": len(batches)}
                row["seconds"] = round(time.perf_counter() - began)
                row["loss"] = {
                    name: round(sum(v) / len(v), 3) for name, v in sorted(running.items())
                }
                running.clear()
                if done % (2 * every) < 50 or done == len(batches):
                    model.eval()
                    row["dev"] = {name: model.score(part) for name, part in tests.items()}
                log.write(json.dumps(row) + "\n")
                log.flush()
            if done % every == 0 or done == len(batches):
                _save(checkpoint, parts, done)
                model.encoder.save_pretrained(output / "encoder")
                tokenizer.save_pretrained(output / "encoder")
    torch.save(
        {k: v for k, v in model.state_dict().items() if not k.startswith("encoder.")},
        output / "heads.pt",
    )


def _read_tests(data: Path, pieces: PieceTokenizer) -> dict[str, list[Batch]]:
    """The dev parts, by the names that the log gives them."""
    tests = {
        name: make_batches([make_example(s, pieces) for s in part], 4000, None)
        for name, part in (
            ("ewt", read_treebank(data / "ud/ewt_dev.conllu")),
            ("gum", read_treebank(data / "ud/gum_dev.conllu")),
            ("ner", read_entity_tags(data / "ner/ewt_dev.bio")),
        )
    }
    news = read_news(data / "ner/polnear_dev_silver.bio", data / "polnear/dev.jsonl", _WINDOW)
    tests["news"] = make_window_batches(list(news)[::3], pieces, 4000, None)
    return tests


def _make_optimizer(
    model: JointModel, plan: EncoderTrainingPlan, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """AdamW with one rate for the encoder and one for the heads, with warm-up and decay."""
    body = list(model.encoder.parameters())
    known = {id(p) for p in body}
    heads = [p for p in model.parameters() if id(p) not in known]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": plan.encoder_rate}, {"params": heads, "lr": plan.head_rate}],
        weight_decay=0.01,
        fused=True,
    )
    return optimizer, make_schedule(optimizer, steps, plan.warmup)


def _resume(checkpoint: Path, parts: Mapping[str, Any]) -> int:
    """The number of batches in the checkpoint, whose state is restored; 0 without a checkpoint."""
    if not checkpoint.exists():
        return 0
    state = torch.load(checkpoint, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(state[name])
    torch.set_rng_state(state["random"])
    step: int = state["step"]
    return step


def _save(checkpoint: Path, parts: Mapping[str, Any], step: int) -> None:
    """Writes a new file before replacing the old one, so that an interruption leaves one intact."""
    state = {name: part.state_dict() for name, part in parts.items()}
    state |= {"random": torch.get_rng_state(), "step": step}
    torch.save(state, checkpoint.with_suffix(".new"))
    checkpoint.with_suffix(".new").replace(checkpoint)
