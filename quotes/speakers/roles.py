"""Roles as worded in the article, beside a name or in a description."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from quotes.attribution.parsed_article import ParsedArticle
from quotes.attribution.trees import Tree, base
from quotes.english.tables import read_table
from quotes.folding import fold_name
from quotes.records import Span
from quotes.speakers.names import ABBREVIATED, ADDRESS, RESPECT, clean_name
from quotes.speakers.organizations import canonical_organization
from quotes.speakers.role_phrases import PARTISANS, bare_role, is_noun_for, noun_kind, role_phrase

# How reliably a role is stated: the lower the rank, the more.
BESIDE_NAME, DESCRIBED, ABBREVIATION, BARE, PREDICATE = range(5)
_OF_A_FIELD = re.compile(r"\w+\s+(?:minister|secretary)\b", re.IGNORECASE)
# Titles that leave room for the office behind the name: "Professor Lee, director of the lab".
_STANDING_TITLES = frozenset(("professor", "rabbi", "reverend", "rev", "father", "imam", "dame"))
_SERVING = frozenset(("serve", "work", "act", "join"))
_LOOSE = frozenset(("appos", "dep", "parataxis", "list", "nmod"))  # relations of such phrases
_TWIN_REACH = 2  # tokens between two subjects of one verb that are role and name; not tuned
_TYPES_OF_BODIES = frozenset(
    ("newspaper", "paper", "magazine", "daily", "weekly", "tabloid", "agency", "website", "journal",
     "charity", "firm", "company", "chain", "broadcaster", "network", "channel", "station")
)  # fmt: skip
_LINKING = frozenset(("of", "for", "the", "to", "at", "and", "-"))
_PREPOSITIONS = frozenset(("of", "for", "to", "at", "than"))


class RoleMention(NamedTuple):
    """A role as worded.

    Attributes:
        words: the role.
        noun: the lemma of its noun.
        rank: how reliably it is stated.
        span: where it stands.
        shared: whether it is the title of several persons ("candidates"); `words` are in the
            singular then.
    """

    words: str
    noun: str
    rank: int
    span: Span
    shared: bool = False


def find_roles(
    parsed: ParsedArticle, tree: Tree, head: int, place: Span, kind: str = "person"
) -> Iterator[RoleMention]:
    """The roles stated beside a name.

    Args:
        parsed: the article.
        tree: the sentence.
        head: the token that heads the name.
        place: the span of the name.
        kind: whose name it is: "person" or "organization".
    """
    inside = [i for i, t in enumerate(tree.tokens) if place.overlaps(t.span)] or [head]
    before = _role_before(parsed, tree, inside[0], place, kind)
    if before is None and tree[head].deprel == "conj" and tree[tree[head].head].upos == "PROPN":
        shared = _role_before(parsed, tree, tree[head].head, place, kind)  # "Sens. Lee and Ray"
        before = shared if shared is not None and shared.shared else None
    if before is not None:
        yield before
    yield from _roles_behind(parsed, tree, head, inside, kind)
    yield from _roles_above(parsed, tree, head, inside, kind)
    if kind == "organization":
        yield from _noun_behind_body(tree, inside)


def _roles_behind(
    parsed: ParsedArticle, tree: Tree, head: int, inside: list[int], kind: str
) -> Iterator[RoleMention]:
    """The roles in appositions and relative clauses: "a former judge", "who served as a judge"."""
    name = set(inside)
    for holder in inside:
        for kid in tree.kids(holder, "appos", "dep"):
            if kid not in name and is_noun_for(tree, kid, kind):
                yield from _phrase_role(parsed, tree, kid, BESIDE_NAME, without=name)
        for clause in tree.kids(holder, "acl:relcl"):
            if tree.kids(clause, "cop") and is_noun_for(tree, clause, kind):
                dropped = {*tree.kids(clause, "nsubj", "cop", "aux", "advmod"), *name}
                yield from _phrase_role(parsed, tree, clause, DESCRIBED, without=dropped)
            elif tree[clause].lemma in _SERVING:
                for kid in tree.kids(clause, "obl"):
                    if tree.marker(kid, "case") == "as" and is_noun_for(tree, kid, kind):
                        yield from _phrase_role(parsed, tree, kid, DESCRIBED, without=name)
    loose = _phrase_behind(tree, inside[-1])
    if loose is not None and loose not in tree.children[head] and is_noun_for(tree, loose, kind):
        yield from _phrase_role(parsed, tree, loose, BESIDE_NAME, without=name)


def _noun_behind_body(tree: Tree, inside: list[int]) -> Iterator[RoleMention]:
    """The noun behind a body's name: "the Gazette newspaper", but not "the Lee campaign"."""
    at = inside[-1] + 1
    if at < len(tree.tokens) and tree[at].text.islower() and is_noun_for(tree, at, "organization"):
        modified = all(tree[i].head in (*inside, at) for i in inside)
        if modified and tree[at].lemma in _TYPES_OF_BODIES and tree[at].xpos == "NN":
            yield RoleMention(tree[at].text, tree[at].lemma, BESIDE_NAME, tree[at].span)


