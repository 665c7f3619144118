"""The constructions of frames.py over small trees: whose words, which words, through whom."""

from __future__ import annotations

import pytest
from builders import tree

from quotes.attribution.frames import Frame, cue_words, find_frames, find_subject, noun_phrase
from quotes.attribution.trees import Tree


def locate(sentence: Tree, word: str) -> int:
    return next(i for i, token in enumerate(sentence.tokens) if token.text == word)


def words(sentence: Tree, indices: tuple[int, ...]) -> str:
    """The words without punctuation."""
    return " ".join(sentence[i].text for i in indices if sentence[i].upos != "PUNCT")


def frame_of(sentence: Tree, cue: str, name: str) -> Frame:
    frames = list(find_frames(sentence, locate(sentence, cue)))
    found = [frame for frame in frames if frame.name == name]
    assert found, f"no {name} among {[frame.name for frame in frames]}"
    return found[0]


def row(title: str, *values: str) -> object:
    return pytest.param(*values, id=title)


FRAMES = [
    row(
        "clause",
        """She/PRON/2/nsubj said=say/VERB/0/root that/SCONJ/5/mark it/PRON/5/nsubj
        works=work/VERB.VBZ/2/ccomp ./PUNCT/2/punct""",
        "said", "clause", "She", "it works",
    ),
    row(
        "clause without that",
        """She/PRON/2/nsubj said=say/VERB/0/root it/PRON/4/nsubj works=work/VERB.VBZ/2/ccomp
        ./PUNCT/2/punct""",
        "said", "clause", "She", "it works",
    ),
    row(
        "clause with addressee",
        """Lee/PROPN/2/nsubj told=tell/VERB/0/root Ann/PROPN/2/iobj that/SCONJ/6/mark
        it/PRON/6/nsubj works=work/VERB.VBZ/2/ccomp ./PUNCT/2/punct""",
        "told", "clause", "Lee", "it works",
    ),
    row(
        "clause with a tail hung on the cue",
        """She/PRON/2/nsubj said=say/VERB/0/root it/PRON/4/nsubj works=work/VERB.VBZ/2/ccomp
        when/ADV.WRB/7/mark it/PRON/7/nsubj rains=rain/VERB.VBZ/2/advcl ./PUNCT/2/punct""",
        "said", "clause", "She", "it works when it rains",
    ),
    row(
        "clause before an inverted cue",
        """It/PRON/2/nsubj works=work/VERB.VBZ/4/ccomp ,/PUNCT/2/punct said=say/VERB/0/root
        Kerry/PROPN/4/nsubj ./PUNCT/4/punct""",
        "said", "clause", "Kerry", "It works",
    ),
    row(
        "question",
        """She/PRON/2/nsubj asked=ask/VERB/0/root whether/SCONJ/5/mark it/PRON/5/nsubj
        works=work/VERB.VBZ/2/ccomp ./PUNCT/2/punct""",
        "asked", "clause", "She", "whether it works",
    ),
    row(
        "aside",
        """It/PRON/2/nsubj works=work/VERB.VBZ/0/root ,/PUNCT/5/punct she/PRON/5/nsubj
        said=say/VERB/2/parataxis ./PUNCT/2/punct""",
        "said", "aside", "she", "It works",
    ),
    row(
        "aside to the first word",
        """Rain/NOUN/0/root ,/PUNCT/4/punct she/PRON/4/nsubj said=say/VERB/1/parataxis
        ./PUNCT/1/punct""",
        "said", "aside", "she", "Rain",
    ),
    row(
        "aside before another one",
        """It/PRON/2/nsubj works=work/VERB.VBZ/0/root ,/PUNCT/5/punct she/PRON/5/nsubj
        said=say/VERB/2/parataxis ,/PUNCT/8/punct they/PRON/8/nsubj
        hope=hope/VERB.VBP/2/parataxis ./PUNCT/2/punct""",
        "said", "aside", "she", "It works",
    ),
    row(
        "aside, inverted",
        """It/PRON/2/nsubj works=work/VERB.VBZ/0/root ,/PUNCT/4/punct said=say/VERB/2/parataxis
        Kerry/PROPN/4/nsubj ./PUNCT/2/punct""",
        "said", "aside", "Kerry", "It works",
    ),
    row(
        "aside in the middle",
        """It/PRON/6/nsubj ,/PUNCT/4/punct she/PRON/4/nsubj said=say/VERB/6/parataxis
        ,/PUNCT/4/punct works=work/VERB.VBZ/0/root ./PUNCT/6/punct""",
        "said", "aside", "she", "It works",
    ),
    row(
        "aside as host of its content",
        """She/PRON/2/nsubj said=say/VERB/0/root :/PUNCT/5/punct it/PRON/5/nsubj
        works=work/VERB.VBZ/2/parataxis ./PUNCT/2/punct""",
        "said", "aside", "She", "it works",
    ),
    row(
        "as",
        """It/PRON/2/nsubj works=work/VERB.VBZ/0/root ,/PUNCT/6/punct as/SCONJ/6/mark
        she/PRON/6/nsubj said=say/VERB/2/advcl ./PUNCT/2/punct""",
        "said", "as", "she", "It works",
    ),
    row(
        "infinitive",
        """She/PRON/2/nsubj vowed=vow/VERB/0/root to/PART/4/mark stay/VERB.VB/2/xcomp
        ./PUNCT/2/punct""",
        "vowed", "infinitive", "She", "to stay",
    ),
    row(
        "infinitive with object",
        """She/PRON/2/nsubj urged=urge/VERB/0/root him/PRON/2/obj to/PART/5/mark
        go/VERB.VB/2/xcomp ./PUNCT/2/punct""",
        "urged", "infinitive+", "She", "to go",
    ),
    row(
        "predicate",
        """She/PRON/2/nsubj called=call/VERB/0/root him/PRON/2/obj a/DET/5/det
        liar/NOUN/2/xcomp ./PUNCT/2/punct""",
        "called", "predicate", "She", "him a liar",
    ),
    row(
        "object",
        """She/PRON/2/nsubj denied=deny/VERB/0/root the/DET/4/det claim/NOUN/2/obj
        ./PUNCT/2/punct""",
        "denied", "object", "She", "the claim",
    ),
    row(
        "preposition",
        """She/PRON/2/nsubj called=call/VERB/0/root for/ADP/4/case peace/NOUN/2/obl
        ./PUNCT/2/punct""",
        "called", "for", "She", "peace",
    ),
    row(
        "preposition with a clause",
        """She/PRON/2/nsubj warned=warn/VERB/0/root against/SCONJ/4/mark
        leaving=leave/VERB.VBG/2/advcl ./PUNCT/2/punct""",
        "warned", "against", "She", "leaving",
    ),
    row(
        "passive",
        """The/DET/2/det claim/NOUN/4/nsubj:pass was=be/AUX/4/aux:pass
        denied=deny/VERB.VBN/0/root by/ADP/6/case Ruhn/PROPN/4/obl:agent ./PUNCT/4/punct""",
        "denied", "passive", "Ruhn", "The claim",
    ),
    row(
        "passive, agent as a plain oblique",
        """The/DET/2/det claim/NOUN/4/nsubj:pass was=be/AUX/4/aux:pass
        denied=deny/VERB.VBN/0/root by/ADP/6/case Ruhn/PROPN/4/obl ./PUNCT/4/punct""",
        "denied", "passive", "Ruhn", "The claim",
    ),
    row(
        "passive with a clause and nobody named",
        """It/PRON/3/expl was=be/AUX/3/aux:pass feared=fear/VERB.VBN/0/root that/SCONJ/6/mark
        they/PRON/6/nsubj drowned=drown/VERB/3/ccomp ./PUNCT/3/punct""",
        "feared", "clause", "", "they drowned",
    ),
    row(
        "raised",
        """It/PRON/3/nsubj:pass is=be/AUX/3/aux:pass expected=expect/VERB.VBN/0/root
        to/PART/5/mark work/VERB.VB/3/xcomp ./PUNCT/3/punct""",
        "expected", "raised", "", "It to work",
    ),
    row(
        "raised by its agent",
        """It/PRON/3/nsubj:pass is=be/AUX/3/aux:pass expected=expect/VERB.VBN/0/root
        by/ADP/5/case many/ADJ/3/obl:agent to/PART/7/mark work/VERB.VB/3/xcomp ./PUNCT/3/punct""",
        "expected", "raised", "many", "It to work",
    ),
    row(
        "noun with its owner",
        """her/PRON.PRP$/2/nmod:poss claim/NOUN/6/nsubj that/SCONJ/5/mark it/PRON/5/nsubj
        works=work/VERB.VBZ/2/acl surprised=surprise/VERB/0/root us/PRON/6/obj""",
        "claim", "noun", "her", "it works",
    ),
    row(
        "noun with a preposition",
        """claims=claim/NOUN.NNS/0/root by/ADP/3/case Ruhn/PROPN/1/nmod that/SCONJ/6/mark
        it/PRON/6/nsubj works=work/VERB.VBZ/1/acl""",
        "claims", "noun", "Ruhn", "it works",
    ),
    row(
        "noun as object",
        """Ruhn/PROPN/2/nsubj repeated=repeat/VERB/0/root the/DET/4/det claim/NOUN/2/obj
        that/SCONJ/7/mark it/PRON/7/nsubj works=work/VERB.VBZ/4/acl ./PUNCT/2/punct""",
        "claim", "noun", "Ruhn", "it works",
    ),
    row(
        "noun with an infinitive",
        """Ruhn/PROPN.NNP/3/nmod:poss 's/PART.POS/1/case vow/NOUN/0/root to/PART/5/mark
        stay/VERB.VB/3/acl""",
        "vow", "noun", "Ruhn", "to stay",
    ),
    row(
        "adjective",
        """She/PRON/3/nsubj is=be/AUX/3/cop sure/ADJ/0/root that/SCONJ/6/mark it/PRON/6/nsubj
        works=work/VERB.VBZ/3/ccomp ./PUNCT/3/punct""",
        "sure", "adjective", "She", "it works",
    ),
    row(
        "adjective with preposition",
        """She/PRON/3/nsubj is=be/AUX/3/cop wary/ADJ/0/root of/ADP/6/case the/DET/6/det
        plan/NOUN/3/obl ./PUNCT/3/punct""",
        "wary", "of", "She", "the plan",
    ),
    row(
        "according to, behind",
        """It/PRON/2/nsubj works=work/VERB.VBZ/0/root ,/PUNCT/6/punct according/VERB.VBG/6/case
        to/ADP/4/fixed her/PRON/2/obl ./PUNCT/2/punct""",
        "according", "according", "her", "It works",
    ),
    row(
        "according to, before",
        """According/VERB.VBG/4/case to/ADP/1/fixed the/DET/4/det report/NOUN/7/obl
        ,/PUNCT/4/punct it/PRON/7/nsubj works=work/VERB.VBZ/0/root ./PUNCT/7/punct""",
        "According", "according", "the report", "it works",
    ),
    row(
        "according to, as a participle",
        """It/PRON/2/nsubj works=work/VERB.VBZ/0/root ,/PUNCT/4/punct
        according=accord/VERB.VBG/2/advcl to/ADP/6/case her/PRON/4/obl ./PUNCT/2/punct""",
        "according", "according", "her", "It works",
    ),
    row(
        "according to, in a subordinate clause",
        """Ann/PROPN/2/nsubj left=leave/VERB/0/root because/SCONJ/5/mark it/PRON/5/nsubj
        works=work/VERB.VBZ/2/advcl ,/PUNCT/9/punct according/VERB.VBG/9/case to/ADP/7/fixed
        Lee/PROPN/5/obl ./PUNCT/2/punct""",
        "according", "according", "Lee", "because it works",
    ),
    row(
        "adverb",
        """It/PRON/3/nsubj reportedly/ADV/3/advmod works=work/VERB.VBZ/0/root ./PUNCT/3/punct""",
        "reportedly", "adverb", "", "It works",
    ),
    row(
        "quotation beside",
        """she/PRON/2/nsubj said=say/VERB/0/root ./PUNCT/2/punct""",
        "said", "quote", "she", "",
    ),
    row(
        "relative clause's pronoun",
        """Kerry/PROPN/8/nsubj ,/PUNCT/4/punct who/PRON.WP/4/nsubj said=say/VERB/1/acl:relcl
        it/PRON/6/nsubj works=work/VERB.VBZ/4/ccomp ,/PUNCT/4/punct left=leave/VERB/0/root
        ./PUNCT/8/punct""",
        "said", "clause", "who", "it works",
    ),
    row(
        "relative clause whose content takes in its noun",
        """attacks=attack/NOUN.NNS/7/nsubj he/PRON/3/nsubj said=say/VERB/1/acl:relcl
        were=be/AUX/5/aux:pass ordered=order/VERB.VBN/3/ccomp abroad/ADV/5/advmod
        failed=fail/VERB/0/root ./PUNCT/7/punct""",
        "said", "clause", "he", "attacks were ordered abroad",
    ),
    row(
        "coordination",
        """Kerry/PROPN/2/nsubj said=say/VERB/0/root it/PRON/4/nsubj works=work/VERB.VBZ/2/ccomp
        and/CCONJ/6/cc added=add/VERB/2/conj that/SCONJ/9/mark it/PRON/9/nsubj
        pays=pay/VERB.VBZ/6/ccomp ./PUNCT/2/punct""",
        "added", "clause", "Kerry", "it pays",
    ),
    row(
        "coordination, the first cue",
        """Kerry/PROPN/2/nsubj said=say/VERB/0/root it/PRON/4/nsubj works=work/VERB.VBZ/2/ccomp
        and/CCONJ/6/cc added=add/VERB/2/conj that/SCONJ/9/mark it/PRON/9/nsubj
        pays=pay/VERB.VBZ/6/ccomp ./PUNCT/2/punct""",
        "said", "clause", "Kerry", "it works",
    ),
    row(
        "participle",
        """Kerry/PROPN/2/nsubj spoke=speak/VERB/0/root ,/PUNCT/4/punct
        adding=add/VERB.VBG/2/advcl that/SCONJ/7/mark it/PRON/7/nsubj pays=pay/VERB.VBZ/4/ccomp
        ./PUNCT/2/punct""",
        "adding", "clause", "Kerry", "it pays",
    ),
    row(
        "participle of a noun",
        """A/DET/2/det letter/NOUN/7/nsubj saying=say/VERB.VBG/2/acl that/SCONJ/6/mark
        it/PRON/6/nsubj works=work/VERB.VBZ/3/ccomp came=come/VERB/0/root ./PUNCT/7/punct""",
        "saying", "clause", "A letter", "it works",
    ),
    row(
        "the subject of a controlled verb",
        """Kerry/PROPN/2/nsubj went=go/VERB/0/root on/ADP/2/compound:prt to/PART/5/mark
        say/VERB.VB/2/xcomp it/PRON/7/nsubj works=work/VERB.VBZ/5/ccomp ./PUNCT/2/punct""",
        "say", "clause", "Kerry", "it works",
    ),
    row(
        "the object that controls a verb",
        """Kerry/PROPN/2/nsubj got=get/VERB/0/root Ann/PROPN/2/obj to/PART/5/mark
        say/VERB.VB/2/xcomp it/PRON/7/nsubj works=work/VERB.VBZ/5/ccomp ./PUNCT/2/punct""",
        "say", "clause", "Ann", "it works",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "cue", "name", "source", "content"), FRAMES)
