"""Coreference: which referent each name, pronoun and description of an article refers to.

An article is read once, token by token, in text order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from quotes.attribution.parsed_article import ParsedArticle
from quotes.attribution.trees import Tree, base
from quotes.records import Span, Spans
from quotes.speakers.descriptions import (
    NominalDescription,
    create_referent,
    is_pair_noun,
    make_anaphor,
    parse_description,
)
from quotes.speakers.entity_tracker import (
    EntityTracker,
    drop_named_in_content,
    is_compatible,
    prefer_known_gender,
)
from quotes.speakers.mentions import (
    find_described_name,
    find_name_heads,
    find_own_quotations,
    make_mention,
    move_before_quotations,
)
from quotes.speakers.name_registry import NameRegistry
from quotes.speakers.names import PUBLIC_OFFICES, gender_of_noun, is_family, usual_name
from quotes.speakers.ranking import (
    Anaphor,
    AnaphorClass,
    AntecedentCandidate,
    AntecedentRanker,
    ReferentMention,
)
from quotes.speakers.referents import Referent, join_referents
from quotes.speakers.role_phrases import noun_kind, role_phrase
from quotes.speakers.roles import BARE, DESCRIBED, PREDICATE, find_affiliation, find_roles

FEMALE = frozenset(("she", "her", "hers", "herself"))
_MALE = frozenset(("he", "him", "his", "himself"))
_PRONOUNS: dict[str, AnaphorClass] = {
    **dict.fromkeys(FEMALE | _MALE, "he"),
    **dict.fromkeys(("it", "its", "itself"), "it"),
    **dict.fromkeys(("they", "them", "their", "themselves"), "they"),
}
# Paragraphs in which "a judge" may be a person whom the article names later; not tuned.
_LEAD = 5
_OPENING = 1  # the last sentence whose subject may be introduced by a description; not tuned
# The probability of a pronoun's antecedent from which on it gets the pronoun's gender; not tuned.
_SURE = 0.8
# The probability of a description's antecedent from which on it takes the description as a role.
_LIKELY = 0.3
_WORDS = re.compile(r"[A-Za-z]+")
TokenPlace = tuple[int, int]  # sentence and token, from 0


def _is_shouted(tree: Tree) -> bool:
    """Whether a sentence is printed in capitals, so that "IT" is a pronoun in it."""
    return not any(c.islower() for token in tree.tokens for c in token.text)


class Coreference:
    """The referents of an article by the tokens that refer to them."""

    def __init__(
        self,
        parsed: ParsedArticle,
        registry: NameRegistry,
        ranker: AntecedentRanker,
        sources: Mapping[TokenPlace, Spans] | None = None,
        *,
        hide_gender: bool = False,
    ) -> None:
        """Resolves all mentions of the article.

        Args:
            parsed: the article.
            registry: its names.
            ranker: chooses the antecedents of pronouns and descriptions.
            sources: what is attributed to each source, by the source's head token. A source is
                taken for a description whatever its noun is.
            hide_gender: whether the ranker sees pronouns without their gender, so that candidates
                of both genders compete.
        """
        self._parsed, self._registry, self._ranker = parsed, registry, ranker
        self._sources, self._hide_gender = sources or {}, hide_gender
        self._referents: dict[TokenPlace, Referent] = {}
        self._joint_referents: dict[TokenPlace, Referent] = {}
        self._antecedents: dict[TokenPlace, ReferentMention] = {}
        self._choices: dict[TokenPlace, list[tuple[Referent, float]]] = {}
        self._organizations = {each.name: each for each in registry.organizations}
        self._by_members: dict[frozenset[Referent], Referent] = {}
        self._protagonists: dict[Referent, Referent] = {}  # by the referent of their first name
        self._called_by_surname: set[Referent] = set()  # by one that other persons have, too
        self._name_heads = [find_name_heads(tree, registry) for tree in parsed.trees]
        self._collect_roles()
        self._tracker = EntityTracker(registry.persons, self._first_names())
        for number, tree in enumerate(parsed.trees):
            for index in range(len(tree.tokens)):
                self._resolve_token(number, tree, index)
            for index in range(len(tree.tokens)):
                self._join_coordination(number, tree, index)

    def referent_at(self, number: int, head: int, *, joint: bool = False) -> Referent | None:
        """The referent of the phrase that a token heads; with `joint` that of a coordination."""
        referent = self._joint_referents.get((number, head)) if joint else None
        return referent or self._referents.get((number, head))

    def antecedent_at(self, number: int, head: int) -> ReferentMention | None:
        """The mention that a pronoun or description was resolved to."""
        return self._antecedents.get((number, head))

    def choices_at(self, number: int, head: int) -> list[tuple[Referent, float]]:
        """The candidates for a pronoun or description, each with its probability."""
        return self._choices.get((number, head), [])

    def _collect_roles(self) -> None:
        """Adds the roles beside names to their referents; they hold throughout the article.

        Holders of public offices get their usual names.
        """
        for tree, heads in zip(self._parsed.trees, self._name_heads, strict=True):
            for head, (referent, place) in heads.items():
                kind = "person" if referent.is_person else "organization"
                for role in find_roles(self._parsed, tree, head, place, kind):
                    referent.nouns.add(role.noun)
                    referent.gender = referent.gender or gender_of_noun(role.noun)
                    if role.rank == PREDICATE:
                        continue  # "is the winner" helps to recognize her, but is no role
                    if role.rank < referent.role_rank:
                        referent.affiliation = find_affiliation(self._parsed, role.words, role.span)
                    referent.update_role(role.words, role.rank)
        for person in self._registry.persons:
            if person.name and len(person.parts) > 2 and person.nouns & PUBLIC_OFFICES:
                person.name = usual_name(person.name)

    def _first_names(self) -> dict[Referent, ReferentMention]:
        """The first mention by name of each referent."""
        first: dict[Referent, ReferentMention] = {}
        for number, heads in enumerate(self._name_heads):
            for index, (referent, _) in sorted(heads.items()):
                if referent not in first:
                    first[referent] = make_mention(self._parsed, number, index, "name")
        return first

    def _resolve_token(self, number: int, tree: Tree, index: int) -> None:
        token = tree[index]
        word = token.text.lower()
        if index in self._name_heads[number]:
            self._resolve_name(number, index)
        elif (
            word in _PRONOUNS
            and token.upos in ("PRON", "DET")
            and base(token.deprel) != "expl"
            and not (token.text.isupper() and number and not _is_shouted(tree))
        ):
            self._resolve_pronoun(number, tree, index)
        elif word == "two" and token.upos == "NUM" and tree.kids(index, "det"):
            self._resolve_pair(number, index)
        elif is_pair_noun(tree, index) and self._resolve_pair(
            number, index, noun_kind(token.lemma)
        ):
            pass
        elif token.upos in ("NOUN", "PROPN"):
            named = find_described_name(tree, index, self._name_heads[number])
            if named is not None:
                self._referents[number, index] = named
            else:
                self._resolve_description(number, tree, index)

    def _resolve_name(self, number: int, index: int) -> None:
        referent, span = self._name_heads[number][index]
        at = make_mention(self._parsed, number, index, "name")
        if span in self._registry.ambiguous:
            referent = self._choose_bearer(at, span)
        protagonist = self._tracker.find_protagonist(referent)
        if protagonist is not None and referent not in self._protagonists:
            protagonist.kind, protagonist.name = "person", referent.name
            protagonist.parts = referent.parts
            self._protagonists[referent] = protagonist
        self._add_mention(self._protagonists.get(referent, referent), at)

    def _choose_bearer(self, at: ReferentMention, span: Span) -> Referent:
        """The person whom an ambiguous surname refers to.

        It is the one who was called by it before, for relatives are called by full names; else
        the likeliest antecedent, as for "he".
        """
        bearers = self._registry.ambiguous[span]
        mentioned = [bearer for bearer in bearers if bearer in self._tracker]
        called = [bearer for bearer in mentioned if bearer in self._called_by_surname]
        if called or not mentioned:
            chosen = max(called or bearers, key=lambda bearer: len(bearer.spans))
        else:
            candidates = [self._tracker.make_candidate(bearer) for bearer in mentioned]
            best, _ = self._ranker.choose(Anaphor("he", at, at.number), candidates)
            chosen = mentioned[best or 0]
        self._called_by_surname.add(chosen)
        self._registry.reassign(span, chosen)
        return chosen

    def _resolve_pronoun(self, number: int, tree: Tree, index: int) -> None:
        word = tree[index].text.lower()
        gender = "f" if word in FEMALE else "m" if word in _MALE else ""
        at = make_mention(self._parsed, number, index, "pronoun")
        quotations = find_own_quotations(self._parsed, at)
        anaphor = Anaphor(
            _PRONOUNS[word],
            move_before_quotations(self._parsed, at, quotations),
            number,
            word,
            gender="" if self._hide_gender else gender,
            above=tuple(tree.ancestors(index)),
            own_quotations=quotations,
            source=(number, index) in self._sources,
            content_pronouns=self._find_content_pronouns(number, index, gender),
        )
        content = self._sources.get((number, index), ())
        named = self._find_named(content)
        candidates = [
            candidate
            for candidate in (
                *self._tracker.find_candidates(anaphor),
                *self._find_subjects_ahead(anaphor, tree),
            )
            if candidate.referent not in named and named.isdisjoint(candidate.referent.members)
        ]
        candidates = drop_named_in_content(candidates, anaphor, content)
        self._resolve(anaphor, prefer_known_gender(candidates, anaphor.gender))

    def _resolve_pair(self, number: int, index: int, kind: str | None = None) -> bool:
        """Resolves "the two", or "the two men", to the last pair named together; whether it can."""
        at = make_mention(self._parsed, number, index, "pronoun")
        pair = self._tracker.find_pair(at)
        if pair is None:
            return False
        if kind and any(m.is_person != (kind == "person") for m in pair.referent.members):
            return False
        self._antecedents[number, index] = pair.last
        self._add_mention(pair.referent, at)
        return True

    def _find_content_pronouns(self, number: int, index: int, gender: str) -> frozenset[str]:
        """Which pronouns what is attributed to a source has: "I", "we", and "he" of the gender."""
        words = {
            word.lower()
            for span in self._sources.get((number, index), ())
            for word in _WORDS.findall(span.slice(self._parsed.text))
        }
        third = FEMALE if gender == "f" else _MALE
        return frozenset(words & {"i", "we"}) | (
            frozenset(("he",)) if words & third else frozenset()
        )

    def _find_named(self, content: Spans) -> set[Referent]:
        """The referents that a content names: "he" who says it is somebody else.

        Sources that stand between two parts of the content are not among them.
        """
        return {
            referent
            for span in content
            for number in self._parsed.sentences_in(span)
            for index, (referent, place) in self._name_heads[number].items()
            if span.covers(place) and (number, index) not in self._sources
        }

    def _find_subjects_ahead(self, anaphor: Anaphor, tree: Tree) -> list[AntecedentCandidate]:
        """Subjects of the clauses above that are named only after the pronoun."""
        candidates: list[AntecedentCandidate] = []
        for index, (referent, _) in self._name_heads[anaphor.number].items():
            behind = index > anaphor.at.head and referent not in self._tracker
            if behind and tree[index].head in anaphor.above and is_compatible(anaphor, referent):
                candidates.append(self._tracker.make_candidate(referent))
        return candidates

    def _resolve_description(self, number: int, tree: Tree, index: int) -> None:
        at = make_mention(self._parsed, number, index, "description")
        is_source = (number, index) in self._sources
        description = parse_description(
            tree, index, is_source=is_source, in_headline=at.paragraph == 0
        )
        if description is None:
            return
        anaphor = make_anaphor(description, at, is_source=is_source)
        introduced = self._find_introduced(anaphor, description)
        if introduced is not None:
            if at.paragraph:  # a headline is short of words
                self._update_role(introduced, description, tree, index)
            self._add_mention(introduced, at)
            return
        if description.pointing and self._resolve_pointing(anaphor, description, tree):
            return
        in_lead = at.paragraph <= _LEAD and not description.plural
        if description.pointing or (in_lead and description.kind == "person"):
            holder = self._tracker.find_only_role_holder(anaphor)
            if holder is not None and (
                description.pointing or self._tracker.is_named_later(holder.referent, at)
            ):
                self._antecedents[number, index] = holder.last
                self._add_mention(holder.referent, at)
                return
        referent = create_referent(
            self._parsed, tree, index, description, lambda k: self._find_named_at(number, tree, k)
        )
        if referent.kind == "organization" and referent.name:
            referent = self._organizations.setdefault(referent.name, referent)
        self._add_mention(referent, at)

    def _find_introduced(
        self, anaphor: Anaphor, description: NominalDescription
    ) -> Referent | None:
        """The person whom the subject of the opening sentence describes and the next ones name."""
        opens = anaphor.number <= _OPENING and anaphor.at.relation == "subject"
        if not opens or description.kind != "person" or description.plural:
            return None
        candidates = self._tracker.find_candidates(anaphor) if description.pointing else []
        if any(not candidate.ahead for candidate in candidates):
            return None
        return self._tracker.find_introduced(anaphor.at, description.gender)

    def _resolve_pointing(
        self, anaphor: Anaphor, description: NominalDescription, tree: Tree
    ) -> bool:
        """Resolves a definite description to a candidate; whether there is one."""
        number, index = anaphor.number, anaphor.at.head
        owner = None
        if description.owner is not None:
            owner = self._referents.get((number, description.owner))
        candidates = self._tracker.find_candidates(anaphor)
        if not self._resolve(anaphor, [c for c in candidates if c.referent is not owner]):
            return False
        if anaphor.at.quotation is None and self._was_likely(number, index):
            self._update_role(self._referents[number, index], description, tree, index)
        return True

    def _was_likely(self, number: int, index: int) -> bool:
        """Whether a description's antecedent is likely enough to take its role from it."""
        referent = self._referents[number, index]
        return any(r is referent and p > _LIKELY for r, p in self._choices[number, index])

    def _update_role(
        self, referent: Referent, description: NominalDescription, tree: Tree, index: int
    ) -> None:
        """Takes a person's role from a description: "the Vermont senator"."""
        if not referent.is_person or not referent.name or description.kind != "person":
            return
        if is_family(description.noun):
            return  # "my son", "the queen" of a ball
        words = role_phrase(self._parsed, tree, index, set())
        is_bare = words is not None and " " not in words
        referent.update_role(words, BARE if is_bare else DESCRIBED)

    def _find_named_at(self, number: int, tree: Tree, index: int) -> Referent | None:
        """The referent of a token, or of the name there if the token was not resolved yet."""
        named = self._registry.name_at(tree[index].span)
        return self._referents.get((number, index)) or (named[0] if named else None)

    def _resolve(self, anaphor: Anaphor, candidates: Sequence[AntecedentCandidate]) -> bool:
        """Resolves an anaphor to the candidate that the ranker chooses; whether it chooses one."""
        chosen, probabilities = self._ranker.choose(anaphor, candidates)
        self._choices[anaphor.number, anaphor.at.head] = [
            (candidate.referent, probability)
            for candidate, probability in zip(candidates, probabilities, strict=False)
        ]
        if chosen is None:
            return False
        referent, probability = candidates[chosen].referent, probabilities[chosen]
        self._antecedents[anaphor.number, anaphor.at.head] = candidates[chosen].last
        if anaphor.gender and not referent.gender and probability > _SURE:
            referent.gender = anaphor.gender
        self._add_mention(referent, replace(anaphor.at, number=anaphor.number))
        return True

    def _add_mention(self, referent: Referent, at: ReferentMention) -> None:
        self._referents[at.number, at.head] = referent
        self._tracker.add_mention(referent, at)

    def _join_coordination(self, number: int, tree: Tree, index: int) -> None:
        """Gives a coordination a joint referent, the same for the same members throughout."""
        first = self._referents.get((number, index))
        if first is None or tree[index].upos == "PRON":
            return
        others = [
            self._referents[number, kid]
            for kid in tree.kids(index, "conj")
            if (number, kid) in self._referents
            and not self._is_second_half_of_role(number, tree, index, kid)
        ]
        members = tuple(dict.fromkeys((first, *others)))
        if len(members) < 2:
            return
        joint = self._by_members.setdefault(frozenset(members), join_referents(members))
        if joint.name and not joint.listed:
            joint.listed = self._list_members(number, tree, index)
        self._joint_referents[number, index] = joint
        self._tracker.add_mention(joint, make_mention(self._parsed, number, index, "joint"))

    def _list_members(self, number: int, tree: Tree, index: int) -> tuple[Referent | str, ...]:
        """All that a coordination joins, in order; those without a name by their words."""
        listed: list[Referent | str] = []
        kids = tree.kids(index, "conj")
        for head in (index, *kids):
            referent = self._referents.get((number, head))
            if referent is not None and referent.name is not None:
                listed.append(referent)
            elif head == index or self._is_phrase(tree, head):
                aside = tree.kids(head, "cc", "punct", "appos", "acl:relcl")
                own = tree.subtree(head, without=(*kids, *aside))
                span = Span(tree[own[0]].span.start, tree[own[-1]].span.end)
                listed.append(span.slice(self._parsed.text))
        return tuple(listed)

    def _is_phrase(self, tree: Tree, kid: int) -> bool:
        """Whether a conjunct without a name is a noun phrase that stands for somebody of its own,
        and not the second half of a role.
        """
        is_own = tree[kid].xpos in ("NNS", "NNPS") or tree.kids(kid, "det", "nmod:poss", "nummod")
        return (
            tree[kid].upos in ("NOUN", "PROPN")
            and bool(is_own)
            and self._registry.name_at(tree[kid].span) is None
        )

    def _is_second_half_of_role(self, number: int, tree: Tree, index: int, kid: int) -> bool:
        """Whether a conjunct of a name belongs to its role: "Ann Lee, a lawyer and author"."""
        named = self._referents[number, index].name is not None
        bare = not tree.kids(kid, "det", "nmod:poss") and tree[kid].xpos == "NN"
        return named and bare and self._referents[number, kid].kind == "anonymous"
