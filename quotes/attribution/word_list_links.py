"""Links that no reader proposes: by the word list of cues, whose counts tell how often a word
attributes in each frame of the tree.

With the shipped models only nested quotations and "quoted him as saying" are linked so; with
Stanza's own models, which have no reader, everything is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from quotes.attribution.content_spans import QuotationIndex, adjacent_quotations, content_spans
from quotes.attribution.cues import CueEntry, CueList
from quotes.attribution.frames import Frame, find_frames, find_quoting_verb, noun_phrase
from quotes.attribution.parsed_article import Link, Mention, ParsedArticle
from quotes.attribution.trees import merge, trim

_LIKELY = 0.5  # how often the word and frame attribute in the training articles
_RELAYED = 0.9  # how likely "quoted him as saying" is right, whose tree leaves little doubt


def link_by_list(
    parsed: ParsedArticle, number: int, cues: CueList, marks: QuotationIndex
) -> Iterable[Link]:
    """The links of a sentence whose cues are in the word list, by the likeliest frame of each."""
    tree = parsed.trees[number]
    for index in range(len(tree.tokens)):
        entry = cues.find(tree, index)
        if entry is None or all(entry.precision(name) < _LIKELY for name in entry.frames):
            continue
        best: Link | None = None
        for frame in find_frames(tree, index):
            precision = entry.precision(frame.name)
            if precision < _LIKELY:
                continue
            if frame.name == "quote" and not adjacent_quotations(frame, tree, marks):
                continue
            link = _finish(parsed, number, frame, entry, precision, marks)
            if link is not None and (best is None or link.score > best.score):
                best = link
        if best is not None:
            yield best


def link_quoted_as_saying(
    parsed: ParsedArticle, links: Sequence[Link], cues: CueList
) -> list[Link]:
    """The links with those of "quoted him as saying" read off the tree: he is the source, and who
    quotes him the relay. The corpora of readers have other conventions.
    """
    told: list[Link] = []
    for number, tree in enumerate(parsed.trees):
        for index, token in enumerate(tree.tokens):
            if token.text.lower() == "saying" and find_quoting_verb(tree, index) is not None:
                entry = cues.find(tree, index)
                for frame in find_frames(tree, index):
                    link = _finish(parsed, number, frame, entry, _RELAYED, parsed.marks)
                    if link is not None:
                        told.append(link)
                        break
    if not told:
        return list(links)
    taken = [span for link in told for span in link.cue]
    kept = [link for link in links if not any(s.overlaps(t) for s in link.cue for t in taken)]
    return sorted([*kept, *told], key=lambda link: (link.sentence, link.cue[0]))


def _finish(
    parsed: ParsedArticle,
    number: int,
    frame: Frame,
    entry: CueEntry | None,
    strength: float,
    marks: QuotationIndex,
) -> Link | None:
    """The link with its spans, quotations included; None if nothing is left as content."""
    tree = parsed.trees[number]
    content = list(content_spans(frame, tree, marks))
    leaning = adjacent_quotations(frame, tree, marks)
    # An indirect clause behind "said" keeps a quotation that stands before the cue out of it, and
    # the reverse.
    quotations = tuple(leaning) if frame.name != "according" else ()
    content += [quotation.span for quotation in quotations]
    if not content:
        return None
    spans = merge(content, parsed.text)
    cue = merge(tree.spans(frame.cue), parsed.text)
    source = None
    if frame.source_head is not None and frame.source:
        places = [
            s for s in (trim(s, parsed.text) for s in tree.spans(frame.source)) if s is not None
        ]
        if places:
            source = Mention(number, frame.source_head, tuple(places))
    relay = None
    if frame.relay_head is not None:
        words = noun_phrase(tree, frame.relay_head)
        relay = Mention(number, frame.relay_head, tuple(tree.spans(words)))
    lemma = entry.lemma if entry is not None else tree[frame.head].lemma.lower()
    return Link(
        sentence=number,
        frame=frame,
        cue=cue,
        source=source,
        relay=relay,
        content=spans,
        lemma=lemma,
        rule=frame.name,
        act=entry.act if entry is not None else "statement",
        score=strength,
        quotations=quotations,
    )
