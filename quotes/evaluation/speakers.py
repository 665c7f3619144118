"""How often it is known who speaks: the speakers of predicted attributions against gold ones.

A field is scored over the gold statements whose content was found (a Jaccard index of their words
of at least a half, the best pairs first) or, on given spans, over all of them. Attitudes count
neither as right nor as wrong.
"""

from __future__ import annotations

import json
import re
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from quotes.assembling import attribute_links, make_attributions
from quotes.attribution.cues import load_cues
from quotes.attribution.finding import Reading
from quotes.evaluation.given_spans import make_given_links
from quotes.parsing.contract import ArticleParser
from quotes.pipeline import find_all_links
from quotes.records import Article, Parse

FIELDS = ("speaker", "speaker_kind", "anonymity", "addressee", "role", "relay", "setting")
_WORD = re.compile(r"\w+(?:[’'\-]\w+)*")
_SAME_CONTENT = 0.5
_FORMS_OF_ADDRESS = frozenset(("mr", "mrs", "ms", "dr", "sir", "the", "president"))
_PRONOUNS = frozenset(
    [
        "he",
        "she",
        "they",
        "it",
        "who",
        "which",
        "that",
        "i",
        "we",
        "you",
        "him",
        "her",
        "them",
        "his",
        "hers",
        "their",
        "its",
        "us",
        "me",
    ]
)
Row = dict[str, Any]
Aliases = Mapping[str, frozenset[str]]


class Share(msgspec.Struct):
    """How many of how many."""

    right: int = 0
    of: int = 0

    def count(self, is_right: bool) -> None:
        self.of += 1
        self.right += is_right

    @property
    def percent(self) -> float:
        return 100 * self.right / self.of if self.of else 0.0


class SpeakersReport(msgspec.Struct):
    """Shares of right answers by field and, for the speaker, by class of source; `false_names` are
    the names given where gold says nobody.

    `mistakes` are document, field, source, and what was wanted and given. `end_to_end` counts gold
    statements whose content, source and speaker are all right;
    `predicted` the attributions that they are among. Seconds are those of one run.
    """

    fields: dict[str, Share]
    speaker_by_source: dict[str, Share]
    false_names: Share
    end_to_end: Share
    predicted: int = 0
    seconds: float = 0.0
    seconds_of_speakers: float = 0.0
    mistakes: list[tuple[str, str, str, str]] = msgspec.field(default_factory=list)

    @property
    def f1(self) -> float:
        """Of `end_to_end`, in percent."""
        both = self.end_to_end.of + self.predicted
        return 200 * self.end_to_end.right / both if both else 0.0

    def lines(self) -> Iterator[str]:
        """The figures as a table, a line each."""
        shares = dict(self.fields)
        by_source = {f"speaker by {kind}": s for kind, s in sorted(self.speaker_by_source.items())}
        for name, share in (shares | by_source | {"false names": self.false_names}).items():
            if share.of:
                yield f"{name:24} {share.percent:6.1f} %  {share.right:5} of {share.of}"
        yield f"{'end to end':24} {self.f1:6.1f} F1 {self.end_to_end.right:5} of {self.predicted}"
        if self.seconds:
            step = 100 * self.seconds_of_speakers / self.seconds
            yield f"{'share of the time':24} {step:6.1f} %"


def read_gold(path: Path) -> list[Row]:
    """The documents of a gold file that say who speaks."""
    lines = path.read_text(encoding="utf-8").splitlines()
    documents = [json.loads(line) for line in lines if line.strip()]
    return [d for d in documents if any("speaker" in row for row in d["attributions"])]


def read_aliases(path: Path) -> Aliases:
    """Folded canonical names with their other accepted forms, from a JSON object of lists."""
    table = json.loads(path.read_text(encoding="utf-8"))
    return {fold_spoken(name): frozenset(map(fold_spoken, forms)) for name, forms in table.items()}


def evaluate_speakers(
    documents: Sequence[Row],
    parser: ArticleParser,
    aliases: Aliases | None = None,
    *,
    given_spans: bool = False,
) -> SpeakersReport:
    """The report over all documents.

    Args:
        documents: as `read_gold` gives them.
        parser: its time counts into the seconds of the whole.
        aliases: as `read_aliases` gives them.
        given_spans: take source, cue and content from gold instead of looking for them.
    """
    articles = [Article(id=document["id"], text=document["text"]) for document in documents]
    began = time.perf_counter()
    parses = parser.parse_articles(articles)
    report = SpeakersReport(
        fields={field: Share() for field in FIELDS},
        speaker_by_source={},
        false_names=Share(),
        end_to_end=Share(),
    )
    report.seconds = time.perf_counter() - began
    for document, parse in zip(documents, parses, strict=True):
        pairs = _pair_given if given_spans else _pair_found
        for gold, found in pairs(document, parse, report):
            _count(report, document, gold, found, aliases or {})
    return report


def _pair_given(
    document: Row, parse: Parse, report: SpeakersReport
) -> Iterator[tuple[Row, Row | None]]:
    began = time.perf_counter()
    reading = Reading(parse)
    pairs = make_given_links(reading, document["attributions"], load_cues())
    linked = time.perf_counter()
    found = attribute_links(reading, [link for _, link in pairs])
    ended = time.perf_counter()
    report.seconds += ended - began
    report.seconds_of_speakers += ended - linked
    for (gold, _), attribution in zip(pairs, found, strict=True):
        if gold.get("act") != "attitude":
            report.predicted += 1
            yield gold, msgspec.to_builtins(attribution)


