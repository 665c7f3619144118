"""Bodies and documents named by possessor or issuer: "her campaign", "a report by the bank"."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from quotes.attribution.parsed_article import ParsedArticle
from quotes.attribution.trees import Tree, base
from quotes.folding import fold_name
from quotes.records import Span
from quotes.speakers.names import clean_name
from quotes.speakers.organizations import (
    canonical_organization,
    find_government,
    is_listed_organization,
)
from quotes.speakers.referents import Referent
from quotes.speakers.role_phrases import role_phrase

_CALLED_BY_SURNAME = frozenset(("campaign", "administration", "camp", "team", "transition"))
_ONE_TEAM = {"camp": "campaign", "team": "campaign"}  # of a candidate, in political news
_PLACES_OF_WORK = frozenset(("office", "cabinet"))
_MINISTRIES = {"ministry": ("minister",), "department": ("secretary", "minister")}
_OFFICES = (
    "prime minister", "president", "governor", "mayor", "attorney general", "chancellor", "premier",
    "first minister", "speaker", "vice president", "district attorney", "prosecutor",
)  # fmt: skip
_ISSUING = frozenset(
    ("publish", "release", "file", "issue", "write", "conduct", "commission", "prepare", "draft",
     "appear", "produce", "compile", "post", "see", "obtain", "carry", "send", "sign", "make")
)  # fmt: skip
# Verbs whose subject issues their object: "the Gazette ran a feature".
_PUBLISHING = frozenset(
    ("publish", "release", "issue", "write", "produce", "compile", "post", "run", "unveil", "file",
     "launch", "print", "draft", "submit")
)  # fmt: skip
_SAYING = frozenset(("say", "warn", "write", "argue", "state", "claim", "conclude", "find"))
_SEEN = frozenset(("see", "obtain"))  # by readers of the document
_MOST_WORDS = 8  # of a body's name; not tuned
ReferentAt = Callable[[int], Referent | None]


def name_organization(
    parsed: ParsedArticle, tree: Tree, index: int, referent_at: ReferentAt
) -> str | None:
    """The name of a described body: its own words if they hold a name, else by its possessor.

    Args:
        parsed: the article.
        tree: the sentence.
        index: the description's noun.
        referent_at: gives the referent of a token of the sentence.
    """
    noun = tree[index].lemma.lower()
    owner_at = tree.kid(index, "nmod:poss")
    owner = referent_at(owner_at) if owner_at is not None else None
    words = clean_name(role_phrase(parsed, tree, index, set(tree.kids(index, "acl"))) or "")
    government = find_government(words)
    if government:
        return government
    if owner_at is not None:
        return _name_by_owner(tree, owner_at, owner, noun)
    place = next(
        (k for k in tree.kids(index, "nmod") if tree.marker(k, "case") in ("in", "of")), None
    )
    inside = [i for i in tree.kids(index, "compound", "amod") if tree[i].text[:1].isupper()]
    indefinite = tree.marker(index, "det") in ("a", "an")  # "a Baton Rouge newspaper" is no name
    if tree[index].upos == "PROPN" or (inside and not indefinite):
        return canonical_organization(words) if len(words.split()) <= _MOST_WORDS else None
    if place is None or tree[place].upos != "PROPN":
        return None
    seat = clean_name(tree[place].text)
    if noun == "government":
        return find_government(seat)
    return f"{seat} {noun}" if noun in ("police", "prosecutors") else None


def _name_by_owner(tree: Tree, at: int, owner: Referent | None, noun: str) -> str | None:
    """A name like "Office of the Governor", "Interior Ministry", "Lee campaign", "Lee’s firm"."""
    words = " ".join(
        tree[i].text for i in tree.subtree(at) if tree[i].text not in ("'s", "’s", "’")
    )
    title = fold_name(clean_name(words))
    role = fold_name(owner.role or "") if owner is not None else ""
    if noun in _PLACES_OF_WORK:
        for office in _OFFICES:
            if title.endswith(office) or role.startswith(office) or role.endswith(office):
                return f"Office of the {office.title()}"
    if noun in _MINISTRIES and owner is not None:
        for holder in _MINISTRIES[noun]:
            if role.endswith(f" {holder}"):
                area = role.removesuffix(f" {holder}").split()[-2:]
                return " ".join([*area, noun]).title()
    if owner is None or owner.name is None:
        return None
    if owner.is_person and noun in _CALLED_BY_SURNAME:
        return f"{owner.name.split()[-1]} {_ONE_TEAM.get(noun, noun)}"
    return f"{owner.name}’s {noun}"


def find_issuer(
    parsed: ParsedArticle, tree: Tree, index: int, referent_at: ReferentAt
) -> Referent | None:
    """The author, owner or publisher of a document."""
    for at in _find_issuers(tree, index):
        referent = referent_at(at)
        if referent is not None and referent.name:
            return referent
    for kid in tree.kids(index, "compound", "amod"):
        for entity in parsed.entities_in(tree[kid].span):
            if entity.type == "ORG":
                return Referent("organization", canonical_organization(_whole(parsed, entity.span)))
        referent = referent_at(kid)
        if referent is not None and referent.name and is_listed_organization(referent.name):
            return referent  # the entity tagger has missed it
    return None


def _whole(parsed: ParsedArticle, span: Span) -> str:
    return clean_name(span.slice(parsed.text))


def _find_issuers(tree: Tree, index: int) -> Iterator[int]:
    """The tokens that may head the issuer's name, the most reliable first."""
    yield from tree.kids(index, "nmod:poss")
    for kid in tree.kids(index, "nmod", "obl"):
        if tree.marker(kid, "case") in ("by", "from"):
            yield kid
    inner = tree.kids(index, "nmod")  # "excerpts of his speech released by the bank"
    for clause in (
        *tree.kids(index, "acl", "dep"),
        *(c for k in inner for c in tree.kids(k, "acl")),
    ):
        if tree[clause].lemma.lower() not in _ISSUING:
            continue
        passive = "relcl" not in tree[clause].deprel or tree.kids(clause, "nsubj:pass")
        for kid in tree.kids(clause, "obl"):
            marker = tree.marker(kid, "case")
            if (marker == "by" and tree[clause].lemma not in _SEEN) or marker == "in":
                yield kid
        if not passive or tree.kids(clause, "nsubj"):
            yield from (k for k in tree.kids(clause, "nsubj") if tree[k].upos != "PRON")
    yield from _find_publishers(tree, index)
    for kid in tree.kids(index, "nmod"):
        if tree.marker(kid, "case") in ("of", "on", "in") and base(tree[kid].deprel) == "nmod":
            yield from tree.kids(kid, "nmod:poss")
            if tree.marker(kid, "case") == "of" and tree[kid].upos == "PROPN":
                yield kid


def _find_publishers(tree: Tree, index: int) -> Iterator[int]:
    """The subjects of "published a report" and "said in a report"."""
    verb = tree[index].head
    if verb < 0 or tree.kids(verb, "nsubj:pass"):
        return
    lemma = tree[verb].lemma.lower()
    published = lemma in _PUBLISHING and tree.kids(verb, "obj") == [index]
    said = lemma in _SAYING and tree.marker(index, "case") == "in"
    if published or (said and base(tree[index].deprel) == "obl"):
        yield from (k for k in tree.kids(verb, "nsubj") if tree[k].upos != "PRON")
