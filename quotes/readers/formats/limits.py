"""How much of one input is read: what holds more is refused, before it fills the memory.

The limits are far beyond what newsrooms send; `onrecord evaluate mutations` shows that reading
within them stays under 200 MB. A text, page or JSON line is bounded by `max_article_bytes`, too.
"""

MAX_RATIO = 100  # unpacked to packed; news texts pack 3 to 10 times
FREE_BYTES = 1_000_000  # unpacked, before the ratio counts
UNPACKED_BYTES = 2_000_000_000
WHOLE_BYTES = 30_000_000  # of a format that is held whole: JSON arrays, feeds, tables of Parquet
PAGE_BYTES = 5_000_000  # of a web page or an XML document, whose tree is ten times as large
RECORDS = 1_000_000  # of one file
DEPTH = 200  # elements or brackets in one another
