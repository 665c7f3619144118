"""Whom each source stands for: the discourse's referents read off at the sources.

Where nobody fits, `speaker` stays None and the evidence says so. A source nobody names is never
given a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from quotes.attribution.parsed_article import Link, Mention, ParsedArticle
from quotes.attribution.trees import Tree, base
from quotes.records import Anonymity, Spans, SpeakerKind
from quotes.speakers.anonymity import tie_requests
from quotes.speakers.bodies import canonical_body, find_government
from quotes.speakers.discourse import Discourse
from quotes.speakers.names import clean_name
from quotes.speakers.ranking import Judge
from quotes.speakers.referents import NameBook, Referent
from quotes.speakers.roles import bare_role, noun_kind, role_phrase

NOBODY = "nobody fits"
_RELATIVES = frozenset(("who", "whom", "that", "which", "whose"))
_SPEAKING_SELF = frozenset(("i", "me", "my", "we", "us", "our", "myself"))
_POINTING = frozenset(
    [
        "he",
        "him",
        "his",
        "himself",
        "she",
        "her",
        "hers",
        "herself",
        "they",
        "them",
        "their",
        "it",
        "its",
        "this",
        "these",
    ]
)
_SEVERAL = frozenset(
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
        "nobody",
        "none",
        "both",
        "people",
        "those",
    ]
)
_ONE = frozenset(("one", "another", "someone", "somebody", "anyone", "neither", "either"))
_INDEFINITE = frozenset(("a", "an", "another", "one", "any"))
_PART_OF = frozenset(("of", "among", "from"))


@dataclass(frozen=True)
class Speaking:
    """Who speaks in one link, as far as the article tells.

    `referent` is None where the article has no more of them than these words. `members` are the
    names of all in a joint source.
    """

    kind: SpeakerKind
    speaker: str | None = None
    role: str | None = None
    affiliation: str | None = None
    anonymity: Anonymity | None = None
    anonymity_phrase: Spans = ()
    referent: Referent | None = None
    members: tuple[str, ...] = ()
    antecedent: Spans = ()
    resolution: str | None = None


UNNAMED = Speaking("group", anonymity="unnamed", resolution="no source")


class Resolver:
    """Resolves the links of one article."""

    def __init__(
        self, parsed: ParsedArticle, links: Sequence[Link], judge: Judge | None = None
    ) -> None:
        self._reading, self._links = parsed, links
        self._book = NameBook(parsed)
        sources = {
            (m.sentence, m.head): link.content for link in links if (m := link.source) is not None
        }
        self._discourse = Discourse(parsed, self._book, judge or Judge(), sources)
        self._outer = _enclosing(links)
        self._speakings: dict[int, Speaking] = {}

    def resolve(self) -> list[tuple[Speaking, tuple[str, ...]]]:
        """For each link its speaking and its relays, outermost first."""
        speakings = [self._speaking(index) for index in range(len(self._links))]
        unnamed = {
            index: speaking.referent
            for index, speaking in enumerate(speakings)
            if speaking.anonymity and self._links[index].source is not None
        }
        requests = tie_requests(self._reading, self._discourse, self._links, unnamed)
        for index, phrase in requests.items():
            speakings[index] = replace(
                speakings[index], anonymity="requested", anonymity_phrase=(phrase,)
            )
        return [(speaking, self._relays(index)) for index, speaking in enumerate(speakings)]

    def _speaking(self, index: int) -> Speaking:
        if index not in self._speakings:
            self._speakings[index] = UNNAMED  # for links that hold each other's cues
            source = self._links[index].source
            self._speakings[index] = UNNAMED if source is None else self._speak(index, source)
        return self._speakings[index]

    def _speak(self, index: int, source: Mention) -> Speaking:
        tree = self._reading.trees[source.sentence]
        word = tree[source.head].text.lower()
        pronoun = tree[source.head].upos in ("PRON", "DET", "SCONJ", "ADJ", "NUM")
        if word in _SPEAKING_SELF:
            return self._resolve_self(index, plural=word in ("we", "us", "our"))
        if word in _RELATIVES and pronoun:
            return self._resolve_relative(index, source, tree)
        joint = self._discourse.referent_at(source.sentence, source.head, joint=True)
        if joint is not None and joint.members and self._holds_all(source, tree):
            first = self._discourse.referent_at(source.sentence, source.head)
            name = (first and first.name) or joint.name  # the order may be another here
            return replace(self._as_speaking(joint), speaker=name)
        named = self._find_name(source, tree)
        if named is not None:
            return self._as_speaking(named)
        referent = self._discourse.referent_at(source.sentence, source.head)
        if referent is not None:
            return self._resolved(source, referent)
        if word in _POINTING and pronoun:
            return _nobody(word)
        if pronoun and (word in _ONE or word in _SEVERAL or tree[source.head].upos != "PRON"):
            return self._part_of_some(index, source, tree, word)
        return self._describe_words(source, tree)

    def _as_speaking(self, referent: Referent) -> Speaking:
        unnamed = referent.name is None and referent.kind != "document" and not referent.of_bodies
        return Speaking(
            kind=referent.kind,
            speaker=referent.name,
            role=referent.role,
            affiliation=referent.affiliation,
            anonymity="unnamed" if unnamed else None,
            referent=referent,
            members=tuple(member.name for member in referent.members if member.name),
        )

    def _resolved(self, source: Mention, referent: Referent) -> Speaking:
        speaking = self._as_speaking(referent)
        found = self._discourse.antecedent_at(source.sentence, source.head)
        if found is None:
            return speaking
        span = self._discourse.span_of(found)
        return replace(
            speaking, antecedent=(span,), resolution=f"the likeliest {found.form} that fits"
        )

    def _holds_all(self, source: Mention, tree: Tree) -> bool:
        kids = tree.kids(source.head, "conj")
        return any(span.covers(tree[kid].span) for kid in kids for span in source.spans)

    def _find_name(self, source: Mention, tree: Tree) -> Referent | None:
        """Whom a name in the source's words means that is not part of another phrase in them."""
        for index, token in enumerate(tree.tokens):
            if not any(span.covers(token.span) for span in source.spans):
                continue
            referent = self._discourse.referent_at(source.sentence, index)
            if referent is None or referent.name is None:
                continue
            named = self._book.name_at(token.span)
            if named is None or not self._is_naming(source, tree, index):
                continue
            if (
                referent.is_person
                or index == source.head
                or noun_kind(tree[source.head].lemma) not in ("person", "document")
            ):
                return referent
        return None

    def _is_naming(self, source: Mention, tree: Tree, index: int) -> bool:
        """Whether a name belongs to the head of the source and not to a phrase inside it."""
        at = index
        while at != source.head and at >= 0:
            relation = tree[at].deprel
            if base(relation) in ("nmod", "acl", "obl", "amod", "compound", "obj", "iobj", "conj"):
                return False
            at = tree[at].head
            if at >= 0 and not any(span.covers(tree[at].span) for span in source.spans):
                return base(relation) == "nsubj"
        return True

    def _resolve_self(self, index: int, *, plural: bool) -> Speaking:
        """Who says "I" or "we": the speaker of the quotation around."""
        outer = self._outer[index]
        if outer is not None and self._links[outer].source is not None:
            return replace(self._speaking(outer), resolution="the speaker of the quotation")
        kind: SpeakerKind = "group" if plural else "anonymous"
        return Speaking(kind, anonymity="unnamed", resolution=NOBODY)

    def _resolve_relative(self, index: int, source: Mention, tree: Tree) -> Speaking:
        """The noun that a relative clause belongs to."""
        clauses = (a for a in tree.ancestors(source.head) if base(tree[a].deprel) == "acl")
        clause = next(clauses, None)
        if clause is None or tree[clause].head < 0:
            return Speaking("group", anonymity="unnamed", resolution=NOBODY)
        head = self._find_nearer(tree, source.head, tree[clause].head)
        words = tree.subtree(head, without=tree.kids(head, "acl", "case", "punct", "cc"))
        mention = Mention(source.sentence, head, tuple(tree.spans(words)))
        if tree[head].text.lower() in _RELATIVES:
            return Speaking("group", anonymity="unnamed", resolution=NOBODY)
        return replace(
            self._speak(index, mention),
            antecedent=mention.spans,
            resolution="the noun of the relative clause",
        )

    def _find_nearer(self, tree: Tree, relative: int, head: int) -> int:
        """The head of the name right before "who" or "which", for trees often hang the clause on a
        noun further off: "his words to Ann Lee, who …".
        """
        before = relative - 1
        while before > head and tree[before].upos in ("PUNCT", "ADP"):
            before -= 1
        named = self._book.name_at(tree[before].span)
        person = tree[relative].text.lower() in ("who", "whom")
        if named is None or named[0].is_person != person or before <= head:
            return head
        inside = [i for i in range(before + 1) if named[1].overlaps(tree[i].span)]
        return next((i for i in inside if tree[i].head not in inside), before)

    def _part_of_some(self, index: int, source: Mention, tree: Tree, word: str) -> Speaking:
        """One or several of those whom the words after "of" mean."""
        single = word in _ONE or (tree[source.head].upos == "ADJ" and word not in _SEVERAL)
        kind: SpeakerKind = "anonymous" if single else "group"
        for kid in tree.kids(source.head, "nmod", "obl"):
            if tree.marker(kid, "case") in _PART_OF:
                whole = self._discourse.referent_at(source.sentence, kid)
                role = whole.role if whole else None
                if whole is None and tree[kid].upos != "PRON":
                    role = role_phrase(self._reading, tree, kid, set())
                return Speaking(kind, role=role, anonymity="unnamed", referent=whole)
        return Speaking(kind, anonymity="unnamed")

    def _describe_words(self, source: Mention, tree: Tree) -> Speaking:
        """What the words themselves say, where the discourse has nothing at their head."""
        words = clean_name(" ".join(span.slice(self._reading.text) for span in source.spans))
        government = find_government(words)
        if government:
            return Speaking("organization", government)
        head = tree[source.head]
        if head.upos == "PROPN":
            short = role_phrase(self._reading, tree, source.head, set()) or words
            plural = head.xpos == "NNPS"
            if tree.marker(source.head, "det") in _INDEFINITE:
                return Speaking("anonymous", role=bare_role(short), anonymity="unnamed")
            if plural:
                return Speaking("group", role=bare_role(short), anonymity="unnamed")
            body = len(short.split()) > 3 or short.isupper()
            return Speaking(
                "organization" if body else "person", canonical_body(short) if body else short
            )
        if head.upos in ("VERB", "ADP", "AUX"):
            return Speaking("document")
        return Speaking("group", anonymity="unnamed")

    def _relays(self, index: int) -> tuple[str, ...]:
        """Those who passed the words on: the speakers of the attributions around, and the one
        named as relay.
        """
        names: list[str] = []
        own = self._speaking(index)
        passed = {index}
        outer = self._outer[index]
        while outer is not None and outer not in passed:
            passed.add(outer)
            around, source = self._speaking(outer), self._links[outer].source
            name = around.speaker or (self._bare_words(source) if source is not None else None)
            same = around.referent is not None and around.referent is own.referent
            if name and name != own.speaker and not same:
                names.insert(0, name)
            outer = self._outer[outer]
        relay = self._links[index].relay
        if relay is not None:
            names.append(self._speak(index, relay).speaker or self._bare_words(relay))
        return tuple(names)

    def _bare_words(self, mention: Mention) -> str:
        words = " ".join(span.slice(self._reading.text) for span in mention.spans)
        return bare_role(words) or words


def _nobody(pronoun: str) -> Speaking:
    kind: SpeakerKind = "anonymous"
    if pronoun in ("they", "them", "their", "these"):
        kind = "group"
    elif pronoun in ("it", "its", "this"):
        kind = "document"
    return Speaking(kind, resolution=NOBODY)


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
        if around:  # of those that end together the one that starts last
            holders[index] = min(reversed(around), key=lambda item: item[0])[1]
    return holders


def _holds_cue(outer: Link, inner: Link) -> bool:
    return any(content.covers(cue) for content in outer.content for cue in inner.cue)
