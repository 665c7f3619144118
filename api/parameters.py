"""Query parameters that several routes share, and the refusal of unknown ones."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from litestar import Request
from litestar.openapi.spec import Example
from litestar.params import QueryParameter

from api.problems import ParameterError
from api.schemas import ParameterProblem
from quotes.errors import QueryError
from quotes.records import Act, Anonymity, AttributionType, ReviewStatus, SpeakerKind
from quotes.settings import Settings
from quotes.store import DEFAULT_LIMIT, MAX_LIMIT, QueryField, QuoteFilter

if TYPE_CHECKING:
    # It is made from the routes, which have these parameters.
    from api.description import Description

_MAX_LENGTH = 500


def _word(name: str, description: str, example: str) -> QueryParameter:
    return QueryParameter(
        name=name,
        description=description,
        examples=[Example(value=example)],
        min_length=1,
        max_length=_MAX_LENGTH,
    )


def _choice(name: str, description: str, example: object) -> QueryParameter:
    return QueryParameter(name=name, description=description, examples=[Example(value=example)])


Limit = Annotated[
    int | None,
    QueryParameter(
        name="limit",
        description="Items on a page.",
        examples=[Example(value=20)],
        ge=1,
        le=MAX_LIMIT,
    ),
]
PageSize = Annotated[
    int | None,
    QueryParameter(
        name="page-size",
        description="Another name for `limit`; the smaller of both counts.",
        examples=[Example(value=20)],
        ge=1,
        le=MAX_LIMIT,
    ),
]
Cursor = Annotated[
    str | None,
    QueryParameter(
        name="cursor",
        description="Where the page starts: `next` of the page before.",
        examples=[Example(value="WyJrIiw3NjA1MDc1NjM4NzIxOTk0NzU2XQ")],
        min_length=1,
        max_length=4_000,
    ),
]


def provide_filter(
    speaker: Annotated[
        str | None,
        _word(
            "speaker",
            "A speaker's id, or whole words of a name or alias, without regard to case and "
            "accents; finds what several say together, too, if one of them is it (`members`). By "
            "the id, they must say something alone in the same article.",
            "lindqvar",
        ),
    ] = None,
    speaker_kind: Annotated[
        SpeakerKind | None,
        _choice("speaker-kind", "What kind of speaker it is.", "person"),
    ] = None,
    role: Annotated[
        str | None, _word("role", "Whole words of the speaker's role.", "minister")
    ] = None,
    affiliation: Annotated[
        str | None,
        _word("affiliation", "Whole words of the body that the speaker belongs to.", "council"),
    ] = None,
    outlet: Annotated[
        str | None, _word("outlet", "Whole words of the outlet's name.", "Cable Post")
    ] = None,
    topic: Annotated[
        str | None,
        _word("topic", "A topic's code or whole name; topics below it count, too.", "politics"),
    ] = None,
    addressee: Annotated[
        str | None, _word("addressee", "Whole words of who was told.", "Radio Norr")
    ] = None,
    relay: Annotated[
        str | None, _word("relay", "Whole words of who passed it on.", "Radio Norr")
    ] = None,
    type_: Annotated[
        AttributionType | None,
        _choice(
            "type",
            "direct: all in quotation marks; mixed: part of it; indirect: none.",
            "direct",
        ),
    ] = None,
    act: Annotated[
        Act | Literal["all"],
        _choice(
            "act",
            "statement: somebody said it; attitude: somebody wants, fears or believes it.",
            "statement",
        ),
    ] = "statement",
    anonymity: Annotated[
        Anonymity | Literal["none"] | None,
        _choice(
            "anonymity",
            "unnamed: the article leaves the name out; requested: and says that the speaker wanted "
            "that; none: neither.",
            "requested",
        ),
    ] = None,
    article: Annotated[
        str | None, _word("article", "The id of the article.", "dam-minister-cable")
    ] = None,
    status: Annotated[
        ReviewStatus | Literal["all"] | None,
        _choice(
            "status",
            "What people said of the quote: confirmed, corrected or rejected it, or nothing "
            "(unreviewed). Without it all but the rejected are found, with `all` these, too.",
            "unreviewed",
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        _word("cluster", "A quote's `cluster`: all versions of its quotation.", "6f0c3cbb1a6dd5a2"),
    ] = None,
    min_confidence: Annotated[
        float | None,
        QueryParameter(
            name="min-confidence",
            description="Quotes at least so likely to be attributed rightly, 0 to 1.",
            examples=[Example(value=0.8)],
            ge=0,
            le=1,
        ),
    ] = None,
    q: Annotated[
        str | None,
        _word(
            "q",
            'Words that the quote holds, in any form and order; "phrases" in quotation marks; '
            "-word: not this one; negot*: words that begin so, with three letters at least. Case "
            "and accents don't matter.",
            'river -"dry bed"',
        ),
    ] = None,
    q_in: Annotated[
        QueryField,
        _choice(
            "q-in",
            "Where the words of `q` are looked for: in the quote, in the name of its speaker, or "
            "in both (quoted or said by).",
            "both",
        ),
    ] = "quote",
    from_date: Annotated[
        date | None,
        _choice(
            "from-date",
            "First date of the article, YYYY-MM-DD; leaves out articles without a date.",
            "2031-03-01",
        ),
    ] = None,
    to_date: Annotated[
        date | None,
        _choice(
            "to-date",
            "Last date of the article, YYYY-MM-DD; leaves out articles without a date.",
            "2031-03-31",
        ),
    ] = None,
    said_from: Annotated[
        date | None,
        _choice(
            "said-from",
            "First date of saying, YYYY-MM-DD: finds what may have been said on it or later, so "
            "that 2031-03-15 finds what was said in 2031-03 (`spoken_at`). Leaves out quotes of "
            "which the article does not tell when they were said.",
            "2031-03-01",
        ),
    ] = None,
    said_to: Annotated[
        date | None,
        _choice(
            "said-to",
            "Last date of saying, YYYY-MM-DD: finds what may have been said on it or before; with "
            "`said-from`, what may have been said between the two, both included. Leaves out "
            "quotes of which the article does not tell when they were said.",
            "2031-03-31",
        ),
    ] = None,
) -> QuoteFilter:
    """The filter that a request's parameters make; those that are not given do not filter."""
    return QuoteFilter(
        speaker=speaker,
        speaker_kind=speaker_kind,
        role=role,
        affiliation=affiliation,
        outlet=outlet,
        topic=topic,
        addressee=addressee,
        relay=relay,
        type=type_,
        act=act,
        anonymity=anonymity,
        article=article,
        status=status,
        cluster=cluster,
        min_confidence=min_confidence,
        q=q,
        q_in=q_in,
        from_date=from_date,
        to_date=to_date,
        said_from=said_from,
        said_to=said_to,
    )


