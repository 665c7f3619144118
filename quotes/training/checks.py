"""Fits how probable it is that a claim comes from a quotation, on claims made from annotated
articles.
"""

from __future__ import annotations

from collections.abc import Sequence

from quotes.checking.alignment import align_claim
from quotes.checking.claims import read_claim
from quotes.checking.scoring import WEIGHTS_FILE, measure_match
from quotes.checking.words import read_text
from quotes.evaluation.annotations import AnnotatedArticle
from quotes.evaluation.checks import hold_claims
from quotes.training.confidence import MeasuredLink, fit_weights, write_weights

_CLAIMS = 150  # of a kind


def train_check(articles: Sequence[AnnotatedArticle]) -> None:
    """Writes the weights that `estimate_source` reads."""
    write_weights(fit_weights(measure_claims(articles)), WEIGHTS_FILE)


def measure_claims(articles: Sequence[AnnotatedArticle]) -> list[MeasuredLink]:
    """The features of each claim's nearest quotation, and whether the claim's source is held."""
    measured: list[MeasuredLink] = []
    with hold_claims(articles, most=_CLAIMS) as (store, kinds):
        for kind in kinds:
            for made in kind.claims:
                claim = read_claim(made.text, made.speaker)
                for match in store.quotes.check(claim, limit=1).result.matches:
                    quote = read_text(match.text)
                    aligned = align_claim(claim.words, quote)
                    is_source = made.quote_id is not None
                    features = dict(measure_match(claim.words, quote, aligned))
                    measured.append(MeasuredLink(features, is_source))
    return measured