def test_find_frames(sentence: str, cue: str, name: str, source: str, content: str) -> None:
    """Each construction gives its source and its content, without the cue in either."""
    made = tree(sentence)
    frame = frame_of(made, cue, name)
    assert words(made, frame.source) == source
    assert words(made, frame.content) == content
    assert frame.head in frame.cue
    assert not set(frame.cue) & {*frame.source, *frame.content}
    assert (frame.source_head is None) == (not frame.source)


RELAYS = [
    row(
        "was quoted as saying by",
        """Kerry/PROPN/3/nsubj:pass was=be/AUX/3/aux:pass quoted=quote/VERB.VBN/0/root
        as/SCONJ/5/mark saying=say/VERB.VBG/3/advcl by/ADP/7/case NTV/PROPN/3/obl:agent
        that/SCONJ/10/mark it/PRON/10/nsubj works=work/VERB.VBZ/5/ccomp ./PUNCT/3/punct""",
        "saying", "NTV", "Kerry", "it works",
    ),
    row(
        "was quoted by ... as saying",
        """Kerry/PROPN/3/nsubj:pass was=be/AUX/3/aux:pass quoted=quote/VERB.VBN/0/root
        by/ADP/5/case NTV/PROPN/3/obl:agent as/SCONJ/7/mark saying=say/VERB.VBG/3/advcl
        it/PRON/9/nsubj works=work/VERB.VBZ/7/ccomp ./PUNCT/3/punct""",
        "saying", "NTV", "Kerry", "it works",
    ),
    row(
        "was quoted as saying, nobody told by whom",
        """Kerry/PROPN/3/nsubj:pass was=be/AUX/3/aux:pass quoted=quote/VERB.VBN/0/root
        as/SCONJ/5/mark saying=say/VERB.VBG/3/advcl it/PRON/7/nsubj works=work/VERB.VBZ/5/ccomp
        ./PUNCT/3/punct""",
        "saying", "", "Kerry", "it works",
    ),
    row(
        "media quoted him as saying",
        """Media/NOUN/2/nsubj quoted=quote/VERB/0/root him/PRON/2/obj as/SCONJ/5/mark
        saying=say/VERB.VBG/2/advcl it/PRON/7/nsubj works=work/VERB.VBZ/5/ccomp ./PUNCT/2/punct""",
        "saying", "Media", "him", "it works",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "cue", "relay", "source", "content"), RELAYS)
