"""Reading files, folders and standard input."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotes.readers import ArticleDefaults, read_articles
from quotes.readers.formats.decoding import mend
from quotes.records import Article, QuarantinedInput

LIMIT = 10_000
GOOD = "The harbour reopened on Monday.\n"


def read(
    *paths: str | Path, limit: int = LIMIT, stdin: bytes = b""
) -> list[Article | QuarantinedInput]:
    return list(read_articles(paths, max_bytes=limit, stdin=io.BytesIO(stdin)))


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def dump(**fields: object) -> bytes:
    return msgspec.json.encode(fields) + b"\n"


def ids(items: list[Article | QuarantinedInput]) -> list[str]:
    return [item.id if isinstance(item, Article) else "quarantined" for item in items]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("One line", id="no line break"),
        pytest.param("One\r\ntwo\rthree\n", id="any line break"),
        pytest.param("\ufeffMarked", id="byte order mark"),
        pytest.param("  \n\u00a0\n Žďár “said” \U0001f600\n\n", id="beyond ASCII"),
    ],
)
def test_text_file_is_read_exactly(tmp_path: Path, text: str) -> None:
    """The text is the file after decoding, so offsets index the file."""
    (article,) = read(write(tmp_path, "a story.txt", text))
    assert isinstance(article, Article)
    assert article.text == text
    assert article.id == "a story"


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("â€œThe gate holds,â€\x9d said José.", "“The gate holds,” said José."),
        ("He said it&#8217;s “AT&amp;T”.\r\n\r\nCafÃ©.\n", "He said it’s “AT&T”.\r\n\r\nCafé.\n"),
        ("&quot;No,&quot; she said.", '"No," she said.'),
        ("\ufeff  Plain “marks” stay\u2028as they are — ﬁne.", None),
        ("Write &amp;lt;p&amp;gt; or &lt;p&gt; and &amp; for it.", None),
        ("Write <p>&amp;</p> for it.", None),
        ("Ministers of R&D; and Q&A; met at AT&T.", None),
        ("ÂNGELA â said: “Ça va, Ã.”", None),
    ],
)
def test_what_was_decoded_wrongly_is_mended_and_told(
    tmp_path: Path, text: str, mended: str | None
) -> None:
    file = write(tmp_path, "a.txt", text)
    (article,) = read(file)
    assert isinstance(article, Article)
    assert article.text == (mended or text)
    assert bool(article.notes) == bool(mended)
    digest = hashlib.sha256(file.read_bytes()).hexdigest() if mended else None
    assert article.original_sha256 == digest
    (from_line,) = read("-", stdin=dump(id="x", text=text))
    assert isinstance(from_line, Article)
    assert from_line.text == text


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_goes_unaltered_through_a_file(tmp_path: Path, text: str) -> None:
    """Any text that is not blank is read as it was, whether from a file or a JSON line; of a file
    only what was decoded wrongly once is not.
    """
    from_file = read(write(tmp_path, "x.txt", text))
    from_line = read("-", stdin=dump(id="x", text=text))
    if text.replace("\ufeff", "").strip():
        mended = mend(text, is_plain=True).text
        assert [item.text for item in from_file if isinstance(item, Article)] == [mended]
        assert [item.text for item in from_line if isinstance(item, Article)] == [text]
    else:
        assert [type(item) for item in from_file + from_line] == [
            QuarantinedInput,
            QuarantinedInput,
        ]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        pytest.param("a.txt", b"GIF89a\x00\x01", "a picture", id="picture"),
        pytest.param("a.txt", b"Hello\x00\x01", "NUL at character 5", id="binary"),
        pytest.param("a.txt", b"\x1f\x8b\x08\x00", "packed data are broken", id="gzip"),
        pytest.param("a.txt", b"", "empty", id="empty"),
        pytest.param("a.txt", b"\xef\xbb\xbf \n\t\xc2\xa0", "empty", id="white space alone"),
        pytest.param("a.txt", b"x" * (LIMIT + 1), "ONRECORD_MAX_ARTICLE_BYTES", id="too long"),
        pytest.param("a.docx", b"PK\x03\x04", "save its text as UTF-8", id="other format"),
        pytest.param("a.jsonl", b"", "empty", id="empty JSON lines"),
        pytest.param(
            "a.jsonl", b"\x1f\x8b\x08\n\n\n", "packed data are broken", id="compressed lines"
        ),
    ],
)
def test_bad_file_is_quarantined(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    """A file that can't be read gives its path and the reason, and the next file is read."""
    bad = write(tmp_path, name, content)
    good = write(tmp_path, "good.txt", GOOD)
    quarantined, article = read(bad, good)
    assert isinstance(quarantined, QuarantinedInput)
    assert quarantined.path == str(bad)
    assert quarantined.line is None
    assert reason in quarantined.reason
    assert isinstance(article, Article)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param(b'{"text": "cut off', "not JSON", id="cut off"),
        pytest.param(b"[1, 2]", "Expected `object`, got `array` (at `$`)", id="not an object"),
        pytest.param(b'{"id": "x"}', "no key of it is an article's text", id="no text"),
        pytest.param(b'{"text": 5}', "got `int` (at `$.text`)", id="text not a string"),
        pytest.param(b'{"text": " \\n"}', "blank (at `$.text`)", id="blank text"),
        pytest.param(b'{"text": "a", "id": " "}', "blank (at `$.id`)", id="blank id"),
        pytest.param(b'{"text": "a", "id": true}', "(at `$.id`)", id="id not a name"),
        pytest.param(b'{"text": "a", "id": 1' + b"0" * 5000 + b"}", "", id="endless id"),
        pytest.param(b'{"text": "a", "title": []}', "(at `$.title`)", id="title not a string"),
        pytest.param(b'{"text": "a\\u0000b"}', "NUL character (at `$.text`)", id="binary text"),
        pytest.param(b'{"text": "a\xff"}', "not UTF-8 at byte 11", id="not UTF-8"),
        pytest.param(b'{"text": "a \\ud800"}', "not one of a pair", id="half a surrogate pair"),
        pytest.param(b'{"text": "a", "x": ' + b"[" * 5000, "nested", id="nested without end"),
        pytest.param(
            b'{"text": "a", "published": "last Tuesday"}',
            "mend it or leave it out (at `$.published`)",
            id="bad date",
        ),
        pytest.param(b'{"text": "' + b"x" * LIMIT + b'"}', "10,000 bytes", id="too long"),
    ],
)
def test_bad_line_is_quarantined(tmp_path: Path, line: bytes, reason: str) -> None:
    """A bad JSON line gives path, line and field, and the lines around it are read."""
    path = write(tmp_path, "n.jsonl", dump(text="One.") + b"\n" + line + b"\n" + dump(text="Two."))
    first, quarantined, last = read(path)
    assert isinstance(quarantined, QuarantinedInput)
    assert (quarantined.path, quarantined.line) == (str(path), 3)
    assert reason in quarantined.reason
    assert ids([first, last]) == ["n-1", "n-4"]


