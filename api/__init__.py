"""The API over the store: `create_app`, one module a noun, and one shape for every error.

app          create_app: routes, errors, headers
schemas      what the answers look like
problems     every error as an RFC 9457 problem document
parameters   query parameters that several routes share, and the refusal of unknown ones
stores       the store, opened when it is first needed
quotes, speakers, outlets, topics, articles, export, health, documentation
"""

from api.app import create_app

__all__ = ["create_app"]
