"""Trains Stanza's models by Stanza's own trainers: tokenizer, words, lemmas, and the heads on the frozen encoder.

Each step writes into `output/<step>/`, which also holds the log and, for the parser, the checkpoint that an
interrupted run resumes from; a step whose model is there is done.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stanza.models import lemmatizer, mwt_expander, ner_tagger, parser, tagger, tokenizer
from stanza.models.common import bert_embedding
from stanza.utils.datasets import prepare_tokenizer_data

from quotes.parsing.encoder import load_encoder
from quotes.parsing.normalizing import normalize
from quotes.training.corpora import LabeledSentence, read_entity_tags, read_treebank

ENCODER_NAME = "onrecord"
_SEED = "20161108"
_TREEBANKS = ("ewt", "gum")


@dataclass(frozen=True)
class Workshop:
    """Where things are: the corpora, the encoder's folder and the folder that models are written to."""

    data: Path
    encoder: Path
    output: Path

    def folder(self, step: str) -> Path:
        path = self.output / step
        path.mkdir(parents=True, exist_ok=True)
        return path

    def treebank(self, part: str) -> Path:
        """EWT and GUM in one CoNLL-U file, with straight quotation marks as the models will see them."""
        path = self.folder("data") / f"{part}.conllu"
        if not path.exists():
            texts = (self.data / f"ud/{name}_{part}.conllu" for name in _TREEBANKS)
            path.write_text(normalize_treebank(text.read_text("utf-8") for text in texts), "utf-8")
        return path


def normalize_treebank(texts: Iterable[str]) -> str:
    """CoNLL-U with normalized forms and texts; the tabs and all other columns stay."""
    lines: list[str] = []
    for line in "\n".join(texts).splitlines():
        columns = line.split("\t")
        if len(columns) == 10:
            columns[1], columns[2] = normalize(columns[1]), normalize(columns[2])
            line = "\t".join(columns)
        elif line.startswith("# text = "):
            line = "# text = " + normalize(line[9:])
        lines.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n\n"


def read_paragraphs(treebank: Path) -> str:
    """The treebank's raw text, an empty line between paragraphs."""
    parts: list[str] = []
    for block in treebank.read_text("utf-8").split("\n\n"):
        if not (text := re.search(r"^# text = (.*)$", block, re.MULTILINE)):
            continue
        if parts and re.search(r"^# new(par|doc)", block, re.MULTILINE):
            parts.append("\n\n")
        elif parts:
            parts.append(" ")
        parts.append(text.group(1))
    return "".join(parts) + "\n\n"


def train_tokenizer(shop: Workshop, steps: int = 5_000) -> Path:
    """Sentences, tokens and multiword tokens; early stopping on the dev part."""
    folder = shop.folder("tokenize")
    arguments: list[str] = []
    for part, prefix in (("train", ""), ("dev", "dev_")):
        text, labels, words = (folder / f"{part}.{suffix}" for suffix in ("txt", "labels", "json"))
        text.write_text(read_paragraphs(shop.treebank(part)), "utf-8")
        prepare_tokenizer_data.main(
            [str(text), str(shop.treebank(part)), "-o", str(labels), "-m", str(words)]
        )
        arguments += [f"--{prefix}txt_file", str(text), f"--{prefix}label_file", str(labels)]
    arguments += [
        "--mwt_json_file",
        str(folder / "dev.json"),
        "--dev_conll_gold",
        str(shop.treebank("dev")),
    ]
    arguments += ["--lang", "en", "--shorthand", "en_news", "--seed", _SEED, "--cpu"]
    arguments += ["--hidden_dim", "64", "--max_seqlen", "300", "--batch_size", "32"]
    arguments += ["--steps", str(steps), "--max_steps_before_stop", "4000", "--eval_steps", "500"]
    arguments += ["--save_dir", str(folder), "--save_name", "model.pt"]
    tokenizer.main(arguments)
    return folder / "model.pt"


def train_words(shop: Workshop) -> Path:
    """The splitter of multiword tokens ("don't") into words."""
    folder = shop.folder("mwt")
    shared = [
        "--lang",
        "en",
        "--shorthand",
        "en_news",
        "--seed",
        _SEED,
        "--cpu",
        "--num_epoch",
        "12",
    ]
    mwt_expander.main(
        ["--train_file", str(shop.treebank("train")), "--eval_file", str(shop.treebank("dev"))]
        + [
            "--gold_file",
            str(shop.treebank("dev")),
            "--save_dir",
            str(folder),
            "--save_name",
            "model.pt",
        ]
        + ["--output_file", str(folder / "dev.conllu"), *shared]
    )
    return folder / "model.pt"


def train_lemmas(shop: Workshop) -> Path:
    """A dictionary of (word, tag) with a small sequence model for words it has not seen."""
    folder = shop.folder("lemma")
    lemmatizer.main(
        ["--train_file", str(shop.treebank("train")), "--eval_file", str(shop.treebank("dev"))]
        + [
            "--output_file",
            str(folder / "dev.conllu"),
            "--save_dir",
            str(folder),
            "--save_name",
            "model.pt",
        ]
        + [
            "--shorthand",
            "en_news",
            "--seed",
            _SEED,
            "--cpu",
            "--num_epoch",
            "10",
            "--hidden_dim",
            "100",
        ]
        + ["--decay_epoch", "6", "--batch_size", "100"]
    )
    return folder / "model.pt"


