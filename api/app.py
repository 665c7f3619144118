"""The application: what is served where, and what it is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import License

from api import (
    articles,
    documentation,
    export,
    health,
    metrics,
    outlets,
    quotes,
    speakers,
    statistics,
    topics,
    versions,
)
from api.description import Description
from api.edge import Edge
from api.health import Condition
from api.kept import KeptAnswers
from api.links import link_from
from api.metrics import Meter
from api.origins import Origins
from api.parameters import ParameterCheck, provide_filter
from api.problems import respond
from api.queries import Queries
from api.release import find_release
from api.service import Service
from api.stores import LazyStore
from api.streams import Exports
from quotes.settings import Settings, load_settings

_NOUNS: Final[list[HTTPRouteHandler]] = [
    quotes.list_quotes,
    quotes.get_quote,
    versions.list_versions,
    speakers.list_speakers,
    speakers.get_speaker,
    speakers.list_speaker_quotes,
    outlets.list_outlets,
    topics.list_topics,
    articles.get_article,
    statistics.count_timeline,
    *export.ROUTES,
]
_PAGES: Final[list[HTTPRouteHandler]] = [
    documentation.go_to_docs,
    documentation.show_docs,
    documentation.show_openapi,
    health.is_live,
    health.is_ready,
    metrics.show_metrics,
]


def create_app(settings: Settings | None = None, *, condition: Condition | None = None) -> Litestar:
    """The API over the database that the settings name.

    Args:
        settings: those of the environment by default, read now.
        condition: where the server says that it was told to stop.

    Raises:
        SettingsError: a setting in the environment has a bad value.
    """
    settings = load_settings() if settings is None else settings
    condition = Condition() if condition is None else condition
    store, meter = LazyStore(settings.database_url), Meter()
    service = Service(
        settings=settings,
        condition=condition,
        meter=meter,
        queries=Queries(
            threads=settings.max_queries,
            wait_seconds=settings.wait_seconds,
            query_seconds=settings.query_seconds,
            meter=meter,
            is_local=settings.database_url.startswith("sqlite"),
        ),
        exports=Exports(settings.max_exports),
        lazy_store=store,
        links=link_from(settings.public_url),
        description=Description(settings),
    )
    app = Litestar(
        route_handlers=[
            Router(
                "/v1", route_handlers=_NOUNS, before_request=ParameterCheck(service.description)
            ),
            *_PAGES,
            documentation.make_assets(),
        ],
        dependencies={
            "condition": _give(lambda: condition),
            "links": _give(service.links),
            "meter": _give(lambda: meter),
            "store": _give(store.get),
            "wanted": _give(provide_filter),
        },
        state=State({"service": service}),
        exception_handlers={Exception: respond},
        on_shutdown=[service.queries.close, store.close],
        openapi_config=_describe_api(),
        request_max_body_size=settings.max_body_bytes,
        # The process that runs the app says where its log goes.
        logging_config=None,
    )
    app.asgi_handler = Edge(
        app.asgi_handler,
        version=store.version,
        origins=Origins(settings.cors_origins),
        meter=meter,
        condition=condition,
        kept=KeptAnswers(settings.kept_mb * 1_000_000),
    )
    return app


def _give(provider: Callable[..., Any]) -> Provide:
    return Provide(provider, sync_to_thread=False)


def _describe_api() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="On Record",
        version=find_release(),
        description="Who is quoted as saying what in the news, with the evidence for each answer. "
        "Begin with `/v1/speakers?name=…` for who it is, then `/v1/quotes?speaker=…` for what they "
        "said; `permalink` in each answer leads on.",
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        use_handler_docstrings=True,
        create_examples=False,
        # Our own page is at /docs; the framework can't be kept from serving the description here as
        # well.
        path="/docs/schema",
        render_plugins=[JsonRenderPlugin()],
    )
