"""Dependency paths are drawn as graphs around the cue."""

from __future__ import annotations

import pytest

from api.schemas import Arc
from api.serializers.evidence import make_graph


@pytest.mark.parametrize(
    ("source", "content", "parts", "arcs"),
    [
        pytest.param(
            ">nsubj",
            ">ccomp",
            [["cue"], ["source"], ["content"]],
            [(0, 1, "nsubj"), (0, 2, "ccomp")],
            id="both below the cue",
        ),
        pytest.param(
            "<advcl >nsubj",
            "<advcl",
            [["cue"], ["content"], ["source"]],
            [(1, 0, "advcl"), (1, 2, "nsubj")],
            id="the way up is shared",
        ),
        pytest.param("=", None, [["cue", "source"]], [], id="the cue is the source"),
        pytest.param(None, ">obj", [["cue"], ["content"]], [(0, 1, "obj")], id="one path"),
        pytest.param(
            ">nmod:poss >conj",
            None,
            [["cue"], [], ["source"]],
            [(0, 1, "nmod:poss"), (1, 2, "conj")],
            id="a word between",
        ),
    ],
)
def test_graphs(
    source: str | None,
    content: str | None,
    parts: list[list[str]],
    arcs: list[tuple[int, int, str]],
) -> None:
    graph = make_graph(source, content)
    assert graph is not None
    by_id = {node.id: sorted(node.parts) for node in graph.nodes}
    assert [by_id[id_] for id_ in sorted(by_id)] == [sorted(each) for each in parts]
    assert graph.arcs == [Arc(head=h, dependent=d, relation=r) for h, d, r in arcs]


def test_no_path_no_graph() -> None:
    assert make_graph(None, None) is None
