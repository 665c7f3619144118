"""The shipped models: trees of plain sentences, and the same parse in any company."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotes.records import Article, Parse, Sentence

if TYPE_CHECKING:
    from quotes.parsing.parser import StanzaParser

pytestmark = pytest.mark.models
SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


def read_seeds() -> list[Article]:
    return [Article(id=path.stem, text=path.read_text(encoding="utf-8")) for path in SEEDS]


def head_of(sentence: Sentence, word: str) -> tuple[str, str]:
    token = next(token for token in sentence.tokens if token.text == word)
    return "root" if token.head < 0 else sentence.tokens[token.head].text, token.deprel


@pytest.mark.parametrize(
    ("text", "word", "head", "deprel"),
    [
        pytest.param("The minister said that the dam was safe.", "minister", "said", "nsubj"),
        pytest.param("The minister said that the dam was safe.", "safe", "said", "ccomp"),
        pytest.param("The minister said that the dam was safe.", "said", "root", "root"),
        pytest.param("“We will not stop,” Kerry said.", "Kerry", "said", "nsubj"),
        pytest.param("The army denied the report.", "report", "denied", "obj"),
    ],
    ids=lambda value: None if " " in value else value,
)
def test_heads(shipped_parser: StanzaParser, text: str, word: str, head: str, deprel: str) -> None:
    """Plain sentences get the heads that attribution needs."""
    (parsed,) = shipped_parser.parse_articles([Article(id="a", text=text)])
    (sentence,) = parsed.sentences
    assert head_of(sentence, word) == (head, deprel)


def test_names(shipped_parser: StanzaParser) -> None:
    """Persons, bodies and places are found."""
    text = "John Kerry met officials of the European Union in Vienna."
    (parsed,) = shipped_parser.parse_articles([Article(id="a", text=text)])
    found = {entity.span.slice(text): entity.type for entity in parsed.entities}
    assert found["John Kerry"] == "PER"
    assert found["European Union"] == "ORG"
    assert found["Vienna"] == "LOC"


def test_roles(shipped_parser: StanzaParser) -> None:
    """Every word has its chances of standing in a source, a cue and a content."""
    text = "The minister said that the dam was safe."
    (parsed,) = shipped_parser.parse_articles([Article(id="a", text=text)])
    chances = {token.text: token.component_scores for token in parsed.sentences[0].tokens}
    assert all(roles is not None for roles in chances.values())
    source, cue, content = (
        max(chances, key=lambda word: (chances[word] or (0, 0, 0))[role]) for role in range(3)
    )
    assert source in ("The", "minister")
    assert cue == "said"
    assert content in ("the", "dam", "was", "safe")


def test_company_and_order_make_no_difference(shipped_parser: StanzaParser) -> None:
    """An article has the same parse alone, with others, and with others in reverse order."""
    articles = read_seeds()[:8]
    together = shipped_parser.parse_articles(articles)
    reversed_ = shipped_parser.parse_articles(articles[::-1])[::-1]
    assert reversed_ == together
    for article, parsed in zip(articles, together, strict=True):
        assert shipped_parser.parse_articles([article]) == [parsed]


def check(parsed: Parse) -> None:
    text = parsed.article.text
    position = 0
    for sentence in parsed.sentences:
        assert sentence.span.start >= position
        position = sentence.span.end
        assert sum(token.head < 0 for token in sentence.tokens) == 1
        for token in sentence.tokens:
            assert -1 <= token.head < len(sentence.tokens)
            assert token.text == token.span.slice(text)
            assert sentence.span.covers(token.span)
    for entity in parsed.entities:
        assert entity.span.slice(text).strip()


def test_offsets_of_the_samples(shipped_parser: StanzaParser) -> None:
    """Every token and name of the sample articles slices its text."""
    for parsed in shipped_parser.parse_articles(read_seeds()):
        check(parsed)
        assert parsed.sentences


@given(st.text(max_size=200) | st.text(st.sampled_from("aB .,“”'\n\u00a0\u200b’-—9"), max_size=80))
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_text(shipped_parser: StanzaParser, text: str) -> None:
    """Any text is parsed, with offsets into it."""
    (parsed,) = shipped_parser.parse_articles([Article(id="a", text=text)])
    check(parsed)


def test_what_only_training_needs_is_not_imported() -> None:
    """A process that reads an article loads neither transformers nor torch's compiler."""
    code = (
        "import sys\n"
        "from quotes.parsing.parser import load_parser\n"
        "from quotes.records import Article\n"
        "load_parser(threads=1).parse_articles([Article(id='a', text='Ann Reed said no.')])\n"
        "print(sorted({'transformers', 'torch._dynamo', 'sympy'} & set(sys.modules)))\n"
        "import transformers\n"
        "print(transformers.__name__)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\ntransformers\n"
