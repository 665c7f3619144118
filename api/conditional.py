"""Entity tags: a client that holds the answer of this data gets 304 instead of it again."""

from __future__ import annotations

from zlib import crc32

from api.release import find_release
from quotes.store import SCHEMA_REVISION


def sum_maker(release: str, revision: str) -> int:
    """What tags begin with: another release, or one with other tables, may answer otherwise from
    the same version of the data.
    """
    return crc32(f"{release} {revision}".encode())


MADE_BY = sum_maker(find_release(), SCHEMA_REVISION)


def make_tag(version: str, path: bytes, query: bytes, accept: bytes) -> bytes:
    """The weak tag of the answer that one request gets from one version of the data and this
    release.

    It differs by path, query and Accept: a tag that was given for one answer never stands for
    another, nor for a record that does not exist. It is weak because the body's encoding is not in
    it.
    """
    asked = crc32(accept, crc32(query, crc32(path, MADE_BY)))
    return f'W/"{version}-{asked:08x}"'.encode("ascii")


def is_held(if_none_match: bytes, tag: bytes) -> bool:
    """Whether the header lists the tag, by weak comparison (RFC 9110, 13.1.2).

    `*` holds nothing: whether there is a record would have to be looked up first.
    """
    return tag.removeprefix(b"W/") in if_none_match
