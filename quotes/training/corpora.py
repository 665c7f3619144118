"""The training corpora as sentences of words with labels.

There are treebanks in CoNLL-U (UD English), entity tags in two-column BIO, and PolNeAR's
attributions in JSON lines, whose character offsets are mapped to the words of the BIO file of the
same texts.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from quotes.parsing.component_net import COMPONENTS
from quotes.parsing.normalization import normalize

_ENTITY_TYPES = {"person": "PER", "organization": "ORG", "place": "LOC"}
_WORD = re.compile(r"\w+|[^\w\s]")
_LONGEST_MENTION = 12  # words; a longer mention in GUM is a description with a name; not tuned
_JOINING = frozenset(("of", "for", "the", "and", "&", "-", "'s", "de", "von", "van", "al"))


@dataclass(frozen=True)
class LabeledSentence:
    """The words of one sentence with their labels; () where the corpus has none.

    `heads` are 1-based word indices, 0 for the root. `entities` are BIO tags.
    """

    words: tuple[str, ...]
    heads: tuple[int, ...] = ()
    deprels: tuple[str, ...] = ()
    upos: tuple[str, ...] = ()
    xpos: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    document: str = field(default="", compare=False)


def read_treebank(path: Path) -> Iterator[LabeledSentence]:
    """Sentences of a CoNLL-U file in order; `entities` where it marks named entities (GUM's
    `Entity=`).
    """
    document = ""
    text = path.read_text(encoding="utf-8")
    common = _find_common_nouns(text)
    for block in text.split("\n\n"):
        lines = block.splitlines()
        for line in lines:
            if line.startswith("# newdoc id = "):
                document = line.removeprefix("# newdoc id = ")
        rows = [line.split("\t") for line in lines if line[:1].isdigit()]
        rows = [row for row in rows if row[0].isdigit()]
        if not rows:
            continue
        yield LabeledSentence(
            words=tuple(normalize(row[1]) for row in rows),
            heads=tuple(int(row[6]) for row in rows),
            deprels=tuple(row[7] for row in rows),
            upos=tuple(row[3] for row in rows),
            xpos=tuple(row[4] for row in rows),
            entities=_read_named_entities(rows, common) if document.startswith("GUM") else (),
            document=document,
        )


def _find_common_nouns(treebank: str) -> frozenset[str]:
    """The words that are common nouns at least as often as proper ones: "president"."""
    counts: Counter[str] = Counter()
    for line in treebank.splitlines():
        columns = line.split("\t")
        if len(columns) == 10 and columns[3] in ("NOUN", "PROPN"):
            counts[columns[1].lower()] += 1 if columns[3] == "NOUN" else -1
    return frozenset(word for word, count in counts.items() if count >= 0)


def _read_named_entities(rows: Sequence[Sequence[str]], common: frozenset[str]) -> tuple[str, ...]:
    """BIO tags of the named persons, organizations and places among a GUM sentence's mentions.

    A mention is a name if its head is a proper noun; the tags cover the proper nouns around it and
    the words between them ("Bank of Oslo"), as in PER/ORG/LOC corpora ("mayor [Anna Bell]"). The
    outermost name counts. Other types of names, and titles used as names, have no tag.
    """
    tags = ["O"] * len(rows)
    mentions = sorted(find_mentions(rows), key=lambda mention: mention.end - mention.start)
    for start, end, _, kind in mentions:
        label = _ENTITY_TYPES.get(kind)
        if label is None or end - start > _LONGEST_MENTION:
            continue
        head = next((i for i in range(start, end) if not start < int(rows[i][6]) <= end), start)
        if not _is_proper(rows[head]) or (label == "PER" and rows[head][4] == "NNPS"):
            continue
        first = last = head
        for index in range(head - 1, start - 1, -1):
            if _is_proper(rows[index]):
                first = index
            elif rows[index][1].lower() not in _JOINING:
                break
        for index in range(head + 1, end):
            if _is_proper(rows[index]):
                last = index
            elif rows[index][1].lower() not in _JOINING:
                break
        if first == last and rows[head][1].lower() in common:
            continue
        tags[first : last + 1] = [f"B-{label}", *[f"I-{label}"] * (last - first)]
    return tuple(tags)


class CoreferenceMention(NamedTuple):
    """A mention in GUM: rows [start, end) of a sentence, the entity that it refers to, its type."""

    start: int
    end: int
    entity: str
    kind: str


def find_mentions(rows: Sequence[Sequence[str]]) -> Iterator[CoreferenceMention]:
    """The mentions that GUM's `Entity=` marks in a sentence's rows, in the order of their ends."""
    opened: list[tuple[str, str, int]] = []
    for index, row in enumerate(rows):
        misc = next((part[7:] for part in row[9].split("|") if part.startswith("Entity=")), "")
        for piece in re.findall(r"\([^()]+\)?|[^()]+\)", misc):
            entity, _, rest = piece.strip("()").partition("-")
            if piece.startswith("("):
                opened.append((entity, rest.split("-")[0], index))
            if piece.endswith(")"):
                last = (i for i in reversed(range(len(opened))) if opened[i][0] == entity)
                at = next(last, None)
                if at is not None:
                    _, kind, start = opened.pop(at)
                    yield CoreferenceMention(start, index + 1, entity, kind)


def _is_proper(row: Sequence[str]) -> bool:
    return row[4].startswith("NNP")


def read_entity_tags(path: Path) -> Iterator[LabeledSentence]:
    """Sentences of a file with a word and a BIO tag a line and an empty line between sentences."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if "\t" in line]
        if rows:
            yield LabeledSentence(
                words=tuple(normalize(row[0]) for row in rows),
                entities=tuple(row[1] for row in rows),
            )


