"""Who speaks in each link: the referents of the sources.

Where no referent fits, `speaker` is None and `resolution` says so. A speaker whom the article does
not name never gets a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from quotes.attribution.parsed_article import Link, Mention, ParsedArticle
from quotes.attribution.trees import Tree, base
from quotes.records import Anonymity, Spans, SpeakerKind
from quotes.speakers.anonymity import assign_requests
from quotes.speakers.coreference import Coreference
from quotes.speakers.mentions import find_span
from quotes.speakers.name_registry import NameRegistry
from quotes.speakers.names import clean_name
from quotes.speakers.organizations import canonical_organization, find_government
from quotes.speakers.ranking import AntecedentRanker, LogLinearRanker
from quotes.speakers.referents import Referent
from quotes.speakers.role_phrases import bare_role, noun_kind, role_phrase

NOBODY = "nobody fits"
_MOST_NAME_WORDS = 3  # of a person's name that nothing has tagged; not tuned
_RELATIVES = frozenset(("who", "whom", "that", "which", "whose"))
_FIRST_PERSON = frozenset(("i", "me", "my", "we", "us", "our", "myself"))
_THIRD_PERSON = frozenset(
    ("he", "him", "his", "himself", "she", "her", "hers", "herself", "they", "them", "their", "it",
     "its", "this", "these")
)  # fmt: skip
_SEVERAL = frozenset(
    ("some", "others", "many", "few", "most", "several", "all", "everyone", "everybody", "nobody",
     "none", "both", "people", "those")
)  # fmt: skip
_ONE = frozenset(("one", "another", "someone", "somebody", "anyone", "neither", "either"))
_INDEFINITE = frozenset(("a", "an", "another", "one", "any"))
_PART_OF = frozenset(("of", "among", "from"))


Way = Literal[
    "named", "composed", "joint", "pronoun", "description", "self", "relative", "words", "no source"
]


@dataclass(frozen=True)
class SpeakerResolution:
    """Who speaks in one link, as far as the article says.

    Attributes:
        speaker: the name; None for the unnamed and where nobody fits.
        referent: None where the source's own words are all that the article has of the speaker.
        members: the names of all in a joint source.
        antecedent: the spans that the source was resolved to.
        resolution: how it was resolved, in words.
        way: how it was resolved, as the confidence counts it; see `speakers.confidence`.
        probability: of the antecedent, 0 to 1; 1 where the source itself names the speaker.
        candidates: the named candidates for the antecedent with their probabilities, the likeliest
            first; the chosen one is among them.
        described: the role in a description's own words, whoever is meant.
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
    way: Way = "named"
    probability: float = 1.0
    candidates: tuple[tuple[Referent, float], ...] = ()
    described: str | None = None


UNNAMED = SpeakerResolution("group", anonymity="unnamed", resolution="no source", way="no source")


