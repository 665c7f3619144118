"""Speakers and topics that a filter may have meant."""

from __future__ import annotations

from collections.abc import Iterable

from api.http.links import Links
from api.schemas import SuggestionItem
from quotes.store import SpeakerHead, TopicHead


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
