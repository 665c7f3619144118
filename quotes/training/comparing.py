"""The other architecture that the models could have had, measured beside the shipped one.

A BiLSTM over GloVe vectors, Stanza's parser as it is usually trained, against the same parser on
the shared encoder: same treebanks, same number of steps, gold words. Nothing of it is shipped.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet
import stanza
import torch
from stanza.models import parser
from stanza.models.common.foundation_cache import BertRecord, FoundationCache
from stanza.models.common.pretrain import PretrainedWordVocab
from stanza.utils.conll import CoNLL

from quotes.parsing.decoding import ChosenArcParser
from quotes.parsing.encoder import load_encoder
from quotes.training.heads import ENCODER_NAME, Workshop, make_options, parser_options

_WORDS = 100_000  # the commonest; GloVe lists words by how common they are


@dataclass(frozen=True)
class Measured:
    """A parser on the dev parts: labelled attachment in percent with gold words, words a second on
    one core, and the size of all that it loads in MB.
    """

    name: str
    las: float
    words_a_second: float
    megabytes: float


def train_on_glove(shop: Workshop, vectors: Path, steps: int = 600) -> Path:
    """Stanza's parser with two layers of 2 x 300 over GloVe.

    Args:
        vectors: the folder with the vectors as .npy and their words as .parquet.
    """
    folder = shop.folder("glove")
    pretrained = folder / "glove.pt"
    words = pyarrow.parquet.read_table(vectors / "glove_6B_index.parquet").column(0).to_pylist()
    vocabulary = PretrainedWordVocab(words[:_WORDS], lang="en")
    table = np.load(vectors / "glove_6B_50d_emb.npy")[:_WORDS].astype("float32")
    padded = np.vstack([np.zeros((len(vocabulary) - len(table), table.shape[1]), "float32"), table])
    torch.save({"vocab": vocabulary.state_dict(), "emb": torch.from_numpy(padded)}, pretrained)
    options = make_options(wordvec_pretrain_file=pretrained, hidden_dim=300, num_layers=2)
    parser.main([*parser_options(shop, "glove", steps), *options])
    return folder / "model.pt"


def compare_parsers(shop: Workshop) -> list[Measured]:
    """The parser on GloVe and the one on the encoder, measured one after the other."""
    torch.set_num_threads(1)
    glove, encoder = shop.folder("glove"), shop.encoder / "encoder.safetensors"
    found = [
        _measure(shop, "BiLSTM on GloVe", [glove / "model.pt", glove / "glove.pt"], {
            "depparse_pretrain_path": str(glove / "glove.pt"),
        }),
        _measure(shop, "on the encoder", [shop.folder("depparse") / "model.pt", encoder], {}),
    ]  # fmt: skip
    (shop.folder("glove") / "compared.json").write_text(json.dumps([asdict(m) for m in found]))
    return found


def _measure(shop: Workshop, name: str, files: list[Path], options: dict[str, str]) -> Measured:
    cache = FoundationCache(local_files_only=True)
    encoder, tokenizer = load_encoder(shop.encoder)
    cache.bert[ENCODER_NAME] = BertRecord(encoder, tokenizer, {})
    pipeline: Any = stanza.Pipeline(
        "en",
        dir=str(shop.encoder),
        processors={"depparse": "news"},
        download_method=None,
        allow_unknown_language=True,
        foundation_cache=cache,
        device="cpu",
        verbose=False,
        depparse_pretagged=True,
        depparse_model_path=str(files[0]),
        depparse_batch_size=4000,
        **options,
    )
    pipeline.processors["depparse"].trainer.model.__class__ = ChosenArcParser
    gold = CoNLL.conll2doc(str(shop.treebank("dev")))
    guess = CoNLL.conll2doc(str(shop.treebank("dev")))
    encoder.forget()
    began = time.perf_counter()
    guess = pipeline(guess)
    seconds = time.perf_counter() - began
    pairs = list(zip(gold.iter_words(), guess.iter_words(), strict=True))
    right = sum(a.head == b.head and a.deprel == b.deprel for a, b in pairs)
    size = sum(path.stat().st_size for path in files) / 1e6
    return Measured(name, round(100 * right / len(pairs), 2), round(len(pairs) / seconds), size)
