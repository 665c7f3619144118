"""The application: its routes, and what they share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import Litestar, Request, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import License
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin

from api.embargoes import EmbargoSweep
from api.http.access import AccessPolicy, check_access
from api.http.cors import CORSPolicy
from api.http.hosts import HostPolicy
from api.http.links import make_link_factory
from api.http.metrics import Metrics
from api.http.middleware import HTTPMiddleware, check_version
from api.http.problems import handle_error
from api.http.queries import QueryRunner
from api.http.response_cache import ResponseCache
from api.http.shutdown import ShutdownState
from api.http.streaming import ExportSlots
from api.openapi.document import OpenAPIDocument
from api.openapi.parameter_check import check_parameters
from api.pages import DESK
from api.pages.rendering import make_style_router
from api.parameters.filters import provide_article_filters, provide_filters
from api.release import find_release
from api.routes import NOUNS, PAGES
from api.routes.documentation import make_assets_router
from api.service import LazyStore, Service
from quotes.settings import Settings, load_settings
from quotes.text_rights import TextRights


def create_app(
    settings: Settings | None = None, *, shutdown: ShutdownState | None = None
) -> Litestar:
    """The API over the database that the settings name.

    Args:
        settings: those of the environment by default, read now.
        shutdown: where the server says that it is about to stop.

    Raises:
        SettingsError: a setting in the environment has a bad value.
    """
    settings = load_settings() if settings is None else settings
    service = _make_service(settings, ShutdownState() if shutdown is None else shutdown)
    sweep = EmbargoSweep(settings, service.lazy_store)
    app = _Application(
        route_handlers=[
            Router("/v1", route_handlers=NOUNS, before_request=_check_request),
            *PAGES,
            *DESK,
            make_assets_router(),
            make_style_router(),
        ],
        dependencies={
            "filters": _provide(provide_filters),
            "article_filters": _provide(provide_article_filters),
            "metrics": _provide(lambda: service.metrics),
            "shutdown": _provide(lambda: service.shutdown),
        },
        state=State({"service": service}),
        guards=[check_access],
        exception_handlers={Exception: handle_error},
        on_startup=[sweep.start],
        on_shutdown=[sweep.stop, service.queries.close, service.lazy_store.close],
        openapi_config=_make_openapi_config(),
        request_max_body_size=settings.max_body_bytes,
        # The process that runs the app configures logging.
        logging_config=None,
    )
    app.asgi_handler = HTTPMiddleware(
        app.asgi_handler,
        read_version=service.read_version,
        access=AccessPolicy(settings, service.find_key),
        hosts=HostPolicy(settings.allowed_hosts, settings.public_url),
        cors=CORSPolicy(settings.cors_origins),
        metrics=service.metrics,
        shutdown=service.shutdown,
        cache=ResponseCache(settings.response_cache_mb * 1_000_000),
    )
    return app


class _Application(Litestar):
    """The framework without its support of pydantic and attrs, which it loads wherever they happen
    to be installed: that takes a tenth of the service's start.
    """

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        return [*plugins, MsgspecDIPlugin()]


def _make_service(settings: Settings, shutdown: ShutdownState) -> Service:
    metrics = Metrics()
    return Service(
        settings=settings,
        shutdown=shutdown,
        metrics=metrics,
        queries=QueryRunner(
            threads=settings.max_queries,
            wait_seconds=settings.wait_seconds,
            query_seconds=settings.query_seconds,
            metrics=metrics,
            is_local=settings.database_url.startswith("sqlite"),
        ),
        exports=ExportSlots(settings.max_exports),
        lazy_store=LazyStore(settings.database_url),
        make_links=make_link_factory(settings.public_url),
        document=OpenAPIDocument(settings),
        rights=TextRights(settings.text),
    )


async def _check_request(request: Request[Any, Any, Any]) -> None:
    """Nothing, if the parameters are known and the version of the data was read."""
    await check_parameters(request)
    check_version(request)


def _provide(provider: Callable[..., Any]) -> Provide:
    return Provide(provider, sync_to_thread=False)


def _make_openapi_config() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="On Record",
        version=find_release(),
        description="Who is quoted as saying what in the news, with the evidence for each answer. "
        "Begin with `/v1/speakers?name=…` for who it is, then `/v1/quotes?speaker=…` for what they "
        "said; `permalink` in each answer leads on.",
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        use_handler_docstrings=True,
        create_examples=False,
        # Our own page is at /docs; the framework can't be kept from serving the document here, too.
        path="/docs/schema",
        render_plugins=[JsonRenderPlugin()],
    )
