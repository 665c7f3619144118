"""The same rows in our store and in a plain SQLite file for Datasette."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from rows import Corpus, SyntheticArticle

from quotes.records import (
    Article,
    Attribution,
    Evidence,
    Extraction,
    Span,
    make_attribution_id,
)
from quotes.store import open_store

KINDS = ("rare", "mid", "common")
# Look-ups ask for so many different quotes.
_MOST_IDS = 20_000
_TOGETHER = 1_000

_PEER = """
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
    CREATE TABLE quotes (
        id INTEGER PRIMARY KEY, text TEXT, speaker TEXT, type TEXT, cue TEXT, confidence REAL,
        article TEXT, title TEXT, outlet TEXT, url TEXT, published TEXT
    );
"""
_PEER_INDEX = """
    CREATE VIRTUAL TABLE quotes_fts USING fts5(
        text, speaker, content='quotes', tokenize='unicode61 remove_diacritics 2'
    );
    INSERT INTO quotes_fts(quotes_fts) VALUES ('rebuild');
    INSERT INTO quotes_fts(quotes_fts) VALUES ('optimize');
    ANALYZE;
"""


def make_databases(folder: Path, size: int) -> None:
    """`ours.db`, `peer.db` and what is asked of them, all of one corpus, in a folder; what is there
    already is left as it is.

    Files that are asked with: `ids` (ours) and `numbers` (theirs) of the same quotes, and `rare`,
    `mid` and `common` words, one a line.
    """
    done = folder / "made.json"
    if done.exists() and json.loads(done.read_text()) == {"quotes": size}:
        return
    for file in folder.glob("ours.db*"):
        file.unlink()
    (folder / "peer.db").unlink(missing_ok=True)
    corpus, step = Corpus(size), max(1, size // _MOST_IDS)
    ids: list[str] = []
    with (
        open_store(f"sqlite:///{folder / 'ours.db'}", create=True) as store,
        sqlite3.connect(folder / "peer.db") as peer,
    ):
        peer.executescript(_PEER)
        for articles in _group(iter(corpus)):
            extractions = [make_extraction(article) for article in articles]
            store.save_all(extractions)
            peer.executemany(
                "INSERT INTO quotes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (row for article in articles for row in _make_rows(article)),
            )
            ids += [found.id for each in extractions for found in each.attributions]
        peer.executescript(_PEER_INDEX)
    peer.close()
    (folder / "ids").write_text("\n".join(ids[::step]))
    (folder / "numbers").write_text("\n".join(str(at + 1) for at in range(0, size, step)))
    for kind in KINDS:
        (folder / kind).write_text("\n".join(corpus.find_terms(kind)))
    done.write_text(json.dumps({"quotes": size}))


def make_extraction(article: SyntheticArticle) -> Extraction:
    """The article as if it had been read.

    Its speakers have names but no ids: finding out who is who among them takes most of the time of
    saving, and nothing that is measured here reads it.
    """
    text = ""
    found: list[Attribution] = []
    for quote in article.quotes:
        content = _append(text, quote.text)
        source = Span(content.end + 1, content.end + 1 + len(quote.speaker))
        cue = Span(source.end + 1, source.end + 1 + len(quote.cue))
        text += f"{quote.text} {quote.speaker} {quote.cue}.\n"
        found.append(
            Attribution(
                id=make_attribution_id(article.id, (content,), (cue,), (source,)),
                article_id=article.id,
                content=(content,),
                cue=(cue,),
                source=(source,),
                type=quote.type,
                speaker=quote.speaker,
                speaker_kind="person",
                confidence=quote.confidence,
                evidence=Evidence(
                    rule="verb", cue_lemma=quote.cue, source_path=">nsubj", content_path=">ccomp"
                ),
                model_version="synthetic",
            )
        )
    read = Article(
        id=article.id,
        text=text,
        title=article.title,
        outlet=article.outlet,
        url=article.url,
        published=article.published,
    )
    return Extraction(article=read, attributions=tuple(found))


def _append(text: str, piece: str) -> Span:
    return Span(len(text), len(text) + len(piece))


def _make_rows(article: SyntheticArticle) -> Iterator[tuple[object, ...]]:
    head = (article.id, article.title, article.outlet, article.url, article.published)
    for each in article.quotes:
        yield each.number, each.text, each.speaker, each.type, each.cue, each.confidence, *head


def _group(articles: Iterator[SyntheticArticle]) -> Iterable[list[SyntheticArticle]]:
    while some := list(islice(articles, _TOGETHER)):
        yield some
