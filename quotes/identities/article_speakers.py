"""The named speakers of one article, with what distinguishes them from others of the name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

from msgspec.structs import replace

from quotes.english.tables import read_column
from quotes.folding import fold_name
from quotes.identities.organizations import find_acronyms, normalize_organization
from quotes.identities.person_names import normalize_name, normalize_spelling
from quotes.identities.wikidata import WikidataTable
from quotes.records import Attribution, Extraction, Record
from quotes.speakers.organizations import is_listed_organization

IdentityKind = Literal["person", "organization"]
_MOST_CO_SPEAKERS = 30  # of an article; not tuned: it bounds what is stored
_LONGEST_NAME = 300  # characters; longer text is no name; not tuned


class ArticleSpeakerKey(NamedTuple):
    """A speaker of an article: `speaker` is the `speaker_id` of the article's attributions."""

    article_id: str
    speaker: str


# Stored records call the field `company`.
class ArticleSpeaker(Record, frozen=True, kw_only=True, rename={"co_speakers": "company"}):
    """A named speaker in one article.

    Attributes:
        roles: as worded, sorted; so are `affiliations`.
        published: a day, YYYY-MM-DD.
        co_speakers: keys of the names of the article's other speakers: of persons the last names.
        acronyms: those that the article explains as the name's.
    """

    article_id: str
    speaker: str
    name: str
    kind: IdentityKind
    roles: tuple[str, ...] = ()
    affiliations: tuple[str, ...] = ()
    outlet: str | None = None
    published: str | None = None
    co_speakers: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    wikidata: str | None = None

    @property
    def key(self) -> ArticleSpeakerKey:
        return ArticleSpeakerKey(self.article_id, self.speaker)


def find_article_speakers(
    extraction: Extraction, table: WikidataTable | None = None
) -> tuple[ArticleSpeaker, ...]:
    """The article's named speakers, sorted by id."""
    groups: dict[str, list[Attribution]] = {}
    for attribution in extraction.attributions:
        if attribution.speaker_id is not None and _is_named(attribution):
            groups.setdefault(attribution.speaker_id, []).append(attribution)
    article = extraction.article
    explained = find_acronyms(article.text) if groups else {}
    speakers = [
        _make_speaker(extraction, speaker, groups[speaker], explained, table or WikidataTable())
        for speaker in sorted(groups)
    ]
    keys = {make_co_speaker_key(each): each.key for each in speakers}
    return tuple(replace(each, co_speakers=_list_co_speakers(each, keys)) for each in speakers)


def make_name_key(speaker: ArticleSpeaker) -> str:
    """The kind and the normalized name: equal for article speakers that may be one identity."""
    if speaker.kind == "organization":
        return f"b:{normalize_organization(speaker.name)}"
    name = normalize_name(speaker.name)
    return name.key if name else f"t:{fold_name(speaker.name)}"


def make_co_speaker_key(speaker: ArticleSpeaker) -> str:
    """The normalized spelling of a person's last name, or a body's name."""
    if speaker.kind == "organization":
        return make_name_key(speaker)
    name = normalize_name(speaker.name)
    last = name.parts[-1] if name else fold_name(speaker.name)
    return f"p:{normalize_spelling(last)}"


def _is_named(attribution: Attribution) -> bool:
    name = attribution.speaker or ""
    return (
        attribution.speaker_kind != "anonymous"
        and len(name) <= _LONGEST_NAME
        and bool(fold_name(name))
        and any(word[:1] != word[:1].lower() or word[:1].isdigit() or not word.isascii()
                for word in name.split())
    )  # fmt: skip


def _make_speaker(
    extraction: Extraction,
    speaker: str,
    attributions: Sequence[Attribution],
    explained: dict[str, str],
    table: WikidataTable,
) -> ArticleSpeaker:
    name = _find_most_common(each.speaker for each in attributions if each.speaker)
    kind = _find_kind(name, attributions)
    article = extraction.article
    key = normalize_organization(name)
    acronyms = [short for short, long in explained.items() if normalize_organization(long) == key]
    affiliations = {each.affiliation for each in attributions if each.affiliation}
    return ArticleSpeaker(
        article_id=article.id,
        speaker=speaker,
        name=name,
        kind=kind,
        roles=tuple(sorted({each.role for each in attributions if each.role})),
        affiliations=tuple(sorted(affiliations)),
        outlet=article.outlet,
        published=_read_day(article.published),
        acronyms=tuple(sorted(acronyms)) if kind == "organization" else (),
        wikidata=table.find(name, kind),
    )


def _find_kind(name: str, attributions: Sequence[Attribution]) -> IdentityKind:
    """The kind that most attributions give; by the name if all call it a document or a group."""
    persons = sum(each.speaker_kind == "person" for each in attributions)
    organizations = sum(each.speaker_kind == "organization" for each in attributions)
    if persons or organizations:
        return "person" if persons > organizations else "organization"
    first = name.split()[0].lower()
    first_names = read_column("first_names", "name", "gender")
    return "person" if first in first_names and not is_listed_organization(name) else "organization"


def _find_most_common(names: Iterable[str]) -> str:
    counts = Counter(names)
    return max(sorted(counts), key=counts.__getitem__)


def _list_co_speakers(
    speaker: ArticleSpeaker, keys: dict[str, ArticleSpeakerKey]
) -> tuple[str, ...]:
    return tuple(sorted(key for key in keys if keys[key] != speaker.key)[:_MOST_CO_SPEAKERS])


def _read_day(published: str | None) -> str | None:
    try:
        return date.fromisoformat((published or "")[:10]).isoformat()
    except ValueError:
        return None
