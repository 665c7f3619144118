"""Why a quote was found, and what stands around it."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from quotes.exporting.fields import Ranges

Part = Literal["cue", "source", "content"]


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A word on the way from a cue to its source and content."""

    id: int
    parts: Annotated[
        list[Part],
        Meta(description="The parts of the attribution whose head it is; none for words between."),
    ]


class Arc(msgspec.Struct, frozen=True, kw_only=True):
    """A relation between two nodes."""

    head: Annotated[int, Meta(description="The id of the governing node.")]
    dependent: Annotated[int, Meta(description="The id of the governed node.")]
    relation: Annotated[str, Meta(description="As Universal Dependencies call it.")]


class Graph(msgspec.Struct, frozen=True, kw_only=True):
    """Dependency paths; node 0 is the head of the cue."""

    nodes: list[Node]
    arcs: list[Arc]


class EvidenceItem(msgspec.Struct, frozen=True, kw_only=True):
    """Why an attribution was made."""

    rule: Annotated[str, Meta(description="The construction that was found.")]
    cue_lemma: str | None
    source_path: Annotated[str | None, Meta(description="Dependency path from cue to source.")]
    content_path: Annotated[str | None, Meta(description="Dependency path from cue to content.")]
    graph: Annotated[Graph | None, Meta(description="Both paths, drawn around the cue.")]
    antecedent: Annotated[
        Ranges, Meta(description="The mention that a pronoun or short name was resolved to.")
    ]
    resolution: Annotated[str | None, Meta(description="How it was resolved.")]


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of the article's text and where it stands."""

    text: str
    start: int
    end: int


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """The passage that holds quote, cue and source, and what stands around it."""

    before: Passage
    passage: Passage
    after: Passage
