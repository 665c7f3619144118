"""Sightings for tests, written in a line each, and decisions as names."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from quotes.identities import Decision, Sighting
from quotes.identities.sighting import Key
from quotes.speakers.names import make_slug

Speakers = set[frozenset[str]]


def sight(article: str, name: str, *roles: str, **fields: Any) -> Sighting:
    """A person in an article of 1 March 2031, unless `fields` say otherwise."""
    given = {"kind": "person", "published": "2031-03-01"} | fields
    return Sighting(
        article_id=article, speaker=make_slug(name), name=name, roles=tuple(sorted(roles)), **given
    )


def body(article: str, name: str, **fields: Any) -> Sighting:
    """An organization in an article."""
    return sight(article, name, kind="organization", **fields)


def list_speakers(decision: Decision) -> Speakers:
    """The articles of each speaker; "article/speaker" where the article has several."""
    sets = [set(strand.keys) for strand in decision.strands]
    for link in decision.links:
        joined = sets[link.one] | sets[link.other]
        for place, keys in enumerate(sets):
            if keys & joined:
                sets[place] = joined
    keys = [key for strand in decision.strands for key in strand.keys]
    several = {
        key.article_id for key in keys if sum(k.article_id == key.article_id for k in keys) > 1
    }

    def show(key: Key) -> str:
        return "/".join(key) if key.article_id in several else key.article_id

    return {frozenset(map(show, some)) for some in sets}


_NAMES = [
    "John Kerry", "J. Kerry", "John F. Kerry", "Kerry", "Jane Kerry", "Mr. Kerry", "Jack Kerry",
    "Dmitry Kery", "Dmitri Kerry", "John Kerry Jr.", "Senator Kerry",
]  # fmt: skip
_ROLES = ["senator", "footballer", "Turkish foreign minister", "Swedish foreign minister", "coach"]


@st.composite
def sightings(draw: st.DrawFn) -> list[Sighting]:
    """Up to eight sightings of people called Kerry, one or two in an article."""
    found = [
        sight(
            draw(st.sampled_from("abcdef")),
            draw(st.sampled_from(_NAMES)),
            *draw(st.lists(st.sampled_from(_ROLES), max_size=2, unique=True)),
            published=draw(st.sampled_from([None, "2031-03-01", "2031-04-01", "2045-01-01"])),
            outlet=draw(st.sampled_from([None, "Post"])),
            company=tuple(sorted(draw(st.sets(st.sampled_from(["p:a", "p:b", "b:c"]))))),
        )
        for _ in range(draw(st.integers(0, 8)))
    ]
    return list({each.key: each for each in found}.values())
