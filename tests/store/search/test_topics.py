"""A misspelt topic brings those of IPTC with a name like it."""

from __future__ import annotations

import pytest

from quotes.errors import QueryError
from quotes.store import Store


@pytest.mark.parametrize(
    ("topic", "exists"),
    [
        pytest.param("Politics", True, id="an article's"),
        pytest.param("medtop:17000000", True, id="code"),
        pytest.param("sport", True, id="IPTC's, of no article"),
        pytest.param("medtop:15000000", True, id="its code"),
        pytest.param("politcs", False, id="misspelt"),
        pytest.param("medtop:1", False, id="no code"),
    ],
)
def test_a_topic_exists(sample: Store, topic: str, exists: bool) -> None:
    assert sample.topics.exists(topic) == exists


@pytest.mark.parametrize(
    ("misspelt", "first"),
    [
        ("politcs", "politics"),
        ("wheather", "weather"),
        ("ELECTIOM", "election"),
        ("economy", "economy, business and finance"),
        ("climat change", "climate change"),
    ],
)
def test_the_most_alike_is_suggested_first(sample: Store, misspelt: str, first: str) -> None:
    assert sample.topics.suggest(misspelt)[0].name == first


def test_suggestions_have_the_numbers_of_their_articles(sample: Store) -> None:
    weather = sample.topics.suggest("wheather")[0]
    assert (weather.articles, weather.quotes) == (1, 2)
    sport = sample.topics.suggest("sprt")[0]
    assert (sport.name, sport.articles, sport.parent) == ("sport", 0, None)


@pytest.mark.parametrize("misspelt", ["xyzzy", "…", ""])
def test_nothing_is_suggested_for_what_is_like_no_topic(sample: Store, misspelt: str) -> None:
    assert sample.topics.suggest(misspelt) == ()


def test_a_limit_of_suggestions(sample: Store) -> None:
    assert len(sample.topics.suggest("sport", limit=2)) == 2
    with pytest.raises(QueryError, match="limit"):
        sample.topics.suggest("sport", limit=0)
