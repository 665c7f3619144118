"""Which field of an article a key means."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quotes.readers.article_fields import ArticleFields
from quotes.readers.field_names import OWN_KEYS, SYNONYMS, choose_fields, find_unknown_keys

README = Path(__file__).parents[2] / "quotes" / "readers" / "README.md"


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        pytest.param(["text", "title"], {"text": "text", "title": "title"}, id="own names"),
        pytest.param(["headline"], {"title": "headline"}, id="synonym"),
        pytest.param(["headline", "title"], {"title": "title"}, id="own name first"),
        pytest.param(["date", "publish_date"], {"published": "publish_date"}, id="table's order"),
        pytest.param(["publishDate"], {"published": "publishDate"}, id="camel case"),
        pytest.param(["Publish-Date"], {"published": "Publish-Date"}, id="hyphen"),
        pytest.param(["attributions", "colour"], {}, id="no field"),
    ],
)
def test_choose_fields(keys: list[str], chosen: dict[str, str]) -> None:
    """A field's own name counts first, then the others in the table's order."""
    assert choose_fields(keys) == chosen
    assert choose_fields(keys[::-1]) == chosen


def test_unknown_keys() -> None:
    """Keys of no field are unknown, but for those that `onrecord extract` prints."""
    assert list(find_unknown_keys(["text", "colour", "headline", "size", *OWN_KEYS])) == [
        "colour",
        "size",
    ]


def test_each_field_has_a_row() -> None:
    """The table has all fields of a line, and no key twice."""
    assert {*SYNONYMS, "notes", "is_version"} == set(ArticleFields.__struct_fields__)
    keys = [key.replace("_", "") for field, keys in SYNONYMS.items() for key in (field, *keys)]
    assert len(keys) == len(set(keys))


def test_the_table_is_documented() -> None:
    """The README has the same table."""
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", README.read_text("utf-8"), re.MULTILINE)
    table = {field: tuple(re.findall(r"`(\w+)`", cell.split(" (")[0])) for field, cell in rows}
    assert {field: table[field] for field in SYNONYMS} == SYNONYMS
