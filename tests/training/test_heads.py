"""The entity tags that the tagger is trained on."""

from __future__ import annotations

import pytest

from quotes.training.heads import add_dates


@pytest.mark.parametrize(
    ("tags", "predicted", "expected"),
    [
        pytest.param("O O O", "O S-DATE O", "O B-DATE O", id="one word"),
        pytest.param("O O O", "B-DATE I-DATE E-DATE", "B-DATE I-DATE I-DATE", id="three words"),
        pytest.param("B-ORG O", "B-DATE E-DATE", "B-ORG B-DATE", id="a name keeps its tag"),
        pytest.param("O B-MISC O", "B-DATE I-DATE E-DATE", "B-DATE B-MISC B-DATE", id="around it"),
        pytest.param("O O", "S-PER O", "O O", id="names come from people alone"),
    ],
)
def test_add_dates(tags: str, predicted: str, expected: str) -> None:
    """Dates are added where people marked nothing; every date opens with B."""
    assert " ".join(add_dates(tags.split(), predicted.split())) == expected
