"""Whether one line is boilerplate by itself, by the phrases of boilerplate.tsv and by patterns."""

from __future__ import annotations

import re
from functools import cache

from quotes.english.manifest import PACKAGE
from quotes.english.tables import read_lines
from quotes.records import Record

# The longest flagged in PolNeAR has 251 characters; the limit bounds every pattern.
LONGEST_LINE = 400
# Words; set by reading what was flagged on PolNeAR (see README.md), not tuned on a measure.
HEADING_WORDS = 14
START_WORDS = 30

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_QUOTE = re.compile(r"[\"“”„«»]|''|``")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_COUNT = re.compile(r"^\d[\d.,]*[km]?\s+|[\s(]+\d[\d.,]*[km]?\)?$", re.IGNORECASE)

# Capitals distinguish "Jane Doe via Getty Images" from "She sent it via Facebook".
_CAPITAL = r"[^\W\d_a-z][\w.’'\-]*"
_NAME = rf"(?-i:{_CAPITAL}(?:\s(?:{_CAPITAL}|de|van|von|der|bin|al)){{0,5}})"
_SMALL = r"(?:and|in|by|de|van|von|der|additional|editing|writing|reporting)"
_NAMES = rf"(?-i:{_CAPITAL}(?:[\s,;]+(?:{_CAPITAL}|{_SMALL}))*)"
_PICTURE_DESK = (
    r"(?:Getty|Reuters|AP|Associated Press|AFP|EPA|Bloomberg|Shutterstock|Alamy|Zuma|Anadolu|"
    r"iStock|Instagram|Facebook|Twitter|Flickr|Xinhua|TASS)"
)
_NETWORK = (
    r"(?:twitter|facebook|instagram|linkedin|youtube|telegram|whatsapp|threads|tiktok|bluesky|"
    r"mastodon|google news|flipboard)"
)
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?"
_STORY = r"(?:this|the) (?:report|story|article|post|piece)"
_PICTURE = r"(?:photo(?:graph)?|image|picture|illustration)s?"

_REPORTER = rf"(?:him|her|them|us|the (?:author|writer|reporter)|{_NAME})"
_PUBLISHED = r"(?:first |last |originally )?(?:published|posted|updated|modified)\b"

# Each must match the whole line; case counts only where a pattern says so.
_PATTERNS = (
    # running time: "03:04 - Source: Channel", "0:12 / 1:42"
    rf"(?:{_CLOCK}\s*/\s*)?{_CLOCK}(?:\s*[-–—|•·]\s*(?:(?:source|video|duration)\b.{{0,60}})?)?",
    rf"(?:watch|video|play|listen|audio|live|replay|now playing)\b.{{0,150}}\W\(?{_CLOCK}\)?",
    # the way to a player: "Watch the full interview below:"
    r"(?:watch|listen to|view|click)\b.{0,80}\b(?:above|below|here|here to \w+)[.:!]?",
    r"[^.!?“”\"]{1,120}\.(?:jpe?g|png|gif|webp|mp4|webm|svg)",
    # credits of pictures: "Photo: Jane Doe", "Jane Doe via Getty Images", "REUTERS/Jane Doe"
    rf"\(?(?:{_PICTURE}|credit|{_PICTURE} credit|{_PICTURE} by)\s*[:/|]\s*.{{1,80}}",
    rf"\(?{_PICTURE} (?:by|courtesy of|courtesy) .{{1,60}}",
    rf"\(?{_NAME}\s*(?:/|\bvia\b|\|)\s*{_PICTURE_DESK}\b[\w\s/.]{{0,30}}\)?\.?",
    rf"\(?{_PICTURE_DESK}(?: photos?| images| pictures)?\s?/\s?{_NAME}\)?\.?",
    # rights
    r"(?:©|\(c\)\s*\d{4}|copyright\s*(?:©|\(c\)|\d{4}|by\b)).*",
    r".{0,100}\ball rights reserved\b.{0,60}",
    # the author elsewhere: "Follow Jane Doe on Twitter @janedoe.", "Twitter: @janedoe."
    rf"(?:on {_NETWORK} )?follow (?:@\w+|us\b|me\b).*",
    rf"follow .{{1,100}}\b(?:on|at|via)\s(?:\w+\s)?{_NETWORK}[:.!]?(?:\s+(?:at\b|@|http|and\b).*)?",
    rf"on {_NETWORK} follow .{{1,60}}https?://.*",
    rf"(?:{_NETWORK}|x|e-?mail|web|website)\s*:\s*(?:@\S+|\S+[@./]\S+)",
    rf"(?:you can )?(?:reach|contact|write to|e-?mail) {_REPORTER}(?: directly)? at \S+@\S+",
    # who helped: "(Reporting by Jane Doe; Editing by John Roe)", "Jane Doe contributed reporting."
    rf"\(?(?:additional )?(?:reporting|writing|editing|compiled|translated) by {_NAMES}[.)]*",
    r"\(?contribut(?:ing|ors?): .*",
    rf"(?:.{{0,300}}[\w’'.]\s)?{_NAME} contributed (?:(?:reporting|research)\b|from ).{{0,40}}",
    rf".{{1,250}}\bcontributed (?:reporting |research )?(?:to|for) {_STORY}\.?",
    # when: "Published 4:05 PM EST, Tue November 17, 2015", "Posted 3 hours ago", "5 min read"
    rf"{_PUBLISHED}:?\s.{{0,20}}\b(?:\d{{1,2}}[:.]\d{{2}}|\d{{1,2}}|an?) ?.{{0,50}}",
    r"\d+[\s-]*min(?:ute)?s?[\s-]*(?:read|listen|watch)",
    # counts of comments and shares, bare addresses, left-over HTML and CSS
    r"\d[\d.,]*\s?[km]?\s(?:comments?|shares?|likes?|views?|replies|retweets|reposts|votes?)",
    r"(?:https?://|www\.)\S+",
    r"<[^<>]+>(?:\s*<?/?\w*/?>)*\.?",
    r"[.#]?[\w-]+(?:,? [.#]?[\w-]+)*\s*\{|[a-z-]+\s*:\s*[^;\s]{1,40};|\}",
)
_PATTERN = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)
# "Posted in 2015, the video was seen by millions." is prose.
_PROSE_OF_PUBLISHING = re.compile(rf"{_PUBLISHED}.*[a-z]{{3,}}[.!?]$", re.IGNORECASE)


