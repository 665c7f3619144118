"""How well the speakers of articles become speakers of the corpus, from gold names alone.

An article speaker here is a gold speaker under the fullest form of the name in the article's text.
Pairs from two articles are counted: those that are one speaker, and those that were linked.
Namesakes are made: of two real people of one sex one is renamed, in every article, to the name of
the other, or to a name of the same initial; linking them is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from msgspec.structs import replace

from quotes.evaluation.annotations import AnnotatedArticle, Annotation, field_text
from quotes.identities import (
    ArticleSpeaker,
    Linkage,
    find_article_speakers,
    link_speakers,
)
from quotes.identities.article_speakers import ArticleSpeakerKey
from quotes.identities.person_names import normalize_name
from quotes.records import Article, Attribution, Evidence, Extraction, Record, Span, SpeakerKind
from quotes.speakers.names import clean_name, make_slug, read_person_name

_KINDS: tuple[SpeakerKind, ...] = ("person", "organization", "group", "document")


class PairCounts(Record, frozen=True, kw_only=True):
    """Pairs that are one speaker by gold, that were linked, both, and gold ones that wait."""

    gold: int
    linked: int
    right: int
    waiting: int


class Namesakes(Record, frozen=True, kw_only=True):
    """Pairs of people who were renamed to one name, and the linked ones of them."""

    pairs: int
    linked: int


class IdentitiesReport(Record, frozen=True, kw_only=True):
    """The figures for all pairs, for those with two forms of a name, and for namesakes."""

    sightings: int
    names: int
    all: PairCounts
    worded_otherwise: PairCounts
    same_name: Namesakes
    same_initial: Namesakes


def evaluate_identities(
    articles: Sequence[AnnotatedArticle], forms: Mapping[str, Sequence[str]]
) -> IdentitiesReport:
    """The report on the gold speakers of the articles.

    Args:
        articles: with their gold attributions; the same `speaker` is the same in all of them.
        forms: other forms of each name.
    """
    seen: dict[ArticleSpeakerKey, tuple[str, ArticleSpeaker]] = {}
    for article in articles:
        names = {make_slug(form): name for name, form in _find_forms(article, forms).items()}
        for speaker in find_article_speakers(_make_extraction(article, forms)):
            seen[speaker.key] = (names[speaker.speaker], speaker)
    truth = {key: name for key, (name, _) in seen.items()}
    sightings = [speaker for _, speaker in seen.values()]
    return IdentitiesReport(
        sightings=len(seen),
        names=len(set(truth.values())),
        all=_count_pairs(sightings, truth, every=True),
        worded_otherwise=_count_pairs(sightings, truth, every=False),
        same_name=_count_namesakes(sightings, truth, initial=False),
        same_initial=_count_namesakes(sightings, truth, initial=True),
    )


def format_identities(report: IdentitiesReport) -> Iterator[str]:
    """The lines of the report."""
    yield f"{report.sightings} sightings of {report.names} names"
    yield f"{'pairs':26} {'gold':>6} {'linked':>6} {'P':>6} {'R':>6} {'waiting':>8}"
    for title, pairs in (("all", report.all), ("of two forms", report.worded_otherwise)):
        yield (
            f"{title:26} {pairs.gold:6d} {pairs.linked:6d} "
            f"{100 * pairs.right / max(pairs.linked, 1):6.1f} "
            f"{100 * pairs.right / max(pairs.gold, 1):6.1f} {pairs.waiting:8d}"
        )
    yield ""
    yield f"{'namesakes':26} {'pairs':>6} {'linked':>6} {'%':>6}"
    for title, made in (("the same name", report.same_name), ("an initial", report.same_initial)):
        share = 100 * made.linked / max(made.pairs, 1)
        yield f"{title:26} {made.pairs:6d} {made.linked:6d} {share:6.1f}"


def _find_forms(article: AnnotatedArticle, forms: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The gold speakers of an article, each with the fullest form of its name in the text."""
    found: dict[str, str] = {}
    for name in sorted({field_text(a.speaker) or "" for a in article.attributions} - {""}):
        here = [_bare(form) for form in (name, *forms.get(name, ())) if form in article.text]
        proper = [form for form in here if form and _is_proper(form)]
        if proper:
            found[name] = max(proper, key=lambda form: (len(form.split()), len(form), form))
    return found


