"""Articles as items of a list, and with everything found in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from api.http.links import Links
from api.schemas import (
    ArticleChange,
    ArticleDetail,
    ArticleItem,
    ArticleTopic,
    ArticleVersionItem,
    Paragraph,
    StoryDetail,
)
from api.serializers.quotes import make_attribution_item, make_ranges
from quotes.records import Extraction, ReviewStatus, Spans
from quotes.store import ArticleSummary, Story, TextVersion
from quotes.text_rights import TextRight
from quotes.variants import compare_paragraphs


def make_article_item(article: ArticleSummary, links: Links) -> ArticleItem:
    """The article as in lists."""
    return ArticleItem(
        id=article.id,
        title=article.title,
        outlet=article.outlet,
        url=article.url,
        published=article.published,
        quotes=article.quotes,
        story=article.story,
        permalink=links.article(article.id),
    )


def make_story_detail(story: Story) -> StoryDetail:
    """The story with who printed it."""
    return StoryDetail(
        id=story.id,
        title=story.title,
        wire=story.wire,
        first_published=story.first_published,
        articles=story.articles,
        outlets=list(story.outlets),
    )


def make_article_versions(
    versions: Sequence[TextVersion], right: TextRight
) -> list[ArticleVersionItem]:
    """The versions, each with what it changed in the one before.

    Args:
        versions: of one article.
        right: to its text, which is left out unless it is full.
    """
    is_full = right == "full"
    return [
        ArticleVersionItem(
            version=version.version,
            stored_at=version.stored_at,
            published=version.published,
            title=version.title,
            sha256=version.sha256,
            text=version.text if is_full else None,
            title_before=version.before.title if version.before else None,
            changes=_make_changes(version, is_full=is_full),
        )
        for version in versions
    ]


def _make_changes(version: TextVersion, *, is_full: bool) -> list[ArticleChange] | None:
    if version.before is None:
        return None
    before = version.before.text

    def make(text: str, spans: Spans) -> list[Paragraph]:
        return [
            Paragraph(start=span.start, end=span.end, text=span.slice(text) if is_full else None)
            for span in spans
        ]

    return [
        ArticleChange(removed=make(before, change.removed), added=make(version.text, change.added))
        for change in compare_paragraphs(before, version.text)
    ]


def make_article_detail(
    extraction: Extraction,
    links: Links,
    statuses: Mapping[str, ReviewStatus],
    story: str,
    right: TextRight,
) -> ArticleDetail:
    """The article without rejected attributions.

    Args:
        extraction: the article and what was found in it.
        links: makes the permalink.
        statuses: those of the quotes that were ever reviewed, by id.
        story: of the article.
        right: to the text, which is left out unless it is full.
    """
    article = extraction.article
    return ArticleDetail(
        id=article.id,
        permalink=links.article(article.id),
        title=article.title,
        outlet=article.outlet,
        url=article.url,
        published=article.published,
        authors=list(article.authors),
        language=article.language,
        wire=article.wire,
        story=story,
        inferred=list(article.inferred),
        boilerplate=make_ranges(article.boilerplate),
        sha256=article.sha256,
        text=article.text if right == "full" else None,
        topics=[
            ArticleTopic(code=topic.code, name=topic.name, score=topic.score, method=topic.method)
            for topic in extraction.topics
        ],
        attributions=[
            make_attribution_item(article, attribution, status)
            for attribution in extraction.attributions
            if (status := statuses.get(attribution.id, "unreviewed")) != "rejected"
        ],
    )
