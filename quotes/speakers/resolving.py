"""Whom each source stands for, in the order of the text.

Pronouns and descriptions are resolved to the last mention that fits: in kind, number, gender where
known, and noun. The speaker of the attribution before counts as mentioned last, for a reporter who
writes "he said" twice means the same man. Where nobody fits, `speaker` stays None and the evidence
says so. A source nobody names is never given a name.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from quotes.attribution.finding import Link, Mention, Reading
from quotes.attribution.trees import base
from quotes.records import Anonymity, Entity, Span, Spans, SpeakerKind
from quotes.speakers.describing import Described, describe
from quotes.speakers.names import NameBook, Person, canonical_body, clean_name, fold

_REACH = 2500  # characters back that a pronoun looks for a person
_LOOKED_AT = 40  # links back, so that an article's cost grows with its length and no faster
NOBODY = "nobody fits"
_RELATIVES = frozenset(("who", "whom", "that", "which"))
_SPEAKING_SELF = frozenset(("i", "me", "my", "we", "us", "our"))
_GENDERS = {
    "he": "m",
    "him": "m",
    "his": "m",
    "himself": "m",
    "she": "f",
    "her": "f",
    "herself": "f",
}


@dataclass(frozen=True)
class Speaking:
    """Who speaks in one link, as far as the article tells."""

    kind: SpeakerKind
    speaker: str | None = None
    person: Person | None = None
    role: str | None = None
    affiliation: str | None = None
    anonymity: Anonymity | None = None
    noun: str = ""
    antecedent: Spans = ()
    resolution: str | None = None


UNNAMED = Speaking("group", anonymity="unnamed", resolution="no source")


def _as_person(
    person: Person, antecedent: Spans = (), resolution: str | None = None, role: str | None = None
) -> Speaking:
    return Speaking(
        "person",
        person.name,
        person,
        person.role or role,
        antecedent=antecedent,
        resolution=resolution,
    )


def _may_be(person: Person | None, gender: str) -> bool:
    return not gender or person is None or not person.gender or person.gender == gender


class Resolver:
    """Resolves the links of one article one after the other."""

    def __init__(self, reading: Reading, links: Sequence[Link]) -> None:
        self._reading = reading
        self._book = NameBook(reading.parse)
        self._links = links
        self._speakings: list[Speaking] = []
        self._outer = _enclosing(links)
        self._roles: dict[str, str] = {}
        self._learn_roles()

    def resolve(self) -> list[tuple[Speaking, tuple[str, ...]]]:
        """For each link its speaking and its relays, outermost first."""
        for index, link in enumerate(self._links):
            self._speakings.append(self._speak(index, link.source))
        return [(speaking, self._relays(i)) for i, speaking in enumerate(self._speakings)]

    def _learn_roles(self) -> None:
        """Roles of named persons from every place where a name stands with one, so that it holds
        throughout.
        """
        for number, tree in enumerate(self._reading.trees):
            for index, token in enumerate(tree.tokens):
                if token.upos not in ("PROPN", "NOUN") or base(token.deprel) in (
                    "flat",
                    "compound",
                ):
                    continue
                if self._book.person_at(token.span) is None and not any(
                    self._book.person_at(tree[k].span) for k in tree.children[index]
                ):
                    continue
                words = tree.subtree(
                    index,
                    without=tree.kids(index, "punct", "acl", "conj", "cc", "case", "parataxis"),
                )
                mention = Mention(number, index, tuple(tree.spans(words)))
                described = describe(self._reading, mention, self._book)
                if described.person is not None and described.role and not described.person.role:
                    described.person.role = described.role

    def _speak(self, index: int, source: Mention | None) -> Speaking:
        if source is None:
            return UNNAMED
        described = describe(self._reading, source, self._book)
        if described.pronoun in _SPEAKING_SELF:
            return self._resolve_self(index, described)
        if described.pronoun in _RELATIVES:
            found = self._resolve_relative(index, source)
            if found is not None:
                return found
        if described.pronoun in _GENDERS or described.pronoun in _RELATIVES:
            return self._resolve_person(index, source, _GENDERS.get(described.pronoun, ""))
        if described.pronoun:
            return self._resolve_body(index, source, described)
        if described.person is not None:
            return _as_person(described.person, role=described.role)
        if described.name:
            return Speaking(
                described.kind, described.name, role=described.role, noun=described.noun
            )
        return self._resolve_description(index, source, described)

    def _earlier(self, index: int, place: int) -> Iterator[tuple[Speaking, Mention]]:
        """Speakers before a link, the last first, as far back as a pronoun reaches."""
        for earlier in range(index - 1, max(-1, index - 1 - _LOOKED_AT), -1):
            source = self._links[earlier].source
            if source is not None and 0 <= place - source.spans[0].start < _REACH:
                yield self._speakings[earlier], source

    def _resolve_self(self, index: int, described: Described) -> Speaking:
        """Who says "I" or "we": the speaker of the quotation around."""
        outer = self._outer[index]
        if outer is not None and self._outer[outer] is None:
            known = outer < len(self._speakings)
            speaking = (
                self._speakings[outer] if known else self._speak(outer, self._links[outer].source)
            )
            return replace(speaking, resolution="the speaker of the quotation")
        if outer is not None and outer < len(self._speakings):
            return replace(self._speakings[outer], resolution="the speaker of the quotation")
        kind: SpeakerKind = "group" if described.plural else "person"
        return Speaking(kind, anonymity="unnamed", resolution=NOBODY)

    def _resolve_relative(self, index: int, source: Mention) -> Speaking | None:
        """The noun that a relative clause belongs to."""
        tree = self._reading.trees[source.sentence]
        clauses = (a for a in tree.ancestors(source.head) if "relcl" in tree[a].deprel)
        clause = next(clauses, None)
        if clause is None or tree[clause].head < 0:
            return None
        head = tree[clause].head
        words = tree.subtree(head, without=tree.kids(head, "acl", "case", "punct", "cc"))
        mention = Mention(source.sentence, head, tuple(tree.spans(words)))
        speaking = self._speak(index, mention)
        return replace(
            speaking, antecedent=mention.spans, resolution="the noun of the relative clause"
        )

    def _resolve_person(self, index: int, source: Mention, gender: str) -> Speaking:
        """Whom "he" or "she" means: the last speaker, unless somebody else was named since."""
        place = source.spans[0].start
        best, best_score = Speaking("anonymous", anonymity="unnamed", resolution=NOBODY), -99.0
        for person in self._book.persons:
            after = bisect_left(person.spans, Span(place, place + 1))
            if not after or not _may_be(person, gender):
                continue
            span = person.spans[after - 1]
            if place - span.end >= _REACH:
                continue
            score = -(place - span.end) / 400 + self._salience(span)
            score += 0.5 if gender and person.gender == gender else 0.0
            if score > best_score:
                best_score = score
                best = _as_person(person, (span,), "the last person that fits")
        for speaking, mention in self._earlier(index, place):
            if speaking.kind not in ("person", "anonymous") or not _may_be(speaking.person, gender):
                continue
            if 1.0 - (place - mention.spans[0].start) / 700 > best_score:
                best = replace(
                    speaking, antecedent=mention.spans[:1], resolution="the last speaker that fits"
                )
            break
        return best

    def _salience(self, span: Span) -> float:
        """More for a subject, less for a name inside another phrase."""
        for number in self._reading.sentences_in(span):
            tree = self._reading.trees[number]
            for token in tree.tokens:
                inside = token.head >= 0 and span.covers(tree[token.head].span)
                if span.covers(token.span) and not inside:
                    subject = base(token.deprel) == "nsubj"
                    return 0.8 if subject else -0.6 if token.deprel == "nmod:poss" else 0.0
        return 0.0

    def _resolve_body(self, index: int, source: Mention, described: Described) -> Speaking:
        """Whom "it" or "they" means: the last body or group that spoke, or the last body named."""
        place = source.spans[0].start
        wanted = ("group", "organization", "document")[: 2 if described.plural else 3]
        for speaking, mention in self._earlier(index, place):
            if speaking.kind in wanted and speaking.resolution != NOBODY:
                return replace(
                    speaking, antecedent=mention.spans, resolution="the last speaker that fits"
                )
        if not described.plural:
            before = self._reading.entities_in(Span(max(0, place - _REACH), place + 1))
            for entity in reversed(before):
                if entity.type == "ORG" and entity.span.end <= place:
                    return self._as_body(entity, "the last body named")
        return Speaking(described.kind, anonymity="unnamed", resolution=NOBODY)

    def _as_body(self, entity: Entity, resolution: str) -> Speaking:
        name = self._book.expand_body(clean_name(entity.span.slice(self._reading.text)))
        return Speaking(
            "organization", canonical_body(name), antecedent=(entity.span,), resolution=resolution
        )

    def _resolve_description(self, index: int, source: Mention, described: Described) -> Speaking:
        """Whom "the minister" or "the official" means: the last one whose role or noun has the
        word; else a new unnamed one.
        """
        if described.definite and described.noun:
            found = self._find_described(index, source.spans[0].start, described)
            if found is not None:
                return found
        anonymity: Anonymity | None = None if described.kind == "document" else "unnamed"
        return Speaking(
            described.kind, None, role=described.role, anonymity=anonymity, noun=described.noun
        )

    def _find_described(self, index: int, place: int, described: Described) -> Speaking | None:
        noun = described.noun
        for speaking, mention in self._earlier(index, place):
            known = fold(f"{speaking.role or ''} {speaking.speaker or ''}").split()
            same = speaking.noun == noun if speaking.speaker is None else noun in known
            person = speaking.kind == "person" and described.kind == "anonymous"
            if same and (person or speaking.kind == described.kind):
                return replace(
                    speaking, antecedent=mention.spans, resolution="the last that the words fit"
                )
        if described.kind == "anonymous":
            holders = [p for p in self._book.persons if noun in fold(p.role or "").split()]
            mentions = [(s, p.name, p) for p in holders for s in p.spans if s.start < place]
            if mentions:
                span, _, person_named = max(mentions)
                return _as_person(person_named, (span,), "the last who has the role")
        elif described.kind == "organization":
            before = self._reading.entities_in(Span(max(0, place - _REACH), place + 1))
            for entity in reversed(before):
                words = fold(entity.span.slice(self._reading.text)).split()
                if entity.type == "ORG" and entity.span.end <= place and noun in words:
                    return self._as_body(entity, "the last body named so")
        return None

    def _relays(self, index: int) -> tuple[str, ...]:
        """Those who passed the words on: the speakers of the attributions around, and the one
        named as relay.
        """
        names: list[str] = []
        own = self._speakings[index]
        passed = {index}
        outer = self._outer[index]
        while outer is not None and outer not in passed:
            passed.add(outer)
            name = self._relay_name(outer)
            if name and name != own.speaker:
                names.insert(0, name)
            outer = self._outer[outer]
        relay = self._links[index].relay
        if relay is not None:
            described = describe(self._reading, relay, self._book)
            words = clean_name(" ".join(s.slice(self._reading.text) for s in relay.spans))
            names.append((described.person.name if described.person else described.name) or words)
        return tuple(names)

    def _relay_name(self, index: int) -> str | None:
        speaking, source = self._speakings[index], self._links[index].source
        if speaking.speaker or source is None:
            return speaking.speaker
        return clean_name(" ".join(s.slice(self._reading.text) for s in source.spans))


def _enclosing(links: Sequence[Link]) -> list[int | None]:
    """For each link the innermost link whose content holds its cue."""
    holders: list[int | None] = [None] * len(links)
    spans = sorted((s.start, -s.end, i) for i, link in enumerate(links) for s in link.content)
    order = sorted((min(c.start for c in link.cue), i) for i, link in enumerate(links) if link.cue)
    stack: list[tuple[int, int]] = []
    position = 0
    for place, index in order:
        while position < len(spans) and spans[position][0] <= place:
            stack.append((-spans[position][1], spans[position][2]))
            position += 1
        stack = [item for item in stack if item[0] > place]
        around = [item for item in stack if item[1] != index]
        around = [item for item in around if not _holds_cue(links[index], links[item[1]])]
        if around:
            holders[index] = min(around)[1]
    return holders


def _holds_cue(outer: Link, inner: Link) -> bool:
    return any(content.covers(cue) for content in outer.content for cue in inner.cue)
