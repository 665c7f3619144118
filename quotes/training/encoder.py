"""Fine-tunes the shared encoder on all token tasks at once.

One small transformer reads each sentence once, for tagger, parser and entities alike. To make its
last layer hold what they all need, it is trained here with one plain head a task: a biaffine
parser and tag classifiers on UD, entity tags, and the role reader on windows of news. The heads are
thrown away; Stanza's own models and the shipped role reader are then trained on the frozen encoder
(`heads.py`, `roles.py`).
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
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel, BertConfig, PreTrainedTokenizerFast

from quotes.parsing.encoder import PieceTokenizer
from quotes.parsing.roles import BREAKS, RoleReader, Shape
from quotes.training.corpora import (
    LabeledLink,
    LabeledSentence,
    Window,
    read_entity_tags,
    read_news,
    read_treebank,
)
from quotes.training.roles import count_roles, role_losses, score_counts

ENTITY_TAGS = ("O", *(f"{p}-{t}" for t in ("PER", "ORG", "LOC", "MISC", "DATE") for p in "BI"))
_UNSAID = torch.tensor([tag == "O" or tag.endswith(("MISC", "DATE")) for tag in ENTITY_TAGS])
_IGNORE = -100
_LONGEST = 160  # word pieces; longer treebank sentences (0.1 %) cost more padding than they teach
_CASES = 4
_WINDOW = 256  # words
_SHOUTED, _MUTTERED = 0.03, 0.02  # shares of sentences read in capitals, or in none


@dataclass(frozen=True)
class Plan:
    """How the encoder is trained; the defaults made the shipped one."""

    seed: int = 20161108
    treebank_epochs: int = 6
    news_epochs: int = 4
    pieces_a_batch: int = 2600
    encoder_rate: float = 2e-4
    head_rate: float = 1.5e-3
    warmup: float = 0.06
    dropout: float = 0.25


@dataclass(frozen=True)
class Example:
    """A sentence as word pieces: `ids` with both ends and with case, `last` the index of each
    word's last piece.
    """

    ids: tuple[int, ...]
    last: tuple[int, ...]
    sentence: LabeledSentence


@dataclass(frozen=True)
class Batch:
    """Sentences to learn from at once; a window is (its first sentence, the one after its last,
    its links).
    """

    examples: Sequence[Example]
    windows: Sequence[tuple[int, int, tuple[LabeledLink, ...]]] = ()


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
        self.inventory: int = encoder.config.vocab_size
        self.drop = nn.Dropout(dropout)
        self.arc = Biaffine(size, 256, 1, dropout)
        self.relation = Biaffine(size, 128, len(labels.deprels), dropout)
        self.upos = nn.Linear(size, len(labels.upos))
        self.xpos = nn.Linear(size, len(labels.xpos))
        self.entities = nn.Linear(size, len(ENTITY_TAGS))
        self.roles = RoleReader(Shape(size, (len(BREAKS),)), dropout=0.1)

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
        with torch.autocast("cpu", torch.bfloat16):  # three times as fast where the CPU has AMX
            hidden = self.encoder(
                ids % self.inventory, attention_mask=mask, token_type_ids=ids // self.inventory
            ).last_hidden_state.float()
        vectors = hidden.gather(1, gather.unsqueeze(2).expand(-1, -1, hidden.size(2)))
        return self.drop(vectors), real[:, 1:], real

    def encode_words(self, examples: Sequence[Example]) -> Tensor:
        """Vectors [words of all sentences, size] in their order; sentences of like length go
        through the encoder together.
        """
        order = sorted(range(len(examples)), key=lambda i: len(examples[i].ids))
        vectors: list[Tensor] = [torch.empty(0)] * len(examples)
        for start in range(0, len(order), 40):
            rows = order[start : start + 40]
            encoded, mask, _ = self.encode([examples[i] for i in rows])
            for i, own, real in zip(rows, encoded[:, 1:], mask, strict=True):
                vectors[i] = own[real]
        return torch.cat(vectors)

    def arc_scores(self, vectors: Tensor, head_mask: Tensor) -> Tensor:
        with torch.autocast("cpu", torch.bfloat16):
            scores: Tensor = self.arc(vectors[:, 1:], vectors).squeeze(1).float()
        scores = scores.masked_fill(~head_mask.unsqueeze(1), -1e4)
        itself = torch.arange(scores.size(1))
        scores[:, itself, itself + 1] = -1e4
        return scores

    def relation_scores(self, words: Tensor, heads: Tensor) -> Tensor:
        with torch.autocast("cpu", torch.bfloat16):
            return self.relation.score_pairs(words, heads).float()

    def loss(self, batch: Batch) -> dict[str, Tensor]:
        """The mean loss a word for each task that the batch has labels of."""
        losses: dict[str, Tensor] = {}
        sentences = [e.sentence for e in batch.examples]

        def flat(values: Iterator[Sequence[int]]) -> Tensor:
            return torch.tensor([value for row in values for value in row])

        if batch.windows:
            words = self.encode_words(batch.examples)
            losses |= role_losses(self.roles, *self._windows(words, batch))
        else:
            vectors, mask, head_mask = self.encode(batch.examples)
            words = vectors[:, 1:][mask]
            heads = flat(s.heads for s in sentences)
            losses["arc"] = functional.cross_entropy(
                self.arc_scores(vectors, head_mask)[mask], heads
            )
            rows = mask.nonzero()[:, 0]
            pairs = self.relation_scores(words, vectors[rows, heads])
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
        return losses

    def _windows(
        self, words: Tensor, batch: Batch
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, list[tuple[LabeledLink, ...]]]:
        """What the role reader takes, with the links of each window."""
        lengths = [len(example.last) for example in batch.examples]
        places = [0]
        for length in lengths:
            places.append(places[-1] + length)
        longest = max(places[end] - places[start] for start, end, _ in batch.windows)
        vectors = torch.zeros(len(batch.windows), longest, words.size(1))
        features = torch.zeros(len(batch.windows), longest, 1, dtype=torch.long)
        mask = torch.zeros(len(batch.windows), longest, dtype=torch.bool)
        rows: list[Tensor] = []
        for row, (start, end, _) in enumerate(batch.windows):
            own = words[places[start] : places[end]]
            rows.append(functional.pad(own, (0, 0, 0, longest - len(own))))
            mask[row, : len(own)] = True
            for at in places[start:end]:
                features[row, at - places[start], 0] = BREAKS.index("sentence")
        vectors = torch.stack(rows)
        heads = torch.full(mask.shape, -1)
        return vectors, features, heads, mask, [links for _, _, links in batch.windows]

    @torch.no_grad()
    def score(self, batches: Sequence[Batch]) -> dict[str, float]:
        """Accuracies and F1 in percent with gold words; heads are the best of each word, not yet a
        tree.
        """
        counts: dict[str, int] = defaultdict(int)
        for batch in batches:
            if batch.windows:
                words = self.encode_words(batch.examples)
                inputs = self._windows(words, batch)
                count_roles(self.roles, *inputs, counts=counts)
                continue
            vectors, mask, head_mask = self.encode(batch.examples)
            words = vectors[:, 1:][mask]
            flat_sentences = [e.sentence for e in batch.examples]
            if flat_sentences[0].heads:
                gold_heads = torch.tensor([h for s in flat_sentences for h in s.heads])
                heads = self.arc_scores(vectors, head_mask)[mask].argmax(1)
                rows = mask.nonzero()[:, 0]
                relations = self.relation_scores(words, vectors[rows, heads]).argmax(1)
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
        result = {
            name: 100 * counts[name] / counts["words"]
            for name in ("uas", "las", "upos")
            if counts["words"]
        }
        if counts["entity_all"]:
            result["entity"] = 200 * counts["entity_right"] / counts["entity_all"]
        return {name: round(value, 2) for name, value in result.items()} | score_counts(counts)


def tag_spans(tags: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Spans (first word, end, type) of a BIO sequence."""
    start, kind = 0, ""
    for index, tag in enumerate([*tags, "O"]):
        if kind and (tag == "O" or tag.startswith("B") or tag[2:] != kind):
            yield start, index, kind
            kind = ""
        if tag != "O" and not kind:
            start, kind = index, tag[2:]


