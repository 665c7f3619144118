"""Constructions of words of saying that report nothing: names of things, advice to the reader, what
only seems so, and what a text says of itself.

    naming        the city is called "Old Lion", himself "Emperor"
    instruction   Note that the museum closes early; let's say it rains
    impersonal    it should be noted that, it is important to note that
    appearance    he seems to have left, it appears that
    question      did she say that it holds?
"""

from __future__ import annotations

import re

from quotes.attribution.parsed_article import Link, ParsedArticle
from quotes.attribution.trees import Tree, base

_NAMING = frozenset(
    ("call", "christen", "dub", "entitle", "know", "name", "nickname", "pronounce", "refer",
     "rename", "spell", "term", "title")
)  # fmt: skip
_OWN_NAME = re.compile(r"(?:\w+self|\w+selves) (?:the )?[A-Z\"“'‘]")
_APPEARANCE = frozenset(("seem", "appear"))
_MODALS = frozenset(("should", "must", "can", "could", "may", "might", "will", "shall"))
_CLAUSES = frozenset(("root", "parataxis", "dep"))


def reports_nothing(parsed: ParsedArticle, link: Link) -> bool:
    """Whether the cue of a link only names, advises the reader, or says how something seems."""
    tree = parsed.trees[link.sentence]
    verbs = [i for i in (link.frame.head, *link.frame.cue) if tree[i].upos in ("VERB", "AUX")]
    if not verbs:
        return False
    cue = verbs[0]
    names = tree[cue].lemma in _NAMING and link.rule != "clause"
    if names and (_is_naming(tree, cue) or _OWN_NAME.match(link.content[0].slice(parsed.text))):
        return True
    if tree[cue].lemma in _APPEARANCE and not link.quotations:
        return True
    if parsed.marks.around(link.cue[0].start):
        return False
    if _is_question(tree, cue):
        return True
    if link.rule != "clause":
        return _is_after_let(tree, cue)
    return _is_instruction(tree, cue) or (link.source is None and _is_impersonal(tree, cue))


def _is_naming(tree: Tree, cue: int) -> bool:
    """Whether the verb gives a thing its name, and nobody is said to use it: "(often called X)"."""
    active = any(tree[aux].lemma == "have" for aux in tree.kids(cue, "aux"))
    passive = bool(tree.kids(cue, "aux:pass"))
    return tree[cue].xpos == "VBN" and (passive or not active) and not _has_agent(tree, cue)


def _has_agent(tree: Tree, verb: int) -> bool:
    return any(tree.marker(kid, "case") == "by" for kid in tree.kids(verb, "obl"))


def _is_question(tree: Tree, cue: int) -> bool:
    """Whether the cue is what a question asks: "Did Lee know of it?"."""
    subject, aux = tree.kid(cue, "nsubj"), tree.kid(cue, "aux")
    inverted = subject is not None and aux is not None and aux < subject
    return inverted and base(tree[cue].deprel) == "root" and tree[len(tree.tokens) - 1].text == "?"


def _is_instruction(tree: Tree, cue: int) -> bool:
    """Whether the verb is an imperative, or the infinitive of "let's say"."""
    return _is_after_let(tree, cue) or _is_imperative(tree, cue)


def _is_after_let(tree: Tree, cue: int) -> bool:
    head = tree[cue].head
    lets = head >= 0 and tree[head].lemma == "let" and tree[cue].xpos == "VB"
    return lets and _is_imperative(tree, head)


def _is_imperative(tree: Tree, verb: int) -> bool:
    while base(tree[verb].deprel) == "conj" and tree[tree[verb].head].upos == "VERB":
        if tree.kids(verb, "nsubj", "aux", "mark"):
            return False
        verb = tree[verb].head
    bare = tree[verb].xpos in ("VB", "VBP") and base(tree[verb].deprel) in _CLAUSES
    return bare and not tree.kids(verb, "nsubj", "csubj", "expl", "aux", "mark")


def _is_impersonal(tree: Tree, cue: int) -> bool:
    """Whether it is "it should be noted" or "it is important to note"."""
    if any(tree[aux].lemma in _MODALS for aux in tree.kids(cue, "aux")):
        return _has_empty_subject(tree, cue)
    head = tree[cue].head
    infinitive = tree.marker(cue, "mark") == "to"
    judged = head >= 0 and tree[head].upos in ("ADJ", "NOUN") and bool(tree.kids(head, "cop"))
    return infinitive and judged and _has_empty_subject(tree, head)


def _has_empty_subject(tree: Tree, verb: int) -> bool:
    subjects = tree.kids(verb, "nsubj", "expl")
    return bool(subjects) and all(tree[subject].text.lower() == "it" for subject in subjects)
