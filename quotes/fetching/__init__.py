"""Pages, feeds and sitemaps from the web, and what they list, as inputs for the readers.

robots   what a site allows, and how fast
fetcher  one address at a time, politely
listing  feeds and sitemaps -> the pages that they list
"""

from quotes.fetching.fetcher import Fetched, Fetcher
from quotes.fetching.listing import ListedPage, list_pages

__all__ = ["Fetched", "Fetcher", "ListedPage", "list_pages"]
