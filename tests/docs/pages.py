"""The documents that people read, and the commands that they show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "quotes").rglob("*.md"),
        *(ROOT / "bench").glob("*.md"),
        *(ROOT / "seeds").glob("*.md"),
    ]
)
# Words before a command that are not part of it.
_BEFORE = re.compile(r"^(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?(?=onrecord )")


def name_page(page: Path) -> str:
    """The page's path from the top of the repository."""
    return str(page.relative_to(ROOT))


def find_code(text: str) -> Iterator[str]:
    """The lines of code blocks, continued lines joined, and the code spans of a page."""
    blocks = re.findall(r"^```(?:sh)?\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    blocks += re.findall(r"(?:^    .*\n?)+", rest, re.MULTILINE)
    for block in blocks:
        yield from (line.strip() for line in block.replace("\\\n", " ").splitlines())
    yield from re.findall(r"`([^`]+)`", re.sub(r"^    .*$", "", rest, flags=re.MULTILINE))


def find_commands(text: str) -> Iterator[str]:
    """Each `onrecord …` command of a page, up to a comment, a pipe or a redirection."""
    for code in find_code(text):
        if match := _BEFORE.match(code):
            yield re.split(r"\s[|>#;&]+\s|\s#|;", " ".join(code[match.end() :].split()))[0]