@given(lines=st.lists(st.binary(max_size=40).filter(lambda line: b"\n" not in line), max_size=6))
def test_any_lines_never_stop_the_good_ones(lines: list[bytes]) -> None:
    """Whatever is around it, a good line is read, and the order is kept."""
    blob = dump(id="first", text="A.") + b"".join(line + b"\n" for line in lines)
    items = read("-", stdin=blob + dump(id="last", text="B."))
    assert [item for item in ids(items) if item != "quarantined"] == ["first", "last"]
    assert ids(items)[0] == "first"
    assert ids(items)[-1] == "last"


@pytest.mark.parametrize(
    ("given_fields", "expected"),
    [
        pytest.param({"id": 17}, {"id": "17"}, id="number as id"),
        pytest.param({"outlet": " ", "url": ""}, {"outlet": None, "url": None}, id="blank fields"),
        pytest.param({"published": "20151117"}, {"published": "2015-11-17"}, id="basic date"),
        pytest.param(
            {"published": "2015-11-17T16:05:00Z"}, {"published": "2015-11-17T16:05:00Z"}, id="time"
        ),
        pytest.param(
            {"published": "2015-11-17 16:05+01:00"},
            {"published": "2015-11-17T16:05:00+01:00"},
            id="time with an offset",
        ),
        pytest.param({"attributions": [1], "boilerplate": [{}]}, {}, id="unknown keys"),
        pytest.param({"wire": "AFP"}, {"wire": "AFP", "inferred": ()}, id="given agency"),
    ],
)
def test_fields_of_a_line(given_fields: dict[str, Any], expected: dict[str, Any]) -> None:
    """Fields are taken as stated; blank ones are None."""
    (article,) = read("-", stdin=dump(text=GOOD, **given_fields))
    assert isinstance(article, Article)
    assert {name: getattr(article, name) for name in expected} == expected


def test_inferred_fields_are_named() -> None:
    """What the text shows fills only fields that are not stated, and `inferred` says so."""
    text = "Harbour reopens after storm\n\nBy AFP\n\nThe harbour reopened on Monday."
    stated, shown = read("-", stdin=dump(id=1, text=text, title="Stated") + dump(id=2, text=text))
    assert isinstance(stated, Article)
    assert isinstance(shown, Article)
    assert (stated.title, stated.wire, stated.inferred) == ("Stated", "AFP", ("wire",))
    assert (shown.title, shown.inferred) == ("Harbour reopens after storm", ("title", "wire"))
    assert [span.slice(text) for span in shown.boilerplate] == ["By AFP"]


