"""Formats other than text and JSON lines, from files to articles."""

from __future__ import annotations

import gzip
from pathlib import Path

import msgspec
import pytest
import zstandard

from quotes.readers import read_articles
from quotes.readers.formats.limits import MAX_RATIO
from quotes.records import Article, QuarantinedInput

LIMIT = 10_000_000
TEXT = "“The engine is repaired,” Feld said."
FEED = f"""<?xml version="1.0"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
 <channel><title>The Ketta Mail</title><language>en</language><item><title>Ferry sails</title>
 <link>https://mail.example/1</link><guid>m-1</guid><dc:creator>Jane Doe and John Roe</dc:creator>
 <pubDate>Fri, 03 May 2024 16:05:00 GMT</pubDate><category>Ferry</category>
 <content:encoded><![CDATA[<p>{TEXT}</p><p>It sails on Monday.</p>]]></content:encoded></item>
 <item><title>Short</title>
 <link>https://mail.example/2</link><description>It goes on …</description>
 </item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>The Ketta Mail</title><entry>
 <id>urn:m:1</id><title>Ferry sails</title><updated>2024-05-03T16:05:00Z</updated>
 <author><name>Jane Doe</name></author><content type="html">&lt;p&gt;{TEXT}&lt;/p&gt;</content>
 </entry></feed>"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "The Ketta Mail",
    "items": [
        {"id": "m-1", "url": "https://mail.example/1", "content_html": f"<p>{TEXT}</p>",
         "authors": [{"name": "Jane Doe"}], "date_published": "2024-05-03T16:05:00Z"}
    ],
}  # fmt: skip
MARKDOWN = f"""---
title: Ferry sails
authors: [Jane Doe, "John Roe"]
date: 2024-05-03
---
# Ferry sails

