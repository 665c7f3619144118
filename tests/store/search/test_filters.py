"""Each filter finds its quotes, and what can't be answered is refused."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from store_builders import (
    ASKED,
    CHEAP,
    DEBT,
    FLOOD,
    PAID,
    RAIN,
    STATEMENTS,
    STOP,
    attribute,
    list_contents,
    make_sample,
    person,
)

from quotes.errors import QueryError
from quotes.records import Article, Extraction, Topic
from quotes.store import Decider, QuoteFilter, Store
from quotes.topics.media_topics import load_media_topics


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
    assert list_contents(sample, **fields) == found


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
        list_contents(sample, **fields)
    assert caught.value.parameter == parameter


def test_a_topic_finds_those_below_it(new_store: Callable[[], Store]) -> None:
    """All the way down, and nothing above or beside."""
    known = load_media_topics()
    child = known["medtop:20001380"]
    topic = Topic(code=child.code, name=child.name, score=0.9, method="lexicon")
    below = [DEBT, CHEAP, STOP, PAID]
    with new_store() as store:
        for extraction in make_sample():
            store.articles.save(replace(extraction, topics=(topic,) if extraction.topics else ()))
        for code in (child.code, child.parent, "medtop:11000000"):
            for asked in (code, known[code or ""].name):
                assert list_contents(store, topic=asked) == below
                assert list_contents(store, topic=asked, q="debt") == [DEBT]
        assert list_contents(store, topic="medtop:17000000") == []


def test_an_alias_finds_all_that_the_speaker_said(new_store: Callable[[], Store]) -> None:
    article = Article(id="a", text="J. Berg said it was dry. Ola Berg said it was wet.")
    quotes = (
        attribute(article, "it was dry", "said", "J. Berg", **person("J. Berg")),
        attribute(article, "it was wet", "said", "Ola Berg", **person("Ola Berg")),
    )
    with new_store() as store:
        store.articles.save(Extraction(article=article, attributions=quotes))
        assert list_contents(store, speaker="ola") == ["it was wet"]
        one, other = (each.id for each in store.speakers.list(name="berg").items)
        store.identities.merge(one, other, Decider("Ann", "the same"))
        for asked in ("ola", "j berg", one, other):
            assert list_contents(store, speaker=asked) == ["it was dry", "it was wet"]


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
        store.articles.save(Extraction(article=article, attributions=quotes))
        page = store.quotes.list(QuoteFilter(said_from=first, said_to=last))
    assert " ".join(sorted(quote.content[0] for quote in page.items)) == found


@given(q=st.text(max_size=80) | st.text(st.sampled_from('"“”*()^:-+ aANDORT\0'), max_size=80))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_query_is_answered_or_refused(sample: Store, q: str) -> None:
    with contextlib.suppress(QueryError):
        sample.quotes.list(QuoteFilter(q=q))
    with contextlib.suppress(QueryError):
        sample.quotes.list(QuoteFilter(about=q))


@given(name=st.text(max_size=40))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_name_is_answered_or_refused(sample: Store, name: str) -> None:
    for field in ("speaker", "role", "outlet", "topic", "addressee", "relay", "article"):
        with contextlib.suppress(QueryError):
            sample.quotes.list(QuoteFilter(**{field: name}))
