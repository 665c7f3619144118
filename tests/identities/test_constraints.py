"""Must-links and cannot-links between article speakers."""

from __future__ import annotations

from quotes.identities import ArticleSpeakerKey, Constraint
from quotes.identities.constraints import Constraints

A, B, C = (ArticleSpeakerKey(article, "ann-lee") for article in "abc")


def test_a_cannot_link_separates_sets() -> None:
    """It applies to the two, whichever comes first, and to no others."""
    constraints = Constraints([Constraint(kind="cannot-link", first=A, second=B)])
    assert constraints.forbid({A, C}, {B})
    assert constraints.forbid({B}, {A, C})
    assert not constraints.forbid({A}, {C})
    assert (constraints.separated, constraints.taken_out) == ({A, B}, {B})
    assert not constraints.must_links


def test_must_links_have_a_fixed_order() -> None:
    """The order in which they were decided does not matter."""
    links = [Constraint(kind="must-link", first=A, second=key) for key in (C, B)]
    assert Constraints(links).must_links == Constraints(links[::-1]).must_links
    assert not Constraints(links).separated
