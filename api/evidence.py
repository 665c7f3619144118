"""Why a quote was attributed so, its dependency paths drawn as nodes and arcs."""

from __future__ import annotations

from api.items import make_ranges
from api.schemas import Arc, EvidenceItem, Graph, Node, Part
from quotes.records import Evidence


def make_evidence(evidence: Evidence) -> EvidenceItem:
    """The evidence, with both paths as one graph around the cue."""
    return EvidenceItem(
        rule=evidence.rule,
        cue_lemma=evidence.cue_lemma,
        source_path=evidence.source_path,
        content_path=evidence.content_path,
        graph=draw_paths(evidence.source_path, evidence.content_path),
        antecedent=make_ranges(evidence.antecedent),
        resolution=evidence.resolution,
    )


def draw_paths(source_path: str | None, content_path: str | None) -> Graph | None:
    """The words and relations that the paths go along, or None without a path.

    Node 0 is the cue's head. Words that both paths share at their beginning are drawn once; words
    in between have no part in the attribution. A path "=" ends at the cue itself.
    """
    if source_path is None and content_path is None:
        return None
    drawing = _Drawing()
    if source_path is not None:
        drawing.draw(source_path, "source")
    if content_path is not None:
        drawing.draw(content_path, "content")
    return Graph(
        nodes=[Node(id=id_, parts=parts) for id_, parts in enumerate(drawing.parts)],
        arcs=drawing.arcs,
    )


class _Drawing:
    """Nodes and arcs in the making."""

    def __init__(self) -> None:
        self.parts: list[list[Part]] = [["cue"]]
        self.arcs: list[Arc] = []
        # Where a step from a node has led; a step down may lead to several words, so that only the
        # way up is shared.
        self._above: dict[int, int] = {}

    def draw(self, path: str, part: Part) -> None:
        """Add a path from the cue to the part: "<advcl >nsubj" goes up an advcl, down an nsubj."""
        at = 0
        for step in path.split() if path != "=" else ():
            go = self._go_up if step.startswith("<") else self._go_down
            at = go(at, step[1:])
        self.parts[at].append(part)

    def _go_up(self, at: int, relation: str) -> int:
        if at not in self._above:
            self._above[at] = self._add_node()
            self.arcs.append(Arc(head=self._above[at], dependent=at, relation=relation))
        return self._above[at]

    def _go_down(self, at: int, relation: str) -> int:
        dependent = self._add_node()
        self.arcs.append(Arc(head=at, dependent=dependent, relation=relation))
        return dependent

    def _add_node(self) -> int:
        self.parts.append([])
        return len(self.parts) - 1
