"""Who has been mentioned so far, and who of them a pronoun or description may mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from quotes.english.tables import read_column
from quotes.folding import fold_name
from quotes.speakers.ranking import Anaphor, Candidate, Occurrence, nouns_alike
from quotes.speakers.referents import Referent

_LOOKED_AT = 40  # referents back, so that an article's cost grows with its length and no faster
_REACH = 30  # sentences back that a pronoun or an unfitting description looks
_PROTAGONIST = 4  # mentions that make somebody the person an article is about
_HELD_BY_MANY = frozenset(
    ("minister", "secretary", "official", "spokesman", "spokeswoman", "ambassador", "officer")
)
# Words for those whom an article does not name: "the official" is somebody named only if so called.
_UNNAMED = frozenset(("official", "source", "diplomat", "aide", "insider", "person"))


class Memory:
    """The referents mentioned so far, the last mentioned last.

    Args:
        persons: all whom the article names, their roles learned.
        first: where each is named first.
    """

    def __init__(self, persons: Sequence[Referent], first: Mapping[Referent, Occurrence]) -> None:
        self._first = first
        self._last: dict[Referent, Occurrence] = {}
        self._told: dict[Referent, Occurrence] = {}
        self._quoted: dict[Referent, set[int]] = {}  # first characters of those that mention it
        self._counts: dict[Referent, int] = {}
        self._holders: dict[str, list[Referent]] = {}
        for person in persons:
            for noun in {other for n in person.nouns for other in (n, *nouns_alike(n))}:
                self._holders.setdefault(noun, []).append(person)

    def __contains__(self, referent: Referent) -> bool:
        return referent in self._last

    def note(self, referent: Referent, at: Occurrence) -> None:
        """Keeps one more mention."""
        self._last.pop(referent, None)
        self._last[referent] = at
        if at.quotation is None:
            self._told[referent] = at
        else:
            self._quoted.setdefault(referent, set()).add(at.quotation)
        self._counts[referent] = self._counts.get(referent, 0) + 1

    def recall(self, referent: Referent) -> Candidate:
        """A referent as a candidate; one that is only named further down is ahead."""
        if referent not in self._last:
            return Candidate(referent, self._first[referent], 0, ahead=True)
        told = self._told.get(referent)
        return Candidate(referent, self._last[referent], self._counts[referent], told)

    def find_candidates(self, anaphor: Anaphor) -> list[Candidate]:
        """Those mentioned lately who fit, the last first; for a description also those whose role
        has its noun, wherever they are named.
        """
        found = [self.recall(r) for r in self._recent() if self._is_near(anaphor, r)]
        known = {candidate.referent for candidate in found}
        if anaphor.noun:
            found += [
                self.recall(holder)
                for holder in self._holders.get(anaphor.noun, ())
                if holder not in known and may_mean(anaphor, holder)
            ]
        return found

    def _recent(self) -> Iterator[Referent]:
        return islice(reversed(self._last), _LOOKED_AT)

    def _is_near(self, anaphor: Anaphor, referent: Referent) -> bool:
        near = anaphor.at.number - self._last[referent].number <= _REACH
        own_words = anaphor.speaks & self._quoted.get(referent, set())
        return near and not own_words and may_mean(anaphor, referent)

    def find_pair(self, at: Occurrence) -> Candidate | None:
        """The last two with names who were mentioned together."""
        for referent in self._recent():
            pair = len(referent.members) == 2 and all(m.name for m in referent.members)
            if pair and at.number - self._last[referent].number <= _REACH:
                return self.recall(referent)
        return None

    def find_only_holder(self, anaphor: Anaphor) -> Candidate | None:
        """The only person in the article whose role has the noun, if no modifier is against it."""
        holders = self._holders.get(anaphor.noun, [])
        if len(holders) != 1 or anaphor.complete or not may_mean(anaphor, holders[0]):
            return None
        known = set(fold_name(holders[0].role or "").split()) | holders[0].nouns
        if anaphor.modifiers and not known & anaphor.modifiers and len(known) > 2:
            return None
        return self.recall(holders[0])

    def find_protagonist(self, named: Referent) -> Referent | None:
        """The described person whom a first name without introduction reveals.

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
        found = max(unnamed, key=self._counts.__getitem__, default=None)
        return found if found is not None and self._counts[found] >= _PROTAGONIST else None


def may_mean(anaphor: Anaphor, referent: Referent) -> bool:
    """Whether kind, number, gender and office let the words mean the referent."""
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
        return fits and not _holds_another_office(anaphor, referent)
    return referent.kind == anaphor.noun_kind and not referent.plural


def _holds_another_office(anaphor: Anaphor, referent: Referent) -> bool:
    """Whether the words tell of another office: the prime minister is no "justice minister"."""
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
