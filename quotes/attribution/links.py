"""The links of an article: every cue with its source and its content.

The component tagger proposes cues, with the words that may be their source and content. Here words
become spans, contents are rounded to whole quotations, and the dependency tree names the
construction. Without a component tagger (with Stanza's own models) links come from the tree and the
word list of cues alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from quotes.attribution.content_spans import round_to_quotations
from quotes.attribution.cues import CueList
from quotes.attribution.frames import Frame, find_frames, noun_phrase
from quotes.attribution.parsed_article import Link, Mention, ParsedArticle
from quotes.attribution.source_choice import choose_source, make_mention
from quotes.attribution.token_runs import LEAST_WORD, Content, choose_contents
from quotes.attribution.trees import Tree, base, is_complementizer, merge, trim
from quotes.attribution.word_list_links import link_by_word_list, link_quoted_as_saying
from quotes.records import Proposal, Span

# Not tuned: low, because links are kept by their calibrated confidence later (see pipeline.py).
_LEAST_ANCHOR = 0.25
_RELAYS = re.compile(r"\baccording to (?:the )?$", re.IGNORECASE)
_SIGNS = re.compile(r"\b(?:signed|issued|released|read out) by (?:the )?$")
_LEAST_SHARED = 0.5  # Jaccard index of the contents of proposal and construction; not tuned


def find_links(parsed: ParsedArticle, cues: CueList) -> list[Link]:
    """The links of an article in the order of their cues.

    Quotations that continue a content without a cue of their own are not part of it yet.
    """
    links: list[Link] = []
    if parsed.parse.proposals is not None:
        likely = [p for p in parsed.parse.proposals if p.chance >= _LEAST_ANCHOR]
        contents = choose_contents(parsed, likely)
        for proposal, words in zip(likely, contents, strict=True):
            link = _make_link(parsed, proposal, words, cues)
            if link is not None:
                links.append(link)
        links = link_quoted_as_saying(parsed, _drop_duplicates(links), cues)
    else:
        for number in range(len(parsed.trees)):
            links += link_by_word_list(parsed, number, cues, parsed.marks)
    return _assign_quotations(_end_at_joined_cues(parsed, links), parsed.text)


def _end_at_joined_cues(parsed: ParsedArticle, links: Sequence[Link]) -> list[Link]:
    """The links whose contents end before a later cue that is joined to theirs.

    In "said that it holds and warned them" the tagger may read on to "them".
    """
    ended: list[Link] = []
    for link in links:
        starts = [
            start
            for other in links
            if other.sentence == link.sentence
            and any(span.covers(other.cue[0]) for span in link.content)
            and (start := _start_of_joined(parsed.trees[link.sentence], link, other)) is not None
        ]
        if starts:
            link = _end_content(parsed, link, min(starts))
        ended.append(link)
    return ended


def _start_of_joined(tree: Tree, link: Link, other: Link) -> int | None:
    """Where the clause of the other cue begins, if it is joined to the link's; else None."""
    at = other.frame.head
    while base(tree[at].deprel) == "conj":
        if tree[at].head == link.frame.head:
            return tree[tree.subtree(at)[0]].span.start
        at = tree[at].head
    return None


def _end_content(parsed: ParsedArticle, link: Link, end: int) -> Link:
    """The link with what its content has before a character; the same if that is nothing."""
    cut = (Span(span.start, min(span.end, end)) for span in link.content if span.start < end)
    content = tuple(span for part in cut if (span := trim(part, parsed.text)) is not None)
    if not content:
        return link
    quotations = tuple(q for span in content for q in parsed.marks.within(span))
    return replace(link, content=content, quotations=quotations)


def _make_link(
    parsed: ParsedArticle, proposal: Proposal, words: Content, cues: CueList
) -> Link | None:
    """The link of a proposal whose content has these words; None without content."""
    number, anchor = parsed.place(proposal.anchor)
    tree = parsed.trees[number]
    content: dict[int, list[int]] = defaultdict(list)
    for part, index in map(parsed.place, words):
        content[part].append(index)
    if not content:
        return None
    cue = _find_cue_words(parsed, proposal)
    content[number] = [i for i in content[number] if i not in cue]  # they never share a word
    entry = cues.find(tree, anchor)
    frame = _match_frame(tree, anchor, content.get(number, []))
    source = choose_source(parsed, proposal, frame)
    relay = None
    speaker = _find_speaker_beside(parsed, number, anchor, source)
    if speaker is not None and source is not None:
        relay = source if _RELAYS.search(parsed.text, 0, source.spans[0].start) else None
        source = speaker
        own = {i for i, t in enumerate(tree.tokens) if any(s.covers(t.span) for s in source.spans)}
        content[number] = [i for i in content[number] if i not in own]
    frame = Frame(
        name=frame.name if frame is not None else "read",
        cue=tuple(cue),
        head=anchor,
        source=(),
        source_head=source.head if source is not None and source.sentence == number else None,
        content=tuple(content.get(number, ())),
        content_head=frame.content_head if frame is not None else None,
        relay_head=frame.relay_head if frame is not None else None,
    )
    spans = [
        span
        for part, words in content.items()
        for span in parsed.trees[part].spans(_drop_complementizer(parsed.trees[part], words))
    ]
    rounded = round_to_quotations(spans, tree[anchor].span, parsed.marks)
    if not rounded:
        return None
    if frame.relay_head is not None:
        relay_words = noun_phrase(tree, frame.relay_head)
        relay = Mention(number, frame.relay_head, tuple(tree.spans(relay_words)))
    return Link(
        sentence=number,
        frame=frame,
        cue=merge(tree.spans(cue), parsed.text),
        source=source,
        relay=relay,
        content=rounded,
        lemma=entry.lemma if entry is not None else tree[anchor].lemma.lower(),
        rule=frame.name,
        act=entry.act if entry is not None else "statement",
        score=proposal.chance,
        quotations=tuple(q for span in rounded for q in parsed.marks.within(span)),
        proposal=proposal,
    )


