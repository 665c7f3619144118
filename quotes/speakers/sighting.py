"""Where referents are mentioned: how a mention stands in its sentence and its quotation."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from quotes.attribution.parsed_article import ParsedArticle
from quotes.attribution.trees import Tree, base
from quotes.english.tables import read_table
from quotes.records import Span
from quotes.speakers.ranking import Occurrence
from quotes.speakers.referents import NameBook, Referent

_GAP_BEFORE, _GAP_AFTER = 25, 80  # characters between a quotation and its speaker's mention
Tops = dict[int, tuple[Referent, Span]]


def make_occurrence(parsed: ParsedArticle, number: int, index: int, form: str) -> Occurrence:
    """The occurrence headed by a sentence's token; `form` is name, description, pronoun, joint."""
    tree = parsed.trees[number]
    token = tree[index]
    relation = find_relation(tree, index)
    around = parsed.marks.around(token.span.start)
    verb = tree[token.head].lemma.lower() if token.head >= 0 else ""
    return Occurrence(
        number=number,
        head=index,
        place=token.span.start,
        paragraph=parsed.parse.sentences[number].paragraph,
        form=form,
        relation=relation,
        governor=token.head,
        speaks=relation == "subject" and verb in _speech_verbs(),
        quotation=around.span.start if around is not None else None,
    )


@cache
def _speech_verbs() -> frozenset[str]:
    rows = read_table("acts")
    return frozenset(r["lemma"] for r in rows if r["act"] == "statement" and r["pos"] == "VERB")


def find_relation(tree: Tree, index: int) -> str:
    """The grammatical role of a phrase by its head: subject, object, oblique, owner or other."""
    relation = tree[index].deprel
    while base(relation) in ("conj", "appos", "flat") and tree[index].head >= 0:
        index = tree[index].head
        relation = tree[index].deprel
    if base(relation) in ("nsubj", "csubj"):
        return "subject"
    if base(relation) in ("obj", "iobj"):
        return "object"
    if base(relation) == "obl":
        return "oblique"
    return "owner" if relation == "nmod:poss" else "other"


def find_tops(tree: Tree, book: NameBook) -> Tops:
    """The tokens that head a sentence's names, with whom they name and the whole name's place."""
    tops: Tops = {}
    seen: set[Span] = set()
    for index, token in enumerate(tree.tokens):
        named = book.name_at(token.span) if token.text[:1].isalnum() else None
        if named is None or named[1] in seen:
            continue
        inside = [i for i, t in enumerate(tree.tokens) if named[1].overlaps(t.span)]
        outside = [i for i in inside if tree[i].head not in inside]
        top = next((i for i in outside if tree[i].upos != "PUNCT"), index)
        seen.add(named[1])
        tops[top] = named
    return tops


def find_spoken(parsed: ParsedArticle, at: Occurrence) -> frozenset[int]:
    """The first characters of the quotations that lean on a speaker's mention."""
    if at.quotation is not None or not at.speaks:
        return frozenset()
    marks, text = parsed.marks, parsed.text
    before, after = marks.before(at.place), marks.after(at.place)
    found: set[int] = set()
    if before is not None and _leans(text[before.span.end : at.place], _GAP_BEFORE):
        found.add(before.span.start)
    if after is not None and _leans(text[at.place : after.span.start], _GAP_AFTER):
        found.add(after.span.start)
    return frozenset(found)


def _leans(gap: str, longest: int) -> bool:
    return len(gap) <= longest and "\n" not in gap and ". " not in gap


def set_before(parsed: ParsedArticle, at: Occurrence, spoken: frozenset[int]) -> Occurrence:
    """The occurrence as if it stood before the quotation that it follows, so that its distance to
    others does not grow with what is said.
    """
    start = min(spoken, default=at.place)
    if start >= at.place:
        return at
    numbers = parsed.sentences_in(Span(start, start + 1))
    if not numbers:
        return at
    paragraph = parsed.parse.sentences[numbers[0]].paragraph
    return replace(at, number=numbers[0], paragraph=paragraph)
