"""Attributions without a verb: transcripts ("PENCE: Well, look"), interviews whose lines begin
with who speaks, and signed quotations.

These stand in lines of their own shape, so they are read off the text; the parse only lends the
tokens.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from quotes.attribution.finding import Link, Mention, Reading
from quotes.attribution.frames import Frame
from quotes.attribution.trees import merge, trim
from quotes.records import Span

_TURN = re.compile(
    r"^[ \t]*[\"“]?([A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,4})(?: \([^()\n]{1,40}\))?"
    r" ?(:|—|–)[ \t]+(\S.*)$",
    re.MULTILINE,
)
_FEWEST_TURNS = 4  # lines that begin so make an interview, if one of the names comes twice
_SIGNED = re.compile(
    r"([\"”’'»])[ \t]*\n?[ \t]*(―|—|–|--|-)[ \t]*([A-Z][^\n\"“”:;!?]{1,80})$", re.MULTILINE
)
_MOST_WORDS = 10
_CERTAIN = 0.9
_COMMON_LABELS = frozenset(("NOTE", "UPDATE", "WATCH", "READ", "RELATED", "PHOTO", "VIDEO", "MORE"))


def find_verbless(reading: Reading, links: Sequence[Link]) -> list[Link]:
    """The links given, and those of transcripts and signatures whose mark is nobody's cue yet."""
    taken = {span.start for link in links for span in link.cue}
    found = [
        link
        for link in (*_transcripts(reading), *_signatures(reading))
        if link.cue[0].start not in taken
    ]
    signed = {span for link in found for span in link.content}
    kept = [link for link in links if not set(link.content) <= signed]
    return sorted([*kept, *found], key=lambda link: (link.sentence, link.cue[0]))


def _transcripts(reading: Reading) -> Iterator[Link]:
    turns = list(_TURN.finditer(reading.text))
    names = Counter(turn.group(1) for turn in turns)
    takes_turns = len(turns) >= _FEWEST_TURNS and names.most_common(1)[0][1] > 1
    for match in turns:
        name = match.group(1)
        if name.upper() in _COMMON_LABELS or len(name.split()) > 4:
            continue
        if not (takes_turns or (name.isupper() and len(name) > 1 and match.group(2) == ":")):
            continue
        said = trim(Span(*match.span(3)), reading.text)
        if said is not None:
            yield from _link(reading, "transcript", match.span(1), match.span(2), said)


def _signatures(reading: Reading) -> Iterator[Link]:
    for match in _SIGNED.finditer(reading.text):
        quotation = reading.marks.around(match.start(1))
        if quotation is None or quotation.span.end != match.end(1):
            continue
        opens = not reading.text[: quotation.span.start].rpartition("\n")[2].strip()
        if opens and len(match.group(3).split()) <= _MOST_WORDS:
            yield from _link(reading, "signature", match.span(3), match.span(2), quotation.span)


def _link(
    reading: Reading, rule: str, who: tuple[int, int], cue: tuple[int, int], said: Span
) -> Iterator[Link]:
    """The link, if its name and its cue were parsed: they are not where the line is furniture."""
    name = trim(Span(*who), reading.text)
    source = _mention(reading, name) if name is not None else None
    mark = _mention(reading, Span(*cue))
    if source is None or mark is None:
        return
    frame = Frame(rule, (mark.head,), mark.head, (), None, (), None)
    content = merge([said], reading.text)
    quotations = tuple(reading.marks.within(said)) if rule == "signature" else ()
    yield Link(
        sentence=mark.sentence,
        frame=frame,
        cue=(Span(*cue),),
        source=source,
        relay=None,
        content=content,
        lemma=reading.text[cue[0] : cue[1]],
        rule=rule,
        act="statement",
        score=_CERTAIN,
        quotations=quotations,
    )


def _mention(reading: Reading, span: Span) -> Mention | None:
    """The words in the span as a mention: the sentence of the first, headed by the topmost."""
    for number in reading.sentences_in(span):
        tree = reading.trees[number]
        inside = [i for i, token in enumerate(tree.tokens) if token.span.overlaps(span)]
        for index in inside:
            if tree[index].head not in inside:
                return Mention(number, index, (span,))
    return None
