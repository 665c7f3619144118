"""Article speakers of one name, split into drafts of identities."""

from __future__ import annotations

import pytest
from identity_builders import body, person

from quotes.identities import ArticleSpeaker, ArticleSpeakerKey, Constraint
from quotes.identities.constraints import Constraints
from quotes.identities.evidence import build_profiles
from quotes.identities.splitting import is_ambiguous, may_extend, split_by_name


def split(speakers: list[ArticleSpeaker], *constraints: Constraint) -> list[str]:
    """The articles of each draft; in brackets if it is scoped, with "?" if it is uncertain."""
    return [
        ("({})" if draft.is_scoped else "{}?" if draft.is_uncertain else "{}").format(
            "".join(sorted(key.article_id for key in draft.keys))
        )
        for draft in split_by_name(speakers, Constraints(constraints))
    ]


def test_drafts() -> None:
    """One name is one draft, unless evidence or doubts speak against it."""
    senator, player = person("a", "Ann Lee", "senator"), person("b", "Ann Lee", "footballer")
    assert split([senator, person("c", "Ann Lee")]) == ["ac"]
    assert split([senator, player]) == ["a", "b"]
    assert split([senator, player, person("c", "Ann Lee")]) == ["a", "b", "(c)"]
    assert sorted(split([senator, person("c", "Ann Lee", "economist")])) == ["a?", "c"]
    assert split([person("a", "Lee"), person("b", "Lee")]) == ["(a)", "(b)"]


def test_a_cannot_link_splits() -> None:
    """The article speaker that was taken out has a draft of its own."""
    speakers = [person(article, "Ann Lee", "senator") for article in "abc"]
    first, second = ArticleSpeakerKey("a", "ann-lee"), ArticleSpeakerKey("b", "ann-lee")
    constraint = Constraint(kind="cannot-link", first=first, second=second)
    assert split(speakers, constraint) == ["ac", "b?"]


@pytest.mark.parametrize(
    ("speaker", "expected"),
    [
        pytest.param(person("a", "Ann Lee"), False, id="full name"),
        pytest.param(person("a", "Lee"), True, id="one word"),
        pytest.param(person("a", "Pelé", wikidata="Q1"), False, id="one word with an id"),
        pytest.param(body("a", "Foreign Ministry"), True, id="generic body"),
        pytest.param(body("a", "Foreign Ministry", affiliations=("Turkey",)), False, id="country"),
    ],
)
def test_is_ambiguous(speaker: ArticleSpeaker, expected: bool) -> None:
    """A name of one word or of a body in any country identifies nobody by itself."""
    (profile,) = build_profiles([speaker])
    assert is_ambiguous(profile) is expected


def test_may_extend() -> None:
    """An article speaker can be added to an identity unless it conflicts with it."""
    samples = [person("a", "Ann Lee", "senator"), person("b", "Ann Lee")]
    assert may_extend(samples, person("c", "Ann Lee", "lawyer"))
    assert not may_extend(samples, person("c", "Ann Lee", "footballer"))