def _find_speaker_beside(
    parsed: ParsedArticle, number: int, anchor: int, source: Mention | None
) -> Mention | None:
    """The subject of a cue whose chosen source only relays or signs it; else None.

    In "It holds, Lee said, according to NTV" the tagger may take NTV for the source of "said", and
    in "NTV said in a statement signed by Lee" Lee.
    """
    tree = parsed.trees[number]
    if source is None or source.sentence != number:
        return None
    subject = tree.kid(anchor, "nsubj")
    start = source.spans[0].start
    beside = _RELAYS.search(parsed.text, 0, start) or _SIGNS.search(parsed.text, 0, start)
    if beside is None or subject is None or subject == source.head:
        return None
    return make_mention(parsed, number, subject, noun_phrase(tree, subject))


def _drop_complementizer(tree: Tree, words: Sequence[int]) -> list[int]:
    """The words of a content without its first "that", which the tagger's corpus counts in."""
    first = next((i for i in words if tree[i].upos != "PUNCT"), -1)
    return [i for i in words if i != first or not is_complementizer(tree[i])]


def _find_cue_words(parsed: ParsedArticle, proposal: Proposal) -> list[int]:
    """The words of the cue: the anchor and the likely words beside it."""
    number, anchor = parsed.place(proposal.anchor)
    likely = {word for word, chance in proposal.cue if chance >= LEAST_WORD}
    first = last = anchor
    shift = proposal.anchor - anchor
    while first > 0 and first - 1 + shift in likely:
        first -= 1
    while last + 1 < len(parsed.trees[number].tokens) and last + 1 + shift in likely:
        last += 1
    return list(range(first, last + 1))


def _match_frame(tree: Tree, anchor: int, content: Sequence[int]) -> Frame | None:
    """The construction of the anchor whose content shares most words with the one chosen.

    None if none shares half of the words.
    """
    chosen = set(content)
    best: Frame | None = None
    most = _LEAST_SHARED
    for frame in find_frames(tree, anchor):
        own = set(frame.content)
        share = len(own & chosen) / len(own | chosen) if own or chosen else 1.0
        if share >= most and (best is None or share > most):
            best, most = frame, share
    return best


def _drop_duplicates(links: Sequence[Link]) -> list[Link]:
    """The links without the less likely of two neighbours whose cues overlap."""
    unique: list[Link] = []
    for link in links:
        if not unique or not link.cue[0].overlaps(unique[-1].cue[0]):
            unique.append(link)
        elif link.score > unique[-1].score:
            unique[-1] = link
    return unique


def _assign_quotations(links: Sequence[Link], text: str) -> list[Link]:
    """The links with each quotation left to one cue: the nearest.

    A cue in the quotation's paragraph is nearer than any other, and of two at the same distance the
    earlier one counts.
    """
    owner: dict[Span, int] = {}

    def distance(link: Link, span: Span) -> tuple[bool, int]:
        return min(
            ("\n" in text[min(c.end, span.end) : max(c.start, span.start)],
             max(span.start - c.end, c.start - span.end, 0))
            for c in link.cue
        )  # fmt: skip

    for index, link in enumerate(links):
        for quotation in link.quotations:
            span = quotation.span
            if span not in owner or distance(link, span) < distance(links[owner[span]], span):
                owner[span] = index
    assigned: list[Link] = []
    for index, link in enumerate(links):
        lost = {q.span for q in link.quotations if owner[q.span] != index}
        content = tuple(
            s for s in link.content if not any(s == span or span.covers(s) for span in lost)
        )
        if content:
            own = tuple(q for q in link.quotations if q.span not in lost)
            assigned.append(replace(link, content=content, quotations=own))
    return assigned
