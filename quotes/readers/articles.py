"""Articles from paths: read one by one, their text unaltered, each with an id of its own."""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from quotes.errors import ArticleError
from quotes.readers.article_fields import (
    LONGEST_ID,
    UTF8_MARK,
    ArticleFields,
    decode_line,
    is_blank,
)
from quotes.readers.boilerplate import find_boilerplate
from quotes.readers.files import InputFile, describe_os_error, find_input_files, quarantine
from quotes.readers.json_lines import describe_limit, read_first_lines, split_json_lines
from quotes.readers.languages import guess_language
from quotes.readers.metadata import infer_metadata
from quotes.records import Article, QuarantinedInput, Record

# The first bytes of formats that are certainly no text in UTF-8, and what to do about them.
_FOREIGN_STARTS = {
    b"\x1f\x8b": "compressed with gzip: unpack it first",
    b"\x28\xb5\x2f\xfd": "compressed with zstd: unpack it first",
    b"PK\x03\x04": "a zip archive or office document: save its text as UTF-8",
    b"\xff\xfe": "UTF-16: save it as UTF-8",
    b"\xfe\xff": "UTF-16: save it as UTF-8",
}


class ArticleDefaults(Record, frozen=True, kw_only=True):
    """Fields for the articles that don't state them; they count before what the text shows."""

    outlet: str | None = None
    published: str | None = None
    url: str | None = None


def read_articles(
    paths: Sequence[str | Path],
    *,
    max_bytes: int,
    stdin: BinaryIO | None = None,
    defaults: ArticleDefaults | None = None,
) -> ArticleReader:
    """The articles behind the paths and the quarantined inputs, in input order, read lazily.

    Args:
        paths: files or folders; "-" is standard input (JSON lines if it starts with "{", else one
            text).
        max_bytes: the longest text file or JSON line that is read; a longer one is never held in
            memory.
        stdin: the process's own by default.
        defaults: fields of the articles that don't state them.

    An id belongs to one text. The same text under the same id again is skipped and counted; another
    text under an id that the input gives is quarantined. Where the input gives none, the id is the
    file's name without its ending (for JSON lines with "-" and the line), and where another text
    has that, the path within the given folder, then the path as given.
    """
    return ArticleReader(paths, max_bytes=max_bytes, stdin=stdin, defaults=defaults)


