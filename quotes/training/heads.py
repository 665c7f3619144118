"""Trains Stanza's models by Stanza's own trainers: tokenizer, words, lemmas, and the heads on the
frozen encoder.

Each step writes into `output/<step>/`: the model, a log and, for the parser, the checkpoint from
which an interrupted run resumes. Numbers of steps and sizes are not tuned, unless a comment says
so.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from stanza.models import lemmatizer, mwt_expander, ner_tagger, parser, tagger, tokenizer
from stanza.models.common import bert_embedding
from stanza.models.depparse import trainer as depparse_trainer
from stanza.utils.datasets import prepare_tokenizer_data

from quotes.parsing.encoder import load_encoder
from quotes.parsing.normalization import normalize
from quotes.parsing.shipped_models import load_shipped_analyzer
from quotes.parsing.tree_decoding import ChosenArcParser
from quotes.training.corpora import LabeledSentence, read_entity_tags, read_treebank

ENCODER_NAME = "onrecord"
_SEED = "20161108"
_TREEBANKS = ("ewt", "gum")
_TAGGED_BY_PEOPLE = ("conll_train", "wikigold", "crossner_politics")
_SAMPLE_SEED = 3


@dataclass(frozen=True)
class TrainingFolders:
    """The folders of the corpora, of the encoder, and of the models to be written."""

    data: Path
    encoder: Path
    output: Path

    def step_folder(self, step: str) -> Path:
        path = self.output / step
        path.mkdir(parents=True, exist_ok=True)
        return path

    def treebank(self, part: str) -> Path:
        """EWT and GUM in one CoNLL-U file, normalized as text is at run time."""
        path = self.step_folder("data") / f"{part}.conllu"
        if not path.exists():
            texts = (self.data / f"ud/{name}_{part}.conllu" for name in _TREEBANKS)
            path.write_text(normalize_treebank(text.read_text("utf-8") for text in texts), "utf-8")
        return path


def normalize_treebank(texts: Iterable[str]) -> str:
    """CoNLL-U with normalized forms, lemmas and texts; all else stays as it is."""
    lines: list[str] = []
    for line in "\n".join(texts).splitlines():
        columns = line.split("\t")
        if len(columns) == 10:
            columns[1], columns[2] = normalize(columns[1]), normalize(columns[2])
            line = "\t".join(columns)
        elif line.startswith("# text = "):
            line = "# text = " + normalize(line[9:])
        lines.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip("\n") + "\n\n"


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


def make_options(**values: object) -> list[str]:
    """Command-line arguments for Stanza's trainers: `lr=0.1` gives --lr 0.1, True a bare flag."""
    words: list[str] = []
    for name, value in values.items():
        words += [f"--{name}"] if value is True else [f"--{name}", str(value)]
    return words


def common_options(folders: TrainingFolders, step: str) -> list[str]:
    """The arguments of all trainers on the treebanks."""
    return make_options(
        train_file=folders.treebank("train"),
        eval_file=folders.treebank("dev"),
        output_file=folders.step_folder(step) / "dev.conllu",
        **_saving(folders, step),
    )


def _saving(folders: TrainingFolders, step: str) -> dict[str, object]:
    return {
        "save_dir": folders.step_folder(step),
        "save_name": "model.pt",
        "shorthand": "en_news",
        "seed": _SEED,
        "cpu": True,
    }


_ON_ENCODER: dict[str, object] = {
    "bert_model": ENCODER_NAME,
    "bert_hidden_layers": 1,
    "no_pretrain": True,
    "word_emb_dim": 0,
}


def train_tokenizer(folders: TrainingFolders, steps: int = 5_000) -> Path:
    """Sentences, tokens and multiword tokens; early stopping on the dev part."""
    folder = folders.step_folder("tokenize")
    files: dict[str, Path] = {}
    for part, prefix in (("train", ""), ("dev", "dev_")):
        text, labels, words = (folder / f"{part}.{kind}" for kind in ("txt", "labels", "json"))
        text.write_text(read_paragraphs(folders.treebank(part)), "utf-8")
        prepare_tokenizer_data.main(
            [str(text), str(folders.treebank(part)), "-o", str(labels), "-m", str(words)]
        )
        files |= {f"{prefix}txt_file": text, f"{prefix}label_file": labels}
    tokenizer.main(
        make_options(
            **files,
            mwt_json_file=folder / "dev.json",
            dev_conll_gold=folders.treebank("dev"),
            lang="en",
            hidden_dim=64,
            max_seqlen=300,
            batch_size=32,
            steps=steps,
            max_steps_before_stop=4000,
            eval_steps=500,
            **_saving(folders, "tokenize"),
        )
    )
    return folder / "model.pt"


