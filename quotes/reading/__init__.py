"""Step 1: files, folders and standard input become articles; bad input is set aside.

The steps, in the order of the data:

    sources     paths -> files to read, in order, each with its format
    jsonlines   the lines of a stream, none held beyond a limit -> the fields of an article
    articles    sources -> `Article | Rejection`, with ids that no two articles share
    languages   whether a text is in English
    lines       a text's lines and where they stand
    furniture   lines of the page that are not the article's prose (one by one: furniture_lines)
    datelines   "WASHINGTON (AP) — ": where it ends, and which agency or outlet it names
    bylines     "By Jane Doe and John Roe, Associated Press"
    dates       "Published 4:05 PM EST, Tue November 17, 2015" -> ISO 8601
    metadata    title, outlet, agency, author and date, where the text shows them
"""

from quotes.reading.articles import Reading, read_articles
from quotes.reading.datelines import find_dateline
from quotes.reading.furniture import find_furniture
from quotes.reading.metadata import Metadata, infer_metadata
from quotes.reading.sources import describe_passed_over

__all__ = [
    "Metadata",
    "Reading",
    "describe_passed_over",
    "find_dateline",
    "find_furniture",
    "infer_metadata",
    "read_articles",
]
