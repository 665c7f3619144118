"""Reviews of quotes by people: who, when and why; they survive the next run.

A review is of words and of their speaker. An article that is extracted again keeps it where both
are found again; else the quote is unreviewed, and its reviews can still be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, Table, insert, select, update

from quotes.errors import NotFoundError
from quotes.records import Act, ReviewStatus
from quotes.store.identities.decisions import Decider
from quotes.store.results import Review
from quotes.store.schema import (
    articles,
    attributions,
    changes,
    reviews,
    speaker_events,
    topic_articles,
)
from quotes.store.write.changes import add_change
from quotes.store.write.names import NameIndex
from quotes.store.write.rows import Row
from quotes.store.write.speaker_rows import refresh_speakers


def review_quote(
    connection: Connection, quote_id: str, status: ReviewStatus, decider: Decider
) -> int:
    """The version from which a quote has the status.

    Raises:
        NotFoundError: no quote has the id.
    """
    quote = attributions.c
    row = connection.execute(
        select(
            articles.c.id, quote.article_key, quote.act, quote.content, quote.speaker,
            quote.speaker_id, quote.status,
        )
        .join_from(attributions, articles)
        .where(quote.id == quote_id)
    ).first()  # fmt: skip
    if row is None:
        raise NotFoundError("quote", quote_id)
    version = add_change(connection, "reviewed", row.id, decider.reason)
    connection.execute(
        insert(reviews),
        {
            "version": version,
            "article_id": row.id,
            "quote_id": quote_id,
            "status": status,
            "person": decider.person,
            "content": row.content,
            "speaker": row.speaker,
        },
    )
    of_quote = attributions.c.id == quote_id
    connection.execute(update(attributions).where(of_quote).values(status=status, version=version))
    more = (row.status == "rejected") - (status == "rejected")
    if more:
        _add_counts(connection, row.article_key, row.act, more)
        if row.speaker_id is not None:
            rejected = row.speaker if status == "rejected" else None
            number = _number_names(connection, [rejected])[rejected]
            connection.execute(update(attributions).where(of_quote).values(unlinked_id=number))
            _rename_speaker(connection, row.speaker_id, version, decider)
    return version


def apply_reviews(connection: Connection, rows: Mapping[Table, Sequence[Row]]) -> None:
    """Give the rows of quotes that are about to be inserted the status of earlier reviews, and take
    the rejected ones off the counts of their articles.
    """
    ids = [row["id"] for row in rows[articles]]
    of_articles = reviews.c.article_id.in_(ids)
    stored = connection.execute(select(reviews).where(of_articles).order_by(reviews.c.version))
    last = {row.quote_id: row for row in stored}
    rejected: Counter[tuple[int, Act]] = Counter()
    unlinked: list[Row] = []
    for row in rows[attributions]:
        review = last.get(row["id"])
        row["status"] = None
        if review is not None:
            same = (review.content, review.speaker) == (row["content"], row["speaker"])
            row["status"] = review.status if same else "unreviewed"
            if row["status"] == "rejected":
                rejected[row["article_key"], row["act"]] += 1
                unlinked.append(row)
    numbers = _number_names(connection, [row["speaker"] for row in unlinked])
    for row in unlinked:
        row["unlinked_id"] = numbers[row["speaker"]]
    for row in rows[articles]:
        row["statements"] -= rejected[row["key"], "statement"]
        row["attitudes"] -= rejected[row["key"], "attitude"]
    for row in rows[topic_articles]:
        row["statements"] -= rejected[row["article_key"], "statement"]


def read_reviews(connection: Connection, quote_id: str) -> tuple[Review, ...]:
    """The reviews of a stored quote, in order."""
    article_id = (
        select(articles.c.id)
        .join_from(attributions, articles)
        .where(attributions.c.id == quote_id)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(reviews, changes.c.at, changes.c.reason)
        .join_from(reviews, changes, changes.c.version == reviews.c.version)
        .where(reviews.c.article_id == article_id, reviews.c.quote_id == quote_id)
        .order_by(reviews.c.version)
    )
    return tuple(
        Review(
            version=row.version,
            status=row.status,
            at=row.at,
            person=row.person,
            reason=row.reason,
        )
        for row in rows
    )


def read_statuses(connection: Connection, article_id: str) -> dict[str, ReviewStatus]:
    """The status of each quote of an article that was ever reviewed, by its id."""
    rows = connection.execute(
        select(attributions.c.id, attributions.c.status)
        .join_from(attributions, articles)
        .where(articles.c.id == article_id, attributions.c.status.is_not(None))
    )
    return {row.id: row.status for row in rows}


def _number_names(
    connection: Connection, names: Iterable[str | None]
) -> dict[str | None, int | None]:
    """The numbers by which rejected quotes are found, as their speakers may lose these names."""
    unique = set(names)
    index = NameIndex(connection)
    index.add(("speaker", name) for name in unique)
    return {name: index.get("speaker", name) for name in unique}


def _rename_speaker(
    connection: Connection, speaker_id: str, version: int, decider: Decider
) -> None:
    """Make a speaker's row anew from the quotes that are not rejected, with an event if other names
    find them now.
    """
    if refresh_speakers(connection, [speaker_id], version):
        event = {
            "version": version,
            "change": "renamed",
            "id": speaker_id,
            "agreed": "[]",
            **decider._asdict(),
        }
        connection.execute(insert(speaker_events), event)


def _add_counts(connection: Connection, article_key: int, act: Act, more: int) -> None:
    """Add to an article's number of quotes of the act; `more` may be negative."""
    column = articles.c.statements if act == "statement" else articles.c.attitudes
    of_article = articles.c.key == article_key
    connection.execute(update(articles).where(of_article).values({column: column + more}))
    if act == "statement":
        of_topics = topic_articles.c.article_key == article_key
        column = topic_articles.c.statements
        connection.execute(update(topic_articles).where(of_topics).values({column: column + more}))
