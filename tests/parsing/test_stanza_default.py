"""What a pipeline's document says, stretch by stretch; no models."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from quotes.parsing.stanza_default import StanzaAnalyzer, _spread_tag


class Pipeline:
    """Takes words between spaces, a sentence a line, "can't" for two words, capitals for names."""

    def __init__(self) -> None:
        self.processors = {"all": self}

    def process(self, text: str) -> Any:
        return SimpleNamespace(
            sentences=[
                self._sentence(line.start(), list(re.finditer(r"\S+", line.group())))
                for line in re.finditer(r"[^\n]+", text)
            ]
        )

    def _sentence(self, start: int, found: list[re.Match[str]]) -> Any:
        tokens = [
            SimpleNamespace(
                start_char=start + match.start(),
                end_char=start + match.end(),
                ner="S-PERSON" if match.group()[0].isupper() else "O",
                words=[
                    SimpleNamespace(
                        text=text, lemma=None, upos=None, xpos=None, feats=None, head=0, deprel=None
                    )
                    for text in (("ca", "n't") if match.group() == "can't" else (match.group(),))
                ],
            )
            for match in found
        ]
        return SimpleNamespace(tokens=tokens, words=[w for t in tokens for w in t.words])


def test_sentences_belong_to_their_stretches() -> None:
    """Each stretch gets its own sentences, with characters counted from its start."""
    analyzer = StanzaAnalyzer(Pipeline())
    ((first,), (second,)) = analyzer.analyze(["Ann can't go.", "Bo ran."])
    assert first.tokens == [(0, 3), (4, 9), (10, 13)]
    assert first.counts == [1, 2, 1]
    assert first.words == ["Ann", "ca", "n't", "go."]
    assert first.lemmas == first.words
    assert (first.upos[0], first.xpos[0], first.deprels[0]) == ("X", "", "dep")
    assert first.names == ["S-PERSON", "O", "O", "O"]
    assert (second.tokens, second.words) == ([(0, 2), (3, 7)], ["Bo", "ran."])
    assert analyzer.seconds.keys() == {"all"}


@pytest.mark.parametrize(
    ("tag", "words", "expected"),
    [
        pytest.param("S-PER", 1, ["S-PER"], id="one word"),
        pytest.param("O", 2, ["O", "O"], id="no name"),
        pytest.param("S-PER", 2, ["B-PER", "E-PER"], id="alone"),
        pytest.param("B-PER", 2, ["B-PER", "I-PER"], id="at the beginning"),
        pytest.param("I-PER", 3, ["I-PER", "I-PER", "I-PER"], id="within"),
        pytest.param("E-PER", 2, ["I-PER", "E-PER"], id="at the end"),
    ],
)
def test_tags_of_a_contraction(tag: str, words: int, expected: list[str]) -> None:
    """The words of one token share its name and keep its beginning and end."""
    assert _spread_tag(tag, words) == expected
