"""Names as words: cleaned, taken apart, compared."""

from __future__ import annotations

import pytest

from quotes.speakers.names import (
    clean_name,
    gender_of_noun,
    is_same_full_name,
    make_slug,
    read_person_name,
    usual_name,
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("the Foreign Ministry", "Foreign Ministry", id="article"),
        pytest.param("John Kerry's", "John Kerry", id="genitive"),
        pytest.param("the workers’", "workers", id="plural genitive"),
        pytest.param("John\nKerry,", "John Kerry", id="line end and comma"),
        pytest.param("“Shorty”", "Shorty", id="marks"),
        pytest.param("Theresa May", "Theresa May", id="no article"),
    ],
)
def test_clean_name(words: str, expected: str) -> None:
    """A name as lists give it."""
    assert clean_name(words) == expected


def test_slug() -> None:
    """The folded name with hyphens."""
    assert make_slug("Zoë Işık") == "zoe-isik"


@pytest.mark.parametrize(
    ("text", "before", "words", "title", "gender"),
    [
        pytest.param("John Kerry", "", ["John", "Kerry"], "", "m", id="first name tells"),
        pytest.param("Kerry", "Mrs. ", ["Kerry"], "", "f", id="title before"),
        pytest.param("Prime Minister Al Rudek", "", ["Al", "Rudek"], "Prime Minister", "",
                     id="title in two words"),
        pytest.param("Sen. Lee", "", ["Lee"], "Sen.", "", id="abbreviated title"),
        pytest.param("Baker", "", ["Baker"], "", "", id="a surname that is a noun"),
        pytest.param("Rt Rev Dr Al Rudek", "", ["Al", "Rudek"], "", "", id="respect"),
        pytest.param("Baroness Edita Rudek", "", ["Edita", "Rudek"], "Baroness", "f",
                     id="listed title"),
        pytest.param("Detective Inspector Al Rudek", "", ["Al", "Rudek"], "Detective Inspector", "",
                     id="rank of two words"),
        pytest.param("Emeritus Professor Al Rudek", "", ["Al", "Rudek"], "Emeritus Professor", "",
                     id="emeritus"),
        pytest.param("Al Rudek KC", "", ["Al", "Rudek"], "", "", id="post-nominal"),
        pytest.param("Al Rudek CBE QC MP", "", ["Al", "Rudek"], "", "", id="three of them"),
        pytest.param("Al Rudek Jr", "", ["Al", "Rudek", "Jr"], "", "", id="a generation stays"),
        pytest.param("Rudek MP", "", ["Rudek", "MP"], "", "", id="of a surname alone it stays"),
        pytest.param("Californian Al Rudek", "", ["Al", "Rudek"], "", "", id="demonym"),
        pytest.param("Ian Rudek Lee", "", ["Ian", "Rudek", "Lee"], "", "m", id="a first name"),
        pytest.param("Rudek", "spokeswoman ", ["Rudek"], "", "f", id="noun before"),
    ],
)  # fmt: skip
def test_read_person_name(
    text: str, before: str, words: list[str], title: str, gender: str
) -> None:
    """Titles are no part of a name; they and first names give the gender."""
    name = read_person_name(text, before)
    assert name is not None
    assert (list(name.words), name.title, name.gender) == (words, title, gender)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("John Lee", ("m", ""), id="a man's name"),
        pytest.param("Edita Lee", ("f", ""), id="counted"),
        pytest.param("Chris Lee", ("", "m"), id="mostly men"),
        pytest.param("Tyresha Lee", ("", "f"), id="unknown, by its ending"),
        pytest.param("Wen Lee", ("", ""), id="unknown"),
        pytest.param("Clinton", ("", ""), id="a surname that is a first name too"),
        pytest.param("A. Lee", ("", ""), id="an initial"),
    ],
)
def test_genders_of_first_names(text: str, expected: tuple[str, str]) -> None:
    """A first name has a gender, or a likely one where both exist."""
    name = read_person_name(text)
    assert name is not None
    assert (name.gender, name.leaning) == expected


@pytest.mark.parametrize("text", ["Mr.", "President", "…"])
def test_a_title_alone_is_nobody(text: str) -> None:
    """A title without a name names nobody."""
    assert read_person_name(text) is None


@pytest.mark.parametrize(
    ("known", "new", "expected"),
    [
        pytest.param("john kerry", "john kerry", True, id="same"),
        pytest.param("john kerry", "j kerry", True, id="initial"),
        pytest.param("john kerry", "john f kerry", True, id="middle initial"),
        pytest.param("john a kerry", "john b kerry", False, id="other middle initial"),
        pytest.param("john kerry", "ann kerry", False, id="other first name"),
        pytest.param("john kerry", "john lee", False, id="other surname"),
        pytest.param("john kerry jr", "john kerry", True, id="junior"),
        pytest.param("kerry", "kerry", False, id="no full name"),
    ],
)
def test_is_same_full_name(known: str, new: str, expected: bool) -> None:
    """Full names are one by surname and first name or initial."""
    assert is_same_full_name(known.split(), new.split()) is expected
    assert is_same_full_name(new.split(), known.split()) is expected


@pytest.mark.parametrize(
    ("noun", "expected"),
    [("spokeswoman", "f"), ("chairman", "m"), ("wife", "f"), ("official", ""), ("german", "")],
)
def test_gender_of_noun(noun: str, expected: str) -> None:
    """Some nouns tell the gender."""
    assert gender_of_noun(noun) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("Ann B. Lee", "Ann Lee", id="an initial"),
        pytest.param("Ann B.C. Lee", "Ann Lee", id="two initials"),
        pytest.param("Ann Berta Lee", "Ann Berta Lee", id="a second name"),
        pytest.param("Ann B. Lee III", "Ann B. Lee III", id="a dynasty"),
        pytest.param("John F. Kennedy", "John F. Kennedy", id="always with the initial"),
        pytest.param("A. B. Lee", "A. B. Lee", id="an initial for the first name"),
    ],
)
def test_usual_names(name: str, expected: str) -> None:
    """Holders of public offices go without the initials that some papers add."""
    assert usual_name(name) == expected
