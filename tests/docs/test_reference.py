"""The reference is what the code says, and the README's figures are those of the full table."""

from __future__ import annotations

import re
import runpy
from functools import cache

import pytest
from pages import ROOT

PAGES = ("commands.md", "settings.md", "api.md", "records.md", "exports.md")


@cache
def make_pages() -> dict[str, str]:
    """The pages that the script makes."""
    return dict(runpy.run_path(str(ROOT / "docs" / "build_reference.py"))["make_pages"]())


@pytest.mark.parametrize("page", PAGES)
def test_the_reference_is_up_to_date(page: str) -> None:
    """Each page is what `make reference` writes."""
    written = (ROOT / "docs" / "reference" / page).read_text("utf-8")
    assert written == make_pages()[page], "run `make reference`"


def test_all_pages_are_checked() -> None:
    """The script makes no other page."""
    assert sorted(make_pages()) == sorted(PAGES)


def test_figures_of_the_readme() -> None:
    """Each row of the README's figures stands in the full table, which says how it is made."""
    measured = (ROOT / "docs" / "explanation" / "measured.md").read_text("utf-8")
    readme = (ROOT / "README.md").read_text("utf-8").partition("| what | on | figure |\n")[2]
    rows = re.findall(r"^\| [^-].*\|$", readme, re.MULTILINE)
    assert rows
    assert [row for row in rows if row not in measured] == []
