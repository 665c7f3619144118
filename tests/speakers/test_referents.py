"""Roles of referents, and joint referents."""

from __future__ import annotations

import pytest

from quotes.speakers.referents import Referent, join_referents


def test_the_lower_rank_stays() -> None:
    """The lower rank wins, and of two with one rank the first."""
    referent = Referent("person", "Ann Lee")
    for role, rank in (("Sen.", 2), ("senator for Brask", 1), ("lawyer", 1), (None, 0)):
        referent.update_role(role, rank)
    assert referent.role == "senator for Brask"


@pytest.mark.parametrize(
    ("known", "rank", "new", "expected"),
    [
        pytest.param("Secretary", 0, "former secretary of state", "former secretary of state",
                     id="the same and more"),
        pytest.param("finance minister", 0, "former finance minister of Vantria",
                     "finance minister", id="a title of two words stays"),
        pytest.param("Judge", 0, "man in black", "Judge", id="another"),
    ],
)  # fmt: skip
def test_fuller_roles(known: str, rank: int, new: str, expected: str) -> None:
    """A role replaces a title of one word that it contains."""
    referent = Referent("person", role=known, role_rank=rank)
    referent.update_role(new, 1)
    assert referent.role == expected


def test_join_referents() -> None:
    """A joint referent has the first name, all nouns, and a common role in the plural."""
    unnamed = Referent("anonymous", role="senator", nouns={"senator"})
    named = Referent("person", "Ann Lee", role="senator", nouns={"doctor"})
    joint = join_referents([unnamed, named])
    assert (joint.kind, joint.name, joint.role) == ("group", "Ann Lee", "senators")
    assert joint.nouns == {"senator", "doctor"}
    assert joint.members == (unnamed, named)


def test_joint_documents_are_a_document() -> None:
    """Two documents are no group of people."""
    assert join_referents([Referent("document"), Referent("document")]).kind == "document"
