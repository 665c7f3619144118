"""Which referents were mentioned so far, and which of them an anaphor may refer to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from quotes.english.tables import read_column
from quotes.folding import fold_name
from quotes.records import Spans
from quotes.speakers.ranking import Anaphor, AntecedentCandidate, ReferentMention, find_synonyms
from quotes.speakers.referents import Referent
from quotes.speakers.roles import find_countries

# Not tuned: 40 bounds the cost, so that it grows with the article's length and no faster.
_MOST_REFERENTS = 40  # referents back that are looked at
_MOST_SENTENCES = 30  # sentences back to the last mention of a candidate; not tuned
_MIN_PROTAGONIST = 4  # mentions that make somebody the person an article is about; not tuned
_MOST_TO_INTRODUCED = 3  # sentences from a description in the lead to the name; not tuned
_HELD_BY_MANY = frozenset(
    ("minister", "secretary", "official", "spokesman", "spokeswoman", "ambassador", "officer")
)
# Nouns for people whom an article does not name: "the official" is a named person only if the
# article has called that person an official.
_UNNAMED = frozenset(("official", "source", "diplomat", "aide", "insider", "person"))
# Nouns for companies, and the words of names of bodies that are none: "the firm" is no exchange.
_COMMERCIAL = frozenset(("company", "firm", "retailer", "manufacturer", "maker", "developer"))
_NO_COMPANIES = frozenset(
    ("exchange", "court", "parliament", "senate", "congress", "council", "ministry", "government",
     "police", "union", "university", "commission", "committee", "authority", "regulator",
     "department", "agency", "party", "church", "army", "navy")
)  # fmt: skip


class EntityTracker:
    """The referents mentioned so far, the most recent last.

    Args:
        persons: all persons that the article names, with their roles.
        first: the first mention of each by name.
    """

    def __init__(
        self, persons: Sequence[Referent], first: Mapping[Referent, ReferentMention]
    ) -> None:
        self._first = first
        self._last: dict[Referent, ReferentMention] = {}
        self._last_unquoted: dict[Referent, ReferentMention] = {}
        self._quotations: dict[Referent, set[int]] = {}  # first characters of those it stands in
        self._counts: dict[Referent, int] = {}
        self._by_role_noun: dict[str, list[Referent]] = {}
        for person in persons:
            for noun in {similar for n in person.nouns for similar in (n, *find_synonyms(n))}:
                self._by_role_noun.setdefault(noun, []).append(person)

    def __contains__(self, referent: Referent) -> bool:
        return referent in self._last

    def add_mention(self, referent: Referent, at: ReferentMention) -> None:
        """Adds a mention; the referent is the most recent then."""
        self._last.pop(referent, None)
        self._last[referent] = at
        if at.quotation is None:
            self._last_unquoted[referent] = at
        else:
            self._quotations.setdefault(referent, set()).add(at.quotation)
        self._counts[referent] = self._counts.get(referent, 0) + 1

    def make_candidate(self, referent: Referent) -> AntecedentCandidate:
        """The referent as a candidate; `ahead` if the article names it only further on."""
        if referent not in self._last:
            return AntecedentCandidate(referent, self._first[referent], 0, ahead=True)
        return AntecedentCandidate(
            referent,
            self._last[referent],
            self._counts[referent],
            self._last_unquoted.get(referent),
        )

    def find_candidates(self, anaphor: Anaphor) -> list[AntecedentCandidate]:
        """The compatible referents mentioned lately, the most recent first.

        For a description also those whose role has its noun, wherever the article names them.
        """
        candidates = [self.make_candidate(r) for r in self._recent() if self._is_near(anaphor, r)]
        near = {candidate.referent for candidate in candidates}
        if anaphor.noun:
            candidates += [
                self.make_candidate(holder)
                for holder in self._by_role_noun.get(anaphor.noun, ())
                if holder not in near and is_compatible(anaphor, holder)
            ]
        return candidates

    def _recent(self) -> Iterator[Referent]:
        return islice(reversed(self._last), _MOST_REFERENTS)

    def _is_near(self, anaphor: Anaphor, referent: Referent) -> bool:
        near = anaphor.at.number - self._last[referent].number <= _MOST_SENTENCES
        own_words = anaphor.own_quotations & self._quotations.get(referent, set())
        return near and not own_words and is_compatible(anaphor, referent)

    def find_pair(self, at: ReferentMention) -> AntecedentCandidate | None:
        """The last two named referents that were mentioned together."""
        for referent in self._recent():
            pair = len(referent.members) == 2 and all(m.name for m in referent.members)
            if pair and at.number - self._last[referent].number <= _MOST_SENTENCES:
                return self.make_candidate(referent)
        return None

    def find_only_role_holder(self, anaphor: Anaphor) -> AntecedentCandidate | None:
        """The only person of the article whose role has the noun, unless a modifier differs."""
        holders = self._by_role_noun.get(anaphor.noun, [])
        if len(holders) != 1 or anaphor.complete or not is_compatible(anaphor, holders[0]):
            return None
        words = set(fold_name(holders[0].role or "").split()) | holders[0].nouns
        if self.is_named_later(holders[0], anaphor.at) and anaphor.modifiers <= anaphor.names:
            return self.make_candidate(holders[0])  # "a Brask judge", named afterwards
        if anaphor.modifiers and not words & anaphor.modifiers and len(words) > 2:
            return None
        return self.make_candidate(holders[0])

    def is_named_later(self, referent: Referent, at: ReferentMention) -> bool:
        """Whether the article names the referent only after the mention."""
        return self._first[referent].place > at.place

    def find_introduced(self, at: ReferentMention, gender: str) -> Referent | None:
        """The person whom a description at the start of an article introduces.

        "A user of … is suing the firm", and soon the first person named as a subject, without a
        role of his own. None if several persons may be meant.
        """
        named = [
            person
            for person, first in self._first.items()
            if person.is_person
            and person not in self._last
            and 0 < first.number - at.number <= _MOST_TO_INTRODUCED
            and first.relation == "subject"
        ]
        if len(named) != 1 or named[0].role or len(named[0].parts) < 2:
            return None
        fits = gender in ("", named[0].gender or named[0].leaning or gender)
        return named[0] if fits else None

    def find_protagonist(self, named: Referent) -> Referent | None:
        """The described person whom a bare first name belongs to.

        "A woman who …", and some paragraphs on only "Melanie": the one unnamed woman that the
        article is about.
        """
        if not named.is_person or len(named.parts) != 1 or named.role or not named.gender:
            return None
        if named in self._last or named.parts[0] not in read_column(
            "first_names", "name", "gender"
        ):
            return None
        unnamed = [
            referent
            for referent in self._recent()
            if referent.kind == "anonymous" and referent.gender == named.gender
        ]
        most = max(unnamed, key=self._counts.__getitem__, default=None)
        return most if most is not None and self._counts[most] >= _MIN_PROTAGONIST else None


def is_compatible(anaphor: Anaphor, referent: Referent) -> bool:
    """Whether kind, number, gender and office allow the anaphor to refer to the referent."""
    if anaphor.gender and referent.gender and anaphor.gender != referent.gender:
        return False
    if anaphor.kind == "he":
        return referent.is_person and not referent.plural
    if anaphor.kind == "it":
        return referent.kind in ("organization", "document") and not referent.plural
    if anaphor.kind == "they" or anaphor.noun_kind == "group":
        return referent.plural or referent.kind in ("group", "organization")
    if anaphor.noun_kind == "person":
        fits = referent.is_person and not referent.plural
        fits = fits and not anaphor.modifiers & set(referent.parts)  # "the Clinton aide"
        if referent.name and anaphor.noun in _UNNAMED:
            fits = fits and anaphor.noun in referent.nouns
        return fits and not (
            _has_another_office(anaphor, referent) or _is_of_another_country(anaphor, referent)
        )
    if anaphor.names and anaphor.names.isdisjoint(_words_of(referent)):
        return False  # "the Warren campaign" is not the Clinton campaign
    if anaphor.noun in _COMMERCIAL and not _NO_COMPANIES.isdisjoint(_words_of(referent)):
        return False
    return referent.kind == anaphor.noun_kind and not referent.plural


def _is_of_another_country(anaphor: Anaphor, referent: Referent) -> bool:
    """Whether the role has the same noun and another country: "India's minister", "UK minister"."""
    if not anaphor.names or anaphor.noun not in referent.nouns:
        return False
    of_role = find_countries((referent.role or "").replace("’s", "").replace("'s", "").split())
    of_words = find_countries(anaphor.names)
    return bool(of_role and of_words) and of_role.isdisjoint(of_words)


def _words_of(referent: Referent) -> set[str]:
    """The folded words of a referent's name, and the nouns that describe it."""
    return set(fold_name(referent.name or "").split()) | referent.nouns


