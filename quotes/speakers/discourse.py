"""Who is meant where: an article is walked once, word by word, and every name, pronoun and
description of a person or body is given a referent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from quotes.attribution.frames import noun_phrase
from quotes.attribution.parsed_article import ParsedArticle
from quotes.attribution.trees import Tree, base
from quotes.records import Span, Spans, SpeakerKind
from quotes.speakers.describing import Description, introduce, read_description
from quotes.speakers.memory import Memory, may_mean
from quotes.speakers.names import gender_of_noun, is_family
from quotes.speakers.ranking import Anaphor, AnaphorClass, Candidate, Occurrence
from quotes.speakers.referents import NameBook, Referent
from quotes.speakers.roles import (
    BARE,
    DESCRIBED,
    PREDICATE,
    find_affiliation,
    find_roles,
    noun_kind,
    role_phrase,
)
from quotes.speakers.sighting import find_spoken, find_tops, make_occurrence, set_before

FEMALE = frozenset(("she", "her", "hers", "herself"))
_MALE = frozenset(("he", "him", "his", "himself"))
_PRONOUNS: dict[str, AnaphorClass] = {
    **dict.fromkeys(FEMALE | _MALE, "he"),
    **dict.fromkeys(("it", "its", "itself"), "it"),
    **dict.fromkeys(("they", "them", "their", "themselves"), "they"),
}
_NAMING = ("appos", "flat", "dep", "nmod:desc")
_LEAD = 5  # paragraphs in which "a judge" may be the one who is named further down
_SURE = 0.8  # how likely a pronoun's referent must be to learn its gender from it
Place = tuple[int, int]


class Chooser(Protocol):
    """What decides between candidates: the shipped weights, or gold while they are learned."""

    def choose(self, anaphor: Anaphor, candidates: Sequence[Candidate]) -> tuple[int | None, float]:
        """The index of the one meant, None for nobody, and how likely that is."""


class Discourse:
    """The referents of an article by the words that mean them."""

    def __init__(
        self,
        parsed: ParsedArticle,
        book: NameBook,
        chooser: Chooser,
        sources: Mapping[Place, Spans] | None = None,
        *,
        blind: bool = False,
    ) -> None:
        """Walks the article.

        Args:
            reading: the article's parse.
            book: its names.
            chooser: decides whom pronouns and descriptions mean.
            sources: what is attributed to each source, by sentence and head. Their phrases are
                described whatever their noun is.
            blind: keep the gender of pronouns from the chooser, so that both genders compete.
        """
        self._reading, self._book, self._chooser = parsed, book, chooser
        self._sources, self._blind = sources or {}, blind
        self._meant: dict[Place, Referent] = {}
        self._joint: dict[Place, Referent] = {}
        self._antecedents: dict[Place, Occurrence] = {}
        self._bodies = {body.name: body for body in book.bodies}
        self._joints: dict[frozenset[Referent], Referent] = {}
        self._revealed: dict[Referent, Referent] = {}
        self._called_so: set[Referent] = set()  # by a surname that others bear too
        self._tops = [find_tops(tree, book) for tree in parsed.trees]
        self._learn_roles()
        self._memory = Memory(book.persons, self._first_names())
        for number, tree in enumerate(parsed.trees):
            for index in range(len(tree.tokens)):
                self._read_word(number, tree, index)
            for index in range(len(tree.tokens)):
                self._join(number, tree, index)

    def referent_at(self, number: int, head: int, *, joint: bool = False) -> Referent | None:
        """Who is meant by the phrase of a sentence's token; with `joint` all that it joins."""
        found = self._joint.get((number, head)) if joint else None
        return found or self._meant.get((number, head))

    def antecedent_at(self, number: int, head: int) -> Occurrence | None:
        """The mention that a pronoun or description was resolved to."""
        return self._antecedents.get((number, head))

    def span_of(self, occurrence: Occurrence) -> Span:
        """The name, or else the phrase, that an occurrence is headed by."""
        tree = self._reading.trees[occurrence.number]
        named = self._book.name_at(tree[occurrence.head].span)
        if named is not None:
            return named[1]
        words = noun_phrase(tree, occurrence.head) or (occurrence.head,)
        return Span(tree[words[0]].span.start, tree[words[-1]].span.end)

    def _learn_roles(self) -> None:
        """Roles told anywhere hold throughout the article."""
        for tree, tops in zip(self._reading.trees, self._tops, strict=True):
            for top, (referent, place) in tops.items():
                kind = "person" if referent.is_person else "organization"
                for role in find_roles(self._reading, tree, top, place, kind):
                    referent.nouns.add(role.noun)
                    referent.gender = referent.gender or gender_of_noun(role.noun)
                    if role.rank == PREDICATE:
                        continue  # "is the winner" helps to know her again, but is no role
                    if role.rank < referent.role_rank:
                        referent.affiliation = find_affiliation(
                            self._reading, role.words, role.span
                        )
                    referent.take_role(role.words, role.rank)

    def _first_names(self) -> dict[Referent, Occurrence]:
        first: dict[Referent, Occurrence] = {}
        for number, tops in enumerate(self._tops):
            for index, (referent, _) in sorted(tops.items()):
                if referent not in first:
                    first[referent] = make_occurrence(self._reading, number, index, "name")
        return first

    def _read_word(self, number: int, tree: Tree, index: int) -> None:
        token = tree[index]
        word = token.text.lower()
        if index in self._tops[number]:
            self._read_name(number, index)
        elif word in _PRONOUNS and token.upos in ("PRON", "DET") and base(token.deprel) != "expl":
            self._read_pronoun(number, tree, index)
        elif word == "two" and token.upos == "NUM" and tree.kids(index, "det"):
            self._read_pair(number, index)
        elif _counts_two(tree, index) and self._read_pair(number, index, noun_kind(token.lemma)):
            pass
        elif token.upos in ("NOUN", "PROPN"):
            named = self._named_beside(number, tree, index)
            if named is not None:
                self._meant[number, index] = named
            else:
                self._read_description(number, tree, index)

    def _read_name(self, number: int, index: int) -> None:
        referent, span = self._tops[number][index]
        at = make_occurrence(self._reading, number, index, "name")
        if span in self._book.doubtful:
            referent = self._choose_bearer(at, span)
        protagonist = self._memory.find_protagonist(referent)
        if protagonist is not None and referent not in self._revealed:
            protagonist.kind, protagonist.name = "person", referent.name
            protagonist.parts = referent.parts
            self._revealed[referent] = protagonist
        self._mention(self._revealed.get(referent, referent), at)

    def _choose_bearer(self, at: Occurrence, span: Span) -> Referent:
        """Who bears the surname here: who was called so before, for relatives have full names;
        else the likeliest, as for "he".
        """
        bearers = self._book.doubtful[span]
        known = [bearer for bearer in bearers if bearer in self._memory]
        called = [bearer for bearer in known if bearer in self._called_so]
        if called or not known:
            chosen = max(called or bearers, key=lambda bearer: len(bearer.spans))
        else:
            candidates = [self._memory.recall(bearer) for bearer in known]
            found, _ = self._chooser.choose(Anaphor("he", at, at.number), candidates)
            chosen = known[found or 0]
        self._called_so.add(chosen)
        self._book.move(span, chosen)
        return chosen

    def _read_pronoun(self, number: int, tree: Tree, index: int) -> None:
        word = tree[index].text.lower()
        kind = _PRONOUNS[word]
        gender = "f" if word in FEMALE else "m" if word in _MALE else ""
        at = make_occurrence(self._reading, number, index, "pronoun")
        spoken = find_spoken(self._reading, at)
        anaphor = Anaphor(
            kind,
            set_before(self._reading, at, spoken),
            number,
            word,
            gender="" if self._blind else gender,
            above=tuple(tree.ancestors(index)),
            speaks=spoken,
            source=(number, index) in self._sources,
        )
        content = self._sources.get((number, index), ())
        named = self._find_named(content)
        candidates = [
            candidate
            for candidate in (
                *self._memory.find_candidates(anaphor),
                *self._subjects_ahead(anaphor, tree),
            )
            if candidate.referent not in named
            and named.isdisjoint(candidate.referent.members)
            and not _is_told_of_in(candidate, kind, content)
        ]
        self._resolve(anaphor, list(_prefer_sure(candidates, anaphor.gender)))

    def _read_pair(self, number: int, index: int, kind: str | None = None) -> bool:
        """Whether "the two", or "the two men" of a kind, mean the last pair that was named
        together.
        """
        at = make_occurrence(self._reading, number, index, "pronoun")
        pair = self._memory.find_pair(at)
        if pair is None:
            return False
        if kind and any(m.is_person != (kind == "person") for m in pair.referent.members):
            return False
        self._antecedents[number, index] = pair.last
        self._mention(pair.referent, at)
        return True

    def _find_named(self, content: Spans) -> set[Referent]:
        """Those whom what somebody says calls by name: "he" who says so is another. Sources that
        stand between two parts of it are not of them.
        """
        return {
            referent
            for span in content
            for number in self._reading.sentences_in(span)
            for index, (referent, place) in self._tops[number].items()
            if span.covers(place) and (number, index) not in self._sources
        }

    def _subjects_ahead(self, anaphor: Anaphor, tree: Tree) -> list[Candidate]:
        """Subjects of a clause above that are named only after the pronoun."""
        found: list[Candidate] = []
        for index, (referent, _) in self._tops[anaphor.number].items():
            behind = index > anaphor.at.head and referent not in self._memory
            if behind and tree[index].head in anaphor.above and may_mean(anaphor, referent):
                found.append(self._memory.recall(referent))
        return found

    def _read_description(self, number: int, tree: Tree, index: int) -> None:
        at = make_occurrence(self._reading, number, index, "description")
        is_source = (number, index) in self._sources
        description = read_description(
            tree, index, is_source=is_source, in_headline=at.paragraph == 0
        )
        if description is None:
            return
        anaphor = _point_back(description, at, is_source=is_source)
        if description.pointing:
            owner = None
            if description.owner is not None:
                owner = self._meant.get((number, description.owner))
            candidates = self._memory.find_candidates(anaphor)
            if self._resolve(anaphor, [c for c in candidates if c.referent is not owner]):
                if at.quotation is None:
                    self._learn_from(description, tree, index, self._meant[number, index])
                return
        in_lead = at.paragraph <= _LEAD and not description.plural
        if description.pointing or (in_lead and description.kind == "person"):
            holder = self._memory.find_only_holder(anaphor)
            if holder is not None and (description.pointing or holder.ahead):
                self._antecedents[number, index] = holder.last
                self._mention(holder.referent, at)
                return
        referent = introduce(
            self._reading, tree, index, description, lambda k: self._name_at(number, tree, k)
        )
        if referent.kind == "organization" and referent.name:
            referent = self._bodies.setdefault(referent.name, referent)
        self._mention(referent, at)

    def _learn_from(
        self, description: Description, tree: Tree, index: int, referent: Referent
    ) -> None:
        """A role that a description tells of somebody who was named without one."""
        if not referent.is_person or not referent.name or description.kind != "person":
            return
        if is_family(description.noun):
            return  # "my son", "the queen" of a ball
        words = role_phrase(self._reading, tree, index, set())
        bare = words is not None and " " not in words
        referent.take_role(words, BARE if bare else DESCRIBED)

    def _name_at(self, number: int, tree: Tree, index: int) -> Referent | None:
        """Whom a token means, though the walk has not come to its name yet."""
        named = self._book.name_at(tree[index].span)
        return self._meant.get((number, index)) or (named[0] if named else None)

    def _named_beside(self, number: int, tree: Tree, index: int) -> Referent | None:
        """Whose description a noun is, where the name stands with it."""
        tops = self._tops[number]
        for kid in tree.kids(index, *_NAMING):
            if kid in tops and (noun_kind(tree[index].lemma) or tree[kid].deprel == "appos"):
                return tops[kid][0]
        head = tree[index].head
        if head in tops and base(tree[index].deprel) in ("appos", "nsubj"):
            return tops[head][0]  # "the candidate is Ann Lee" has the name for its head
        if head >= 0 and base(tree[index].deprel) == "nsubj":
            for twin in tree.kids(head, "nsubj"):
                if twin in tops and 0 < twin - index <= 3:
                    return tops[twin][0]
        return None

    def _resolve(self, anaphor: Anaphor, candidates: Sequence[Candidate]) -> bool:
        """Whether somebody is meant."""
        chosen, chance = self._chooser.choose(anaphor, candidates)
        if chosen is None:
            return False
        referent = candidates[chosen].referent
        self._antecedents[anaphor.number, anaphor.at.head] = candidates[chosen].last
        if anaphor.gender and not referent.gender and chance > _SURE:
            referent.gender = anaphor.gender
        self._mention(referent, replace(anaphor.at, number=anaphor.number))
        return True

    def _mention(self, referent: Referent, at: Occurrence) -> None:
        self._meant[at.number, at.head] = referent
        self._memory.note(referent, at)

    def _join(self, number: int, tree: Tree, index: int) -> None:
        """The joint referent of a coordination, one for the same members throughout."""
        first = self._meant.get((number, index))
        if first is None or tree[index].upos == "PRON":
            return
        others = [
            self._meant[number, kid]
            for kid in tree.kids(index, "conj")
            if (number, kid) in self._meant and not self._goes_on(number, tree, index, kid)
        ]
        members = tuple(dict.fromkeys((first, *others)))
        if len(members) < 2:
            return
        joint = self._joints.setdefault(frozenset(members), _join_members(members))
        self._joint[number, index] = joint
        self._memory.note(joint, make_occurrence(self._reading, number, index, "joint"))

    def _goes_on(self, number: int, tree: Tree, index: int, kid: int) -> bool:
        """Whether what seems to be joined to a name is the second half of its role: "Ann Lee, a
        lawyer and author".
        """
        named = self._meant[number, index].name is not None
        bare = not tree.kids(kid, "det", "nmod:poss") and tree[kid].xpos == "NN"
        return named and bare and self._meant[number, kid].kind == "anonymous"


