"""How often the verdict on a claimed quotation is right, on quotations changed in known ways.

A database is filled with half of the articles of a gold file. Claims are made from its quotations,
and from those of the other half: these must not be found.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from quotes.attribution.content_spans import find_type
from quotes.attribution.quotation_index import QuotationIndex
from quotes.checking import CheckResult, Verdict, read_claim
from quotes.evaluation.alterations import ALTERATIONS, ChangedQuote, make_claims, strip_marks
from quotes.evaluation.annotations import AnnotatedArticle, Annotation
from quotes.records import Article, Attribution, AttributionType, Evidence, Extraction, Record
from quotes.speakers.names import make_slug
from quotes.store import Store, open_store
from quotes.variants import read_wording

NOT_HELD: Final = "not held, of a speaker who is"

_SEED = 20261201


class MadeClaim(NamedTuple):
    """A claim: its text, the speaker who is asked for, and the id of the quotation that it was made
    from, if that is held.
    """

    text: str
    speaker: str
    quote_id: str | None


class ClaimKind(NamedTuple):
    """Claims that were made in one way; `verdicts` are right for them, and one of `kinds` must be
    named as what was changed, if there are any.
    """

    name: str
    claims: list[MadeClaim]
    verdicts: frozenset[Verdict]
    kinds: frozenset[str] = frozenset()


class CheckScore(Record, frozen=True, kw_only=True):
    """The claims of one kind.

    Attributes:
        right: whose verdict is right.
        found: whose first match is the quotation that they were made from.
        named, nameable: whose kind of change is named, of those that have one.
        probability: the mean of the probabilities of the verdicts.
        verdicts: how often each was given.
    """

    name: str
    claims: int
    right: int
    found: int
    named: int
    nameable: int
    probability: float
    verdicts: dict[str, int]


class ChecksReport(Record, frozen=True, kw_only=True):
    """The scores by kind of claim, and the claims whose verdict or kind is wrong, for reading."""

    quotes: int
    scores: tuple[CheckScore, ...]
    wrong: tuple[str, ...]


class _GivenQuote(NamedTuple):
    id: str
    speaker: str
    type: AttributionType
    text: str
    article: str


def evaluate_checks(articles: Sequence[AnnotatedArticle], *, most: int = 150) -> ChecksReport:
    """The report.

    Args:
        articles: with their gold attributions; every second one is held.
        most: claims of a kind.
    """
    wrong: list[str] = []
    with hold_claims(articles, most=most) as (store, kinds):
        scores = tuple(_score(store, kind, wrong) for kind in kinds)
        return ChecksReport(quotes=store.count().quotes, scores=scores, wrong=tuple(wrong))


@contextmanager
def hold_claims(
    articles: Sequence[AnnotatedArticle], *, most: int
) -> Iterator[tuple[Store, list[ClaimKind]]]:
    """A store with every second article, as long as the block lasts, and claims of every kind."""
    held = [_make_extraction(article) for article in articles[::2]]
    others = [_make_extraction(article) for article in articles[1::2]]
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(f"sqlite:///{Path(folder) / 'checks.db'}", create=True) as store,
    ):
        store.articles.save_all(held)
        yield store, list(_make_kinds(_list_quotes(held), _list_quotes(others), most))


def _make_kinds(
    quotes: list[_GivenQuote], others: list[_GivenQuote], most: int
) -> Iterator[ClaimKind]:
    marked = [quote for quote in quotes if quote.type == "direct"]
    changed = [ChangedQuote(strip_marks(q.text), _find_other(q, marked)) for q in marked]
    for alteration in ALTERATIONS:
        claims = [
            MadeClaim(text, marked[number].speaker, marked[number].id)
            for number, text in make_claims(changed, alteration, most, _SEED)
        ]
        yield ClaimKind(alteration.name, claims, alteration.verdicts, alteration.kinds)
    swapped = [
        MadeClaim(claim.text, _find_stranger(claim.speaker, marked), claim.quote_id)
        for claim in _keep_words(marked, most)
    ]
    yield ClaimKind("speaker swapped", swapped, frozenset(("misattributed",)))
    told = _keep_words([quote for quote in quotes if quote.type == "indirect"], most)
    yield ClaimKind("a reporter's words", told, frozenset(("indirect_only", "context_dropped")))
    unheld = [claim._replace(quote_id=None) for claim in _keep_words(
        list(_leave_out_held(others, quotes)), 4 * most)]  # fmt: skip
    yield ClaimKind(NOT_HELD, unheld, frozenset(("not_found",)))


def _keep_words(quotes: Sequence[_GivenQuote], most: int) -> list[MadeClaim]:
    """Claims with the words of quotations as they are."""
    texts = [ChangedQuote(strip_marks(quote.text)) for quote in quotes]
    return [
        MadeClaim(text, quotes[number].speaker, quotes[number].id)
        for number, text in make_claims(texts, ALTERATIONS[0], most, _SEED)
    ]


def _leave_out_held(
    others: Sequence[_GivenQuote], quotes: Sequence[_GivenQuote]
) -> Iterator[_GivenQuote]:
    """Those in quotation marks, of speakers who are held, that no quotation held has a part of."""
    speakers = {quote.speaker for quote in quotes}
    runs = {run for quote in quotes for run in _list_runs(quote.text)}
    for other in others:
        is_like = other.type == "direct" and other.speaker in speakers
        if is_like and runs.isdisjoint(_list_runs(other.text)):
            yield other


def _list_runs(text: str) -> Iterator[tuple[str, ...]]:
    """The runs of five words: who has one in common with a quotation quotes the same words."""
    words = read_wording(text, "direct").words
    return (words[at : at + 5] for at in range(len(words) - 4))


def _score(store: Store, kind: ClaimKind, wrong: list[str]) -> CheckScore:
    counts: Counter[str] = Counter()
    right = found = named = 0
    probability = 0.0
    for claim in kind.claims:
        result = store.quotes.check(read_claim(claim.text, claim.speaker)).result
        counts[result.verdict] += 1
        probability += result.probability
        is_right = result.verdict in kind.verdicts
        right += is_right
        found += bool(result.matches) and result.matches[0].attribution.id == claim.quote_id
        is_named = not kind.kinds or bool(kind.kinds & _list_kinds(result))
        named += is_named
        if not (is_right and is_named):
            wrong.append(_describe(kind.name, claim, result))
    return CheckScore(
        name=kind.name, claims=len(kind.claims), right=right, found=found,
        named=named if kind.kinds else 0, nameable=len(kind.claims) if kind.kinds else 0,
        probability=probability / max(len(kind.claims), 1), verdicts=dict(counts.most_common()),
    )  # fmt: skip


def _list_kinds(result: CheckResult) -> frozenset[str]:
    changes = result.matches[0].changes if result.matches else ()
    return frozenset(change.kind for change in changes)


def _describe(name: str, claim: MadeClaim, result: CheckResult) -> str:
    match = result.matches[0] if result.matches else None
    kinds = ", ".join(sorted(_list_kinds(result)))
    turn = match.context.turn if match else None
    near = f"{match.likeness:.2f} {match.text}" if match else ""
    return f"{name}: {result.verdict} ({kinds}; {turn}) {claim.text} | {near}"


def format_checks(report: ChecksReport) -> Iterator[str]:
    """The report as lines."""
    yield f"{report.quotes} quotations held"
    for score in report.scores:
        kinds = f"  kind named {_share(score.named, score.nameable)}" if score.nameable else ""
        verdicts = ", ".join(f"{name} {count}" for name, count in score.verdicts.items())
        yield (
            f"{score.name:32} {score.claims:4}  right {_share(score.right, score.claims)}  "
            f"source first {_share(score.found, score.claims)}{kinds}  "
            f"probability {100 * score.probability:5.1f}  ({verdicts})"
        )
    made = [score for score in report.scores if score.name != NOT_HELD]
    right, all_ = sum(s.right for s in made), sum(s.claims for s in made)
    named, nameable = sum(s.named for s in made), sum(s.nameable for s in made)
    yield (
        f"{'all that are held':32} {all_:4}  right {_share(right, all_)}  "
        f"kind named {_share(named, nameable)}"
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:5.1f} %" if whole else "    –"


def _find_other(quote: _GivenQuote, quotes: Sequence[_GivenQuote]) -> str:
    return next(
        (
            strip_marks(other.text) for other in quotes
            if other.article == quote.article and other.speaker == quote.speaker
            and other.text not in quote.text and quote.text not in other.text
        ),
        "",
    )  # fmt: skip


def _find_stranger(speaker: str, quotes: Sequence[_GivenQuote]) -> str:
    """A speaker whose name has no word of another's."""
    own = set(speaker.casefold().split())
    return next(q.speaker for q in quotes if not own & set(q.speaker.casefold().split()))