def train_words(folders: TrainingFolders) -> Path:
    """The splitter of multiword tokens ("don't") into words."""
    options = make_options(lang="en", gold_file=folders.treebank("dev"), num_epoch=4)
    mwt_expander.main([*common_options(folders, "mwt"), *options])
    return folders.step_folder("mwt") / "model.pt"


def train_lemmas(folders: TrainingFolders) -> Path:
    """A dictionary of (word, tag) with a small sequence model for unknown words."""
    folder = folders.step_folder("lemma")
    pairs = folder / "train.conllu"
    pairs.write_text(list_lemmas(folders.treebank("train").read_text("utf-8")), "utf-8")
    options = make_options(
        train_file=pairs,
        eval_file=folders.treebank("dev"),
        output_file=folder / "dev.conllu",
        num_epoch=2,
        hidden_dim=100,
        decay_epoch=2,
        batch_size=200,
        **_saving(folders, "lemma"),
    )
    lemmatizer.main(options)
    return folder / "model.pt"


def list_lemmas(treebank: str) -> str:
    """Each (form, tag) of a treebank once, with its commonest lemma, as CoNLL-U for the lemmatizer.

    Otherwise nine tenths of every epoch would be frequent words, which are in its dictionary
    anyway.
    """
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for line in treebank.splitlines():
        columns = line.split("\t")
        if len(columns) == 10 and columns[0].isdigit():
            counts[columns[1], columns[3]][columns[2]] += 1
    rows = [(form, tag, lemmas.most_common(1)[0][0]) for (form, tag), lemmas in counts.items()]
    blocks: list[str] = []
    for start in range(0, len(rows), 50):
        for index, (form, tag, lemma) in enumerate(rows[start : start + 50], 1):
            head, relation = (0, "root") if index == 1 else (1, "dep")
            blocks.append(f"{index}\t{form}\t{lemma}\t{tag}\t_\t_\t{head}\t{relation}\t_\t_")
        blocks.append("")
    return "\n".join([*blocks, ""])


def train_tags(folders: TrainingFolders, steps: int = 480) -> Path:
    """UPOS, XPOS and features on the frozen encoder."""
    options = make_options(
        **_ON_ENCODER,
        lang="en",
        no_char=True,
        transformed_dim=64,
        hidden_dim=100,
        num_layers=1,
        tag_emb_dim=32,
        deep_biaff_hidden_dim=100,
        share_hid=True,  # plain linear layers: the bilinear ones cost ten times the rest
        word_dropout=0.1,
        batch_size=250,  # sentences
        max_steps=steps,
        eval_interval=160,
        max_steps_before_stop=480,
    )
    with_encoder(folders, tagger.main)([*common_options(folders, "pos"), *options])
    return folders.step_folder("pos") / "model.pt"


def train_parser(folders: TrainingFolders, steps: int = 600) -> Path:
    """The biaffine graph parser on the frozen encoder, without tags as input."""
    options = make_options(
        **_ON_ENCODER,
        checkpoint_save_name=folders.step_folder("depparse") / "checkpoint.pt",
        hidden_dim=200,
        num_layers=1,
        lang="en",
        no_char=True,
        tag_emb_dim=0,
        no_linearization=True,
        no_distance=True,
        deep_biaff_hidden_dim=128,
        word_dropout=0.1,
        dropout=0.33,
        optim="adam",
        lr=0.002,
        batch_size=3000,  # words
        max_steps=steps,
        eval_interval=150,
        second_optim_start_step=steps * 2 // 3,
        second_lr=0.0004,
        second_batch_size=5000,
        max_steps_before_stop=2000,
    )
    with_encoder(folders, parser.main)([*common_options(folders, "depparse"), *options])
    return folders.step_folder("depparse") / "model.pt"


