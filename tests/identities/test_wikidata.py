"""The user's table of Wikidata ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from quotes.errors import ArticleError
from quotes.identities.wikidata import read_wikidata

SAMPLE = Path(__file__).parents[2] / "seeds" / "wikidata.csv"
CSV = "name,wikidata,kind,aliases\nEdita Šorel,Q1,person,E. Šorel|Sorel\nHydrosar,Q2,,\n"
LINES = '{"name": "Edita Šorel", "wikidata": "Q1", "aliases": ["E. Šorel"]}\n\n'


@pytest.mark.parametrize(
    ("file", "text", "name", "kind", "expected"),
    [
        pytest.param("a.csv", CSV, "Edita Sorel", "person", "Q1", id="accents don't count"),
        pytest.param("a.csv", "\ufeff" + CSV, "E. Šorel", "person", "Q1", id="alias, byte mark"),
        pytest.param("a.csv", CSV, "Edita Šorel", "organization", None, id="another kind"),
        pytest.param("a.csv", CSV, "hydrosar", "organization", "Q2", id="any kind"),
        pytest.param("a.csv", CSV + "Hydrosar,Q3,,\n", "Hydrosar", "organization", None, id="two"),
        pytest.param("a.jsonl", LINES, "e. sorel", "person", "Q1", id="JSON lines"),
        pytest.param("a.jsonl", "", "Edita Šorel", "person", None, id="empty"),
    ],
)
def test_names_are_looked_up(
    tmp_path: Path, file: str, text: str, name: str, kind: str, expected: str | None
) -> None:
    """A name has an id if the table has exactly one."""
    (tmp_path / file).write_text(text, "utf-8")
    assert read_wikidata(tmp_path / file).find(name, kind) == expected


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        pytest.param("a.csv", "name,wikidata\nAnn Lee,\n", 2, id="no id"),
        pytest.param("a.csv", "name,wikidata\nAnn Lee,42\n", 2, id="no Wikidata id"),
        pytest.param("a.csv", "name,wikidata,kind\nAnn Lee,Q1,dog\n", 2, id="no such kind"),
        pytest.param("a.jsonl", "\n{}\n", 2, id="nothing in it"),
        pytest.param("a.jsonl", "{\n", 1, id="no JSON"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, file: str, text: str, line: int) -> None:
    """The error has file and line."""
    (tmp_path / file).write_text(text, "utf-8")
    with pytest.raises(ArticleError, match=rf"{file}:{line}: "):
        read_wikidata(tmp_path / file)


def test_no_file_at_all(tmp_path: Path) -> None:
    """Without a table there are no ids; a missing one is an error."""
    assert read_wikidata(None).find("Ann Lee", "person") is None
    with pytest.raises(ArticleError, match=r"can't be read"):
        read_wikidata(tmp_path / "none.csv")


def test_the_sample_can_be_read() -> None:
    """The shipped sample names people of the sample articles."""
    assert read_wikidata(SAMPLE).find("Edita Sorel", "person")
