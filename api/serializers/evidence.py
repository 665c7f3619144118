"""The evidence of an attribution, with its dependency paths as a graph."""

from __future__ import annotations

from typing import cast

from api.schemas import Arc, EvidenceItem, Graph, Node, Part
from quotes.exporting.fields import Ranges
from quotes.records import Evidence


def make_evidence(evidence: Evidence) -> EvidenceItem:
    """The evidence, with both paths as one graph around the cue."""
    return EvidenceItem(
        rule=evidence.rule,
        cue_lemma=evidence.cue_lemma,
        source_path=evidence.source_path,
        content_path=evidence.content_path,
        graph=make_graph(evidence.source_path, evidence.content_path),
        antecedent=cast(Ranges, evidence.antecedent),
        resolution=evidence.resolution,
    )


def make_graph(source_path: str | None, content_path: str | None) -> Graph | None:
    """The words and relations along the paths; None without a path.

    Node 0 is the cue's head. Words that both paths share at their beginning are one node; words in
    between have no part in the attribution. A path "=" ends at the cue itself.
    """
    if source_path is None and content_path is None:
        return None
    builder = _GraphBuilder()
    if source_path is not None:
        builder.add_path(source_path, "source")
    if content_path is not None:
        builder.add_path(content_path, "content")
    return Graph(
        nodes=[Node(id=id_, parts=parts) for id_, parts in enumerate(builder.parts)],
        arcs=builder.arcs,
    )


class _GraphBuilder:
    """Collects nodes and arcs."""

    def __init__(self) -> None:
        self.parts: list[list[Part]] = [["cue"]]
        self.arcs: list[Arc] = []
        # The head of each node. Only steps up are shared: a node may have several dependents of the
        # same relation.
        self._heads: dict[int, int] = {}

    def add_path(self, path: str, part: Part) -> None:
        """Add a path from the cue to the part: "<advcl >nsubj" goes up an advcl, down an nsubj."""
        node = 0
        for step in path.split() if path != "=" else ():
            move = self._move_up if step.startswith("<") else self._move_down
            node = move(node, step[1:])
        self.parts[node].append(part)

    def _move_up(self, node: int, relation: str) -> int:
        if node not in self._heads:
            self._heads[node] = self._add_node()
            self.arcs.append(Arc(head=self._heads[node], dependent=node, relation=relation))
        return self._heads[node]

    def _move_down(self, node: int, relation: str) -> int:
        dependent = self._add_node()
        self.arcs.append(Arc(head=node, dependent=dependent, relation=relation))
        return dependent

    def _add_node(self) -> int:
        self.parts.append([])
        return len(self.parts) - 1