def choose_size(settings: Settings, limit: int | None, page_size: int | None) -> int:
    """The number of items on a page; the smaller if both names of the parameter are given.

    Raises:
        QueryError: it is more than the service allows.
    """
    for name, size in (("limit", limit), ("page_size", page_size)):
        if size is not None and size > settings.max_page:
            raise QueryError(name, f"a page holds 1 to {settings.max_page} items, not {size}")
    return min(limit or settings.max_page, page_size or limit or DEFAULT_LIMIT)


class ParameterCheck:
    """What refuses parameters that the OpenAPI description does not list, and repeated ones, before
    a request is handled.

    A misspelt filter would else answer with everything.
    """

    def __init__(self, description: Description) -> None:
        self._description = description
        self._allowed: dict[str, dict[str, dict[str, Any]]] = {}

    async def __call__(self, request: Request[Any, Any, Any]) -> None:
        """Nothing, if every parameter is known and given once.

        Raises:
            ParameterError: names those that are not.
        """
        if not request.scope["query_string"]:
            return
        values = list(request.query_params.multi_items())
        given = [name for name, _ in values]
        allowed = self._find_allowed(request)
        reason = f"unknown; use {', '.join(sorted(allowed))}" if allowed else "unknown; use none"
        errors = {name: "given twice" for name in given if given.count(name) > 1}
        errors |= {name: reason for name in given if name not in allowed}
        errors |= {
            name: "no value; leave it out instead"
            for name, value in values
            if name in allowed and value.lower() == "null" and not _is_text(allowed[name])
        }
        if errors:
            raise ParameterError(
                [ParameterProblem(parameter=name, detail=errors[name]) for name in sorted(errors)]
            )

    def _find_allowed(self, request: Request[Any, Any, Any]) -> dict[str, dict[str, Any]]:
        operation_id = str(request.route_handler.operation_id)
        if operation_id not in self._allowed:
            found = self._description.find_parameters(request.app, operation_id)
            self._allowed[operation_id] = found
        return self._allowed[operation_id]


def _is_text(schema: dict[str, Any]) -> bool:
    """Whether any word is a value: else the framework would take "null" for none."""
    return schema.get("type") == "string" and not schema.keys() & {"enum", "format"}
