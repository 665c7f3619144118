"""Whom each source stands for, in the order of the text.

Pronouns and descriptions are resolved to the last mention that fits: in kind, number, gender where known, and
noun. The speaker of the attribution before counts as mentioned last, for a reporter who writes "he said" twice means the
same man. Where nobody fits, `speaker` stays None and the evidence says so. A source nobody names is never given a name.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from quotes.attribution.finding import Link, Mention, Reading
from quotes.attribution.trees import base
from quotes.records import Anonymity, Span, Spans, SpeakerKind
from quotes.speakers.describing import Described, describe
from quotes.speakers.names import NameBook, Person, canonical_body, clean_name, fold

_REACH = 2500  # characters back that a pronoun looks for a person
_RELATIVES = frozenset(("who", "whom", "that", "which"))
_SPEAKING_SELF = frozenset(("i", "we", "my", "our"))
_GENDERS = {"he": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "herself": "f"}


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
            self._speakings.append(self._speak(index, link))
        return [(speaking, self._relays(i)) for i, speaking in enumerate(self._speakings)]

    def _learn_roles(self) -> None:
        """Roles of named persons from every place where a name stands with one, so that it holds throughout."""
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

    def _speak(self, index: int, link: Link) -> Speaking:
        if link.source is None:
            return UNNAMED
        described = describe(self._reading, link.source, self._book)
        if described.pronoun:
            return self._resolve_pronoun(index, link, described)
        if described.person is not None:
            return self._as_person(described.person, described.role)
        if described.name:
            return self._as_named(described)
        return self._resolve_description(index, link, described)

    def _as_person(self, person: Person, role: str | None = None, **evidence: object) -> Speaking:
        speaking = Speaking("person", person.name, person, person.role or role)
        return replace(speaking, **evidence)  # type: ignore[arg-type]  # antecedent and resolution

    def _as_named(self, described: Described) -> Speaking:
        return Speaking(described.kind, described.name, role=described.role, noun=described.noun)

    def _resolve_pronoun(self, index: int, link: Link, described: Described) -> Speaking:
        assert link.source is not None
        pronoun, place = described.pronoun, link.source.spans[0].start
        if pronoun in _SPEAKING_SELF:
            outer = self._outer[index]
            if outer is not None and outer < len(self._speakings):
                return replace(self._speakings[outer], resolution="the speaker of the quotation")
            return Speaking(
                "person" if pronoun in ("i", "my") else "group",
                anonymity="unnamed",
                resolution="nobody fits",
            )
        if pronoun in _RELATIVES:
            found = self._resolve_relative(index, link)
            if found is not None:
                return found
        if pronoun in _GENDERS or pronoun in _RELATIVES:
            person = self._last_person(index, place, _GENDERS.get(pronoun, ""))
            if person is not None:
                who, span = person
                if isinstance(who, Speaking):
                    return replace(who, antecedent=(span,), resolution="the last speaker that fits")
                return self._as_person(
                    who, antecedent=(span,), resolution="the last person that fits"
                )
            return Speaking("anonymous", anonymity="unnamed", resolution="nobody fits")
        wanted = (
            ("group", "organization") if described.plural else ("organization", "document", "group")
        )
        for earlier in range(index - 1, -1, -1):
            speaking = self._speakings[earlier]
            source = self._links[earlier].source
            if source is not None and source.spans[0].start < place - _REACH:
                break
            if (
                speaking.kind in wanted
                and source is not None
                and speaking.resolution != "nobody fits"
            ):
                return replace(
                    speaking, antecedent=source.spans, resolution="the last speaker that fits"
                )
        nearby = [
            e
            for e in self._reading.entities_in(Span(max(0, place - _REACH), place + 1))
            if e.type == "ORG"
        ]
        body = next((b for b in reversed(nearby) if b.span.end <= place), None)
        if body is not None and not described.plural:
            name = canonical_body(
                self._book.expand_body(clean_name(body.span.slice(self._reading.text)))
            )
            return Speaking(
                "organization", name, antecedent=(body.span,), resolution="the last body named"
            )
        return Speaking(described.kind, anonymity="unnamed", resolution="nobody fits")

    def _resolve_relative(self, index: int, link: Link) -> Speaking | None:
        """The noun that a relative clause belongs to."""
        assert link.source is not None
        tree = self._reading.trees[link.source.sentence]
        clause = next(
            (a for a in tree.ancestors(link.source.head) if "relcl" in tree[a].deprel), None
        )
        if clause is None or tree[clause].head < 0:
            return None
        head = tree[clause].head
        words = tree.subtree(head, without=tree.kids(head, "acl", "case", "punct", "cc"))
        mention = Mention(link.source.sentence, head, tuple(tree.spans(words)))
        speaking = self._speak(index, replace(link, source=mention))
        return replace(
            speaking, antecedent=mention.spans, resolution="the noun of the relative clause"
        )

    def _last_person(
        self, index: int, place: int, gender: str
    ) -> tuple[Person | Speaking, Span] | None:
        """The person that a pronoun most likely means: the last speaker, unless somebody else was named since."""
        best: tuple[float, Person | Speaking, Span] | None = None
        for person in self._book.persons:
            if gender and person.gender and person.gender != gender:
                continue
            after = bisect_left(person.spans, Span(place, place + 1))
            if not after or place - person.spans[after - 1].end >= _REACH:
                continue
            span = person.spans[after - 1]
            score = -(place - span.end) / 400 + self._salience(span)
            if gender and person.gender == gender:
                score += 0.5
            if best is None or score > best[0]:
                best = score, person, span
        for earlier in range(index - 1, -1, -1):
            speaking, source = self._speakings[earlier], self._links[earlier].source
            if source is None or speaking.kind not in ("person", "anonymous"):
                continue
            if place - source.spans[0].start > _REACH:
                break
            other = speaking.person
            if gender and other is not None and other.gender and other.gender != gender:
                continue
            score = -(place - source.spans[0].start) / 700 + 1.0
            if best is None or score > best[0]:
                best = score, other or speaking, source.spans[0]
            break
        return (best[1], best[2]) if best else None

    def _salience(self, span: Span) -> float:
        """More for a subject, less for a name inside another phrase."""
        for number in self._reading.sentences_in(span):
            tree = self._reading.trees[number]
            for token in tree.tokens:
                if span.covers(token.span) and (
                    token.head < 0 or not span.covers(tree[token.head].span)
                ):
                    relation = base(token.deprel)
                    return (
                        0.8 if relation == "nsubj" else -0.6 if token.deprel == "nmod:poss" else 0.0
                    )
        return 0.0

    def _resolve_description(self, index: int, link: Link, described: Described) -> Speaking:
        """ "The minister" and "the official": the last one whose role or noun has the word; else a new unnamed one."""
        assert link.source is not None
        place = link.source.spans[0].start
        if described.definite and described.noun:
            for earlier in range(index - 1, -1, -1):
                speaking, source = self._speakings[earlier], self._links[earlier].source
                if source is None or speaking.resolution == "nobody fits":
                    continue
                same_noun = speaking.noun == described.noun and speaking.speaker is None
                named = (
                    described.noun
                    in fold(f"{speaking.role or ''} {speaking.speaker or ''}").split()
                )
                fits = speaking.kind == described.kind or (
                    speaking.kind == "person" and described.kind == "anonymous"
                )
                if (same_noun or (named and speaking.speaker)) and fits:
                    return replace(
                        speaking, antecedent=source.spans, resolution="the last that the words fit"
                    )
            if described.kind == "anonymous":
                holders = [
                    p for p in self._book.persons if described.noun in fold(p.role or "").split()
                ]
                holders = [p for p in holders if p.spans[0].start < place]
                if holders:
                    who = max(
                        holders, key=lambda p: max(s.start for s in p.spans if s.start < place)
                    )
                    span = max(s for s in who.spans if s.start < place)
                    return self._as_person(
                        who, antecedent=(span,), resolution="the last who has the role"
                    )
            if described.kind == "organization":
                for body in reversed(self._book.bodies):
                    name = clean_name(body.span.slice(self._reading.text))
                    if body.span.end <= place and described.noun in fold(name).split():
                        name = canonical_body(self._book.expand_body(name))
                        return Speaking(
                            "organization",
                            name,
                            antecedent=(body.span,),
                            resolution="the last body named so",
                        )
        anonymity: Anonymity | None = None if described.kind == "document" else "unnamed"
        return Speaking(
            described.kind, None, role=described.role, anonymity=anonymity, noun=described.noun
        )

    def _relays(self, index: int) -> tuple[str, ...]:
        """Those who passed the words on: the speakers of the attributions around, and the one named as relay."""
        names: list[str] = []
        own = self._speakings[index]
        outer = self._outer[index]
        while outer is not None:
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
        inner = [item for item in stack if item[1] != index]
        if inner:
            holders[index] = min(inner)[1]
    return holders
