"""Invented people with names as common as real ones, and articles that cite them.

Surnames are invented words, so that no real person is given words. How common they are follows the
law share(rank) = 0.00828 * (4.9 / (rank + 3.9)) ** 0.8, fitted to what the U.S. Census Bureau
published for 2010: the commonest has 0.83 % of the people, 25 surnames have 8.7 % of them and 239 a
quarter; the law gives 9.1 % and 24.5 %. It is cut off where the shares add up to one, so that the
rare half of real surnames is a little more common here. Given names are those of the shipped list
in an order of chance, the commonest 1.65 % of all, the tenth half of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from quotes.english.tables import read_table
from quotes.records import Article, Attribution, Evidence, Extraction, Span, make_attribution_id
from quotes.speakers.names import make_slug

_SEED = 20_310_401
_SURNAMES = 14_000
_FIRST_DAY = date(2021, 1, 1)
_DAYS = 3_650
_OUTLETS = 400
# Shares of mentions, by choice: of somebody who was never mentioned before (the others are drawn
# from all earlier mentions, so that a few people are mentioned very often), with a middle initial,
# by an initial, and by the surname alone.
_NEW, _MIDDLE, _INITIAL, _BARE = 0.3, 0.05, 0.02, 0.05
_HAS_ROLE = 0.6
_ROLES = (
    "senator", "mayor", "economist", "police chief", "footballer", "coach", "teacher", "engineer",
    "foreign minister", "finance minister", "spokesman", "judge", "farmer", "professor", "director",
    "union leader", "ambassador", "doctor", "lawyer", "chief executive", "author", "bishop",
)  # fmt: skip
_SPEAKERS = (1, 6)  # of an article, from and below
_WORDS = 12  # of a quotation


class Person(NamedTuple):
    """An invented person."""

    given: str
    middle: str
    surname: str
    roles: tuple[str, ...]
    outlet: int


class InventedNews:
    """Articles of one to five people, as many as wanted; the same in every run."""

    def __init__(self) -> None:
        self._chance = np.random.default_rng(_SEED)
        self._surnames = self._make_words(_SURNAMES)
        self._words = self._make_words(20_000)
        given = [row["name"] for row in read_table("first_names")]
        self._given = [str(name).title() for name in self._chance.permutation(given)]
        ranks = np.arange(1, _SURNAMES + 1)
        self._surname_shares = _add_up((4.9 / (ranks + 3.9)) ** 0.8)
        self._given_shares = _add_up(9.0 / (np.arange(1, len(self._given) + 1) + 8.0))
        self._people: list[Person] = []
        self._mentions: list[int] = []

    def __iter__(self) -> Iterator[Extraction]:
        number = 0
        while True:
            yield self._make_article(number)
            number += 1

    @property
    def people(self) -> int:
        """The number of people who were mentioned so far."""
        return len(self._people)

    def _make_article(self, number: int) -> Extraction:
        chance = self._chance
        some = {self._choose_person() for _ in range(int(chance.integers(*_SPEAKERS)))}
        people = [self._people[index] for index in sorted(some)]
        outlet = people[0].outlet if chance.random() < 0.5 else int(chance.integers(_OUTLETS))
        day = _FIRST_DAY + timedelta(days=int(chance.integers(_DAYS)))
        article_id, text = f"a{number}", ""
        attributions: list[Attribution] = []
        for person in people:
            name = self._write_name(person)
            words = " ".join(self._words[i] for i in self._draw_words())
            content = Span(len(text), len(text) + len(words))
            source = Span(content.end + 1, content.end + 1 + len(name))
            cue = Span(source.end + 1, source.end + 5)
            text += f"{words} {name} said.\n"
            role = None
            if person.roles and chance.random() < 0.7:
                role = person.roles[int(chance.integers(len(person.roles)))]
            attributions.append(
                Attribution(
                    id=make_attribution_id(article_id, [words], len(attributions)),
                    article_id=article_id,
                    content=(content,),
                    cue=(cue,),
                    source=(source,),
                    type="indirect",
                    speaker=name,
                    speaker_id=make_slug(name),
                    speaker_kind="person",
                    role=role,
                    confidence=0.9,
                    evidence=Evidence(rule="verb", cue_lemma="say"),
                    model_version="synthetic",
                )
            )
        article = Article(
            id=article_id, text=text, outlet=f"outlet{outlet}", published=day.isoformat()
        )
        return Extraction(article=article, attributions=tuple(attributions))

    def _choose_person(self) -> int:
        chance = self._chance
        if not self._mentions or chance.random() < _NEW:
            self._people.append(self._make_person())
            index = len(self._people) - 1
        else:
            index = self._mentions[int(chance.integers(len(self._mentions)))]
        self._mentions.append(index)
        return index

    def _make_person(self) -> Person:
        chance = self._chance
        given, middle = (self._given[_draw(self._given_shares, chance.random())] for _ in "gm")
        roles = chance.choice(len(_ROLES), int(chance.integers(1, 3)), replace=False)
        return Person(
            given=given,
            middle=f"{middle[0]}.",
            surname=self._surnames[_draw(self._surname_shares, chance.random())],
            roles=tuple(_ROLES[role] for role in roles) if chance.random() < _HAS_ROLE else (),
            outlet=int(chance.integers(_OUTLETS)),
        )

    def _write_name(self, person: Person) -> str:
        drawn = self._chance.random()
        if drawn < _BARE:
            return person.surname
        if drawn < _BARE + _INITIAL:
            return f"{person.given[0]}. {person.surname}"
        if drawn < _BARE + _INITIAL + _MIDDLE:
            return f"{person.given} {person.middle} {person.surname}"
        return f"{person.given} {person.surname}"

    def _draw_words(self) -> np.ndarray:
        return (len(self._words) * self._chance.random(_WORDS) ** 3).astype(int)

    def _make_words(self, count: int) -> list[str]:
        parts = [one + two for one in "bdfgklmnprstvz" for two in "aeiou"]
        words: dict[str, None] = {}
        while len(words) < count:
            drawn = self._chance.integers(0, len(parts), 3)
            words["".join(parts[index] for index in drawn).title() + "k"] = None
        return list(words)


def _add_up(weights: np.ndarray) -> np.ndarray:
    sums = np.cumsum(weights)
    return sums / sums[-1]


def _draw(shares: np.ndarray, chance: float) -> int:
    return min(int(np.searchsorted(shares, chance)), len(shares) - 1)
