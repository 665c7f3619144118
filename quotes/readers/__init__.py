"""Step 1: files, folders and standard input become articles; bad input is quarantined.

The steps, in the order of the data:

    sources     paths -> files to read, in order, each with its format
    jsonlines   the lines of a stream, none held beyond a limit -> the fields of an article
    articles    sources -> `Article | Rejection`, with ids that no two articles share
    languages   whether a text is in English
    lines       a text's lines and where they stand
    boilerplate   lines of the page that are not the article's prose (one by one: boilerplate_lines)
    datelines   "WASHINGTON (AP) — ": where it ends, and which agency or outlet it names
    bylines     "By Jane Doe and John Roe, Associated Press"
    dates       "Published 4:05 PM EST, Tue November 17, 2015" -> ISO 8601
    metadata    title, outlet, agency, author and date, where the text shows them
"""

from quotes.readers.articles import ArticleReader, read_articles
from quotes.readers.boilerplate import find_boilerplate
from quotes.readers.datelines import find_dateline
from quotes.readers.files import describe_other_formats
from quotes.readers.metadata import Metadata, infer_metadata

__all__ = [
    "ArticleReader",
    "Metadata",
    "describe_other_formats",
    "find_boilerplate",
    "find_dateline",
    "infer_metadata",
    "read_articles",
]
