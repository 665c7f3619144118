"""Step 5: what an article is about, as IPTC Media Topics.

media_topics  IPTC's table: names and parents
lexicon       terms of news, counted in a text
labelling     article -> Topics, the best first
"""

from quotes.topics.labelling import label_topics
from quotes.topics.media_topics import MediaTopic, find_ancestors, load_media_topics

__all__ = ["MediaTopic", "find_ancestors", "label_topics", "load_media_topics"]