def make_example(
    sentence: LabeledSentence, tokenizer: PieceTokenizer, rng: random.Random | None = None
) -> Example:
    """The sentence as word pieces; now and then in capitals or in none, if `rng` is given."""
    words = list(sentence.words)
    chance = rng.random() if rng is not None else 1.0
    if chance < _SHOUTED:
        words = [word.upper() for word in words]
    elif chance < _SHOUTED + _MUTTERED:
        words = [word.lower() for word in words]
    encoded = tokenizer([words], is_split_into_words=True)
    last: dict[int, int] = {}
    last |= {word: at for at, word in enumerate(encoded.word_ids(0)) if word is not None}
    for index in range(len(words)):  # a word of nothing but odd characters has no pieces
        last.setdefault(index, last.get(index - 1, 0))
    ids = encoded.input_ids[0]
    return Example(tuple(ids), tuple(last[i] for i in range(len(words))), sentence)


def make_batches(
    examples: Sequence[Example], pieces: int, rng: random.Random | None
) -> list[Batch]:
    """Examples of like length together, at most `pieces` word pieces with padding; shuffled if
    `rng` is given.
    """
    order = [example for example in examples if len(example.ids) <= _LONGEST]
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
    return [Batch(batch) for batch in batches]


def make_window_batches(
    windows: Sequence[Window],
    tokenizer: PieceTokenizer,
    pieces: int,
    rng: random.Random | None,
) -> list[Batch]:
    """Windows, at most `pieces` word pieces of them together; shuffled if `rng` is given."""
    order = rng.sample(windows, len(windows)) if rng is not None else windows
    batches: list[Batch] = []
    examples: list[Example] = []
    places: list[tuple[int, int, tuple[LabeledLink, ...]]] = []
    for window in order:
        own = [make_example(sentence, tokenizer, rng) for sentence in window.sentences]
        if any(len(example.ids) > 512 for example in own):
            continue
        if examples and sum(len(e.ids) for e in (*examples, *own)) > pieces:
            batches.append(Batch(examples, places))
            examples, places = [], []
        places.append((len(examples), len(examples) + len(own), window.links))
        examples += own
    return [*batches, Batch(examples, places)] if examples else batches


