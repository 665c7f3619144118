"""Parses for tests, from words, heads and relations instead of a model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from quotes.attribution.cues import CueEntry, CueList
from quotes.attribution.frames import Frame
from quotes.attribution.parsed_article import Link, Mention, ParsedArticle
from quotes.attribution.trees import Tree
from quotes.records import Article, Entity, EntityType, Parse, Proposal, Sentence, Span, Token
from quotes.speakers.resolving import SpeakerResolution, SpeakerResolver

Read = tuple[str, Sequence[str], Sequence[str]]  # cue, sources, contents

# A text with one statement, and its tree for `parse`.
TEXT = "Lee said that they go."
SAID = """Lee/PROPN/2/nsubj said=say/VERB/0/root that/SCONJ/5/mark they/PRON/5/nsubj
go/VERB.VBP/2/ccomp ./PUNCT/2/punct"""

_LIKELY, _UNLIKELY = 0.95, 0.02
_XPOS = {
    "ADJ": "JJ", "ADP": "IN", "ADV": "RB", "AUX": "MD", "CCONJ": "CC", "DET": "DT", "NOUN": "NN",
    "NUM": "CD", "PART": "TO", "PRON": "PRP", "PROPN": "NNP", "PUNCT": ".", "SCONJ": "IN",
    "VERB": "VBD",
}  # fmt: skip


def parse(
    text: str,
    *sentences: str,
    entities: Mapping[str, EntityType] | None = None,
    read: Sequence[Read] | None = None,
    article: Article | None = None,
) -> Parse:
    """A parse of the text, its words found there one after the other.

    Args:
        text: the article's text.
        sentences: the words of a sentence each, with white space between them. A word is
            `form/UPOS/head/deprel`, where the head counts from 1 and is 0 for the root, as in
            CoNLL-U. `form=lemma` gives the lemma where it is not the form in lower case, and
            `UPOS.XPOS` the tag where it is not the usual one.
        entities: names and their types; each is marked wherever no longer one is.
        read: what a confident component tagger would propose: cue, sources and contents of each
            attribution, the first such words in the text; None for no tagger.
        article: instead of one that has only the text.
    """
    taken: list[Span] = []
    found: list[Entity] = []
    for name, kind in sorted((entities or {}).items(), key=lambda item: -len(item[0])):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            span = Span(*match.span())
            if not any(span.overlaps(other) for other in taken):
                taken.append(span)
                found.append(Entity(span=span, type=kind))
    places = None
    if read is not None:
        columns = zip(*((source, [cue], content) for cue, source, content in read), strict=True)
        places = [[find(text, w) for words in column for w in words] for column in columns]
    position = 0
    made: list[Sentence] = []
    for row in sentences:
        tokens: list[Token] = []
        for word in row.split():
            token = _make_token(word, text, position, places)
            tokens.append(token)
            position = token.span.end
        span = Span(tokens[0].span.start, tokens[-1].span.end)
        before = [line for line in text[: span.start].splitlines()[:-1] if line.strip()]
        opens = text[: span.start].endswith("\n") and bool(text[: span.start].strip())
        number = len(before) + (1 if opens and _last_line(text[: span.start]) else 0)
        made.append(Sentence(span=span, paragraph=number, tokens=tuple(tokens)))
    words = [token.span for sentence in made for token in sentence.tokens]
    return Parse(
        article=article or Article(id="test", text=text),
        sentences=tuple(made),
        entities=tuple(sorted(found, key=lambda entity: entity.span)),
        model_version="by-hand",
        proposals=None if read is None else tuple(_propose(row, text, words) for row in read),
    )


def _propose(read: Read, text: str, words: Sequence[Span]) -> Proposal:
    cue, source, content = (
        tuple(
            (index, _LIKELY)
            for index, word in enumerate(words)
            if any(find(text, part).covers(word) for part in parts)
        )
        for parts in ([read[0]], *read[1:])
    )
    return Proposal(anchor=cue[0][0], chance=_LIKELY, source=source, cue=cue, content=content)


def _last_line(text: str) -> bool:
    return bool(text.splitlines()[-1].strip())


def _make_token(
    row: str, text: str, position: int, places: Sequence[Sequence[Span]] | None
) -> Token:
    form, tags, head, deprel = row.rsplit("/", 3)
    form, _, lemma = form.partition("=") if len(form) > 1 else (form, "", "")
    upos, _, xpos = tags.partition(".")
    start = text.index(form, position)
    span = Span(start, start + len(form))
    chances = None
    if places is not None:
        source, cue, content = (
            _LIKELY if any(place.covers(span) for place in spans) else _UNLIKELY
            for spans in places or ((), (), ())
        )
        chances = source, cue, content
    return Token(
        span=span,
        text=form,
        lemma=lemma or form.lower(),
        upos=upos,
        xpos=xpos or _XPOS.get(upos, "X"),
        feats=None,
        head=int(head) - 1,
        deprel=deprel,
        component_scores=chances,
    )


def loose(words: str) -> str:
    """A sentence for `parse` where only the words matter: all depend on the first.

    Words with a capital are proper nouns, but for articles; the others are nouns.
    """
    found = re.findall(r"\w+(?:['’]\w+)?|[^\w\s]", words)
    tags = [
        "PUNCT"
        if not word[0].isalnum()
        else "PROPN"
        if word[0].isupper() and word.lower() not in ("the", "a", "an")
        else "NOUN"
        for word in found
    ]
    rows = [f"{word}/{tag}/1/dep" for word, tag in zip(found, tags, strict=True)]
    return " ".join([f"{found[0]}/{tags[0]}/0/root", *rows[1:]])


class FakeParser:
    """A parser without models: known trees for some texts, loose words for all others.

    Attributes:
        batches: the ids of the articles that were parsed together, call by call.
    """

    version = "by-hand"

    def __init__(self, known: Mapping[str, Sequence[str]] | None = None, bad: str = "") -> None:
        self._known, self._bad = known or {}, bad
        self.batches: list[list[str]] = []

    def parse_articles(
        self, articles: Sequence[Article], *, with_boilerplate: bool = False
    ) -> list[Parse]:
        """A parse for each article.

        Raises:
            ValueError: one of the texts holds the bad word.
        """
        self.batches.append([article.id for article in articles])
        if self._bad and any(self._bad in article.text for article in articles):
            raise ValueError(f"{self._bad} can't be parsed")
        return [self._parse(article) for article in articles]

    def _parse(self, article: Article) -> Parse:
        rows = self._known.get(article.text.strip())
        if rows is None:
            lines = article.text.splitlines()
            rows = [loose(line) for line in lines if re.search(r"\w|[^\w\s]", line)]
        return parse(article.text, *rows, article=article)


def tree(sentence: str) -> Tree:
    """The tree of one sentence, its text being the words with spaces between them."""
    text = " ".join(row.rsplit("/", 3)[0].partition("=")[0] or "=" for row in sentence.split())
    return Tree(parse(text, sentence).sentences[0])


def find(text: str, words: str) -> Span:
    """The span of the first occurrence of the words."""
    return Span(text.index(words), text.index(words) + len(words))


def slices(text: str, spans: Iterable[Span]) -> list[str]:
    """The words that the spans cover."""
    return [span.slice(text) for span in spans]


def make_cues(**frames: Sequence[str]) -> CueList:
    """A word list of verbs that nearly always attribute in the given frames."""
    entries = {
        (lemma, "VERB"): CueEntry(lemma, "VERB", "statement", dict.fromkeys(names, (19, 20)))
        for lemma, names in frames.items()
    }
    return CueList(entries)


def make_link(
    parsed: ParsedArticle,
    cue: str,
    source: str | None = None,
    content: str = "",
    *,
    lemma: str | None = None,
) -> Link:
    """A link of words, the first of each in the text."""
    text = parsed.text
    place = find(text, cue)
    number, index = _locate(parsed, place)
    mention = None
    if source is not None:
        span = find(text, source)
        where, head = _locate(parsed, span)
        mention = Mention(where, head, (span,))
    spans = (find(text, content),) if content else (place,)
    tokens = parsed.trees[number].tokens
    inside = tuple(i for i, t in enumerate(tokens) if any(s.covers(t.span) for s in spans))
    own = ()
    if mention is not None and mention.sentence == number:
        own = tuple(i for i, t in enumerate(tokens) if mention.spans[0].covers(t.span))
    frame = Frame("clause", (index,), index, own, mention.head if own and mention else None,
                  inside if content else (), None)  # fmt: skip
    return Link(
        sentence=number,
        frame=frame,
        cue=(place,),
        source=mention,
        relay=None,
        content=spans,
        lemma=lemma or parsed.trees[number][index].lemma,
        rule="clause",
        act="statement",
        score=0.9,
    )


def _locate(parsed: ParsedArticle, span: Span) -> tuple[int, int]:
    """The sentence of a span and the token that heads it."""
    number = parsed.sentences_in(span)[0]
    tokens = parsed.trees[number].tokens
    inside = {i for i, token in enumerate(tokens) if span.covers(token.span)}
    return number, next(i for i in sorted(inside) if tokens[i].head not in inside)


PEOPLE: dict[str, EntityType] = {"John Kerry": "PER", "Kerry": "PER", "Anna Lee": "PER"}


def resolve_speakers(
    text: str,
    *sentences: str,
    sources: Sequence[tuple[str, str | None]] = (),
    entities: Mapping[str, EntityType] | None = None,
    contents: Mapping[int, str] | None = None,
) -> list[tuple[SpeakerResolution, tuple[str, ...]]]:
    """Speakers and relays of links that are given by the words of cue and source.

    Args:
        text: the article's text.
        sentences: as for `parse`.
        sources: cue and source of each link.
        entities: names and their types; `PEOPLE` if None.
        contents: the content of each link by its index; the cue where it has none.
    """
    parsed = ParsedArticle(
        parse(text, *sentences, entities=PEOPLE if entities is None else entities)
    )
    links = [
        make_link(parsed, cue, source, (contents or {}).get(index, ""))
        for index, (cue, source) in enumerate(sources)
    ]
    return SpeakerResolver(parsed, links).resolve()
