"""Whether two quotations are versions of one: by their words, and by speaker and date where the
words are too few or too free to tell.
"""

from __future__ import annotations

from typing import NamedTuple

from quotes.folding import fold_name
from quotes.variants.aligning import MIN_PART, MIN_WHOLE, compare
from quotes.variants.fingerprints import SIZE
from quotes.variants.wording import Wording

# Fewer words in common are said by many; the same named speaker must have said them at about the
# same time.
FEW_WORDS = 6
FEW_DAYS = 2
# So many words in a row are one quotation even if articles give them to different speakers.
MANY_WORDS = 8
# A quotation of fewer words than this in common may be of another occasion after so many days.
LASTING_WORDS = 12
MAX_DAYS = 30
# How much of two quotations must be the same if one is not in quotation marks: a reporter's summary
# has many words of the speaker's, and is no version of what was said.
NEAR_VERBATIM = 0.85


class Variant(NamedTuple):
    """A quotation as an article has it: `speaker` as the article calls them, `speaker_id` as the
    corpus knows them, `day` of the article as `date.toordinal`; None where it is not known.
    """

    wording: Wording
    speaker: str | None
    speaker_id: str | None
    day: int | None


def are_variants(one: Variant, other: Variant) -> bool:
    """Whether both are versions of one quotation; the same whichever comes first."""
    agree = find_agreement(one, other)
    days = _count_days(one, other)
    fewer, more = sorted((one.wording.words, other.wording.words), key=len)
    if len(fewer) < SIZE or (len(fewer) < FEW_WORDS and (agree is not True or days > FEW_DAYS)):
        return False
    least = _count_least(one, other)
    if not _may_share(fewer, more, least):
        return False
    likeness = compare(fewer, more)
    solid = likeness.solid
    if likeness.relation == "different" or solid < least:
        return False
    if len(fewer) < FEW_WORDS or agree is False:
        enough = solid == len(fewer) and (len(fewer) >= MANY_WORDS or agree is True)
    else:
        enough = solid == len(fewer) or solid >= MANY_WORDS or agree is True
    return enough and (days <= MAX_DAYS or solid >= LASTING_WORDS)


def is_duplicate(one: Variant, other: Variant) -> bool:
    """Whether `are_versions` tells the same of both, whatever they are compared with."""
    return one.wording[:2] == other.wording[:2] and one[1:] == other[1:]


def find_agreement(one: Variant, other: Variant) -> bool | None:
    """Whether articles name the same speaker; None where one of them names nobody.

    Surnames are the same speaker's, as ids may be of "Kerry" and "John Kerry" that nobody has
    joined yet.
    """
    if one.speaker_id is not None and one.speaker_id == other.speaker_id:
        return True
    names = [fold_name(each.speaker or "").split() for each in (one, other)]
    if not all(names):
        return None
    return names[0][-1] == names[1][-1]


def _count_days(one: Variant, other: Variant) -> int:
    """The days between the articles; 0 if one has no date, which speaks against nothing."""
    return abs(one.day - other.day) if one.day is not None and other.day is not None else 0


def _count_least(one: Variant, other: Variant) -> float:
    """How many words versions have in common at least."""
    lengths = [len(each.wording.words) for each in (one, other)]
    if one.wording.verbatim and other.wording.verbatim:
        return min(MIN_PART * min(lengths), MIN_WHOLE * max(lengths))
    return NEAR_VERBATIM * max(lengths)


def _may_share(fewer: tuple[str, ...], more: tuple[str, ...], least: float) -> bool:
    """False if so few words are in both, in whatever order, that nothing need be aligned."""
    known = set(more)
    return sum(1 for word in fewer if word in known) >= least
