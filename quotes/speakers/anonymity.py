"""Requests not to be named, and who made them: "said the source, who asked not to be named"."""

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
from quotes.speakers.coreference import Coreference
from quotes.speakers.referents import Referent

# Paragraphs back to the last unnamed speaker, for a request whose subject is not known; not tuned.
_MOST_PARAGRAPHS = 2

_CLASSES = {
    "ask": "(asked|asking|requested|requesting|preferred|preferring|wished|wishing|wanted|wanting)",
    "named": "(be |being )?(publicly )?(named|identified|quoted|described)( by name| publicly)?",
    "their": "(his|her|their|its)",
    "name": "(full |real |last |first |own )?names?",
}


@cache
def _compile_phrases() -> re.Pattern[str]:
    words = "|".join(row["pattern"] for row in read_table("anonymity"))
    for name, alternatives in _CLASSES.items():
        words = words.replace(f"{{{name}}}", alternatives)
    words = words.replace("(", "(?:").replace(" ", r"\s+")
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def find_anonymity_phrases(text: str) -> Spans:
    """The spans of the phrases by which a source asks not to be named, in text order."""
    straight = text.replace("’", "'")
    return tuple(Span(*match.span()) for match in _compile_phrases().finditer(straight))


def is_request(link: Link, phrases: Spans) -> bool:
    """Whether a link's cue and content are a request and no statement.

    Args:
        link: any link.
        phrases: all requests, in text order.
    """
    for cue in link.cue:
        first = bisect_right(phrases, cue.start, key=lambda phrase: phrase.end)
        for phrase in phrases[first : first + 1]:
            if phrase.overlaps(cue) and any(phrase.overlaps(span) for span in link.content):
                return True
    return False


def assign_requests(
    parsed: ParsedArticle,
    coreference: Coreference,
    links: Sequence[Link],
    unnamed: Mapping[int, Referent | None],
) -> dict[int, Span]:
    """The request of each link whose speaker made one, by the link's index.

    A request is made by the subject of its clause, or the noun of its relative clause, if that is
    an unnamed speaker; else by the last unnamed speaker before it, at most two paragraphs back. It
    applies to all links of the same speaker.

    Args:
        parsed: the article.
        coreference: its referents.
        links: all its links, in the order of their cues.
        unnamed: the referents of the links whose speakers are unnamed, by the links' indices.
    """
    requests: dict[int, Span] = {}
    passed = 0
    order = sorted(unnamed, key=lambda index: _place(links[index]))
    for phrase in find_anonymity_phrases(parsed.text):
        asker = _find_asker(parsed, coreference, phrase)
        speakers = [i for i in order if asker is not None and unnamed[i] is asker]
        if not speakers:
            while passed < len(order) and _place(links[order[passed]]) < phrase.start:
                passed += 1
            nearest = order[passed - 1] if passed else None
            if nearest is None or not _is_near(parsed, links[nearest], phrase):
                continue
            referent = unnamed[nearest]
            speakers = (
                [nearest] if referent is None else [i for i in order if unnamed[i] is referent]
            )
        for index in speakers:
            requests.setdefault(index, phrase)
    return requests


def _place(link: Link) -> int:
    """The first character of cue, source and content."""
    source = link.source.spans if link.source is not None else ()
    return min(span.start for span in (*link.cue, *source, *link.content[:1]))


def _is_near(parsed: ParsedArticle, link: Link, phrase: Span) -> bool:
    numbers = parsed.sentences_in(phrase)
    if not numbers:
        return False
    sentences = parsed.parse.sentences
    back = sentences[numbers[0]].paragraph - sentences[link.sentence].paragraph
    return back <= _MOST_PARAGRAPHS


def _find_asker(parsed: ParsedArticle, coreference: Coreference, phrase: Span) -> Referent | None:
    """The unnamed referent that made a request, by the syntax of the phrase."""
    for number in parsed.sentences_in(phrase):
        tree = parsed.trees[number]
        inside = [i for i, token in enumerate(tree.tokens) if phrase.overlaps(token.span)]
        for index in inside:
            if tree[index].upos in ("VERB", "ADJ", "NOUN"):
                head = _find_asking_token(tree, index)
                referent = coreference.referent_at(number, head) if head is not None else None
                if referent is not None and referent.name is None:
                    return referent
    return None


def _find_asking_token(tree: Tree, index: int) -> int | None:
    """The subject of the clause of a request's word, or the noun that the clause modifies."""
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
