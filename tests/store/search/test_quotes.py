"""Quotes are found by each filter, and every page follows the one before."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import date
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from store_builders import attribute, extractions, make_sample, person, read_all

from quotes.errors import NotFoundError, QueryError
from quotes.records import Act, Article, Extraction, Topic
from quotes.store import Decider, Order, Quote, QuoteFilter, Store
from quotes.store.schema.keys import UNDATED_KEY, find_day_key
from quotes.store.search import fulltext_sqlite, paging
from quotes.store.search import quotes as quote_pages
from quotes.topics.media_topics import load_media_topics

STOP, PAID, FLOOD = (
    "“We will not stop,” … “The river can wait.”",
    "the valley would be paid",
    "a flood",
)
DEBT, CHEAP = 'the dam "a wall of debt"', "it was cheap"
RAIN, ASKED = "rain was near", "nobody was asked"

# Newest article first, then in text order; the article without a date last.
STATEMENTS = [DEBT, CHEAP, STOP, PAID, RAIN, ASKED]


@pytest.fixture(scope="module")
def sample(new_store: Callable[[], Store]) -> Iterator[Store]:
    with new_store() as store:
        for extraction in make_sample():
            store.save(extraction)
        yield store


def find(store: Store, **fields: object) -> list[str]:
    page = store.list_quotes(QuoteFilter(**fields))  # type: ignore[arg-type]
    assert page.next is None
    return [" … ".join(quote.content) for quote in page.items]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        pytest.param({}, STATEMENTS, id="statements by default"),
        pytest.param({"act": "attitude"}, [FLOOD], id="attitudes"),
        pytest.param({"act": "all"}, [DEBT, CHEAP, STOP, PAID, FLOOD, RAIN, ASKED], id="both acts"),
        pytest.param({"type": "direct"}, [STOP], id="type"),
        pytest.param({"speaker": "ola-berg"}, [DEBT, ASKED], id="speaker's id"),
        pytest.param({"speaker": "berg"}, [DEBT, ASKED], id="speaker's last name"),
        pytest.param({"speaker": "ISIK zoe"}, [CHEAP, STOP, PAID], id="words in any order"),
        pytest.param({"speaker": "ışık"}, [CHEAP, STOP, PAID], id="dotless i"),
        pytest.param({"speaker": "ber"}, [], id="whole words only"),
        pytest.param({"speaker": "%"}, [], id="no wildcards"),
        pytest.param({"speaker": "farmers", "act": "all"}, [FLOOD], id="speaker without an id"),
        pytest.param({"outlet": "cable post"}, [STOP, PAID, ASKED], id="outlet"),
        pytest.param({"outlet": "evening"}, [DEBT, CHEAP], id="outlet by a word"),
        pytest.param({"addressee": "radio"}, [PAID], id="addressee"),
        pytest.param({"topic": "medtop:17000000"}, [DEBT, CHEAP], id="topic's code"),
        pytest.param({"topic": "POLITICS"}, [DEBT, CHEAP, STOP, PAID], id="topic's name"),
        pytest.param({"topic": "polit"}, [], id="whole names of topics"),
        pytest.param(
            {"topic": "politics and government"}, [DEBT, CHEAP, STOP, PAID], id="IPTC name"
        ),
        pytest.param({"speaker": "zoë-işık"}, [CHEAP, STOP, PAID], id="id with accents"),
        pytest.param({"speaker_kind": "anonymous"}, [RAIN], id="kind"),
        pytest.param({"role": "minister"}, [STOP, PAID], id="role by a word"),
        pytest.param({"role": "senior OFFICIAL"}, [RAIN], id="role by its words"),
        pytest.param({"affiliation": "dam board"}, [RAIN], id="affiliation"),
        pytest.param({"relay": "norr"}, [PAID], id="relay"),
        pytest.param({"anonymity": "unnamed"}, [RAIN], id="anonymity"),
        pytest.param({"anonymity": "requested"}, [], id="anonymity that nobody has"),
        pytest.param({"anonymity": "none", "type": "mixed"}, [DEBT], id="named"),
        pytest.param({"article": "dam-cable"}, [STOP, PAID], id="article"),
        pytest.param({"article": "nothing"}, [], id="no such article"),
        pytest.param({"min_confidence": 0.8}, [DEBT, CHEAP, STOP, RAIN, ASKED], id="confidence"),
        pytest.param({"q": "river -wait"}, [], id="excluded word"),
        pytest.param({"q": "was -cheap"}, [RAIN, ASKED], id="excluded from some"),
        pytest.param({"q": 'the -"wall of"'}, [STOP, PAID], id="excluded phrase"),
        pytest.param({"q": "vall*"}, [PAID], id="prefix"),
        pytest.param({"q": "berg"}, [], id="speaker not in quote"),
        pytest.param({"q": "berg", "q_in": "speaker"}, [DEBT, ASKED], id="said by"),
        pytest.param({"q": "berg asked", "q_in": "both"}, [ASKED], id="quoted or said by"),
        pytest.param({"q": "flood"}, [], id="words of an attitude"),
        pytest.param({"q": "flood", "act": "attitude"}, [FLOOD], id="attitude"),
        pytest.param({"q": "a -wall", "act": "all"}, [FLOOD], id="words of both acts"),
        pytest.param({"q": "farmers", "q_in": "speaker"}, [], id="who has an attitude"),
        pytest.param(
            {"q": "farmers", "q_in": "speaker", "act": "attitude"}, [FLOOD], id="attitude of"
        ),
        pytest.param({"q": "the", "to_date": date(2031, 3, 2)}, [STOP, PAID], id="words, to"),
        pytest.param({"q": "river", "topic": "politics"}, [STOP], id="words and topic"),
        pytest.param({"q": "rivers"}, [STOP], id="other form of a word"),
        pytest.param({"q": "wait river"}, [STOP], id="any order, any piece"),
        pytest.param({"q": '"river can"'}, [STOP], id="phrase"),
        pytest.param({"q": "“river wait”"}, [], id="phrase that does not stand so"),
        pytest.param({"q": "minister"}, [], id="words outside the quote"),
        pytest.param({"from_date": date(2031, 3, 2)}, [DEBT, CHEAP, STOP, PAID], id="from"),
        pytest.param({"to_date": date(2031, 3, 2)}, [STOP, PAID, RAIN], id="to, without undated"),
        pytest.param(
            {"from_date": date(2031, 3, 2), "to_date": date(2031, 3, 2)}, [STOP, PAID], id="day"
        ),
        pytest.param({"said_from": date(2031, 3, 2)}, [STOP], id="said from"),
        pytest.param({"said_from": date(2031, 3, 3)}, [], id="said before"),
        pytest.param({"said_to": date(2031, 3, 2)}, [STOP], id="said to"),
        pytest.param({"said_to": date(2031, 3, 1)}, [], id="said later"),
        pytest.param({"speaker": "isik", "outlet": "gazette"}, [CHEAP], id="two filters"),
        pytest.param({"outlet": "nowhere"}, [], id="unknown outlet"),
    ],
)
def test_finds(sample: Store, fields: dict[str, object], found: list[str]) -> None:
    assert find(sample, **fields) == found


@pytest.mark.parametrize(
    ("fields", "parameter"),
    [
        pytest.param({"outlet": "—"}, "outlet", id="outlet without a letter"),
        pytest.param({"addressee": "%"}, "addressee", id="addressee without a letter"),
        pytest.param({"q": '"!"'}, "q", id="query without a word"),
        pytest.param({"q": "x" * 501}, "q", id="long query"),
        pytest.param({"q": "x " * 40}, "q", id="query of many words"),
        pytest.param({"role": "!"}, "role", id="role without a letter"),
        pytest.param({"relay": "!"}, "relay", id="relay without a letter"),
        pytest.param({"min_confidence": 1.1}, "min_confidence", id="confidence"),
        pytest.param(
            {"from_date": date(2031, 1, 2), "to_date": date(2031, 1, 1)}, "to_date", id="dates"
        ),
        pytest.param(
            {"said_from": date(2031, 1, 2), "said_to": date(2031, 1, 1)}, "said_to", id="said dates"
        ),
        pytest.param({"topic": "\ud800"}, "text", id="lone surrogate"),
    ],
)
def test_refuses_what_it_can_not_answer(
    sample: Store, fields: dict[str, object], parameter: str
) -> None:
    with pytest.raises(QueryError) as caught:
        find(sample, **fields)
    assert caught.value.parameter == parameter


def test_an_exact_cursor_pages_on(sample: Store) -> None:
    page = sample.list_quotes(limit=4)
    rest = sample.list_quotes(limit=4, cursor=page.next)
    assert [len(page.items), len(rest.items), rest.next] == [4, 2, None]
    assert sample.list_quotes(limit=6).next is None


@pytest.mark.parametrize("limit", [0, -1, 201, 10**9])
def test_refuses_limits_outside_1_to_200(sample: Store, limit: int) -> None:
    with pytest.raises(QueryError, match="1 to 200"):
        sample.list_quotes(limit=limit)


@pytest.mark.parametrize(
    "cursor",
    [
        pytest.param("", id="empty"),
        pytest.param("é", id="not ascii"),
        pytest.param("AAAA", id="not JSON"),
        pytest.param("WyJuIiwiYSIsImIiXQ", id="of a list by name"),
        pytest.param("WyJrIiwtMV0", id="a negative key"),
        pytest.param("WyJrIiw5OTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ", id="a huge number"),
        pytest.param("WyJyIiwiY29uZmlkZW5jZSIsLTAuOSwxXQ", id="of another order"),
        pytest.param("W" * 5_000, id="long"),
    ],
)
def test_refuses_cursors_that_it_did_not_make(sample: Store, cursor: str) -> None:
    with pytest.raises(QueryError) as caught:
        sample.list_quotes(cursor=cursor)
    assert caught.value.parameter == "cursor"


@pytest.mark.parametrize(
    ("order", "q", "found"),
    [
        pytest.param("confidence", None, [DEBT, CHEAP, STOP, RAIN, ASKED, PAID], id="surest first"),
        pytest.param("relevance", "the", [PAID, DEBT, STOP], id="shortest first"),
        pytest.param("date", "the", [DEBT, STOP, PAID], id="newest first"),
        pytest.param("oldest", None, [RAIN, PAID, STOP, CHEAP, DEBT, ASKED], id="oldest first"),
        pytest.param("oldest", "the", [PAID, STOP, DEBT], id="oldest first, of some"),
    ],
)
def test_orders(sample: Store, order: Order, q: str | None, found: list[str]) -> None:
    filters = QuoteFilter(q=q)
    whole = sample.list_quotes(filters, order=order)
    assert [" … ".join(quote.content) for quote in whole.items] == found
    paged: list[Quote] = []
    cursor = None
    while len(paged) < len(found):
        page = sample.list_quotes(filters, order=order, limit=2, cursor=cursor)
        paged += page.items
        cursor = page.next
    assert tuple(paged) == whole.items
    assert cursor is None


def test_a_topic_finds_those_below_it(new_store: Callable[[], Store]) -> None:
    """All the way down, and nothing above or beside."""
    known = load_media_topics()
    child = known["medtop:20001380"]
    topic = Topic(code=child.code, name=child.name, score=0.9, method="lexicon")
    below = [DEBT, CHEAP, STOP, PAID]
    with new_store() as store:
        for extraction in make_sample():
            store.save(replace(extraction, topics=(topic,) if extraction.topics else ()))
        for code in (child.code, child.parent, "medtop:11000000"):
            for asked in (code, known[code or ""].name):
                assert find(store, topic=asked) == below
                assert find(store, topic=asked, q="debt") == [DEBT]
        assert find(store, topic="medtop:17000000") == []


def test_an_alias_finds_all_that_the_speaker_said(new_store: Callable[[], Store]) -> None:
    article = Article(id="a", text="J. Berg said it was dry. Ola Berg said it was wet.")
    quotes = (
        attribute(article, "it was dry", "said", "J. Berg", **person("J. Berg")),
        attribute(article, "it was wet", "said", "Ola Berg", **person("Ola Berg")),
    )
    with new_store() as store:
        store.save(Extraction(article=article, attributions=quotes))
        assert find(store, speaker="ola") == ["it was wet"]
        one, other = (each.id for each in store.list_speakers(name="berg").items)
        store.merge_speakers(one, other, Decider("Ann", "the same"))
        for asked in ("ola", "j berg", one, other):
            assert find(store, speaker=asked) == ["it was dry", "it was wet"]


_MARCH = date(2031, 3, 1), date(2031, 3, 31)


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        pytest.param(*_MARCH, "month tenth time week year", id="all that a month may hold"),
        pytest.param(date(2031, 3, 10), date(2031, 3, 10), "month tenth week year", id="a day"),
        pytest.param(date(2031, 3, 11), None, "month time week year", id="from"),
        pytest.param(date(2031, 4, 1), None, "year", id="from after the month"),
        pytest.param(None, date(2031, 3, 9), "month year", id="to"),
        pytest.param(None, date(2030, 12, 31), "", id="to before all"),
    ],
)
def test_quotes_that_may_have_been_said_in_a_time_are_found(
    new_store: Callable[[], Store], first: date | None, last: date | None, found: str
) -> None:
    """A month is found by every day of it, and a quote without a time by none."""
    said = {
        "tenth": "2031-03-10",
        "time": "2031-03-12T08:30:00Z",
        "week": "2031-W11",
        "month": "2031-03",
        "year": "2031",
        "never": None,
    }
    text = " ".join(said)
    article = Article(id="a", text=text, published="2031-06-01")
    quotes = tuple(attribute(article, word, spoken_at=at) for word, at in said.items())
    with new_store() as store:
        store.save(Extraction(article=article, attributions=quotes))
        page = store.list_quotes(QuoteFilter(said_from=first, said_to=last))
    assert " ".join(sorted(quote.content[0] for quote in page.items)) == found


@given(
    drawn=st.lists(extractions(), min_size=1, max_size=4, unique_by=lambda each: each.article.id),
    limit=st.integers(1, 7),
    topics=st.booleans(),
)
@settings(max_examples=12, deadline=None)
def test_oldest_first_is_newest_first_backwards(
    new_store: Callable[[], Store], drawn: list[Extraction], limit: int, topics: bool
) -> None:
    """But for articles without a date, which are last in both."""
    with new_store() as store:
        for each in (*drawn, *make_sample()):
            store.save(each)
        filters = QuoteFilter(act="all", topic="politics" if topics else None)
        newest = read_all(store, filters)
        oldest = read_all(store, filters, limit, order="oldest")
    dated = [find_day_key(quote.article.published) < UNDATED_KEY for quote in newest]
    halves = (
        [quote for quote, is_dated in zip(newest, dated, strict=True) if is_dated is half]
        for half in (True, False)
    )
    assert oldest == [quote for half in halves for quote in reversed(half)]


def test_relevance_needs_words(sample: Store) -> None:
    with pytest.raises(QueryError, match="order: relevance"):
        sample.list_quotes(order="relevance")


@pytest.mark.parametrize(
    ("one", "other"),
    [("confidence", "relevance"), ("date", "oldest"), ("oldest", "date"), ("oldest", "confidence")],
)
def test_a_cursor_is_of_one_order(sample: Store, one: Order, other: Order) -> None:
    page = sample.list_quotes(order=one, limit=1)
    with pytest.raises(QueryError, match="cursor"):
        sample.list_quotes(QuoteFilter(q="the"), order=other, cursor=page.next)


def test_a_page_says_that_relevance_is_capped(
    sample: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the newest candidates are ranked, and the page says so."""
    assert not sample.list_quotes(QuoteFilter(q="the"), order="relevance").capped
    monkeypatch.setattr(paging, "MAX_CANDIDATES", 2)
    page = sample.list_quotes(QuoteFilter(q="the"), order="relevance")
    assert page.capped
    assert {quote.article.id for quote in page.items} == {"dam-broadsheet", "dam-cable"}