def _bare(form: str) -> str:
    person = read_person_name(form)
    return clean_name(form) if person is None else " ".join(person.words)


def _is_proper(form: str) -> bool:
    words = [word for word in form.split() if len(word) > 3]
    return all(word[0].isupper() or not word[0].isalpha() for word in words or form.split())


def _make_extraction(article: AnnotatedArticle, forms: Mapping[str, Sequence[str]]) -> Extraction:
    names = _find_forms(article, forms)
    found = [
        _make_attribution(article, number, annotation, names[name])
        for number, annotation in enumerate(article.attributions)
        if (name := field_text(annotation.speaker) or "") in names
    ]
    return Extraction(
        article=Article(
            id=article.id, text=article.text, outlet=article.outlet, published=article.published
        ),
        attributions=tuple(found),
    )


def _make_attribution(
    article: AnnotatedArticle, number: int, annotation: Annotation, form: str
) -> Attribution:
    return Attribution(
        id=f"{article.id}-{number}",
        article_id=article.id,
        content=annotation.content or (Span(0, 1),),
        type="indirect",
        speaker=form,
        speaker_id=make_slug(form),
        speaker_kind=next((kind for kind in _KINDS if kind == annotation.speaker_kind), None),
        role=annotation.role or None,
        confidence=1.0,
        evidence=Evidence(rule="gold"),
        model_version="gold",
    )


def _count_pairs(
    sightings: Sequence[ArticleSpeaker], truth: Mapping[ArticleSpeakerKey, str], *, every: bool
) -> PairCounts:
    speakers, waiting = _decide_all(sightings)
    gold = linked = right = wait = 0
    for one, other in combinations(sightings, 2):
        if one.article_id == other.article_id or not (every or _has_other_form(one, other)):
            continue
        same = truth[one.key] == truth[other.key]
        together = speakers[one.key] == speakers[other.key]
        gold, linked, right = gold + same, linked + together, right + (same and together)
        wait += same and frozenset((speakers[one.key], speakers[other.key])) in waiting
    return PairCounts(gold=gold, linked=linked, right=right, waiting=wait)


def _has_other_form(one: ArticleSpeaker, other: ArticleSpeaker) -> bool:
    return one.speaker != other.speaker


def _decide_all(
    sightings: Sequence[ArticleSpeaker],
) -> tuple[dict[ArticleSpeakerKey, ArticleSpeakerKey], set[frozenset[ArticleSpeakerKey]]]:
    """The first key of the speaker of each, and the pairs of these that are merge candidates."""
    linkage = link_speakers(sightings)
    first = _find_first(linkage)
    speakers = {
        key: speaker
        for identity, speaker in zip(linkage.identities, first, strict=True)
        for key in identity.keys
    }
    return speakers, {frozenset((first[c.first], first[c.second])) for c in linkage.candidates}


def _find_first(linkage: Linkage) -> list[ArticleSpeakerKey]:
    keys = [identity.keys[0] for identity in linkage.identities]
    return [min(keys[i] for i in members) for members in linkage.find_speakers()]


def _count_namesakes(
    sightings: Sequence[ArticleSpeaker], truth: Mapping[ArticleSpeakerKey, str], *, initial: bool
) -> Namesakes:
    people: dict[str, list[ArticleSpeaker]] = {}
    for each in sightings:
        form = normalize_name(each.name)
        if each.kind == "person" and form is not None and form.is_full:
            people.setdefault(truth[each.key], []).append(each)
    pairs = linked = 0
    for name, other in combinations(sorted(people), 2):
        ours, theirs = people[name], people[other]
        if _gender(ours) != _gender(theirs):
            continue
        words = ours[0].name.split()
        taken = f"{words[0][0]}. {words[-1]}" if initial else ours[0].name
        renamed = [replace(each, name=taken, speaker="renamed") for each in theirs]
        speakers, _ = _decide_all([*ours, *renamed])
        pairs += 1
        linked += any(speakers[a.key] == speakers[b.key] for a in ours for b in renamed)
    return Namesakes(pairs=pairs, linked=linked)


def _gender(sightings: Sequence[ArticleSpeaker]) -> str:
    genders = [form.gender for each in sightings if (form := normalize_name(each.name))]
    return next((gender for gender in genders if gender), "")