def train_tags(shop: Workshop, steps: int = 4_000) -> Path:
    """UPOS, XPOS and features on the frozen encoder."""
    folder = shop.folder("pos")
    with_encoder(shop, tagger.main)(
        ["--train_file", str(shop.treebank("train")), "--eval_file", str(shop.treebank("dev"))]
        + [
            "--output_file",
            str(folder / "dev.conllu"),
            "--save_dir",
            str(folder),
            "--save_name",
            "model.pt",
        ]
        + ["--lang", "en", "--shorthand", "en_news", "--seed", _SEED, "--cpu", *_ON_ENCODER]
        + ["--char_hidden_dim", "64", "--char_emb_dim", "32", "--transformed_dim", "64"]
        + [
            "--hidden_dim",
            "100",
            "--num_layers",
            "1",
            "--tag_emb_dim",
            "32",
            "--deep_biaff_hidden_dim",
            "100",
        ]
        + [
            "--composite_deep_biaff_hidden_dim",
            "50",
            "--batch_size",
            "2500",
            "--max_steps",
            str(steps),
        ]
        + ["--eval_interval", "400", "--max_steps_before_stop", "1200", "--word_dropout", "0.1"]
    )
    return folder / "model.pt"


def train_parser(shop: Workshop, steps: int = 4_000) -> Path:
    """The biaffine graph parser on the frozen encoder, which knows all that tags would tell it."""
    folder = shop.folder("depparse")
    with_encoder(shop, parser.main)(
        ["--train_file", str(shop.treebank("train")), "--eval_file", str(shop.treebank("dev"))]
        + [
            "--output_file",
            str(folder / "dev.conllu"),
            "--save_dir",
            str(folder),
            "--save_name",
            "model.pt",
        ]
        + ["--checkpoint_save_name", str(folder / "checkpoint.pt")]
        + ["--lang", "en", "--shorthand", "en_news", "--seed", _SEED, "--cpu", *_ON_ENCODER]
        + ["--no_char", "--tag_emb_dim", "0", "--no_linearization", "--no_distance"]
        + ["--hidden_dim", "200", "--num_layers", "1", "--deep_biaff_hidden_dim", "200"]
        + ["--word_dropout", "0.1", "--dropout", "0.33", "--optim", "adam", "--lr", "0.002"]
        + ["--batch_size", "3000", "--max_steps", str(steps), "--eval_interval", "250"]
        + ["--second_optim_start_step", str(steps * 2 // 3), "--second_lr", "0.0004"]
        + ["--max_steps_before_stop", "2000", "--second_batch_size", "5000"]
    )
    return folder / "model.pt"


_ON_ENCODER = [
    "--bert_model",
    ENCODER_NAME,
    "--bert_hidden_layers",
    "1",
    "--no_pretrain",
    "--word_emb_dim",
    "0",
]


def train_entities(shop: Workshop, steps: int = 12_000) -> Path:
    """PER, ORG, LOC, MISC and DATE on the frozen encoder; letters give the case that the encoder does not see."""
    folder = shop.folder("ner")
    news = list(read_entity_tags(shop.data / "ner/polnear_train_silver.bio"))
    gum = [
        s
        for s in read_treebank(shop.data / "ud/gum_train.conllu")
        if any(t != "O" for t in s.entities)
    ]
    random.Random(int(_SEED)).shuffle(news)
    write_entities(folder / "train.json", news + gum * 2)
    write_entities(folder / "dev.json", read_entity_tags(shop.data / "ner/ewt_dev.bio"))
    with_encoder(shop, ner_tagger.main)(
        ["--train_file", str(folder / "train.json"), "--eval_file", str(folder / "dev.json")]
        + [
            "--save_dir",
            str(folder),
            "--save_name",
            "model.pt",
            "--shorthand",
            "en_news",
            "--seed",
            _SEED,
        ]
        + ["--cpu", *_ON_ENCODER, "--no_input_transform", "--ignore_tag_scores", "MISC,DATE"]
        + [
            "--hidden_dim",
            "128",
            "--char_hidden_dim",
            "64",
            "--char_emb_dim",
            "32",
            "--batch_size",
            "64",
        ]
        + [
            "--max_batch_words",
            "2500",
            "--optim",
            "adam",
            "--lr",
            "0.001",
            "--max_steps",
            str(steps),
        ]
        + ["--eval_interval", "400", "--max_steps_no_improve", "2400", "--dropout", "0.4"]
    )
    return folder / "model.pt"


def write_entities(path: Path, sentences: Iterable[LabeledSentence]) -> None:
    """Sentences in the JSON form that Stanza's entity trainer reads."""
    rows = [
        [{"text": word, "ner": tag} for word, tag in zip(s.words, s.entities, strict=True)]
        for s in sentences
    ]
    path.write_text(json.dumps(rows), "utf-8")


def with_encoder(shop: Workshop, main: Callable[[list[str]], Any]) -> Callable[[list[str]], Any]:
    """A trainer of Stanza's that finds our frozen encoder under ENCODER_NAME and never encodes a sentence twice."""

    def run(arguments: list[str]) -> Any:
        encoder = load_encoder(shop.encoder, remembered=None)
        original = bert_embedding.load_bert
        bert_embedding.load_bert = lambda *_, **__: encoder
        try:
            return main(arguments)
        finally:
            bert_embedding.load_bert = original

    return run


STEPS: dict[str, Callable[[Workshop], Path]] = {
    "tokenizer": train_tokenizer,
    "words": train_words,
    "lemmas": train_lemmas,
    "tags": train_tags,
    "parser": train_parser,
    "entities": train_entities,
}