def _list_quotes(extractions: Sequence[Extraction]) -> list[_GivenQuote]:
    return [
        _GivenQuote(
            attribution.id,
            attribution.speaker or "",
            attribution.type,
            " … ".join(span.slice(extraction.article.text) for span in attribution.content),
            extraction.article.id,
        )
        for extraction in extractions
        for attribution in extraction.attributions
    ]


def _make_extraction(article: AnnotatedArticle) -> Extraction:
    """The attributions whose source is a name, as if they had been extracted."""
    read = Article(
        id=article.id, text=article.text, outlet=article.outlet, published=article.published
    )
    found = tuple(_make_attributions(read, article.attributions))
    return Extraction(article=read, attributions=found)


def _make_attributions(
    article: Article, annotations: Sequence[Annotation]
) -> Iterator[Attribution]:
    quotations = QuotationIndex(article)
    for number, gold in enumerate(annotations):
        source = " ".join(span.slice(article.text) for span in gold.source or ())
        if not gold.content or not _is_name(source):
            continue
        yield Attribution(
            id=f"{article.id}-{number}",
            article_id=article.id,
            content=gold.content,
            cue=gold.cue or (),
            source=gold.source or (),
            type=find_type(gold.content, quotations),
            speaker=source,
            speaker_id=make_slug(source),
            speaker_kind="person",
            confidence=1.0,
            certainty="sure",
            evidence=Evidence(rule="gold"),
            model_version="gold",
        )


def _is_name(source: str) -> bool:
    words = source.split()
    return 1 <= len(words) <= 3 and all(word[0].isupper() for word in words)
