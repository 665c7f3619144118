"""Quotes, with the reviews of people."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert, select, update

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
from quotes.store.search.quotes import QuoteQueries
from quotes.store.write.changes import add_change
from quotes.store.write.names import NameIndex
from quotes.store.write.speaker_rows import refresh_speakers


class Quotes(QuoteQueries):
    """Quotes, and what people say of them."""

    def review(self, quote_id: str, status: ReviewStatus, decider: Decider) -> int:
        """The version from which a quote has the status that a person gives it; `unreviewed` takes
        it back. Filters leave out rejected quotes unless they have a `status`.

        The status stays when the article is extracted again, if the same words of the same
        speaker are found again.

        Raises:
            NotFoundError: no quote has the id.
        """
        of_quote = attributions.c.id == quote_id
        with self._database.write() as connection:
            row = _read_row(connection, quote_id)
            version = add_change(connection, "reviewed", row.id, decider.reason, who=decider.person)
            review = {"version": version, "article_id": row.id, "quote_id": quote_id,
                      "status": status, "person": decider.person, "content": row.content,
                      "speaker": row.speaker}  # fmt: skip
            connection.execute(insert(reviews), review)
            changed = update(attributions).where(of_quote)
            connection.execute(changed.values(status=status, version=version))
            more = (row.status == "rejected") - (status == "rejected")
            if more:
                _add_counts(connection, row.article_key, row.act, more)
            if more and row.speaker_id is not None:
                rejected = row.speaker if status == "rejected" else None
                # Found by it, as the speaker may lose the name.
                index = NameIndex(connection)
                index.add([("speaker", rejected)])
                number = index.get("speaker", rejected)
                connection.execute(changed.values(unlinked_id=number))
                _rename_speaker(connection, row.speaker_id, version, decider)
        return version

    def list_reviews(self, quote_id: str) -> tuple[Review, ...]:
        """The reviews of a quote, in order; empty if there is no such quote."""
        article_id = (
            select(articles.c.id)
            .join_from(attributions, articles)
            .where(attributions.c.id == quote_id)
            .scalar_subquery()
        )
        query = (
            select(reviews, changes.c.at, changes.c.reason)
            .join_from(reviews, changes, changes.c.version == reviews.c.version)
            .where(reviews.c.article_id == article_id, reviews.c.quote_id == quote_id)
            .order_by(reviews.c.version)
        )
        with self._database.read() as connection:
            return tuple(
                Review(
                    version=row.version,
                    status=row.status,
                    at=row.at,
                    person=row.person,
                    reason=row.reason,
                )
                for row in connection.execute(query)
            )

    def list_statuses(self, article_id: str) -> dict[str, ReviewStatus]:
        """The statuses of an article's quotes by their ids, of those that were ever reviewed."""
        query = (
            select(attributions.c.id, attributions.c.status)
            .join_from(attributions, articles)
            .where(articles.c.id == article_id, attributions.c.status.is_not(None))
        )
        with self._database.read() as connection:
            return {row.id: row.status for row in connection.execute(query)}


def _read_row(connection: Connection, quote_id: str) -> Any:
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
    return row


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
