"""Matching and counting, by hand-made cases and against the script that defines the measures."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotes.evaluation.annotations import Aliases, AnnotatedArticle, Annotation
from quotes.evaluation.scoring import (
    MatchCounts,
    Tallies,
    add_tallies,
    compare_details,
    match_article,
    tally_article,
)
from quotes.records import Span

TEXT = 'Ann Lee said "we will go home now" and Bo Ray feared that it may rain all day.'


def place(words: str) -> list[list[int]]:
    start = TEXT.index(words)
    return [[start, start + len(words)]]


def row(content: str, source: str = "", **fields: Any) -> dict[str, Any]:
    """An attribution by its words."""
    source_spans = place(source) if source else []
    return {"content": place(content), "source": source_spans, "cue": [], **fields}


def annotations(*rows: dict[str, Any]) -> tuple[Annotation, ...]:
    return msgspec.convert(rows, tuple[Annotation, ...])


def tally(gold: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> Tallies:
    article = AnnotatedArticle(id="a", text=TEXT, attributions=annotations(*gold))
    return tally_article(match_article(article, annotations(*predicted)), Aliases())


SAID = row('"we will go home now"', "Ann Lee")
FEARED = row("it may rain all day", "Bo Ray")


def test_counts() -> None:
    """Precision, recall and F1 are shares, and 0 where there is nothing to share."""
    counts = MatchCounts(right=1, predicted=2, gold=4) + MatchCounts(right=1, predicted=2)
    assert (counts.precision, counts.recall, counts.f1) == (0.5, 0.5, 0.5)
    assert (MatchCounts().precision, MatchCounts().recall, MatchCounts().f1) == (0, 0, 0)


def test_all_right() -> None:
    """Gold predicted word for word is right by every measure, in its set."""
    counts = tally([SAID, FEARED], [SAID, FEARED])
    for measure in ("attribution", "content", "exact", "source"):
        assert counts["all", measure] == MatchCounts(right=2, predicted=2, gold=2)
        assert counts["quoted", measure] == counts["indirect", measure]
        assert counts["quoted", measure] == MatchCounts(right=1, predicted=1, gold=1)
    assert counts["all", "tokens"] == MatchCounts(right=10, predicted=10, gold=10)
    assert not any(group == "details" for group, _ in counts)


@pytest.mark.parametrize(
    ("content", "is_pair"),
    [
        pytest.param("we will go home now", True, id="marks don't count"),
        pytest.param("we will go", True, id="three of five words"),
        pytest.param("we will", False, id="two of five words"),
        pytest.param('said "we will go home now" and Bo Ray feared', True, id="five of ten"),
        pytest.param('said "we will go home now" and Bo Ray feared that', False, id="of eleven"),
    ],
)
def test_contents_share_half_of_their_words(content: str, is_pair: bool) -> None:
    """A pair shares at least half of all the words of both contents."""
    counts = tally([SAID], [row(content, "Ann Lee")])
    assert counts["all", "content"] == MatchCounts(right=is_pair, predicted=1, gold=1)


@pytest.mark.parametrize(
    ("gold", "predicted", "is_right"),
    [
        pytest.param("Ann Lee", "Lee", True, id="part of it"),
        pytest.param("Ann Lee", "Lee said", True, id="half of the shorter"),
        pytest.param("Ann Lee", "Bo Ray", False, id="another"),
        pytest.param("Ann Lee", "", False, id="none found"),
        pytest.param("", "Ann Lee", False, id="none to find"),
        pytest.param("", "", True, id="none on both sides"),
    ],
)
def test_sources_share_half_of_the_shorter(gold: str, predicted: str, is_right: bool) -> None:
    """A source is right with half of the shorter one's words; an empty one only if both are."""
    counts = tally([row("we will go", gold)], [row("we will go", predicted)])
    assert counts["all", "content"].right == 1
    assert counts["all", "source"] == MatchCounts(right=is_right, predicted=1, gold=1)
    assert counts["all", "attribution"].right == is_right


