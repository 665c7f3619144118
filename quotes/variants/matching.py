"""Whether two quotations are variants of one.

The words decide, and speaker and date where the words are few or reworded.
"""

from __future__ import annotations

from typing import NamedTuple

from quotes.folding import fold_name
from quotes.variants.aligning import MIN_PART, MIN_WHOLE, align_words
from quotes.variants.fingerprints import SIZE
from quotes.variants.wording import Wording

# None of these numbers was tuned; see `aligning`.
# Fewer words in common are said by many people: the same named speaker must have said them, in
# articles of about the same time.
FEW_WORDS = 6
FEW_WORDS_DAYS = 2
# So many words in a row are one quotation even if articles name different speakers.
MANY_WORDS = 8
# With fewer words in common than this, a quotation after so many days may be of another occasion.
LASTING_WORDS = 12
LASTING_DAYS = 30
# Share of the longer wording in common if one is not in quotation marks: a reporter's summary has
# many words of the speaker's, and is no variant of what was said.
NEAR_VERBATIM = 0.85


class Variant(NamedTuple):
    """A quotation as an article has it.

    Attributes:
        speaker: the name in the article; None if it names nobody.
        speaker_id: in the corpus; None if it is not known.
        day: of the article, as `date.toordinal`; None if it is not known.
    """

    wording: Wording
    speaker: str | None
    speaker_id: str | None
    day: int | None


def are_variants(one: Variant, other: Variant) -> bool:
    """Whether both are variants of one quotation; symmetric."""
    same_speaker = have_same_speaker(one, other)
    days = _count_days(one, other)
    fewer, more = sorted((one.wording.words, other.wording.words), key=len)
    if len(fewer) < SIZE or (
        len(fewer) < FEW_WORDS and (same_speaker is not True or days > FEW_WORDS_DAYS)
    ):
        return False
    min_shared = _count_min_shared(one, other)
    if not _may_share(fewer, more, min_shared):
        return False
    alignment = align_words(fewer, more)
    solid = alignment.solid
    if alignment.relation == "different" or solid < min_shared:
        return False
    if len(fewer) < FEW_WORDS or same_speaker is False:
        enough = solid == len(fewer) and (len(fewer) >= MANY_WORDS or same_speaker is True)
    else:
        enough = solid == len(fewer) or solid >= MANY_WORDS or same_speaker is True
    return enough and (days <= LASTING_DAYS or solid >= LASTING_WORDS)


def is_duplicate(one: Variant, other: Variant) -> bool:
    """Whether the two have the same words, speaker and day: `are_variants` treats them alike."""
    return one.wording[:2] == other.wording[:2] and one[1:] == other[1:]


def have_same_speaker(one: Variant, other: Variant) -> bool | None:
    """Whether articles name the same speaker; None if one of them names nobody.

    Names with one surname count as the same speaker: "Kerry" and "John Kerry" may have different
    ids that were not merged yet.
    """
    if one.speaker_id is not None and one.speaker_id == other.speaker_id:
        return True
    names = [fold_name(each.speaker or "").split() for each in (one, other)]
    if not all(names):
        return None
    return names[0][-1] == names[1][-1]


def _count_days(one: Variant, other: Variant) -> int:
    """The days between the articles; 0 if one has no date."""
    return abs(one.day - other.day) if one.day is not None and other.day is not None else 0


def _count_min_shared(one: Variant, other: Variant) -> float:
    """The least number of words in runs that variants have in common."""
    lengths = [len(each.wording.words) for each in (one, other)]
    if one.wording.verbatim and other.wording.verbatim:
        return min(MIN_PART * min(lengths), MIN_WHOLE * max(lengths))
    return NEAR_VERBATIM * max(lengths)


def _may_share(fewer: tuple[str, ...], more: tuple[str, ...], min_shared: float) -> bool:
    """Whether enough words are in both, in whatever order, to be worth aligning."""
    words = set(more)
    return sum(1 for word in fewer if word in words) >= min_shared
