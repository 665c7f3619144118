"""Fine-tunes the shared encoder on all token tasks at once.

One small transformer reads each sentence once, for tagger, parser and entities alike. To make its
last layer hold what they all need, it is trained here with one plain head a task: a biaffine
parser and tag classifiers on UD, entity tags, and source/cue/content tags on news. The heads are
thrown away; Stanza's own models are then trained on the frozen encoder (`heads.py`).
"""

from __future__ import annotations

import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel, PreTrainedTokenizerFast

from quotes.training.corpora import (
    ROLES,
    LabeledSentence,
    add_attributions,
    read_entity_tags,
    read_treebank,
)

ENTITY_TAGS = ("O", *(f"{p}-{t}" for t in ("PER", "ORG", "LOC", "MISC", "DATE") for p in "BI"))
ROLE_TAGS = ("O", "B", "I")
_UNSAID = torch.tensor([tag == "O" or tag.endswith(("MISC", "DATE")) for tag in ENTITY_TAGS])
_IGNORE = -100
_LONGEST = 160  # word pieces; longer training sentences (0.1 %) cost more padding than they teach


@dataclass(frozen=True)
class Plan:
    """How the encoder is trained; the defaults made the shipped one."""

    seed: int = 20161108
    treebank_epochs: int = 6
    news_epochs: float = 1.5
    pieces_a_batch: int = 2600
    encoder_rate: float = 2e-4
    head_rate: float = 1.5e-3
    warmup: float = 0.06
    dropout: float = 0.25


@dataclass(frozen=True)
class Example:
    """A sentence as word pieces: `ids` with both ends, `last` the index of each word's last
    piece.
    """

    ids: tuple[int, ...]
    last: tuple[int, ...]
    sentence: LabeledSentence


class Labels:
    """The label inventories, in a fixed order, with the index of each label."""

    def __init__(self, sentences: Sequence[LabeledSentence]) -> None:
        self.deprels = sorted({label for s in sentences for label in s.deprels})
        self.upos = sorted({label for s in sentences for label in s.upos})
        self.xpos = sorted({label for s in sentences for label in s.xpos})

    def indices(self, name: str, values: Sequence[str]) -> list[int]:
        inventory: list[str] = getattr(self, name)
        positions = {label: i for i, label in enumerate(inventory)}
        return [positions.get(value, _IGNORE) for value in values]


class Biaffine(nn.Module):
    """Scores [batch, labels, dependents, heads] of every pair of words."""

    def __init__(self, size: int, hidden: int, labels: int, dropout: float) -> None:
        super().__init__()
        self.dependent = nn.Sequential(nn.Linear(size, hidden), nn.GELU(), nn.Dropout(dropout))
        self.head = nn.Sequential(nn.Linear(size, hidden), nn.GELU(), nn.Dropout(dropout))
        self.weight = nn.Parameter(torch.zeros(labels, hidden + 1, hidden + 1))

    def forward(self, dependents: Tensor, heads: Tensor) -> Tensor:
        left = functional.pad(self.dependent(dependents), (0, 1), value=1.0)
        right = functional.pad(self.head(heads), (0, 1), value=1.0)
        return torch.einsum("bxi,oij,byj->boxy", left, self.weight, right)

    def score_pairs(self, dependents: Tensor, heads: Tensor) -> Tensor:
        """Scores [words, labels] of given pairs."""
        left = functional.pad(self.dependent(dependents), (0, 1), value=1.0)
        right = functional.pad(self.head(heads), (0, 1), value=1.0)
        return torch.einsum("xi,oij,xj->xo", left, self.weight, right)


