"""`onrecord serve`: the API and its documentation page."""

from __future__ import annotations

from socket import socket

import rich_click as click

from quotes.cli.options import data_dir_option, escape, notes
from quotes.settings import Settings, load_settings, make_data_dir

host_option = click.option("--host", help="Address to listen on.")
port_option = click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on.")
insecure_option = click.option(
    "--insecure",
    is_flag=True,
    default=None,
    help="Let whoever reaches the service read everything without a key, beyond this machine, too.",
)


@click.command()
@data_dir_option
@host_option
@port_option
@insecure_option
@click.option(
    "--workers", type=click.IntRange(1), help="Processes that serve; limits are divided among them."
)
def serve(
    data_dir: str | None,
    host: str | None,
    port: int | None,
    insecure: bool | None,
    workers: int | None,
) -> None:
    """Serve the API and its documentation page."""
    settings = load_settings(
        data_dir=data_dir, host=host, port=port, insecure=insecure, workers=workers
    )
    serve_api(settings, take_port(settings))


def take_port(settings: Settings) -> socket:
    """The bound socket to serve on, taken before any other work.

    Raises:
        SettingsError: the port is taken.
    """
    from api.server import listen

    return listen(settings)


def serve_api(settings: Settings, listening: socket) -> None:
    """Serve on a bound socket until a signal stops the process."""
    from api.server import serve
    from quotes.store import has_database

    make_data_dir(settings)
    if not has_database(settings.database_url):
        notes.print("there is no database yet; `onrecord ingest PATH` makes one")
    serve(
        settings,
        listening,
        lambda address: notes.print(
            f"serving {escape(address)} (documentation at /docs), Ctrl-C stops"
        ),
    )
