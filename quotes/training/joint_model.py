"""The encoder with one simple head for each task; the heads are dropped after its training."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from quotes.parsing.component_net import ComponentNet, NetShape
from quotes.parsing.components import BREAKS
from quotes.training.components import component_losses, count_components, score_counts
from quotes.training.corpora import LabeledLink, LabeledSentence
from quotes.training.encoder_batches import Batch, EncoderExample

ENTITY_TAGS = ("O", *(f"{p}-{t}" for t in ("PER", "ORG", "LOC", "MISC", "DATE") for p in "BI"))
_SCORED_ENTITIES = ("PER", "ORG", "LOC")  # what the gold tags of `ner/ewt_dev.bio` know
_UNSAID = torch.tensor([tag == "O" or tag.endswith(("MISC", "DATE")) for tag in ENTITY_TAGS])
_IGNORE = -100


class LabelInventories:
    """The label inventories in a fixed order."""

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
    """The encoder with a simple head for each task."""

    def __init__(self, encoder: Any, labels: LabelInventories, dropout: float) -> None:
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
        self.components = ComponentNet(NetShape(size, (len(BREAKS),)), dropout=0.1)

    def encode(self, examples: Sequence[EncoderExample]) -> tuple[Tensor, Tensor, Tensor]:
        """Vectors, word mask and head mask.

        The vectors are [batch, 1 + words, size] with the root first, the masks [batch, words] and
        [batch, 1 + words].
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

    def encode_words(self, examples: Sequence[EncoderExample]) -> Tensor:
        """Vectors [words of all sentences, size] in their order.

        Sentences of similar length are encoded together.
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
        """The mean loss of a word for each task for which the batch has labels."""
        sentences = [e.sentence for e in batch.examples]
        if batch.windows:
            words = self.encode_words(batch.examples)
            losses = component_losses(self.components, *self._windows(words, batch))
        else:
            vectors, mask, head_mask = self.encode(batch.examples)
            words = vectors[:, 1:][mask]
            losses = self._syntax_losses(words, vectors, mask, head_mask, sentences)
        if any(s.entities for s in sentences):
            losses["entities"] = self._entity_loss(words, sentences)
        return losses

    def _syntax_losses(
        self,
        words: Tensor,
        vectors: Tensor,
        mask: Tensor,
        head_mask: Tensor,
        sentences: Sequence[LabeledSentence],
    ) -> dict[str, Tensor]:
        """The losses of heads, relations and tags; `words` are the vectors of the mask's words."""
        heads = _flatten(s.heads for s in sentences)
        losses = {"arc": functional.cross_entropy(self.arc_scores(vectors, head_mask)[mask], heads)}
        rows = mask.nonzero()[:, 0]
        pairs = self.relation_scores(words, vectors[rows, heads])
        losses["relation"] = functional.cross_entropy(pairs, self._gold("deprels", sentences))
        for name, layer in (("upos", self.upos), ("xpos", self.xpos)):
            gold = self._gold(name, sentences)
            losses[name] = 0.5 * functional.cross_entropy(layer(words), gold, ignore_index=_IGNORE)
        return losses

    def _entity_loss(self, words: Tensor, sentences: Sequence[LabeledSentence]) -> Tensor:
        """The loss of the words in sentences with tags."""
        chosen = torch.tensor([bool(s.entities) for s in sentences for _ in s.words])
        gold = _flatten([ENTITY_TAGS.index(tag) for tag in s.entities] for s in sentences)
        scores = functional.log_softmax(self.entities(words[chosen]), dim=1)
        exact = -scores.gather(1, gold.unsqueeze(1)).squeeze(1)
        if sentences[0].heads:  # GUM has no MISC and DATE: its O may be any of the three
            open_class = -scores[:, _UNSAID].logsumexp(1)
            exact = torch.where(gold == 0, open_class, exact)
        return exact.mean()

    def _gold(self, name: str, sentences: Sequence[LabeledSentence]) -> Tensor:
        """The index of each word's label, as in `LabelInventories`."""
        return _flatten(self.labels.indices(name, getattr(s, name)) for s in sentences)

    def _windows(
        self, words: Tensor, batch: Batch
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, list[tuple[LabeledLink, ...]]]:
        """The input of the component net, and the links of each window."""
        lengths = [len(example.last) for example in batch.examples]
        places = [0]
        for length in lengths:
            places.append(places[-1] + length)
        longest = max(places[end] - places[start] for start, end, _ in batch.windows)
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
        """Accuracies and F1 in percent, with gold words; the best head of each word, no trees."""
        counts: dict[str, int] = defaultdict(int)
        for batch in batches:
            if batch.windows:
                inputs = self._windows(self.encode_words(batch.examples), batch)
                count_components(self.components, *inputs, counts=counts)
                continue
            sentences = [e.sentence for e in batch.examples]
            vectors, mask, head_mask = self.encode(batch.examples)
            if sentences[0].heads:
                self._count_syntax(vectors, mask, head_mask, sentences, counts)
            self._count_entities(vectors[:, 1:][mask], sentences, counts)
        result = {
            name: 100 * counts[name] / counts["words"]
            for name in ("uas", "las", "upos")
            if counts["words"]
        }
        if counts["entity_all"]:
            result["entity"] = 200 * counts["entity_right"] / counts["entity_all"]
        return {name: round(value, 2) for name, value in result.items()} | score_counts(counts)

    def _count_syntax(
        self,
        vectors: Tensor,
        mask: Tensor,
        head_mask: Tensor,
        sentences: Sequence[LabeledSentence],
        counts: dict[str, int],
    ) -> None:
        words = vectors[:, 1:][mask]
        heads = self.arc_scores(vectors, head_mask)[mask].argmax(1)
        relations = self.relation_scores(words, vectors[mask.nonzero()[:, 0], heads]).argmax(1)
        attached = heads == _flatten(s.heads for s in sentences)
        labeled = relations == self._gold("deprels", sentences)
        tagged = self.upos(words).argmax(1) == self._gold("upos", sentences)
        counts["words"] += len(words)
        counts["uas"] += int(attached.sum())
        counts["las"] += int((attached & labeled).sum())
        counts["upos"] += int(tagged.sum())

    def _count_entities(
        self, words: Tensor, sentences: Sequence[LabeledSentence], counts: dict[str, int]
    ) -> None:
        """Counts the names of sentences, without those of treebanks, whose tags are incomplete."""
        tags = [ENTITY_TAGS[i] for i in self.entities(words).argmax(1).tolist()]
        position = 0
        for sentence in sentences:
            here = slice(position, position + len(sentence.words))
            position += len(sentence.words)
            if sentence.entities and not sentence.heads:
                gold, guessed = (
                    {span for span in tag_spans(each) if span[2] in _SCORED_ENTITIES}
                    for each in (sentence.entities, tags[here])
                )
                counts["entity_right"] += len(gold & guessed)
                counts["entity_all"] += len(gold) + len(guessed)


def _flatten(rows: Iterable[Sequence[int]]) -> Tensor:
    return torch.tensor([value for row in rows for value in row])


def tag_spans(tags: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Spans (first word, end, type) of a BIO sequence."""
    start, kind = 0, ""
    for index, tag in enumerate([*tags, "O"]):
        if kind and (tag == "O" or tag.startswith("B") or tag[2:] != kind):
            yield start, index, kind
            kind = ""
        if tag != "O" and not kind:
            start, kind = index, tag[2:]
