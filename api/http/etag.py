"""Entity tags: a client that holds the current answer gets 304 instead of the answer."""

from __future__ import annotations

from zlib import crc32

from api.release import find_release
from quotes.store import SCHEMA_REVISION


def hash_release(release: str, schema_revision: str) -> int:
    """The part of a tag that changes with the code: another release, or another schema of the
    database, may answer differently from the same version of the data.
    """
    return crc32(f"{release} {schema_revision}".encode())


RELEASE_HASH = hash_release(find_release(), SCHEMA_REVISION)


def make_etag(version: str, path: bytes, query: bytes, accept: bytes) -> bytes:
    """The weak entity tag of a request's answer from one version of the data.

    The tag depends on path, query and Accept, so that the tag of one answer never stands for
    another answer, nor for a record that does not exist. It is weak because it does not depend on
    the encoding of the body.
    """
    request_hash = crc32(accept, crc32(query, crc32(path, RELEASE_HASH)))
    return f'W/"{version}-{request_hash:08x}"'.encode("ascii")


def matches_etag(if_none_match: bytes, etag: bytes) -> bool:
    """Whether the header lists the tag, by weak comparison (RFC 9110, 13.1.2).

    `*` matches nothing: the record would have to be looked up first.
    """
    return etag.removeprefix(b"W/") in if_none_match
