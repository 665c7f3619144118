"""What a mention says of its own: kind, name, role, number. Nothing is resolved here."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from quotes.attribution.finding import Mention, Reading
from quotes.attribution.trees import Tree
from quotes.english.tables import read_column
from quotes.records import Entity, Span, SpeakerKind, Token
from quotes.speakers.names import NameBook, Person, canonical_body, clean_name, find_government

_NAMING = frozenset(("flat", "appos", "compound", "nmod:desc", "nmod:unmarked", "flat:name"))
_DETERMINERS = re.compile(
    r"^(?:the|a|an|one|another|this|that|these|those|some|his|her|its|their)\s+", re.IGNORECASE
)
_PRONOUNS = frozenset(("he", "him", "his", "himself", "she", "her", "herself"))
_PRONOUNS |= {"they", "them", "their", "it", "its", "who", "whom", "which", "that"}
_PRONOUNS |= {"i", "me", "my", "we", "us", "our", "you"}
_LINKING = frozenset(("of", "for", "the", "to", "at", "and"))
_INDEFINITES = frozenset(
    [
        "some",
        "others",
        "many",
        "few",
        "most",
        "several",
        "all",
        "everyone",
        "everybody",
        "someone",
        "one",
        "people",
    ]
)


@dataclass(frozen=True)
class Described:
    """A mention as its words show it.

    `pronoun` is the lower-cased pronoun, or "". `noun` is the lemma of a description's head, ""
    for names. `definite` is whether the words point back ("the official") and `plural` whether
    they mean several.
    """

    kind: SpeakerKind
    name: str | None = None
    person: Person | None = None
    role: str | None = None
    affiliation: str | None = None
    pronoun: str = ""
    noun: str = ""
    definite: bool = False
    plural: bool = False


def describe(reading: Reading, mention: Mention, book: NameBook) -> Described:
    """The mention's kind, name and role as worded."""
    tree, text = reading.trees[mention.sentence], reading.text
    head = tree[mention.head]
    word = head.text.lower()
    words = clean_name(" ".join(span.slice(text) for span in mention.spans))
    if word in _PRONOUNS and head.upos in ("PRON", "DET", "SCONJ"):
        plural = word in ("they", "them", "their", "we", "us", "our")
        kind: SpeakerKind = (
            "group" if plural else "organization" if word in ("it", "its") else "person"
        )
        return Described(kind, pronoun=word, plural=plural)
    if word == "one":
        return Described("anonymous", noun=word)
    if word in _INDEFINITES and head.upos in ("PRON", "DET", "ADJ", "NUM"):
        return Described("group", noun=word, plural=True)
    joint = [
        k
        for k in tree.kids(mention.head, "conj")
        if any(s.covers(tree[k].span) for s in mention.spans)
    ]
    person = _named_person(tree, mention, book)
    if joint:
        name = person[0].name if person else _body_name(reading, mention, book)
        return Described("group", name=name, person=None, plural=True)
    if person is not None:
        return _describe_person(tree, mention, person, text)
    return _describe_other(reading, tree, mention, book, words)


def _describe_person(
    tree: Tree, mention: Mention, found: tuple[Person, Span], text: str
) -> Described:
    person, place = found
    first = next((i for i, t in enumerate(tree.tokens) if place.overlaps(t.span)), mention.head)
    role = _role_before(tree, first, text) or _role_beside(tree, {first, mention.head}, place, text)
    return Described("person", name=person.name, person=person, role=role)


def _role_before(tree: Tree, first: int, text: str) -> str | None:
    """The title in front of a name: "U.S. Secretary of State" John Kerry; it must hold a noun for
    persons.
    """
    persons = read_column("nouns", "noun", "kind")
    start = first
    while start > 0:
        token = tree[start - 1]
        linked = token.upos in ("NOUN", "PROPN", "ADJ", "NUM") or token.text.lower() in _LINKING
        if not linked or token.text.lower() in ("mr.", "mr", "mrs.", "mrs", "ms.", "ms"):
            break
        start -= 1
    while start < first and tree[start].text.lower() in _LINKING:
        start += 1
    if first and tree[first - 1].text.lower() in _LINKING:
        return None
    if not any(persons.get(tree[i].lemma.lower()) == "person" for i in range(start, first)):
        return None
    return _bare(Span(tree[start].span.start, tree[first - 1].span.end).slice(text))


def _role_beside(tree: Tree, holders: set[int], place: Span, text: str) -> str | None:
    """The apposition to a name: John Kerry, "the secretary of state"."""
    persons = read_column("nouns", "noun", "kind")
    above = {tree[holder].head for holder in holders if tree[holder].head >= 0}
    named = {head for head in above if place.covers(tree[head].span)}
    for holder in sorted(holders | named):
        for kid in tree.kids(holder, "appos"):
            if place.covers(tree[kid].span) or persons.get(tree[kid].lemma.lower()) != "person":
                continue
            dropped = tree.kids(kid, "punct", "acl", "parataxis", "appos", "conj", "cc")
            words = tree.spans(tree.subtree(kid, without=dropped))
            return _bare(" ".join(span.slice(text) for span in words))
    return None


