"""To whom, where and when something was said, and how its speaker asked to stay unnamed: read off
around the cue.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

from quotes.attribution.finding import Link, Reading
from quotes.attribution.frames import noun_phrase
from quotes.attribution.trees import Tree, base
from quotes.english.tables import read_table
from quotes.records import Addressee, Span, Spans
from quotes.speakers.names import clean_name

_TOLD = frozenset(
    (
        "tell",
        "inform",
        "ask",
        "assure",
        "remind",
        "warn",
        "urge",
        "advise",
        "brief",
        "notify",
        "text",
    )
)
_TOLD_TO = frozenset(
    [
        "say",
        "speak",
        "confirm",
        "write",
        "explain",
        "complain",
        "talk",
        "add",
        "announce",
        "confide",
        "admit",
        "whisper",
        "declare",
        "report",
    ]
)
_SAID_IN = frozenset(
    ("interview", "conversation", "call", "letter", "email", "message", "briefing", "remark")
)
_TIME_WORDS = frozenset(
    ("earlier", "later", "yesterday", "today", "recently", "previously", "tonight", "then")
)


@dataclass(frozen=True)
class Circumstances:
    """What stands beside a cue."""

    addressee: Addressee | None = None
    setting: Spans = ()
    time: Spans = ()


@cache
def _settings() -> dict[str, frozenset[str]]:
    return {
        row["head"].lower(): frozenset(row["prepositions"].split(","))
        for row in read_table("settings")
    }


@cache
def _anonymity() -> re.Pattern[str]:
    phrases = sorted((row["pattern"] for row in read_table("anonymity")), key=len, reverse=True)
    return re.compile(
        "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in phrases), re.IGNORECASE
    )


def find_circumstances(reading: Reading, link: Link) -> Circumstances:
    """Addressee, setting and time among the dependents of the cue and of a "speaking" beside it."""
    tree, text = reading.trees[link.sentence], reading.text
    head = link.frame.head
    inside = set(link.frame.content)
    addressee = _find_told(tree, head, link, text)
    setting: list[Span] = []
    time: list[Span] = []
    for kid in tree.children[head]:
        if kid in inside or tree[kid].upos == "PUNCT":
            continue
        relation = base(tree[kid].deprel)
        if relation == "advcl" and tree[kid].lemma in ("speak", "talk", "write"):
            span = _span(tree, kid)
            setting.append(span)
            addressee = addressee or _oblique_listener(tree, kid, text)
        elif (
            relation == "advcl"
            and tree.marker(kid, "mark") == "after"
            and tree[kid].lemma in ("meet", "talk")
        ):
            setting.append(_span(tree, kid))
        elif relation in ("obl", "nmod", "advmod"):
            if _is_time(reading, tree, kid):
                time.append(_span(tree, kid, shallow=True))
            elif _is_setting(tree, kid):
                setting.append(_span(tree, kid))
                addressee = addressee or _interviewer(tree, kid, text)
    return Circumstances(addressee, tuple(sorted(setting)), tuple(sorted(time)))


def _find_told(tree: Tree, head: int, link: Link, text: str) -> Addressee | None:
    lemma = tree[head].lemma.lower()
    if lemma in _TOLD:
        for kid in tree.kids(head, "iobj", "obj"):
            if kid not in link.frame.content and (link.frame.content_head != kid):
                return _addressee(tree, kid, text)
        if link.relay is None and tree.kids(head, "nsubj:pass"):
            return _addressee(tree, tree.kids(head, "nsubj:pass")[0], text)
    if lemma in _TOLD_TO:
        return _oblique_listener(tree, head, text)
    return None


def _oblique_listener(tree: Tree, head: int, text: str) -> Addressee | None:
    for kid in tree.kids(head, "obl"):
        if tree.marker(kid, "case") in ("to", "with") and tree[kid].upos in (
            "PROPN",
            "NOUN",
            "PRON",
        ):
            return _addressee(tree, kid, text)
    return None


def _interviewer(tree: Tree, kid: int, text: str) -> Addressee | None:
    if tree[kid].lemma.lower() not in _SAID_IN:
        return None
    for other in tree.kids(kid, "nmod"):
        if tree.marker(other, "case") in ("with", "to"):
            return _addressee(tree, other, text)
    return None


def _addressee(tree: Tree, index: int, text: str) -> Addressee | None:
    words = noun_phrase(tree, index)
    if not words:
        return None
    dropped = set(tree.subtree(index)) - set(
        tree.subtree(index, without=tree.kids(index, "det", "appos", "acl"))
    )
    kept = [i for i in words if i not in dropped] or list(words)
    span = Span(tree[kept[0]].span.start, tree[kept[-1]].span.end)
    return Addressee(text=clean_name(span.slice(text)), span=span)


def _span(tree: Tree, index: int, *, shallow: bool = False) -> Span:
    without = (
        tree.kids(index, "acl", "parataxis", "advcl", "appos")
        if shallow
        else tree.kids(index, "acl:relcl")
    )
    words = tree.subtree(index, without=without)
    while words and tree[words[-1]].upos == "PUNCT":
        words.pop()
    while words and tree[words[0]].upos == "PUNCT":
        words.pop(0)
    words = words or [index]
    return Span(tree[words[0]].span.start, tree[words[-1]].span.end)


def _is_time(reading: Reading, tree: Tree, index: int) -> bool:
    if tree[index].text.lower() in _TIME_WORDS:
        return True
    return any(entity.type == "DATE" for entity in reading.entities_in(tree[index].span))


def _is_setting(tree: Tree, index: int) -> bool:
    lemma, marker = tree[index].lemma.lower(), tree.marker(index, "case")
    known = _settings()
    names = {lemma, *(tree[k].lemma.lower() for k in tree.kids(index, "compound", "flat"))}
    return any(marker.split(" ")[0] in known[name] for name in names if name in known)


def find_anonymity_phrases(text: str) -> Spans:
    """Every phrase of a text by which a source asks not to be named, in order."""
    straight = text.replace("’", "'")
    return tuple(Span(*match.span()) for match in _anonymity().finditer(straight))


def find_anonymity_phrase(reading: Reading, link: Link, phrases: Spans | None = None) -> Spans:
    """The first of the article's phrases in the cue's paragraph or in the two after it.

    Args:
        phrases: those of the whole article, if they were looked up already.
    """
    phrases = find_anonymity_phrases(reading.text) if phrases is None else phrases
    paragraph = reading.parse.sentences[link.sentence].paragraph
    start = reading.text.rfind("\n", 0, reading.parse.sentences[link.sentence].span.start) + 1
    at = bisect_left(phrases, start, key=lambda phrase: phrase.start)
    if at == len(phrases):
        return ()
    inside = reading.sentences_in(phrases[at])
    near = inside and reading.parse.sentences[inside[0]].paragraph <= paragraph + 2
    return phrases[at : at + 1] if near else ()
