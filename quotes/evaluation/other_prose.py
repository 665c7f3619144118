"""The precision of statements outside news, by judgements made by reading.

`other_prose.tsv` has a row for each statement that a version of the project served from documents
of UD English GUM (encyclopedias' biographies, papers, travel guides, textbooks): its document,
where its cue starts, its content's first and last character, and whether a careful reader takes it
for a statement with the right words and source. What a later version serves anew has no judgement;
it is counted apart and not guessed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from quotes.evaluation.parsing import read_documents
from quotes.parsing.protocol import ArticleParser
from quotes.pipeline import extract_articles
from quotes.records import Article, Attribution, Extraction, Record

JUDGEMENTS = Path(__file__).parent / "other_prose.tsv"


class Statement(NamedTuple):
    """The place of a statement: its document, and characters, the end exclusive."""

    document: str
    cue: int
    start: int
    end: int


class OtherProseReport(Record, frozen=True, kw_only=True):
    """How many of the served statements were judged right and wrong, and how many were not judged.

    `missed` are those judged right that are not served.
    """

    documents: int
    right: int
    wrong: int
    unjudged: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of right ones among those judged, in per cent."""
        return 100 * self.right / max(1, self.right + self.wrong)


def read_judgements(path: Path = JUDGEMENTS) -> dict[Statement, bool]:
    """Whether each judged statement is right."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    places = (Statement(r["document"], int(r["cue"]), int(r["start"]), int(r["end"])) for r in rows)
    return {place: row["right"] == "yes" for place, row in zip(places, rows, strict=True)}


def evaluate_other_prose(treebanks: Path, parser: ArticleParser) -> OtherProseReport:
    """The report over the judged documents in the files `gum_dev.conllu` and `gum_train.conllu`."""
    judgements = read_judgements()
    names = {statement.document for statement in judgements}
    articles = [
        Article(id=f"{part}/{name}", text=text, language="en")
        for part in ("dev", "train")
        for name, text, _ in read_documents(treebanks / f"gum_{part}.conllu")
        if f"{part}/{name}" in names
    ]
    extracted = [e for e in extract_articles(articles, parser) if isinstance(e, Extraction)]
    served = {place_statement(a) for e in extracted for a in e.attributions if a.act == "statement"}
    return count_judged(served, judgements, len(extracted))


def place_statement(attribution: Attribution) -> Statement:
    """The place of an attribution."""
    starts = [span.start for span in attribution.content]
    ends = [span.end for span in attribution.content]
    return Statement(attribution.article_id, attribution.cue[0].start, min(starts), max(ends))


def count_judged(
    served: Iterable[Statement], judgements: Mapping[Statement, bool], documents: int
) -> OtherProseReport:
    """The report of the served statements."""
    verdicts = {statement: judgements.get(statement) for statement in served}
    values = list(verdicts.values())
    right = {statement for statement, is_right in judgements.items() if is_right}
    return OtherProseReport(
        documents=documents,
        right=values.count(True),
        wrong=values.count(False),
        unjudged=values.count(None),
        missed=len(right - verdicts.keys()),
    )
