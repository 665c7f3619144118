"""A quote has its article, and prepared queries find the same with other values."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotes.errors import NotFoundError, QueryError
from quotes.store import Order, QuoteFilter, Store
from quotes.store.search import quotes as quote_pages


def test_a_quote_comes_with_its_article(sample: Store) -> None:
    listed = sample.quotes.list(QuoteFilter(q="river")).items[0]
    quote, article = sample.quotes.get(listed.attribution.id)
    assert quote == listed
    assert quote.content == tuple(s.slice(article.text) for s in quote.attribution.content)
    assert (quote.cue, quote.source) == ("said", "Zoë Işık, the water minister")
    assert (quote.article.id, quote.article.outlet) == ("dam-cable", "Cable Post")


@pytest.mark.parametrize("kind", ["quotes", "articles", "speakers"])
def test_names_what_is_not_there(sample: Store, kind: str) -> None:
    with pytest.raises(NotFoundError, match="'nothing'"):
        getattr(sample, kind).get("nothing")


_plain = st.fixed_dictionaries(
    {},
    optional={
        "q": st.sampled_from(["the", "river", "dam -wall", '"a wall"', "isik", "nothing"]),
        "q_in": st.sampled_from(["quote", "speaker", "both"]),
        "act": st.sampled_from(["statement", "attitude", "all"]),
        "type": st.sampled_from(["direct", "mixed", "indirect"]),
        "speaker_kind": st.sampled_from(["person", "anonymous"]),
        "anonymity": st.sampled_from(["unnamed", "none"]),
        "article": st.sampled_from(["dam-cable", "undated", "nothing"]),
        "min_confidence": st.sampled_from([0, 0.8, 1]),
        "from_date": st.sampled_from([date(2030, 12, 31), date(2031, 3, 2)]),
        "to_date": st.sampled_from([date(2031, 3, 2), date(2031, 3, 4)]),
        "said_from": st.sampled_from([date(2031, 3, 1), date(2031, 3, 2)]),
        "said_to": st.sampled_from([date(2031, 3, 2), date(2031, 3, 3)]),
    },
)


@given(
    _plain,
    st.sampled_from(["date", "oldest", "confidence", "relevance"]),
    st.integers(1, 3),
    st.none() | st.sampled_from(["Ola Berg", "Işık", "nobody"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_query_that_was_prepared_for_other_values_finds_the_same(
    sample: Store, fields: dict[str, object], order: Order, limit: int, speaker: str | None
) -> None:
    filters = QuoteFilter(**fields, speaker=speaker)  # type: ignore[arg-type]
    answers = []
    for _ in range(2):
        pages, cursor = [], None
        while not pages or cursor is not None:
            try:
                page = sample.quotes.list(
                    filters, order=order, limit=limit, cursor=cursor, highlight=True
                )
            except QueryError as error:
                pages.append(str(error))
                break
            pages.append(page)
            cursor = page.next
        answers.append(pages)
        quote_pages.clear_prepared()
    assert answers[0] == answers[1]
