"""Which files are read, and in which order."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from quotes.readers import describe_other_formats, read_articles
from quotes.records import Article, QuarantinedInput

LIMIT = 10_000
GOOD = "The harbour reopened on Monday.\n"


def read(*paths: Path) -> list[Article | QuarantinedInput]:
    return list(read_articles(paths, max_bytes=LIMIT))


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def dump(**fields: object) -> bytes:
    return msgspec.json.encode(fields) + b"\n"


def ids(items: list[Article | QuarantinedInput]) -> list[str]:
    return [item.id if isinstance(item, Article) else "quarantined" for item in items]


def test_missing_path_is_quarantined(tmp_path: Path) -> None:
    """A path that does not exist is a quarantined input, not an exception."""
    (quarantined,) = read(tmp_path / "nowhere.txt")
    assert isinstance(quarantined, QuarantinedInput)
    assert "no such file" in quarantined.reason


def test_folder_is_read_in_order_of_names(tmp_path: Path) -> None:
    """Folders are read by name, with their folders, JSON lines first; hidden entries and other
    formats are not.
    """
    for name in ("b.txt", "a/z.txt", "c.TXT", ".hidden.txt", ".git/x.txt", "README.md", "x.pdf"):
        write(tmp_path, name, f"Text of {name}.")
    write(tmp_path, "ab.ndjson", dump(text="A."))
    (tmp_path / "a" / "circle").symlink_to(tmp_path, target_is_directory=True)
    assert ids(read(tmp_path)) == ["ab-1", "z", "b", "c"]


@pytest.mark.parametrize("name", ["gold.jsonl", "z/gold.jsonl", "0.ndjson"])
def test_lines_come_before_texts(tmp_path: Path, name: str) -> None:
    """An article that a folder holds as text and as JSON line keeps the fields of the line.

    It is one article in two formats and no duplicate.
    """
    write(tmp_path, "a/story.txt", GOOD)
    write(tmp_path, "another.txt", GOOD)
    write(tmp_path, name, dump(id="story", text=GOOD, outlet="Vista24"))
    reader = read_articles([tmp_path], max_bytes=LIMIT)
    articles = [article for article in reader if isinstance(article, Article)]
    assert [(a.id, a.outlet) for a in articles] == [("story", "Vista24"), ("another", None)]
    assert (reader.quarantined, reader.duplicates) == (0, 0)


def test_a_folder_that_cannot_be_read_is_reported_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A closed folder is one quarantined input, and the files beside it are read."""
    (tmp_path / "closed").mkdir()
    write(tmp_path, "b.txt", GOOD)
    list_folder = Path.iterdir

    def refuse(folder: Path) -> Iterator[Path]:
        if folder.name == "closed":
            raise PermissionError(13, "Permission denied")
        return list_folder(folder)

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert sorted(ids(read(tmp_path))) == ["b", "quarantined"]


def test_other_formats_are_counted(tmp_path: Path) -> None:
    """Files of other formats are counted by their endings, once and not as quarantined."""
    for name in ("a.txt", "b.docx", "c.DOCX", "README", "d.jsonl"):
        write(tmp_path, name, dump(text="One.") if name == "d.jsonl" else "Two.")
    reader = read_articles([tmp_path], max_bytes=LIMIT)
    assert [type(item) for item in reader] == [Article, Article]
    assert reader.other_formats == {".docx": 2, "README": 1}
    assert describe_other_formats(reader.other_formats) == "2 .docx, 1 README"


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        pytest.param([], "there is no file in it that can be read", id="empty"),
        pytest.param(["a.docx", "b.pdf"], "but 1 .docx, 1 .pdf", id="other formats"),
    ],
)
def test_a_folder_with_nothing_to_read(tmp_path: Path, names: list[str], reason: str) -> None:
    """It is quarantined: its user expects articles."""
    for name in names:
        write(tmp_path, name, "Two.")
    (quarantined,) = read(tmp_path)
    assert isinstance(quarantined, QuarantinedInput)
    assert reason in quarantined.reason


@pytest.mark.parametrize("by_path", [True, False], ids=["by path", "in a folder"])
def test_pipes_and_sockets_are_not_opened(tmp_path: Path, by_path: bool) -> None:
    """A pipe that nobody writes to would never end."""
    write(tmp_path, "good.txt", GOOD)
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s.jsonl"))
        paths = [tmp_path / "s.jsonl", tmp_path / "good.txt", tmp_path / "pipe.txt"]
        items = read(*paths) if by_path else read(tmp_path)
    assert ids(items) == ["quarantined", "good", "quarantined"]
    assert all(
        "a pipe or a device" in item.reason for item in items if isinstance(item, QuarantinedInput)
    )


def test_a_device_is_not_read(tmp_path: Path) -> None:
    """Nor through a link with the ending of a text."""
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    (quarantined,) = read(tmp_path / "zero.txt")
    assert isinstance(quarantined, QuarantinedInput)
    assert "a pipe or a device" in quarantined.reason


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    """Links within it are, and a link that is given as a path."""
    write(tmp_path, "secret.txt", GOOD)
    write(tmp_path, "in/a.txt", f"{GOOD}Again.")
    (tmp_path / "in" / "b.txt").symlink_to("a.txt")
    (tmp_path / "in" / "c.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "in" / "d.txt").symlink_to("../secret.txt")
    items = read(tmp_path / "in")
    assert ids(items) == ["a", "b", "quarantined", "quarantined"]
    assert "outside the folder" in items[-1].reason  # type: ignore[union-attr]
    assert ids(read(tmp_path / "in" / "c.txt")) == ["c"]


def test_a_folder_that_can_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is quarantined, and what is beside it is read; its entries may be refused one by one."""
    for name in ("a/x.txt", "b/y.txt", "c/z.txt"):
        write(tmp_path, name, f"Text of {name}.")
    refused = {tmp_path / "a": "iterdir", tmp_path / "b" / "y.txt": "is_dir"}

    def refuse(method: str) -> None:
        original = getattr(Path, method)

        def call(path: Path) -> object:
            if refused.get(path) == method:
                raise PermissionError(13, "Permission denied")
            return original(path)

        monkeypatch.setattr(Path, method, call)

    refuse("iterdir")
    refuse("is_dir")
    items = read(tmp_path)
    assert ids(items) == ["quarantined", "quarantined", "z"]
    assert [item.reason for item in items[:2]] == ["can't be read: permission denied"] * 2  # type: ignore[union-attr]
