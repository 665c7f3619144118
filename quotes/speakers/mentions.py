"""Mentions of referents: where each stands in its sentence and beside which quotations."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from quotes.attribution.frames import noun_phrase
from quotes.attribution.parsed_article import ParsedArticle
from quotes.attribution.trees import Tree, base
from quotes.english.tables import read_table
from quotes.records import Span
from quotes.speakers.name_registry import NameRegistry
from quotes.speakers.ranking import ReferentMention
from quotes.speakers.referents import Referent
from quotes.speakers.role_phrases import noun_kind

# Characters between a quotation and the mention of its speaker. Not tuned: room for "," and a verb
# before the mention, for a name with its role behind it.
_GAP_BEFORE, _GAP_AFTER = 25, 80
_NAMING = ("appos", "flat", "dep", "nmod:desc")
_TWIN_REACH = 3  # tokens from a noun to the name that is a second subject of its verb; not tuned
NameHeads = dict[int, tuple[Referent, Span]]


def make_mention(parsed: ParsedArticle, number: int, index: int, form: str) -> ReferentMention:
    """The mention that a token heads.

    Args:
        parsed: the article.
        number: of the sentence, from 0.
        index: of the token in the sentence, from 0.
        form: "name", "description", "pronoun" or "joint".
    """
    tree = parsed.trees[number]
    token = tree[index]
    relation = find_relation(tree, index)
    around = parsed.marks.around(token.span.start)
    verb = tree[token.head].lemma.lower() if token.head >= 0 else ""
    return ReferentMention(
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
    """The grammatical relation of a phrase: subject, object, oblique, owner or other.

    A conjunct or an apposition has the relation of the phrase that it belongs to.
    """
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


def find_name_heads(tree: Tree, registry: NameRegistry) -> NameHeads:
    """The head tokens of a sentence's names, each with the referent and the whole name's span."""
    heads: NameHeads = {}
    seen: set[Span] = set()
    for index, token in enumerate(tree.tokens):
        named = registry.name_at(token.span) if token.text[:1].isalnum() else None
        if named is None or named[1] in seen:
            continue
        inside = [i for i, t in enumerate(tree.tokens) if named[1].overlaps(t.span)]
        outside = [i for i in inside if tree[i].head not in inside]
        head = next((i for i in outside if tree[i].upos != "PUNCT"), index)
        seen.add(named[1])
        heads[head] = named
    return heads


def find_described_name(tree: Tree, index: int, heads: NameHeads) -> Referent | None:
    """The referent whose name stands with a noun that describes it: "the judge, Ann Lee"."""
    kind = noun_kind(tree[index].lemma)
    one_person = kind == "person" and tree[index].xpos in ("NN", "NNP")
    for kid in tree.kids(index, *_NAMING):
        if kid not in heads or (one_person and not heads[kid][0].is_person):
            continue  # "the chairman of the firm Dale" is not Dale
        if kind or tree[kid].deprel == "appos":
            return heads[kid][0]
    head = tree[index].head
    if head in heads and base(tree[index].deprel) in ("appos", "nsubj"):
        return heads[head][0]  # "the candidate is Ann Lee" has the name for its head
    if head >= 0 and base(tree[index].deprel) == "nsubj":
        for twin in tree.kids(head, "nsubj"):
            if twin in heads and 0 < twin - index <= _TWIN_REACH:
                return heads[twin][0]
    return None


def find_span(parsed: ParsedArticle, registry: NameRegistry, mention: ReferentMention) -> Span:
    """The span of the name that a mention is headed by, or else of the phrase."""
    tree = parsed.trees[mention.number]
    named = registry.name_at(tree[mention.head].span)
    if named is not None:
        return named[1]
    words = noun_phrase(tree, mention.head) or (mention.head,)
    return Span(tree[words[0]].span.start, tree[words[-1]].span.end)


def find_own_quotations(parsed: ParsedArticle, at: ReferentMention) -> frozenset[int]:
    """The first characters of the quotations right before and behind a speaker's mention."""
    if at.quotation is not None or not at.speaks:
        return frozenset()
    marks, text = parsed.marks, parsed.text
    before, after = marks.before(at.place), marks.after(at.place)
    starts: set[int] = set()
    if before is not None and _is_adjacent(text[before.span.end : at.place], _GAP_BEFORE):
        starts.add(before.span.start)
    if after is not None and _is_adjacent(text[at.place : after.span.start], _GAP_AFTER):
        starts.add(after.span.start)
    return frozenset(starts)


def _is_adjacent(gap: str, longest: int) -> bool:
    return len(gap) <= longest and "\n" not in gap and ". " not in gap


def move_before_quotations(
    parsed: ParsedArticle, at: ReferentMention, quotations: frozenset[int]
) -> ReferentMention:
    """The mention as if it stood before its own quotations.

    So its distance to other mentions does not grow with the length of what is said.
    """
    start = min(quotations, default=at.place)
    if start >= at.place:
        return at
    numbers = parsed.sentences_in(Span(start, start + 1))
    if not numbers:
        return at
    paragraph = parsed.parse.sentences[numbers[0]].paragraph
    return replace(at, number=numbers[0], paragraph=paragraph)
