"""Names that must be decided together: found by their blocking keys, before any speaker is read."""

from __future__ import annotations

from collections.abc import Set

from sqlalchemy import Connection, select

from quotes.identities.blocking import MOST_ALIKE, find_person_keys, is_person, may_be_vague
from quotes.store.engine.batches import batched
from quotes.store.schema import speaker_name_keys


class ConnectedNames:
    """The names (`make_name_key`) that are connected with others, found step by step.

    Args:
        connection: to read with.
        changed: the names that have just been stored, or of which some are gone.

    Attributes:
        vague: the vague ones of those that were found.
    """

    def __init__(self, connection: Connection, changed: Set[str]) -> None:
        self._connection, self._changed = connection, changed
        self._names: set[str] = set()
        self._keys: set[str] = set()
        self.vague: set[str] = set()

    def find(self, names: Set[str]) -> set[str]:
        """The names, and those connected with them, that were not found before.

        A vague name leads to no others, unless it is the changed ones that made it vague: then its
        links must be decided once more.
        """
        new = set[str]()
        waiting = names - self._names
        while waiting:
            self._names |= waiting
            new |= waiting
            keys = self._find_sought({name for name in waiting if self._leads_on(name)})
            waiting = self._select_names(keys - self._keys) - self._names
            self._keys |= keys
        return new

    def _leads_on(self, name: str) -> bool:
        """Whether a name leads to others; vague ones are noted."""
        if not may_be_vague(name):
            return True
        alike = self._list_alike(name)
        if len(alike) > MOST_ALIKE:
            self.vague.add(name)
        return len(alike - self._changed) <= MOST_ALIKE

    def _list_alike(self, name: str) -> set[str]:
        """Names that a name which may be vague is like: all, or enough of them to know."""
        most = MOST_ALIKE + len(self._changed) + 2
        of_keys = speaker_name_keys.c.blocking_key.in_(find_person_keys(name).counted)
        query = select(speaker_name_keys.c.name_key).where(of_keys).distinct().limit(most)
        return set(self._connection.scalars(query)) - {name}

    def _find_sought(self, names: Set[str]) -> set[str]:
        """The keys that the names seek; those of bodies are the ones that they are stored under."""
        persons = {name for name in names if is_person(name)}
        keys = {key for name in persons for key in find_person_keys(name).sought}
        for batch in batched(sorted(names - persons)):
            of_names = speaker_name_keys.c.name_key.in_(batch)
            query = select(speaker_name_keys.c.blocking_key).where(of_names)
            keys.update(self._connection.scalars(query))
        return keys

    def _select_names(self, keys: Set[str]) -> set[str]:
        names = set[str]()
        for batch in batched(sorted(keys)):
            of_keys = speaker_name_keys.c.blocking_key.in_(batch)
            names.update(
                self._connection.scalars(select(speaker_name_keys.c.name_key).where(of_keys))
            )
        return names