@pytest.mark.parametrize("order", ["date", "oldest", "confidence", "relevance"])
@pytest.mark.parametrize(
    "fields",
    [
        {"q": "was"},
        {"q": "was -cheap", "act": "all"},
        {"q": "the", "topic": "politics"},
        {"q": "the", "speaker": "isik", "to_date": date(2031, 3, 2)},
        {"q": "berg", "q_in": "both", "article": "dam-broadsheet"},
        {"topic": "medtop:17000000"},
        {"speaker_kind": "person", "type": "mixed"},
    ],
    ids=str,
)
def test_many_quotes_are_found_by_other_indexes_alike(
    sample: Store, monkeypatch: pytest.MonkeyPatch, fields: dict[str, object], order: Order
) -> None:
    if order == "relevance" and "q" not in fields:
        pytest.skip("relevance is to words")
    filters = QuoteFilter(**fields)  # type: ignore[arg-type]
    found = sample.list_quotes(filters, order=order, highlight=True)
    assert found.items
    monkeypatch.setattr(fulltext_sqlite, "_MANY", 1)
    monkeypatch.setattr(paging, "_MANY", 1)
    assert sample.list_quotes(filters, order=order, highlight=True) == found
    first = sample.list_quotes(filters, order=order, limit=1, highlight=True)
    assert first.items == found.items[:1]
    if first.next is not None:
        rest = sample.list_quotes(filters, order=order, cursor=first.next, highlight=True)
        assert rest.items == found.items[1:]


