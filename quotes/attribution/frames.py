"""The constructions in which a word can attribute, with its source and its content by the
dependency tree.

`find_frames` lists them for any word, whether or not it is a cue; the word list says which words
attribute in which frame (`cues.py`). Relations and their directions are Universal Dependencies'
(de Marneffe et al. 2021).

    clause       She [said] (that) it works          ccomp
    aside        It works, she [said]                the cue is a parataxis or follows a finished
    clause as           It works, as she [said]             advcl marked "as"
    infinitive   She [vowed] to make it work         xcomp
    infinitive+  She [urged] him to go               xcomp with an object
    object       She [denied] the claim              obj
    PREP         She [called] for peace              obl: "for", "about", …
    passive      The claim was [denied] by her       nsubj:pass, source in the agent
    raised       It [is expected] to work            subject and xcomp together are the content
    noun         her [claim] that it works           acl or ccomp of a noun
    adjective    She is [sure] that it works         ccomp of an adjective
    according    It works, [according to] her        the preposition itself
    adverb       It [reportedly] works               no source
    quote        "It works," she [said]              no complement, a quotation beside the cue
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quotes.attribution.trees import Tree, base

_RELATIVES = frozenset(("who", "whom", "that", "which", "whose"))
_PREPOSITIONS = frozenset(
    ("about", "for", "against", "of", "on", "to", "with", "in", "from", "over", "at", "as", "by")
)
_SUBJECT_SHARERS = frozenset(("conj", "xcomp", "advcl", "ccomp", "parataxis"))
_NAMED_CAUSES = frozenset(("mark", "cc", "discourse"))


@dataclass(frozen=True)
class Frame:
    """A word with the source and content that one construction gives it.

    Words are token indices in text order.
    """

    name: str
    cue: tuple[int, ...]
    head: int
    source: tuple[int, ...]
    source_head: int | None
    content: tuple[int, ...]
    content_head: int | None
    relay_head: int | None = None


def find_frames(tree: Tree, index: int) -> Iterator[Frame]:
    """Every frame that the tree has for one token, the likeliest content first."""
    token = tree[index]
    if token.upos in ("VERB", "AUX"):
        yield from _verb_frames(tree, index)
    elif token.upos in ("NOUN", "PROPN"):
        yield from _noun_frames(tree, index)
    elif token.upos == "ADJ":
        yield from _adjective_frames(tree, index)
    elif token.upos == "ADV" and base(token.deprel) == "advmod" and token.head >= 0:
        clause = _clause_of(tree, token.head)
        content = tuple(i for i in tree.subtree(clause) if i != index)
        yield Frame("adverb", (index,), index, (), None, content, clause)
    if token.text.lower() == "according":
        yield from _according(tree, index)


def _verb_frames(tree: Tree, index: int) -> Iterator[Frame]:
    passive = bool(tree.kids(index, "nsubj:pass", "csubj:pass", "aux:pass"))
    subject = find_subject(tree, index)
    relay: int | None = None
    if passive:
        agent = tree.kid(index, "obl:agent") or next(
            (kid for kid in tree.kids(index, "obl") if tree.marker(kid, "case") == "by"), None
        )
        source_head = agent
    else:
        agent, source_head = None, subject
    cue = cue_words(tree, index)
    quoting = find_quoting_verb(tree, index)
    if quoting is not None:
        source_head, relay = _quoted_speaker(tree, quoting, index)
        markers = tree.kids(index, "mark", "case")
        cue = tuple(
            sorted({*cue_words(tree, quoting), *tree.kids(quoting, "aux:pass"), *markers, *cue})
        )
    own_clause = set(tree.subtree(index)) if source_head in set(tree.ancestors(index)) else ()
    source = tuple(i for i in noun_phrase(tree, source_head) if i not in own_clause)

    def frame(
        name: str, content: Sequence[int], head: int | None, source_token: int | None = source_head
    ) -> Frame:
        own = noun_phrase(tree, source_token) if source_token != source_head else source
        words = tuple(i for i in content if i not in own and i not in cue)
        return Frame(name, cue, index, own, source_token, words, head, relay)

    clauses = [k for k in tree.kids(index, "ccomp") if k != source_head]
    for clause in clauses:
        content = _with_tail(tree, index, clause, complement(tree, clause))
        lacks_source = source_head is None or tree[source_head].text.lower() in _RELATIVES
        if (
            heads_relative_clause(tree, index)
            and not lacks_source
            and tree[index].head not in source
        ):
            head = tree[index].head
            content = sorted({*noun_phrase(tree, head), *content} - set(source) - {index})
        yield frame("clause", content, clause)
    object_ = next(iter(tree.kids(index, "obj")), None)
    for clause in tree.kids(index, "xcomp", "advcl"):
        infinitive = tree.marker(clause, "mark") == "to"
        if base(tree[clause].deprel) == "xcomp" and infinitive:
            if passive or tree[index].lemma in ("seem", "appear"):
                subject_words = noun_phrase(tree, subject)
                yield frame("raised", [*subject_words, *complement(tree, clause)], clause, agent)
            else:
                name = "infinitive+" if object_ is not None else "infinitive"
                yield frame(name, complement(tree, clause), clause)
        elif base(tree[clause].deprel) == "xcomp" and object_ is not None:
            words = sorted({*noun_phrase(tree, object_), *complement(tree, clause)})
            yield frame("predicate", words, clause)
    verb = index if quoting is None else quoting
    aside = base(tree[verb].deprel) == "parataxis" and tree[verb].head >= 0
    if aside and not clauses and source_head is not None:
        host = tree[verb].head
        content = tree.subtree(host, without=(verb, *_other_asides(tree, host, verb)))
        yield frame("aside", content, host)
    if not clauses and source_head is not None and not aside:
        for clause in tree.kids(index, "parataxis", "dep"):
            if tree.kids(clause, "nsubj", "csubj", "cop", "expl") or tree[clause].upos == "VERB":
                yield frame("aside", complement(tree, clause), clause)
                break
    as_clause = base(tree[index].deprel) == "advcl" and tree.marker(index, "mark") == "as"
    if as_clause and quoting is None and not clauses:
        host = tree[index].head
        yield frame("as", tree.subtree(host, without=(index,)), host)
    if object_ is not None:
        yield frame("object", full_phrase(tree, object_), object_)
    for oblique in tree.kids(index, "obl", "advcl"):
        marker = (tree.marker(oblique, "case") or tree.marker(oblique, "mark")).split(" ")[0]
        if marker in _PREPOSITIONS and oblique not in (agent, relay):
            content = [
                i for i in tree.subtree(oblique) if i not in tree.kids(oblique, "case", "mark")
            ]
            yield frame(marker, content, oblique)
    if passive and subject is not None:
        yield frame("passive", full_phrase(tree, subject), subject, agent)
    if source_head is not None or not passive:
        yield frame("quote", (), None)


def _noun_frames(tree: Tree, index: int) -> Iterator[Frame]:
    owner = tree.kid(index, "nmod:poss")
    if owner is None:
        owner = next(
            (k for k in tree.kids(index, "nmod") if tree.marker(k, "case") in ("of", "by", "from")),
            None,
        )
    if owner is None and base(tree[index].deprel) in ("obj", "obl") and tree[index].head >= 0:
        owner = find_subject(tree, tree[index].head)
    source = noun_phrase(tree, owner)
    for clause in tree.kids(index, "acl", "ccomp"):
        marker = tree.marker(clause, "mark")
        if "relcl" in tree[clause].deprel or marker not in ("that", "to", ""):
            continue
        if marker == "" and tree[clause].xpos in ("VBG", "VBN"):
            continue
        content = [i for i in complement(tree, clause) if i not in source]
        yield Frame("noun", (index,), index, source, owner, tuple(content), clause)
    if tree.kids(index, "cop"):
        for clause in tree.kids(index, "ccomp", "acl", "advcl"):
            if tree.marker(clause, "mark") in ("that", ""):
                yield Frame(
                    "noun",
                    (index,),
                    index,
                    noun_phrase(tree, owner),
                    owner,
                    tuple(complement(tree, clause)),
                    clause,
                )


def _adjective_frames(tree: Tree, index: int) -> Iterator[Frame]:
    subject = tree.kid(index, "nsubj")
    cue = tuple(sorted({*tree.kids(index, "cop", "aux"), index}))
    source = noun_phrase(tree, subject)
    for clause in tree.kids(index, "ccomp", "xcomp", "advcl"):
        if base(tree[clause].deprel) == "advcl" and tree.marker(clause, "mark") not in (
            "that",
            "to",
        ):
            continue
        content = tuple(i for i in complement(tree, clause) if i not in source)
        yield Frame("adjective", cue, index, source, subject, content, clause)
    for oblique in tree.kids(index, "obl"):
        marker = tree.marker(oblique, "case")
        if marker in _PREPOSITIONS:
            content = tuple(i for i in tree.subtree(oblique) if i not in tree.kids(oblique, "case"))
            yield Frame(marker, cue, index, source, subject, content, oblique)


def _according(tree: Tree, index: int) -> Iterator[Frame]:
    token = tree[index]
    words = (index, *tree.kids(index, "fixed"))
    if base(token.deprel) == "case":
        source_token = token.head
    else:  # parsed as a participle with an oblique
        obliques = tree.kids(index, "obl", "obj", "nmod")
        if not obliques:
            return
        source_token = obliques[0]
        words = (index, *tree.kids(source_token, "case"))
    phrase = set(tree.subtree(source_token if base(token.deprel) == "case" else index))
    host = next((a for a in tree.ancestors(source_token) if a not in phrase), None)
    if host is None:
        return
    host = _clause_of(tree, host)
    content = tuple(i for i in tree.subtree(host) if i not in phrase)
    source = tuple(i for i in noun_phrase(tree, source_token) if i not in words)
    yield Frame("according", words, index, source, source_token, content, host)


def _clause_of(tree: Tree, index: int) -> int:
    """The token itself or the nearest head above it that heads a clause."""
    at = index
    while tree[at].head >= 0 and base(tree[at].deprel) not in (
        "root", "ccomp", "advcl", "acl", "parataxis", "csubj", "conj", "xcomp",
    ):  # fmt: skip
        at = tree[at].head
    while base(tree[at].deprel) == "xcomp" and tree[at].head >= 0:
        at = tree[at].head
    return at


def find_subject(tree: Tree, index: int) -> int | None:
    """The subject of a verb: its own, or that of the clause that it belongs to; None if neither."""
    seen: set[int] = set()
    while index not in seen:
        seen.add(index)
        own = next(iter(tree.kids(index, "nsubj", "csubj")), None)
        if own is not None:
            return own
        head, relation = tree[index].head, tree[index].deprel
        if head < 0:
            return None
        if base(relation) == "acl" and "relcl" not in relation:
            return head
        if base(relation) == "xcomp":
            controlled = tree.kid(head, "obj", "iobj")
            if controlled is not None and tree.marker(index, "mark") == "to":
                return controlled
        elif (
            (base(relation) == "advcl" and tree[index].xpos not in ("VBG", "VBN", "VB"))
            or (base(relation) in ("ccomp", "parataxis") and tree[index].xpos != "VBG")
            or base(relation) not in _SUBJECT_SHARERS
        ):
            return None
        index = head
    return None


def noun_phrase(tree: Tree, head: int | None) -> tuple[int, ...]:
    """The words of a noun phrase without its preposition and without clauses after a comma."""
    if head is None:
        return ()
    if tree[head].text.lower() in _RELATIVES:
        return (head,)
    dropped: set[int] = set(
        tree.kids(head, "case", "mark", "cc", "punct", "parataxis", "cop", "advcl", "discourse")
    )
    for kid in tree.kids(head, "acl"):
        if kid > head and any(
            tree[i].text == "," for i in (*tree.kids(kid, "punct"), kid - 1) if i > head
        ):
            dropped.add(kid)
    if any(tree[k].upos == "AUX" for k in tree.kids(head, "cop")):
        dropped |= set(tree.kids(head, "nsubj", "obl", "advmod", "ccomp", "aux"))
    return tuple(_strip_punctuation(tree, tree.subtree(head, without=dropped)))


def full_phrase(tree: Tree, head: int) -> list[int]:
    """A noun phrase with all its clauses."""
    return tree.subtree(head, without=tree.kids(head, "case"))


def complement(tree: Tree, head: int) -> list[int]:
    """A complement clause without its complementizer "that" and the conjunction before it."""
    dropped = [
        k
        for k in tree.kids(head, *_NAMED_CAUSES)
        if tree[k].text.lower() in ("that", "and", "but") and k < head
    ]
    return tree.subtree(head, without=dropped)


def cue_words(tree: Tree, index: int) -> tuple[int, ...]:
    """The verb with its auxiliaries, negation and particles."""
    words = {index, *tree.kids(index, "aux", "compound:prt")}
    words |= {
        k
        for k in tree.kids(index, "advmod")
        if tree[k].text.lower() in ("not", "n't", "n’t", "never")
    }
    return tuple(sorted(words))


def heads_relative_clause(tree: Tree, index: int) -> bool:
    """Whether the token is the head of a relative clause."""
    return "relcl" in tree[index].deprel


def _with_tail(tree: Tree, cue: int, clause: int, content: Sequence[int]) -> list[int]:
    """The content with later dependents of the cue, which are mostly the reported clause's end."""
    if clause < cue:
        return list(content)
    words = set(content)
    for kid in tree.children[cue]:
        if kid > clause and base(tree[kid].deprel) in ("advcl", "obl") and kid not in words:
            if tree[kid].xpos == "VBG" or tree[kid].deprel == "obl:agent":
                break
            words |= set(tree.subtree(kid))
    return sorted(words)


