"""Attributions without a verb: transcripts ("PENCE: Well, look"), interviews whose lines begin
with the speaker, signed quotations, posts ("Ann Lee (@annlee): We go"), and paragraphs in marks
below one that ends in a colon.

They are found by the form of their lines; the parse only gives the tokens.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from quotes.attribution.frames import Frame, find_subject, noun_phrase
from quotes.attribution.parsed_article import Link, Mention, ParsedArticle
from quotes.attribution.trees import merge, trim
from quotes.english.tables import read_column
from quotes.records import Span

_TURN = re.compile(
    r"^[ \t]*[\"“]?([A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,4})(?: \([^()\n]{1,40}\))?"
    r" ?(:|—|–)[ \t]+(\S.*)$",
    re.MULTILINE,
)
_REOPENED = re.compile(r"\n\s*([\"“](\S.*))")
# Lines that begin with a name make an interview if one of the names occurs twice; not tuned.
_FEWEST_TURNS = 4
# A line in marks and a name behind a dash. The first mark may be a closing one: hand-made lists
# have such slips.
_SIGNED = re.compile(
    r"^[^\S\n]*([\"“”«][^\n]*[\"“”»])\s{0,3}(―|—|–|--|-)[^\S\n]*([A-Z][^\n\"“”:;!?]{1,80})$",
    re.MULTILINE,
)
_MOST_WORDS = 10  # of a signature; not tuned
_NAME_AND_HANDLE = r"([A-Z][^\n\"“”:;!?()@]{1,60}?)[^\S\n]*\(@\w{1,30}\)"
_POST = re.compile(rf"^[^\S\n]*{_NAME_AND_HANDLE}[^\S\n]*(:)[^\S\n]*(\S[^\n]*)$", re.MULTILINE)
_SIGNED_POST = re.compile(
    rf"^[^\S\n]*(\S[^\n]*)\n{{1,2}}[^\S\n]*(―|—|–|--|-)[^\S\n]*{_NAME_AND_HANDLE}[^\n]*$",
    re.MULTILINE,
)
_INTRODUCED = re.compile(r"(:)[^\S\n]*\n\s*(?=[\"“«'‘])")
_SCORE = 0.9  # of a link by the form of its line; not tuned
_QUOTED = frozenset(
    ("signature", "headline", "introduction")
)  # rules whose lines may be one quotation
_COMMON_LABELS = frozenset(("NOTE", "UPDATE", "WATCH", "READ", "RELATED", "PHOTO", "VIDEO", "MORE"))
_COMMON_WORDS = frozenset(("NOUN", "ADJ", "ADV", "VERB", "AUX", "ADP", "CCONJ", "DET", "NUM"))
_NAMELESS = frozenset(("Q", "A", "Question", "Answer"))  # interviews.py reads them


def find_verbless(parsed: ParsedArticle, links: Sequence[Link]) -> list[Link]:
    """The links, with those of signed lines and of transcripts whose colon is no cue yet.

    A signed line is unambiguous: other links of its signature or for the whole line are dropped,
    those inside its content stay.
    """
    signed = [*_signatures(parsed), *_posts(parsed)]
    signed.sort(key=lambda link: link.cue)
    signed_lines = _SignedLines(signed)
    links = [link for link in links if not signed_lines.contradict(link)]
    taken = {span.start for link in links for span in link.cue}
    transcripts = [link for link in _transcripts(parsed) if link.cue[0].start not in taken]
    turns = {span for link in transcripts for span in link.content}
    others = [link for link in links if not set(link.content) <= turns]
    every = [*others, *transcripts, *signed]
    every += _introductions(parsed, every)
    return sorted(every, key=lambda link: (link.sentence, link.cue[0]))


class _SignedLines:
    """Signed quotations, to compare other links with.

    Args:
        signed: the links of the signatures, in text order.
    """

    def __init__(self, signed: Sequence[Link]) -> None:
        self._signed = signed
        self._starts = {link.content[0].start for link in signed}

    def contradict(self, link: Link) -> bool:
        """Whether the link has its cue in a signature, or a signed line as its content."""
        cue = link.cue[0]
        at = bisect_left(self._signed, cue.start, key=lambda signed: signed.cue[0].end) - 1
        for signed in self._signed[max(0, at) : at + 2]:
            signature = [*signed.cue, *(signed.source.spans if signed.source else ())]
            if any(span.overlaps(cue) for span in signature):
                return True
        return any(span.start in self._starts for span in link.content)


def _transcripts(parsed: ParsedArticle) -> Iterator[Link]:
    turns = [turn for turn in _TURN.finditer(parsed.text) if turn.group(1) not in _NAMELESS]
    counts = _count_turns([turn.group(1) for turn in turns])
    takes_turns = len(turns) >= _FEWEST_TURNS and max(counts.values()) > 1
    for match in turns:
        name = match.group(1)
        if name.upper() in _COMMON_LABELS or len(name.split()) > 4:
            continue
        in_capitals = name.isupper() and len(name) > 1 and match.group(2) == ":"
        if not (takes_turns or in_capitals):
            continue
        if not _may_speak(parsed, Span(*match.span(1)), recurs=counts[name] > 1):
            continue
        lines = [match.span(3), *_follow_turn(parsed.text, match)]
        said = [span for line in lines if (span := trim(Span(*line), parsed.text)) is not None]
        if said:
            yield from link_line(parsed, "transcript", match.span(1), match.span(2), said)


def _count_turns(labels: Sequence[str]) -> dict[str, int]:
    """How often the speaker of each label has a turn.

    "Ann Park" of the first turn is "Park" or "AP" in the next; "Basse Terre" and "Grande Terre" are
    two.
    """
    counts = Counter(labels)
    initials = {
        "".join(word[0] for word in label.split()): label for label in counts if " " in label
    }
    by_surname: dict[str, set[str]] = defaultdict(set)
    for label in counts:
        by_surname[label.split()[-1]].add(label)
    totals: dict[str, int] = {}
    for surname, names in by_surname.items():
        is_one = len(names - {surname}) <= 1
        for name in names:
            totals[name] = sum(counts[other] for other in names) if is_one else counts[name]
    for letters, name in initials.items():
        if letters in counts:
            totals[name] = totals[letters] = totals[name] + counts[letters]
    return totals


def _may_speak(parsed: ParsedArticle, label: Span, *, recurs: bool) -> bool:
    """Whether the label of a line may be a speaker: a person's name, or a noun for persons.

    "Abstract:", "Keywords:" and "Flat and dry:" are not. A name that is not known as a person's
    counts where it recurs, or in capitals if it is no place.
    """
    nouns = read_column("nouns", "noun", "kind")
    kinds = {nouns.get(word.lower().strip(".")) for word in label.slice(parsed.text).split()}
    types = {entity.type for entity in parsed.entities_in(label)}
    if "person" in kinds or "PER" in types:
        return True
    tokens = [parsed.token(word) for word in parsed.words_in(label)]
    common = any(token.upos in _COMMON_WORDS and not token.text.isupper() for token in tokens)
    is_text = len(kinds) == 1 and not kinds.isdisjoint(("document", "organization"))
    in_capitals = label.slice(parsed.text).isupper() and "LOC" not in types
    return (recurs or in_capitals) and not common and not is_text


def _follow_turn(text: str, turn: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The further lines of a turn whose every line begins with a quotation mark, as characters."""
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