def test_relays(sentence: str, cue: str, relay: str, source: str, content: str) -> None:
    """Who is quoted as saying is the source; who quotes is the relay."""
    made = tree(sentence)
    frame = frame_of(made, cue, "clause")
    assert words(made, frame.source) == source
    assert words(made, frame.content) == content
    assert words(made, noun_phrase(made, frame.relay_head)) == relay


@pytest.mark.parametrize(
    ("sentence", "head", "expected"),
    [
        pytest.param(
            """the/DET/3/det old/ADJ/3/amod mayor/NOUN/6/nsubj of/ADP/5/case Brask/PROPN/3/nmod
            said=say/VERB/0/root""",
            "mayor",
            "the old mayor of Brask",
            id="whole phrase",
        ),
        pytest.param("by/ADP/2/case Lee/PROPN/0/root", "Lee", "Lee", id="without the preposition"),
        pytest.param(
            """Lee/PROPN/0/root ,/PUNCT/4/punct who/PRON.WP/4/nsubj left=leave/VERB/1/acl:relcl""",
            "Lee",
            "Lee",
            id="without a clause set off by a comma",
        ),
        pytest.param(
            """men=man/NOUN.NNS/0/root who/PRON.WP/3/nsubj left=leave/VERB/1/acl:relcl""",
            "men",
            "men who left",
            id="with a clause that narrows it",
        ),
        pytest.param(
            """Lee/PROPN/0/root ,/PUNCT/4/punct the/DET/4/det mayor/NOUN/1/appos
            ,/PUNCT/4/punct""",
            "Lee",
            "Lee the mayor",
            id="with its apposition",
        ),
        pytest.param(
            "Lee/PROPN/0/root and/CCONJ/3/cc Ann/PROPN/1/conj",
            "Lee",
            "Lee and Ann",
            id="both of two",
        ),
    ],
)
def test_noun_phrase(sentence: str, head: str, expected: str) -> None:
    """The words that name someone, from the head of their phrase."""
    made = tree(sentence)
    assert words(made, noun_phrase(made, locate(made, head))) == expected