def _other_asides(tree: Tree, host: int, index: int) -> list[int]:
    return [
        k
        for k in tree.kids(host, "parataxis")
        if k != index and tree.kids(k, "nsubj") and k > index
    ]


def find_quoting_verb(tree: Tree, index: int) -> int | None:
    """The verb of "quoted him as saying", given its "saying"; None for any other word."""
    head = tree[index].head
    as_saying = tree[index].xpos == "VBG" and tree.marker(index, "mark", "case") == "as"
    if as_saying and tree[head].lemma in ("quote", "cite", "report", "describe"):
        return head
    return None


def _quoted_speaker(tree: Tree, quoting: int, saying: int) -> tuple[int | None, int | None]:
    """(speaker, relay) of "X was quoted by Y as saying" and "Y quoted X as saying".

    In "X said so, Y quoted him as saying" the report has its own cue, and Y is the source of this
    one instead of a relay.
    """
    passive_subject = tree.kid(quoting, "nsubj:pass")
    if passive_subject is not None:
        obliques = (*tree.kids(quoting, "obl"), *tree.kids(saying, "obl"))
        return passive_subject, next((k for k in obliques if tree.marker(k, "case") == "by"), None)
    quoted, quoter = tree.kid(quoting, "obj"), find_subject(tree, quoting)
    behind = base(tree[quoting].deprel) == "parataxis"
    if behind and quoted is not None and tree[quoted].upos == "PRON":
        return quoter, None
    return quoted, quoter


def _strip_punctuation(tree: Tree, words: Sequence[int]) -> list[int]:
    """The words without punctuation at both ends."""
    stripped = list(words)
    while stripped and tree[stripped[0]].upos == "PUNCT":
        stripped.pop(0)
    while stripped and tree[stripped[-1]].upos == "PUNCT":
        stripped.pop()
    return stripped