def _roles_above(
    parsed: ParsedArticle, tree: Tree, head: int, inside: list[int], kind: str
) -> Iterator[RoleMention]:
    """The roles that a name is the apposition or the subject of.

    Examples: "the judge, Ann Lee", "Ann Lee is a judge".
    """
    above, relation = tree[head].head, base(tree[head].deprel)
    if above >= 0 and above not in inside and is_noun_for(tree, above, kind):
        if relation in ("appos", "dep") or (relation == "flat" and above < head):
            yield from _phrase_role(parsed, tree, above, BESIDE_NAME, without={head})
        elif tree[head].deprel == "nsubj" and tree.kids(above, "cop"):
            dropped = set(tree.kids(above, "nsubj", "cop", "aux", "advmod", "advcl"))
            yield from _phrase_role(parsed, tree, above, PREDICATE, without=dropped)
    if relation == "conj" and 0 <= above < head and tree[above].xpos == "NNS":
        yield from _role_of_listed(parsed, tree, above, kind)
    if above >= 0 and relation == "nsubj":
        for twin in tree.kids(above, "nsubj"):  # the parser's two subjects: prosecutor | Ann Lee
            near = twin < head and inside[0] - max(tree.subtree(twin)) <= _TWIN_REACH
            if twin != head and near and is_noun_for(tree, twin, kind):
                yield from _phrase_role(parsed, tree, twin, BESIDE_NAME, without={head})


def _role_of_listed(
    parsed: ParsedArticle, tree: Tree, noun: int, kind: str
) -> Iterator[RoleMention]:
    """The role of each in a list of names: "two Brask developers, Ann Lee and Bo Harn"."""
    if is_noun_for(tree, noun, kind):
        dropped = set(tree.kids(noun, "conj", "acl", "nummod"))
        for role in _phrase_role(parsed, tree, noun, BESIDE_NAME, without=dropped):
            one = role.words.replace(tree[noun].text, tree[noun].lemma)
            yield role._replace(words=one, shared=True)


def _phrase_behind(tree: Tree, last: int) -> int | None:
    """The head of the phrase between commas right behind a name: "Ann Lee, a former judge".

    It counts wherever the parser has attached it. None if there is no such phrase.
    """
    start = last + 2
    if start >= len(tree.tokens) or tree[last + 1].text != ",":
        return None
    head = start
    while tree[head].head > head and tree[tree[head].head].upos != "VERB":
        head = tree[head].head
    words = [i for i in tree.subtree(head) if i >= start]
    beside = base(tree[head].deprel) in _LOOSE and not tree.marker(head, "case")
    return head if beside and words[:1] == [start] else None