class JointModel(nn.Module):
    """The encoder with a plain head for each task."""

    def __init__(self, encoder: Any, labels: Labels, dropout: float) -> None:
        super().__init__()
        self.encoder = encoder
        self.labels = labels
        size: int = encoder.config.hidden_size
        self.drop = nn.Dropout(dropout)
        self.arc = Biaffine(size, 256, 1, dropout)
        self.relation = Biaffine(size, 128, len(labels.deprels), dropout)
        self.upos = nn.Linear(size, len(labels.upos))
        self.xpos = nn.Linear(size, len(labels.xpos))
        self.entities = nn.Linear(size, len(ENTITY_TAGS))
        self.roles = nn.Linear(size, len(ROLES) * len(ROLE_TAGS))

    def encode(self, examples: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
        """Vectors [batch, 1 + words, size] with the root first, the word mask [batch, words], and
        head mask.
        """
        longest = max(len(e.ids) for e in examples)
        words = max(len(e.last) for e in examples)
        ids = torch.zeros(len(examples), longest, dtype=torch.long)
        mask = torch.zeros(len(examples), longest, dtype=torch.long)
        gather = torch.zeros(len(examples), words + 1, dtype=torch.long)
        real = torch.zeros(len(examples), words + 1, dtype=torch.bool)
        for row, example in enumerate(examples):
            ids[row, : len(example.ids)] = torch.tensor(example.ids)
            mask[row, : len(example.ids)] = 1
            gather[row, 1 : len(example.last) + 1] = torch.tensor(example.last)
            real[row, : len(example.last) + 1] = True
        hidden = self.encoder(ids, attention_mask=mask).last_hidden_state
        vectors = hidden.gather(1, gather.unsqueeze(2).expand(-1, -1, hidden.size(2)))
        return self.drop(vectors), real[:, 1:], real

    def arc_scores(self, vectors: Tensor, head_mask: Tensor) -> Tensor:
        scores: Tensor = self.arc(vectors[:, 1:], vectors).squeeze(1)
        scores = scores.masked_fill(~head_mask.unsqueeze(1), -1e4)
        itself = torch.arange(scores.size(1))
        scores[:, itself, itself + 1] = -1e4
        return scores

    def loss(self, examples: Sequence[Example]) -> dict[str, Tensor]:
        """The mean loss a word for each task that the examples have labels of."""
        vectors, mask, head_mask = self.encode(examples)
        losses: dict[str, Tensor] = {}
        words = vectors[:, 1:][mask]

        def flat(values: Iterator[Sequence[int]]) -> Tensor:
            return torch.tensor([value for row in values for value in row])

        sentences = [e.sentence for e in examples]
        if sentences[0].heads:
            heads = flat(s.heads for s in sentences)
            losses["arc"] = functional.cross_entropy(
                self.arc_scores(vectors, head_mask)[mask], heads
            )
            rows = mask.nonzero()[:, 0]
            pairs = self.relation.score_pairs(words, vectors[rows, heads])
            relations = flat(self.labels.indices("deprels", s.deprels) for s in sentences)
            losses["relation"] = functional.cross_entropy(pairs, relations)
            for name, layer in (("upos", self.upos), ("xpos", self.xpos)):
                gold = flat(self.labels.indices(name, getattr(s, name)) for s in sentences)
                losses[name] = 0.5 * functional.cross_entropy(
                    layer(words), gold, ignore_index=_IGNORE
                )
        tagged = [bool(s.entities) for s in sentences for _ in s.words]
        if any(tagged):
            chosen = torch.tensor(tagged)
            gold = flat([ENTITY_TAGS.index(tag) for tag in s.entities] for s in sentences)
            scores = functional.log_softmax(self.entities(words[chosen]), dim=1)
            exact = -scores.gather(1, gold.unsqueeze(1)).squeeze(1)
            if sentences[0].heads:  # GUM knows no MISC or DATE: its O stands for any of the three
                open_class = -scores[:, _UNSAID].logsumexp(1)
                exact = torch.where(gold == 0, open_class, exact)
            losses["entities"] = exact.mean()
        marked = [bool(s.roles) for s in sentences for _ in s.words]
        if any(marked):
            scores = self.roles(words[torch.tensor(marked)]).view(-1, len(ROLES), len(ROLE_TAGS))
            for index, role in enumerate(ROLES):
                gold = flat(
                    [ROLE_TAGS.index(tag) for tag in s.roles[index]] for s in sentences if s.roles
                )
                losses[role] = functional.cross_entropy(scores[:, index], gold)
        return losses

    @torch.no_grad()
    def score(self, examples: Sequence[Example]) -> dict[str, float]:
        """Accuracies and F1 in percent with gold words; heads are the best of each word, not yet a
        tree.
        """
        counts: dict[str, int] = defaultdict(int)
        for batch in make_batches(examples, 4000, None):
            vectors, mask, head_mask = self.encode(batch)
            words = vectors[:, 1:][mask]
            flat_sentences = [e.sentence for e in batch]
            if flat_sentences[0].heads:
                gold_heads = torch.tensor([h for s in flat_sentences for h in s.heads])
                heads = self.arc_scores(vectors, head_mask)[mask].argmax(1)
                rows = mask.nonzero()[:, 0]
                relations = self.relation.score_pairs(words, vectors[rows, heads]).argmax(1)
                gold = torch.tensor(
                    [i for s in flat_sentences for i in self.labels.indices("deprels", s.deprels)]
                )
                counts["words"] += len(gold)
                counts["uas"] += int((heads == gold_heads).sum())
                counts["las"] += int(((heads == gold_heads) & (relations == gold)).sum())
                upos = torch.tensor(
                    [i for s in flat_sentences for i in self.labels.indices("upos", s.upos)]
                )
                counts["upos"] += int((self.upos(words).argmax(1) == upos).sum())
            entity_tags = self.entities(words).argmax(1).tolist()
            role_tags = self.roles(words).view(-1, len(ROLES), len(ROLE_TAGS)).argmax(2).tolist()
            position = 0
            for s in flat_sentences:
                here = slice(position, position + len(s.words))
                position += len(s.words)
                if s.entities and not s.heads:
                    guess = [ENTITY_TAGS[i] for i in entity_tags[here]]
                    gold_spans = set(tag_spans(s.entities))
                    guess_spans = {g for g in tag_spans(guess) if g[2] in ("PER", "ORG", "LOC")}
                    gold_spans = {g for g in gold_spans if g[2] in ("PER", "ORG", "LOC")}
                    counts["entity_right"] += len(gold_spans & guess_spans)
                    counts["entity_all"] += len(gold_spans) + len(guess_spans)
                for index, role in enumerate(ROLES if s.roles else ()):
                    marked = {i for i, tags in enumerate(role_tags[here]) if tags[index]}
                    truth = {i for i, tag in enumerate(s.roles[index]) if tag != "O"}
                    counts[f"{role}_right"] += len(marked & truth)
                    counts[f"{role}_all"] += len(marked) + len(truth)
        result = {
            name: 100 * counts[name] / counts["words"]
            for name in ("uas", "las", "upos")
            if counts["words"]
        }
        for name in ("entity", *ROLES):
            if counts[f"{name}_all"]:
                result[name] = 200 * counts[f"{name}_right"] / counts[f"{name}_all"]
        return {name: round(value, 2) for name, value in result.items()}


def tag_spans(tags: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Spans (first word, end, type) of a BIO sequence."""
    start, kind = 0, ""
    for index, tag in enumerate([*tags, "O"]):
        if kind and (tag == "O" or tag.startswith("B") or tag[2:] != kind):
            yield start, index, kind
            kind = ""
        if tag != "O" and not kind:
            start, kind = index, tag[2:]


def make_examples(
    sentences: Sequence[LabeledSentence], tokenizer: PreTrainedTokenizerFast
) -> list[Example]:
    examples: list[Example] = []
    for sentence in sentences:
        encoded = tokenizer(list(sentence.words), is_split_into_words=True)
        last: dict[int, int] = {}
        last |= {word: at for at, word in enumerate(encoded.word_ids()) if word is not None}
        ids = encoded["input_ids"]
        if len(ids) <= _LONGEST and len(last) == len(sentence.words):
            examples.append(Example(tuple(ids), tuple(last[i] for i in range(len(last))), sentence))
    return examples


def make_batches(
    examples: Sequence[Example], pieces: int, rng: random.Random | None
) -> list[list[Example]]:
    """Examples of like length together, at most `pieces` word pieces with padding; shuffled if
    `rng` is given.
    """
    order = list(examples)
    if rng is not None:
        rng.shuffle(order)
        order.sort(key=lambda e: len(e.ids) // 4)
    else:
        order.sort(key=lambda e: len(e.ids))
    batches: list[list[Example]] = [[]]
    for example in order:
        if batches[-1] and len(example.ids) * (len(batches[-1]) + 1) > pieces:
            batches.append([])
        batches[-1].append(example)
    if rng is not None:
        rng.shuffle(batches)
    return batches


def schedule(
    treebank: Sequence[Example], news: Sequence[Example], plan: Plan
) -> list[list[Example]]:
    """Every batch of the whole training in order; the same for the same plan and data."""
    rng = random.Random(plan.seed)  # noqa: S311  # a shuffle, not a secret
    news_order = [
        example
        for _ in range(int(plan.news_epochs) + 1)
        for example in rng.sample(list(news), len(news))
    ]
    share = int(len(news) * plan.news_epochs / plan.treebank_epochs)
    batches: list[list[Example]] = []
    for epoch in range(plan.treebank_epochs):
        part = make_batches(treebank, plan.pieces_a_batch, rng)
        part += make_batches(
            news_order[epoch * share : (epoch + 1) * share], plan.pieces_a_batch, rng
        )
        rng.shuffle(part)
        batches += part
    return batches


def train_encoder(data: Path, base: Path, output: Path, plan: Plan | None = None) -> None:
    """Trains and writes `output`/encoder (safetensors, tokenizer) with checkpoints beside it;
    resumes from the last.

    Args:
        data: the folder with `ud/`, `ner/` and `polnear/`.
        base: a BERT-like pretrained model's folder.
        output: where checkpoints, the log and the result go.
    """
    plan = plan or Plan()
    output.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(plan.seed)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(base)
    treebank = [
        s for name in ("ewt", "gum") for s in read_treebank(data / f"ud/{name}_train.conllu")
    ]
    news = add_attributions(
        list(read_entity_tags(data / "ner/polnear_train_silver.bio")), data / "polnear/train.jsonl"
    )
    labels = Labels(treebank)
    development = {
        "ewt": list(read_treebank(data / "ud/ewt_dev.conllu")),
        "gum": list(read_treebank(data / "ud/gum_dev.conllu")),
        "ner": list(read_entity_tags(data / "ner/ewt_dev.bio")),
        "news": add_attributions(
            list(read_entity_tags(data / "ner/polnear_dev_silver.bio")), data / "polnear/dev.jsonl"
        )[:700],
    }
    tests = {name: make_examples(part, tokenizer) for name, part in development.items()}
    batches = schedule(make_examples(treebank, tokenizer), make_examples(news, tokenizer), plan)

    model = JointModel(
        AutoModel.from_pretrained(base, add_pooling_layer=False), labels, plan.dropout
    )
    body = list(model.encoder.parameters())
    known = {id(p) for p in body}
    heads = [p for p in model.parameters() if id(p) not in known]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": plan.encoder_rate}, {"params": heads, "lr": plan.head_rate}],
        weight_decay=0.01,
        fused=True,
    )
    warmup = int(plan.warmup * len(batches))
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min(
            (step + 1) / warmup, max(0.02, (len(batches) - step) / (len(batches) - warmup))
        ),
    )
    checkpoint, first = output / "checkpoint.pt", 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        scheduler.load_state_dict(state["scheduler"])
        torch.set_rng_state(state["random"])
        first = state["step"]
    running: dict[str, list[float]] = defaultdict(list)
    began = time.perf_counter()
    every = max(1, len(batches) // plan.treebank_epochs // 2)
    with (output / "log.jsonl").open("a", encoding="utf-8") as log:
        for step in range(first, len(batches)):
            model.train()
            losses = model.loss(batches[step])
            optimizer.zero_grad()
            torch.autograd.backward(torch.stack(list(losses.values())).sum())
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            scheduler.step()
            for name, value in losses.items():
                running[name].append(value.item())
            done = step + 1
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
                state = {
                    "model": model.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "scheduler": scheduler.state_dict(),
                    "random": torch.get_rng_state(),
                    "step": done,
                }
                torch.save(state, checkpoint.with_suffix(".new"))
                checkpoint.with_suffix(".new").replace(checkpoint)
                model.encoder.save_pretrained(output / "encoder")
                tokenizer.save_pretrained(output / "encoder")
    torch.save(
        {k: v for k, v in model.state_dict().items() if not k.startswith("encoder.")},
        output / "heads.pt",
    )