def test_the_best_pairs_come_first() -> None:
    """A prediction goes to the gold attribution that it shares most with, and to no other."""
    counts = tally(
        [row("we will go home", "Ann Lee"), SAID], [SAID, row("will go home now", "Ann Lee")]
    )
    assert counts["all", "exact"].right == 1
    assert counts["all", "content"].right == 2
    assert tally([SAID], [SAID, SAID])["all", "content"] == MatchCounts(
        right=1, predicted=2, gold=1
    )


def test_a_paired_prediction_counts_in_the_set_of_gold() -> None:
    """What gold has as quoted counts as quoted, even where the prediction lies off the marks."""
    counts = tally([SAID], [row("will go home", "Ann Lee")])
    assert ("indirect", "content") not in counts
    assert counts["quoted", "content"] == MatchCounts(right=1, predicted=1, gold=1)


def test_gold_attitudes_count_neither_way() -> None:
    """Finding or missing an attitude changes nothing but the figures of acts; its words are neither
    right nor wrong.
    """
    fear = FEARED | {"act": "attitude", "speaker": "Bo Ray"}
    said = SAID | {"speaker": "Ann Lee"}
    acts = [("details", "act"), ("details", "attitude")]
    found, missed = dict(tally([said, fear], [said, FEARED])), tally([said, fear], [said])
    assert found.pop(acts[0]).gold == 1
    assert found.pop(acts[1]).right == 0
    assert found == missed
    assert missed["all", "tokens"].predicted == 5


def test_acts_are_told_apart() -> None:
    """If gold states acts, both acts' pairs count: how many are right, and attitudes by F1."""
    gold = [SAID | {"act": "statement"}, FEARED | {"act": "attitude"}]
    counts = tally(gold, [SAID | {"act": "attitude"}, FEARED | {"act": "attitude"}])
    assert counts["details", "act"] == MatchCounts(right=1, predicted=2, gold=2)
    assert counts["details", "attitude"] == MatchCounts(right=1, predicted=2, gold=1)
    assert ("details", "act") not in tally([SAID], [SAID])


def test_end_to_end_needs_all_three() -> None:
    """Content, source and speaker must be right; what was not found counts as gold alone."""
    gold = [SAID | {"speaker": "Ann Lee"}, FEARED | {"speaker": None}]
    key = "details", "end_to_end"
    assert tally(gold, gold)[key] == MatchCounts(right=2, predicted=2, gold=2)
    assert tally(gold, [SAID, FEARED])[key] == MatchCounts(right=1, predicted=2, gold=2)
    assert tally(gold, [])[key] == MatchCounts(gold=2)


def test_types_are_sets_where_gold_tells_them() -> None:
    """A prediction without a partner counts in its own type, one with a partner in gold's."""
    wrong = row("Bo Ray feared", type="direct")
    counts = tally([SAID | {"type": "mixed"}], [SAID | {"type": "direct"}, wrong])
    assert counts["type mixed", "attribution"] == MatchCounts(right=1, predicted=1, gold=1)
    assert counts["type direct", "attribution"] == MatchCounts(predicted=1)
    assert counts["details", "type"] == MatchCounts(predicted=1, gold=1)
    assert not any(group.startswith("type") for group, _ in tally([SAID], [wrong]))


@pytest.mark.parametrize(
    ("gold", "predicted", "right"),
    [
        pytest.param({"type": "direct"}, {"type": "direct"}, True, id="type"),
        pytest.param({"anonymity": None}, {}, True, id="null and not said"),
        pytest.param({"speaker_kind": "group"}, {}, False, id="kind not said"),
        pytest.param({"speaker": "Lee"}, {"speaker": "Mr Lee"}, True, id="speaker"),
        pytest.param({"addressee": "CNN"}, {"addressee": {"text": "cnn"}}, True, id="addressee"),
        pytest.param({"addressee": None}, {"addressee": "CNN"}, False, id="no addressee"),
        pytest.param({"role": "energy minister"}, {"role": "minister"}, True, id="half of a role"),
        pytest.param({"role": "energy minister"}, {"role": None}, False, id="role not found"),
        pytest.param({"role": None}, {"role": None}, True, id="no role"),
        pytest.param({"relay": ["NTV"]}, {"relay": ["ntv"]}, True, id="relay"),
        pytest.param({"relay": ["NTV", "AFP"]}, {"relay": ["NTV"]}, False, id="short relay"),
        pytest.param({"relay": []}, {}, True, id="no relay"),
        pytest.param({"setting": [[0, 4]]}, {"setting": [[3, 9]]}, True, id="setting overlaps"),
        pytest.param({"setting": [[0, 4]]}, {"setting": [[4, 9]]}, False, id="setting apart"),
        pytest.param({"setting": []}, {"setting": [[4, 9]]}, False, id="no setting"),
    ],
)
def test_details(gold: dict[str, Any], predicted: dict[str, Any], right: bool) -> None:
    """Each field that gold fills is compared by its own rule, and no other is."""
    (wanted,) = annotations({"content": [[0, 1]], **gold})
    (found,) = annotations({"content": [[0, 1]], **predicted})
    assert compare_details(wanted, found, Aliases()) == dict.fromkeys(gold, right)


