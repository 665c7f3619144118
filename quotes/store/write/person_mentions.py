"""A person taken out of attributions that are stored or about to be: see `erasing_persons`.

A name counts where its words stand together, in whatever case and with whatever accents: "Mayor
Nora Feld" and "Nora Feld's lawyer" name Nora Feld.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from msgspec.structs import replace
from sqlalchemy import Connection

from quotes.folding import fold_name, pad_name
from quotes.records import Attribution, Extraction
from quotes.store.search.erasures import digest_erased, find_digests, has_erasures

# Longer names are not looked for in longer texts. Not tuned.
_LONGEST_NAME = 8  # words

IsNamed = Callable[[str], bool]


def contains_name(text: str | None, names: Collection[str]) -> bool:
    """Whether a text has one of the folded names."""
    padded = pad_name(text)
    # Folding drops the apostrophe of "Feld's".
    return padded is not None and any(
        f" {name} " in padded or f" {name}s " in padded for name in names
    )


def remove_mentions(attribution: Attribution, is_named: IsNamed) -> Attribution:
    """The attribution of somebody else without the person as addressee, relay, candidate, or in the
    role of its speaker. The words of the article stay: content, cue and source.
    """
    addressee, role, affiliation = attribution.addressee, attribution.role, attribution.affiliation
    return replace(
        attribution,
        addressee=None if addressee and is_named(addressee.text) else addressee,
        relay=tuple(name for name in attribution.relay if not is_named(name)),
        candidates=tuple(each for each in attribution.candidates if not is_named(each.name)),
        role=None if role and is_named(role) else role,
        affiliation=None if affiliation and is_named(affiliation) else affiliation,
    )


def remove_erased(connection: Connection, extractions: Sequence[Extraction]) -> list[Extraction]:
    """The extractions without the persons who were erased from their articles."""
    if not has_erasures(connection):
        return list(extractions)
    runs = {
        digest_erased("name", extraction.article.id, run)
        for extraction in extractions
        for text in _list_texts(extraction)
        for run in _list_runs(text)
    }
    erased = find_digests(connection, runs)
    return [_remove(extraction, erased) if erased else extraction for extraction in extractions]


def _remove(extraction: Extraction, erased: Collection[str]) -> Extraction:
    article_id = extraction.article.id

    def is_erased(name: str) -> bool:
        return digest_erased("name", article_id, name) in erased

    def is_named(text: str) -> bool:
        return any(map(is_erased, _list_runs(text)))

    return replace(
        extraction,
        attributions=tuple(
            remove_mentions(attribution, is_named)
            for attribution in extraction.attributions
            if not any(map(is_erased, map(fold_name, _list_speakers(attribution))))
        ),
    )


def _list_speakers(attribution: Attribution) -> list[str]:
    return [name for name in (attribution.speaker, *attribution.members) if name]


def _list_texts(extraction: Extraction) -> set[str]:
    """All of the extraction that may be or hold a name."""
    texts: set[str | None] = set()
    for each in extraction.attributions:
        texts.update((*_list_speakers(each), *each.relay, each.role, each.affiliation))
        texts.update(candidate.name for candidate in each.candidates)
        texts.add(each.addressee.text if each.addressee else None)
    return {text for text in texts if text}


def _list_runs(text: str) -> set[str]:
    """Every few words in a row of a folded text, also without the "s" of a possessive."""
    words = fold_name(text).split()
    runs = {
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(len(words), start + _LONGEST_NAME) + 1)
    }
    return runs | {run[:-1] for run in runs if run.endswith("s")}
