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
    Topic,
    make_attribution_id,
)
from quotes.store import open_store
from quotes.store.engine.batches import batched
from quotes.topics.media_topics import load_media_topics

KINDS = ("rare", "mid", "common")
# Look-ups are of so many different quotes.
_MOST_IDS = 20_000
# So many speakers are asked for.
_MOST_SPEAKERS = 400
# Articles that are saved together. Not tuned.
_TOGETHER = 1_000

_PEER = """
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
    CREATE TABLE quotes (
        id INTEGER PRIMARY KEY, text TEXT, speaker TEXT, type TEXT, cue TEXT, confidence REAL,
        article TEXT, title TEXT, outlet TEXT, url TEXT, published TEXT, topic TEXT
    );
"""
# Datasette finds the index of a table by `content="quotes"`: with single quotation marks it does
# not, and answers every search with the first page of all rows.
_PEER_INDEX = """
    CREATE INDEX quotes_speaker ON quotes(speaker, id);
    CREATE INDEX quotes_topic ON quotes(topic, id);
    CREATE VIRTUAL TABLE quotes_fts USING fts5(
        text, content="quotes", content_rowid="id", tokenize='unicode61 remove_diacritics 2'
    );
    INSERT INTO quotes_fts(quotes_fts) VALUES ('rebuild');
    INSERT INTO quotes_fts(quotes_fts) VALUES ('optimize');
    ANALYZE;
"""


def make_databases(folder: Path, size: int) -> None:
    """Create `ours.db`, `peer.db` and files of values to search for, all of one corpus, in a
    folder; an existing one of this size is left as it is.

    The values, one a line: `ids` (ours) and `numbers` (theirs) of the same quotes, `speaker_ids`
    and `speakers` (names) of the same speakers, `topics`, and `rare`, `mid` and `common` words.
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
                "INSERT INTO quotes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (row for article in articles for row in _make_rows(article)),
            )
            ids += [quote.id for article in extractions for quote in article.attributions]
        peer.executescript(_PEER_INDEX)
    peer.close()
    _write_speakers(folder)
    (folder / "topics").write_text("\n".join(corpus.list_topics()))
    (folder / "ids").write_text("\n".join(ids[::step]))
    (folder / "numbers").write_text("\n".join(str(at + 1) for at in range(0, size, step)))
    for kind in KINDS:
        (folder / kind).write_text("\n".join(corpus.find_terms(kind)))
    done.write_text(json.dumps({"quotes": size}))


def _write_speakers(folder: Path) -> None:
    """Write the ids and names of speakers with one identity each, evenly over how often they are
    quoted.
    """
    with sqlite3.connect(folder / "ours.db") as ours:
        speakers = ours.execute(
            "SELECT speaker_id, min(speaker) FROM attributions GROUP BY speaker_id "
            "HAVING count(DISTINCT speaker) = 1 ORDER BY count(*) DESC, speaker_id"
        ).fetchall()
    ours.close()
    some = speakers[:: max(1, len(speakers) // _MOST_SPEAKERS)]
    for name, column in zip(("speaker_ids", "speakers"), zip(*some, strict=True), strict=True):
        (folder / name).write_text("\n".join(column))


def make_extraction(article: SyntheticArticle) -> Extraction:
    """The extraction of an article."""
    text = ""
    attributions: list[Attribution] = []
    for quote in article.quotes:
        content = _append(text, quote.text)
        source = Span(content.end + 1, content.end + 1 + len(quote.speaker))
        cue = Span(source.end + 1, source.end + 1 + len(quote.cue))
        text += f"{quote.text} {quote.speaker} {quote.cue}.\n"
        attributions.append(
            Attribution(
                id=make_attribution_id(article.id, [quote.text]),
                article_id=article.id,
                content=(content,),
                cue=(cue,),
                source=(source,),
                type=quote.type,
                speaker_id=quote.speaker.lower().replace(" ", "-"),
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
    name = load_media_topics()[article.topic].name
    topic = Topic(code=article.topic, name=name, score=1.0, method="publisher")
    return Extraction(article=record, attributions=tuple(attributions), topics=(topic,))


def _append(text: str, piece: str) -> Span:
    return Span(len(text), len(text) + len(piece))


def _make_rows(article: SyntheticArticle) -> Iterator[tuple[object, ...]]:
    head = (article.id, article.title, article.outlet, article.url, article.published)
    head = (*head, article.topic)
    for quote in article.quotes:
        own = (quote.number, quote.text, quote.speaker, quote.type, quote.cue, quote.confidence)
        yield *own, *head
