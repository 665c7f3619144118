"""Ablation: F1 on the same articles with parts of the attribution left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from quotes.evaluation.annotations import Aliases, AnnotatedArticle, annotate
from quotes.evaluation.scoring import SETS, MatchCounts, add_tallies, match_article, tally_article
from quotes.parsing.components import CONTENT, SOURCE, ComponentTagger
from quotes.parsing.protocol import ArticleParser
from quotes.pipeline import find_attributions, make_attributions
from quotes.records import Article, Parse, Proposal

_LEAST_CHANCE = 0.5  # not tuned
_BATCH = 20  # articles
ABLATIONS = {
    "tree and word list": "no component tagger: constructions of the tree for words of the list",
    "nearest": "the tagger's cues with the nearest words that are source and content of any cue",
    "tagger without tree": "the tagger sees words and quotation marks only",
    "all": "the tagger with the tree",
}


def evaluate_ablation(
    articles: Sequence[AnnotatedArticle], parser: ArticleParser, tagger: ComponentTagger
) -> dict[str, Mapping[tuple[str, str], MatchCounts]]:
    """The tallies of each ablation, by the names of ABLATIONS.

    Args:
        articles: with their gold attributions.
        parser: one without a component tagger.
        tagger: the component tagger.
    """
    tallies: dict[str, list[Mapping[tuple[str, str], MatchCounts]]] = {
        name: [] for name in ABLATIONS
    }
    for start in range(0, len(articles), _BATCH):
        batch = articles[start : start + _BATCH]
        parses = parser.parse_articles([Article(id=a.id, text=a.text) for a in batch])
        for article, parse in zip(batch, parses, strict=True):
            for name, ablated in zip(ABLATIONS, _ablate(parse, tagger), strict=True):
                predicted = annotate(make_attributions(*find_attributions(ablated)))
                tallies[name].append(tally_article(match_article(article, predicted), Aliases()))
    return {name: add_tallies(part) for name, part in tallies.items()}


def _ablate(parse: Parse, tagger: ComponentTagger) -> Iterator[Parse]:
    """The parse as each of ABLATIONS has it, in their order."""
    yield parse
    tagged = tagger.add_component_scores(parse)
    yield _link_nearest(tagged)
    yield tagger.add_component_scores(parse, with_tree=False)
    yield tagged
    tagger.forget()


def _link_nearest(parse: Parse) -> Parse:
    """The parse with the nearest likely words as source and content of each proposal."""
    chances = [token.component_scores or (0, 0, 0) for s in parse.sentences for token in s.tokens]
    runs = {part: _find_runs([c[part] for c in chances]) for part in (SOURCE, CONTENT)}

    def nearest(proposal: Proposal, part: int) -> tuple[tuple[int, float], ...]:
        run = min(
            runs[part],
            key=lambda r: max(r.start - proposal.anchor, proposal.anchor - r.stop + 1),
            default=range(0),
        )
        return tuple((word, chances[word][part]) for word in run)

    return replace(
        parse,
        proposals=tuple(
            replace(p, source=nearest(p, SOURCE), content=nearest(p, CONTENT))
            for p in parse.proposals or ()
        ),
    )


def _find_runs(chances: Sequence[float]) -> list[range]:
    """The runs of words that are likely enough."""
    runs: list[range] = []
    for word, chance in enumerate(chances):
        if chance < _LEAST_CHANCE:
            continue
        if runs and runs[-1].stop == word:
            runs[-1] = range(runs[-1].start, word + 1)
        else:
            runs.append(range(word, word + 1))
    return runs


def format_ablation(tallies: Mapping[str, Mapping[tuple[str, str], MatchCounts]]) -> Iterator[str]:
    """The table: F1 of attributions in percent, and the share of right sources."""
    yield f"{'ablation':22} {'all':>6} {'quoted':>7} {'indirect':>9} {'source':>7}"
    for name, counts in tallies.items():
        figures = [100 * counts[group, "attribution"].f1 for group in SETS]
        source = 100 * counts["all", "source"].f1
        yield f"{name:22} {figures[0]:6.1f} {figures[1]:7.1f} {figures[2]:9.1f} {source:7.1f}"
