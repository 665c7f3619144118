"""Trains the component tagger on the frozen encoder.

The training articles are parsed by the shipped models, so that the net sees the same trees as at
run time. Some articles are held out: the confidence is calibrated on them.
"""

from __future__ import annotations

import copy
import itertools
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from quotes.parsing.component_net import COMPONENTS, ComponentNet, NetShape
from quotes.parsing.components import (
    ANCHOR,
    COMPONENTS_FILE,
    INVENTORIES,
    WordFeatures,
    compute_word_features,
    hide_tree,
    save_component_net,
)
from quotes.parsing.encoder import SharedEncoder
from quotes.parsing.protocol import ArticleParser
from quotes.parsing.word_pieces import PieceTokenizer
from quotes.records import Article, Parse
from quotes.training.corpora import LabeledLink, read_gold
from quotes.training.optimization import make_schedule, take_step

# Words of a typical source or content; scales the loss, a sum over a window, like a mean. Not
# tuned.
_TYPICAL = 30.0


@dataclass(frozen=True)
class TaggerTrainingPlan:
    """How the net is trained; the defaults made the shipped one. Not tuned, but for `epochs`."""

    seed: int = 7
    epochs: int = 20  # the scores of pairs still rise at 14
    windows_a_batch: int = 8
    most_words: int = 320
    rate: float = 6e-4
    warmup: float = 0.05
    dropout: float = 0.25
    layers: int = 2
    width: int = 256
    hidden: float = 0.1  # share of windows without their trees, to rely less on them
    average: float = 0.998  # decay of the running mean of the weights, which is the result


@dataclass(frozen=True)
class LabeledArticle:
    """An article as input of the net, with its gold attributions over all its words."""

    description: WordFeatures
    links: tuple[LabeledLink, ...]


def label_articles(
    parses: Sequence[Parse], articles: Path, encoder: SharedEncoder, tokenizer: PieceTokenizer
) -> Iterator[LabeledArticle]:
    """Parsed articles of a PolNeAR file with their gold links."""
    golds = read_gold(articles)
    for parse in parses:
        _, gold = golds[parse.article.id]
        tokens = [token for sentence in parse.sentences for token in sentence.tokens]
        spans = [(token.span.start, token.span.end) for token in tokens]
        links = tuple(gold.find_links([token.text for token in tokens], spans))
        described = compute_word_features(parse.article, parse.sentences, encoder, tokenizer)
        encoder.forget()
        yield LabeledArticle(
            WordFeatures(
                described.vectors.half(), described.features, described.heads, described.starts
            ),
            links,
        )


def parse_articles(
    path: Path, parser: ArticleParser, is_wanted: Callable[[int], bool]
) -> list[Parse]:
    """The parses of a PolNeAR file's articles whose places in it pass `is_wanted`, in order."""
    lines = path.read_text("utf-8").splitlines()
    documents = [json.loads(line) for place, line in enumerate(lines) if is_wanted(place)]
    parses: list[Parse] = []
    for start in range(0, len(documents), 20):
        batch = [Article(id=d["id"], text=d["text"]) for d in documents[start : start + 20]]
        parses += parser.parse_articles(batch)
    return parses


@dataclass(frozen=True)
class _WordWindow:
    article: LabeledArticle
    first: int
    end: int


