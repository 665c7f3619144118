"""Answers that were sent before and still hold: whoever asks for the same again gets them without
a look at the database, but for the version of its data.

What an entity tag promises (`conditional`) is all that is needed: the same request gets the same
answer as long as the data is of the same version.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from api.origins import Header

Key = tuple[bytes | str | None, ...]

# What an entry takes beside its bytes, about.
_OVERHEAD = 1_000

# One answer may take so much of all: a few long ones shall not drive out the others.
_LARGEST_SHARE = 0.1


class KeptAnswer(NamedTuple):
    """A whole answer of status 200, its body encoded as its headers say."""

    operation: str
    headers: tuple[Header, ...]
    body: bytes


class KeptAnswers:
    """The answers that were asked for last, of one version of the data. For one thread.

    Args:
        most_bytes: of memory that they take; 0 for none.
    """

    def __init__(self, most_bytes: int) -> None:
        self.keeps_any = most_bytes > 0
        self._most_bytes = most_bytes
        self._version: str | None = None
        self._answers: OrderedDict[Key, KeptAnswer] = OrderedDict()
        self._bytes = 0

    def find(self, version: str, key: Key) -> KeptAnswer | None:
        """The answer to a request, if it is there and of this version."""
        if version != self._version:
            self._answers.clear()
            self._version, self._bytes = version, 0
        answer = self._answers.get(key)
        if answer is not None:
            self._answers.move_to_end(key)
        return answer

    def keep(self, version: str, key: Key, answer: KeptAnswer) -> None:
        """Send this again; nothing if the data has changed meanwhile."""
        size = _measure(key, answer)
        if version != self._version or size > self._most_bytes * _LARGEST_SHARE:
            return
        if (former := self._answers.pop(key, None)) is not None:
            self._bytes -= _measure(key, former)
        self._answers[key] = answer
        self._bytes += size
        while self._bytes > self._most_bytes:
            self._bytes -= _measure(*self._answers.popitem(last=False))


def _measure(key: Key, answer: KeptAnswer) -> int:
    """Bytes; those of the key and the headers, too, for a client chooses how long a URL is."""
    told = sum(len(name) + len(value) for name, value in answer.headers)
    return len(answer.body) + told + sum(len(part) for part in key if part) + _OVERHEAD