_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}"}
_CANONICAL = re.compile(
    r"(?P<dash>[-—–―‒−]+)|(?P<dots>\.\.\.|…)|(?P<quote>``|''|\")|(?P<tick>`)|\s+|(?P<other>.)",
    re.DOTALL,
)
_SAME = {"dash": "-", "dots": "…", "quote": '"', "tick": "'"}


def _canonical(text: str) -> tuple[str, list[int]]:
    """The text without white space, with one spelling of dashes, dots and marks; and the original
    offset of each character.
    """
    characters: list[str] = []
    starts: list[int] = []
    for match in _CANONICAL.finditer(normalize(text)):
        if match.lastgroup:
            characters.append(_SAME.get(match.lastgroup, match.group()))
            starts.append(match.start())
    return "".join(characters), [*starts, len(text)]


def place_sentences(
    sentences: Sequence[LabeledSentence], texts: Sequence[str]
) -> Iterator[tuple[LabeledSentence, int, tuple[tuple[int, int], ...]]]:
    """(sentence, index of its text, characters [start, end) of its words) of each sentence.

    The sentences are those of the texts, in their order, by another tokenizer. One that is not
    found after the one before it, or in the next texts, is left out.
    """
    spellings = [_canonical(text) for text in texts]
    which, position = 0, 0
    for sentence in sentences:
        words = [_canonical(_BRACKETS.get(word, word))[0] for word in sentence.words]
        joined = "".join(words)
        found, ahead = spellings[which][0].find(joined, position), which
        while found < 0 and ahead + 1 < min(which + 6, len(texts)):
            ahead += 1
            found = spellings[ahead][0].find(joined)
        if found < 0 or (ahead != which and len(words) < 5):
            continue
        which, position = ahead, found
        offsets = spellings[which][1]
        spans: list[tuple[int, int]] = []
        for word in words:
            last = max(position, position + len(word) - 1)
            spans.append((offsets[position], offsets[last] + 1))
            position += len(word)
        yield sentence, which, tuple(spans)


@dataclass(frozen=True)
class LabeledLink:
    """An attribution as indices of a window's words; `anchor` is the cue's most telling word."""

    anchor: int
    source: tuple[int, ...]
    cue: tuple[int, ...]
    content: tuple[int, ...]

    def get(self, name: str) -> tuple[int, ...]:
        words: tuple[int, ...] = getattr(self, name)
        return words


