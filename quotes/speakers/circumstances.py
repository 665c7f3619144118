"""To whom, where and when something was said, by the dependents of the cue."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from quotes.attribution.frames import noun_phrase
from quotes.attribution.parsed_article import Link, ParsedArticle
from quotes.attribution.trees import Tree, base, is_asked
from quotes.english.tables import read_table
from quotes.records import Addressee, Span, Spans
from quotes.speakers.role_phrases import noun_kind

# Verbs whose object is the addressee, those that take "to" or "with", and nouns for media.
_VERBS_WITH_OBJECT = frozenset(
    ("tell", "inform", "ask", "assure", "remind", "warn", "urge", "advise", "brief", "notify",
     "text", "thank", "wish", "scold", "press", "question", "reassure", "lecture", "challenge")
)  # fmt: skip
_VERBS_WITH_TO = frozenset(
    ("say", "speak", "confirm", "write", "explain", "complain", "talk", "add", "announce",
     "confide", "admit", "whisper", "declare", "report", "send", "apologize", "apologise", "joke")
)  # fmt: skip
_MEDIA = frozenset(
    ("interview", "conversation", "call", "letter", "email", "e-mail", "message", "briefing",
     "remark", "note", "memo", "aside", "speech")
)  # fmt: skip
_TIME_WORDS = frozenset(
    ("earlier", "later", "yesterday", "today", "recently", "previously", "tonight", "then")
)


@dataclass(frozen=True)
class Circumstances:
    """Addressee, setting and time of what a cue attributes."""

    addressee: Addressee | None = None
    setting: Spans = ()
    time: Spans = ()


@cache
def _read_settings() -> dict[str, frozenset[str]]:
    """The nouns for occasions and media, each with its prepositions."""
    return {
        row["head"].lower(): frozenset(row["prepositions"].split(","))
        for row in read_table("settings")
    }


def find_circumstances(parsed: ParsedArticle, link: Link) -> Circumstances:
    """Addressee, setting and time, by the dependents of the cue and of a "speaking …" beside it."""
    tree, text = parsed.trees[link.sentence], parsed.text
    head = link.frame.head
    inside = set(link.frame.content)
    addressee = _find_addressee(parsed, tree, head, link)
    setting: list[Span] = []
    time: list[Span] = []
    if tree[head].lemma.lower() in _VERBS_WITH_OBJECT:
        setting += [_span(tree, k) for k in tree.kids(head, "obj", "iobj")
                    if k not in inside and _is_occasion(tree, k)]  # fmt: skip
    for kid in tree.children[head]:
        if kid in inside or kid == link.frame.relay_head or tree[kid].upos == "PUNCT":
            continue
        relation = base(tree[kid].deprel)
        if relation == "advcl" and tree[kid].lemma in ("speak", "talk", "write"):
            span = _span(tree, kid)
            setting.append(span)
            addressee = addressee or _find_oblique_addressee(tree, kid, text)
        elif (
            relation == "advcl"
            and tree.marker(kid, "mark") == "after"
            and tree[kid].lemma in ("meet", "talk")
        ):
            setting.append(_span(tree, kid))
        elif relation in ("obl", "nmod", "advmod"):
            if _is_time(parsed, tree, kid):
                time.append(_span(tree, kid, shallow=True))
            elif _is_setting(tree, kid) or tree[kid].lemma.lower() in _MEDIA:
                setting.append(_span(tree, kid))
                addressee = addressee or _find_interviewer(parsed, tree, kid)
    return Circumstances(addressee, tuple(sorted(setting)), tuple(sorted(time)))


def _find_addressee(parsed: ParsedArticle, tree: Tree, head: int, link: Link) -> Addressee | None:
    text = parsed.text
    lemma = tree[head].lemma.lower()
    if is_asked(tree, head):
        subject = tree.kid(tree[head].head, "nsubj")
        return _make_addressee(tree, subject, text) if subject is not None else None
    if lemma in _VERBS_WITH_OBJECT:
        clause = bool(tree.kids(head, "xcomp", "ccomp"))
        for kid in tree.kids(head, "iobj", "obj"):
            inside = kid in link.frame.content or kid == link.frame.content_head
            if (not inside or clause) and not _is_occasion(tree, kid):
                return _make_addressee(tree, kid, text)
        if link.relay is None and tree.kids(head, "nsubj:pass"):
            return _make_addressee(tree, tree.kids(head, "nsubj:pass")[0], text)
        return _find_name_behind(parsed, tree, head)
    if lemma == "call":
        for kid in tree.kids(head, "obl"):
            if tree.marker(kid, "case") in ("on", "upon"):
                return _make_addressee(tree, kid, text)
    if lemma in _VERBS_WITH_TO:
        return _find_oblique_addressee(tree, head, text)
    return None


def _find_name_behind(parsed: ParsedArticle, tree: Tree, head: int) -> Addressee | None:
    """The name right behind "told", where the parser made it a part of the content."""
    if head + 1 >= len(tree.tokens):
        return None
    start = tree[head + 1].span
    behind = parsed.entities_in(tree[min(head + 2, len(tree.tokens) - 1)].span)
    for entity in (*parsed.entities_in(start), *behind):
        gap = parsed.text[start.start : entity.span.start] if entity.span > start else ""
        if entity.type in ("PER", "ORG", "LOC") and gap.strip().lower() in ("", "the"):
            span = Span(min(start.start, entity.span.start), entity.span.end)
            return Addressee(text=" ".join(span.slice(parsed.text).split()), span=span)
    return None


def _is_occasion(tree: Tree, index: int) -> bool:
    """Whether the object is an occasion: "told a news conference", but not "told the committee"."""
    lemma = tree[index].lemma.lower()
    return tree[index].upos == "NOUN" and lemma in _read_settings() and not noun_kind(lemma)


def _find_oblique_addressee(tree: Tree, head: int, text: str) -> Addressee | None:
    """The addressee behind "to" or "with"; none in "with a smile"."""
    for kid in tree.kids(head, "obl"):
        marker, common = tree.marker(kid, "case"), tree[kid].upos == "NOUN"
        manner = marker == "with" and common and not noun_kind(tree[kid].lemma)
        if marker in ("to", "with") and tree[kid].upos in ("PROPN", "NOUN", "PRON") and not manner:
            return _make_addressee(tree, kid, text)
    return None


def _find_interviewer(parsed: ParsedArticle, tree: Tree, kid: int) -> Addressee | None:
    """The addressee in "an interview with CNN" and "a CNN interview"."""
    if tree[kid].lemma.lower() not in _MEDIA:
        return None
    for noun in tree.kids(kid, "nmod"):
        if tree.marker(noun, "case") in ("with", "to"):
            return _make_addressee(tree, noun, parsed.text)
    if tree[kid].lemma.lower() == "interview":
        for noun in tree.kids(kid, "compound", "nmod:poss"):
            for entity in parsed.entities_in(tree[noun].span):
                if entity.type == "ORG":
                    words = " ".join(entity.span.slice(parsed.text).split())
                    return Addressee(text=words, span=entity.span)
    return None


def _make_addressee(tree: Tree, index: int, text: str) -> Addressee | None:
    words = noun_phrase(tree, index)
    if not words:
        return None
    dropped = set(tree.subtree(index)) - set(
        tree.subtree(index, without=tree.kids(index, "appos", "acl", "punct"))
    )
    short = [i for i in words if i not in dropped] or list(words)
    span = Span(tree[short[0]].span.start, tree[short[-1]].span.end)
    return Addressee(text=" ".join(span.slice(text).split()), span=span)


def _span(tree: Tree, index: int, *, shallow: bool = False) -> Span:
    """The span of a phrase without punctuation around it; with `shallow` without any clause."""
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


def _is_time(parsed: ParsedArticle, tree: Tree, index: int) -> bool:
    if tree[index].text.lower() in _TIME_WORDS:
        return True
    return any(entity.type == "DATE" for entity in parsed.entities_in(tree[index].span))


def _is_setting(tree: Tree, index: int) -> bool:
    lemma, marker = tree[index].lemma.lower(), tree.marker(index, "case")
    prepositions = _read_settings()
    parts = [tree[k].lemma.lower() for k in tree.kids(index, "compound", "flat")]
    names = {lemma, tree[index].text.lower(), " ".join((*parts, lemma)), *parts}
    return any(marker.split(" ")[0] in prepositions[name] for name in names if name in prepositions)
