"""Speakers and topics that a filter may have meant, and speakers who may be the same."""

from __future__ import annotations

from collections.abc import Iterable

from api.http.links import Links
from api.schemas import AlsoKnownItem, SuggestionItem
from quotes.store import AlsoKnown, SpeakerHead, TopicHead


def suggest_speakers(speakers: Iterable[SpeakerHead], links: Links) -> list[SuggestionItem]:
    """The speakers in the same order."""
    return [
        SuggestionItem(
            parameter="speaker",
            id=speaker.id,
            name=speaker.name,
            quotes=speaker.quotes,
            permalink=links.speaker(speaker.id),
        )
        for speaker in speakers
    ]


def make_also_known(speakers: Iterable[AlsoKnown], links: Links) -> list[AlsoKnownItem]:
    """The speakers who may be the same, in the same order."""
    return [
        AlsoKnownItem(
            id=speaker.id,
            name=speaker.name,
            why=speaker.why,
            permalink=links.speaker(speaker.id),
        )
        for speaker in speakers
    ]


def suggest_topics(topics: Iterable[TopicHead], links: Links) -> list[SuggestionItem]:
    """The topics in the same order."""
    return [
        SuggestionItem(
            parameter="topic",
            id=topic.code,
            name=topic.name,
            quotes=topic.quotes,
            permalink=links.quotes(topic=topic.code),
        )
        for topic in topics
    ]
