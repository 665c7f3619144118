"""ninjs and NewsML-G2, embargo and status."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from quotes.readers import read_articles
from quotes.readers.embargoes import find_embargo_end
from quotes.records import Article, QuarantinedInput

TEXT = "“The engine is repaired,” Feld said."
ITEM = {
    "uri": "urn:newsml:agency.example:1",
    "type": "text",
    "versioncreated": "2024-05-03T16:05:00Z",
}
FIRST = ITEM | {"headline": "Ferry sails", "byline": "Jane Doe", "body_text": "-",
                "body_xhtml": f"<p>{TEXT}</p>", "subject": [{"name": "ferry"}],
                "language": "en", "pubstatus": "usable"}  # fmt: skip
SECOND = ITEM | {
    "headlines": [{"role": "short", "value": "Ferry"}, {"role": "main", "value": "Ferry sails"}],
    "by": "Jane Doe", "language": "en", "subjects": [{"name": "ferry"}], "pubstatus": "usable",
    "bodies": [{"role": "main", "contenttype": "text/html", "value": f"<p>{TEXT}</p>"}],
}  # fmt: skip
THIRD = {
    "uri": ITEM["uri"], "type": "text", "versionCreated": "2024-05-03T16:05:00Z", "by": "Jane Doe",
    "headlines": [{"role": "main", "value": "Ferry sails"}], "language": "en",
    "subjects": [{"name": "ferry"}], "pubStatus": "usable",
    "bodies": [{"role": "main", "contentType": "text/html", "value": f"<p>{TEXT}</p>"}],
}  # fmt: skip
NEWSML = """<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:agency.example:1"
 version="1" standard="NewsML-G2" standardversion="2.35" xml:lang="en">
 <rightsInfo><copyrightHolder><name>Ketta Agency</name></copyrightHolder></rightsInfo>
 <itemMeta><itemClass qcode="ninat:text"/><versionCreated>2024-05-03T16:05:00Z</versionCreated>
  {meta}<pubStatus qcode="stat:{status}"/></itemMeta>
 <contentMeta><creator><name>Jane Doe</name></creator><subject qcode="a:1"><name>ferry</name>
  </subject><headline>Ferry sails</headline></contentMeta>
 <contentSet><inlineXML contenttype="application/xhtml+xml"><html
  xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{body}</body></html>
 </inlineXML></contentSet></newsItem>"""
BODY = f"<p>{TEXT}</p>"


def make_newsml(status: str = "usable", meta: str = "", body: str = BODY) -> str:
    return NEWSML.format(status=status, meta=meta, body=body)


def read(folder: Path, content: str | dict[str, Any]) -> Article | QuarantinedInput:
    path = folder / "item"
    path.write_bytes(content.encode() if isinstance(content, str) else msgspec.json.encode(content))
    (item,) = read_articles([path], max_bytes=100_000)
    return item


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(FIRST, id="ninjs 1"),
        pytest.param(SECOND, id="ninjs 2"),
        pytest.param(THIRD, id="ninjs 3"),
        pytest.param(make_newsml(), id="NewsML-G2"),
    ],
)
def test_item(tmp_path: Path, content: str | dict[str, Any]) -> None:
    """All give the same article."""
    article = read(tmp_path, content)
    assert isinstance(article, Article), article
    assert (article.text, article.title) == (TEXT, "Ferry sails")
    assert (article.id, article.published) == (ITEM["uri"], "2024-05-03T16:05:00Z")
    assert (article.authors, article.tags) == (("Jane Doe",), ("ferry",))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(FIRST | {"organisationXXX": []}, "$.organisationXXX", id="unknown property"),
        pytest.param(FIRST | {"pubstatus": "cancelled"}, "$.pubstatus", id="status"),
        pytest.param(FIRST | {"headline": 5}, "$.headline", id="type of a property"),
        pytest.param(SECOND | {"headlines": "Ferry"}, "$.headlines", id="no list"),
        pytest.param(FIRST | {"embargoed": "soon"}, "$.embargoed", id="embargo"),
        pytest.param(ITEM, "no text in this text", id="no text"),
        pytest.param(
            {"uri": ITEM["uri"], "headline": "Ferry sails", "urgency": 3},
            "no text in this item",
            id="no text, and nothing but headline",
        ),
        pytest.param(
            FIRST | {"associations": {"photo": {"uri": "a", "colour": "red"}}},
            "no such property (at `$.associations.photo.colour`)",
            id="association",
        ),
        pytest.param(
            THIRD | {"associations": [{"uri": "urn:a:2"}]},
            "needs a uri and a name (at `$.associations.[0]`)",
            id="nameless association",
        ),
        pytest.param(THIRD | {"associations": ["a"]}, "$.associations", id="no association"),
        pytest.param(make_newsml("sold"), "status 'sold' is unknown", id="NewsML-G2 status"),
        pytest.param(make_newsml(body=""), "no text in this newsItem", id="NewsML-G2 text"),
        pytest.param(make_newsml().replace("guid=", "id="), "has no guid", id="NewsML-G2 guid"),
        pytest.param(make_newsml()[:-20], "not well-formed", id="cut off"),
    ],
)
def test_invalid_item(tmp_path: Path, content: str | dict[str, Any], reason: str) -> None:
    """It is quarantined, with the property that is wrong."""
    item = read(tmp_path, content)
    assert isinstance(item, QuarantinedInput)
    assert reason in item.reason


UNTIL = "2099-05-03T14:00:00+02:00"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(FIRST | {"embargoed": UNTIL}, id="ninjs 1"),
        pytest.param(THIRD | {"embargoedUntil": UNTIL}, id="ninjs 3"),
        pytest.param(make_newsml(meta=f"<embargoed>{UNTIL}</embargoed>"), id="NewsML"),
        pytest.param({"text": TEXT, "id": ITEM["uri"], "embargo": UNTIL}, id="line"),
    ],
)
def test_embargo(tmp_path: Path, content: str | dict[str, Any]) -> None:
    """The article says until when nothing of it may appear."""
    article = read(tmp_path, content)
    assert isinstance(article, Article)
    assert article.embargoed == datetime(2099, 5, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        pytest.param(FIRST | {"pubstatus": "withheld"}, "withheld", id="withheld"),
        pytest.param(ITEM | {"pubstatus": "canceled"}, "canceled", id="canceled without a text"),
        pytest.param(make_newsml("canceled", body=""), "canceled", id="NewsML canceled"),
        pytest.param(
            {
                "text": TEXT,
                "id": ITEM["uri"],
                "pubstatus": "withheld",
                "published": ITEM["versioncreated"],
            },
            "withheld",
            id="line",
        ),
    ],
)
def test_held_back(tmp_path: Path, content: str | dict[str, Any], status: str) -> None:
    """What must not appear is no article, and says whose it is."""
    item = read(tmp_path, content)
    assert isinstance(item, QuarantinedInput)
    assert (item.pubstatus, item.article_id) == (status, ITEM["uri"])
    assert item.stated_at == ITEM["versioncreated"]


@pytest.mark.parametrize(
    ("until", "end"),
    [
        ("2024-05-03T12:00:00Z", "2024-05-03T12:00:00+00:00"),
        ("2024-05-03T14:00:00+02:00", "2024-05-03T12:00:00+00:00"),
        ("2024-05-03T12:00:00", "2024-05-04T00:00:00+00:00"),  # everywhere
        ("2024-05-03", "2024-05-04T12:00:00+00:00"),  # to its end
        ("2024-02-29", "2024-03-01T12:00:00+00:00"),
    ],
)
def test_when_an_embargo_ends(until: str, end: str) -> None:
    """A time without a zone has to have come everywhere."""
    assert find_embargo_end(until).isoformat() == end
