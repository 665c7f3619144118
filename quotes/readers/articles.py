"""Articles from paths: read one by one, never altered, and each with an id of its own."""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from quotes.errors import ArticleError
from quotes.readers.boilerplate import find_boilerplate
from quotes.readers.files import InputFile, describe_os_error, find_input_files, quarantine
from quotes.readers.json_lines import (
    UTF8_MARK,
    ArticleFields,
    decode_fields,
    describe_limit,
    is_blank,
    read_first_lines,
    split_lines,
)
from quotes.readers.languages import guess_language
from quotes.readers.metadata import infer_metadata
from quotes.records import Article, QuarantinedInput

# What a stream starts with that is certainly no text in UTF-8, and what to do about it.
_FOREIGN_STARTS = {
    b"\x1f\x8b": "compressed with gzip: unpack it first",
    b"\x28\xb5\x2f\xfd": "compressed with zstd: unpack it first",
    b"PK\x03\x04": "a zip archive or office document: save its text as UTF-8",
    b"\xff\xfe": "UTF-16: save it as UTF-8",
    b"\xfe\xff": "UTF-16: save it as UTF-8",
}


def read_articles(
    paths: Sequence[str | Path], *, max_bytes: int, stdin: BinaryIO | None = None
) -> ArticleReader:
    """The articles behind the paths and the inputs quarantined, in input order, read when asked for.

    Args:
        paths: files or folders; "-" is standard input (JSON lines if it starts with "{", else one
            text).
        max_bytes: the longest text file or JSON line that is read; what is longer is never held in
            memory.
        stdin: the process's own by default.

    An id belongs to one text. The same text under the same id again is skipped and counted; another
    text under an id that the input gives is quarantined. Where the input gives none, the id is the
    file's name without its ending (for JSON lines with "-" and the line), and where another text
    has that, the path within the given folder, then the path as given.
    """
    return ArticleReader(paths, max_bytes=max_bytes, stdin=stdin)


class ArticleReader(Iterator[Article | QuarantinedInput]):
    """A run of the reader: an iterator that counts what it has met so far.

    Attributes:
        accepted: articles given out.
        rejected: inputs quarantined.
        duplicates: articles passed over because the same id came with the same text before.
        passed_over: files in folders whose format can't be read, by how their names end.
    """

    def __init__(
        self, paths: Sequence[str | Path], *, max_bytes: int, stdin: BinaryIO | None = None
    ) -> None:
        self.accepted = self.quarantined = self.duplicates = 0
        self.other_formats = Counter[str]()
        self._max_bytes = max_bytes
        self._stdin = stdin
        self._digests: dict[str, bytes] = {}  # of the text under each id given out
        self._seen: set[tuple[str, bytes]] = set()  # the id wanted first, and the text's digest
        self._items = self._read(paths)

    def __iter__(self) -> ArticleReader:
        return self

    def __next__(self) -> Article | QuarantinedInput:
        item = next(self._items)
        if isinstance(item, Article):
            self.accepted += 1
        else:
            self.quarantined += 1
        return item

    def _read(self, paths: Sequence[str | Path]) -> Iterator[Article | QuarantinedInput]:
        for source in find_input_files(paths, self.other_formats):
            if isinstance(source, QuarantinedInput):
                yield source
                continue
            try:
                if source.path is None:
                    yield from self._read_stream(self._stdin or sys.stdin.buffer, source)
                else:
                    with source.path.open("rb") as stream:
                        yield from self._read_stream(stream, source)
            except OSError as error:
                yield quarantine(source.label, describe_os_error(error))

    def _read_stream(
        self, stream: BinaryIO, source: InputFile
    ) -> Iterator[Article | QuarantinedInput]:
        head = read_first_lines(stream, self._max_bytes)
        start = b"".join(head).removeprefix(UTF8_MARK).lstrip()
        foreign = [what for magic, what in _FOREIGN_STARTS.items() if start.startswith(magic)]
        if foreign:
            yield quarantine(source.label, f"not text in UTF-8 but {foreign[0]}")
        elif source.kind == "json lines" or (source.kind == "unknown" and start.startswith(b"{")):
            yield from self._read_lines(head, stream, source)
        else:
            yield from self._read_text(head, stream, source)

    def _read_text(
        self, head: Sequence[bytes], stream: BinaryIO, source: InputFile
    ) -> Iterator[Article | QuarantinedInput]:
        """The article that the whole stream is; line ends and byte order mark stay as they are."""
        content = b"".join(head)
        content += stream.read(max(0, self._max_bytes + 1 - len(content)))
        if len(content) > self._max_bytes:
            yield quarantine(source.label, describe_limit("the text", self._max_bytes))
            return
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            yield quarantine(source.label, f"not UTF-8 at byte {error.start}: save it as UTF-8")
            return
        if (nul := content.find(b"\0")) >= 0:
            yield quarantine(source.label, f"binary: there is a NUL at byte {nul}")
        elif is_blank(text):
            yield quarantine(source.label, "empty: there is no text in it")
        else:
            yield from self._accept(ArticleFields(text=text), source.names, source.label)

    def _read_lines(
        self, head: Sequence[bytes], stream: BinaryIO, source: InputFile
    ) -> Iterator[Article | QuarantinedInput]:
        """The articles of a JSON lines stream; blank lines are passed over."""
        is_empty = True
        for number, line in split_lines(head, stream, self._max_bytes):
            if line is not None and not line.removeprefix(UTF8_MARK).strip():
                continue
            is_empty = False
            if line is None:
                yield quarantine(source.label, describe_limit("the line", self._max_bytes), number)
                continue
            try:
                fields = decode_fields(line, path=source.label, number=number)
            except ArticleError as error:
                field = f" (at `{error.field}`)" if error.field else ""
                yield quarantine(source.label, error.reason + field, number)
                continue
            names = [f"{name}-{number}" for name in source.names]
            yield from self._accept(fields, names, source.label, number)
        if is_empty:
            yield quarantine(source.label, "empty: there is no article in it")

    def _accept(
        self, fields: ArticleFields, names: Sequence[str], label: str, number: int | None = None
    ) -> Iterator[Article | QuarantinedInput]:
        """The article, under its own id or the first free name; nothing if it was read before."""
        digest = hashlib.blake2b(fields.text.encode("utf-8"), digest_size=16).digest()
        wanted = names if fields.id is None else [str(fields.id)]
        if (wanted[0], digest) in self._seen or digest in map(self._digests.get, wanted):
            self.duplicates += 1
            return
        for name in wanted:
            if name not in self._digests:
                self._digests[name] = digest
                self._seen.add((wanted[0], digest))
                yield _make_article(name, fields)
                return
        reason = f"another text has the id {wanted[-1]!r}; give each article an id of its own"
        yield quarantine(label, reason, number)


def _make_article(name: str, fields: ArticleFields) -> Article:
    boilerplate = find_boilerplate(fields.text)
    found = infer_metadata(fields.text, boilerplate)
    given = {name: getattr(fields, name) for name in found.__struct_fields__}
    missing = {name: getattr(found, name) for name, value in given.items() if value is None}
    inferred = tuple(name for name, value in missing.items() if value is not None)
    return Article(
        id=name,
        text=fields.text,
        url=fields.url,
        language=fields.language or guess_language(fields.text),
        inferred=inferred,
        boilerplate=boilerplate,
        **(given | missing),
    )
