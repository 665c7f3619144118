"""Title, outlet, agency, authors and date of publication, as far as the text itself shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from quotes.readers.boilerplate_lines import ends_sentence
from quotes.readers.bylines import Byline, read_byline
from quotes.readers.datelines import Dateline, name_publisher, read_dateline
from quotes.readers.dates import read_publication_line
from quotes.readers.text_lines import TextLine, split_lines
from quotes.records import Record, Span

HEAD_LINES = 12
LONGEST_TITLE_WORDS = 30
LONGEST_LINE = 500  # characters; a longer one is no title and names no outlet. Not tuned.

_SUFFIX = re.compile(r"^(?P<rest>.{10,200})\s[|–—-]\s(?P<name>[^|–—]{2,40})$")
_PHOTO_CREDIT = re.compile(r"\bREUTERS/\s?[A-Z]")
# Reuters signs its reports so: "(Reporting by Jane Doe; Editing by John Roe)". Others may too, so
# the agency must be named in the text.
_SIGN_OFF = re.compile(
    r"\(?(?:Additional )?Reporting by .{3,300}\b[Ee]diting by .{3,120}", re.DOTALL
)
# "Channel9’s Jane Doe and John Roe contributed to this report."
_CONTRIBUTORS = re.compile(
    r"(?P<outlet>[A-Z]\w*(?: [A-Z]\w*){0,2})[’']s [A-Z].{3,300} contributed to this "
    r"(?:report|story|article)\.?"
)
# How a last line credits an agency: "… he said. (ANI)", "— PTI", "Source: Xinhua", "© AFP",
# "Copyright 2031 The Associated Press. All rights reserved."
_CLOSING_CREDITS = (
    re.compile(r"\((?P<name>[A-Z][\w./& -]{1,30})\)$"),
    re.compile(
        r"^(?:[-–—]+\s*|©\s*(?:\d{4}\s)?|(?:Source|Credit):\s*|"
        r"Copyright (?:© )?(?:\d{4} )?(?:by )?)"
        r"(?P<name>[A-Z][\w./& -]{1,40}?)(?:[.,].{0,200})?$"
    ),
    re.compile(r"^(?P<name>[A-Z]{2,6})$"),
)
# Characters of a name that is only an agency's in capitals.
SHORT_NAME = 4
_CLOSED = re.compile(r"[.,;:]$")


class Metadata(Record, frozen=True, kw_only=True):
    """What the text shows; None where it shows nothing."""

    title: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] | None = None
    published: str | None = None
    wire: str | None = None


def infer_metadata(text: str, boilerplate: Sequence[Span]) -> Metadata:
    """The metadata in the first lines and the sign-off.

    Args:
        boilerplate: spans of whole lines; the title is not looked for in them.
    """
    lines = split_lines(text)
    head = lines[:HEAD_LINES]
    prose = [line for line in head if not any(s.start <= line.start < s.end for s in boilerplate)]
    title_line = prose[0] if len(prose) > 1 and _is_title(prose[0].words) else None
    byline = next(filter(None, (read_byline(line.words) for line in head[1:])), None)
    dateline = next(filter(None, (read_dateline(line.words) for line in head)), None)
    title, *suffix = _split_suffix(title_line.words) if title_line else (None, None, None)
    # The dateline before the byline: who writes for an agency may sign for an outlet.
    signed: list[Dateline | Byline] = [line for line in (dateline, byline) if line]
    credit = _find_credit(head, lines[-3:]) if "reuters" in text.lower() else None
    agencies = [*(line.agency for line in signed), suffix[0], credit, _find_closing(lines[-3:])]
    outlets = [*(line.outlet for line in signed), suffix[1], _find_contributors(lines[-8:])]
    return Metadata(
        title=title.rstrip(" ;") if title else None,
        outlet=next(filter(None, outlets), None),
        authors=(byline.authors or None) if byline else None,
        published=next(_published(head), None),
        wire=next(filter(None, agencies), None),
    )


def _is_title(words: str) -> bool:
    """Whether a line looks like a headline: short, no final stop unless in capitalised words."""
    if (
        len(words) > LONGEST_LINE
        or len(words.split()) > LONGEST_TITLE_WORDS
        or read_dateline(words)
    ):
        return False
    long_words = [word for word in words.split() if len(word) > 4]
    is_capitalised = 3 * sum(word[0].isupper() for word in long_words) >= 2 * len(long_words) > 3
    return is_capitalised or not (_CLOSED.search(words) and ends_sentence(words))


def _split_suffix(words: str) -> tuple[str, str | None, str | None]:
    """The title without the publisher that follows it on web pages, then the agency or outlet."""
    if (match := _SUFFIX.match(words)) and (named := name_publisher(match["name"])):
        return match["rest"].strip(), *named
    return words, None, None


def _published(head: Sequence[TextLine]) -> Iterator[str]:
    for line in head:
        date = read_publication_line(line.words)
        if date and date.time and not date.is_update:
            yield date.time


def _find_credit(head: Sequence[TextLine], tail: Sequence[TextLine]) -> str | None:
    if any(_PHOTO_CREDIT.search(line.words[-200:]) for line in head):
        return "Reuters"
    return "Reuters" if any(_SIGN_OFF.search(line.words[-400:]) for line in tail) else None


def _find_closing(tail: Sequence[TextLine]) -> str | None:
    """The agency that one of the last lines credits. Short names must be in capitals: "(Spa)" may
    be anything.
    """
    for line in reversed(tail):
        end = line.words[-LONGEST_LINE:]
        for pattern in _CLOSING_CREDITS:
            if (match := pattern.search(end)) and (named := name_publisher(match["name"])):
                name = match["name"]
                if named[0] is not None and (name.isupper() or len(name) > SHORT_NAME):
                    return named[0]
    return None


def _find_contributors(tail: Sequence[TextLine]) -> str | None:
    """The outlet whose reporters a closing line thanks."""
    for line in tail:
        if len(line.words) <= LONGEST_LINE and (match := _CONTRIBUTORS.fullmatch(line.words)):
            publisher = name_publisher(match["outlet"])
            return publisher[1] if publisher else match["outlet"]
    return None