class SpeakerResolver:
    """Resolves the sources of one article's links.

    Args:
        parsed: the article.
        links: all its links.
        ranker: chooses antecedents; one with the shipped weights if None.
    """

    def __init__(
        self, parsed: ParsedArticle, links: Sequence[Link], ranker: AntecedentRanker | None = None
    ) -> None:
        self._parsed, self._links = parsed, links
        self._registry = NameRegistry(parsed)
        sources = {
            (m.sentence, m.head): link.content for link in links if (m := link.source) is not None
        }
        self._coreference = Coreference(
            parsed, self._registry, ranker or LogLinearRanker(), sources
        )
        self._outer = _find_outer_links(links)
        self._resolutions: dict[int, SpeakerResolution] = {}

    def resolve(self) -> list[tuple[SpeakerResolution, tuple[str, ...]]]:
        """For each link, in order, its speaker and its relays, outermost first."""
        resolutions = [self._resolve_link(index) for index in range(len(self._links))]
        unnamed = {
            index: resolved.referent
            for index, resolved in enumerate(resolutions)
            if resolved.anonymity and self._links[index].source is not None
        }
        requests = assign_requests(self._parsed, self._coreference, self._links, unnamed)
        for index, phrase in requests.items():
            resolutions[index] = replace(
                resolutions[index], anonymity="requested", anonymity_phrase=(phrase,)
            )
        return [(resolved, self._find_relays(index)) for index, resolved in enumerate(resolutions)]

    def _resolve_link(self, index: int) -> SpeakerResolution:
        if index not in self._resolutions:
            # Links in each other's contents would go round in circles without it.
            self._resolutions[index] = UNNAMED
            source = self._links[index].source
            self._resolutions[index] = (
                UNNAMED if source is None else self._resolve_mention(index, source)
            )
        return self._resolutions[index]

    def _resolve_mention(self, index: int, source: Mention) -> SpeakerResolution:
        tree = self._parsed.trees[source.sentence]
        printed = tree[source.head].text
        # "US" and "WHO" in capitals are names; "I" is in capitals anyway.
        word = printed if printed.isupper() and len(printed) > 1 else printed.lower()
        pronoun = tree[source.head].upos in ("PRON", "DET", "SCONJ", "ADJ", "NUM")
        if word in _FIRST_PERSON:
            return self._resolve_first_person(index, plural=word in ("we", "us", "our"))
        if word in _RELATIVES and pronoun:
            return self._resolve_relative(index, source, tree)
        joint = self._coreference.referent_at(source.sentence, source.head, joint=True)
        if joint is not None and joint.members and self._is_whole_coordination(source, tree):
            first = self._coreference.referent_at(source.sentence, source.head)
            name = (first and first.name) or joint.name  # the order may be another here
            return replace(self._make_resolution(joint), speaker=name, way="joint")
        named = self._find_name(source, tree)
        if named is not None:
            return self._make_resolution(named)
        referent = self._coreference.referent_at(source.sentence, source.head)
        if referent is not None:
            return self._resolve_anaphor(source, referent)
        if word in _THIRD_PERSON and pronoun:
            return self._add_candidates(source, _nobody(word), None)
        if pronoun and (word in _ONE or word in _SEVERAL or tree[source.head].upos != "PRON"):
            return self._resolve_part(index, source, tree, word)
        return replace(self._resolve_words(source, tree), way="words")

    def _make_resolution(self, referent: Referent) -> SpeakerResolution:
        unnamed = (
            referent.name is None and referent.kind != "document" and not referent.of_organizations
        )
        return SpeakerResolution(
            kind=referent.kind,
            speaker=referent.name,
            role=referent.role,
            affiliation=referent.affiliation,
            anonymity="unnamed" if unnamed else None,
            referent=referent,
            members=referent.member_names,
        )

    def _resolve_anaphor(self, source: Mention, referent: Referent) -> SpeakerResolution:
        """The resolution of a pronoun or description, with its candidates."""
        antecedent = self._coreference.antecedent_at(source.sentence, source.head)
        resolved = self._add_candidates(source, self._make_resolution(referent), referent)
        if antecedent is None:
            return replace(resolved, way="composed") if referent.name else resolved
        span = find_span(self._parsed, self._registry, antecedent)
        return replace(
            resolved,
            antecedent=(span,),
            resolution=f"the likeliest {antecedent.form} that fits",
        )

    def _add_candidates(
        self, source: Mention, resolved: SpeakerResolution, referent: Referent | None
    ) -> SpeakerResolution:
        """The resolution with the named candidates and its own probability.

        That of a speaker who is left open is what the named candidates leave.
        """
        choices = self._coreference.choices_at(source.sentence, source.head)
        named = sorted((c for c in choices if c[0].name), key=lambda choice: -choice[1])
        rest = max(0.0, 1.0 - sum(probability for _, probability in named))
        word = self._parsed.trees[source.sentence][source.head].text.lower()
        return replace(
            resolved,
            way="pronoun" if word in _THIRD_PERSON else "description",
            described=None if word in _THIRD_PERSON else self._describe(source),
            probability=next((p for candidate, p in choices if candidate is referent), rest),
            candidates=tuple(named),
        )

    def _describe(self, source: Mention) -> str | None:
        """The role in a description's own words."""
        words = role_phrase(self._parsed, self._parsed.trees[source.sentence], source.head, set())
        return bare_role(words) if words else None

    def _is_whole_coordination(self, source: Mention, tree: Tree) -> bool:
        kids = tree.kids(source.head, "conj")
        return any(span.covers(tree[kid].span) for kid in kids for span in source.spans)

    def _find_name(self, source: Mention, tree: Tree) -> Referent | None:
        """The referent of a name in the source that is not part of another phrase in the source."""
        for index, token in enumerate(tree.tokens):
            if not any(span.covers(token.span) for span in source.spans):
                continue
            referent = self._coreference.referent_at(source.sentence, index)
            if referent is None or referent.name is None:
                continue
            named = self._registry.name_at(token.span)
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
        """Whether a name belongs to the source's head and not to a phrase inside the source."""
        at = index
        while at != source.head and at >= 0:
            relation = tree[at].deprel
            if base(relation) in ("nmod", "acl", "obl", "amod", "compound", "obj", "iobj", "conj"):
                return False
            at = tree[at].head
            if at >= 0 and not any(span.covers(tree[at].span) for span in source.spans):
                return base(relation) == "nsubj"
        return True

    def _resolve_first_person(self, index: int, *, plural: bool) -> SpeakerResolution:
        """The speaker of "I" or "we": that of the quotation around."""
        outer = self._outer[index]
        if outer is not None and self._links[outer].source is not None:
            said = replace(self._resolve_link(outer), resolution="the speaker of the quotation")
            return replace(said, way="self") if plural else said  # "I" is as sure as the speaker
        kind: SpeakerKind = "group" if plural else "anonymous"
        return SpeakerResolution(kind, anonymity="unnamed", resolution=NOBODY)

    def _resolve_relative(self, index: int, source: Mention, tree: Tree) -> SpeakerResolution:
        """The speaker of "who" or "which": the noun that the relative clause modifies."""
        clauses = (a for a in tree.ancestors(source.head) if base(tree[a].deprel) == "acl")
        clause = next(clauses, None)
        if clause is None or tree[clause].head < 0:
            return SpeakerResolution("group", anonymity="unnamed", resolution=NOBODY)
        head = self._find_name_before(tree, source.head, tree[clause].head)
        words = tree.subtree(head, without=tree.kids(head, "acl", "case", "punct", "cc"))
        mention = Mention(source.sentence, head, tuple(tree.spans(words)))
        if tree[head].text.lower() in _RELATIVES:
            return SpeakerResolution("group", anonymity="unnamed", resolution=NOBODY)
        return replace(
            self._resolve_mention(index, mention),
            antecedent=mention.spans,
            resolution="the noun of the relative clause",
            way="relative",
        )

    def _find_name_before(self, tree: Tree, relative: int, head: int) -> int:
        """The head of the name right before "who" or "which", else the clause's own head.

        The parser often attaches the clause to a noun further off: "his words to Ann Lee, who …".
        """
        before = relative - 1
        while before > head and tree[before].upos in ("PUNCT", "ADP"):
            before -= 1
        named = self._registry.name_at(tree[before].span)
        person = tree[relative].text.lower() in ("who", "whom")
        if named is None or named[0].is_person != person or before <= head:
            return head
        inside = [i for i in range(before + 1) if named[1].overlaps(tree[i].span)]
        return next((i for i in inside if tree[i].head not in inside), before)

    def _resolve_part(
        self, index: int, source: Mention, tree: Tree, word: str
    ) -> SpeakerResolution:
        """The speaker of "one of the officials" and the like: unnamed, with the officials' role."""
        single = word in _ONE or (tree[source.head].upos == "ADJ" and word not in _SEVERAL)
        kind: SpeakerKind = "anonymous" if single else "group"
        for kid in tree.kids(source.head, "nmod", "obl"):
            if tree.marker(kid, "case") in _PART_OF:
                whole = self._coreference.referent_at(source.sentence, kid)
                role = whole.role if whole else None
                if whole is None and tree[kid].upos != "PRON":
                    role = role_phrase(self._parsed, tree, kid, set())
                return SpeakerResolution(kind, role=role, anonymity="unnamed", referent=whole)
        return SpeakerResolution(kind, anonymity="unnamed")

    def _resolve_words(self, source: Mention, tree: Tree) -> SpeakerResolution:
        """The speaker by the source's own words, where its head has no referent."""
        words = clean_name(" ".join(span.slice(self._parsed.text) for span in source.spans))
        government = find_government(words)
        if government:
            return SpeakerResolution("organization", government)
        head = tree[source.head]
        if head.upos == "PROPN":
            short = role_phrase(self._parsed, tree, source.head, set()) or words
            several = len(short.split()) > 1 and all(w[:1].isupper() for w in short.split())
            plural = head.xpos == "NNPS" and not several  # "Retail Decisions" is one body
            if tree.marker(source.head, "det") in _INDEFINITE:
                return SpeakerResolution("anonymous", role=bare_role(short), anonymity="unnamed")
            if plural:
                return SpeakerResolution("group", role=bare_role(short), anonymity="unnamed")
            body = len(short.split()) > _MOST_NAME_WORDS or short.isupper()
            return SpeakerResolution(
                "organization" if body else "person",
                canonical_organization(short) if body else short,
            )
        if head.upos in ("VERB", "ADP", "AUX"):
            return SpeakerResolution("document")
        return SpeakerResolution("group", anonymity="unnamed")

    def _find_relays(self, index: int) -> tuple[str, ...]:
        """The names of those who passed the words on: speakers of outer links, then the relay."""
        names: list[str] = []
        own = self._resolve_link(index)
        seen = {index}
        outer = self._outer[index]
        while outer is not None and outer not in seen:
            seen.add(outer)
            around, source = self._resolve_link(outer), self._links[outer].source
            name = around.speaker or (self._bare_words(source) if source is not None else None)
            same = around.referent is not None and around.referent is own.referent
            if name and name != own.speaker and not same:
                names.insert(0, name)
            outer = self._outer[outer]
        relay = self._links[index].relay
        if relay is not None:
            names.append(self._resolve_mention(index, relay).speaker or self._bare_words(relay))
        return tuple(dict.fromkeys(names))

    def _bare_words(self, mention: Mention) -> str:
        words = " ".join(span.slice(self._parsed.text) for span in mention.spans)
        return bare_role(words) or words


def _nobody(pronoun: str) -> SpeakerResolution:
    """The resolution of a pronoun that no referent fits."""
    kind: SpeakerKind = "anonymous"
    if pronoun in ("they", "them", "their", "these"):
        kind = "group"
    elif pronoun in ("it", "its", "this"):
        kind = "document"
    return SpeakerResolution(kind, resolution=NOBODY)


def _find_outer_links(links: Sequence[Link]) -> list[int | None]:
    """For each link the innermost other link whose content contains its cue, None if none does."""
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
        if around:  # of links that end together the one that starts last
            holders[index] = min(reversed(around), key=lambda item: item[0])[1]
    return holders


def _holds_cue(outer: Link, inner: Link) -> bool:
    return any(content.covers(cue) for content in outer.content for cue in inner.cue)
