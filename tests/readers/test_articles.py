"""Reading files, folders and standard input."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotes.readers import ArticleReader, describe_other_formats, read_articles
from quotes.readers.json_lines import PIECE_BYTES
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
    return [item.id if isinstance(item, Article) else "rejected" for item in items]


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


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_goes_unaltered_through_a_file(tmp_path: Path, text: str) -> None:
    """Any text that is not blank comes back as it was, whether from a file or a JSON line."""
    from_file = read(write(tmp_path, "x.txt", text))
    from_line = read("-", stdin=dump(id="x", text=text))
    if text.replace("\ufeff", "").strip():
        assert [item.text for item in from_file if isinstance(item, Article)] == [text]
        assert [item.text for item in from_line if isinstance(item, Article)] == [text]
    else:
        assert [type(item) for item in from_file + from_line] == [
            QuarantinedInput,
            QuarantinedInput,
        ]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        pytest.param("a.txt", b"caf\xe9 society", "not UTF-8 at byte 3", id="latin-1"),
        pytest.param("a.txt", "Hello".encode("utf-16"), "UTF-16", id="utf-16"),
        pytest.param("a.txt", b"GIF89a\x00\x01", "NUL at byte 6", id="binary"),
        pytest.param("a.txt", b"\x1f\x8b\x08\x00", "unpack it first", id="gzip"),
        pytest.param("a.txt", b"", "empty", id="empty"),
        pytest.param("a.txt", b"\xef\xbb\xbf \n\t\xc2\xa0", "empty", id="white space alone"),
        pytest.param("a.txt", b"x" * (LIMIT + 1), "ONRECORD_MAX_ARTICLE_BYTES", id="too long"),
        pytest.param("a.docx", b"PK\x03\x04", "this format can't be read", id="other format"),
        pytest.param("a.jsonl", b"", "empty", id="empty JSON lines"),
        pytest.param("a.jsonl", b"\x1f\x8b\x08\n\n\n", "unpack it first", id="compressed lines"),
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


def test_missing_path_is_quarantined(tmp_path: Path) -> None:
    """A path that leads nowhere is a quarantined, not an exception."""
    (quarantined,) = read(tmp_path / "nowhere.txt")
    assert isinstance(quarantined, QuarantinedInput)
    assert "no such file" in quarantined.reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param(b'{"text": "cut off', "not JSON", id="cut off"),
        pytest.param(b"[1, 2]", "Expected `object`, got `array` (at `$`)", id="not an object"),
        pytest.param(b'{"id": "x"}', "missing required field `text`", id="no text"),
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
    """Whatever stands around it, a good line is read, and the order is kept."""
    blob = dump(id="first", text="A.") + b"".join(line + b"\n" for line in lines)
    items = read("-", stdin=blob + dump(id="last", text="B."))
    assert [item for item in ids(items) if item != "rejected"] == ["first", "last"]
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
    """Fields are taken as given; blank ones are none; other keys are passed over."""
    (article,) = read("-", stdin=dump(text=GOOD, **given_fields))
    assert isinstance(article, Article)
    assert {name: getattr(article, name) for name in expected} == expected


def test_inferred_fields_are_named() -> None:
    """What the text shows fills only what was not given, and says so."""
    text = "Harbour reopens after storm\n\nBy AFP\n\nThe harbour reopened on Monday."
    told, untold = read("-", stdin=dump(id=1, text=text, title="Told") + dump(id=2, text=text))
    assert isinstance(told, Article)
    assert isinstance(untold, Article)
    assert (told.title, told.wire, told.inferred) == ("Told", "AFP", ("wire",))
    assert (untold.title, untold.inferred) == ("Harbour reopens after storm", ("title", "wire"))
    assert [span.slice(text) for span in untold.boilerplate] == ["By AFP"]


@pytest.mark.parametrize(
    ("blob", "expected"),
    [
        pytest.param(b" \n\n" + dump(text="A."), ["stdin-3"], id="JSON lines"),
        pytest.param(b"\xef\xbb\xbf" + dump(text="A."), ["stdin-1"], id="marked JSON lines"),
        pytest.param(b"Plain {text}", ["stdin"], id="text"),
        pytest.param(b"", ["rejected"], id="nothing"),
    ],
)
def test_standard_input(blob: bytes, expected: list[str]) -> None:
    """Standard input is JSON lines if it starts with a brace, else one text."""
    assert ids(read("-", stdin=blob)) == expected


def test_folder_is_read_in_order_of_names(tmp_path: Path) -> None:
    """Folders are read by name, with their folders, JSON lines first; hidden entries and other
    formats are not.
    """
    for name in ("b.txt", "a/z.txt", "c.TXT", ".hidden.txt", ".git/x.txt", "notes.md"):
        write(tmp_path, name, f"Text of {name}.")
    write(tmp_path, "ab.ndjson", dump(text="A."))
    (tmp_path / "a" / "circle").symlink_to(tmp_path, target_is_directory=True)
    assert ids(read(tmp_path)) == ["ab-1", "z", "b", "c"]


@pytest.mark.parametrize("name", ["gold.jsonl", "z/gold.jsonl", "0.ndjson"])
def test_lines_come_before_texts(tmp_path: Path, name: str) -> None:
    """An article that a folder holds as text and as JSON line keeps what the line tells of it."""
    write(tmp_path, "a/story.txt", GOOD)
    write(tmp_path, "another.txt", GOOD)
    write(tmp_path, name, dump(id="story", text=GOOD, outlet="Vista24"))
    reader = read_articles([tmp_path], max_bytes=LIMIT)
    articles = [article for article in reader if isinstance(article, Article)]
    assert [(a.id, a.outlet) for a in articles] == [("story", "Vista24"), ("another", None)]
    assert (reader.quarantined, reader.duplicates) == (0, 1)


def test_a_folder_that_cannot_be_read_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A closed folder is one quarantined, and the files beside it are read."""
    (tmp_path / "closed").mkdir()
    write(tmp_path, "b.txt", GOOD)
    list_folder = Path.iterdir

    def refuse(folder: Path) -> Iterator[Path]:
        if folder.name == "closed":
            raise PermissionError(13, "Permission denied")
        return list_folder(folder)

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert sorted(ids(read(tmp_path))) == ["b", "rejected"]


