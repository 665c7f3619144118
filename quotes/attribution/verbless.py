"""Attributions without a verb: transcripts ("PENCE: Well, look"), interviews whose lines begin
with who speaks, and signed quotations.

These stand in lines of their own shape, so they are read off the text; the parse only lends the
tokens.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from quotes.attribution.frames import Frame
from quotes.attribution.parsed_article import Link, Mention, ParsedArticle
from quotes.attribution.trees import merge, trim
from quotes.records import Span

_TURN = re.compile(
    r"^[ \t]*[\"“]?([A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,4})(?: \([^()\n]{1,40}\))?"
    r" ?(:|—|–)[ \t]+(\S.*)$",
    re.MULTILINE,
)
_REOPENED = re.compile(r"\n\s*([\"“](\S.*))")
_FEWEST_TURNS = 4  # lines that begin so make an interview, if one of the names comes twice
# A line in marks and a name behind a dash. The first mark may be a closing one: hand-made lists
# have such slips.
_SIGNED = re.compile(
    r"^[^\S\n]*([\"“”«][^\n]*[\"“”»])\s{0,3}(―|—|–|--|-)[^\S\n]*([A-Z][^\n\"“”:;!?]{1,80})$",
    re.MULTILINE,
)
_MOST_WORDS = 10
_CERTAIN = 0.9
_QUOTED = frozenset(("signature", "headline"))  # rules whose lines may be one quotation
_COMMON_LABELS = frozenset(("NOTE", "UPDATE", "WATCH", "READ", "RELATED", "PHOTO", "VIDEO", "MORE"))
_NAMELESS = frozenset(("Q", "A", "Question", "Answer"))  # interviews.py reads them


def find_verbless(parsed: ParsedArticle, links: Sequence[Link]) -> list[Link]:
    """The links given, and those of transcripts whose mark is nobody's cue yet and of signatures.

    Signed lines leave no doubt, so what else was made of one goes, but not what its words
    themselves attribute.
    """
    signed = list(_signatures(parsed))
    doubt = _Doubt(signed)
    links = [link for link in links if not doubt.lies_on(link)]
    taken = {span.start for link in links for span in link.cue}
    found = [link for link in _transcripts(parsed) if link.cue[0].start not in taken]
    turns = {span for link in found for span in link.content}
    kept = [link for link in links if not set(link.content) <= turns]
    return sorted([*kept, *found, *signed], key=lambda link: (link.sentence, link.cue[0]))


class _Doubt:
    """What signed lines make of other links.

    Args:
        signed: the links of the signatures, in text order.
    """

    def __init__(self, signed: Sequence[Link]) -> None:
        self._signed = signed
        self._starts = {link.content[0].start for link in signed}

    def lies_on(self, link: Link) -> bool:
        """Whether a link has its cue in a signature, or takes a signed line for its own."""
        cue = link.cue[0]
        at = bisect_left(self._signed, cue.start, key=lambda signed: signed.cue[0].end) - 1
        for signed in self._signed[max(0, at) : at + 2]:
            signature = [*signed.cue, *(signed.source.spans if signed.source else ())]
            if any(span.overlaps(cue) for span in signature):
                return True
        return any(span.start in self._starts for span in link.content)


def _transcripts(parsed: ParsedArticle) -> Iterator[Link]:
    turns = [turn for turn in _TURN.finditer(parsed.text) if turn.group(1) not in _NAMELESS]
    # "Ann Park" of the first turn is "Park" in the next.
    names = Counter(turn.group(1).split()[-1] for turn in turns)
    takes_turns = len(turns) >= _FEWEST_TURNS and names.most_common(1)[0][1] > 1
    for match in turns:
        name = match.group(1)
        if name.upper() in _COMMON_LABELS or len(name.split()) > 4:
            continue
        if not (takes_turns or (name.isupper() and len(name) > 1 and match.group(2) == ":")):
            continue
        lines = [match.span(3), *_follow_turn(parsed.text, match)]
        said = [span for line in lines if (span := trim(Span(*line), parsed.text)) is not None]
        if said:
            yield from link_line(parsed, "transcript", match.span(1), match.span(2), said)


def _follow_turn(text: str, turn: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The further lines of a turn in an excerpt, every line of which opens with a mark."""
    if not text[turn.start() : turn.start(1)].strip():
        return
    end = turn.end()
    while (more := _REOPENED.match(text, end)) and not _TURN.match(text, more.start(1)):
        yield more.span(2)
        end = more.end()


def _signatures(parsed: ParsedArticle) -> Iterator[Link]:
    for match in _SIGNED.finditer(parsed.text):
        if len(match.group(3).split()) <= _MOST_WORDS:
            said = [Span(*match.span(1))]
            yield from link_line(parsed, "signature", match.span(3), match.span(2), said)


def link_line(
    parsed: ParsedArticle,
    rule: str,
    who: tuple[int, int] | None,
    cue: tuple[int, int],
    said: Sequence[Span],
) -> Iterator[Link]:
    """The link of a line by who speaks, the mark that attributes, and what is said, as characters;
    none if name and mark were not parsed: they are not where the line is boilerplate. `who` is None
    where nobody is named.
    """
    name = trim(Span(*who), parsed.text) if who is not None else None
    source = _mention(parsed, name) if name is not None else None
    mark = _mention(parsed, Span(*cue))
    if (source is None and who is not None) or mark is None:
        return
    frame = Frame(rule, (mark.head,), mark.head, (), None, (), None)
    content = merge(said, parsed.text)
    quotations = tuple(parsed.marks.within(said[0])) if rule in _QUOTED else ()
    yield Link(
        sentence=mark.sentence,
        frame=frame,
        cue=(Span(*cue),),
        source=source,
        relay=None,
        content=content,
        lemma=parsed.text[cue[0] : cue[1]],
        rule=rule,
        act="statement",
        score=_CERTAIN,
        quotations=quotations,
    )


def _mention(parsed: ParsedArticle, span: Span) -> Mention | None:
    """The words in the span as a mention: the sentence of the first, headed by the topmost."""
    for number in parsed.sentences_in(span):
        tree = parsed.trees[number]
        inside = [i for i, token in enumerate(tree.tokens) if token.span.overlaps(span)]
        for index in inside:
            if tree[index].head not in inside:
                return Mention(number, index, (span,))
    return None
