"""What the news itself teaches of who is meant: pronouns and descriptions that can mean only one.

Nobody has annotated these articles. Names tell the gender of some people, and the articles
together tell which offices people hold; where one of these leaves a single candidate, features
that do not show it learn how the news goes on about the same person.
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
)
from quotes.speakers.referents import Referent
from quotes.speakers.roles import PREDICATE, find_roles

_NEAR = 4  # sentences in which all must be of known gender for a pronoun to be unmistakable
_TOLD_IN = 2  # other articles that must tell somebody's role
_MAIN = 0.2  # of the articles on somebody that must tell a role, for its noun alone to mean them
_FEW = 4
# Nouns that say too little, or of too many: "the president" may be of anything.
_OF_MANY = frozenset(
    ("president", "man", "woman", "person", "guy", "friend", "child", "judge", "chief", "winner",
     "aide", "attorney", "supporter")
)  # fmt: skip
_SAME = {"gop": "republican"}


@dataclass(frozen=True)
class CoreferenceExample:
    """One anaphor: its class, the features of each candidate and of nobody, and who is meant."""

    kind: str
    rows: Sequence[Sequence[str]]
    gold: int


@dataclass
class _RoleUse:
    """A role's noun as told of somebody: in which articles, and with which other words."""

    articles: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)


class RoleHolders:
    """Who holds which roles, by what stands beside names in many articles.

    Persons are told apart by first and last name.
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
        """Whether other articles tell surely that the description fits the person."""
        key = _name_key(referent)
        if key is None:
            return False
        told = self._held.get(key, {})
        for noun in sorted({anaphor.noun, *find_synonyms(anaphor.noun)} & told.keys()):
            held = told[noun]
            others = len(held.articles - {article})
            if anaphor.modifiers:
                sure = bool(_words(anaphor.modifiers) & held.words)
            else:
                sure = others >= _MAIN * max(_FEW, len(self._seen[key]))
            return sure and others >= _TOLD_IN
        return False


def _name_key(referent: Referent) -> tuple[str, str] | None:
    parts = referent.parts
    return (parts[0], parts[-1]) if referent.is_person and len(parts) > 1 else None


def _words(words: Iterable[str]) -> set[str]:
    folded = {fold_name(word.strip(".")) for word in words}
    return {_SAME.get(word, word) for word in folded}


class _RoleOracle:
    """Chooses the only candidate who holds the role, else as the shipped weights do.

    Each description is noted twice: with all candidates, and without the right one, when nobody
    is meant.
    """

    def __init__(self, roles: RoleHolders, article: str) -> None:
        self._roles, self._article, self._ranker = roles, article, LogLinearRanker()
        self.examples: list[CoreferenceExample] = []

    def choose(
        self, anaphor: Anaphor, candidates: Sequence[AntecedentCandidate]
    ) -> tuple[int | None, float]:
        """The index of the holder, or of the likeliest."""
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
        return holders[0], 1.0


def _is_vague(anaphor: Anaphor) -> bool:
    return anaphor.noun in _OF_MANY or is_family(anaphor.noun) or anaphor.complete or anaphor.owned


class _GenderOracle:
    """Chooses by gender, which the features do not show.

    "She" in an article whose only woman in reach is known can mean nobody else: where names tell
    the gender of every candidate, and one alone has the pronoun's, the pronoun teaches how the
    news goes on about the same person, without anybody's annotation.
    """

    def __init__(self) -> None:
        self.examples: list[CoreferenceExample] = []

    def choose(
        self, anaphor: Anaphor, candidates: Sequence[AntecedentCandidate]
    ) -> tuple[int | None, float]:
        """The only candidate of the gender; else the nearest whose gender is not the other."""
        if anaphor.kind != "he" or not candidates:
            return (0 if candidates else None), 1.0
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
            return fits[0], 1.0
        return next((i for i, g in enumerate(genders) if g in ("", gender)), None), 1.0


def collect_pronouns(parses: Iterable[Parse]) -> list[CoreferenceExample]:
    """The pronouns whose gender leaves one candidate only."""
    oracle = _GenderOracle()
    for parse in parses:
        parsed = ParsedArticle(parse)
        Coreference(parsed, NameRegistry(parsed), oracle, hide_gender=True)
    return oracle.examples


def collect_descriptions(parses: Sequence[Parse]) -> list[CoreferenceExample]:
    """The descriptions that tell a role which other articles tell of one candidate only."""
    roles = RoleHolders(parses)
    examples: list[CoreferenceExample] = []
    for parse in parses:
        oracle = _RoleOracle(roles, parse.article.id)
        parsed = ParsedArticle(parse)
        Coreference(parsed, NameRegistry(parsed), oracle)
        examples += oracle.examples
    return examples