@pytest.mark.parametrize(
    ("blob", "expected"),
    [
        pytest.param(b" \n\n" + dump(text="A."), ["stdin-3"], id="JSON lines"),
        pytest.param(b"\xef\xbb\xbf" + dump(text="A."), ["stdin-1"], id="marked JSON lines"),
        pytest.param(b"Plain {text}", ["stdin"], id="text"),
        pytest.param(b"", ["quarantined"], id="nothing"),
    ],
)
def test_standard_input(blob: bytes, expected: list[str]) -> None:
    """Standard input is JSON lines if it starts with a brace, else one text."""
    assert ids(read("-", stdin=blob)) == expected


def test_same_name_with_other_text_gets_a_longer_id(tmp_path: Path) -> None:
    """Files of one name get ids with their folders; one text under one name is read once."""
    for folder, text in (("a", "One."), ("b", "Two."), ("c", "One.")):
        write(tmp_path, f"{folder}/story.txt", text)
        write(tmp_path, f"{folder}/lines.jsonl", dump(text=text))
    reader = read_articles([tmp_path, tmp_path / "b" / "story.txt"], max_bytes=LIMIT)
    assert ids(list(reader)) == ["lines-1", "b/lines-1", "story", "b/story"]
    assert (reader.accepted, reader.quarantined, reader.duplicates) == (4, 0, 3)


def test_given_id_belongs_to_one_text() -> None:
    """The same id with another text is quarantined; with the same text it is skipped."""
    lines = dump(id="x", text="One.") + dump(id="x", text="One.") + dump(id="x", text="Two.")
    reader = read_articles(["-"], max_bytes=LIMIT, stdin=io.BytesIO(lines))
    article, quarantined = list(reader)
    assert isinstance(article, Article)
    assert isinstance(quarantined, QuarantinedInput)
    assert quarantined.line == 3
    assert "another text has the id 'x'" in quarantined.reason
    assert reader.duplicates == 1


def test_articles_come_as_they_are_asked_for(tmp_path: Path) -> None:
    """Nothing is read ahead: a file that appears in between is found."""
    reader = read_articles([write(tmp_path, "a.txt", GOOD), tmp_path / "b.txt"], max_bytes=LIMIT)
    next(reader)
    write(tmp_path, "b.txt", GOOD)
    assert ids(list(reader)) == ["b"]


def test_defaults_fill_what_is_not_stated() -> None:
    """Defaults count after what a line states and before what the text shows."""
    text = "Harbour reopens after storm\n\nPublished 17 Nov 2015\n\nOSTBY CNN — It reopened."
    lines = dump(id=1, text=text, outlet="Vista24") + dump(id=2, text=text)
    defaults = ArticleDefaults(outlet="The Post", published="2016-01-02", url="https://x.example/")
    reader = read_articles(["-"], max_bytes=LIMIT, stdin=io.BytesIO(lines), defaults=defaults)
    stated, default = (item for item in reader if isinstance(item, Article))
    assert (stated.outlet, stated.published) == ("Vista24", "2016-01-02")
    assert (default.outlet, default.url) == ("The Post", "https://x.example/")
    assert default.inferred == ("title",)


def test_unknown_keys_are_counted(tmp_path: Path) -> None:
    """Keys that mean no field are counted for each file; those of our own output are none."""
    lines = dump(text="One.", colour=1) + dump(text="Two.", colour=2, size=3)
    path = write(tmp_path, "n.jsonl", lines + dump(text="Three.", attributions=[], topics=[]))
    reader = read_articles([path, write(tmp_path, "m.jsonl", dump(text="4."))], max_bytes=LIMIT)
    assert len(list(reader)) == 4
    assert reader.unknown_keys == {str(path): {"colour": 2, "size": 1}}


def test_a_name_in_several_formats(tmp_path: Path) -> None:
    """Other texts under one name are articles of their own, down to the ending."""
    for ending in ("txt", "md", "csv"):
        text = f"The ferry sails, says the {ending}."
        table = f"title,text\nFerry,{text.replace(',', ';')}\n"
        (tmp_path / f"lee.{ending}").write_text(table if ending == "csv" else text)
    (tmp_path / "lee.html").write_text("<p>The ferry sails to the island, says the page.</p>" * 30)
    ids = [
        item.id for item in read_articles([tmp_path], max_bytes=10_000) if isinstance(item, Article)
    ]
    assert len(set(ids)) == 4
    assert f"{tmp_path}/lee.txt" in ids