def _counts_two(tree: Tree, index: int) -> bool:
    """Whether a noun is "the two men", whoever they are; other complements tell who."""
    if tree[index].xpos != "NNS" or not tree.kids(index, "det") or tree.kids(index, "nmod", "acl"):
        return False
    counted = any(tree[kid].text.lower() == "two" for kid in tree.kids(index, "nummod"))
    return counted and noun_kind(tree[index].lemma) in ("person", "organization")


def _is_told_of_in(candidate: Candidate, kind: AnaphorClass, content: Spans) -> bool:
    """Whether somebody was last mentioned in these words, and not by a pronoun: people who say
    them speak of themselves as "I" or "he"; a body may say "the company".
    """
    if kind == "it" or candidate.ahead or candidate.last.form == "pronoun":
        return False
    return any(span.start <= candidate.last.place < span.end for span in content)


def _point_back(description: Description, at: Occurrence, *, is_source: bool) -> Anaphor:
    many = description.plural and description.kind == "person"
    return Anaphor(
        "the",
        at,
        at.number,
        description.noun,
        gender=description.gender,
        noun=description.noun,
        noun_kind="group" if many else description.kind,
        modifiers=description.modifiers,
        complete=description.complete,
        owned=description.owner is not None,
        source=is_source,
    )


def _prefer_sure(candidates: Sequence[Candidate], gender: str) -> Iterator[Candidate]:
    """The candidates without those of the other gender, if somebody is surely of this one."""
    sure = gender and any(candidate.referent.gender == gender for candidate in candidates)
    for candidate in candidates:
        referent = candidate.referent
        if not sure or (referent.gender or referent.leaning) in ("", gender):
            yield candidate


def _join_members(members: Sequence[Referent]) -> Referent:
    """All members as one, called by the first who has a name."""
    kind: SpeakerKind = "group"
    if all(member.kind == "document" for member in members):
        kind = "document"
    called = next((member for member in members if member.name), members[0])
    return Referent(
        kind,
        called.name,
        plural=True,
        role=_in_plural(called.role) if len({m.role for m in members}) == 1 else called.role,
        nouns=set[str]().union(*(member.nouns for member in members)),
        members=tuple(members),
    )


def _in_plural(role: str | None) -> str | None:
    """The role that all of them have: "Senators"."""
    return f"{role}s" if role and role[-1].islower() and role[-1] not in "syhx" else role
