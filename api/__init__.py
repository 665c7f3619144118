"""The API over the store: `create_app`, one module a noun, and one shape for every error.

app          create_app: routes, and what they are made of
serving      the server that runs it, and stops it without cutting anybody off
edge         what every request meets first and its answer passes last; it uses
             conditional (ETag), kept (answers sent again), compression, origins (CORS), logs,
             metrics
service      what the routes share; stores, queries (turns and time limits), links (permalinks)
schemas      what the records look like; items and evidence make them, answers sends them
parameters   query parameters that several routes share, and the refusal of unknown ones; fields
problems     every error as an RFC 9457 problem document
linked       a quote as schema.org Quotation and as Web Annotation
quotes, versions, speakers, outlets, topics, articles, export, health, documentation
"""

from api.app import create_app

__all__ = ["create_app"]
