"""Links by the word list of cues, which counts how often a word attributes in each construction.

With the shipped models only nested quotations and "quoted him as saying" are linked so; with
Stanza's own models, which have no component tagger, everything is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from quotes.attribution.content_spans import adjacent_quotations, content_spans
from quotes.attribution.cues import CueEntry, CueList
from quotes.attribution.frames import Frame, find_frames, find_quoting_verb, noun_phrase
from quotes.attribution.parsed_article import Link, Mention, ParsedArticle
from quotes.attribution.quotation_index import QuotationIndex
from quotes.attribution.trees import merge, trim

_LEAST_PRECISION = 0.5  # of word and frame on the training articles; not tuned
_QUOTED_AS_SAYING_SCORE = 0.9  # of "quoted him as saying"; not tuned, its tree is rarely wrong


def link_by_word_list(
    parsed: ParsedArticle, number: int, cues: CueList, marks: QuotationIndex
) -> Iterable[Link]:
    """The links of a sentence whose cues are in the word list, each with its likeliest frame."""
    tree = parsed.trees[number]
    for index in range(len(tree.tokens)):
        entry = cues.find(tree, index)
        if entry is None or all(entry.precision(name) < _LEAST_PRECISION for name in entry.frames):
            continue
        best: Link | None = None
        for frame in find_frames(tree, index):
            precision = entry.precision(frame.name)
            if precision < _LEAST_PRECISION:
                continue
            if frame.name == "quote" and not adjacent_quotations(frame, tree, marks):
                continue
            link = _make_link(parsed, number, frame, entry, precision, marks)
            if link is not None and (best is None or link.score > best.score):
                best = link
        if best is not None:
            yield best


def link_quoted_as_saying(
    parsed: ParsedArticle, links: Sequence[Link], cues: CueList
) -> list[Link]:
    """The links, with those of "quoted him as saying" replaced by what the tree says.

    There he is the source, and whoever quotes him the relay; the tagger's corpus has it otherwise.
    """
    by_tree: list[Link] = []
    for number, tree in enumerate(parsed.trees):
        for index, token in enumerate(tree.tokens):
            if token.text.lower() == "saying" and find_quoting_verb(tree, index) is not None:
                entry = cues.find(tree, index)
                for frame in find_frames(tree, index):
                    link = _make_link(
                        parsed, number, frame, entry, _QUOTED_AS_SAYING_SCORE, parsed.marks
                    )
                    if link is not None:
                        by_tree.append(link)
                        break
    if not by_tree:
        return list(links)
    taken = [span for link in by_tree for span in link.cue]
    others = [link for link in links if not any(s.overlaps(t) for s in link.cue for t in taken)]
    return sorted([*others, *by_tree], key=lambda link: (link.sentence, link.cue[0]))


def _make_link(
    parsed: ParsedArticle,
    number: int,
    frame: Frame,
    entry: CueEntry | None,
    score: float,
    marks: QuotationIndex,
) -> Link | None:
    """The link of a frame with the quotations beside its cue; None without content."""
    tree = parsed.trees[number]
    content = list(content_spans(frame, tree, marks))
    # "According to" has its content in the clause; a quotation beside it may be another's.
    quotations = tuple(adjacent_quotations(frame, tree, marks)) if frame.name != "according" else ()
    content += [quotation.span for quotation in quotations]
    if not content:
        return None
    source = None
    if frame.source_head is not None and frame.source:
        trimmed = (trim(span, parsed.text) for span in tree.spans(frame.source))
        spans = tuple(span for span in trimmed if span is not None)
        source = Mention(number, frame.source_head, spans) if spans else None
    relay = None
    if frame.relay_head is not None:
        words = noun_phrase(tree, frame.relay_head)
        relay = Mention(number, frame.relay_head, tuple(tree.spans(words)))
    return Link(
        sentence=number,
        frame=frame,
        cue=merge(tree.spans(frame.cue), parsed.text),
        source=source,
        relay=relay,
        content=merge(content, parsed.text),
        lemma=entry.lemma if entry is not None else tree[frame.head].lemma.lower(),
        rule=frame.name,
        act=entry.act if entry is not None else "statement",
        score=score,
        quotations=quotations,
    )