@dataclass(frozen=True)
class GoldAttributions:
    """The attributions of one article as characters, and the worth of each cue word (0 to 1)."""

    attributions: Sequence[Mapping[str, Sequence[Sequence[int]]]]
    worth: Mapping[str, float]

    def find_links(
        self, words: Sequence[str], spans: Sequence[tuple[int, int]]
    ) -> Iterator[LabeledLink]:
        """The attributions with a cue among the words.

        Args:
            words: any stretch of the article's words.
            spans: their characters [start, end), in text order.
        """
        starts = [start for start, _ in spans]
        for attribution in self.attributions:
            components = {
                component: tuple(_find_words(attribution[component], spans, starts))
                for component in COMPONENTS
            }
            if components["cue"] and components["content"]:
                anchor = max(components["cue"], key=lambda i: self.worth.get(words[i].lower(), 0.0))
                yield LabeledLink(anchor, **components)


def _find_words(
    places: Iterable[Sequence[int]], spans: Sequence[tuple[int, int]], starts: Sequence[int]
) -> Iterator[int]:
    for start, end in sorted(map(tuple, places)):
        at = max(0, bisect_right(starts, start) - 1)
        while at < len(spans) and spans[at][0] < end:
            if spans[at][1] > start:
                yield at
            at += 1


def read_gold(path: Path) -> dict[str, tuple[str, GoldAttributions]]:
    """The text and the attributions of each article of a PolNeAR file, by its id, in order.

    A word's worth is the share of its occurrences that are in a cue, divided by the cue's length.
    """
    documents = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    cued: dict[str, float] = defaultdict(float)
    seen = Counter[str]()
    for document in documents:
        text = document["text"]
        seen.update(word.lower() for word in _WORD.findall(text))
        for attribution in document["attributions"]:
            cue = _WORD.findall(" ".join(text[start:end] for start, end in attribution["cue"]))
            for word in cue:
                cued[word.lower()] += 1 / len(cue)
    worth = {word: count / (seen[word] + 3) for word, count in cued.items()}
    return {
        document["id"]: (document["text"], GoldAttributions(document["attributions"], worth))
        for document in documents
    }


def is_held_out(index: int) -> bool:
    """Whether the training article at this place of its file is held out for calibration."""
    return index % 20 == 7


@dataclass(frozen=True)
class SentenceWindow:
    """Neighbouring sentences of one article with the attributions whose cues they hold."""

    sentences: tuple[LabeledSentence, ...]
    links: tuple[LabeledLink, ...]


def read_news(
    tags: Path, articles: Path, most_words: int, *, held_out: bool = False
) -> Iterator[SentenceWindow]:
    """A news corpus as windows of at most `most_words` words, in order.

    Args:
        tags: words with entity tags of the same texts, one BIO file for all.
        articles: the texts with attributions.
        most_words: in a window; a longer sentence is a window of its own.
        held_out: whether to leave out the articles that are held out for calibration.
    """
    documents = list(read_gold(articles).values())
    placed = place_sentences(list(read_entity_tags(tags)), [text for text, _ in documents])
    for which, part in groupby(placed, key=lambda item: item[1]):
        if held_out and is_held_out(which):
            continue
        held: list[tuple[LabeledSentence, tuple[tuple[int, int], ...]]] = []
        for sentence, _, spans in part:
            if held and sum(len(s.words) for s, _ in held) + len(sentence.words) > most_words:
                yield _make_window(held, documents[which][1])
                held = []
            held.append((sentence, spans))
        yield _make_window(held, documents[which][1])


def _make_window(
    held: Sequence[tuple[LabeledSentence, tuple[tuple[int, int], ...]]], gold: GoldAttributions
) -> SentenceWindow:
    words = [word for sentence, _ in held for word in sentence.words]
    spans = [span for _, own in held for span in own]
    return SentenceWindow(
        tuple(sentence for sentence, _ in held), tuple(gold.find_links(words, spans))
    )
