"""The best SQL by hand for each case, over the peer's one table; `:value` is what is asked for."""

from __future__ import annotations

from functools import cache

# Values of each facet that are counted.
_TOP = 10

_LOOK_UP = "SELECT * FROM quotes WHERE id = :value"
_OF_SPEAKER = "SELECT * FROM quotes WHERE speaker = :value ORDER BY id LIMIT 20"
_OF_TOPIC = "SELECT * FROM quotes WHERE topic = :value ORDER BY id LIMIT 20"
# Without OFFSET, FTS5 stops at the twentieth match, for its matches come in the order of ids.
_NEWEST = """
    SELECT q.* FROM quotes_fts f JOIN quotes q ON q.id = f.rowid
    WHERE quotes_fts MATCH :value ORDER BY f.rowid LIMIT 20
"""
_RANKED = """
    SELECT q.* FROM (
        SELECT rowid, rank FROM quotes_fts WHERE quotes_fts MATCH :value ORDER BY rank LIMIT 20
    ) f JOIN quotes q ON q.id = f.rowid ORDER BY f.rank
"""
_MATCHED = """
    SELECT q.speaker, q.outlet, q.type FROM quotes_fts f JOIN quotes q ON q.id = f.rowid
    WHERE quotes_fts MATCH :value
"""
_SPEAKERS_OWN = """
    SELECT outlet, topic, substr(published, 1, 7) AS month FROM quotes WHERE speaker = :value
"""
_TIMELINE = """
    SELECT substr(published, 1, 7) AS month, count(*) AS quotes FROM quotes
    WHERE speaker = :value GROUP BY month ORDER BY month
"""


@cache
def find_statements() -> dict[str, str]:
    """The statements by the names of their cases."""
    words = ("rare", "mid", "common")
    statements = {
        "look-up": _LOOK_UP,
        **dict.fromkeys(words, _NEWEST),
        **dict.fromkeys((f"{kind}, ranked" for kind in words), _RANKED),
        "speaker": _count(_SPEAKERS_OWN, "outlet", "topic", "month"),
        "speaker's quotes": _OF_SPEAKER,
        "topic": _OF_TOPIC,
        "facets": _count(_MATCHED, "speaker", "outlet", "type"),
        "timeline": _TIMELINE,
    }
    return {case: " ".join(sql.split()) for case, sql in statements.items()}


def _count(matched: str, *columns: str) -> str:
    """The most frequent values of columns of a query, each with its number of rows."""
    counts = " UNION ALL ".join(
        f"SELECT * FROM (SELECT '{column}' AS facet, {column} AS value, count(*) AS quotes "  # noqa: S608  # names above
        f"FROM matched GROUP BY 2 ORDER BY 3 DESC LIMIT {_TOP})"
        for column in columns
    )
    return f"WITH matched AS MATERIALIZED ({matched}) {counts}"
