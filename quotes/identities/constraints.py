"""What people have decided about two article speakers: one speaker, or not."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Literal

from quotes.identities.article_speakers import ArticleSpeakerKey
from quotes.records import Record


class Constraint(Record, frozen=True, kw_only=True):
    """Two article speakers, and so their identities, that a person linked or separated.

    Of a cannot-link `second` is the one that was taken out of the speaker.
    """

    kind: Literal["must-link", "cannot-link"]
    first: ArticleSpeakerKey
    second: ArticleSpeakerKey


class Constraints:
    """The constraints on a set of article speakers.

    Attributes:
        must_links: in a fixed order.
        separated: the article speakers in cannot-links; each has a profile of its own.
        taken_out: those of them that were taken out of a speaker.
    """

    def __init__(self, constraints: Iterable[Constraint]) -> None:
        ordered = sorted(constraints, key=lambda each: (each.first, each.second))
        cannot_links = [each for each in ordered if each.kind == "cannot-link"]
        self.must_links = [each for each in ordered if each.kind == "must-link"]
        self.separated = frozenset(key for c in cannot_links for key in (c.first, c.second))
        self.taken_out = frozenset(c.second for c in cannot_links)
        self._cannot_links = cannot_links

    def forbid(self, one: Set[ArticleSpeakerKey], other: Set[ArticleSpeakerKey]) -> bool:
        """Whether a cannot-link separates the two sets."""
        return any(
            (c.first in one and c.second in other) or (c.first in other and c.second in one)
            for c in self._cannot_links
        )
