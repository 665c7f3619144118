"""HTTP, apart from what is asked: the same for every route.

middleware           around the framework: request ids, HEAD, ETags, caching, headers, compression
etag                 entity tags, and whether the client holds the answer already
response_cache       answers that are sent again while the data is the same
compression          which encoding a client accepts, and bodies in it
hosts                which names the service answers to
cors                 which web pages of other hosts may read answers
content_negotiation  which format of a quote a client accepts
problems             every error as an RFC 9457 problem document
responses            records as JSON responses
links                permalinks, and the `Link` header of a page
limits               slots for work that takes long
disconnect           whether the client is still there
queries              queries in threads, with a time limit
streaming            exports, one chunk at a time
shutdown             whether the server is about to stop
logs, metrics        a line for each request, and counts of them
"""
