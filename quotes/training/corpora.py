"""The training corpora as sentences of words with their labels.

Three sources: treebanks in CoNLL-U (UD English), entity tags in two-column BIO, and PolNeAR's
attributions in JSON lines, whose character offsets are laid onto the words of the BIO file of the
same texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from quotes.parsing.normalizing import normalize

ROLES = ("source", "cue", "content")
_ENTITY_TYPES = {"person": "PER", "organization": "ORG", "place": "LOC"}
_OPENING = re.compile(r"\((\d+)-([a-z]+)-|(?<![\d-])(\d+)\)")
_LONGEST_NAME = 8  # words; a longer GUM mention is a description that holds a name


@dataclass(frozen=True)
class LabeledSentence:
    """Words of one sentence and what is known of them; an empty tuple where the corpus does not
    say.

    `heads` are 1-based word indices, 0 for the root. `entities` and `roles` are BIO tags; `roles`
    holds one tag sequence for each of ROLES.
    """

    words: tuple[str, ...]
    heads: tuple[int, ...] = ()
    deprels: tuple[str, ...] = ()
    upos: tuple[str, ...] = ()
    xpos: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    roles: tuple[tuple[str, ...], ...] = ()
    document: str = field(default="", compare=False)


def read_treebank(path: Path) -> Iterator[LabeledSentence]:
    """Sentences of a CoNLL-U file in order; `entities` where it marks named entities (GUM's
    `Entity=`).
    """
    document = ""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
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
            entities=_read_named_entities(rows) if document.startswith("GUM") else (),
            document=document,
        )


def _read_named_entities(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """BIO tags of the named persons, organizations and places among a GUM sentence's mentions.

    A mention is a name when its proper nouns stand together; the tags cover just these, as
    PER/ORG/LOC corpora do ("mayor [Anna Bell]"). The outermost name wins. Other types of name
    stay untagged.
    """
    tags = ["O"] * len(rows)
    opened: list[tuple[str, str, int]] = []
    mentions: list[tuple[int, int, str]] = []
    for index, row in enumerate(rows):
        misc = next((part[7:] for part in row[9].split("|") if part.startswith("Entity=")), "")
        for piece in re.findall(r"\([^()]+\)?|[^()]+\)", misc):
            if piece.startswith("("):
                parts = piece.strip("()").split("-")
                if len(parts) > 1:
                    opened.append((parts[0], parts[1], index))
                if piece.endswith(")") and opened:
                    _, kind, start = opened.pop()
                    mentions.append((start, index + 1, kind))
            else:
                name = piece.rstrip(")")
                for position in range(len(opened) - 1, -1, -1):
                    if opened[position][0] == name:
                        _, kind, start = opened.pop(position)
                        mentions.append((start, index + 1, kind))
                        break
    for start, end, kind in sorted(mentions, key=lambda mention: mention[1] - mention[0]):
        label = _ENTITY_TYPES.get(kind)
        proper = [i for i in range(start, end) if rows[i][4].startswith("NNP")]
        if label is None or not proper or proper[-1] - proper[0] >= _LONGEST_NAME:
            continue
        head = next((i for i in range(start, end) if not start < int(rows[i][6]) <= end), start)
        if not rows[head][4].startswith("NNP"):
            continue
        first, last = head, head
        while first > start and rows[first - 1][4].startswith("NNP"):
            first -= 1
        while last + 1 < end and rows[last + 1][4].startswith("NNP"):
            last += 1
        tags[first : last + 1] = [f"B-{label}", *[f"I-{label}"] * (last - first)]
    return tuple(tags)


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
    """The text without white space and with one spelling of dashes, dots and marks; and where each
    character stood.
    """
    characters: list[str] = []
    starts: list[int] = []
    for match in _CANONICAL.finditer(normalize(text)):
        if match.lastgroup:
            characters.append(_SAME.get(match.lastgroup, match.group()))
            starts.append(match.start())
    return "".join(characters), [*starts, len(text)]


def add_attributions(sentences: Sequence[LabeledSentence], articles: Path) -> list[LabeledSentence]:
    """The sentences with `roles` laid on from a PolNeAR file of the same texts in the same order.

    A sentence that can't be found where the one before ended, or in the next articles, keeps empty
    roles.
    """
    documents = [json.loads(line) for line in articles.read_text(encoding="utf-8").splitlines()]
    texts = [_canonical(document["text"]) for document in documents]
    labeled: list[LabeledSentence] = []
    which, position = 0, 0
    tags = _character_roles(documents[0])
    for sentence in sentences:
        words = [_canonical(_BRACKETS.get(word, word))[0] for word in sentence.words]
        joined = "".join(words)
        found, ahead = texts[which][0].find(joined, position), which
        while found < 0 and ahead + 1 < min(which + 6, len(documents)):
            ahead += 1
            found = texts[ahead][0].find(joined)
        if found < 0 or (ahead != which and len(words) < 5):
            labeled.append(sentence)
            continue
        if ahead != which:
            which, tags = ahead, _character_roles(documents[ahead])
        spans: list[tuple[int, int]] = []
        position = found
        for word in words:
            offsets = texts[which][1]
            spans.append((offsets[position], offsets[max(position, position + len(word) - 1)] + 1))
            position += len(word)
        roles = tuple(tuple(_word_tags(spans, starts, inside)) for starts, inside in tags)
        labeled.append(replace(sentence, roles=roles, document=documents[which]["id"]))
    return labeled


def _character_roles(document: dict[str, Any]) -> list[tuple[set[int], set[int]]]:
    """For each role: the characters where a span begins, and those inside any span."""
    result: list[tuple[set[int], set[int]]] = []
    for role in ROLES:
        spans = [span for attribution in document["attributions"] for span in attribution[role]]
        result.append(
            ({start for start, _ in spans}, {i for start, end in spans for i in range(start, end)})
        )
    return result


def _word_tags(
    spans: Sequence[tuple[int, int]], starts: set[int], inside: set[int]
) -> Iterator[str]:
    before = False
    for start, end in spans:
        if start not in inside:
            before = False
            yield "O"
            continue
        begins = not before or any(i in starts for i in range(start, end))
        before = True
        yield "B" if begins else "I"