def _posts(parsed: ParsedArticle) -> Iterator[Link]:
    """The links of posts on social media, by the handle beside the name."""
    for form, name, mark, said in ((_POST, 1, 2, 3), (_SIGNED_POST, 3, 2, 1)):
        for match in form.finditer(parsed.text):
            content = trim(Span(*match.span(said)), parsed.text)
            if content is not None:
                yield from link_line(parsed, "post", match.span(name), match.span(mark), [content])


def _introductions(parsed: ParsedArticle, links: Sequence[Link]) -> Iterator[Link]:
    """The links of paragraphs in marks that no cue has yet, to whom the sentence before introduces.

    "The mayor set out her plan:" is such a sentence.
    """
    taken = sorted(span for link in links for span in link.content)
    for match in _INTRODUCED.finditer(parsed.text):
        quotation = parsed.marks.around(match.end())
        colon = _mention(parsed, Span(*match.span(1)))
        if quotation is None or colon is None or parsed.marks.around(match.start()):
            continue
        at = bisect_left(taken, quotation.span)
        if any(span.overlaps(quotation.span) for span in taken[max(0, at - 3) : at + 1]):
            continue
        name = _find_introduced(parsed, colon.sentence)
        if name is not None:
            said = [quotation.span]
            yield from link_line(parsed, "introduction", name, match.span(1), said)


def _find_introduced(parsed: ParsedArticle, number: int) -> tuple[int, int] | None:
    """The characters [start, end) of a sentence's subject, if it is one who may speak."""
    tree = parsed.trees[number]
    subject = find_subject(tree, tree.root)
    spans = tree.spans(noun_phrase(tree, subject))
    if subject is None or not spans:
        return None
    kind = read_column("nouns", "noun", "kind").get(tree[subject].lemma.lower())
    named = any(entity.type in ("PER", "ORG") for entity in parsed.entities_in(tree[subject].span))
    if not (named or kind == "person" or tree[subject].text.lower() in ("he", "she", "they")):
        return None
    return spans[0].start, spans[-1].end


def link_line(
    parsed: ParsedArticle,
    rule: str,
    speaker: tuple[int, int] | None,
    cue: tuple[int, int],
    said: Sequence[Span],
) -> Iterator[Link]:
    """The link of a line; none if its name or mark is not in the parse, as in boilerplate.

    Args:
        parsed: the article.
        rule: names the form of the line.
        speaker: characters [start, end) of the name; None where nobody is named.
        cue: those of the mark that attributes.
        said: what is said.
    """
    name = trim(Span(*speaker), parsed.text) if speaker is not None else None
    source = _mention(parsed, name) if name is not None else None
    mark = _mention(parsed, Span(*cue))
    if (source is None and speaker is not None) or mark is None:
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
        score=_SCORE,
        quotations=quotations,
    )


def _mention(parsed: ParsedArticle, span: Span) -> Mention | None:
    """The words in the span as a mention, headed by the topmost in its first sentence."""
    for number in parsed.sentences_in(span):
        tree = parsed.trees[number]
        inside = [i for i, token in enumerate(tree.tokens) if token.span.overlaps(span)]
        for index in inside:
            if tree[index].head not in inside:
                return Mention(number, index, (span,))
    return None
