"""The same rows in our store and in a plain SQLite file for Datasette."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from rows import SyntheticArticle, SyntheticCorpus

from quotes.records import (
    Article,
    Attribution,
    Evidence,
    Extraction,
    Span,
    make_attribution_id,
)
from quotes.store import open_store
from quotes.store.engine.batches import batched

KINDS = ("rare", "mid", "common")
# Look-ups are of so many different quotes.
_MOST_IDS = 20_000
# Articles that are saved together. Not tuned.
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
    """Create `ours.db`, `peer.db` and files of values to search for, all of one corpus, in a
    folder; an existing one of this size is left as it is.

    The values, one a line: `ids` (ours) and `numbers` (theirs) of the same quotes, and `rare`,
    `mid` and `common` words.
    """
    done = folder / "made.json"
    if done.exists() and json.loads(done.read_text()) == {"quotes": size}:
        return
    for file in folder.glob("ours.db*"):
        file.unlink()
    (folder / "peer.db").unlink(missing_ok=True)
    corpus, step = SyntheticCorpus(size), max(1, size // _MOST_IDS)
    ids: list[str] = []
    with (
        open_store(f"sqlite:///{folder / 'ours.db'}", create=True) as store,
        sqlite3.connect(folder / "peer.db") as peer,
    ):
        peer.executescript(_PEER)
        for articles in batched(corpus, _TOGETHER):
            extractions = [make_extraction(article) for article in articles]
            store.articles.save_all(extractions)
            peer.executemany(
                "INSERT INTO quotes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (row for article in articles for row in _make_rows(article)),
            )
            ids += [quote.id for article in extractions for quote in article.attributions]
        peer.executescript(_PEER_INDEX)
    peer.close()
    (folder / "ids").write_text("\n".join(ids[::step]))
    (folder / "numbers").write_text("\n".join(str(at + 1) for at in range(0, size, step)))
    for kind in KINDS:
        (folder / kind).write_text("\n".join(corpus.find_terms(kind)))
    done.write_text(json.dumps({"quotes": size}))


def make_extraction(article: SyntheticArticle) -> Extraction:
    """The extraction of an article.

    Its speakers have names but no ids: deciding who is who takes most of the time of saving, and
    nothing that is measured here depends on it.
    """
    text = ""
    attributions: list[Attribution] = []
    for quote in article.quotes:
        content = _append(text, quote.text)
        source = Span(content.end + 1, content.end + 1 + len(quote.speaker))
        cue = Span(source.end + 1, source.end + 1 + len(quote.cue))
        text += f"{quote.text} {quote.speaker} {quote.cue}.\n"
        attributions.append(
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
    record = Article(
        id=article.id,
        text=text,
        title=article.title,
        outlet=article.outlet,
        url=article.url,
        published=article.published,
    )
    return Extraction(article=record, attributions=tuple(attributions))


def _append(text: str, piece: str) -> Span:
    return Span(len(text), len(text) + len(piece))


def _make_rows(article: SyntheticArticle) -> Iterator[tuple[object, ...]]:
    head = (article.id, article.title, article.outlet, article.url, article.published)
    for quote in article.quotes:
        own = (quote.number, quote.text, quote.speaker, quote.type, quote.cue, quote.confidence)
        yield *own, *head
