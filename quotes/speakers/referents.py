"""Referents: the persons, bodies, groups and documents that an article mentions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from quotes.records import Anonymity, Span, Spans, SpeakerKind
from quotes.speakers.roles import DESCRIBED

_NO_ROLE = 99  # a rank behind those of all roles


@dataclass(eq=False)
class Referent:
    """Someone or something that an article mentions, named or not.

    Attributes:
        name: the fullest form; None for the unnamed.
        parts: a person's folded name.
        leaning: a gender that is only likely.
        of_organizations: whether a group is one of bodies ("insurers"); such a group is never
            recorded as unnamed.
        role_rank: how reliably the role is stated; the lower, the better (`roles.py`).
        nouns: the lemmas that describe it ("minister").
        spans: the places of its names, in text order.
        members: those that a joint referent is made of.
        listed: all that the coordination joins, in order: a referent where one has a name, else the
            words; empty if none has a name.
        anonymity_phrase: the request not to be named.
    """

    kind: SpeakerKind
    name: str | None = None
    parts: tuple[str, ...] = ()
    gender: str = ""
    leaning: str = ""
    plural: bool = False
    of_organizations: bool = False
    role: str | None = None
    role_rank: int = _NO_ROLE
    affiliation: str | None = None
    nouns: set[str] = field(default_factory=set)
    spans: list[Span] = field(default_factory=list)
    members: tuple[Referent, ...] = ()
    listed: tuple[Referent | str, ...] = ()
    anonymity: Anonymity | None = None
    anonymity_phrase: Spans = ()

    @property
    def is_person(self) -> bool:
        return self.kind in ("person", "anonymous")

    @property
    def member_names(self) -> tuple[str, ...]:
        """The members as the article names them, those without a name by their words."""
        members = self.listed or self.members
        names = (each if isinstance(each, str) else each.name for each in members)
        return tuple(dict.fromkeys(name for name in names if name))

    def update_role(self, role: str | None, rank: int) -> None:
        """Takes the role if its rank is lower than that of the present one.

        One that stands with the name or in a description also replaces a title of one word that it
        contains: "former secretary of state" is better than "Secretary".
        """
        if not role:
            return
        present = (self.role or "").lower().split()
        is_fuller = len(present) == 1 and set(present) < set(role.lower().split())
        if rank < self.role_rank or (is_fuller and rank <= DESCRIBED):
            self.role, self.role_rank = role, rank


def join_referents(members: Sequence[Referent]) -> Referent:
    """A joint referent ("Ann Lee and Bo Harn"), named by the first member that has a name."""
    kind: SpeakerKind = "group"
    if all(member.kind == "document" for member in members):
        kind = "document"
    first = next((member for member in members if member.name), members[0])
    has_one_role = len({member.role for member in members}) == 1
    return Referent(
        kind,
        first.name,
        plural=True,
        role=_make_plural(first.role) if has_one_role else first.role,
        nouns=set[str]().union(*(member.nouns for member in members)),
        members=tuple(members),
    )


def _make_plural(role: str | None) -> str | None:
    return f"{role}s" if role and role[-1].islower() and role[-1] not in "syhx" else role