class Phrases(Record, frozen=True, kw_only=True):
    """The phrases of boilerplate.tsv, by what each must match.

    Attributes:
        line: the whole line.
        button: the whole line, if it has no final stop.
        start: the start of a line.
        heading: the start of a short line.
        anywhere: any part of a line.
        leads: those with which a headline may begin, too.
    """

    line: frozenset[str]
    button: frozenset[str]
    start: tuple[str, ...]
    heading: tuple[str, ...]
    anywhere: tuple[str, ...]
    leads: tuple[str, ...]


def is_boilerplate_line(words: str) -> bool:
    """Whether the line is boilerplate, whatever is around it; a sentence with a quotation never is.

    Args:
        words: the line without leading and trailing space.
    """
    if len(words) > LONGEST_LINE or (ends_sentence(words) and has_quote(words)):
        return False
    if not any(character.isalnum() for character in words):
        return not has_quote(words) and words not in ("'", "’", "‘")
    return _has_phrase(words) or _has_pattern(words)


def is_link_lead(words: str) -> bool:
    """Whether the line begins like a link, as a headline may, too ("Watch: …")."""
    return _fold(words).startswith(_load_phrases().leads)


def ends_sentence(words: str) -> bool:
    return bool(_SENTENCE_END.search(words))


def has_quote(words: str) -> bool:
    return bool(_QUOTE.search(words))


def _has_phrase(words: str) -> bool:
    phrases = _load_phrases()
    folded = _fold(words)
    core = _EDGES.sub("", folded)
    bare = _EDGES.sub("", _COUNT.sub("", core))
    if core in phrases.line or bare in phrases.line:
        return True
    is_sentence = ends_sentence(words)
    if not is_sentence and (core in phrases.button or bare in phrases.button):
        return True
    length = len(folded.split())
    if length <= START_WORDS and core.startswith(phrases.start):
        return True
    if length <= HEADING_WORDS and not is_sentence and core.startswith(phrases.heading):
        return True
    return any(phrase in folded for phrase in phrases.anywhere)


def _has_pattern(words: str) -> bool:
    return bool(_PATTERN.fullmatch(words)) and not _PROSE_OF_PUBLISHING.match(words)


def _fold(words: str) -> str:
    return " ".join(words.replace("’", "'").casefold().split())


@cache
def _load_phrases() -> Phrases:
    rows: dict[str, list[str]] = {field: [] for field in Phrases.__struct_fields__}
    for line in read_lines(PACKAGE / "readers" / "boilerplate.tsv"):
        phrase, match, group = line.split("\t")
        rows[match].append(phrase)
        if match in ("start", "heading") and group in ("related", "video"):
            rows["leads"].append(phrase)
    return Phrases(
        line=frozenset(_EDGES.sub("", phrase) for phrase in rows["line"]),
        button=frozenset(_EDGES.sub("", phrase) for phrase in rows["button"]),
        start=tuple(rows["start"]),
        heading=tuple(rows["heading"]),
        anywhere=tuple(rows["anywhere"]),
        leads=tuple(rows["leads"]),
    )
