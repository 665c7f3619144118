"""Step 1: files, folders and standard input become articles; bad input is quarantined.

The modules, in the order of the data:

    files              paths -> files to read, in order, each with its format
    json_lines         the lines of a stream, none held beyond a limit
    field_names        which field of an article a key of a line means
    article_fields     a line -> the article's fields, checked
    publication_dates  ISO 8601, RFC 822 and epoch dates -> ISO 8601
    articles           files -> `Article | QuarantinedInput`, with ids that no two articles share
    languages          whether a text is in English
    text_lines         the lines of a text with their offsets
    boilerplate        lines of the page that are not the article's prose
    boilerplate_lines  the same for one line by itself
    datelines          "WASHINGTON (AP) — ": where it ends, which agency or outlet it names
    bylines            "By Jane Doe and John Roe, Associated Press"
    dates              "Published 4:05 PM EST, Tue November 17, 2015" -> ISO 8601
    metadata           title, outlet, agency, authors and date, where the text shows them
"""

from quotes.readers.article_fields import is_web_url
from quotes.readers.articles import ArticleDefaults, ArticleReader, read_articles
from quotes.readers.boilerplate import find_boilerplate
from quotes.readers.datelines import find_dateline
from quotes.readers.files import (
    InputFile,
    InputPath,
    describe_other_formats,
    list_files,
    quarantine,
)
from quotes.readers.metadata import Metadata, infer_metadata

__all__ = [
    "ArticleDefaults",
    "ArticleReader",
    "InputFile",
    "InputPath",
    "Metadata",
    "describe_other_formats",
    "find_boilerplate",
    "find_dateline",
    "infer_metadata",
    "is_web_url",
    "list_files",
    "quarantine",
    "read_articles",
]
