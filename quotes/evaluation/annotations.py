"""Gold and predicted attributions for scoring, and accepted forms of names.

A file has an article a line. Only the spans are needed. Further fields are scored where gold has
them: a field that is left out is `UNSET`, which is not null. Spans may be `[start, end]` or objects
with `start` and `end`; a speaker may be a name or an object with `name`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from quotes.errors import ArticleError
from quotes.records import Article, Attribution, Record, Spans

_WORD = re.compile(r"\w+")
_SPAN_FIELDS = ("content", "cue", "source", "setting")
_TITLES = frozenset(("mr", "mrs", "ms", "dr", "sir", "the", "president"))


class AddresseeText(Record, frozen=True, kw_only=True):
    """An addressee as an object; only its words are compared."""

    text: str | None = None


class Annotation(Record, frozen=True, kw_only=True):
    """One attribution, gold or predicted; the fields are those of `quotes.records.Attribution`."""

    content: Spans
    cue: Spans | None = ()
    source: Spans | None = ()
    act: str | None = None
    type: str | UnsetType | None = UNSET
    speaker: str | UnsetType | None = UNSET
    speaker_kind: str | UnsetType | None = UNSET
    anonymity: str | UnsetType | None = UNSET
    addressee: str | AddresseeText | UnsetType | None = UNSET
    role: str | UnsetType | None = UNSET
    relay: tuple[str | None, ...] | UnsetType | None = UNSET
    setting: Spans | UnsetType | None = UNSET
    confidence: float | UnsetType = UNSET
    speaker_confidence: float | UnsetType = UNSET
    certainty: str | UnsetType = UNSET


class AnnotatedArticle(Record, frozen=True, kw_only=True):
    """An article with its gold attributions."""

    id: str
    text: str
    outlet: str | None = None
    published: str | None = None
    attributions: tuple[Annotation, ...]


class ArticleText(Record, frozen=True, kw_only=True):
    """An article of a file whose attributions, if it has any, are not read."""

    id: str
    text: str
    outlet: str | None = None
    published: str | None = None


class GoldFile(Record, frozen=True, kw_only=True):
    """The articles of a gold file in its order, and the digest of the file."""

    articles: tuple[AnnotatedArticle, ...]
    sha256: str


class Prediction(Record, frozen=True, kw_only=True):
    """A line of `onrecord extract`, or of another system's output; it needs no `text`.

    `sha256` is the digest of the article's text in UTF-8.
    """

    id: str
    sha256: str | None = None
    attributions: tuple[Annotation, ...] = ()


_Line = TypeVar("_Line", AnnotatedArticle, ArticleText, Prediction)


def read_gold(path: Path, *, every: int = 1) -> GoldFile:
    """The articles of a gold file; with `every` only each such article, from the first.

    Raises:
        ArticleError: a line can't be read, a span lies outside its text, or two articles have one
            id; with the line and the path of the field.
    """
    articles: dict[str, AnnotatedArticle] = {}
    for number, article in _read_lines(path, AnnotatedArticle):
        if article.id in articles:
            raise ArticleError(f"a second article {article.id!r}", path=str(path), line=number)
        _check_spans(article, path, number)
        articles[article.id] = article
    if not articles:
        raise ArticleError("empty: there is no article in it", path=str(path))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return GoldFile(articles=tuple(articles.values())[::every], sha256=digest)


def _check_spans(article: AnnotatedArticle, path: Path, line: int) -> None:
    for place, annotation in enumerate(article.attributions):
        ends = [span.end for span in (*annotation.content, *(annotation.source or ()))]
        if max(ends, default=0) > len(article.text):
            raise ArticleError(
                f"a span lies outside the text of {len(article.text)} characters",
                path=str(path),
                line=line,
                field=f"$.attributions[{place}]",
            )


def read_annotated(texts: Iterable[Path], annotations: Path) -> tuple[AnnotatedArticle, ...]:
    """The attributions of one file with the articles of others, whose own attributions don't count.

    Raises:
        ArticleError: as for `read_gold`; or the files lack an annotated article, or have another
            text of it than the one that was annotated (by its `sha256`, where that is given).
    """
    files = list(texts)
    known = {article.id: article for path in files for _, article in _read_lines(path, ArticleText)}
    annotated: list[AnnotatedArticle] = []
    for number, line in _read_lines(annotations, Prediction):
        if line.id not in known:
            names = ", ".join(map(str, files))
            raise ArticleError(f"there is no article {line.id!r} in {names}",
                               path=str(annotations), line=number, field="$.id")  # fmt: skip
        text = known[line.id].text
        if line.sha256 not in (None, Article(id=line.id, text=text).sha256):
            raise ArticleError(f"the text of {line.id!r} is not the one that was annotated",
                               path=str(annotations), line=number, field="$.sha256")  # fmt: skip
        annotated.append(
            AnnotatedArticle(
                **msgspec.structs.asdict(known[line.id]), attributions=line.attributions
            )
        )
        _check_spans(annotated[-1], annotations, number)
    return tuple(annotated)


def read_predictions(path: Path) -> dict[str, tuple[Annotation, ...]]:
    """The predicted attributions by article id.

    Raises:
        ArticleError: a line can't be read; with the line and the path of the field.
    """
    return {line.id: line.attributions for _, line in _read_lines(path, Prediction)}


def annotate(attributions: Sequence[Attribution]) -> tuple[Annotation, ...]:
    """Our own attributions as annotations."""
    return msgspec.convert(msgspec.to_builtins(attributions), tuple[Annotation, ...])


def _read_lines(path: Path, kind: type[_Line]) -> Iterator[tuple[int, _Line]]:
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    article = msgspec.json.decode(line, type=dict[str, Any])
                    if isinstance(rows := article.get("attributions"), list):
                        article["attributions"] = [_flatten(row) for row in rows]
                    yield number, msgspec.convert(article, kind)
    except msgspec.DecodeError as error:
        raise ArticleError(str(error), path=str(path), line=number) from error
    except OSError as error:
        raise ArticleError(f"can't be read: {error.strerror}", path=str(path)) from error


def _flatten(row: Any) -> Any:
    """An attribution with spans as [start, end] and a speaker as a name, however it has them."""
    if not isinstance(row, dict):
        return row
    spans = {
        field: [_flatten_span(span) for span in row[field]]
        for field in _SPAN_FIELDS
        if isinstance(row.get(field), list)
    }
    row = row | spans
    if isinstance(speaker := row.get("speaker"), dict):
        row["speaker"] = speaker.get("name")
    return row


def _flatten_span(span: Any) -> Any:
    is_object = isinstance(span, dict) and {"start", "end"} <= span.keys()
    return [span["start"], span["end"]] if is_object else span


class Aliases:
    """Which names mean the same: accents, case, titles and punctuation don't count.

    Args:
        forms: other accepted forms of each canonical name.
    """

    def __init__(self, forms: Mapping[str, Sequence[str]] | None = None) -> None:
        self._forms = {
            plain_name(name): {plain_name(other) for other in others}
            for name, others in (forms or {}).items()
        }

    def same(self, gold: str | None, predicted: str | None) -> bool:
        """Whether the prediction is the gold name or a form of it; no name matches only none."""
        if not gold or not predicted:
            return not gold and not predicted
        right, guess = plain_name(gold), plain_name(predicted)
        return guess == right or guess in self._forms.get(right, ())


def read_aliases(path: Path | None) -> Aliases:
    """The accepted forms from a JSON file {canonical name: [other forms]}; none without a file.

    Raises:
        ArticleError: the file can't be read.
    """
    return Aliases(read_forms(path))


def read_forms(path: Path | None) -> dict[str, list[str]]:
    """The other forms of each canonical name, as `read_aliases` reads them.

    Raises:
        ArticleError: the file can't be read.
    """
    if path is None:
        return {}
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, list[str]])
    except OSError as error:
        raise ArticleError(f"can't be read: {error.strerror}", path=str(path)) from error
    except msgspec.DecodeError as error:
        raise ArticleError(str(error), path=str(path)) from error


def plain_name(name: str | None) -> str:
    """The words of a name without accents, case, titles and punctuation."""
    letters = unicodedata.normalize("NFKD", name or "").replace("ı", "i")
    bare = "".join(c for c in letters if not unicodedata.combining(c)).casefold()
    return " ".join(word for word in _WORD.findall(bare) if word not in _TITLES)


def field_text(value: AddresseeText | str | UnsetType | None) -> str | None:
    """The words of a field; None if it is null or left out."""
    if isinstance(value, AddresseeText):
        return value.text
    return None if value is UNSET else value
