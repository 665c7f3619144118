"""Whom and what an article names: one referent for each person and body, with all its names."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from quotes.attribution.parsed_article import ParsedArticle
from quotes.attribution.trees import Tree, base
from quotes.english.tables import read_column
from quotes.folding import fold_name
from quotes.records import Anonymity, Span, Spans, SpeakerKind
from quotes.speakers.bodies import (
    canonical_body,
    find_listed_bodies,
    find_short_forms,
    is_listed_body,
    nouns_of_body,
)
from quotes.speakers.names import (
    ABBREVIATED,
    ADDRESS,
    TITLES,
    PersonName,
    clean_name,
    is_same_full_name,
    read_person_name,
    surname_of,
)
from quotes.speakers.roles import noun_kind

_TYPES = ("PER", "ORG", "LOC")
UNTAGGED = "untagged"  # a proper noun that may be a name known from elsewhere in the article
FULLER = 1  # up to which rank a role that says more is taken
TITLED = (0, 2)  # how well a title tells the role, in full and abbreviated; see roles.py
_WITH_ARTICLE = re.compile(r"\b[a-z]+,? (The(?: [A-Z][\w’'-]*\w)+)")
_CAPITALIZED = re.compile(r" ([A-Z][a-z]+)\b(?!['’])")
_TOLD = 5  # votes of the tagger that a title or an apposition outweighs
_BEFORE = 16  # characters before a name in which its title stands


@dataclass(eq=False)
class Referent:
    """Someone or something that an article speaks of.

    `name` is the fullest form, None for the unnamed; `parts` a person's folded name. `nouns` are
    the lemmas that describe it ("minister"). `leaning` is a gender that is only likely. `spans` are
    the places of its names, in text order.
    `of_bodies` says that a group is one of bodies ("insurers"), of whom nobody is kept unnamed.
    `members` are those of a joint source. `anonymity_phrase` is the request not to be named.
    """

    kind: SpeakerKind
    name: str | None = None
    parts: tuple[str, ...] = ()
    gender: str = ""
    leaning: str = ""
    plural: bool = False
    of_bodies: bool = False
    role: str | None = None
    role_rank: int = 99
    affiliation: str | None = None
    nouns: set[str] = field(default_factory=set)
    spans: list[Span] = field(default_factory=list)
    members: tuple[Referent, ...] = ()
    anonymity: Anonymity | None = None
    anonymity_phrase: Spans = ()

    @property
    def is_person(self) -> bool:
        return self.kind in ("person", "anonymous")

    def take_role(self, role: str | None, rank: int) -> None:
        """Keeps the role if it is better told than the one known: the lower rank; of two of one
        rank the first. One that says the same and more is better than a title of one word:
        "former secretary of state" than "Secretary".
        """
        if not role:
            return
        known = (self.role or "").lower().split()
        fuller = len(known) == 1 and set(known) < set(role.lower().split())
        if rank < self.role_rank or (fuller and rank <= FULLER):
            self.role, self.role_rank = role, rank


@dataclass(frozen=True)
class _Name:
    """A name's place, its words taken as a person's, and the type it was tagged with."""

    span: Span
    words: str
    type: str
    person: PersonName | None


class NameBook:
    """The persons and bodies that an article names.

    Attributes:
        persons: in the order of their full names.
        bodies: in the order of the text.
        doubtful: surnames that several persons bear, with those, by place.
    """

    def __init__(self, parsed: ParsedArticle) -> None:
        self.persons: list[Referent] = []
        self.bodies: list[Referent] = []
        self.doubtful: dict[Span, list[Referent]] = {}
        self._by_span: dict[Span, Referent] = {}
        self._by_word: defaultdict[str, list[Referent]] = defaultdict(list)
        names = list(_find_names(parsed))
        votes = _count_types(parsed, names)
        full = [n for n in names if n.type == "PER" and n.person and len(n.person.parts) > 1]
        for name in full:
            self._enter_full(name)
        rest = [n for n in names if n not in full]
        self._enter_bodies([name for name in rest if not self._enter_short(name, votes)])
        for referent in (*self.persons, *self.bodies):
            referent.spans.sort()
        self._places = sorted(self._by_span)

    def _enter_full(self, name: _Name) -> None:
        person = name.person
        if person is None:
            return
        known = self._by_word[surname_of(person.parts)]
        found = next((p for p in known if is_same_full_name(p.parts, person.parts)), None)
        self._place(found or self._add_person(person), name)

    def _enter_short(self, name: _Name, votes: dict[str, Counter[str]]) -> bool:
        """Whether a name that is not a full one is that of a person."""
        person = name.person
        if person is None:
            return name.type == "PER"
        key = person.parts[-1]
        if len(person.parts) > 1:
            for known in self._by_word[surname_of(person.parts)]:
                if is_same_full_name(known.parts, person.parts):
                    self._place(known, name)
                    return True
            return False
        fits = self._by_word[key]
        for_person, for_body = votes[key]["PER"], votes[key]["ORG"] + votes[key]["LOC"]
        if name.type == UNTAGGED and not fits:
            return False
        likely = for_person > for_body or (for_person == for_body and name.type == "PER")
        if not (likely or (fits and not is_listed_body(name.words))):
            return False
        if person.gender:
            fits = [p for p in fits if p.gender in ("", person.gender)] or fits
        surnames = [p for p in fits if surname_of(p.parts) == key]
        fits = surnames or fits
        if len(fits) > 1:
            fits.sort(key=lambda p: min(s.start for s in p.spans) if p.spans else 0)
            self.doubtful[name.span] = fits
            before = [p for p in fits if any(s.start < name.span.start for s in p.spans)]
            chosen = max(
                before or fits,
                key=lambda p: max(
                    (s.start for s in p.spans if s.start < name.span.start), default=-1
                ),
            )
        else:
            chosen = fits[0] if fits else self._add_person(person)
        self._place(chosen, name)
        return True

    def _add_person(self, person: PersonName) -> Referent:
        referent = Referent("person", " ".join(person.words), person.parts)
        self.persons.append(referent)
        for word in {person.parts[0], surname_of(person.parts)}:
            self._by_word[word].append(referent)
        return referent

    def _place(self, referent: Referent, name: _Name) -> None:
        referent.spans.append(name.span)
        if name.person is not None:
            referent.gender = referent.gender or name.person.gender
            referent.leaning = referent.leaning or name.person.leaning
            if name.person.title:
                noun = name.person.title.split()[-1].lower().strip(".")
                referent.nouns.add(ABBREVIATED.get(noun, noun))
                referent.take_role(name.person.title, TITLED[noun in ABBREVIATED])
        self._by_span[name.span] = referent

    def move(self, span: Span, referent: Referent) -> None:
        """Gives a doubtful name to the one whom it means."""
        self._by_span[span].spans.remove(span)
        referent.spans.append(span)
        referent.spans.sort()
        self._by_span[span] = referent

    def _enter_bodies(self, names: list[_Name]) -> None:
        # Of what the tagger has missed only initials are looked at: "the S.E.C."
        short = find_short_forms(n.words for n in names if n.type != UNTAGGED or n.words.isupper())
        tagged = {name.words for name in names if name.type != UNTAGGED}
        known: dict[str, Referent] = {}
        for name in names:
            if name.words not in tagged and name.words not in short:
                continue
            full = canonical_body(short.get(name.words, name.words))
            key = fold_name(full)
            if key not in known:
                known[key] = Referent("organization", full)
                self.bodies.append(known[key])
            known[key].nouns |= nouns_of_body(name.words) | nouns_of_body(full)
            known[key].spans.append(name.span)
            self._by_span[name.span] = known[key]

    def name_at(self, span: Span) -> tuple[Referent, Span] | None:
        """The referent whose name overlaps the span, and the whole name's place."""
        index = bisect_right(self._places, span.start, key=lambda place: place.start) - 1
        for place in self._places[max(0, index) : index + 2]:
            if place.overlaps(span):
                return self._by_span[place], place
        return None