@pytest.mark.parametrize(
    ("q", "marked"),
    [
        pytest.param("waits", ["wait"], id="another form"),
        pytest.param('"river can" stop', ["stop", "river can"], id="phrase and word"),
        pytest.param("WILL -cheap", ["will"], id="case"),
    ],
)
def test_highlights_are_characters_of_the_quote(sample: Store, q: str, marked: list[str]) -> None:
    filters = QuoteFilter(q=q, article="dam-cable", type="direct")
    (quote,) = sample.list_quotes(filters, highlight=True).items
    text = " … ".join(quote.content)
    assert [span.slice(text) for span in quote.highlights] == marked
    assert sample.list_quotes(filters).items[0].highlights == ()


@pytest.mark.parametrize(
    ("q", "marked"),
    [
        pytest.param("nobody's élan", ["nobody's elan"], id="of a phrase"),
        pytest.param('"nobody s" thing', ["nobody's", "thing"], id="of a phrase in marks"),
        pytest.param("s thing", ["s", "s", "s", "thing"], id="asked for"),
    ],
)
def test_letters_of_phrases_are_highlighted_with_them_only(
    store: Store, q: str, marked: list[str]
) -> None:
    """On every database: PostgreSQL marks the words of a phrase wherever they stand."""
    text = "it's true nobody's elan but that's a thing"
    article = Article(id="a", text=f"{text}, she said.")
    store.save(Extraction(article=article, attributions=(attribute(article, text, "said", "she"),)))
    (quote,) = store.list_quotes(QuoteFilter(q=q), highlight=True).items
    assert [span.slice(text) for span in quote.highlights] == marked