def schedule(
    treebank: Sequence[LabeledSentence],
    news: Sequence[Window],
    tokenizer: PieceTokenizer,
    plan: Plan,
) -> list[Batch]:
    """Every batch of the whole training in order; the same for the same plan and data."""
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
    """The pretrained encoder with an embedding for each case where it had two for segments."""
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
    pieces = PieceTokenizer(Tokenizer.from_file(str(base / "tokenizer.json")))
    treebank = [
        s for name in ("ewt", "gum") for s in read_treebank(data / f"ud/{name}_train.conllu")
    ]
    news = list(
        read_news(
            data / "ner/polnear_train_silver.bio",
            data / "polnear/train.jsonl",
            _WINDOW,
            held_out=True,
        )
    )
    labels = Labels(treebank)
    tests = {
        name: make_batches([make_example(s, pieces) for s in part], 4000, None)
        for name, part in (
            ("ewt", read_treebank(data / "ud/ewt_dev.conllu")),
            ("gum", read_treebank(data / "ud/gum_dev.conllu")),
            ("ner", read_entity_tags(data / "ner/ewt_dev.bio")),
        )
    }
    dev_news = read_news(data / "ner/polnear_dev_silver.bio", data / "polnear/dev.jsonl", _WINDOW)
    tests["news"] = make_window_batches(list(dev_news)[::3], pieces, 4000, None)
    batches = schedule(treebank, news, pieces, plan)

    model = JointModel(_load_base(base), labels, plan.dropout)
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
