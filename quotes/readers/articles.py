"""Articles from paths: read one by one, their text unaltered, each with an id of its own."""

from __future__ import annotations

import hashlib
import io
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from msgspec.structs import replace

from quotes.errors import ArticleError, OtherDataError
from quotes.readers.article_fields import (
    LONGEST_ID,
    UTF8_MARK,
    ArticleFields,
    ArticleLine,
    is_blank,
)
from quotes.readers.boilerplate import find_boilerplate
from quotes.readers.embargoes import find_embargo_end, hold_back
from quotes.readers.files import (
    InputFile,
    InputPath,
    describe_os_error,
    find_input_files,
    quarantine,
)
from quotes.readers.formats.decoding import decode, mend
from quotes.readers.formats.decompression import PrefixedStream, open_unpacked
from quotes.readers.formats.detecting import HEAD_BYTES, Detected, detect_format
from quotes.readers.formats.documents import HashingStream, read_document
from quotes.readers.formats.json_documents import decode_object, is_article
from quotes.readers.json_lines import (
    PIECE_BYTES,
    describe_limit,
    read_first_lines,
    split_json_lines,
)
from quotes.readers.languages import guess_language
from quotes.readers.metadata import infer_metadata
from quotes.records import Article, QuarantinedInput, Record

# Of a reader, which `onrecord evaluate mutations` looks for.
_FAULT = "can't be read, for a fault of On Record"
# Errors that are held until it is known whether a file of a folder holds articles at all.
_MOST_OTHERS = 1_000


class ArticleDefaults(Record, frozen=True, kw_only=True):
    """Fields for the articles that don't state them; they count before what the text shows."""

    outlet: str | None = None
    published: str | None = None
    url: str | None = None