@pytest.mark.parametrize("act", ["attitude", "all"])
def test_words_of_attitudes_are_highlighted(sample: Store, act: Act | Literal["all"]) -> None:
    (quote,) = sample.list_quotes(QuoteFilter(q="floods", act=act), highlight=True).items
    assert [span.slice(quote.content[0]) for span in quote.highlights] == ["flood"]


@given(
    drawn=st.lists(extractions(), min_size=1, max_size=4, unique_by=lambda each: each.article.id),
    limit=st.integers(1, 7),
)
@settings(max_examples=12, deadline=None)
def test_pages_hold_everything_once_in_order(
    new_store: Callable[[], Store], drawn: list[Extraction], limit: int
) -> None:
    with new_store() as store:
        for each in drawn:
            store.save(each)
        every = QuoteFilter(act="all")
        whole = store.list_quotes(every, limit=200)
        assert whole.next is None
        paged = read_all(store, every, limit)
    assert paged == list(whole.items)
    ids = [attribution.id for each in drawn for attribution in each.attributions]
    assert sorted(quote.attribution.id for quote in paged) == sorted(ids)


@given(q=st.text(max_size=80) | st.text(st.sampled_from('"“”*()^:-+ aANDORT\0'), max_size=80))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_query_is_answered_or_refused(sample: Store, q: str) -> None:
    with contextlib.suppress(QueryError):
        sample.list_quotes(QuoteFilter(q=q))


@given(name=st.text(max_size=40))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_name_is_answered_or_refused(sample: Store, name: str) -> None:
    for field in ("speaker", "role", "outlet", "topic", "addressee", "relay", "article"):
        with contextlib.suppress(QueryError):
            sample.list_quotes(QuoteFilter(**{field: name}))


def test_a_quote_comes_with_its_article(sample: Store) -> None:
    listed = sample.list_quotes(QuoteFilter(q="river")).items[0]
    quote, article = sample.get_quote(listed.attribution.id)
    assert quote == listed
    assert quote.content == tuple(s.slice(article.text) for s in quote.attribution.content)
    assert (quote.cue, quote.source) == ("said", "Zoë Işık, the water minister")
    assert (quote.article.id, quote.article.outlet) == ("dam-cable", "Cable Post")


@pytest.mark.parametrize("kind", ["quote", "extraction", "speaker"])
def test_names_what_is_not_there(sample: Store, kind: str) -> None:
    with pytest.raises(NotFoundError, match="'nothing'"):
        getattr(sample, f"get_{kind}")("nothing")


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
                page = sample.list_quotes(
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