def test_words_outside_the_text_are_none() -> None:
    """A predicted span that reaches out of the text or covers only marks has no words there."""
    article = AnnotatedArticle(id="a", text="Ann, ", attributions=())
    matching = match_article(article, [Annotation(content=(Span(3, 5), Span(90, 99)))])
    assert matching.predicted == ()


_SPANS = st.lists(
    st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 30)).map(
        lambda p: [p[0], min(len(TEXT), p[0] + p[1])]
    ),
    max_size=2,
)
_NAMES = st.sampled_from([None, "Ann Lee", "Mr. Lee", "lée", "Bo"])
_ROWS = st.lists(
    st.fixed_dictionaries(
        {"content": _SPANS, "source": _SPANS, "cue": _SPANS},
        optional={
            "act": st.sampled_from(["statement", "attitude"]),
            "type": st.sampled_from(["direct", "indirect"]),
            "speaker": _NAMES,
            "role": _NAMES,
            "addressee": _NAMES | st.builds(dict, text=_NAMES),
            "relay": st.lists(_NAMES.filter(bool), max_size=2),
            "setting": _SPANS,
        },
    ),
    max_size=6,
)


def run_script(script: Path, folder: Path, gold: Any, predicted: Any, aliases: Any) -> Any:
    """What the script prints for the articles."""
    for name, lines in (("gold", gold), ("predicted", predicted)):
        rows = "".join(json.dumps(line) + "\n" for line in lines)
        (folder / name).write_text(rows, encoding="utf-8")
    (folder / "aliases").write_text(json.dumps(aliases), encoding="utf-8")
    command = [sys.executable, script, "gold", "predicted", "--aliases", "aliases", "--json"]
    return json.loads(subprocess.check_output(command, cwd=folder))


@given(st.lists(st.tuples(_ROWS, _ROWS), min_size=1, max_size=8))
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_figures_are_those_of_the_script(
    shared: Path, tmp_path: Path, articles: list[tuple[Any, Any]]
) -> None:
    """Whatever is annotated and predicted, every figure that the script has is the script's; it has
    none of acts.
    """
    gold = [{"id": f"{n}", "text": TEXT, "attributions": g} for n, (g, _) in enumerate(articles)]
    guessed = [{"id": f"{n}", "attributions": p} for n, (_, p) in enumerate(articles)]
    forms = {"Bo": ["Ann Lee"]}
    script = shared / "eval" / "score_attributions.py"
    expected = run_script(script, tmp_path, gold, guessed, forms)
    counts = add_tallies(
        tally_article(match_article(article, annotations(*predicted)), Aliases(forms))
        for article, (_, predicted) in zip(
            msgspec.convert(gold, list[AnnotatedArticle]), articles, strict=True
        )
    )
    found: dict[str, dict[str, Any]] = {group: {} for group in expected}
    for (group, measure), c in counts.items():
        if c.gold and group in found and measure not in {"act", "attitude"}:
            found[group][measure] = {
                "precision": c.precision, "recall": c.recall, "f1": c.f1,
                "right": c.right, "predicted": c.predicted, "gold": c.gold,
            }  # fmt: skip
    assert found == expected
