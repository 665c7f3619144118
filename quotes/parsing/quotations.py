"""Quotation marks, read by an automaton in one pass: straight, curly, angled and doubled-single.

What it tells apart, character by character with one character of context either side: apostrophes
(don't, the '90s, workers' rights), measures (5' 9"), opening from closing straight marks, and marks
that their writer forgot. A quotation left open at the end of a paragraph ends there and may be
taken up by a mark at the start of the next.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from quotes.records import Span

_LINE = re.compile(r"[^\r\n\x85\u2028\u2029]+")
_MARK = re.compile(r"''|``|‘‘|’’|[\"“”„«»＂‘’'`‚‛]")
_ELISION = re.compile(
    r"(?:\d\d(?:s|\b)|(?:em|til|till|tis|twas|cause|n|round|bout|course)\b)", re.IGNORECASE
)
_EMPTY = frozenset("\"“”„«»＂‘’'`‚‛")
_FEET = re.compile(r"\d['’′]\s?\d{1,2}$")
_BEFORE_OPENING = frozenset("([{<—–-―/:;,*“‘\"'«„")


@dataclass(frozen=True)
class Quotation:
    """A stretch in quotation marks.

    `span` includes the marks. `depth` is 0 for outer quotations, 1 for those inside another.
    `closed` tells whether a closing mark was found; `resumes` whether it takes up what the
    paragraph before left open.
    """

    span: Span
    depth: int
    closed: bool
    resumes: bool = False


@dataclass
class _Open:
    start: int
    single: bool
    resumes: bool


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """Every quotation of a text in order of its start, in time linear in the text's length."""
    found: list[Quotation] = []
    left_open = False
    for line in _LINE.finditer(text):
        if line.group().strip():
            left_open = _read_line(text, line.start(), line.end(), found, left_open)
    return tuple(_find_depths(sorted(found, key=lambda q: (q.span.start, -q.span.end))))


def _find_depths(found: Iterable[Quotation]) -> Iterator[Quotation]:
    """Sorted quotations, each told how many others hold it."""
    around: list[Span] = []
    for quotation in found:
        while around and around[-1].end <= quotation.span.start:
            around.pop()
        yield replace(quotation, depth=len(around))
        around.append(quotation.span)


def _read_line(text: str, start: int, end: int, found: list[Quotation], left_open: bool) -> bool:
    """Reads one paragraph; True if it leaves a quotation open."""
    marks = list(_MARK.finditer(text, start, end))
    endings = [m.start() for m in marks if m.group() in "'’" and _may_close(text, m, start, end)]
    openings = [m.start() for m in marks if m.group() in "'‘" and _may_open(text, m, start, end)]
    first = start + len(text[start:end]) - len(text[start:end].lstrip())
    stack: list[_Open] = []
    none_yet = len(found)

    def close(at: int, *, closed: bool = True) -> None:
        opened = stack.pop()
        body = text[opened.start : at].rstrip()
        if any(c not in _EMPTY and not c.isspace() for c in body):
            span = Span(opened.start, opened.start + len(body))
            found.append(Quotation(span, 0, closed, opened.resumes))

    def open_(at: int, *, single: bool) -> None:
        stack.append(_Open(at, single, left_open and at == first))

    def inside_double() -> bool:
        return any(not opened.single for opened in stack)

    for mark in marks:
        kind, at, after = mark.group(), mark.start(), mark.end()
        before_char = text[at - 1] if at > start else ""
        after_char = text[after] if after < end else ""
        can_open = (
            not before_char or before_char.isspace() or before_char in _BEFORE_OPENING
        ) and bool(after_char.strip())
        can_close = bool(before_char.strip()) and (not after_char or not after_char.isalnum())
        if kind in ("'", "’", "‘", "`", "‚", "‛"):
            if (
                stack
                and stack[-1].single
                and kind in "'’"
                and not (before_char.isalnum() and after_char.isalnum())
                and _ends_single(at, openings, endings, before_char, can_close)
            ):
                close(after)
                continue
            opens = kind in "‘‚‛`'" and can_open and not _ELISION.match(text, after, end)
            if opens and not (stack and stack[-1].single) and _later(endings, after) is not None:
                open_(at, single=True)
            continue
        if kind in ('"', "＂", "''", "‘‘", "’’", "``"):
            if kind != "``" and not can_open and _FEET.search(text, max(start, at - 6), at):
                continue
            opening = can_open and (not can_close or not inside_double()) if kind != "``" else True
            if not opening and not can_close and not inside_double():
                opening = True
            if opening and before_char.isdigit() and not inside_double() and not can_open:
                continue
        elif kind in "“„«":  # also a slip for, or in German and Danish, a closing mark
            opening = can_open or not can_close or not inside_double()
        else:
            opening = not inside_double() and can_open and not can_close
        if opening:
            if inside_double():  # a mark was forgotten: what was open ends before the new one
                while stack and stack[-1].single:
                    stack.pop()
                close(at, closed=False)
            open_(at, single=False)
        elif inside_double():
            while stack[-1].single:
                stack.pop()
            close(after)
        elif left_open and len(found) == none_yet:
            stack[:] = [_Open(first, single=False, resumes=True)]
            close(after)
    while stack and stack[-1].single:
        stack.pop()
    still_open = bool(stack)
    while stack:
        if stack[-1].single:
            stack.pop()
        else:
            close(end, closed=False)
    return still_open


def _later(positions: Sequence[int], at: int) -> int | None:
    index = bisect_left(positions, at)
    return positions[index] if index < len(positions) else None


def _may_close(text: str, mark: re.Match[str], start: int, end: int) -> bool:
    """Whether a single mark could end a quotation: something before it, no letter after it."""
    at, after = mark.start(), mark.end()
    return at > start and not text[at - 1].isspace() and not (after < end and text[after].isalnum())


def _may_open(text: str, mark: re.Match[str], start: int, end: int) -> bool:
    """Whether a single mark could begin a quotation: space before it, a word after it."""
    at, after = mark.start(), mark.end()
    return (
        (at == start or text[at - 1].isspace())
        and after < end
        and text[after].isalnum()
        and not _ELISION.match(text, after, end)
    )


def _ends_single(
    at: int, openings: Sequence[int], endings: Sequence[int], before: str, can_close: bool
) -> bool:
    """Whether the mark ends an open quotation, and is no genitive or left-out letter."""
    if not can_close:
        return False
    if before not in ("s", "S", "n", "N"):
        return True
    # "workers' rights", "goin' home": only if nothing later can end it or the next begins before.
    ending, opening = _later(endings, at + 1), _later(openings, at + 1)
    return ending is None or (opening is not None and opening < ending)
