"""What each part of the attribution adds: the same articles with parts of it left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from quotes.pipeline import find_attributions, make_attributions
from quotes.evaluation.annotations import Aliases, AnnotatedArticle, annotate
from quotes.evaluation.scoring import SETS, MatchCounts, add_tallies, match_article, tally_article
from quotes.parsing.components import CONTENT, SOURCE, ComponentTagger
from quotes.parsing.protocol import ArticleParser
from quotes.records import Article, Parse, Proposal

_LIKELY = 0.5
_BATCH = 20
VARIANTS = {
    "tree and word list": "no reader: frames of the tree for the words of the list",
    "nearest": "the reader's cues with the nearest words that are source and content to anyone",
    "reader without tree": "the reader sees words and quotation marks only",
    "all": "the reader with the tree",
}


def evaluate_variants(
    articles: Sequence[AnnotatedArticle], parser: ArticleParser, tagger: ComponentTagger
) -> dict[str, Mapping[tuple[str, str], MatchCounts]]:
    """The tallies of each variant, by the names of VARIANTS.

    Args:
        articles: with their gold.
        parser: one that does not read roles.
        tagger: the reader of roles.
    """
    tallies: dict[str, list[Mapping[tuple[str, str], MatchCounts]]] = {
        name: [] for name in VARIANTS
    }
    for start in range(0, len(articles), _BATCH):
        batch = articles[start : start + _BATCH]
        parses = parser.parse_articles([Article(id=a.id, text=a.text) for a in batch])
        for article, parse in zip(batch, parses, strict=True):
            for name, variant in zip(VARIANTS, _vary(parse, tagger), strict=True):
                found = annotate(make_attributions(*find_attributions(variant)))
                tallies[name].append(tally_article(match_article(article, found), Aliases()))
    return {name: add_tallies(part) for name, part in tallies.items()}


def _vary(parse: Parse, tagger: ComponentTagger) -> Iterator[Parse]:
    """The parse as each of VARIANTS has it."""
    yield parse
    read = tagger.add_component_scores(parse)
    yield _link_nearest(read)
    yield tagger.add_component_scores(parse, with_tree=False)
    yield read
    tagger.forget()


def _link_nearest(parse: Parse) -> Parse:
    """The parse with the words of each proposal's source and content taken from nearest by."""
    chances = [token.component_scores or (0, 0, 0) for s in parse.sentences for token in s.tokens]
    runs = {role: _find_runs([c[role] for c in chances]) for role in (SOURCE, CONTENT)}

    def nearest(proposal: Proposal, role: int) -> tuple[tuple[int, float], ...]:
        run = min(
            runs[role],
            key=lambda r: max(r.start - proposal.anchor, proposal.anchor - r.stop + 1),
            default=range(0),
        )
        return tuple((word, chances[word][role]) for word in run)

    return replace(
        parse,
        proposals=tuple(
            replace(p, source=nearest(p, SOURCE), content=nearest(p, CONTENT))
            for p in parse.proposals or ()
        ),
    )


def _find_runs(chances: Sequence[float]) -> list[range]:
    """The runs of words that are likely."""
    runs: list[range] = []
    for word, chance in enumerate(chances):
        if chance < _LIKELY:
            continue
        if runs and runs[-1].stop == word:
            runs[-1] = range(runs[-1].start, word + 1)
        else:
            runs.append(range(word, word + 1))
    return runs


def format_variants(tallies: Mapping[str, Mapping[tuple[str, str], MatchCounts]]) -> Iterator[str]:
    """The table: F1 of attributions in percent, and the share of right sources."""
    yield f"{'variant':22} {'all':>6} {'quoted':>7} {'indirect':>9} {'source':>7}"
    for name, counts in tallies.items():
        figures = [100 * counts[group, "attribution"].f1 for group in SETS]
        source = 100 * counts["all", "source"].f1
        yield f"{name:22} {figures[0]:6.1f} {figures[1]:7.1f} {figures[2]:9.1f} {source:7.1f}"
