"""The word list of cues: which words attribute, in which frames, how often, and whether as
statement or attitude.

`english/cues.tsv` has a row for each lemma, part of speech and frame; `onrecord train cues` counts
it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from quotes.attribution.trees import Tree
from quotes.english.manifest import ENGLISH
from quotes.english.tables import read_rows

CUES_FILE = ENGLISH / "cues.tsv"
# A frame seen n times has the precision (hits + 2 * prior) / (n + 2); the prior is not tuned.
_PRIOR = 0.25


@dataclass(frozen=True)
class CueEntry:
    """A cue word; `frames` has (how often it attributed, how often it was seen) for each frame."""

    lemma: str
    pos: str
    act: str
    frames: dict[str, tuple[int, int]] = field(default_factory=dict)

    def precision(self, frame: str) -> float:
        """How likely the word attributes in this frame; 0 for a frame without a count."""
        hits, seen = self.frames.get(frame, (0, 0))
        return (hits + 2 * _PRIOR) / (seen + 2) if seen else 0.0


class CueList:
    """Entries by lemma and part of speech."""

    def __init__(self, entries: dict[tuple[str, str], CueEntry]) -> None:
        self._entries = entries

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, tree: Tree, index: int) -> CueEntry | None:
        """The entry of a token; None if it is not in the list."""
        token = tree[index]
        if token.text.lower() == "according":
            return self._entries.get(("according", "VERB"))
        return self._entries.get((token.lemma.lower(), token.upos))


@cache
def load_cues() -> CueList:
    """The shipped word list."""
    acts: dict[tuple[str, str], str] = {}
    frames: dict[tuple[str, str], dict[str, tuple[int, int]]] = defaultdict(dict)
    for row in read_rows(CUES_FILE):
        key = row["lemma"], row["pos"]
        acts[key] = row["act"]
        frames[key][row["frame"]] = int(row["hits"]), int(row["seen"])
    return CueList({key: CueEntry(*key, acts[key], dict(own)) for key, own in frames.items()})
