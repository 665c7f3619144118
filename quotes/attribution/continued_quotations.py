"""Quotations without a cue of their own, which continue the attribution before them.

They do so in the same paragraph, and in following paragraphs that begin with a quotation mark,
until the next cue. Words in marks inside a sentence of the reporter's own are scare quotes or
titles and continue nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from quotes.attribution.parsed_article import CONTENT, Link, ParsedArticle
from quotes.attribution.trees import merge
from quotes.parsing.quotations import Quotation
from quotes.records import Span

_WORD = re.compile(r"\w+")
# Not tuned: words between a link and a quotation that continues it; the probability that a quoted
# word is content; the words of a quotation without a stop that make it speech, without a tagger.
_MOST_WORDS_BETWEEN = 30
_LEAST_CONTENT = 0.5
_LEAST_WORDS = 5
_SENTENCE_BREAK = re.compile(r"[.!?…:,—–-][\"”’')\]]*\s*$")


def continue_quotations(parsed: ParsedArticle, links: Sequence[Link]) -> list[Link]:
    """The links with the quotations that continue them added to their contents."""
    result = list(links)
    contents = sorted((span, i) for i, link in enumerate(links) for span in link.content)
    starts = [span.start for span, _ in contents]
    ends = sorted(
        (max(s.end for s in (*link.cue, *link.content)), i) for i, link in enumerate(links)
    )
    latest: int | None = None  # the link that ends last before the quotation
    passed = 0
    for position, quotation in enumerate(parsed.marks.all):
        span = quotation.span
        while passed < len(ends) and ends[passed][0] <= span.start:
            latest = ends[passed][1]
            passed += 1
        if _find_owner(contents, starts, span) is not None or not parsed.sentences_in(span):
            continue
        continues = latest is not None and _continues(parsed, result[latest], quotation)
        if (
            continues
            and latest is not None
            and "\n" not in _text_between(parsed, result[latest], span)
        ):
            owner: int | None = latest
        else:
            following = _find_next_owner(parsed, contents, starts, position)
            owner = latest if following is None and continues else following
        if owner is not None:
            link = result[owner]
            content = merge((*link.content, span), parsed.text)
            result[owner] = replace(link, content=content, quotations=(*link.quotations, quotation))
            latest = owner
    return result


def _find_owner(
    contents: Sequence[tuple[Span, int]], starts: Sequence[int], span: Span
) -> int | None:
    """The index of the link whose content overlaps the span."""
    at = bisect_right(starts, span.start) - 1
    near = contents[max(0, at - 3) : at + 2]  # nested contents may end before an outer one does
    return next((link for place, link in near if place.overlaps(span)), None)


def _find_next_owner(
    parsed: ParsedArticle,
    contents: Sequence[tuple[Span, int]],
    starts: Sequence[int],
    position: int,
) -> int | None:
    """The link of the next quotation, if this one is not closed and the next follows directly."""
    quotation = parsed.marks.all[position]
    if quotation.closed or position + 1 >= len(parsed.marks.all):
        return None
    following = parsed.marks.all[position + 1].span
    if parsed.text[quotation.span.end : following.start].strip():
        return None
    return _find_owner(contents, starts, following)


def _text_between(parsed: ParsedArticle, link: Link, span: Span) -> str:
    """The text between a link and a later quotation."""
    return parsed.text[max(s.end for s in (*link.cue, *link.content)) : span.start]


def _continues(parsed: ParsedArticle, link: Link, quotation: Quotation) -> bool:
    """Whether the quotation continues what the link's speaker says."""
    text, span = parsed.text, quotation.span
    gap = _text_between(parsed, link, span)
    paragraphs = len(re.findall(r"\n\s*", gap))
    opening = not text[: span.start].rpartition("\n")[2].strip()
    if paragraphs > 1:
        return False
    if paragraphs == 1:
        if not opening or not link.quotations:
            return False
        rest = gap.partition("\n")[0]
        return quotation.resumes or (not _WORD.search(rest) and _is_speech(parsed, quotation))
    begins = bool(_SENTENCE_BREAK.search(text[max(0, span.start - 4) : span.start])) or opening
    if not begins or not _is_speech(parsed, quotation):
        return False
    return len(_WORD.findall(gap)) <= _MOST_WORDS_BETWEEN


def _is_speech(parsed: ParsedArticle, quotation: Quotation) -> bool:
    """Whether the marks hold speech rather than a name or a word.

    By the component scores; without them a stop at the end, or several words, make it speech.
    """
    body = quotation.span.slice(parsed.text).strip("\"“”'’‘ ")
    chances = [
        token.component_scores[CONTENT]
        for number in parsed.sentences_in(quotation.span)
        for token in parsed.trees[number].tokens
        if token.component_scores is not None and quotation.span.covers(token.span)
    ]
    if chances:
        return sum(chances) / len(chances) >= _LEAST_CONTENT
    return body[-1:] in ".,!?…—" or len(_WORD.findall(body)) >= _LEAST_WORDS
