"""Links with gold spans, to score the step that names speakers by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from quotes.attribution.cues import CueList
from quotes.attribution.frames import Frame, find_frames, find_quoting_verb, noun_phrase
from quotes.attribution.parsed_article import Link, Mention, ParsedArticle
from quotes.attribution.trees import Tree
from quotes.evaluation.annotations import Annotation
from quotes.records import Spans

_BY_WEIGHT = ("VERB", "NOUN", "PROPN", "ADJ", "PRON", "AUX", "ADP")


def make_gold_links(
    parsed: ParsedArticle, annotations: Iterable[Annotation], cues: CueList
) -> Iterator[Link]:
    """The links of the annotations that have content, in their order."""
    for annotation in annotations:
        link = _make_gold_link(parsed, annotation, cues)
        if link is not None:
            yield link


def _make_gold_link(parsed: ParsedArticle, annotation: Annotation, cues: CueList) -> Link | None:
    cue, source, content = (
        tuple(sorted(spans or ()))
        for spans in (annotation.cue, annotation.source, annotation.content)
    )
    place = next(iter((*cue, *source, *content)), None)
    if place is None or not content or not parsed.sentences_in(place):
        return None
    number = parsed.sentences_in(place)[0]
    tree = parsed.trees[number]
    head = _head_of(tree, cue or (place,))
    saying = (i for i in _tokens_in(tree, cue) if find_quoting_verb(tree, i) is not None)
    head = next(saying, head)
    frames = list(find_frames(tree, head))
    mention = None
    if source and parsed.sentences_in(source[0]):
        own = parsed.sentences_in(source[0])[0]
        mention = Mention(own, _head_of(parsed.trees[own], source), source)
    relay_head = next((f.relay_head for f in frames if f.relay_head is not None), None)
    relay = None
    if relay_head is not None:
        words = noun_phrase(tree, relay_head)
        relay = Mention(number, relay_head, tuple(tree.spans(words)))
    inside = _tokens_in(tree, content)
    frame = Frame(
        "given",
        tuple(_tokens_in(tree, cue)),
        head,
        tuple(_tokens_in(tree, source)),
        mention.head if mention is not None and mention.sentence == number else None,
        tuple(inside),
        _head_of(tree, content) if inside else None,
        relay_head,
    )
    entry = cues.find(tree, head)
    return Link(
        sentence=number,
        frame=frame,
        cue=cue,
        source=mention,
        relay=relay,
        content=content,
        lemma=entry.lemma if entry is not None else tree[head].lemma.lower(),
        rule="given",
        act=annotation.act or "statement",
        score=1.0,
    )


def _tokens_in(tree: Tree, spans: Spans) -> list[int]:
    return [i for i, t in enumerate(tree.tokens) if any(s.overlaps(t.span) for s in spans)]


def _head_of(tree: Tree, spans: Spans) -> int:
    """The word of the spans on which the others depend; the first token if there is none."""
    inside = _tokens_in(tree, spans)
    tops = [i for i in inside if tree[i].head not in inside and tree[i].upos != "PUNCT"]
    for upos in _BY_WEIGHT:
        for index in tops:
            if tree[index].upos == upos:
                return index
    return next(iter(tops or inside), 0)