def _cut(article: LabeledArticle, most: int, rng: random.Random | None) -> Iterator[_WordWindow]:
    """Windows of whole sentences; with `rng` their borders differ from epoch to epoch."""
    starts = article.description.starts
    first = 0
    room = rng.randint(most // 4, most) if rng is not None else most
    for here, after in itertools.pairwise(starts):
        if after - first > room and here > first:
            yield _WordWindow(article, first, here)
            first, room = here, most
    if starts[-1] > first:
        yield _WordWindow(article, first, starts[-1])


_Stacked = tuple[Tensor, Tensor, Tensor, Tensor, list[tuple[LabeledLink, ...]]]


def _stack(windows: Sequence[_WordWindow]) -> _Stacked:
    """The input of the net, padded, and the links of each window."""
    longest = max(window.end - window.first for window in windows)
    rows: list[tuple[Tensor, Tensor, Tensor]] = []
    mask = torch.zeros(len(windows), longest, dtype=torch.bool)
    links: list[tuple[LabeledLink, ...]] = []
    for row, window in enumerate(windows):
        vectors, features, heads = window.article.description.cut(window.first, window.end)
        short = longest - len(heads)
        mask[row, : len(heads)] = True
        rows.append(
            (
                functional.pad(vectors.float(), (0, 0, 0, short)),
                functional.pad(features, (0, 0, 0, short)),
                functional.pad(heads, (0, short), value=-1),
            )
        )
        links.append(tuple(_shift_links(window)))
    vectors, features, heads = (torch.stack(part) for part in zip(*rows, strict=True))
    return vectors, features, heads, mask, links


def _hide_trees(stacked: _Stacked, share: float, rng: random.Random) -> _Stacked:
    """The windows, a share of them without tags, relations and heads."""
    vectors, features, heads, mask, links = stacked
    for row in range(len(links)):
        if rng.random() < share:
            hide_tree(features[row], heads[row])
    return vectors, features, heads, mask, links


def _shift_links(window: _WordWindow) -> Iterator[LabeledLink]:
    """The links with anchors in the window, with their words in it."""
    for link in window.article.links:
        if window.first <= link.anchor < window.end:
            words = {
                component: tuple(
                    i - window.first for i in link.get(component) if window.first <= i < window.end
                )
                for component in COMPONENTS
            }
            yield LabeledLink(link.anchor - window.first, **words)


def train_component_tagger(
    articles: Sequence[LabeledArticle],
    development: Sequence[LabeledArticle],
    output: Path,
    plan: TaggerTrainingPlan | None = None,
) -> ComponentNet:
    """The trained net, written to `output`/components.safetensors after each epoch, with a log.

    Its weights are the running mean of those of the steps, which depends less on the last batches.
    """
    plan = plan or TaggerTrainingPlan()
    output.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(plan.seed)
    rng = random.Random(plan.seed)  # noqa: S311  # a shuffle, not a secret
    size = articles[0].description.vectors.size(1)
    net = ComponentNet(
        NetShape(size, INVENTORIES, width=plan.width, layers=plan.layers), dropout=plan.dropout
    )
    averaged = copy.deepcopy(net).eval()
    optimizer = torch.optim.AdamW(net.parameters(), lr=plan.rate, weight_decay=0.02, fused=True)
    epochs = [_make_epoch(articles, plan, rng) for _ in range(plan.epochs)]
    schedule = make_schedule(optimizer, sum(map(len, epochs)), plan.warmup)
    tests = [w for article in development for w in _cut(article, plan.most_words, None)]
    began, step = time.perf_counter(), 0
    with (output / "log.jsonl").open("a", encoding="utf-8") as log:
        for number, batches in enumerate(epochs, 1):
            running: dict[str, float] = defaultdict(float)
            net.train()
            for batch in batches:
                with torch.autocast("cpu", torch.bfloat16):  # fast where the CPU has AMX
                    losses = component_losses(net, *_hide_trees(_stack(batch), plan.hidden, rng))
                for name, value in take_step(net, losses, optimizer, schedule).items():
                    running[name] += value / len(batches)
                step += 1
                _move_towards(averaged, net, min(plan.average, step / (step + 10)))
            counts: dict[str, int] = defaultdict(int)
            for start in range(0, len(tests), 8):
                count_components(averaged, *_stack(tests[start : start + 8]), counts=counts)
            row = {
                "epoch": number,
                "seconds": round(time.perf_counter() - began),
                "loss": {name: round(value, 3) for name, value in running.items()},
                "dev": score_counts(counts),
            }
            log.write(json.dumps(row) + "\n")
            log.flush()
            save_component_net(averaged, output / COMPONENTS_FILE)
    return averaged


def _make_epoch(
    articles: Sequence[LabeledArticle], plan: TaggerTrainingPlan, rng: random.Random
) -> list[list[_WordWindow]]:
    """Windows of all articles in batches of similar length, in random order."""
    windows = [w for article in articles for w in _cut(article, plan.most_words, rng)]
    rng.shuffle(windows)
    windows.sort(key=lambda w: (w.end - w.first) // 64)
    starts = range(0, len(windows), plan.windows_a_batch)
    batches = [windows[start : start + plan.windows_a_batch] for start in starts]
    rng.shuffle(batches)
    return batches


@torch.no_grad()
def _move_towards(mean: ComponentNet, net: ComponentNet, decay: float) -> None:
    for old, new in zip(mean.parameters(), net.parameters(), strict=True):
        old.lerp_(new, 1 - decay)


def component_losses(
    net: ComponentNet,
    vectors: Tensor,
    features: Tensor,
    heads: Tensor,
    mask: Tensor,
    links: Sequence[Sequence[LabeledLink]],
) -> dict[str, Tensor]:
    """The losses of a net: of each word's components by itself, and for each gold anchor."""
    states = net(vectors, features, heads, mask)
    own = torch.zeros(*mask.shape, len(COMPONENTS) + 1)
    places = [(row, link) for row, part in enumerate(links) for link in part]
    for row, link in places:
        own[row, link.anchor, ANCHOR] = 1
        for index, component in enumerate(COMPONENTS):
            own[row, list(link.get(component)), index] = 1
    losses = functional.binary_cross_entropy_with_logits(
        net.words(states)[mask].float(), own[mask], reduction="none"
    ).mean(0)
    result = {"word": losses[:ANCHOR].sum(), "anchor": 3 * losses[ANCHOR]}
    if places:
        rows = torch.tensor([row for row, _ in places])
        scores = net.score_pairs(states, rows, torch.tensor([link.anchor for _, link in places]))
        gold = torch.zeros(scores.shape)
        for number, (_, link) in enumerate(places):
            for index, component in enumerate(COMPONENTS):
                gold[number, index, list(link.get(component))] = 1
        each = functional.binary_cross_entropy_with_logits(scores.float(), gold, reduction="none")
        total = (each * mask[rows].unsqueeze(1)).sum(2).mean(0) / _TYPICAL
        result["pair"] = total.sum()
    return result


@torch.no_grad()
def count_components(
    net: ComponentNet,
    vectors: Tensor,
    features: Tensor,
    heads: Tensor,
    mask: Tensor,
    links: Sequence[Sequence[LabeledLink]],
    counts: dict[str, int],
) -> None:
    """Adds to `counts` the right words, and the guessed plus the gold ones.

    They are counted for anchors, and for each component of gold anchors.
    """
    states = net(vectors, features, heads, mask)
    guess = (net.words(states)[:, :, ANCHOR] > 0) & mask
    truth = torch.zeros_like(mask)
    places = [(row, link) for row, part in enumerate(links) for link in part]
    for row, link in places:
        truth[row, link.anchor] = True
    counts["anchor_right"] += int((guess & truth).sum())
    counts["anchor_all"] += int(guess.sum() + truth.sum())
    if not places:
        return
    rows = torch.tensor([row for row, _ in places])
    scores = net.score_pairs(states, rows, torch.tensor([link.anchor for _, link in places]))
    for number, (row, link) in enumerate(places):
        for index, component in enumerate(COMPONENTS):
            guessed = set(((scores[number, index] > 0) & mask[row]).nonzero()[:, 0].tolist())
            counts[f"{component}_right"] += len(guessed & set(link.get(component)))
            counts[f"{component}_all"] += len(guessed) + len(link.get(component))


def score_counts(counts: dict[str, int]) -> dict[str, float]:
    """F1 in percent of what `count_components` counted."""
    return {
        name: round(200 * counts[f"{name}_right"] / counts[f"{name}_all"], 2)
        for name in ("anchor", *COMPONENTS)
        if counts[f"{name}_all"]
    }
