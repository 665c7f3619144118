"""Articles erased: every row that says anything of them, but for ids with the mark that they were.

What stays is a tombstone of the article and of each quote that it ever had, with the change
"erased" and no reason; and the digest of its URL. `admin.erasures` then removes what the database
keeps of deleted rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Column, ColumnElement, Connection, delete, insert, or_, select, update

from quotes.identities import ArticleSpeakerKey
from quotes.records import Extraction
from quotes.store.engine.batches import batched
from quotes.store.results import ErasedQuote, Erasure
from quotes.store.schema import (
    article_speakers,
    article_versions,
    articles,
    attributions,
    changes,
    erasures,
    events,
    held_articles,
    identities,
    pending_names,
    quarantined_inputs,
    read_inputs,
    reviews,
    speaker_candidates,
    speaker_constraints,
    speaker_events,
    speaker_name_keys,
    tombstones,
)
from quotes.store.search.erasures import (
    UNFINISHED,
    ErasedKind,
    digest_erased,
    find_digests,
)
from quotes.store.search.versions import read_version
from quotes.store.write.changes import (
    add_change,
    add_tombstones,
    delete_tombstones,
    find_erased,
)
from quotes.store.write.deleting import delete_article

# Of an article's text so many passages are looked for when it is gone, each of so many characters
# at most. Not tuned.
_PASSAGES, _PASSAGE = 50, 120


class ErasedRows:
    """What was erased so far in a transaction; `words` must not be found any more."""

    def __init__(self) -> None:
        self.articles: list[str] = []
        self.speakers: set[str] = set()
        self.quotes: list[ErasedQuote] = []
        self.altered: set[str] = set()
        self.reviews = self.decisions = 0
        self.texts: set[str] = set()
        self.similar: set[str] = set()
        self.words: set[str] = set()

    def summarize(self, version: int | None) -> Erasure:
        """All of it, as a record."""
        return Erasure(
            version=version,
            articles=tuple(sorted(self.articles)),
            speakers=tuple(sorted(self.speakers)),
            quotes=tuple(self.quotes),
            altered=tuple(sorted(self.altered)),
            reviews=self.reviews,
            decisions=self.decisions,
            texts=tuple(sorted(self.texts)),
            similar=tuple(sorted(self.similar)),
        )


def is_known(connection: Connection, article_id: str) -> bool:
    """Whether anything is stored of an article: itself, or that it was withdrawn or held back."""
    places = (changes.c.article_id, held_articles.c.id, quarantined_inputs.c.article_id)
    return any(
        connection.execute(select(place).where(place == article_id).limit(1)).first()
        for place in places
    )


def find_erased_articles(connection: Connection, extractions: Sequence[Extraction]) -> set[str]:
    """Those of the articles' ids that were erased, by the id or by the URL."""
    erased = find_erased(connection, "article", [each.article.id for each in extractions])
    digests = {
        each.article.id: digest_erased("url", each.article.url)
        for each in extractions
        if each.article.url
    }
    of_urls = find_digests(connection, digests.values())
    return erased | {id_ for id_, digest in digests.items() if digest in of_urls}


def begin_erasure(connection: Connection) -> None:
    """Note that an erasure is unfinished until its traces are gone from the files, too."""
    connection.execute(delete(erasures).where(erasures.c.digest == UNFINISHED))
    row = {"digest": UNFINISHED, "version": read_version(connection) + 1}
    connection.execute(insert(erasures), row)


def add_erased(connection: Connection, article_id: str, event: str, object_id: str) -> int:
    """The version in which something is erased without its article, whose event is of a kind and an
    object of its own.
    """
    version = add_change(connection, "erased", article_id)
    of_version = update(events).where(events.c.version == version)
    connection.execute(of_version.values(kind=event, object_id=object_id))
    return version


def add_digests(
    connection: Connection, kind: ErasedKind, words: Iterable[tuple[str, ...]], version: int
) -> None:
    """Note that something was erased and must not come again."""
    digests = {digest_erased(kind, *each) for each in words}
    for batch in batched(sorted(digests)):
        connection.execute(delete(erasures).where(erasures.c.digest.in_(batch)))
        connection.execute(insert(erasures), [{"digest": d, "version": version} for d in batch])


