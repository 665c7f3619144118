"""Descriptions by common nouns: "a senior official at the ministry", "her campaign"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from quotes.attribution.parsed_article import ParsedArticle
from quotes.attribution.trees import Tree, base
from quotes.folding import fold_name
from quotes.records import Span, SpeakerKind
from quotes.speakers.names import gender_of_noun
from quotes.speakers.organizations import nouns_of_organization
from quotes.speakers.possessives import find_issuer, name_organization
from quotes.speakers.ranking import Anaphor, ReferentMention
from quotes.speakers.referents import Referent
from quotes.speakers.role_phrases import (
    QUANTITIES,
    is_role_of_group,
    is_set_off,
    noun_kind,
    role_phrase,
)
from quotes.speakers.roles import DESCRIBED, find_affiliation

_DEFINITE = frozenset(("the", "this", "that", "these", "those"))
_SHARES = frozenset(("%", "percent"))
_PHRASE_HEADS = frozenset(
    ("nsubj", "obj", "iobj", "obl", "nmod", "conj", "root", "ccomp", "parataxis", "dep", "xcomp",
     "advcl", "vocative", "csubj", "acl", "appos")
)  # fmt: skip
_NAMELESS = frozenset(("media", "police", "prosecutor"))  # "Turkish state media": plural bodies
_FOR_PEOPLE = ("er", "or", "ist", "ian", "ant", "ee", "man", "woman", "crat", "ican")
# Verbs whose subject is somebody and no document, as a rule.
_SPEAKING = frozenset(
    ("say", "tell", "add", "insist", "admit", "deny", "announce", "ask", "urge", "promise", "vow",
     "comment", "complain", "joke", "explain", "reply", "respond", "refuse", "agree", "accuse")
)  # fmt: skip
_EXAMPLES = ("like", "including", "such as")
ReferentAt = Callable[[int], Referent | None]


@dataclass(frozen=True)
class NominalDescription:
    """A common noun that may refer to somebody, and what stands with it.

    Attributes:
        noun: the lemma.
        kind: of the noun: person, organization, document or group.
        names: the folded proper nouns and adjectives among its modifiers.
        owner: the token of its possessor.
        pointing: whether it is definite: by a determiner or a possessor, or without them in a
            headline.
        complete: whether complements of its own may identify the referent.
    """

    noun: str
    kind: str
    plural: bool
    gender: str
    modifiers: frozenset[str]
    names: frozenset[str]
    owner: int | None
    pointing: bool
    complete: bool


def parse_description(
    tree: Tree, index: int, *, is_source: bool, in_headline: bool
) -> NominalDescription | None:
    """The description of a person, body, group or document that a token heads; None if it is none.

    Args:
        tree: the sentence.
        index: the token.
        is_source: whether something is attributed to it; then nouns of no list count, too.
        in_headline: whether articles may be left out.
    """
    token = tree[index]
    heads = base(token.deprel) in _PHRASE_HEADS or token.deprel == "nmod:poss"
    if token.upos not in ("NOUN", "PROPN") or not heads:
        return None
    noun = _join_hyphens(tree, index)
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
    return NominalDescription(
        noun=noun,
        kind=kind,
        plural=plural,
        gender="" if plural else gender_of_noun(noun) or _gender_of_modifiers(tree, index),
        modifiers=frozenset(
            tree[k].lemma.lower()
            for k in (*tree.kids(index, "amod", "compound"), *_find_of_complements(tree, index))
        ),
        names=_find_proper_modifiers(tree, index, owner),
        owner=owner,
        pointing=bool(determiners & _DEFINITE) or owner is not None or bare,
        complete=bool(complements),
    )


def _gender_of_modifiers(tree: Tree, index: int) -> str:
    """The gender that "female" or "male" gives a noun."""
    words = {tree[kid].lemma.lower() for kid in tree.kids(index, "amod", "compound")}
    return "f" if "female" in words else "m" if "male" in words else ""


def _join_hyphens(tree: Tree, index: int) -> str:
    """The noun's lemma; with what a hyphen joins to it, if a list has that: "fly-half"."""
    noun = tree[index].lemma.lower().strip(".")
    if index > 1 and tree[index - 1].text == "-":
        whole = f"{tree[index - 2].text.lower()}-{noun}"
        if noun_kind(whole) is not None:
            return whole
    return noun


def _find_proper_modifiers(tree: Tree, index: int, owner: int | None) -> frozenset[str]:
    """The folded names among a noun's modifiers and its possessor: "India's finance minister"."""
    kids = [k for k in tree.kids(index, "amod", "compound", "nmod:desc") if k > 0]
    if owner is not None:
        kids.append(owner)
    return frozenset(
        fold_name(tree[k].text)
        for k in kids
        if tree[k].text[:1].isupper() and tree[k].upos != "PRON"
    )


def _find_of_complements(tree: Tree, index: int) -> list[int]:
    """The nouns behind "of": "secretary of state"."""
    return [k for k in tree.kids(index, "nmod") if tree.marker(k, "case") == "of"]


