"""Requests not to be named, and whose they are: "said the source, who asked not to be named"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache

from quotes.attribution.frames import find_subject
from quotes.attribution.parsed_article import Link, ParsedArticle
from quotes.attribution.trees import Tree, base
from quotes.english.tables import read_table
from quotes.records import Span, Spans
from quotes.speakers.discourse import Discourse
from quotes.speakers.referents import Referent

_PARAGRAPHS = 2  # back to the last unnamed speaker, for a phrase that nobody is the subject of


_CLASSES = {
    "ask": "(asked|asking|requested|requesting|preferred|preferring|wished|wishing|wanted|wanting)",
    "named": "(be |being )?(publicly )?(named|identified|quoted|described)( by name| publicly)?",
    "their": "(his|her|their|its)",
    "name": "(full |real |last |first |own )?names?",
}


@cache
def _anonymity() -> re.Pattern[str]:
    words = "|".join(row["pattern"] for row in read_table("anonymity"))
    for name, alternatives in _CLASSES.items():
        words = words.replace(f"{{{name}}}", alternatives)
    words = words.replace("(", "(?:").replace(" ", r"\s+")
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def find_anonymity_phrases(text: str) -> Spans:
    """Every phrase of a text by which a source asks not to be named, in order."""
    straight = text.replace("’", "'")
    return tuple(Span(*match.span()) for match in _anonymity().finditer(straight))


def is_request(link: Link, phrases: Spans) -> bool:
    """Whether what a link takes for a statement is one of the requests, given in text order."""
    for cue in link.cue:
        first = bisect_right(phrases, cue.start, key=lambda phrase: phrase.end)
        for phrase in phrases[first : first + 1]:
            if phrase.overlaps(cue) and any(phrase.overlaps(span) for span in link.content):
                return True
    return False


def tie_requests(
    parsed: ParsedArticle,
    discourse: Discourse,
    links: Sequence[Link],
    unnamed: Mapping[int, Referent | None],
) -> dict[int, Span]:
    """The request of each link whose speaker made one.

    A request is of the subject of its clause or the noun of its relative clause, where that is an
    unnamed speaker; else of the last unnamed speaker before it, at most two paragraphs back. It
    holds for all that the same speaker says.

    Args:
        reading: the article.
        discourse: its referents.
        links: all its links, in the order of their cues.
        unnamed: the links of unnamed speakers by index, with their referents.
    """
    tied: dict[int, Span] = {}
    last = 0
    order = sorted(unnamed, key=lambda index: _place(links[index]))
    for phrase in find_anonymity_phrases(parsed.text):
        owner = _find_owner(parsed, discourse, phrase)
        holders = [i for i in order if owner is not None and unnamed[i] is owner]
        if not holders:
            while last < len(order) and _place(links[order[last]]) < phrase.start:
                last += 1
            near = order[last - 1] if last else None
            if near is None or not _is_near(parsed, links[near], phrase):
                continue
            known = unnamed[near]
            holders = [near] if known is None else [i for i in order if unnamed[i] is known]
        for index in holders:
            tied.setdefault(index, phrase)
    return tied


def _place(link: Link) -> int:
    source = link.source.spans if link.source is not None else ()
    return min(span.start for span in (*link.cue, *source, *link.content[:1]))


def _is_near(parsed: ParsedArticle, link: Link, phrase: Span) -> bool:
    numbers = parsed.sentences_in(phrase)
    if not numbers:
        return False
    sentences = parsed.parse.sentences
    back = sentences[numbers[0]].paragraph - sentences[link.sentence].paragraph
    return back <= _PARAGRAPHS


def _find_owner(parsed: ParsedArticle, discourse: Discourse, phrase: Span) -> Referent | None:
    for number in parsed.sentences_in(phrase):
        tree = parsed.trees[number]
        inside = [i for i, token in enumerate(tree.tokens) if phrase.overlaps(token.span)]
        for index in inside:
            if tree[index].upos in ("VERB", "ADJ", "NOUN"):
                head = _find_asker(tree, index)
                referent = discourse.referent_at(number, head) if head is not None else None
                if referent is not None and referent.name is None:
                    return referent
    return None


def _find_asker(tree: Tree, index: int) -> int | None:
    """The token of whom a word of the request is said: its subject, or the relative's noun."""
    at = index
    while tree[at].upos not in ("VERB", "AUX") and tree[at].head >= 0:
        at = tree[at].head
    subject = find_subject(tree, at)
    relative = subject is None or tree[subject].text.lower() in ("who", "that")
    while relative and at >= 0:
        if base(tree[at].deprel) == "acl":
            return tree[at].head
        at = tree[at].head
    return None if relative else subject
