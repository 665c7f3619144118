"""From articles to stretches of text, and from analyses back to articles; no models."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest
from builders import parse
from hypothesis import given
from hypothesis import strategies as st

from quotes.parsing.analysis import SentenceAnalysis
from quotes.parsing.normalization import normalize
from quotes.parsing.parser import StanzaParser, split_article, write_conllu
from quotes.records import Article, Parse, Span, Token


def split(text: str, *boilerplate: str, with_boilerplate: bool = False) -> list[tuple[str, int]]:
    """The stretches and their lines."""
    places = tuple(Span(text.index(f), text.index(f) + len(f)) for f in boilerplate)
    article = Article(id="test", text=text, boilerplate=places)
    return [(p.text, p.line) for p in split_article(article, 0, with_boilerplate=with_boilerplate)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("One.\n\nTwo.", [("One.", 0), ("Two.", 1)], id="paragraphs"),
        pytest.param("One.\nTwo.", [("One.", 0), ("Two.", 1)], id="lines"),
        pytest.param("One.\r\n\r\nTwo.\r\n", [("One.", 0), ("Two.", 1)], id="Windows line ends"),
        pytest.param("  One. \t\n", [("One.", 0)], id="space around"),
        pytest.param("One.\n\u00a0\nTwo.", [("One.", 0), ("Two.", 1)], id="no-break space alone"),
        pytest.param("“One.”", [('"One."', 0)], id="normalized"),
        pytest.param("\n \n", [], id="nothing"),
        pytest.param("", [], id="empty"),
        pytest.param(
            "BRASK (AP) — It rained.",
            [("BRASK (AP) —", 0), ("It rained.", 0)],
            id="dateline apart",
        ),
    ],
)
def test_split_article(text: str, expected: list[tuple[str, int]]) -> None:
    """Every line with words is a stretch, a dateline one of its own."""
    assert split(text) == expected


def test_boilerplate_is_left_out() -> None:
    """Boilerplate is skipped unless asked for; the lines are counted with it."""
    text = "Share\nOne.\nAdvertisement\nTwo."
    assert split(text, "Share", "Advertisement") == [("One.", 1), ("Two.", 3)]
    whole = split(text, "Share", "Advertisement", with_boilerplate=True)
    assert whole == [("Share", 0), ("One.", 1), ("Advertisement", 2), ("Two.", 3)]


def test_long_lines_are_cut_at_spaces() -> None:
    """A line of any length is cut between words, none lost."""
    line = " ".join(["word"] * 20_000)
    pieces = split(line)
    assert len(pieces) > 1
    assert all(len(piece) <= 20_000 for piece, _ in pieces)
    assert " ".join(piece for piece, _ in pieces) == line


def test_long_lines_without_spaces() -> None:
    """A line without a space is cut all the same."""
    assert "".join(piece for piece, _ in split("x" * 50_000)) == "x" * 50_000


@given(st.text(st.sampled_from("ab \n\r\u00a0\u2028\u200b“—.") | st.characters(), max_size=60))
def test_stretches_slice_the_text(text: str) -> None:
    """Each stretch is the normalized text at its place, trimmed; no letter is lost."""
    article = Article(id="test", text=text)
    stretches = list(split_article(article, 0, with_boilerplate=False))
    normalized = normalize(text)
    position = 0
    for stretch in stretches:
        assert stretch.start >= position
        position = stretch.start + len(stretch.text)
        assert normalized[stretch.start : position] == stretch.text
        assert stretch.text == stretch.text.strip() != ""
    letters = sum(c.isalnum() for c in text)
    assert sum(c.isalnum() for stretch in stretches for c in stretch.text) == letters


class FakeAnalyzer:
    """Takes words between spaces, sentences between stops, and capitals for names."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.seconds: dict[str, float] = {}

    def analyze(self, stretches: Sequence[str]) -> list[list[SentenceAnalysis]]:
        self.texts += stretches
        return [list(self._analyse(text)) for text in stretches]

    def _analyse(self, text: str) -> Iterator[SentenceAnalysis]:
        for match in re.finditer(r"[^.]+\.?", text):
            found = list(re.finditer(r"\S+", match.group()))
            if found:
                start, words = match.start(), [word.group() for word in found]
                yield SentenceAnalysis(
                    tokens=[(start + word.start(), start + word.end()) for word in found],
                    counts=[1] * len(found),
                    words=words,
                    lemmas=words,
                    upos=["X"] * len(found),
                    xpos=[""] * len(found),
                    feats=[None] * len(found),
                    heads=[-1, *([0] * (len(found) - 1))],
                    deprels=["root", *(["dep"] * (len(found) - 1))],
                    names=["S-PERSON" if word[0].isupper() else "O" for word in words],
                )