def _counts_people(tree: Tree, index: int) -> bool:
    """Whether the noun counts people, as in "a number of lawmakers"."""
    if tree[index].lemma.lower() not in QUANTITIES:
        return False
    return any(
        tree.marker(kid, "case") == "of"
        and tree[kid].xpos in ("NNS", "NNPS")
        and noun_kind(tree[kid].lemma) in ("person", "group")
        for kid in tree.kids(index, "nmod")
    )


def _is_bare_name(tree: Tree, index: int) -> bool:
    """Whether the token looks like a name ("Lee", "Miller") that the entity tagger has missed."""
    token = tree[index]
    return token.upos == "PROPN" and token.xpos != "NNPS" and not tree.kids(index, "det")


def _guess_kind(tree: Tree, index: int) -> str:
    """The likely kind of a source's noun that is in no list.

    A person by the noun's ending; else an organization for a proper noun and a document for a
    common one.
    """
    if tree[index].lemma in _SHARES:
        return "group"
    noun = tree[index].lemma.lower()
    if noun.removesuffix("s").endswith(_FOR_PEOPLE) or noun.endswith("-old"):
        return "person"
    if tree[index].upos == "PROPN":
        return "organization"
    governor = tree[tree[index].head].lemma if tree[index].head >= 0 else ""
    return "organization" if governor in _SPEAKING else "document"


def create_referent(
    parsed: ParsedArticle,
    tree: Tree,
    index: int,
    description: NominalDescription,
    referent_at: ReferentAt,
) -> Referent:
    """A new referent for the description, with a name if its possessor or its examples have one.

    Args:
        parsed: the article.
        tree: the sentence.
        index: the description's noun.
        description: of this noun.
        referent_at: gives the referent of a token of the sentence, also of names behind the noun.
    """
    noun, plural = description.noun, description.plural
    if description.kind == "document":
        issuer = find_issuer(parsed, tree, index, referent_at)
        return Referent("document", issuer.name if issuer is not None else None, nouns={noun})
    may_have_name = noun in _NAMELESS or (
        not plural and (description.kind == "organization" or noun in ("team", "camp"))
    )
    name = name_organization(parsed, tree, index, referent_at) if may_have_name else None
    if name is not None:
        return Referent("organization", name, nouns={*nouns_of_organization(name), noun})
    kind: SpeakerKind = "group"
    if not plural and description.kind in ("person", "organization"):
        kind = "anonymous" if description.kind == "person" else "organization"
    of_organizations = kind == "group" and description.kind == "organization"
    called = {"f": "woman", "m": "man"}.get(description.gender, noun)  # "the woman" afterwards
    referent = Referent(
        kind,
        nouns={noun, called},
        plural=plural,
        gender=description.gender,
        of_organizations=of_organizations,
    )
    role = role_phrase(parsed, tree, index, set())
    if kind == "group":
        referent.members = tuple(_find_examples(tree, index, referent_at))
        referent.name = next((member.name for member in referent.members if member.name), None)
    has_role = kind == "anonymous" or (
        kind == "group" and not of_organizations and (not plural or is_role_of_group(noun))
    )
    if has_role and noun not in _SHARES:
        referent.update_role(role, DESCRIBED)
    if role:
        words = tree.subtree(index)
        span = Span(tree[words[0]].span.start, tree[words[-1]].span.end)
        referent.affiliation = find_affiliation(parsed, role, span)
    return referent


def _find_examples(tree: Tree, index: int, referent_at: ReferentAt) -> Iterator[Referent]:
    """The named referents behind "critics like" and "supporters, including"."""
    seen: set[Referent] = set()
    for kid in tree.kids(index, "nmod", "obl"):
        if tree.marker(kid, "case") not in _EXAMPLES:
            continue
        for at in (kid, *tree.kids(kid, "conj")):
            member = referent_at(at)
            if member is not None and member.name and member not in seen:
                seen.add(member)
                yield member


def make_anaphor(
    description: NominalDescription, at: ReferentMention, *, is_source: bool
) -> Anaphor:
    """The description as an anaphor, to be resolved to an earlier referent."""
    many = description.plural and description.kind == "person"
    return Anaphor(
        "the",
        at,
        at.number,
        description.noun,
        gender=description.gender,
        noun=description.noun,
        noun_kind="group" if many else description.kind,
        modifiers=description.modifiers,
        names=description.names,
        complete=description.complete,
        owned=description.owner is not None,
        source=is_source,
    )


def is_pair_noun(tree: Tree, index: int) -> bool:
    """Whether a noun is like "the two men", without complements that say who they are."""
    if tree[index].xpos != "NNS" or not tree.kids(index, "det") or tree.kids(index, "nmod", "acl"):
        return False
    counted = any(tree[kid].text.lower() == "two" for kid in tree.kids(index, "nummod"))
    return counted and noun_kind(tree[index].lemma) in ("person", "organization")