def _bare(words: str) -> str | None:
    """A role as worded, without determiner; None if nothing is left."""
    return _DETERMINERS.sub("", " ".join(words.split())).strip(" ,;:–—-") or None


def _named_person(tree: Tree, mention: Mention, book: NameBook) -> tuple[Person, Span] | None:
    """The person that the mention's head names, through flat, compound and appositive names."""
    waiting = [mention.head]
    while waiting:
        at = waiting.pop(0)
        span = tree[at].span
        if any(place.covers(span) for place in mention.spans):
            person = book.person_at(span)
            if person is not None:
                near = bisect_right(person.spans, span.start, key=lambda place: place.start) - 1
                return person, next(
                    place for place in person.spans[max(0, near) :] if place.overlaps(span)
                )
        waiting += [k for k in tree.children[at] if tree[k].deprel in _NAMING]
    return None


def _entity_at(reading: Reading, span: Span) -> Entity | None:
    return next(iter(reading.entities_in(span)), None)


def _body_name(reading: Reading, mention: Mention, book: NameBook) -> str | None:
    """The body that stands at the mention's head, or a government for a place."""
    tree = reading.trees[mention.sentence]
    for index in (mention.head, *tree.kids(mention.head, "conj")):
        entity = _entity_at(reading, tree[index].span)
        if entity is None:
            continue
        name = clean_name(entity.span.slice(reading.text))
        government = find_government(name)
        if government:
            return government
        if entity.type in ("ORG", "LOC"):
            return canonical_body(book.expand_body(name))
    return None


def _describe_other(
    reading: Reading, tree: Tree, mention: Mention, book: NameBook, words: str
) -> Described:
    head = tree[mention.head]
    lemma = head.lemma.lower()
    government = find_government(words)
    if government:
        return Described("organization", name=government)
    entity = _entity_at(reading, head.span)
    plural = head.xpos in ("NNS", "NNPS")
    determiner = next(
        (tree[k].text.lower() for k in tree.kids(mention.head, "det", "nmod:poss")), ""
    )
    definite = determiner in ("the", "this", "that", "these", "those") or determiner in _PRONOUNS
    noun_kind = read_column("nouns", "noun", "kind").get(lemma)
    if (
        entity is not None
        and entity.type in ("ORG", "LOC")
        and noun_kind not in ("person", "document")
    ):
        name = clean_name(entity.span.slice(reading.text))
        government = find_government(name)
        longer = _compact_phrase(reading, tree, mention)
        if government and entity.type == "LOC" and fits_whole(entity.span, mention):
            return Described("organization", name=government)
        name = (
            longer
            if entity.span.slice(reading.text) in longer and len(longer.split()) <= 7
            else name
        )
        return Described("organization", name=canonical_body(book.expand_body(name)))
    if head.upos == "PROPN" and noun_kind is None and not plural:
        return Described(
            "person" if len(words.split()) < 4 else "organization",
            name=_compact_phrase(reading, tree, mention),
        )
    role = _bare(_compact_phrase(reading, tree, mention, clauses=True))
    if plural and role is not None and len(role.split()) < 3:
        role = None  # "officials" and "Turkish officials" name a group, not a role
    if noun_kind == "document":
        return Described("document", noun=lemma, role=None, definite=definite, plural=plural)
    if noun_kind == "organization" or (noun_kind == "group" and not plural):
        named = _compact_phrase(reading, tree, mention)
        proper = any(
            t.upos in ("PROPN", "ADJ") and t.text[:1].isupper() for t in _tokens_in(tree, mention)
        )
        kind: SpeakerKind = "organization" if noun_kind == "organization" else "group"
        if plural:
            return Described("group", noun=lemma, role=role, plural=True, definite=definite)
        return Described(kind, name=named if proper else None, noun=lemma, definite=definite)
    if plural or noun_kind == "group":
        return Described("group", noun=lemma, role=role, plural=True, definite=definite)
    kind = "anonymous" if noun_kind == "person" else "group"
    return Described(kind, noun=lemma, role=role, definite=definite)


def fits_whole(span: Span, mention: Mention) -> bool:
    """Whether the span is about all of the mention."""
    size = sum(s.end - s.start for s in mention.spans)
    return 2 * (span.end - span.start) >= size


def _tokens_in(tree: Tree, mention: Mention) -> list[Token]:
    return [t for t in tree.tokens if any(s.covers(t.span) for s in mention.spans)]


def _compact_phrase(
    reading: Reading, tree: Tree, mention: Mention, *, clauses: bool = False
) -> str:
    """The head with what comes before it and its prepositional phrases; clauses only if asked
    for.
    """
    dropped = set(tree.kids(mention.head, "punct", "appos", "parataxis", "conj", "cc", "acl:relcl"))
    if not clauses:
        dropped |= set(tree.kids(mention.head, "acl"))
    dropped |= {
        k
        for k in tree.kids(mention.head, "obl", "nmod", "advmod")
        if k < mention.head and tree[k].deprel != "nmod:poss" and tree.kids(k, "case")
    }
    indices = [i for i in tree.subtree(mention.head, without=dropped)
               if any(s.covers(tree[i].span) for s in mention.spans)]  # fmt: skip
    text = " ".join(span.slice(reading.text) for span in tree.spans(indices))
    return clean_name(text)
