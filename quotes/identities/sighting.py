"""The speakers of one article, with all that may tell them from others of the name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Literal, NamedTuple

from msgspec.structs import replace

from quotes.english.tables import read_column
from quotes.folding import fold_name
from quotes.identities.bodies import find_acronyms, name_body
from quotes.identities.naming import read_form, spell_plainly
from quotes.identities.wikidata import WikidataTable
from quotes.records import Attribution, Extraction, Record
from quotes.speakers.bodies import is_listed_body

IdentityKind = Literal["person", "organization"]
_MOST_COMPANY = 30
_LONGEST_NAME = 300  # characters; what is longer is no name


class Key(NamedTuple):
    """Which speaker of which article: `speaker` is the id that the article's attributions give."""

    article_id: str
    speaker: str


class Sighting(Record, frozen=True, kw_only=True):
    """A named speaker in one article.

    `roles` and `affiliations` are as worded, sorted. `company` are the keys (`find_keys`) of the
    article's other speakers. `acronyms` are those that the article explains as the name's.
    `published` is a day, YYYY-MM-DD.
    """

    article_id: str
    speaker: str
    name: str
    kind: IdentityKind
    roles: tuple[str, ...] = ()
    affiliations: tuple[str, ...] = ()
    outlet: str | None = None
    published: str | None = None
    company: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    wikidata: str | None = None

    @property
    def key(self) -> Key:
        return Key(self.article_id, self.speaker)


def find_sightings(
    extraction: Extraction, table: WikidataTable | None = None
) -> tuple[Sighting, ...]:
    """The article's speakers that have an id and a name, by id; nobody who is unnamed."""
    groups: dict[str, list[Attribution]] = {}
    for attribution in extraction.attributions:
        if attribution.speaker_id is not None and _is_named(attribution):
            groups.setdefault(attribution.speaker_id, []).append(attribution)
    article = extraction.article
    explained = find_acronyms(article.text) if groups else {}
    alone = [
        _make_sighting(extraction, speaker, groups[speaker], explained, table or WikidataTable())
        for speaker in sorted(groups)
    ]
    keys = {key: sighting.key for sighting in alone for key in find_keys(sighting)[:1]}
    return tuple(replace(each, company=_list_company(each, keys)) for each in alone)


def find_keys(sighting: Sighting) -> tuple[str, ...]:
    """What it shares with every sighting that it may be one with: a spelling of the last name, or
    the body's names; the first is that of its own name.
    """
    if sighting.kind == "person":
        form = read_form(sighting.name)
        last = form.parts[-1] if form else fold_name(sighting.name)
        return (f"p:{spell_plainly(last)}",)
    names = (name_body(sighting.name), *(fold_name(each) for each in sighting.acronyms))
    return tuple(dict.fromkeys(f"b:{name}" for name in names))


def group_by_keys(sightings: Sequence[Sighting]) -> Iterator[list[Sighting]]:
    """The sightings that share keys, directly or through others, together."""
    by_key: dict[str, list[Sighting]] = {}
    for each in sightings:
        for key in find_keys(each):
            by_key.setdefault(key, []).append(each)
    seen: set[Key] = set()
    for first in sightings:
        group: dict[Key, Sighting] = {}
        waiting = [] if first.key in seen else [first]
        while waiting:
            each = waiting.pop()
            if each.key not in group:
                group[each.key] = each
                waiting += [other for key in find_keys(each) for other in by_key[key]]
        seen |= group.keys()
        if group:
            yield list(group.values())


def _is_named(attribution: Attribution) -> bool:
    name = attribution.speaker or ""
    return (
        attribution.speaker_kind != "anonymous"
        and len(name) <= _LONGEST_NAME
        and bool(fold_name(name))
        and any(word[:1] != word[:1].lower() or word[:1].isdigit() or not word.isascii()
                for word in name.split())
    )  # fmt: skip


def _make_sighting(
    extraction: Extraction,
    speaker: str,
    found: Sequence[Attribution],
    explained: dict[str, str],
    table: WikidataTable,
) -> Sighting:
    name = _most_common(each.speaker for each in found if each.speaker)
    kind = _find_kind(name, found)
    article = extraction.article
    acronyms = [short for short, long in explained.items() if name_body(long) == name_body(name)]
    return Sighting(
        article_id=article.id,
        speaker=speaker,
        name=name,
        kind=kind,
        roles=tuple(sorted({each.role for each in found if each.role})),
        affiliations=tuple(sorted({each.affiliation for each in found if each.affiliation})),
        outlet=article.outlet,
        published=_read_day(article.published),
        acronyms=tuple(sorted(acronyms)) if kind == "organization" else (),
        wikidata=table.find(name, kind),
    )


def _find_kind(name: str, found: Sequence[Attribution]) -> IdentityKind:
    """Whether it is a person: as its attributions say, or, if they call it a document or group, as
    the name looks.
    """
    persons = sum(each.speaker_kind == "person" for each in found)
    bodies = sum(each.speaker_kind == "organization" for each in found)
    if persons or bodies:
        return "person" if persons > bodies else "organization"
    first = name.split()[0].lower()
    known = read_column("first_names", "name", "gender")
    return "person" if first in known and not is_listed_body(name) else "organization"


def _most_common(names: Iterable[str]) -> str:
    counts = Counter(names)
    return max(sorted(counts), key=counts.__getitem__)


def _list_company(sighting: Sighting, keys: dict[str, Key]) -> tuple[str, ...]:
    return tuple(sorted(key for key in keys if keys[key] != sighting.key)[:_MOST_COMPANY])


def _read_day(published: str | None) -> str | None:
    try:
        return date.fromisoformat((published or "")[:10]).isoformat()
    except ValueError:
        return None
