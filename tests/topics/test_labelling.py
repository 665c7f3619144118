"""Topics of articles."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.records import Article, Span
from quotes.topics import find_ancestors, label_topics, load_media_topics
from quotes.topics.lexicon import load_lexicon


def article(text: str, title: str | None = None, boilerplate: tuple[Span, ...] = ()) -> Article:
    return Article(id="x", text=text, title=title, boilerplate=boilerplate)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param(
            "Voters queued at polling stations as the candidate's campaign for the "
            "presidential election ended. Turnout was high, an exit poll showed.",
            "election",
            id="election",
        ),
        pytest.param(
            "The foreign minister summoned the ambassador after talks at the embassy. "
            "Diplomats said the envoy had carried a letter.",
            "diplomacy",
            id="diplomacy",
        ),
        pytest.param(
            "Rebels and militia fighters came under air strikes near the front line. "
            "Artillery shelling killed four soldiers, the army said.",
            "armed conflict",
            id="air strikes are no labour dispute",
        ),
        pytest.param(
            "Rail workers walked out on Monday. The strike, called after a strike ballot, is the "
            "longest industrial action in years. Strikers manned picket lines.",
            "labour dispute",
            id="labour dispute",
        ),
        pytest.param(
            "Both sides signed a ceasefire and agreed to peace talks. The truce holds.",
            "peace process",
            id="peace",
        ),
        pytest.param(
            "The suicide bomber's car bomb was a terrorist attack, the second terror attack.",
            "act of terror",
            id="terrorism",
        ),
        pytest.param(
            "The defendant pleaded guilty in the high court. The judge sentenced him after a trial "
            "of ten days and the jury's verdict.",
            "court",
            id="court",
        ),
        pytest.param(
            "The central bank raised interest rates. Central bankers, among them the Federal "
            "Reserve, fear more; the European Central Bank will wait.",
            "central bank",
            id="central bank",
        ),
        pytest.param(
            "Exports fell after tariffs began the trade war. Exporters want a free trade deal and "
            "talks at the World Trade Organization.",
            "international trade",
            id="trade",
        ),
        pytest.param(
            "Greenhouse gases and fossil fuels drive climate change, the climate summit heard. "
            "Carbon emissions rose again.",
            "climate change",
            id="climate",
        ),
        pytest.param(
            "An earthquake and its aftershocks were followed by a tsunami. Floods and a landslide "
            "came next.",
            "natural disaster",
            id="natural disaster",
        ),
        pytest.param(
            "The epidemic spread; the virus closed the town in quarantine. The outbreak of measles "
            "is the worst for years.",
            "communicable disease",
            id="epidemic",
        ),
        pytest.param(
            "Refugees left the refugee camp; the UNHCR registers asylum seekers and displaced "
            "people.",
            "refugees and internally displaced people",
            id="refugees",
        ),
        pytest.param(
            "Pupils return to primary schools, where headteachers open every classroom. The "
            "curriculum stays.",
            "school",
            id="school",
        ),
        pytest.param(
            "The goalkeeper saved twice in the Premier League. The midfielder and the other "
            "footballers face relegation from soccer's top flight.",
            "football",
            id="football",
        ),
        pytest.param(
            "Researchers and scientists wrote in a scientific journal about their laboratory's "
            "scientific research and an experiment.",
            "scientific research",
            id="science",
        ),
        pytest.param(
            "The film opened at the box office; the filmmaker and the actress came from Hollywood "
            "to the cinema.",
            "cinema",
            id="cinema",
        ),
        pytest.param(
            "A heatwave ended in thunderstorms, heavy rain and gales; a storm brought snowfall.",
            "weather phenomena",
            id="weather",
        ),
        pytest.param(
            "Human rights groups such as Amnesty International spoke of torture. Dissidents and "
            "other political prisoners were named, Human Rights Watch said.",
            "human rights",
            id="human rights",
        ),
        pytest.param(
            "The archbishop, a bishop and priests of the Catholic church read the gospel. Pastors "
            "and other clergy of Christian churches came.",
            "Christianity",
            id="religion",
        ),
    ],
)
def test_first_topic(text: str, name: str) -> None:
    """The first topic is what the text is about, under IPTC's code and name."""
    topics = label_topics(article(text))
    assert topics[0].name == name
    assert load_media_topics()[topics[0].code].name == name


def test_scattered_evidence_names_the_parent() -> None:
    """Where several topics below one share an article, that one leads."""
    text = "Football and cricket, golf, tennis, rugby, boxing and baseball, swimmers and sprinters."
    assert [topic.name for topic in label_topics(article(text))] == ["sport"]


@pytest.mark.parametrize("text", ["", " \n", "The a of and.", "Ştefan 東京 😀"])
def test_nothing_is_said_of_texts_without_terms(text: str) -> None:
    """A text without terms has no topics."""
    assert label_topics(article(text)) == ()


def test_one_term_is_not_enough() -> None:
    """A passing mention gives no topic."""
    assert label_topics(article("She once played tennis with her aunt.")) == ()


def test_headline_counts_more() -> None:
    """The headline strengthens its topics."""
    text = "The council heard of a ceasefire and of an earthquake."
    plain = label_topics(article(text))
    titled = label_topics(article(text, title="Earthquake and aftershock"))
    assert titled[0].name == "natural disaster"
    assert titled[0].score > max((topic.score for topic in plain), default=0.0)


def test_boilerplate_is_skipped() -> None:
    """Headlines of other articles say nothing about this one."""
    text = "Related: Earthquake and tsunami, aftershock and flood\nIt was a quiet day."
    assert label_topics(article(text))
    assert label_topics(article(text, boilerplate=(Span(0, text.index("\n")),))) == ()


@given(st.lists(st.sampled_from(sorted(" ".join(term) for term in load_lexicon().weights))))
def test_topics_obey_their_bounds(terms: list[str]) -> None:
    """At most three, scores falling, none above another; the same again and in capitals."""
    text = ". ".join(terms)
    topics = label_topics(article(text))
    assert len(topics) <= 3
    assert all(0 <= topic.score <= 1 and topic.method == "lexicon" for topic in topics)
    assert [topic.score for topic in topics] == sorted((t.score for t in topics), reverse=True)
    codes = {topic.code for topic in topics}
    assert not any(codes & set(find_ancestors(code)) for code in codes)
    assert label_topics(article(text)) == label_topics(article(text.upper())) == topics


@given(st.text())
def test_any_text_is_labelled(text: str) -> None:
    """Any Unicode is read."""
    label_topics(article(text, title=text))


@pytest.mark.parametrize(
    "unit", ["central bank ", "human rights human ", "house of ", "x-", "a's "]
)
def test_time_grows_with_the_text_alone(unit: str) -> None:
    """Forty times the text takes nowhere near forty times forty the time."""

    def measure(size: int) -> float:
        text = unit * (size // len(unit))
        start = time.perf_counter()
        label_topics(article(text))
        return time.perf_counter() - start

    measure(1000)
    assert measure(200_000) < 400 * max(measure(5_000), 0.001)
