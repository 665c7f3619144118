"""Quotations by their marks: straight, curly, angled and doubled single ones.

An automaton reads the marks in one pass, with one character of context on either side. It
distinguishes apostrophes (don't, the '90s, workers' rights), measures (5' 9"), opening and closing
straight marks, and handles missing marks. A quotation that is open at the end of a paragraph ends
there and may be resumed by a mark at the start of the next one.
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
_SINGLE = frozenset("'’‘`‚‛")
_STRAIGHT = frozenset(('"', "＂", "''", "‘‘", "’’", "``"))
_EMPTY = frozenset("\"“”„«»＂‘’'`‚‛")
_FEET = re.compile(r"\d['’′]\s?\d{1,2}$")
_BEFORE_OPENING = frozenset("([{<—–-―/:;,*“‘\"'«„")


@dataclass(frozen=True)
class Quotation:
    """A stretch in quotation marks.

    Attributes:
        span: with the marks.
        depth: 0 for outer quotations, 1 for those inside another.
        closed: whether it has a closing mark.
        resumes: whether it continues a quotation that the paragraph before left open.
    """

    span: Span
    depth: int
    closed: bool
    resumes: bool = False


@dataclass
class _OpenMark:
    """A mark that opened a quotation which is not closed yet."""

    start: int
    single: bool
    resumes: bool


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """The quotations of a text in the order of their starts; takes time linear in its length."""
    quotations: list[Quotation] = []
    left_open = False
    for line in _LINE.finditer(text):
        if line.group().strip():
            automaton = _MarkAutomaton(text, line.start(), line.end(), left_open)
            left_open = automaton.run()
            quotations += automaton.found
    return tuple(_find_depths(sorted(quotations, key=lambda q: (q.span.start, -q.span.end))))


def _find_depths(quotations: Iterable[Quotation]) -> Iterator[Quotation]:
    """The sorted quotations with their depths: how many others contain each."""
    around: list[Span] = []
    for quotation in quotations:
        while around and around[-1].end <= quotation.span.start:
            around.pop()
        yield replace(quotation, depth=len(around))
        around.append(quotation.span)


class _MarkAutomaton:
    """The automaton for the marks of one paragraph.

    Its state is the stack of open marks; `found` has the quotations so far, as they are closed.
    """

    def __init__(self, text: str, start: int, end: int, left_open: bool) -> None:
        self._text, self._start, self._end, self._left_open = text, start, end, left_open
        self._marks = list(_MARK.finditer(text, start, end))
        self._endings = [
            m.start() for m in self._marks if m.group() in "'’" and _may_close(text, m, start, end)
        ]
        self._openings = [
            m.start() for m in self._marks if m.group() in "'‘" and _may_open(text, m, start, end)
        ]
        self._first = start + len(text[start:end]) - len(text[start:end].lstrip())
        self._stack: list[_OpenMark] = []
        self.found: list[Quotation] = []

    def run(self) -> bool:
        """Reads all marks; whether the paragraph leaves a quotation open."""
        for mark in self._marks:
            if mark.group() in _SINGLE:
                self._read_single(mark)
            else:
                self._read_double(mark)
        self._drop_singles()
        still_open = bool(self._stack)
        while self._stack:
            self._close(self._end, closed=False)
            self._drop_singles()
        return still_open

    def _read_single(self, mark: re.Match[str]) -> None:
        kind, at, after = mark.group(), mark.start(), mark.end()
        before, following = self._look_around(mark)
        can_open, can_close = _can_open(before, following), _can_close(before, following)
        is_open = bool(self._stack) and self._stack[-1].single
        if (
            is_open
            and kind in "'’"
            and not (before.isalnum() and following.isalnum())
            and _ends_single(at, self._openings, self._endings, before, can_close)
        ):
            self._close(after)
            return
        opens = kind in "‘‚‛`'" and can_open and not _ELISION.match(self._text, after, self._end)
        if opens and not is_open and _later(self._endings, after) is not None:
            self._open(at, single=True)

    def _read_double(self, mark: re.Match[str]) -> None:
        opening = self._is_opening(mark)
        if opening is None:
            return
        if opening:
            if self._is_inside_double():  # its closing mark is missing: it ends before this one
                self._drop_singles()
                self._close(mark.start(), closed=False)
            self._open(mark.start(), single=False)
        elif self._is_inside_double():
            self._drop_singles()
            self._close(mark.end())
        elif self._left_open and not self.found:
            self._stack[:] = [_OpenMark(self._first, single=False, resumes=True)]
            self._close(mark.end())

    def _is_opening(self, mark: re.Match[str]) -> bool | None:
        """Whether a double mark opens a quotation or closes one; None for inches and the like."""
        kind, at = mark.group(), mark.start()
        before, following = self._look_around(mark)
        can_open, can_close = _can_open(before, following), _can_close(before, following)
        inside = self._is_inside_double()
        if kind in "“„«":  # also a slip for, or in German and Danish, a closing mark
            return can_open or not can_close or not inside
        if kind not in _STRAIGHT:
            return not inside and can_open and not can_close
        if kind == "``":
            opening = True
        elif not can_open and _FEET.search(self._text, max(self._start, at - 6), at):
            return None
        elif not can_open and not can_close:
            opening = not inside
        else:
            opening = can_open and (not can_close or not inside)
        is_inches = before.isdigit() and not inside and not can_open
        return None if opening and is_inches else opening

    def _look_around(self, mark: re.Match[str]) -> tuple[str, str]:
        """The characters before and after the mark; empty at the ends of the paragraph."""
        at, after = mark.start(), mark.end()
        return (
            self._text[at - 1] if at > self._start else "",
            self._text[after] if after < self._end else "",
        )

    def _open(self, at: int, *, single: bool) -> None:
        self._stack.append(_OpenMark(at, single, self._left_open and at == self._first))

    def _close(self, at: int, *, closed: bool = True) -> None:
        opened = self._stack.pop()
        body = self._text[opened.start : at].rstrip()
        if any(c not in _EMPTY and not c.isspace() for c in body):
            span = Span(opened.start, opened.start + len(body))
            self.found.append(Quotation(span, 0, closed, opened.resumes))

    def _is_inside_double(self) -> bool:
        return any(not opened.single for opened in self._stack)

    def _drop_singles(self) -> None:
        """Drops single marks from the top of the stack: without a closing one they are none."""
        while self._stack and self._stack[-1].single:
            self._stack.pop()


def _can_open(before: str, after: str) -> bool:
    """Whether a mark between these characters can begin a quotation."""
    return (not before or before.isspace() or before in _BEFORE_OPENING) and bool(after.strip())


def _can_close(before: str, after: str) -> bool:
    """Whether a mark between these characters can end a quotation."""
    return bool(before.strip()) and not after.isalnum()


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
    """Whether the mark closes a quotation instead of being a genitive or an elision."""
    if not can_close:
        return False
    if before not in ("s", "S", "n", "N"):
        return True
    # "workers' rights", "goin' home": only if nothing later can end it or the next begins before.
    ending, opening = _later(endings, at + 1), _later(openings, at + 1)
    return ending is None or (opening is not None and opening < ending)