def _role_before(
    parsed: ParsedArticle, tree: Tree, first: int, place: Span, kind: str
) -> RoleMention | None:
    """The title in front of a name: "U.S. Secretary of State" John Kerry.

    None if it contains no noun for persons, or does not end with one for bodies if `kind` is that.
    """
    if first and tree[first - 1].text.lower().strip(".") in ADDRESS:
        first -= 1  # "the editor Dr. Ann Lee"
    start = first
    while start > 0:
        token = tree[start - 1]
        word = token.text.lower()
        if word == "and" and (start < 2 or not is_noun_for(tree, start - 2, kind)):
            break  # "Lee's 538 and Governor Ray": the first is no role
        if token.xpos == "NNS" and start < first and tree[start].text[:1].isupper():
            break  # "in meetings President Lee …"
        near = parsed.entities_in(token.span)
        if any(entity.type == "PER" and entity.span.end <= place.start for entity in near):
            break  # somebody else
        linked = token.upos in ("NOUN", "PROPN", "ADJ", "NUM") or word in _LINKING
        linked = linked or word.strip(".") in ABBREVIATED
        linked = linked or token.deprel == "amod" or token.xpos == "POS"  # state-run, Syria's
        linked = linked or word == "ex"
        hyphen = token.xpos == "HYPH" or word == "/"
        if not (linked or hyphen) or word.strip(".") in ADDRESS:
            break
        start -= 1
    start = _skip_other_phrases(tree, start, first, kind)
    end = first
    if start == end or tree[end - 1].text.lower() in _LINKING:
        return None
    persons = [i for i in range(start, end) if is_noun_for(tree, i, kind)]
    if not persons or (kind != "person" and persons[-1] != end - 1):
        return None
    full = [i for i in persons if tree[i].text.lower().strip(".") not in ABBREVIATED]
    if full and persons[-1] == end - 1 and persons[-1] not in full:
        end = persons[-1]
    noun = full[-1] if full else persons[-1]
    lemma = tree[noun].lemma.lower().strip(".")
    span = Span(tree[start].span.start, tree[end - 1].span.end)
    words = bare_role(span.slice(parsed.text))
    rank = BESIDE_NAME if full or end - start > 1 else ABBREVIATION
    standing = RESPECT if end - start > 1 else _STANDING_TITLES
    if all(
        t.text[:1].isupper() and t.text.lower().strip(".") in standing
        for t in tree.tokens[start:end]
    ):
        rank = ABBREVIATION
    if lemma in PARTISANS or parsed.marks.around(place.start) is not None:
        rank = BARE
    shared = tree[noun].xpos in ("NNS", "NNPS")
    if shared and words and full and noun == end - 1:
        words = words.replace(tree[noun].text, tree[noun].lemma)
    return RoleMention(words, ABBREVIATED.get(lemma, lemma), rank, span, shared) if words else None


def _skip_other_phrases(tree: Tree, start: int, end: int, kind: str) -> int:
    """Where the title in front of a name begins.

    It begins behind a preposition unless an office stands before that: "reference to nominee Lee",
    but "director of the CDC Lee"; for bodies behind the last one: "managers at milk firm Dale".
    """
    for index in range(start, end):
        word = tree[index].text.lower()
        if word in _PREPOSITIONS and (
            kind != "person" or not is_noun_for(tree, max(start, index - 1), kind)
        ):
            start = index + 1
    while start < end and (tree[start].text.lower() in _LINKING or tree[start].xpos == "POS"):
        start += 1
    return start


def _phrase_role(
    parsed: ParsedArticle, tree: Tree, head: int, rank: int, without: set[int]
) -> Iterator[RoleMention]:
    words = role_phrase(parsed, tree, head, {*without, *tree.kids(head, "acl:relcl")})
    near = {entity.type for entity in parsed.entities_in(tree[head].span)}
    is_name = "LOC" in near or ("ORG" in near and noun_kind(tree[head].lemma) == "organization")
    if parsed.marks.around(tree[head].span.start) is not None:
        rank = PREDICATE
    if words and not is_name:  # the United States are no role, though "state" is a noun of bodies
        lemma = tree[head].lemma.lower()
        yield RoleMention(words, lemma, BARE if lemma in PARTISANS else rank, tree[head].span)


def find_affiliation(parsed: ParsedArticle, words: str, span: Span) -> str | None:
    """The body or place in a role: its last body, else its last place, else the country of an
    adjective. A country has its usual name.
    """
    for entity in reversed(parsed.entities_in(span)):
        field = _OF_A_FIELD.match(parsed.text, entity.span.start)  # the Energy Minister's
        if entity.type == "ORG" and span.covers(entity.span) and not field:
            return canonical_organization(entity.span.slice(parsed.text))
    for entity in reversed(parsed.entities_in(span)):
        if entity.type == "LOC" and span.covers(entity.span):
            name = clean_name(entity.span.slice(parsed.text))
            return _countries().get(fold_name(name), name)
    countries = _countries()
    return next(
        (countries[w] for word in words.split() if (w := fold_name(word)) in countries), None
    )


def find_countries(words: Iterable[str]) -> frozenset[str]:
    """The countries that the words name, or have the adjective of."""
    table = _countries()
    return frozenset(table[word] for word in map(fold_name, words) if word in table)


@cache
def _countries() -> dict[str, str]:
    """Folded names and adjectives of countries, without their capitals -> the country."""
    return {
        fold_name(form): row["country"]
        for row in read_table("governments")
        for form in (*row["adjective"].split(","), row["country"], *row["aliases"].split(","))
        if form and form not in row["capital"].split(",")
    }