def train_entities(folders: TrainingFolders, steps: int = 1600) -> Path:
    """PER, ORG, LOC, MISC and DATE on the frozen encoder.

    Half of the machine-made tags on political news, and twice those made by people, so that these
    outweigh them. The model is the best on EWT's dev part, that after 1,200 steps.
    """
    folder = folders.step_folder("ner")
    news = list(read_entity_tags(folders.data / "ner/polnear_train_silver.bio"))
    news = random.Random(_SAMPLE_SEED).sample(news, len(news) // 2)  # noqa: S311
    gum = [
        sentence
        for sentence in read_treebank(folders.data / "ud/gum_train.conllu")
        if any(tag != "O" for tag in sentence.entities)
    ]
    people = list(_read_dated_entities(folders))
    write_entities(folder / "train.json", news + gum * 2 + people * 2)
    write_entities(folder / "dev.json", read_entity_tags(folders.data / "ner/ewt_dev.bio"))
    options = make_options(
        **_ON_ENCODER,
        train_file=folder / "train.json",
        eval_file=folder / "dev.json",
        no_input_transform=True,
        ignore_tag_scores="MISC,DATE",
        no_char=True,
        hidden_dim=192,
        batch_size=64,
        max_batch_words=2500,
        optim="adam",
        lr=0.001,
        max_steps=steps,
        eval_interval=400,
        max_steps_no_improve=6000,
        dropout=0.4,
        **_saving(folders, "ner"),
    )
    with_encoder(folders, ner_tagger.main)(options)
    return folder / "model.pt"


def _read_dated_entities(folders: TrainingFolders) -> Iterator[LabeledSentence]:
    """The sentences whose tags people made, with dates, which they did not mark.

    The dates are those of the shipped tagger, where people marked nothing: "no date" would be taken
    for gold otherwise. They are found once and written to a file.
    """
    dated = folders.step_folder("ner") / "dated.json"
    if not dated.exists():
        sentences = [
            sentence
            for name in _TAGGED_BY_PEOPLE
            for sentence in read_entity_tags(folders.data / f"ner/{name}.bio")
        ]
        with torch.no_grad():
            tagger = load_shipped_analyzer(folders.encoder, *load_encoder(folders.encoder))
            labels = tagger.annotate([sentence.words for sentence in sentences])
        write_entities(
            dated,
            (
                replace(sentence, entities=add_dates(sentence.entities, own.names))
                for sentence, own in zip(sentences, labels, strict=True)
            ),
        )
    for rows in json.loads(dated.read_text("utf-8")):
        words, entities = zip(*((row["text"], row["ner"]) for row in rows), strict=True)
        yield LabeledSentence(words=words, entities=entities)


def add_dates(tags: Sequence[str], predicted: Sequence[str]) -> tuple[str, ...]:
    """BIO tags with the dates of BIOES tags where there was none."""
    dated = [
        ("B-DATE" if guess[0] in "BS" else "I-DATE") if guess[2:] == "DATE" and tag == "O" else tag
        for tag, guess in zip(tags, predicted, strict=True)
    ]
    for index, tag in enumerate(dated):
        if tag == "I-DATE" and (not index or dated[index - 1] not in ("B-DATE", "I-DATE")):
            dated[index] = "B-DATE"
    return tuple(dated)


def write_entities(path: Path, sentences: Iterable[LabeledSentence]) -> None:
    """Sentences in the JSON form that Stanza's entity trainer reads."""
    rows = [
        [{"text": word, "ner": tag} for word, tag in zip(s.words, s.entities, strict=True)]
        for s in sentences
    ]
    path.write_text(json.dumps(rows), "utf-8")


def with_encoder(
    folders: TrainingFolders, main: Callable[[list[str]], Any]
) -> Callable[[list[str]], Any]:
    """A trainer of Stanza's that uses our frozen encoder and never encodes a sentence twice."""

    def run(arguments: list[str]) -> Any:
        encoder = load_encoder(folders.encoder, remembered=None)
        original = bert_embedding.load_bert, depparse_trainer.GraphParser
        bert_embedding.load_bert = lambda *_, **__: encoder
        depparse_trainer.GraphParser = ChosenArcParser
        try:
            return main(arguments)
        finally:
            bert_embedding.load_bert, depparse_trainer.GraphParser = original

    return run


HEAD_STEPS: dict[str, Callable[[TrainingFolders], Path]] = {
    "tokenizer": train_tokenizer,
    "words": train_words,
    "lemmas": train_lemmas,
    "tags": train_tags,
    "parser": train_parser,
    "entities": train_entities,
}
