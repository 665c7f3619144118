"""Which field of an article a key of a JSON line means: its own name, or one that other tools use.

Keys are compared without case, "_" and "-": `publish_date`, `publishDate` and `Publish-Date` are
one key. Where a line has several keys for one field, the field's own name counts first, then the
others in the table's order; null values don't count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

# Keys of newspaper3k, news-please (maintext, date_publish), trafilatura (sitename), NewsAPI
# (publishedAt, source), RSS (pubDate, guid, link) and schema.org (headline, articleBody).
SYNONYMS: dict[str, tuple[str, ...]] = {
    "id": ("article_id", "guid", "uuid", "identifier"),
    "text": ("body", "content", "article_body", "article_text", "full_text", "main_text"),
    "title": ("headline", "heading"),
    "outlet": ("publisher", "publication", "site_name", "source", "source_name", "source_domain"),
    "url": ("link", "uri", "canonical_url", "web_url", "source_url", "permalink"),
    "authors": ("author", "byline", "creator"),
    "published": (
        "published_at", "publish_date", "published_date", "publication_date", "date_published",
        "date_publish", "pub_date", "date", "timestamp",
    ),
    "language": ("lang", "in_language"),
    "wire": ("agency", "news_agency"),
    "section": ("article_section",),
    "tags": ("keywords",),
    "embargoed": ("embargo", "embargoed_until"),
    "pubstatus": (),
}  # fmt: skip

# What `onrecord extract` and gold files hold besides; reading them again is no mistake.
OWN_KEYS = frozenset(
    ("attributions", "topics", "boilerplate", "inferred", "sha256", "path", "notes",
     "original_sha256")
)  # fmt: skip


def _fold_key(key: str) -> str:
    return key.replace("_", "").replace("-", "").casefold()


# Folded key -> its field and how early it counts; 0 is the field's own name.
_FIELDS = {
    _fold_key(key): (field, rank)
    for field, synonyms in SYNONYMS.items()
    for rank, key in enumerate((field, *synonyms))
}


def choose_fields(keys: Iterable[str]) -> dict[str, str]:
    """For each field that a line states, the key that states it.

    Args:
        keys: those of the line that are not null.
    """
    ranked = [(*_FIELDS[_fold_key(key)], key) for key in keys if _fold_key(key) in _FIELDS]
    ranked.sort(key=lambda item: item[1], reverse=True)
    return {field: key for field, _, key in ranked}


def find_unknown_keys(keys: Iterable[str]) -> Iterator[str]:
    """The keys that mean no field, without those that On Record prints itself."""
    for key in keys:
        if _fold_key(key) not in _FIELDS and key not in OWN_KEYS:
            yield key
