"""What is in English, and what is done with the rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import FakeParser

from quotes.pipeline import extract_articles
from quotes.readers import read_articles
from quotes.readers.languages import guess_language, is_english
from quotes.records import Article, Extraction, QuarantinedInput

SEEDS = Path(__file__).parents[2] / "seeds"
GERMAN = """Die Ministerin sagte am Dienstag, das Land werde seinen Kurs nicht ändern. „Wir
schaffen das“, sagte sie vor Journalisten. Der Führer der Opposition widersprach: „Nein.“"""
FRENCH = """Le président a déclaré mardi que le pays tiendrait ses engagements. « Nous ne céderons
pas », a-t-il dit aux journalistes. Selon la ministre, le projet sera voté en mars."""
SPANISH = """El presidente dijo el martes que el país no cambiaría de rumbo. «No vamos a ceder»,
dijo a la prensa. Según la ministra de Hacienda, el proyecto se votará a principios de marzo."""
DUTCH = """De minister zei dinsdag dat het land zijn koers niet zou wijzigen. "Wij geven niet toe",
zei zij tegen verslaggevers. Volgens de oppositie is dat een grote vergissing."""
CHINESE = "外交部发言人周二表示：“我们坚决反对任何形式的制裁。”他说，双方应当保持对话。" * 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(GERMAN, "und", id="German"),
        pytest.param(FRENCH, "und", id="French"),
        pytest.param(SPANISH, "und", id="Spanish"),
        pytest.param(DUTCH, "und", id="Dutch"),
        pytest.param(CHINESE, "und", id="Chinese"),
        pytest.param(CHINESE[:38], "und", id="a short Chinese text"),
        pytest.param("Мэр сказал: «Да».", "und", id="a short Russian text"),
        pytest.param("The word “市长” means mayor, he said.", "en", id="a foreign word in English"),
        pytest.param("„Wir schaffen das“, sagte sie.", "en", id="too short to judge"),
        pytest.param("“" * 1000, "en", id="no letters"),
        pytest.param("", "en", id="nothing"),
        pytest.param(
            "“Wir schaffen das” is what she said to the press, and that was all. " * 3,
            "en",
            id="a foreign quotation",
        ),
    ],
)
def test_the_language_of_a_text(text: str, expected: str) -> None:
    """Texts without English words are of an undetermined language; short ones in Latin script
    are not judged.
    """
    assert guess_language(text) == expected


def test_the_samples_are_english() -> None:
    """No sample article is taken for one in another language."""
    for path in SEEDS.glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert guess_language(text) == "en", path.name


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", True), ("en-GB", True), ("English", True), ("de", False), ("und", False)],
)
def test_names_of_english(language: str, expected: bool) -> None:
    assert is_english(language) is expected


def test_articles_in_other_languages_are_quarantined(tmp_path: Path) -> None:
    """They are quarantined before any model reads them, and the others are extracted."""
    (tmp_path / "a.txt").write_text(GERMAN, encoding="utf-8")
    (tmp_path / "b.txt").write_text("She spoke.", encoding="utf-8")
    found = list(extract_articles(read_articles([tmp_path], max_bytes=10_000), FakeParser()))
    assert [type(item) for item in found] == [QuarantinedInput, Extraction]
    assert isinstance(found[0], QuarantinedInput)
    assert '"language": "en"' in found[0].reason


@pytest.mark.parametrize(("language", "kind"), [("en", Extraction), ("de", QuarantinedInput)])
def test_what_the_line_tells_of_the_language_counts(language: str, kind: type) -> None:
    article = Article(id="x", text=GERMAN, language=language)
    (found,) = extract_articles([article], FakeParser())
    assert isinstance(found, kind)