def erase_article(connection: Connection, article_id: str, erased: ErasedRows) -> None:
    """Delete an article, whether it is stored, withdrawn or held, with all that is known of it."""
    erased.articles.append(article_id)
    version = add_change(connection, "erased", article_id)
    quotes = _delete_article(connection, article_id, version, erased)
    own = select(changes.c.version).where(changes.c.article_id == article_id)
    earlier = (tombstones.c.kind == "quote", tombstones.c.version.in_(own))
    quotes.update(connection.scalars(select(tombstones.c.id).where(*earlier)))
    delete_tombstones(connection, "quote", quotes)
    delete_tombstones(connection, "article", [article_id])
    add_tombstones(connection, "quote", quotes, version)
    add_tombstones(connection, "article", [article_id], version)
    _delete_decisions(connection, article_id, version, erased)
    of_article = reviews.c.article_id == article_id
    erased.reviews += connection.execute(delete(reviews).where(of_article)).rowcount
    reasons = select(changes.c.reason).where(changes.c.article_id == article_id)
    erased.words.update(filter(None, connection.scalars(reasons)))
    connection.execute(
        update(changes).where(changes.c.article_id == article_id).values(article_id="", reason=None)
    )
    connection.execute(delete(held_articles).where(held_articles.c.id == article_id))
    is_earlier = (events.c.object_id == article_id, events.c.version < version)
    forgotten = update(events).where(*is_earlier, events.c.kind.startswith("article."))
    connection.execute(forgotten.values(object_id="", payload="{}"))
    path = quarantined_inputs.c
    of_input = or_(path.article_id == article_id, path.path == article_id)
    connection.execute(delete(quarantined_inputs).where(of_input))


def forget_speakers(
    connection: Connection, ids: Collection[str], version: int, erased: ErasedRows
) -> None:
    """Delete identities and all that was decided of them; their ids are never given again."""
    erased.words.update(ids)
    event, pair = speaker_events.c, speaker_candidates.c
    for batch in batched(sorted(ids)):
        for table, one, other in (
            (speaker_events, event.id, event.other),
            (speaker_candidates, pair.id, pair.other),
        ):
            of_batch = or_(one.in_(batch), other.in_(batch))
            erased.decisions += connection.execute(delete(table).where(of_batch)).rowcount
        connection.execute(delete(identities).where(identities.c.id.in_(batch)))
    delete_tombstones(connection, "speaker", ids)
    add_digests(connection, "speaker", ((id_,) for id_ in ids), version)


def delete_unused_keys(connection: Connection) -> None:
    """Delete blocking keys, and decisions that wait, of names that nobody has any more."""
    for column in (speaker_name_keys.c.name_key, pending_names.c.name_key):
        name = article_speakers.c.name_key
        is_used = select(name).where(name == column).exists()
        connection.execute(delete(column.table).where(~is_used))


def forget_reasons(connection: Connection, condition: ColumnElement[bool]) -> None:
    """Remove the reasons of changes that meet the condition."""
    connection.execute(update(changes).where(condition).values(reason=None))


def delete_constraints(
    connection: Connection, keys: Collection[ArticleSpeakerKey], erased: ErasedRows
) -> None:
    """Delete what people decided of the speakers of articles, with their reasons."""
    table = speaker_constraints
    for row in connection.execute(select(table)).all():
        first = ArticleSpeakerKey(row.article_id, row.speaker)
        second = ArticleSpeakerKey(row.other_article_id, row.other_speaker)
        if first not in keys and second not in keys:
            continue
        of_row = [column == row._mapping[column.name] for column in table.primary_key.columns]
        connection.execute(delete(table).where(*of_row))
        of_decision = (changes.c.change == "identified") & (changes.c.reason == row.reason)
        is_there = changes.c.article_id.in_((row.article_id, row.other_article_id))
        forget_reasons(connection, of_decision & is_there)
        erased.decisions += 1