def _find_names(parsed: ParsedArticle) -> Iterator[_Name]:
    """The tagged names in text order, and the flat names that the tagger has missed."""
    text = parsed.text
    listed = list(_listed_names(parsed))
    tagged = [
        (_whole_name(parsed, e.span) if e.type == "PER" else e.span, str(e.type))
        for e in parsed.parse.entities
        if e.type in _TYPES and not any(span.overlaps(e.span) for span in listed)
    ]
    tagged = [_with_noun(parsed, span, kind) for span, kind in tagged]
    tagged += [(span, "ORG") for span in listed]
    missed = [(span, "PER") for tree in parsed.trees for span in _flat_names(parsed, tree)]
    known = {span for span, _ in missed}
    missed += [
        (token.span, UNTAGGED)
        for tree in parsed.trees
        for token in tree.tokens
        if (token.upos == "PROPN" or text.startswith(":", token.span.end))  # "PENCE: Well, …"
        and token.text[:1].isupper()
        and not parsed.entities_in(token.span)
        and not any(span.overlaps(token.span) for span in known)
    ]
    for span, kind in sorted((*tagged, *missed)):
        words = clean_name(span.slice(text))
        if fold_name(words):
            before = text[max(0, span.start - _BEFORE) : span.start]
            titled = kind == "PER" or words.split()[0].strip(".").lower() in TITLES
            yield _Name(span, words, kind, read_person_name(words, before, titled=titled))


