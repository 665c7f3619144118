"""What a quotation says that others said: “He told me: ‘Go home.’”

Quotations inside quotations are attributions of their own, one for each level. No corpus tells a
reader about them, so they are linked by the tree and the word list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quotes.attribution.cues import CueList
from quotes.attribution.linking import Marks
from quotes.attribution.reading import Link, Reading
from quotes.attribution.word_list import link_by_list


def add_nested(reading: Reading, links: Sequence[Link], cues: CueList) -> list[Link]:
    """The links given and those of the quotations inside quotations, in the order of the cues."""
    inner = Marks(reading.parse.article, depth=1)
    known = {link.cue[0].start for link in links}
    nested = [
        link
        for number in _find_sentences(reading, inner)
        for link in link_by_list(reading, number, cues, inner)
        if link.quotations
        and link.cue[0].start not in known
        and reading.marks.around(link.cue[0].start) is not None
    ]
    return sorted([*links, *nested], key=lambda link: (link.sentence, link.cue[0]))


def _find_sentences(reading: Reading, inner: Marks) -> Iterator[int]:
    """The sentences of the inner quotations and those right before and behind them, in order."""
    last = -1
    for quotation in inner.all:
        held = reading.sentences_in(quotation.span)
        for number in range(held.start - 1, held.stop + 1):
            if last < number < len(reading.trees):
                last = number
                yield number
