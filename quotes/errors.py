"""Everything that can go wrong, as one tree.

    QuotesError
    ├── ArticleError      an input can't be read; has `path`, `line`, `field`
    │   └── OtherDataError    it can be read, but no article is meant by it
    ├── ModelError        a model is missing, altered or too old; names the command that mends it
    ├── OffsetError       a span lies outside its text, or is empty
    ├── OutboundError     a web address can't be read, or may not be asked
    ├── QueryError        a query has a value that can't be answered; has `parameter`
    ├── SettingsError     a setting has a bad value; names the setting
    └── StoreError        the database can't be used
        ├── NotFoundError     no such record; has `kind` and `key`
        │   └── GoneError         there was one; says what became of it
        ├── SnapshotLostError the data of a stream have changed; has `version`
        ├── TooSlowError      a query takes longer than it may; has `seconds`
        └── UnstorableError   the database is well, but refuses an article

Unclear language is never an error: it is None, a lower confidence, or evidence.
"""

from __future__ import annotations


class QuotesError(Exception):
    """The root of the tree."""


class ArticleError(QuotesError):
    """An input that can't be read as an article.

    Args:
        reason: what is wrong and how to mend it.
        path: the file, or "-" for standard input.
        line: the 1-based line of a JSON lines file.
        field: the path of the bad field, such as `$.text`.
    """

    def __init__(
        self, reason: str, *, path: str, line: int | None = None, field: str | None = None
    ) -> None:
        self.reason, self.path, self.line, self.field = reason, path, line, field
        where = path if line is None else f"{path}:{line}"
        super().__init__(f"{where}: {reason}" + (f" (at `{field}`)" if field else ""))


class OtherDataError(ArticleError):
    """An input that can be read, but holds other data than articles: settings, figures, names."""


class ModelError(QuotesError):
    """A model is missing, altered or of another version."""


class OffsetError(QuotesError, ValueError):
    """A span lies outside its text, or is empty.

    It is a ValueError, too, so that msgspec reports a bad span in JSON with its path.
    """


class OutboundError(QuotesError):
    """A web address can't be read, or may not be asked."""


class QueryError(QuotesError):
    """A query to the store has a value that can't be answered.

    Args:
        parameter: the filter or other argument, by its Python name.
        reason: what is wrong with it and what would be right.
    """

    def __init__(self, parameter: str, reason: str) -> None:
        self.parameter, self.reason = parameter, reason
        super().__init__(f"{parameter}: {reason}")


class SettingsError(QuotesError):
    """A setting has a value that it can't have."""


class StoreError(QuotesError):
    """The database can't be used."""


class NotFoundError(StoreError):
    """No such record."""

    def __init__(self, kind: str, key: str) -> None:
        self.kind, self.key = kind, key
        super().__init__(f"there is no {kind} {key!r}")


class GoneError(NotFoundError):
    """There is no such record any more.

    Args:
        kind: of the record.
        key: its id.
        change: what happened: "withdrawn", "withheld", "replaced" (the article no longer has it) or
            "erased".
        at: when, ISO 8601 in UTC; None if it was erased.
        reason: why, if anybody said so.
        successor: the id of the quote that it changed into, which is there.
    """

    def __init__(
        self,
        kind: str,
        key: str,
        *,
        change: str,
        at: str | None = None,
        reason: str | None = None,
        successor: str | None = None,
    ) -> None:
        super().__init__(kind, key)
        self.change, self.at, self.reason, self.successor = change, at, reason, successor
        when = f" on {at}" if at else ""
        because = f": {reason}" if reason else ""
        leads_on = f"; it is {successor!r} now" if successor else ""
        self.args = (f"the {kind} {key!r} was {change}{when}{because}{leads_on}",)


class SnapshotLostError(StoreError):
    """Data of a stream were replaced or withdrawn before the stream was read.

    Args:
        version: the version of the data that the stream is of.
    """

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(
            f"the data have changed since version {version} of which this export is; begin a new "
            f"one, or take what has changed since version {version}"
        )


class TooSlowError(StoreError):
    """A query would take longer than it may."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"no answer within {seconds:g} s; ask for less, with further filters")


class UnstorableError(StoreError):
    """The database is well, but what is to be stored does not fit; other articles may."""


def reword_reason(reason: str) -> str:
    """A reason of the JSON decoder in a user's words: it names dates by their RFC."""
    return reason.replace("Invalid RFC3339 encoded date", "Invalid date; give it as YYYY-MM-DD")
