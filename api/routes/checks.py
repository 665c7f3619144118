"""`/v1/check`: whether somebody said it."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from litestar import HttpMethod, Request, Response, get, post, route
from litestar.params import JSONBody
from msgspec import Meta

from api.http.access import OPEN
from api.http.problems import ParameterError, describe_problems
from api.http.responses import JSONResponse
from api.parameters.declaring import query_parameter
from api.schemas import MOST_CLAIMS, CheckItem, CheckList, CheckRequest, ParameterProblem
from api.serializers.checks import make_check_item
from api.service import find_service
from quotes.checking import MOST_CHARACTERS, Hints, read_claim

_Text = Annotated[
    str,
    query_parameter(
        "text",
        "What somebody is said to have said, as it was pasted: with or without quotation marks, "
        "with or without who said it.",
        example="Lindqvar: “The river can wait for the valley”",
        min_length=1,
        max_length=MOST_CHARACTERS,
    ),
]
_Speaker = Annotated[
    str | None,
    query_parameter(
        "speaker", "Whose words they are said to be; by default whom the text names.",
        example="lindqvar", min_length=1, max_length=200,
    ),
]  # fmt: skip
_Date = Annotated[
    str | None,
    query_parameter(
        "date", "When it is said to have been said: of several quotations with the words those "
        "of that week come first.", example="2031-03-02", pattern=r"^\d{4}-\d\d-\d\d$",
    ),
]  # fmt: skip
_Outlet = Annotated[
    str | None,
    query_parameter(
        "outlet", "Who is said to have printed it: of several quotations with the words those of "
        "the outlet come first.", example="Cable Post", min_length=1, max_length=200,
    ),
]  # fmt: skip
_Matches = Annotated[int, query_parameter("limit", "Of the matches.", example=5, ge=1, le=20)]


@route("/check", http_method=HttpMethod.OPTIONS, include_in_schema=False, scope=OPEN)
async def list_check_methods() -> Response[None]:
    """What can be done with the path. The framework's own answer knows only the method that was
    registered first (Litestar 2.25); so this comes before the others.
    """
    return Response(None, status_code=204, headers={"Allow": "GET, OPTIONS, POST"})


@get(
    "/check",
    operation_id="checkClaim",
    summary="Did somebody say that?",
    tags=["check"],
    responses=describe_problems(400, 503),
)
async def check_claim(
    request: Request[Any, Any, Any],
    text: _Text,
    speaker: _Speaker = None,
    date: _Date = None,
    outlet: _Outlet = None,
    limit: _Matches = 5,
) -> Response[CheckItem]:
    """The verdict on a claimed quotation: which quotation held here is its source, what differs
    word by word, whether another said it, and whether words around it turn what it says.

    `not_found` means that nothing held here has the words, never that they were not said:
    `holdings` tells what was searched. How sure it is that the speaker of a match is the right one,
    its `certainty` says.
    """
    asked = CheckRequest(text=text, speaker=speaker, date=date, outlet=outlet, limit=limit)
    (item,) = await _check(request, [asked])
    return JSONResponse(item)


@post(
    "/check",
    operation_id="checkClaims",
    summary="Did they say that? One claim or many",
    tags=["check"],
    status_code=200,
    scope="read",
    responses=describe_problems(400, 413, 503),
)
async def check_claims(
    request: Request[Any, Any, Any],
    data: JSONBody[
        CheckRequest | Annotated[list[CheckRequest], Meta(min_length=1, max_length=MOST_CLAIMS)]
    ],
) -> Response[CheckItem | CheckList]:
    """The same for a claim as JSON, or for a list of up to 100: then `items` has the verdicts in
    the order of the list.
    """
    if isinstance(data, CheckRequest):
        (item,) = await _check(request, [data])
        return JSONResponse(item)
    if not 1 <= len(data) <= MOST_CLAIMS:
        detail = f"holds {len(data)} claims; give 1 to {MOST_CLAIMS}"
        raise ParameterError([ParameterProblem(parameter="body", detail=detail)])
    return JSONResponse(CheckList(items=await _check(request, data)))


async def _check(request: Request[Any, Any, Any], claims: list[CheckRequest]) -> list[CheckItem]:
    """The verdicts; each claim waits for its turn as a search does."""
    service = find_service(request)
    links = service.make_links(request)
    holdings = await service.queries.search(request, lambda: service.store.read_holdings())

    def check(asked: CheckRequest) -> CheckItem:
        claim = read_claim(asked.text, asked.speaker)
        hints = Hints(date=asked.date, outlet=asked.outlet)
        checked = service.store.quotes.check(claim, hints, limit=asked.limit)
        return make_check_item(checked, holdings, links, service.rights)

    return [await service.queries.search(request, partial(check, asked)) for asked in claims]
