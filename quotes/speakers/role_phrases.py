"""Noun phrases that describe somebody: their kind, and what of them is a role."""

from __future__ import annotations

import re

from quotes.attribution.parsed_article import ParsedArticle
from quotes.attribution.trees import Tree
from quotes.english.tables import read_column
from quotes.speakers.names import ABBREVIATED

_DETERMINERS = re.compile(
    r"^(?:(?:the|a|an|one|another|which|this|that|these|those|some|several|many|its|their|our|my|who|"
    r"was|is|were|are|(?:now|at least|nearly|\d{1,3}(?:,\d{3})*)(?=\s+\w)|"
    r"\d+-year-old(?!\s+(?:\S+\s+)?(?:man|woman|boy|girl)\b)|"
    r"(?:his|her)(?!\s+(?:\w+\s+)?(?:wife|husband|sister|brother|mother|father|son|daughter)s?\b))"
    r"\s+)+",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"(?<=\w)(?:\s*[:;—–]|\s*,\s*(?:who|which|whose|where)\b).*")
_TIME = re.compile(r"^\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?\s+", re.IGNORECASE)  # of a live report
_HONORIFIC = re.compile(r"\s+(?:Sir|Dame|Lord|Lady|Baroness|Baron)$")  # of the name behind it
_WHEREABOUTS = frozenset(("near", "outside", "inside", "behind", "beside", "like", "including"))
PARTISANS = frozenset(("republican", "democrat", "conservative", "liberal", "tory", "socialist"))
# Nouns for those who hold an opinion; of several people it is no role, as little as a party is.
_ADHERENTS = frozenset(
    ("supporter", "backer", "proponent", "opponent", "progressive", "moderate", "other", "voter")
)  # fmt: skip
_LONGEST_CLAUSE = 5  # words of a clause in a role: "official who was in the room"; not tuned
# Nouns that count people: "a number of judges".
QUANTITIES = frozenset(
    ("number", "group", "majority", "handful", "array", "dozen", "hundred", "thousand", "couple",
     "series", "pair", "lot", "host", "chorus", "percent", "%", "many", "crowd", "coalition",
     "panel", "third", "half", "quarter", "fifth", "range", "two-third", "two-thirds", "total")
)  # fmt: skip


def is_noun_for(tree: Tree, index: int, kind: str) -> bool:
    """Whether a token is a noun for persons, abbreviated titles included, or for bodies."""
    if tree[index].text.lower().strip(".") in ABBREVIATED:
        return kind == "person"  # "Sen.", whatever the tagger takes it for
    if tree[index].upos not in ("NOUN", "PROPN", "ADJ"):
        return False
    return noun_kind(tree[index].lemma) == kind


def noun_kind(lemma: str) -> str | None:
    """The kind of a common noun: person, organization, document or group; None if it is in no list.

    A plural that the lemmatizer has not changed is read as its singular.
    """
    noun = lemma.lower().strip(".")
    noun = ABBREVIATED.get(noun, noun)
    kinds = read_column("nouns", "noun", "kind")
    forms = (noun, noun.rpartition("-")[2], noun.removesuffix("s"), noun.removesuffix("ies") + "y")
    return next((kinds[form] for form in forms if form in kinds), None)


def role_phrase(parsed: ParsedArticle, tree: Tree, head: int, without: set[int]) -> str | None:
    """The noun phrase of a head as a role, without determiner and clauses set off by commas.

    Args:
        parsed: the article.
        tree: the sentence.
        head: the token that heads the phrase.
        without: dependents that are no part of the role.
    """
    part = _find_people_counted(tree, head)
    if part is not None:
        return role_phrase(parsed, tree, part, without)
    dropped = set(without)
    dropped |= {k for i in tree.subtree(head) for k in tree.kids(i, "appos")
                if is_set_off(tree, i, k) and tree[k].upos != "PROPN"}  # fmt: skip
    dropped |= set(tree.kids(head, "punct", "parataxis", "appos", "cc:preconj", "case", "mark"))
    dropped |= {k for k in tree.kids(head, "acl", "dep", "advcl") if is_set_off(tree, head, k)}
    dropped |= {k for k in tree.kids(head, "acl") if len(tree.subtree(k)) > _LONGEST_CLAUSE}
    dropped |= {k for k in tree.kids(head, "conj") if not _continues_role(tree, k)}
    dropped |= {k for k in tree.kids(head, "nmod", "obl") if k < head and tree.kids(k, "case")
                and tree[k].deprel != "nmod:poss"}  # fmt: skip
    dropped |= {k for k in tree.kids(head, "nmod") if tree.marker(k, "case") in _WHEREABOUTS}
    dropped |= {k for k in tree.kids(head, "nmod") if k > head and not tree.kids(k, "case")
                and tree[k].upos == "PROPN"}  # fmt: skip
    words = tree.subtree(head, without=dropped)
    words = [i for i in words if i not in dropped]
    text = " ".join(span.slice(parsed.text) for span in tree.spans(words))
    return bare_role(text)


def _find_people_counted(tree: Tree, head: int) -> int | None:
    """The people of "small groups of protesters" and "a number of judges"; None for other nouns."""
    if tree[head].lemma.lower() not in QUANTITIES:
        return None
    return next(
        (
            kid
            for kid in tree.kids(head, "nmod")
            if tree.marker(kid, "case") == "of" and tree[kid].xpos == "NNS"
        ),
        None,
    )


def is_role_of_group(noun: str) -> bool:
    """Whether a noun tells what several people do, and not only what they think or belong to."""
    return noun not in PARTISANS and noun not in _ADHERENTS


def is_set_off(tree: Tree, head: int, clause: int) -> bool:
    """Whether a clause stands behind a comma, and so does not identify anybody."""
    start = min(tree.subtree(clause))
    return start > head and (tree[start].text == "," or tree[start - 1].text == ",")


def _continues_role(tree: Tree, kid: int) -> bool:
    """Whether a conjunct belongs to the same person's role: it has no article of its own."""
    return (
        is_noun_for(tree, kid, "person") and not tree.kids(kid, "det") and tree[kid].upos == "NOUN"
    )


def bare_role(words: str) -> str | None:
    """A role without determiner and asides; None if nothing is left."""
    plain = re.sub(r"^(?:(?:and|but|or)\s+|\d+,?\s+(?=an?\s))", "", " ".join(words.split()))
    plain = _HONORIFIC.sub("", _TIME.sub("", plain))
    plain = _ASIDE.split(plain, maxsplit=1)[0]
    return _DETERMINERS.sub("", plain).strip(' ,;:–—-“”"') or None