def _has_another_office(anaphor: Anaphor, referent: Referent) -> bool:
    """Whether the offices differ: the prime minister is no "justice minister"."""
    role = set(fold_name(referent.role or "").split())
    if "former" in anaphor.modifiers and anaphor.noun in role and "former" not in role:
        return True
    others = role - {anaphor.noun, "former", "deputy", "acting"}
    return (
        anaphor.noun in _HELD_BY_MANY
        and anaphor.noun in role
        and bool(anaphor.modifiers and others)
        and not anaphor.modifiers & others
    )


def drop_named_in_content(
    candidates: Sequence[AntecedentCandidate], anaphor: Anaphor, content: Spans
) -> list[AntecedentCandidate]:
    """The candidates without those whose last mention is in the content and is no pronoun.

    People speak of themselves as "I" or "he"; a body may say "the company".
    """
    return [
        candidate
        for candidate in candidates
        if anaphor.kind == "it"
        or candidate.ahead
        or candidate.last.form == "pronoun"
        or not any(span.start <= candidate.last.place < span.end for span in content)
    ]


def prefer_known_gender(
    candidates: Sequence[AntecedentCandidate], gender: str
) -> list[AntecedentCandidate]:
    """The candidates without those who are likely of the other gender, if one is surely of this."""
    sure = gender and any(candidate.referent.gender == gender for candidate in candidates)
    return [
        candidate
        for candidate in candidates
        if not sure or (candidate.referent.gender or candidate.referent.leaning) in ("", gender)
    ]
