"""What a JSON line states about an article, whatever it calls the fields."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from quotes.errors import ArticleError
from quotes.readers.article_fields import decode_line


def decode(**line: Any) -> dict[str, Any]:
    decoded = decode_line(msgspec.json.encode(line), path="n.jsonl", number=1)
    return msgspec.to_builtins(decoded.fields) | {"unknown": decoded.unknown_keys}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(
            {"text": "A.", "headline": "B", "publisher": "C", "publish_date": "2015-11-17"},
            {"title": "B", "outlet": "C", "published": "2015-11-17", "unknown": ()},
            id="synonyms",
        ),
        pytest.param({"body": "A."}, {"text": "A."}, id="another key for the text"),
        pytest.param({"text": "A.", "title": None, "headline": "B"}, {"title": "B"}, id="null"),
        pytest.param({"text": "A.", "source": {"name": "C"}}, {"outlet": "C"}, id="NewsAPI"),
        pytest.param(
            {"text": "A.", "author": "By Ann Morrow and Lee Park"},
            {"authors": ("Ann Morrow", "Lee Park")},
            id="author as a string",
        ),
        pytest.param(
            {"text": "A.", "authors": ["Ann  Morrow", {"name": "Lee Park"}, " "]},
            {"authors": ("Ann Morrow", "Lee Park")},
            id="authors as a list",
        ),
        pytest.param({"text": "A.", "author": " "}, {"authors": None}, id="blank author"),
        pytest.param(
            {"text": "A.", "timestamp": 1447776300},
            {"published": "2015-11-17T16:05:00Z"},
            id="epoch",
        ),
        pytest.param({"text": "A.", "date": ""}, {"published": None}, id="blank date"),
        pytest.param({"text": "A.", "colour": "red"}, {"unknown": ("colour",)}, id="unknown key"),
    ],
)
def test_fields(line: dict[str, Any], expected: dict[str, Any]) -> None:
    """Common keys of other tools are read; keys of no field are named."""
    fields = decode(**line)
    assert {name: fields[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("line", "field"),
    [
        pytest.param({"text": "A.", "headline": ["B"]}, "$.headline", id="type"),
        pytest.param({"text": "A.", "authors": ["B", 3]}, "$.authors[1]", id="place in a list"),
        pytest.param({"text": "A.", "pubDate": "soon"}, "$.pubDate", id="date"),
        pytest.param({"content": " "}, "$.content", id="blank text"),
        pytest.param({"headline": "B"}, "$", id="no text"),
        pytest.param({"text": "A.", "link": "javascript:alert(1)"}, "$.link", id="script as URL"),
        pytest.param({"text": "A.", "url": "/story"}, "$.url", id="relative URL"),
        pytest.param({"text": "A.", "url": "https://a.example/b c"}, "$.url", id="space in URL"),
        pytest.param({"text": "A.", "url": "http://a.b/" + "c" * 2000}, "$.url", id="long URL"),
        pytest.param({"text": "A.", "guid": "a\x1bb"}, "$.guid", id="control in id"),
        pytest.param({"text": "A.", "id": "a" * 501}, "$.id", id="long id"),
        pytest.param({"text": "A.", "headline": "B" * 1001}, "$.headline", id="long title"),
        pytest.param({"text": "A.", "source": "B" * 301}, "$.source", id="long outlet"),
        pytest.param({"text": "A.", "authors": ["B"] * 101}, "$.authors", id="many authors"),
        pytest.param({"text": "A.", "authors": ["B" * 301]}, "$.authors[0]", id="long author"),
        pytest.param({"text": "A.", "lang": "e" * 36}, "$.lang", id="long language"),
    ],
)
def test_errors_name_the_key_of_the_line(line: dict[str, Any], field: str) -> None:
    """A bad value is an error at the key that the line has, not at our name for it."""
    with pytest.raises(ArticleError) as caught:
        decode(**line)
    assert caught.value.field == field