def read_articles(
    paths: Iterable[InputPath],
    *,
    max_bytes: int,
    stdin: BinaryIO | None = None,
    defaults: ArticleDefaults | None = None,
    columns: Mapping[str, str] | None = None,
) -> ArticleReader:
    """The articles behind the paths and the quarantined inputs, in input order, read lazily.

    Args:
        paths: files or folders; "-" is standard input (JSON lines if it starts with "{", else one
            text).
        max_bytes: the longest text file or JSON line that is read; a longer one is never held in
            memory.
        stdin: the process's own by default.
        defaults: fields of the articles that don't state them.
        columns: which field of an article a column of a table is, by the column's name.

    An id belongs to one text. The same text under the same id again is skipped and counted; another
    text under an id that the input gives is quarantined. Where the input gives none, the id is the
    file's name without its ending (for JSON lines with "-" and the line), and where another text
    has that, the path within the given folder, then the path as given, without its ending and with.
    """
    return ArticleReader(
        paths, max_bytes=max_bytes, stdin=stdin, defaults=defaults, columns=columns
    )


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
        path, line: of the input that the last article given out is from; the line (or record) is
            None where the input is one article.
    """

    def __init__(
        self,
        paths: Iterable[InputPath],
        *,
        max_bytes: int,
        stdin: BinaryIO | None = None,
        defaults: ArticleDefaults | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> None:
        self._suffixes: dict[tuple[str, bytes], str] = {}  # of the file of a name and a text
        self.accepted = self.quarantined = self.duplicates = 0
        self.other_formats = Counter[str]()
        self.unknown_keys: dict[str, Counter[str]] = {}
        self._max_bytes = max_bytes
        self._stdin = stdin
        self._columns = columns or {}
        self.path = ""
        self.line: int | None = None
        self._defaults = defaults or ArticleDefaults()
        self._digests: dict[str, bytes] = {}  # id -> digest of its text
        self._versions: dict[str, str] = {}  # id -> when an agency made the version
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

    def _read(self, paths: Iterable[InputPath]) -> Iterator[Article | QuarantinedInput]:
        for file in find_input_files(paths, self.other_formats):
            if isinstance(file, QuarantinedInput):
                yield file
                continue
            try:
                if file.content is not None:
                    yield from self._read_stream(io.BytesIO(file.content), file)
                elif file.path is None:
                    yield from self._read_stream(self._stdin or sys.stdin.buffer, file)
                else:
                    with file.path.open("rb") as stream:
                        yield from self._read_stream(stream, file)
            except OSError as error:
                yield quarantine(file.label, describe_os_error(error))

    def _read_stream(
        self, stream: BinaryIO, file: InputFile
    ) -> Iterator[Article | QuarantinedInput]:
        try:
            unpacked, is_packed = open_unpacked(stream, file.label)
            head = read_first_lines(unpacked, self._max_bytes)
            start = b"".join(head).removeprefix(UTF8_MARK).lstrip()
            detected = _detect(start + unpacked.peek(HEAD_BYTES), file)
            if detected == "json" and _starts_lines(head, unpacked, self._max_bytes):
                detected = "json lines"
            if detected == "json lines":
                yield from self._read_lines(head, unpacked, file)
            elif detected == "text":
                yield from self._read_text(head, unpacked, file, is_packed=is_packed)
            else:
                whole = io.BufferedReader(PrefixedStream(b"".join(head), unpacked))
                yield from self._read_document(whole, detected, file)
        except ArticleError as error:
            yield quarantine(file.label, _explain(error), error.line)

    def _read_text(
        self, head: Sequence[bytes], stream: BinaryIO, file: InputFile, *, is_packed: bool
    ) -> Iterator[Article | QuarantinedInput]:
        """The whole stream as one article; line ends and byte order mark stay as they are, and so
        does all else, but for characters that were decoded wrongly once, and entities.
        """
        content = b"".join(head)
        content += stream.read(max(0, self._max_bytes + 1 - len(content)))
        if len(content) > self._max_bytes:
            yield quarantine(file.label, describe_limit("the text", self._max_bytes))
            return
        try:
            text, notes = content.decode("utf-8"), tuple[str, ...]()
        except UnicodeDecodeError:
            decoded = decode(content, path=file.label, declared=file.charset)
            text, notes = decoded.text, decoded.notes
        if (nul := text.find("\0")) >= 0:
            yield quarantine(file.label, f"binary: there is a NUL at character {nul}")
        elif is_blank(text):
            yield quarantine(file.label, "empty: there is no text in it")
        else:
            mended = mend(text, is_plain=True)
            notes = (*notes, *mended.notes)
            fields = ArticleFields(text=mended.text, notes=notes)
            original = content if notes or is_packed else None
            yield from self._accept(fields, file.names, file.label, original=original)

    def _read_document(
        self, stream: BinaryIO, detected: Detected, file: InputFile
    ) -> Iterator[Article | QuarantinedInput]:
        """The articles of an input of another format than text and JSON lines.

        Where a folder has it and it holds other data, it is counted as one of another format.
        """
        hashing = HashingStream(stream)
        results = read_document(
            hashing, detected, path=file.label, columns=self._columns, max_bytes=self._max_bytes,
            declared=file.charset,
        )  # fmt: skip
        others: list[QuarantinedInput] = []
        is_other = not file.is_named
        try:
            for number, result in results:
                if isinstance(result, ArticleError):
                    is_other &= isinstance(result, OtherDataError)
                    others.append(quarantine(file.label, _explain(result), number))
                    if len(others) >= _MOST_OTHERS:
                        is_other = False
                else:
                    is_other = False
                    self._count_keys(file, result)
                if not is_other:
                    yield from others
                    others.clear()
                if not isinstance(result, ArticleError):
                    fields, names = _name(result.fields, file)
                    names = names if number is None else [f"{n}-{number}" for n in names]
                    digest = hashing.hexdigest()
                    yield from self._accept(fields, names, file.label, number, original=digest)
        except ArticleError as error:
            is_other &= isinstance(error, OtherDataError)
            others.append(quarantine(file.label, _explain(error), error.line))
        except Exception as error:  # of the libraries that parse what others have damaged
            is_other = False
            reason = f"{_FAULT} ({type(error).__name__}: {error}); please report it"
            others.append(quarantine(file.label, reason))
        if is_other and others:
            self.other_formats[file.suffix or file.label] += 1
        else:
            yield from others

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
                decoded = decode_object(line, path=file.label, number=number)
            except ArticleError as error:
                yield quarantine(file.label, _explain(error), number)
                continue
            self._count_keys(file, decoded)
            names = [f"{name}-{number}" for name in file.names]
            yield from self._accept(decoded.fields, names, file.label, number)
        if is_empty:
            yield quarantine(file.label, "empty: there is no article in it")

    def _count_keys(self, file: InputFile, line: ArticleLine) -> None:
        if line.unknown_keys:
            self.unknown_keys.setdefault(file.label, Counter()).update(line.unknown_keys)

    def _accept(
        self,
        fields: ArticleFields,
        names: Sequence[str],
        label: str,
        number: int | None = None,
        *,
        original: bytes | str | None = None,
    ) -> Iterator[Article | QuarantinedInput]:
        """The article, under its own id or the first free name; nothing if it is a duplicate.

        Args:
            original: the bytes that the text was made from, or their digest.
        """
        self.path, self.line = label, number
        if (held := hold_back(fields, label, number)) is not None:
            yield held
            return
        digest = hashlib.blake2b(fields.text.encode("utf-8"), digest_size=16).digest()
        choices = [name[:LONGEST_ID] for name in names] if fields.id is None else [str(fields.id)]
        known = [self._suffixes[n, digest] for n in choices if (n, digest) in self._suffixes]
        if known:
            # A text that is in a folder's JSON lines, too, is one article in two formats.
            self.duplicates += Path(label).suffix == known[0]
            return
        for name in choices:
            last = self._versions.get(name, "~")
            is_newer = fields.is_version and (fields.published or "") > last
            if name not in self._digests or is_newer:
                self._digests[name] = digest
                self._versions[name] = fields.published or ""
                for each in (choices[0], name):
                    self._suffixes.setdefault((each, digest), Path(label).suffix)
                yield _make_article(name, fields, self._defaults, original)
                return
        reason = f"another text has the id {choices[-1]!r}; give each article an id of its own"
        yield quarantine(label, reason, number)


def _name(fields: ArticleFields, file: InputFile) -> tuple[ArticleFields, Sequence[str]]:
    """The fields with the address of a fetched page, and the names for its article: the address
    that the page gives as its own, where it is of the same site, or that it was asked for by.
    """
    if file.content is None:
        return fields, file.names
    own = fields.url or ""
    if own and urlsplit(own).netloc == urlsplit(file.label).netloc:
        return fields, [own]
    return replace(fields, url=file.label), file.names


def _detect(start: bytes, file: InputFile) -> Detected:
    """The format of an input by its first bytes; a text or JSON line is known by its name."""
    detected = detect_format(start, file.suffix)
    return "json lines" if file.kind == "json lines" and detected != "binary" else detected


def _starts_lines(head: list[bytes], stream: io.BufferedReader, max_bytes: int) -> bool:
    """Whether the object that the input begins with is a line, and not a document over many.

    Completes the first line in `head`.
    """
    length = sum(map(len, head))
    while not head[-1].endswith(b"\n") and length <= max_bytes:
        if not (piece := stream.readline(PIECE_BYTES)):
            break
        head.append(piece)
        length += len(piece)
    if length > max_bytes:
        return True
    first = b"".join(head).removeprefix(UTF8_MARK).strip()
    if not first.startswith(b"{"):
        return False
    return is_article(first) or (first.endswith(b"}") and bool(stream.peek(1)))


def _explain(error: ArticleError) -> str:
    return error.reason + (f" (at `{error.field}`)" if error.field else "")


def _make_article(
    name: str, fields: ArticleFields, defaults: ArticleDefaults, original: bytes | str | None
) -> Article:
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
        section=fields.section,
        tags=fields.tags,
        notes=fields.notes,
        original_sha256=_digest(original) if isinstance(original, bytes) else original,
        embargoed=find_embargo_end(fields.embargoed) if fields.embargoed else None,
        **values,
    )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