{TEXT.replace("repaired", "**repaired**")}
It *sails* on
[Monday](https://mail.example/monday).

> Nobody drowned.
"""


def read(path: Path, **columns: str) -> list[Article | QuarantinedInput]:
    return list(read_articles([path], max_bytes=LIMIT, columns=columns))


def write(folder: Path, name: str, content: str | bytes | object) -> Path:
    if isinstance(content, str):
        content = content.encode()
    if not isinstance(content, bytes):
        content = msgspec.json.encode(content)
    (folder / name).write_bytes(content)
    return folder / name


def read_one(path: Path, **columns: str) -> Article:
    (article,) = read(path, **columns)
    assert isinstance(article, Article), article
    return article


def test_rss(tmp_path: Path) -> None:
    """The whole text is the article; an entry with a summary alone says where the text is."""
    article, summary = read(write(tmp_path, "feed.xml", FEED))
    assert isinstance(article, Article)
    assert article.text == f"{TEXT}\nIt sails on Monday."
    assert (article.id, article.outlet, article.authors) == (
        "m-1", "The Ketta Mail", ("Jane Doe", "John Roe"),
    )  # fmt: skip
    assert (article.published, article.tags) == ("2024-05-03T16:05:00Z", ("Ferry",))
    assert isinstance(summary, Article)
    assert "fetch --feed" in summary.notes[0]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.atom", ATOM, id="Atom"),
        pytest.param("a.json", JSON_FEED, id="JSON Feed"),
        pytest.param("a.json", [{"text": TEXT, "author": "Jane Doe"}], id="JSON array"),
        pytest.param("a.json", {"articles": [{"content": TEXT, "author": "Jane Doe"}]}, id="list"),
        pytest.param("a.csv", f'author,text\nJane Doe,"{TEXT}"\n', id="CSV"),
        pytest.param("a.tsv", f"text\tauthor\n{TEXT}\tJane Doe\n", id="TSV"),
        pytest.param("a.html", "<p>" + f"{TEXT}</p>", id="no page but a piece of one"),
    ],
)
def test_format(tmp_path: Path, name: str, content: object) -> None:
    """Each format gives the same text."""
    (item,) = read(write(tmp_path, name, content))
    if name == "a.html":  # too little for a page
        assert isinstance(item, QuarantinedInput)
        return
    assert isinstance(item, Article)
    assert (item.text, item.authors) == (TEXT, ("Jane Doe",))
    assert item.original_sha256


def test_markdown(tmp_path: Path) -> None:
    """Marks go, a paragraph is a line, front matter gives the fields."""
    article = read_one(write(tmp_path, "ferry.md", MARKDOWN))
    assert article.text == f"{TEXT} It sails on Monday.\nNobody drowned."
    assert (article.title, article.published) == ("Ferry sails", "2024-05-03")
    assert article.authors == ("Jane Doe", "John Roe")


def test_column_map(tmp_path: Path) -> None:
    """`columns` say what the columns of a table are."""
    path = write(tmp_path, "a.csv", f'Story,text\n"{TEXT}",ignored\n')
    assert read_one(path, Story="text").text == TEXT


def test_parquet(tmp_path: Path) -> None:
    """A row is an article."""
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"id": ["a", "b"], "body": [TEXT, None]}), tmp_path / "a.parquet")
    article, bad = read(tmp_path / "a.parquet")
    assert isinstance(article, Article)
    assert (article.id, article.text) == ("a", TEXT)
    assert isinstance(bad, QuarantinedInput)
    assert bad.line == 2


@pytest.mark.parametrize("name", ["a", "a.txt", "a.html", "story.php"])
def test_the_content_decides_and_not_the_name(tmp_path: Path, name: str) -> None:
    """A feed is read as a feed whatever its name is."""
    assert [item.id for item in read(write(tmp_path, name, ATOM)) if isinstance(item, Article)] == [
        "urn:m:1"
    ]


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor().compress])
def test_packed(tmp_path: Path, pack: object) -> None:
    """Packed with gzip or zstd, they are unpacked, and the id has neither ending."""
    assert callable(pack)
    for name in ("a.txt.gz", "b.jsonl.zst"):
        content = TEXT if "txt" in name else msgspec.json.encode({"text": TEXT}).decode()
        article = read_one(write(tmp_path, name, pack(content.encode())))
        assert article.text == TEXT
        assert article.id == ("a" if "txt" in name else "b-1")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        pytest.param("a.gz", gzip.compress(b" " * 9_000_000), f"{MAX_RATIO} times", id="gzip"),
        pytest.param(
            "a.zst", zstandard.compress(b"x" * 9_000_000), f"{MAX_RATIO} times", id="zstd"
        ),
        pytest.param("a.txt.gz", gzip.compress(TEXT.encode())[:-9], "broken", id="cut off"),
        pytest.param(
            "a.xml",
            '<?xml version="1.0"?><!DOCTYPE newsItem [<!ENTITY a "x">]><newsItem guid="g">&a;'
            "</newsItem>",
            "entities",
            id="entities",
        ),
        pytest.param("a.json", "[" * 100_000, "nested", id="nested JSON"),
        pytest.param("a.json", '[{"text": "a"}', "no comma", id="cut off array"),
        pytest.param("a.csv", "title,size\na,1\n", "--column text=NAME", id="no text column"),
        pytest.param("a.pdf", b"%PDF-1.7\x00", "a PDF", id="PDF"),
        pytest.param("a.xml", "<urlset><url/></urlset>", "fetch --sitemap", id="sitemap"),
        pytest.param("a.xml", "<?xml version='1.0'?><plist/>", "neither a feed", id="other XML"),
    ],
)
def test_what_is_refused(tmp_path: Path, name: str, content: str | bytes, reason: str) -> None:
    """It is quarantined with the reason; nothing is held in memory."""
    items = read(write(tmp_path, name, content))
    assert isinstance(items[-1], QuarantinedInput)
    assert reason in items[-1].reason


def test_other_data_in_a_folder_is_counted(tmp_path: Path) -> None:
    """JSON, tables and XML without articles are no faults; a broken file is."""
    write(tmp_path, "settings.json", {"colour": "red"})
    write(tmp_path, "names.csv", "name,size\na,1\n")
    write(tmp_path, "articles.json", [{"text": TEXT}])
    write(tmp_path, "broken.json", "{")
    reader = read_articles([tmp_path], max_bytes=LIMIT)
    assert [type(item) for item in reader] == [Article, QuarantinedInput]
    assert reader.other_formats == {".json": 1, ".csv": 1}


@pytest.mark.parametrize(
    ("content", "text", "note"),
    [
        pytest.param(TEXT.encode("cp1252"), TEXT, "cp1252", id="Windows' quotation marks"),
        pytest.param(TEXT.encode("utf-16"), TEXT, "utf-16", id="UTF-16"),
        pytest.param(b"a caf\xe9", "a café", "cp1252", id="few bytes beyond ASCII"),
        pytest.param(
            TEXT.encode() * 30 + b"\x93",
            TEXT * 30 + "\ufffd",
            "lost",
            id="broken UTF-8",
        ),
    ],
)
def test_encodings(tmp_path: Path, content: bytes, text: str, note: str) -> None:
    """Texts in other encodings are decoded and told; the digest of their bytes is kept."""
    article = read_one(write(tmp_path, "a.txt", content))
    assert article.text == text
    assert note in article.notes[0]
    assert article.original_sha256 is not None


def test_mended_texts(tmp_path: Path) -> None:
    """Wrongly decoded characters and entities are put right and told, but in JSON lines, whose
    offsets have to index the input.
    """
    bad = "â€œAll isn&#39;t lost,â€\x9d Feld said."
    good = "“All isn't lost,” Feld said."
    article = read_one(write(tmp_path, "a.json", [{"text": bad}]))
    assert (article.text, len(article.notes)) == (good, 1)
    assert read_one(write(tmp_path, "a.jsonl", {"text": bad})).text == bad
