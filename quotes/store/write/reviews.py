"""Reviews of quotes by people: who, when and why; they survive the next run.

A review is of words and of their speaker. An article that is extracted again keeps it where both
are found again; else the quote is unreviewed, and its reviews can still be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Table, select

from quotes.records import Act
from quotes.store.schema import (
    articles,
    attributions,
    reviews,
    topic_articles,
)
from quotes.store.write.names import NameIndex
from quotes.store.write.rows import Row


def apply_reviews(
    connection: Connection, rows: Mapping[Table, Sequence[Row]], index: NameIndex
) -> None:
    """Give the rows of quotes that are about to be inserted the status of earlier reviews, and take
    the rejected ones off the counts of their articles. The index gets the names that these are
    found by, as their speakers may lose them.
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
    index.add(("speaker", row["speaker"]) for row in unlinked)
    for row in unlinked:
        row["unlinked_id"] = index.get("speaker", row["speaker"])
    for row in rows[articles]:
        row["statements"] -= rejected[row["key"], "statement"]
        row["attitudes"] -= rejected[row["key"], "attitude"]
    for row in rows[topic_articles]:
        row["statements"] -= rejected[row["article_key"], "statement"]
