"""Interviews whose lines begin with "Q:" and "A:".

The answers are attributed to the one person whom the introduction names; where it names several
people, or none, they have no source. The questions are the reporter's own and left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from quotes.attribution.parsed_article import Link, ParsedArticle
from quotes.attribution.trees import trim
from quotes.attribution.verbless import link_line
from quotes.folding import fold_name
from quotes.records import Span

_LABELLED = re.compile(r"^[ \t]*((Q|A|Question|Answer) ?[:.])[ \t]+(\S.*)$", re.MULTILINE)
# Further lines of an answer: neither headings nor the editor's remarks in brackets.
_FURTHER = re.compile(r"^[ \t]*([^\s(\[].*[.!?…\"”’'])[ \t]*$", re.MULTILINE)


def add_interview(parsed: ParsedArticle, links: Sequence[Link]) -> list[Link]:
    """The links of the answers, and the links without labels and questions as their parts."""
    turns = list(_LABELLED.finditer(parsed.text))
    first = next((i for i, turn in enumerate(turns) if turn.group(2)[0] == "Q"), None)
    if first is None or all(turn.group(2)[0] == "Q" for turn in turns[first:]):
        return list(links)
    turns = turns[first:]
    whole = {trim(Span(*turn.span(3)), parsed.text) for turn in turns}
    labels = [Span(*turn.span(1)) for turn in turns]
    others = [link for link in links if not (_touches(link, labels) or whole >= set(link.content))]
    answers = _read_answers(parsed, turns)
    return sorted([*others, *answers], key=lambda link: (link.sentence, link.cue[0]))


def _touches(link: Link, labels: Sequence[Span]) -> bool:
    """Whether the cue or the source of a link overlaps a label."""
    for span in (*link.cue, *(link.source.spans if link.source is not None else ())):
        before = bisect_left(labels, span.end, key=lambda label: label.start) - 1
        if before >= 0 and labels[before].overlaps(span):
            return True
    return False


def _read_answers(parsed: ParsedArticle, turns: Sequence[re.Match[str]]) -> Iterator[Link]:
    who = _find_interviewee(parsed, turns[0].start())
    for turn, following in zip(turns, [*turns[1:], None], strict=True):
        if turn.group(2)[0] == "Q":
            continue
        lines = [turn.span(3)]
        if following is not None:  # after the last answer the article may continue as prose
            between = _FURTHER.finditer(parsed.text, turn.end() + 1, following.start())
            lines += [line.span(1) for line in between]
        said = [span for line in lines if (span := trim(Span(*line), parsed.text)) is not None]
        said = [span for span in said if parsed.sentences_in(span)]  # boilerplate is not parsed
        if said:
            yield from link_line(parsed, "interview", who, turn.span(1), said)


def _find_interviewee(parsed: ParsedArticle, end: int) -> tuple[int, int] | None:
    """The fullest name of the one person other than the authors who is named before `end`."""
    authors = {word for name in parsed.parse.article.authors for word in fold_name(name).split()}
    names = [
        (words, entity.span)
        for entity in parsed.parse.entities
        if entity.type == "PER"
        and entity.span.end <= end
        and (words := fold_name(entity.span.slice(parsed.text)).split())
        and not authors.issuperset(words)
    ]
    fullest, place = max(names, key=lambda name: len(name[0]), default=((), None))
    if place is None or any(not set(fullest).issuperset(words) for words, _ in names):
        return None
    return place.start, place.end