def _with_noun(parsed: ParsedArticle, span: Span, kind: str) -> tuple[Span, str]:
    """A name tagged as a person's that ends with a noun of bodies, or goes on with one, is a
    body's: "Hurriyet | Daily". A first name or a title in front shows a person.
    """
    words = span.slice(parsed.text).split()
    if kind != "PER" or _shows_person(words[0]):
        return span, kind
    if len(words) > 1 and words[-1][0].isupper() and noun_kind(words[-1]) == "organization":
        return span, "ORG"
    found = _CAPITALIZED.match(parsed.text, span.end)
    if found is None or noun_kind(found.group(1)) != "organization":
        return span, kind
    if parsed.entities_in(Span(*found.span(1))):
        return span, kind
    return Span(span.start, found.end()), "ORG"


def _shows_person(word: str) -> bool:
    plain = word.lower().strip(".")
    return plain in TITLES or plain in read_column("first_names", "name", "gender")


def _listed_names(parsed: ParsedArticle) -> Iterator[Span]:
    """Bodies that the tagger has missed, or has taken for less: those of the lists ("USA | TODAY"),
    and those whose article has a capital within a sentence ("told The Advocate").
    """
    title = max(parsed.text.find("\n"), 0)
    printed = (Span(*m.span(1)) for m in _WITH_ARTICLE.finditer(parsed.text, title))
    for span in sorted({*find_listed_bodies(parsed.text), *printed}):
        inside = parsed.entities_in(span)
        if not any(entity.span == span or not span.covers(entity.span) for entity in inside):
            yield span


def _whole_name(parsed: ParsedArticle, span: Span) -> Span:
    """A person's name with the flat parts right behind it that the tagger has cut off."""
    for number in parsed.sentences_in(span):
        tree = parsed.trees[number]
        inside = [i for i, t in enumerate(tree.tokens) if span.overlaps(t.span)]
        last = max(inside, default=len(tree.tokens))
        while last + 1 < len(tree.tokens):
            token = tree[last + 1]
            if token.upos != "PROPN" or base(token.deprel) != "flat" or token.head not in inside:
                break
            last += 1
            if parsed.entities_in(token.span):
                break
            span = Span(span.start, token.span.end)
    return span


def _flat_names(parsed: ParsedArticle, tree: Tree) -> Iterator[Span]:
    for index, token in enumerate(tree.tokens):
        if token.upos != "PROPN" or not tree.kids(index, "flat"):
            continue
        parts = [k for k in tree.kids(index, "flat") if tree[k].upos == "PROPN" and k > index]
        parts = [index, *parts]
        span = Span(token.span.start, tree[parts[-1]].span.end)
        contiguous = parts == list(range(index, parts[-1] + 1))
        if len(parts) > 1 and contiguous and not parsed.entities_in(span):
            yield span


def _count_types(parsed: ParsedArticle, names: list[_Name]) -> dict[str, Counter[str]]:
    """How often each one-word name was tagged with each type; a title before it tells a person."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    nouns = read_column("nouns", "noun", "kind")
    for name in names:
        first, *rest = fold_name(name.words).split() or [""]
        if name.type == "ORG" and rest and nouns.get(rest[-1]) == "organization":
            votes[first]["ORG"] += _TOLD  # its first word is of the body, too
        if name.person is None:
            continue
        key = name.person.parts[-1]
        if len(name.person.parts) == 1 and name.type != UNTAGGED:
            votes[key][name.type] += 1
        ahead = parsed.text[max(0, name.span.start - _BEFORE) : name.span.start].split()[-1:]
        word = ahead[0].strip(".").lower() if ahead else ""
        titled = word in ADDRESS or (nouns.get(word) == "person" and name.type != "LOC")
        if name.person.title or titled:
            votes[key]["PER"] += _TOLD
        elif nouns.get(word) == "organization":
            votes[key]["ORG"] += _TOLD
        kinds = set(_find_appositions(parsed, name.span))
        if name.type != "PER" and "person" in kinds:
            votes[key]["PER"] += _TOLD
        if name.type == "PER" and "organization" in kinds:
            votes[key]["ORG"] += _TOLD
    return votes


def _find_appositions(parsed: ParsedArticle, span: Span) -> Iterator[str]:
    """The kinds of the nouns that stand in apposition to a name: "the utility, Hydro"."""
    kinds = read_column("nouns", "noun", "kind")
    for number in parsed.sentences_in(span):
        tree = parsed.trees[number]
        for index, token in enumerate(tree.tokens):
            if not span.covers(token.span):
                continue
            beside = [*tree.kids(index, "appos")]
            if base(token.deprel) == "appos":
                beside.append(token.head)
            yield from (kinds.get(tree[other].lemma.lower(), "") for other in beside)