class ArticleReader(Iterator[Article | QuarantinedInput]):
    """One run of the reader: an iterator that counts what it has read so far.

    Attributes:
        accepted: articles given out.
        quarantined: inputs quarantined.
        duplicates: articles skipped because the same id came with the same text before, in a file
            of the same format.
        other_formats: files in folders whose format can't be read, by how their names end.
        unknown_keys: for each JSON lines file, the keys that mean no field, with their lines
            counted.
    """

    def __init__(
        self,
        paths: Sequence[str | Path],
        *,
        max_bytes: int,
        stdin: BinaryIO | None = None,
        defaults: ArticleDefaults | None = None,
    ) -> None:
        self._suffixes: dict[tuple[str, bytes], str] = {}  # of the file of a name and a text
        self.accepted = self.quarantined = self.duplicates = 0
        self.other_formats = Counter[str]()
        self.unknown_keys: dict[str, Counter[str]] = {}
        self._max_bytes = max_bytes
        self._stdin = stdin
        self._defaults = defaults or ArticleDefaults()
        self._digests: dict[str, bytes] = {}  # id -> digest of its text
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
        for file in find_input_files(paths, self.other_formats):
            if isinstance(file, QuarantinedInput):
                yield file
                continue
            try:
                if file.path is None:
                    yield from self._read_stream(self._stdin or sys.stdin.buffer, file)
                else:
                    with file.path.open("rb") as stream:
                        yield from self._read_stream(stream, file)
            except OSError as error:
                yield quarantine(file.label, describe_os_error(error))

    def _read_stream(
        self, stream: BinaryIO, file: InputFile
    ) -> Iterator[Article | QuarantinedInput]:
        head = read_first_lines(stream, self._max_bytes)
        start = b"".join(head).removeprefix(UTF8_MARK).lstrip()
        foreign = [advice for magic, advice in _FOREIGN_STARTS.items() if start.startswith(magic)]
        if foreign:
            yield quarantine(file.label, f"not text in UTF-8 but {foreign[0]}")
        elif file.kind == "json lines" or (file.kind == "unknown" and start.startswith(b"{")):
            yield from self._read_lines(head, stream, file)
        else:
            yield from self._read_text(head, stream, file)

    def _read_text(
        self, head: Sequence[bytes], stream: BinaryIO, file: InputFile
    ) -> Iterator[Article | QuarantinedInput]:
        """The whole stream as one article; line ends and byte order mark stay as they are."""
        content = b"".join(head)
        content += stream.read(max(0, self._max_bytes + 1 - len(content)))
        if len(content) > self._max_bytes:
            yield quarantine(file.label, describe_limit("the text", self._max_bytes))
            return
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            yield quarantine(file.label, f"not UTF-8 at byte {error.start}: save it as UTF-8")
            return
        if (nul := content.find(b"\0")) >= 0:
            yield quarantine(file.label, f"binary: there is a NUL at byte {nul}")
        elif is_blank(text):
            yield quarantine(file.label, "empty: there is no text in it")
        else:
            yield from self._accept(ArticleFields(text=text), file.names, file.label)

    def _read_lines(
        self, head: Sequence[bytes], stream: BinaryIO, file: InputFile
    ) -> Iterator[Article | QuarantinedInput]:
        """The articles of a JSON lines stream; blank lines are left out."""
        is_empty = True
        for number, line in split_json_lines(head, stream, self._max_bytes):
            if line is not None and not line.removeprefix(UTF8_MARK).strip():
                continue
            is_empty = False
            if line is None:
                yield quarantine(file.label, describe_limit("the line", self._max_bytes), number)
                continue
            try:
                decoded = decode_line(line, path=file.label, number=number)
            except ArticleError as error:
                field = f" (at `{error.field}`)" if error.field else ""
                yield quarantine(file.label, error.reason + field, number)
                continue
            if decoded.unknown_keys:
                counts = self.unknown_keys.setdefault(file.label, Counter())
                counts.update(decoded.unknown_keys)
            names = [f"{name}-{number}" for name in file.names]
            yield from self._accept(decoded.fields, names, file.label, number)
        if is_empty:
            yield quarantine(file.label, "empty: there is no article in it")

    def _accept(
        self, fields: ArticleFields, names: Sequence[str], label: str, number: int | None = None
    ) -> Iterator[Article | QuarantinedInput]:
        """The article, under its own id or the first free name; nothing if it is a duplicate."""
        digest = hashlib.blake2b(fields.text.encode("utf-8"), digest_size=16).digest()
        choices = [name[:LONGEST_ID] for name in names] if fields.id is None else [str(fields.id)]
        known = [self._suffixes[n, digest] for n in choices if (n, digest) in self._suffixes]
        if known:
            # A text that is in a folder's JSON lines, too, is one article in two formats.
            self.duplicates += Path(label).suffix == known[0]
            return
        for name in choices:
            if name not in self._digests:
                self._digests[name] = digest
                for each in (choices[0], name):
                    self._suffixes.setdefault((each, digest), Path(label).suffix)
                yield _make_article(name, fields, self._defaults)
                return
        reason = f"another text has the id {choices[-1]!r}; give each article an id of its own"
        yield quarantine(label, reason, number)


def _make_article(name: str, fields: ArticleFields, defaults: ArticleDefaults) -> Article:
    boilerplate = find_boilerplate(fields.text)
    shown = infer_metadata(fields.text, boilerplate)
    stated = {
        field: getattr(fields, field) or getattr(defaults, field, None)
        for field in shown.__struct_fields__
    }
    inferred = {field: getattr(shown, field) for field, value in stated.items() if not value}
    inferred = {field: value for field, value in inferred.items() if value}
    values = stated | inferred
    return Article(
        id=name,
        text=fields.text,
        url=fields.url or defaults.url,
        language=fields.language or guess_language(fields.text),
        authors=values.pop("authors") or (),
        inferred=tuple(inferred),
        boilerplate=boilerplate,
        **values,
    )