def test_same_name_with_other_text_gets_a_longer_id(tmp_path: Path) -> None:
    """Files of one name are told apart by their folders; one text under one name is read once."""
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


class CountingStream(io.RawIOBase):
    """A stream that makes its bytes up as they are read and notes the most asked for at once."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.rest, self.largest = pieces, b"", 0

    def readable(self) -> bool:
        return True

    def readline(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert size > 0
        self.rest = self.rest or next(self.pieces, b"")
        cut = self.rest.find(b"\n") + 1 or len(self.rest)
        line, self.rest = self.rest[: min(cut, size)], self.rest[min(cut, size) :]
        self.largest = max(self.largest, size)
        return line


def test_endless_line_is_passed_over_in_pieces() -> None:
    """A line of 100 MB is skipped without being held, and the next line is read."""

    def pieces() -> Iterator[bytes]:
        yield b'{"id": "long", "text": "'
        for _ in range(1600):
            yield b"x" * PIECE_BYTES
        yield b'"}\n' + dump(id="next", text="A.")

    stream = CountingStream(pieces())
    reader = ArticleReader(["-"], max_bytes=LIMIT, stdin=stream)  # type: ignore[arg-type]
    quarantined, article = list(reader)
    assert isinstance(quarantined, QuarantinedInput)
    assert quarantined.line == 1
    assert "max_article_bytes" in quarantined.reason
    assert ids([article]) == ["next"]
    assert stream.largest <= PIECE_BYTES


def test_articles_come_as_they_are_asked_for(tmp_path: Path) -> None:
    """Nothing is read ahead: a file that appears in between is found."""
    reader = read_articles([write(tmp_path, "a.txt", GOOD), tmp_path / "b.txt"], max_bytes=LIMIT)
    next(reader)
    write(tmp_path, "b.txt", GOOD)
    assert ids(list(reader)) == ["b"]


def test_a_folder_tells_of_what_it_passes_over(tmp_path: Path) -> None:
    """Files of other formats are counted by their endings, once and not as quarantined."""
    for name in ("a.txt", "b.html", "c.HTML", "README", "d.jsonl"):
        write(tmp_path, name, dump(text="One.") if name == "d.jsonl" else "Two.")
    reader = read_articles([tmp_path], max_bytes=LIMIT)
    assert [type(item) for item in reader] == [Article, Article]
    assert reader.other_formats == {".html": 2, "README": 1}
    assert describe_other_formats(reader.other_formats) == "2 .html, 1 README"


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        pytest.param([], "there is no .txt, .jsonl, .ndjson file in it", id="empty"),
        pytest.param(["a.html", "b.pdf"], "in it but 1 .html, 1 .pdf", id="other formats"),
    ],
)
def test_a_folder_with_nothing_to_read(tmp_path: Path, names: list[str], reason: str) -> None:
    """It is quarantined: whoever gave it expects articles."""
    for name in names:
        write(tmp_path, name, "Two.")
    (quarantined,) = read(tmp_path)
    assert isinstance(quarantined, QuarantinedInput)
    assert reason in quarantined.reason
