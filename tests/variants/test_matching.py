"""Whether two quotations are variants of one: by words, speakers and dates."""

from __future__ import annotations

import pytest

from quotes.records import AttributionType
from quotes.variants import Variant, are_variants, read_wording

LONG = "“The state will not leave anybody in a gymnasium,”"
FEW = "“The wall is standing”"


def make(
    text: str,
    speaker: str | None = "Edita Sorel",
    *,
    day: int | None = 0,
    type_: AttributionType = "direct",
    speaker_id: str | None = None,
) -> Variant:
    return Variant(read_wording(text, type_), speaker, speaker_id, day)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(make(LONG), make(LONG.upper()), True, id="the same"),
        pytest.param(make(LONG), make(LONG, None), True, id="nobody named"),
        pytest.param(make(LONG), make(LONG, "Petra Halvik"), True, id="many words of two"),
        pytest.param(make(LONG), make("“not leave anybody in a gymnasium”"), True, id="a part"),
        pytest.param(make(LONG), make("“not leave anybody in a gymnasium”", "Petra Halvik"), False,
                     id="a part of fewer words of another"),
        pytest.param(make(LONG), make(LONG.replace("gymnasium", "tent"), "Petra Halvik"), False,
                     id="reworded of another"),
        pytest.param(make(LONG), make(LONG.replace("gymnasium", "tent")), True, id="reworded"),
        pytest.param(make(FEW), make(FEW), True, id="few words"),
        pytest.param(make(FEW), make(FEW, "Šorel"), True, id="few words, a surname"),
        pytest.param(make(FEW), make(FEW, "X. Y.", speaker_id="e"), False, id="few of another"),
        pytest.param(make(FEW), make(FEW, None), False, id="few words, nobody named"),
        pytest.param(make(FEW), make(FEW, day=2), True, id="few words, two days on"),
        pytest.param(make(FEW), make(FEW, day=3), False, id="few words, later"),
        pytest.param(make(FEW), make(FEW, day=None), True, id="few words, no date"),
        pytest.param(make(FEW), make("“The wall was standing”"), False, id="few, reworded"),
        pytest.param(make(LONG), make(LONG, day=31), False, id="some words, another occasion"),
        pytest.param(make(f"{LONG} she said."), make(f"{LONG} she said, truly.", day=400), False,
                     id="eleven words, another year"),
        pytest.param(make(f"{LONG} on the day."), make(f"{LONG} on the day.", day=400), True,
                     id="twelve words last"),
        pytest.param(make(LONG, type_="indirect"), make(LONG), True, id="indirect, verbatim"),
        pytest.param(make(LONG, type_="indirect"), make("“not leave anybody in a gymnasium”"),
                     False, id="indirect, and a part"),
        pytest.param(make("“No comment.”"), make("“No comment.”"), False, id="a word or two"),
        pytest.param(make(LONG), make("“Nobody knows what they did.”"), False, id="other words"),
    ],
)  # fmt: skip
def test_are_variants(one: Variant, other: Variant, expected: bool) -> None:
    assert are_variants(one, other) is expected
    assert are_variants(other, one) is expected


def test_equal_ids_outweigh_names() -> None:
    one, other = (
        make(FEW, "Kerry", speaker_id="k"),
        make(FEW, "The Secretary", speaker_id="k"),
    )
    assert are_variants(one, other)