def test_noun_phrase_of_nobody() -> None:
    """No head, no words."""
    assert noun_phrase(tree("Go/VERB/0/root"), None) == ()


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param("she/PRON/2/nsubj said=say/VERB/0/root", "said", id="plain"),
        pytest.param(
            """she/PRON/4/nsubj did=do/AUX/4/aux n't=not/PART/4/advmod say/VERB.VB/0/root""",
            "did n't say",
            id="negated",
        ),
        pytest.param(
            "he/PRON/3/nsubj has=have/AUX/3/aux hit/VERB.VBN/0/root out/ADP/3/compound:prt",
            "has hit out",
            id="auxiliary and particle",
        ),
        pytest.param("He/PRON/3/nsubj now/ADV/3/advmod says=say/VERB/0/root", "says", id="adverb"),
    ],
)  # fmt: skip
def test_cue_words(sentence: str, expected: str) -> None:
    """A cue is a verb with auxiliaries, negation and particle."""
    made = tree(sentence)
    assert words(made, cue_words(made, made.root)) == expected


def test_find_subject_of_nobody() -> None:
    """A verb without subject and without a clause to share one with has none."""
    assert find_subject(tree("Go/VERB/0/root away/ADV/1/advmod"), 0) is None


def test_subject_is_not_shared_with_another_clause() -> None:
    """A reported clause without subject does not take the reporter's."""
    made = tree(
        "Ann/PROPN/2/nsubj said=say/VERB/0/root :/PUNCT/2/punct Go/VERB.VB/2/ccomp it/PRON/4/obj"
    )
    assert find_subject(made, 3) is None


def test_every_word_of_every_tree_has_frames_or_none() -> None:
    """Asking any word for its frames, cue or not, gives token indices inside the sentence."""
    for param in [*FRAMES, *RELAYS]:
        made = tree(param.values[0])  # type: ignore[attr-defined]
        for index in range(len(made.tokens)):
            for frame in find_frames(made, index):
                used = {*frame.cue, *frame.source, *frame.content}
                assert used <= set(range(len(made.tokens)))


def test_a_participle_is_no_content_of_a_noun() -> None:
    """In "a claim made by her" nothing is claimed."""
    sentence = tree("""a/DET/2/det claim/NOUN/0/root made=make/VERB.VBN/2/acl by/ADP/5/case
    her/PRON/3/obl""")
    assert [f for f in find_frames(sentence, locate(sentence, "claim")) if f.name == "noun"] == []