def read(*texts: str) -> list[Parse]:
    articles = [Article(id=str(number), text=text) for number, text in enumerate(texts)]
    return StanzaParser(FakeAnalyzer(), "test-1").parse_articles(articles)


def test_parses_belong_to_their_articles() -> None:
    """Articles parsed together are in order, each with its own offsets and lines."""
    first, empty, second = read("Ann left. it rained.\n\n  “Bo” ran.", " \n", "Cy sat.")
    text = first.article.text
    assert [s.span.slice(text) for s in first.sentences] == [
        "Ann left.",
        "it rained.",
        "“Bo” ran.",
    ]
    assert [s.paragraph for s in first.sentences] == [0, 0, 1]
    assert [t.text for t in first.sentences[2].tokens] == ["“Bo”", "ran."]
    assert [t.head for t in first.sentences[2].tokens] == [-1, 0]
    assert [e.span.slice(text) for e in first.entities] == ["Ann"]
    assert (empty.sentences, empty.entities) == ((), ())
    assert [e.span.slice("Cy sat.") for e in second.entities] == ["Cy"]
    assert {p.model_version for p in (first, empty, second)} == {"test-1"}


@given(st.lists(st.text(st.sampled_from("aB .\n\u00a0“é\U0001f600"), max_size=30), max_size=4))
def test_company_makes_no_difference(texts: list[str]) -> None:
    """An article parsed with others has the parse that it has alone, and its tokens slice it."""
    together = read(*texts)
    assert [p.article.text for p in together] == texts
    for parsed in together:
        (alone,) = StanzaParser(FakeAnalyzer(), "test-1").parse_articles([parsed.article])
        assert alone == parsed
        for sentence in parsed.sentences:
            for token in sentence.tokens:
                assert token.span.slice(parsed.article.text) == token.text
                assert sentence.span.covers(token.span)


def test_nothing_to_parse() -> None:
    """Articles without words never reach the analyzer."""
    analyzer = FakeAnalyzer()
    parser = StanzaParser(analyzer, "test-1")
    assert parser.parse_articles([]) == []
    assert parser.parse_articles([Article(id="a", text="\n")])[0].sentences == ()
    assert analyzer.texts == []


def test_conllu() -> None:
    """A sentence is a CoNLL-U block with the words' places in the article."""
    made = parse("Ann left.", "Ann/PROPN/2/nsubj left=leave/VERB/0/root ./PUNCT/2/punct")
    assert "".join(write_conllu(made)) == (
        "# sent_id = test-1\n"
        "# text = Ann left.\n"
        "1\tAnn\tann\tPROPN\tNNP\t_\t2\tnsubj\t_\tstart_char=0|end_char=3\n"
        "2\tleft\tleave\tVERB\tVBD\t_\t0\troot\t_\tstart_char=4|end_char=8|SpaceAfter=No\n"
        "3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\tstart_char=8|end_char=9\n\n"
    )


def test_conllu_of_a_multiword_token() -> None:
    """Words of one token come under a line for the whole."""
    made = parse("I don't.", "I/PRON/2/nsubj do/AUX/0/root n't=not/PART/2/advmod ./PUNCT/2/punct")
    (sentence,) = made.sentences
    tokens = [whole_of(token, Span(2, 7)) if 0 < i < 3 else token for i, token in
              enumerate(sentence.tokens)]  # fmt: skip
    made = Parse(
        article=made.article,
        sentences=(type(sentence)(span=sentence.span, paragraph=0, tokens=tuple(tokens)),),
        entities=(),
        model_version="test",
    )
    rows = [row.split("\t") for row in "".join(write_conllu(made)).splitlines() if "\t" in row]
    assert [(row[0], row[1]) for row in rows] == [
        ("1", "I"),
        ("2-3", "don't"),
        ("2", "do"),
        ("3", "n't"),
        ("4", "."),
    ]
    assert rows[1][9] == "start_char=2|end_char=7|SpaceAfter=No"
    assert all(len(row) == 10 for row in rows)


def whole_of(token: Token, whole: Span) -> Token:
    fields = {name: getattr(token, name) for name in token.__struct_fields__}
    return Token(**(fields | {"whole": whole}))
