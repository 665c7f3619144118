"""The routes, one module a noun; `NOUNS` below /v1, `PAGES` beside it.

quotes, variants, speakers, outlets, topics, articles, statistics, checks, exports   /v1
quote_list                      lists of quotes, which quotes and speakers share
documentation, health, metrics  for readers of the documentation and operators
"""

from __future__ import annotations

from typing import Final

from litestar.handlers import HTTPRouteHandler

from api.routes import (
    articles,
    checks,
    documentation,
    exports,
    health,
    metrics,
    outlets,
    quotes,
    speakers,
    statistics,
    topics,
    variants,
)

NOUNS: Final[list[HTTPRouteHandler]] = [
    quotes.list_quotes,
    quotes.get_quote,
    variants.list_variants,
    speakers.list_speakers,
    speakers.get_speaker,
    speakers.list_speaker_quotes,
    outlets.list_outlets,
    topics.list_topics,
    articles.list_articles,
    articles.get_article,
    articles.list_article_versions,
    articles.get_story,
    statistics.count_timeline,
    checks.list_check_methods,
    checks.check_claim,
    checks.check_claims,
    *exports.ROUTES,
]
PAGES: Final[list[HTTPRouteHandler]] = [
    documentation.show_docs,
    documentation.show_openapi,
    health.is_live,
    health.is_ready,
    metrics.show_metrics,
]
