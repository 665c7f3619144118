"""Lines of a page that are not the article's prose: buttons, boxes, credits, links elsewhere.

Conservative: a doubtful line is prose, and a sentence with a quotation always is.
`boilerplate_lines` looks at one line by itself; this module at the lines around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from quotes.readers.boilerplate_lines import (
    ends_sentence,
    has_quote,
    is_boilerplate_line,
    is_link_lead,
)
from quotes.readers.bylines import read_byline
from quotes.readers.datelines import find_dateline
from quotes.readers.dates import read_publication_line
from quotes.readers.text_lines import TextLine, split_lines
from quotes.records import Span

# Bylines and dates of publication are among the first lines, related headlines among the last. In
# lines; set by reading what was flagged on PolNeAR (see README.md), not tuned on a measure.
HEAD_LINES = 12
TAIL_LINES = 8
CAPTION_LINES = 2

_BULLET = re.compile(r"[•●▪‣◦*·–-]\s")
_MEDIA_FILE = re.compile(r".*\.(?:jpe?g|png|gif|webp|mp4|webm)", re.IGNORECASE)
_RUNNING_TIME = re.compile(
    r"\d{1,2}:\d{2}(?::\d{2})?(?:\s*[-–—|•·]\s*(?:source|video).*)?", re.IGNORECASE
)
_SUBSCRIPTION = re.compile(
    r"\b(?:unlimited (?:digital )?access|ad[- ]free|newsletters?|podcasts?|app access|"
    r"delivered to your (?:door|inbox)|subscri(?:be|ber|bers|ption)|cancel any ?time|free trial|"
    r"e-?paper|digital edition|print edition|crosswords?|exclusive content|per (?:week|month)|"
    r"access to)\b",
    re.IGNORECASE,
)
# Such as: Channel9 News | 9 November | 08:20.
_BARS = re.compile(r"(?=.*\d)[^|.!?]{1,40}(?:\s\|\s[^|!?]{1,40})+")
_CLOSED = re.compile(r"[.!?…:;,\"'”’»)\]]$")


def find_boilerplate(text: str) -> tuple[Span, ...]:
    """Spans of whole lines that are boilerplate, in text order; one span for each run of lines.

    Takes time linear in the length of the text.
    """
    lines = split_lines(text)
    flags = [is_boilerplate_line(line.words) for line in lines]
    _clear_headline(lines, flags)
    _flag_head(lines, flags)
    _flag_video_boxes(lines, flags)
    _flag_subscription_boxes(lines, flags)
    _flag_repeated_headline(lines, flags)
    _flag_last_headlines(lines, flags)
    return tuple(_merge(lines, flags))


def _clear_headline(lines: Sequence[TextLine], flags: list[bool]) -> None:
    """Unflags the article's own headline, which may begin like a link: "Watch: Senator sings"."""
    for index, line in enumerate(lines[:HEAD_LINES]):
        if not flags[index] or is_link_lead(line.words):
            flags[index] = False
            return


def _flag_head(lines: Sequence[TextLine], flags: list[bool]) -> None:
    """Flags bylines, dates and datelines that are a line of their own."""
    for index, line in enumerate(lines):
        is_signature = index < HEAD_LINES and (
            read_publication_line(line.words)
            or (index > 0 and (read_byline(line.words) or _BARS.fullmatch(line.words)))
        )
        if is_signature or find_dateline(line.words) == len(line.words):
            flags[index] = True


def _flag_video_boxes(lines: Sequence[TextLine], flags: list[bool]) -> None:
    """Flags captions between a media file's name and a running time, or above a running time."""
    for index, line in enumerate(lines):
        if not _RUNNING_TIME.fullmatch(line.words):
            continue
        first = index
        while first > max(0, index - CAPTION_LINES) and not lines[first].follows_blank:
            first -= 1
            if _MEDIA_FILE.fullmatch(lines[first].words):
                break
        for above in range(first, index):
            words = lines[above].words
            if not ends_sentence(words) or _MEDIA_FILE.fullmatch(lines[first].words):
                flags[above] = True


def _flag_subscription_boxes(lines: Sequence[TextLine], flags: list[bool]) -> None:
    """Flags runs of bullets of which half or more sell a subscription, and the line above them."""
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and _BULLET.match(lines[end].words):
            end += 1
        run = lines[start:end]
        if run and 2 * sum(bool(_SUBSCRIPTION.search(line.words)) for line in run) >= len(run):
            above = start - 1
            if above >= 0 and not run[0].follows_blank and not ends_sentence(lines[above].words):
                flags[above] = True
            flags[start:end] = [True] * len(run)
        start = max(end, start + 1)


def _flag_repeated_headline(lines: Sequence[TextLine], flags: list[bool]) -> None:
    """Flags repetitions of the headline: as a caption, a share text or a navigation line."""
    headline = next((line for line, flag in zip(lines, flags, strict=True) if not flag), None)
    if headline is None or len(headline.words.split()) < 4 or ends_sentence(headline.words):
        return
    for index, line in enumerate(lines):
        if line.start != headline.start and line.words.casefold() == headline.words.casefold():
            flags[index] = True


def _flag_last_headlines(lines: Sequence[TextLine], flags: list[bool]) -> None:
    """Flags headlines of other articles after the last sentence: short, no stop, no quotation."""
    last = len(lines) - 1
    while last >= 5 and last >= len(lines) - TAIL_LINES:
        line = lines[last]
        if not flags[last]:
            if not line.follows_blank or not _is_headline(line.words):
                return
            if not any(ends_sentence(before.words) for before in lines[max(0, last - 3) : last]):
                return
            flags[last] = True
        last -= 1


def _is_headline(words: str) -> bool:
    is_short = 4 <= len(words.split()) <= 16
    return is_short and words[0].isupper() and not _CLOSED.search(words) and not has_quote(words)


def _merge(lines: Sequence[TextLine], flags: Sequence[bool]) -> Iterator[Span]:
    """A span for each run of flagged lines."""
    start: int | None = None
    for index, (line, flag) in enumerate(zip(lines, flags, strict=True)):
        if flag and start is None:
            start = line.start
        if flag and start is not None and (index + 1 == len(lines) or not flags[index + 1]):
            yield Span(start, line.end)
            start = None
