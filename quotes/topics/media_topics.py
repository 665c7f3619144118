"""IPTC's Media Topics: 17 at the top, some 1,000 below."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from quotes.english.manifest import ENGLISH
from quotes.english.tables import read_lines
from quotes.records import Record


class MediaTopic(Record, frozen=True, kw_only=True):
    """A topic: code ("medtop:20000574"), British English name, parent's code (None at the top)."""

    code: str
    name: str
    parent: str | None


@cache
def load_media_topics() -> Mapping[str, MediaTopic]:
    """All topics by code, in IPTC's order: parents before their children."""
    topics: dict[str, MediaTopic] = {}
    for code, parent, name in read_rows("media_topics.tsv"):
        topics[code] = MediaTopic(code=code, name=name, parent=parent or None)
    return MappingProxyType(topics)


def find_ancestors(code: str) -> tuple[str, ...]:
    """The codes above a topic, the parent first and one of the 17 last; empty for one of these.

    Raises:
        KeyError: there is no such topic.
    """
    topics = load_media_topics()
    above: list[str] = []
    parent = topics[code].parent
    while parent is not None:
        above.append(parent)
        parent = topics[parent].parent
    return tuple(above)


def read_rows(name: str) -> list[list[str]]:
    """The columns of a table of quotes/english/topics, without its comments."""
    return [line.split("\t") for line in read_lines(ENGLISH / "topics" / name)]
