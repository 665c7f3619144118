"""The pages for people: search, a quote, a speaker, a check. Complete without scripts.

rendering   templates and style, errors as pages
parameters  what the address of a page asks for
search      `/`: quotes found by words, names, outlets, topics, with counts
quotes      `/quotes/{id}`: one with its sentence, who else printed it, what people said of it
speakers    `/speakers/{id}`: names, roles, quotes by month, the latest
checks      `/check`: whether somebody said it

They show what the API answers, read by the same functions.
"""

from __future__ import annotations

from typing import Final

from litestar.handlers import HTTPRouteHandler

from api.pages import checks, quotes, search, speakers

DESK: Final[list[HTTPRouteHandler]] = [
    search.show_search,
    quotes.show_quote,
    speakers.show_speaker,
    checks.show_check,
]