def delete_evidence(connection: Connection, words: Collection[str]) -> None:
    """Delete the pieces of evidence of who is who that have one of the words."""
    event, pair = speaker_events.c, speaker_candidates.c
    for key, columns in (((event.number,), (event.agreed,)),
                         ((pair.id, pair.other), (pair.agreed, pair.against))):  # fmt: skip
        for column in columns:
            _filter_lists(connection, key, column, words)


def _filter_lists(
    connection: Connection,
    key: tuple[Column[Any], ...],
    column: Column[str],
    words: Collection[str],
) -> None:
    """Delete the strings with one of the words from a column of JSON lists."""
    for batch in batched(sorted(words), 100):
        has_word = or_(*(column.contains(word, autoescape=True) for word in batch))
        for *ids, value in connection.execute(select(*key, column).where(has_word)).all():
            left = [
                text
                for text in msgspec.json.decode(value, type=list[str])
                if not any(word in text for word in batch)
            ]
            of_row = [each == id_ for each, id_ in zip(key, ids, strict=True)]
            changed = update(column.table).where(*of_row)
            connection.execute(changed.values({column: msgspec.json.encode(left).decode()}))


def _delete_article(
    connection: Connection, article_id: str, version: int, erased: ErasedRows
) -> set[str]:
    """The ids of the quotes that were deleted with an article, if it is stored."""
    columns = (articles.c.key, articles.c.title, articles.c.url, articles.c.text)
    row = connection.execute(select(*columns).where(articles.c.id == article_id)).first()
    if row is None:
        return set()
    contents = select(attributions.c.content).where(attributions.c.article_key == row.key)
    erased.words.update(connection.scalars(contents))
    erased.words.update(filter(None, (row.title, row.url, *_list_passages(row.text))))
    old = article_versions.c
    earlier = select(old.title, old.text).where(old.article_id == article_id)
    for text in connection.execute(earlier):
        erased.words.update(filter(None, (text.title, *_list_passages(text.text))))
    if row.url:
        add_digests(connection, "url", [(row.url,)], version)
    of_input = read_inputs.c.name.in_((article_id, row.url))
    connection.execute(delete(read_inputs).where(of_input))
    return delete_article(connection, article_id, row.key, version)


def _delete_decisions(
    connection: Connection, article_id: str, version: int, erased: ErasedRows
) -> None:
    """Delete what was decided of the speakers of an article that is not there any more."""
    identity, table = identities.c, speaker_constraints.c
    keys = {
        ArticleSpeakerKey(article_id, speaker)
        for own, speaker in (
            (table.article_id, table.speaker), (table.other_article_id, table.other_speaker)
        )
        for speaker in connection.scalars(select(speaker).where(own == article_id))
    }  # fmt: skip
    delete_constraints(connection, keys, erased)
    left = select(article_speakers.c.article_id).where(
        article_speakers.c.identity_id == identity.id
    )
    of_article = identity.article_id == article_id
    gone = connection.scalars(select(identity.id).where(of_article, ~left.exists())).all()
    erased.speakers.update(gone)
    forget_speakers(connection, gone, version, erased)
    for id_ in connection.scalars(select(identity.id).where(of_article)).all():
        _move_anchor(connection, id_)
    of_events = delete(speaker_events).where(speaker_events.c.article_id == article_id)
    erased.decisions += connection.execute(of_events).rowcount
    delete_evidence(connection, [article_id])


def _move_anchor(connection: Connection, identity_id: str) -> None:
    """Bind an identity to the first of the articles that still have it."""
    speaker = article_speakers.c
    columns = (speaker.article_id, speaker.speaker)
    first = select(*columns).where(speaker.identity_id == identity_id).order_by(*columns).limit(1)
    row = connection.execute(first).one()
    of_id = identities.c.id == identity_id
    connection.execute(update(identities).where(of_id).values(**row._asdict()))


def _list_passages(text: str) -> list[str]:
    """The beginnings of the longest lines of a text, at most `_PASSAGES`."""
    lines = sorted((line.strip() for line in text.splitlines()), key=len, reverse=True)
    return [line[:_PASSAGE] for line in lines[:_PASSAGES] if line]
