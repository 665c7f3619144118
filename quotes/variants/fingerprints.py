"""Fingerprints of wordings: variants of one quotation have some of them in common."""

from __future__ import annotations

from zlib import crc32

from quotes.variants.wording import Wording

# Words of a shingle. A wording of fewer has no fingerprints, and so no variants: "no comment" is
# said every day. Not tuned.
SIZE = 3
# Of so many neighbouring shingles at least one is chosen. Windows are smaller for verbatim words,
# of which parts are printed, and smallest for short wordings, where one changed word takes three
# shingles away: (most shingles, window). What a wider window chooses a narrower one chooses, too.
# Not tuned: with these all quotations of eight words and more in `seeds/` are found again,
# whichever way they were changed (`onrecord evaluate matching`).
WINDOW = 6
VERBATIM_WINDOWS = ((10, 1), (20, 2))
VERBATIM_WINDOW = 4
# Fingerprints of a very long wording: it is found by the whole and by most parts. Not tuned.
MOST = 24

_CUT = 1 << 32
# The commonest words of English prose. Shingles with few of them are preferred: few other
# quotations have these.
_COMMON = """
a about after all also am an and any are as at be because been before being but by can could did do
does doing for from get go going got had has have he her here him his how i if in into is it its
just know like make many me more most much my no not now of on one only or other our out over people
said say see she should so some than that the their them then there these they thing think this
those time to up us very want was we well were what when where which who will with would you your
"""
COMMON = frozenset(_COMMON.split())


def find_fingerprints(wording: Wording) -> tuple[int, ...]:
    """Whole numbers below 2 ** 32, ascending, at most `MOST`; none for fewer than `SIZE` words.

    One is of all words, so that copies have the most in common. The others are of the shingle in
    each window that has the fewest common words, and then the smallest checksum. So two wordings
    share one for certain if they have `WINDOW` + `SIZE` - 1 words in a row in common and are not
    much longer than `MOST` windows, and often if they have fewer. Others share one by chance, so
    that wordings with a common fingerprint must be aligned.

    Source: winnowing, Schleimer et al. 2003 (SIGMOD), with rarity before the checksum.
    """
    words = wording.words
    count = len(words) - SIZE + 1
    if count < 1:
        return ()
    common = [word in COMMON for word in words]
    ranked = [
        (common[at] + common[at + 1] + common[at + 2]) * _CUT
        + crc32(" ".join(words[at : at + SIZE]).encode())
        for at in range(count)
    ]
    window = _choose_window(count, verbatim=wording.verbatim)
    last = max(1, count - window + 1)
    chosen = {min(ranked[at : at + window]) for at in range(last)}
    checksums = {rank % _CUT for rank in sorted(chosen)[: MOST - 1]}
    return tuple(sorted(checksums | {crc32(" ".join(words).encode())}))


def _choose_window(count: int, *, verbatim: bool) -> int:
    if not verbatim:
        return WINDOW
    return next((window for most, window in VERBATIM_WINDOWS if count <= most), VERBATIM_WINDOW)
