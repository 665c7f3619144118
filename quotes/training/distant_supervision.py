"""Coreference examples from news without annotation: unambiguous pronouns and descriptions.

First names give the gender of some people, and many articles together give the offices that people
hold. Where gender or office leaves a single candidate, the anaphor is an example, from which
features other than gender and office are learned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from quotes.attribution.parsed_article import ParsedArticle
from quotes.folding import fold_name
from quotes.records import Parse
from quotes.speakers.coreference import FEMALE, Coreference
from quotes.speakers.mentions import find_name_heads
from quotes.speakers.name_registry import NameRegistry
from quotes.speakers.names import is_family
from quotes.speakers.ranking import (
    Anaphor,
    AntecedentCandidate,
    LogLinearRanker,
    featurize,
    find_synonyms,
    make_certain,
)
from quotes.speakers.referents import Referent
from quotes.speakers.roles import PREDICATE, find_roles

# Not tuned: the sentences before a pronoun in which everybody must be of known gender; the other
# articles that must state a role; the share of the articles on a person that must state it for its
# noun alone to mean them, and the least number of articles for that share.
_NEAR = 4
_FEWEST_ARTICLES = 2
_LEAST_SHARE = 0.2
_FEW = 4
# Nouns that fit too many people: "the president" may be of anything.
_AMBIGUOUS = frozenset(
    ("president", "man", "woman", "person", "guy", "friend", "child", "judge", "chief", "winner",
     "aide", "attorney", "supporter")
)  # fmt: skip
_SAME = {"gop": "republican"}


@dataclass(frozen=True)
class CoreferenceExample:
    """One anaphor: its class, the features of each candidate and of nobody, and the right row."""

    kind: str
    rows: Sequence[Sequence[str]]
    gold: int


@dataclass
class _RoleUse:
    """The use of a role's noun for a person: the articles, and the other words of the role."""

    articles: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)


class RoleHolders:
    """The roles of people, by the words beside their names in many articles.

    People are identified by first and last name.
    """

    def __init__(self, parses: Iterable[Parse]) -> None:
        self._held: defaultdict[tuple[str, str], dict[str, _RoleUse]] = defaultdict(dict)
        self._seen: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for parse in parses:
            self._read(ParsedArticle(parse))

    def _read(self, parsed: ParsedArticle) -> None:
        article, registry = parsed.parse.article.id, NameRegistry(parsed)
        for tree in parsed.trees:
            for top, (referent, place) in find_name_heads(tree, registry).items():
                key = _name_key(referent)
                if key is None:
                    continue
                self._seen[key].add(article)
                for role in find_roles(parsed, tree, top, place):
                    if role.rank != PREDICATE:
                        held = self._held[key].setdefault(role.noun, _RoleUse())
                        held.articles.add(article)
                        held.words |= _words(role.words.replace("-", " ").split()) - {role.noun}

    def holds(self, referent: Referent, anaphor: Anaphor, article: str) -> bool:
        """Whether other articles show clearly that the description fits the person."""
        key = _name_key(referent)
        if key is None:
            return False
        roles = self._held.get(key, {})
        for noun in sorted({anaphor.noun, *find_synonyms(anaphor.noun)} & roles.keys()):
            held = roles[noun]
            others = len(held.articles - {article})
            if anaphor.modifiers:
                sure = bool(_words(anaphor.modifiers) & held.words)
            else:
                sure = others >= _LEAST_SHARE * max(_FEW, len(self._seen[key]))
            return sure and others >= _FEWEST_ARTICLES
        return False


def _name_key(referent: Referent) -> tuple[str, str] | None:
    parts = referent.parts
    return (parts[0], parts[-1]) if referent.is_person and len(parts) > 1 else None


def _words(words: Iterable[str]) -> set[str]:
    folded = {fold_name(word.strip(".")) for word in words}
    return {_SAME.get(word, word) for word in folded}


class _RoleOracle:
    """Chooses the only candidate with the role, else as the shipped weights do.

    Each description gives two examples: one with all candidates, and one without the right one, in
    which nobody is right.
    """

    def __init__(self, roles: RoleHolders, article: str) -> None:
        self._roles, self._article, self._ranker = roles, article, LogLinearRanker()
        self.examples: list[CoreferenceExample] = []

    def choose(
        self, anaphor: Anaphor, candidates: Sequence[AntecedentCandidate]
    ) -> tuple[int | None, list[float]]:
        """The index of the candidate with the role, or of the likeliest."""
        holders: list[int] = []
        if anaphor.kind == "the" and anaphor.noun_kind == "person" and not _is_vague(anaphor):
            holders = [
                index
                for index, candidate in enumerate(candidates)
                if self._roles.holds(candidate.referent, anaphor, self._article)
            ]
        if len(holders) != 1:
            return self._ranker.choose(anaphor, candidates)
        others = [c for index, c in enumerate(candidates) if index != holders[0]]
        self.examples.append(CoreferenceExample("the", featurize(anaphor, candidates), holders[0]))
        if others:
            self.examples.append(CoreferenceExample("the", featurize(anaphor, others), len(others)))
        return make_certain(holders[0], len(candidates))


def _is_vague(anaphor: Anaphor) -> bool:
    return (
        anaphor.noun in _AMBIGUOUS or is_family(anaphor.noun) or anaphor.complete or anaphor.owned
    )


class _GenderOracle:
    """Chooses by gender, which is not among the features.

    Where the gender of every candidate is known and only one has the pronoun's, the pronoun is an
    example.
    """

    def __init__(self) -> None:
        self.examples: list[CoreferenceExample] = []

    def choose(
        self, anaphor: Anaphor, candidates: Sequence[AntecedentCandidate]
    ) -> tuple[int | None, list[float]]:
        """The only candidate of the gender; else the nearest whose gender is not the other."""
        if anaphor.kind != "he" or not candidates:
            return make_certain(0 if candidates else None, len(candidates))
        gender = "f" if anaphor.word in FEMALE else "m"
        genders = [candidate.referent.gender for candidate in candidates]
        fits = [i for i, g in enumerate(genders) if g == gender]
        near = [c for c in candidates if anaphor.at.number - c.last.number <= _NEAR]
        known = [c for c in candidates if c.referent.gender]
        sure = all(c.referent.gender or c.referent.name is None for c in near)
        if len(fits) == 1 and len(known) > 1 and sure:
            rows = featurize(anaphor, known)[:-1]
            self.examples.append(
                CoreferenceExample(anaphor.kind, rows, known.index(candidates[fits[0]]))
            )
            return make_certain(fits[0], len(candidates))
        first = next((i for i, g in enumerate(genders) if g in ("", gender)), None)
        return make_certain(first, len(candidates))


def collect_pronouns(parses: Iterable[Parse]) -> list[CoreferenceExample]:
    """The pronouns whose gender leaves a single candidate."""
    oracle = _GenderOracle()
    for parse in parses:
        parsed = ParsedArticle(parse)
        Coreference(parsed, NameRegistry(parsed), oracle, hide_gender=True)
    return oracle.examples


def collect_descriptions(parses: Sequence[Parse]) -> list[CoreferenceExample]:
    """The descriptions with a role that other articles state of a single candidate."""
    roles = RoleHolders(parses)
    examples: list[CoreferenceExample] = []
    for parse in parses:
        oracle = _RoleOracle(roles, parse.article.id)
        parsed = ParsedArticle(parse)
        Coreference(parsed, NameRegistry(parsed), oracle)
        examples += oracle.examples
    return examples
