"""What descriptions say of their own: "a senior official at the ministry", "her campaign"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from quotes.attribution.parsed_article import ParsedArticle
from quotes.attribution.trees import Tree, base
from quotes.records import Span, SpeakerKind
from quotes.speakers.bodies import nouns_of_body
from quotes.speakers.names import gender_of_noun
from quotes.speakers.owners import find_issuer, name_body
from quotes.speakers.referents import Referent
from quotes.speakers.roles import DESCRIBED, find_affiliation, is_set_off, noun_kind, role_phrase

_DEFINITE = frozenset(("the", "this", "that", "these", "those"))
_QUANTITIES = frozenset(
    ("number", "group", "majority", "handful", "array", "dozen", "hundred", "thousand", "couple",
     "series", "pair", "lot", "host", "chorus", "percent", "%", "many", "crowd", "coalition",
     "panel", "third", "half")
)  # fmt: skip
_SHARES = frozenset(("%", "percent"))
_PHRASE_HEADS = frozenset(
    ("nsubj", "obj", "iobj", "obl", "nmod", "conj", "root", "ccomp", "parataxis", "dep", "xcomp",
     "advcl", "vocative", "csubj", "acl", "appos")
)  # fmt: skip
_NAMELESS = frozenset(("media", "police", "prosecutor"))  # "Turkish state media": plural bodies
_FOR_PEOPLE = ("er", "or", "ist", "ian", "ant", "ee", "man", "woman", "crat", "ican")
_EXAMPLES = ("like", "including", "such as")
NameAt = Callable[[int], Referent | None]


@dataclass(frozen=True)
class Description:
    """A common noun that may refer to somebody, and what stands with it.

    `kind` is the noun's: person, organization, document or group. `pointing` says that a
    determiner or an owner points to somebody known, or that a headline has left it out;
    `complete` that complements of its own may tell who is meant.
    """

    noun: str
    kind: str
    plural: bool
    gender: str
    modifiers: frozenset[str]
    owner: int | None
    pointing: bool
    complete: bool


def read_description(
    tree: Tree, index: int, *, is_source: bool, in_headline: bool
) -> Description | None:
    """The description that a token heads; None if it heads none of a person, body or document."""
    token = tree[index]
    heads = base(token.deprel) in _PHRASE_HEADS or token.deprel == "nmod:poss"
    if token.upos not in ("NOUN", "PROPN") or not heads:
        return None
    noun = token.lemma.lower().strip(".")
    kind = noun_kind(noun)
    if _counts_people(tree, index):
        kind = "group"
    if is_source and not (kind is None and _is_bare_name(tree, index)):
        kind = kind or _guess_kind(tree, index)
    elif (
        kind is None
        or base(token.deprel) == "appos"
        or (tree.kids(index, "cop") and tree.kids(index, "nsubj"))
    ):
        return None
    plural = token.xpos in ("NNS", "NNPS")
    determiners = {tree[kid].text.lower() for kid in tree.kids(index, "det")}
    owner = tree.kid(index, "nmod:poss")
    bare = in_headline and not determiners and not plural
    complements = [
        k for k in tree.kids(index, "nmod", "acl") if k != owner and not is_set_off(tree, index, k)
    ]
    return Description(
        noun=noun,
        kind=kind,
        plural=plural,
        gender="" if plural else gender_of_noun(noun),
        modifiers=frozenset(
            tree[k].lemma.lower()
            for k in (*tree.kids(index, "amod", "compound"), *_of_what(tree, index))
        ),
        owner=owner,
        pointing=bool(determiners & _DEFINITE) or owner is not None or bare,
        complete=bool(complements),
    )


def _of_what(tree: Tree, index: int) -> list[int]:
    """What an office is of: "secretary of state"."""
    return [k for k in tree.kids(index, "nmod") if tree.marker(k, "case") == "of"]


def _counts_people(tree: Tree, index: int) -> bool:
    """Whether it is "a number of lawmakers", whose people stand behind the "of"."""
    if tree[index].lemma.lower() not in _QUANTITIES:
        return False
    return any(
        tree.marker(kid, "case") == "of"
        and tree[kid].xpos in ("NNS", "NNPS")
        and noun_kind(tree[kid].lemma) in ("person", "group")
        for kid in tree.kids(index, "nmod")
    )


def _is_bare_name(tree: Tree, index: int) -> bool:
    """Whether it is a name like "Lee" or "Miller", though nothing has taken it for one."""
    token = tree[index]
    return token.upos == "PROPN" and token.xpos != "NNPS" and not tree.kids(index, "det")


def _guess_kind(tree: Tree, index: int) -> str:
    """What a source's noun that no list has is likely to be: people if it ends as their nouns do,
    else something written.
    """
    if tree[index].lemma in _SHARES:
        return "group"
    if tree[index].lemma.lower().removesuffix("s").endswith(_FOR_PEOPLE):
        return "person"
    return "organization" if tree[index].upos == "PROPN" else "document"


def introduce(
    parsed: ParsedArticle, tree: Tree, index: int, description: Description, name_at: NameAt
) -> Referent:
    """A new referent as described, named where its owner or its examples give it a name.

    Args:
        reading: the article.
        tree: the sentence.
        index: the description's noun.
        description: what was read there.
        name_at: whom a token of the sentence means, named ones further on included.
    """
    noun, plural = description.noun, description.plural
    if description.kind == "document":
        issuer = find_issuer(parsed, tree, index, name_at)
        return Referent("document", issuer.name if issuer is not None else None, nouns={noun})
    called = noun in _NAMELESS or (
        not plural and (description.kind == "organization" or noun in ("team", "camp"))
    )
    name = name_body(parsed, tree, index, name_at) if called else None
    if name is not None:
        return Referent("organization", name, nouns={*nouns_of_body(name), noun})
    kind: SpeakerKind = "group"
    if not plural and description.kind in ("person", "organization"):
        kind = "anonymous" if description.kind == "person" else "organization"
    of_bodies = kind == "group" and description.kind == "organization"
    referent = Referent(
        kind, nouns={noun}, plural=plural, gender=description.gender, of_bodies=of_bodies
    )
    role = role_phrase(parsed, tree, index, set())
    if kind == "group":
        referent.members = tuple(_find_examples(tree, index, name_at))
        referent.name = next((member.name for member in referent.members if member.name), None)
    if kind != "organization" and noun not in _SHARES:
        referent.take_role(role, DESCRIBED)
    if role:
        words = tree.subtree(index)
        span = Span(tree[words[0]].span.start, tree[words[-1]].span.end)
        referent.affiliation = find_affiliation(parsed, role, span)
    return referent


def _find_examples(tree: Tree, index: int, name_at: NameAt) -> Iterator[Referent]:
    """Those whom "critics like" and "supporters, including" name."""
    seen: set[Referent] = set()
    for kid in tree.kids(index, "nmod", "obl"):
        if tree.marker(kid, "case") not in _EXAMPLES:
            continue
        for at in (kid, *tree.kids(kid, "conj")):
            member = name_at(at)
            if member is not None and member.name and member not in seen:
                seen.add(member)
                yield member
