"""Requests to addresses that others give: pages to read, and whom to tell.

    addresses  which addresses may be asked
    client     one request with limits of time and size

No request reaches the machine itself or its network, whatever a name resolves to.
"""

from quotes.outbound.client import OutboundClient, OutboundResponse

__all__ = ["OutboundClient", "OutboundResponse"]
