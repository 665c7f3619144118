"""What somebody pasted: the words of the claim, and who is said to have said them.

The pasted text may have quotation marks or none, a lead ("Lee said: …"), several quoted pieces, the
signs of a post ("RT @lee:", "#dam", a link), and a signature ("— Ana Lee").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from quotes.checking.words import CheckedText, read_text
from quotes.folding import fold_name

# Fewer words are said every day by anybody.
LEAST_WORDS = 3
MOST_CHARACTERS = 5000
# Joins the pieces of a claim, as `quotes.store.GAP` joins those of a quotation.
_GAP = " … "

_TITLE_WORDS = """
chancellor dame dr gen general gov governor judge justice king lady lord minister miss mr mrs ms
pope president prime prince princess queen rep secretary sen senator sir
"""
_TITLES = frozenset(_TITLE_WORDS.split())
_NAME = r"(?:(?:[A-Z][\w.'’-]*|of|the|de|van|von|bin|al|el|da|du|la)\s+){0,5}[A-Z][\w.'’-]+"
_SAYS = (
    r"(?:said|says|say|tweeted|wrote|claimed|claims|stated|declared|added"
    r"|announced|argued|posted|once said|has said|insisted|warned)"
)
_TOLD = r"told [\w ]{1,30}?"
_RETWEET = re.compile(r"^\s*(?:RT|MT)\s+@\w+:?\s*")
_LINK = re.compile(r"(?:https?://|www\.|t\.co/|pic\.twitter\.com/)\S+")
_HANDLE = re.compile(r"^(?:\s*@\w+)+\s*")
_SIGNATURE = re.compile(rf"\s*(?:—|–|--|~|- )\s*({_NAME})\s*(?:\(@\w+\))?\s*(?:[,(].{{0,60}})?$")
_LEAD = re.compile(
    rf"^\s*({_NAME})\s*(?:(?:,[^,:“\"]{{1,60}},)?\s*"
    rf"(?:{_SAYS}\s*(?:that\b|[:,])?|{_TOLD}\s*(?:that\b|[:,]))|:)\s*"
)
_TAIL = re.compile(
    rf"\s*,?\s*(?:({_NAME})\s+(?:{_SAYS}|{_TOLD})|{_SAYS}\s+({_NAME})"
    rf"|according to ({_NAME}))\.?\s*$"
)
_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»")
# Single marks are read only at the end of the text or before who says it: else they may stand
# inside of what was said.
_SINGLE = re.compile(
    r"(?<!\w)‘([^‘]+)’(?=\s*$|,?\s+[A-Z\w]+ (?:said|says|told))|(?<!\w)'([^']+)'\s*$"
)


class Claim(NamedTuple):
    """The words that are to be checked, and the speaker whom the pasted text names, if any."""

    text: str
    words: CheckedText
    speaker: str | None

    @property
    def search_words(self) -> tuple[str, ...]:
        """The words that its source is looked for by: those that say something, or all if they
        are few; single runs of letters and digits.
        """
        words = [word.text for word in self.words.words if word.kind in ("content", "name")]
        if len(words) < 2:
            words = [word.text for word in self.words.words]
        return tuple(part for word in words for part in word.split())

    @property
    def is_valid(self) -> bool:
        """Whether it has enough words to be told from what anybody says."""
        return len(self.words.words) >= LEAST_WORDS


def read_claim(pasted: str, speaker: str | None = None) -> Claim:
    """The claim in a pasted text, of which only `MOST_CHARACTERS` are read.

    Args:
        pasted: as somebody copied it.
        speaker: whose words they are said to be; by default whom the pasted text names.
    """
    claim = _read(pasted)
    if speaker is None:
        return claim
    if claim.speaker is not None and not names_speaker(speaker, (claim.speaker,)):
        # Who is named in it is spoken of: "George told me that …".
        claim = _make_claim(pasted[:MOST_CHARACTERS], None)
    return claim._replace(speaker=speaker)


def names_speaker(asked: str, names: Iterable[str]) -> bool:
    """Whether one of the names is the one asked for: one has all words of the other, titles
    aside.
    """
    wanted = _split_name(asked)
    return any(
        known and wanted and (known <= wanted or wanted <= known)
        for known in map(_split_name, names)
    )


def _split_name(name: str) -> frozenset[str]:
    words = frozenset(fold_name(name).split())
    return words - _TITLES or words


def _read(pasted: str) -> Claim:
    text = " ".join(_LINK.sub(" ", pasted[:MOST_CHARACTERS]).split())
    text = _HANDLE.sub("", _RETWEET.sub("", text)).replace("#", "")
    text, signed = _cut_signature(text)
    marks = _QUOTED if _QUOTED.search(text) else _SINGLE
    pieces = [_first(groups).strip() for groups in _find_groups(marks, text)]
    count = sum(len(piece.split()) for piece in pieces)
    speaker = _find_speaker(marks.sub(" “” ", text)) if pieces else None
    if count >= LEAST_WORDS and (speaker or 2 * count >= len(text.split())):
        return _make_claim(_GAP.join(pieces), speaker or signed)
    if lead := _LEAD.match(text):
        return _make_claim(text[lead.end() :], lead[1])
    if tail := _TAIL.search(text):
        return _make_claim(text[: tail.start()], _first(tail.groups()))
    return _make_claim(text, signed)


def _find_groups(marks: re.Pattern[str], text: str) -> Iterator[tuple[str | None, ...]]:
    return (found.groups() for found in marks.finditer(text))


def _make_claim(text: str, speaker: str | None) -> Claim:
    text = text.strip()
    return Claim(text, read_text(text), speaker)


def _cut_signature(text: str) -> tuple[str, str | None]:
    signature = _SIGNATURE.search(text)
    if signature is None:
        return text, None
    return text[: signature.start()], signature[1]


def _find_speaker(around: str) -> str | None:
    """The name beside the quoted pieces, which `“”` stands for."""
    before, _, behind = around.partition("“”")
    if lead := _LEAD.match(before):
        return str(lead[1])
    for part in (behind.split("“”")[0], before):
        if tail := _TAIL.search(part):
            return _first(tail.groups())
    return None


def _first(groups: Iterable[str | None]) -> str:
    """The group that matched."""
    return next(group for group in groups if group)
