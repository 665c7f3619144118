"""Topics as items of a list."""

from __future__ import annotations

from api.http.links import Links
from api.schemas import TopicItem
from quotes.store import TopicHead


def make_topic_item(topic: TopicHead, links: Links) -> TopicItem:
    """The topic; its permalink is the list of the quotes in its articles."""
    return TopicItem(
        code=topic.code,
        name=topic.name,
        parent=topic.parent,
        articles=topic.articles,
        direct_articles=topic.direct_articles,
        quotes=topic.quotes,
        permalink=links.quotes(topic=topic.code),
    )