def _pair_found(
    document: Row, parse: Parse, report: SpeakersReport
) -> Iterator[tuple[Row, Row | None]]:
    began = time.perf_counter()
    reading = Reading(parse)
    links = find_all_links(reading)
    linked = time.perf_counter()
    attributions = make_attributions(reading, links)
    ended = time.perf_counter()
    report.seconds += ended - began
    report.seconds_of_speakers += ended - linked
    predicted = [msgspec.to_builtins(attribution) for attribution in attributions]
    matches = _match(document["text"], document["attributions"], predicted)
    free = {i for i, row in enumerate(document["attributions"]) if row.get("act") == "attitude"}
    report.predicted += len(predicted) - sum(matches.get(i) is not None for i in free)
    for index, gold in enumerate(document["attributions"]):
        if index not in free:
            at = matches.get(index)
            yield gold, None if at is None else predicted[at]


def _match(text: str, gold: Sequence[Row], predicted: Sequence[Row]) -> dict[int, int]:
    """Gold attributions to predicted ones, each once, those that share most words first."""
    tokens = [match.span() for match in _WORD.finditer(text)]
    wanted = [_words_in(row["content"], tokens) for row in gold]
    given = [_words_in(row["content"], tokens) for row in predicted]
    shares = sorted(
        (-len(w & g) / len(w | g), i, j)
        for i, w in enumerate(wanted)
        for j, g in enumerate(given)
        if w & g
    )
    matches: dict[int, int] = {}
    taken: set[int] = set()
    for share, i, j in shares:
        if -share >= _SAME_CONTENT and i not in matches and j not in taken:
            matches[i] = j
            taken.add(j)
    return matches


def _words_in(spans: Iterable[Sequence[int]], tokens: Sequence[tuple[int, int]]) -> frozenset[int]:
    ranges = [(span[0], span[1]) for span in spans]
    return frozenset(
        i for i, (start, end) in enumerate(tokens) if any(start < b and a < end for a, b in ranges)
    )


def _count(
    report: SpeakersReport, document: Row, gold: Row, found: Row | None, aliases: Aliases
) -> None:
    right = dict(judge_fields(gold, found, aliases)) if found is not None else {}
    for field, is_right in right.items():
        report.fields[field].count(is_right)
    if "speaker" not in gold:
        return
    source = " … ".join(document["text"][a:b] for a, b in gold["source"])
    if found is not None:
        kind = _class_of(source, gold)
        report.speaker_by_source.setdefault(kind, Share()).count(right["speaker"])
        if not gold["speaker"]:
            report.false_names.count(bool(found["speaker"]))
    report.end_to_end.count(
        bool(right.get("speaker"))
        and found is not None
        and _same_source(document["text"], gold["source"], found["source"])
    )
    report.mistakes += [
        (document["id"], field, source, f"{gold[field]!r} but {found[field]!r}")
        for field, is_right in right.items()
        if not is_right and found is not None
    ]


def _class_of(source: str, gold: Row) -> str:
    """The source's class: pronoun, name (shares a word with the speaker), description, none."""
    if not source:
        return "none"
    if source.casefold() in _PRONOUNS:
        return "pronoun"
    shared = set(fold_spoken(source).split()) & set(fold_spoken(gold["speaker"]).split())
    return "name" if shared else "description"


def judge_fields(gold: Row, found: Row, aliases: Aliases) -> Iterator[tuple[str, bool]]:
    """Each field that gold fills, and whether it is right."""
    for field in FIELDS:
        if field in gold:
            yield field, _is_right(field, gold[field], found.get(field), aliases)


def _is_right(field: str, wanted: Any, given: Any, aliases: Aliases) -> bool:
    if field == "speaker":
        return is_same_name(wanted, given, aliases)
    if field == "addressee":
        return _folded_phrase(wanted) == _folded_phrase(given)
    if field == "role":
        words, others = set(_folded_phrase(wanted).split()), set(_folded_phrase(given).split())
        return words == others or (
            bool(words & others) and 2 * len(words & others) >= len(words | others)
        )
    if field == "relay":
        given = given or []
        return len(wanted) == len(given) and all(
            is_same_name(w, g, aliases) for w, g in zip(wanted, given, strict=True)
        )
    if field == "setting":
        given = given or []
        return (not wanted and not given) or any(
            a < d and c < b for a, b in wanted for c, d in given
        )
    return bool(wanted == given)


def is_same_name(wanted: str | None, given: str | None, aliases: Aliases) -> bool:
    """Whether both are nobody, or the given name is the wanted one or an accepted form of it."""
    if not wanted or not given:
        return not wanted and not given
    name = fold_spoken(wanted)
    return fold_spoken(given) in aliases.get(name, frozenset()) | {name}


def fold_spoken(name: str | None) -> str:
    """A name's words without case, accents, punctuation and forms of address."""
    decomposed = unicodedata.normalize("NFKD", name or "").replace("ı", "i")
    bare = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    return " ".join(word for word in re.findall(r"\w+", bare) if word not in _FORMS_OF_ADDRESS)


def _folded_phrase(value: Any) -> str:
    return fold_spoken(value.get("text") if isinstance(value, dict) else value)


def _same_source(text: str, wanted: Sequence[Any], given: Sequence[Any]) -> bool:
    tokens = [match.span() for match in _WORD.finditer(text)]
    words, others = _words_in(wanted, tokens), _words_in(given, tokens)
    if not words or not others:
        return not words and not others
    return 2 * len(words & others) >= min(len(words), len(others))
