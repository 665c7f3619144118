"""Links and paths in documents lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import PAGES, ROOT, name_page

_FOLDERS = ("quotes", "api", "seeds", "docs", "tests", "bench")


def find_anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and Zensical make them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_page)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link is a file of the repository, and its anchor one of its headings."""
    for link in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", page.read_text("utf-8")):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in find_anchors(target), link


@pytest.mark.parametrize("page", PAGES, ids=name_page)
def test_pages_link_inside_of_the_site(page: Path) -> None:
    """Pages of docs/ link to each other only; other files are named by their path."""
    if ROOT / "docs" in page.parents:
        for link in re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text("utf-8")):
            assert ROOT / "docs" in (page.parent / link).resolve().parents, link


@pytest.mark.parametrize("page", PAGES, ids=name_page)
def test_paths_named_exist(page: Path) -> None:
    """Each path such as `quotes/pipeline.py` is there."""
    paths = re.findall(rf"`((?:{'|'.join(_FOLDERS)})/[\w./-]*)`", page.read_text("utf-8"))
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_page_is_in_the_navigation() -> None:
    """The site's navigation has every page of docs/."""
    named = set(re.findall(r'= "([\w/-]+\.md)"', (ROOT / "zensical.toml").read_text("utf-8")))
    assert named == {str(page.relative_to(ROOT / "docs")) for page in (ROOT / "docs").rglob("*.md")}
