"""The application: what is served where, how errors answer, and the headers of every answer."""

from __future__ import annotations

from copy import copy
from importlib.metadata import PackageNotFoundError, version

from litestar import Litestar, Router
from litestar.datastructures import MutableScopeHeaders
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import License
from litestar.types import Message, Scope

from api import articles, documentation, export, health, outlets, quotes, speakers, topics
from api.parameters import ParameterCheck, provide_filter
from api.problems import respond
from api.stores import LazyStore
from quotes.settings import Settings, load_settings

# On every answer that does not bring its own.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def create_app(settings: Settings | None = None) -> Litestar:
    """The API over the database that the settings name.

    Args:
        settings: those of the environment by default, read now.

    Raises:
        SettingsError: a setting in the environment has a bad value.
    """
    settings = load_settings() if settings is None else settings
    store = LazyStore(settings.database_url)
    nouns = [
        quotes.list_quotes,
        quotes.get_quote,
        speakers.list_speakers,
        speakers.get_speaker,
        outlets.list_outlets,
        topics.list_topics,
        articles.get_article,
        export.export_quotes,
    ]
    pages = [
        documentation.go_to_docs,
        documentation.show_docs,
        documentation.show_openapi,
        health.is_live,
        health.is_ready,
    ]
    return Litestar(
        route_handlers=[
            Router("/v1", route_handlers=_answer_head(nouns), guards=[ParameterCheck()]),
            Router("/", route_handlers=_answer_head(pages)),
            documentation.make_assets(),
        ],
        dependencies={
            "store": Provide(store.get, sync_to_thread=False),
            "wanted": Provide(provide_filter, sync_to_thread=False),
        },
        exception_handlers={Exception: respond},
        before_send=[_add_headers],
        on_shutdown=[store.close],
        openapi_config=_describe_api(),
        # The process that runs the app says where its log goes.
        logging_config=None,
    )


def _answer_head(handlers: list[HTTPRouteHandler]) -> list[HTTPRouteHandler]:
    """The handlers, and for each another one that answers HEAD, which the framework's GET does not.

    Both go into a router: an application that takes them singly prepares the first of them twice.
    """
    heads = [copy(handler) for handler in handlers]
    for handler in heads:
        handler.http_methods = {"HEAD"}
        handler.include_in_schema = False
    return [*handlers, *heads]


async def _add_headers(message: Message, scope: Scope) -> None:
    if message["type"] == "http.response.start":
        headers = MutableScopeHeaders.from_message(message)
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)


def _describe_api() -> OpenAPIConfig:
    try:
        release = version("onrecord")
    except PackageNotFoundError:
        release = "0"
    return OpenAPIConfig(
        title="On Record",
        version=release,
        description="Who is quoted as saying what in the news, with the evidence for each answer.",
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        use_handler_docstrings=True,
        create_examples=False,
        # Our own page is at /docs; the framework can't be kept from serving the description here as
        # well.
        path="/docs/schema",
        render_plugins=[JsonRenderPlugin()],
    )
