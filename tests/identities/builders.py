"""Article speakers for tests, written in a line each, and linkages as sets of articles."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from quotes.identities import ArticleSpeaker, Linkage
from quotes.identities.article_speakers import ArticleSpeakerKey
from quotes.speakers.names import make_slug

Speakers = set[frozenset[str]]


def person(article: str, name: str, *roles: str, **fields: Any) -> ArticleSpeaker:
    """A person in an article of 1 March 2031, unless `fields` say otherwise."""
    defaults = {"kind": "person", "published": "2031-03-01"} | fields
    return ArticleSpeaker(
        article_id=article,
        speaker=make_slug(name),
        name=name,
        roles=tuple(sorted(roles)),
        **defaults,
    )


def body(article: str, name: str, **fields: Any) -> ArticleSpeaker:
    """An organization in an article."""
    return person(article, name, kind="organization", **fields)


def list_speakers(linkage: Linkage) -> Speakers:
    """The articles of each speaker; "article/speaker" where the article has several."""
    identities = linkage.identities
    keys = [key for identity in identities for key in identity.keys]
    several = {
        key.article_id for key in keys if sum(k.article_id == key.article_id for k in keys) > 1
    }

    def show(key: ArticleSpeakerKey) -> str:
        return "/".join(key) if key.article_id in several else key.article_id

    return {
        frozenset(show(key) for index in members for key in identities[index].keys)
        for members in linkage.find_speakers()
    }


_NAMES = [
    "John Kerry", "J. Kerry", "John F. Kerry", "Kerry", "Jane Kerry", "Mr. Kerry", "Jack Kerry",
    "Dmitry Kery", "Dmitri Kerry", "John Kerry Jr.", "Senator Kerry",
]  # fmt: skip
_ROLES = ["senator", "footballer", "Turkish foreign minister", "Swedish foreign minister", "coach"]


@st.composite
def article_speakers(draw: st.DrawFn) -> list[ArticleSpeaker]:
    """Up to eight article speakers called Kerry, one or two in an article."""
    speakers = [
        person(
            draw(st.sampled_from("abcdef")),
            draw(st.sampled_from(_NAMES)),
            *draw(st.lists(st.sampled_from(_ROLES), max_size=2, unique=True)),
            published=draw(st.sampled_from([None, "2031-03-01", "2031-04-01", "2045-01-01"])),
            outlet=draw(st.sampled_from([None, "Post"])),
            co_speakers=tuple(sorted(draw(st.sets(st.sampled_from(["p:a", "p:b", "b:c"]))))),
        )
        for _ in range(draw(st.integers(0, 8)))
    ]
    return list({speaker.key: speaker for speaker in speakers}.values())
