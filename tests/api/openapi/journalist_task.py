"""A journalist's task with the generated client, whose package is `client`, on the path: what has
an official said about the river, where, and with which words around it?

Prints the answer as JSON. Argument: the service's address.
"""

from __future__ import annotations

import json
import sys

from client import Client
from client.api.articles import get_article
from client.api.quotes import get_quote
from client.api.speakers import get_speaker, list_speaker_quotes, list_speakers
from client.api.statistics import count_timeline

client = Client(base_url=sys.argv[1], raise_on_unexpected_status=True)

(speaker,) = list_speakers.sync(client=client, name="isi", prefix=True).items
detail = get_speaker.sync(speaker.id, client=client)
page = list_speaker_quotes.sync(speaker.id, client=client, q="river -flood", limit=10)
(found,) = page.items
quote = get_quote.sync(found.id, client=client)
article = get_article.sync(quote.article.id, client=client)
timeline = count_timeline.sync(client=client, speaker=speaker.id)
print(
    json.dumps(
        {
            "who": speaker.name,
            "as": [role.role for role in detail.roles],
            "said": [article.text[start:end] for start, end in quote.offsets.content],
            "snippet": found.snippet,
            "where": [article.outlet, article.title, article.url],
            "around": quote.context.after.text,
            "when": [point.start for point in timeline.items],
            "permalink": quote.permalink,
        }
    )
)
