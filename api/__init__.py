"""The API over the store: `create_app` makes it, `server.serve` runs it.

app          create_app: routes, and what they share
service      what the routes of one application share
embargoes    articles saved when their embargo has ended
server       the server, and its graceful stop
connections  limits on what a client sends, and how long it takes
workers      several processes that serve one address
release      which release this is
routes       one module a noun
parameters   of requests
serializers  the store's records as records of answers
schemas      the records of answers
http         what is the same for every request
openapi      the OpenAPI document
web          the documentation page
"""

from api.app import create_app

__all__ = ["create_app"]
