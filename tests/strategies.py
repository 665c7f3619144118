"""What property tests draw: texts that look like news and texts that look like nothing."""

from __future__ import annotations

from hypothesis import strategies as st

from quotes.records import Article

_PIECES = [
    "“We go,”", "Lee", "said", "he", "the minister", "according to", "told CNN", "“", "”", '"',
    "''", "‘no’", "workers'", "5' 9\"", "—", ":", "...", "(", "\n", "\n\n", "\r\n", "\u2028",
    "\u00a0", "\u200b", "\ufeff", "\U0001f600", "Žďár", "e\u0301", "שלום", "1,000", "%", "\t",
]  # fmt: skip

news = st.lists(st.sampled_from(_PIECES), max_size=14).map(" ".join)
anything = st.text(max_size=80)
texts = news | anything | st.text(st.sampled_from("“”‘’'\" \n.,:—aB"), max_size=60)


def articles(size: int) -> st.SearchStrategy[list[Article]]:
    """Up to so many articles, each with an id of its own."""
    return st.lists(texts, max_size=size).map(
        lambda drawn: [Article(id=f"{n}", text=text) for n, text in enumerate(drawn)]
    )
