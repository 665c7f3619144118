"""Which referent each pronoun and description of an article refers to."""

from __future__ import annotations

import pytest
from builders import resolve_speakers, slices

KERRY = "John/PROPN/3/nsubj Kerry/PROPN/1/flat left=leave/VERB/0/root ./PUNCT/3/punct"
LEE = "Anna/PROPN/3/nsubj Lee/PROPN/1/flat sat=sit/VERB/0/root ./PUNCT/3/punct"
HE = "He/PRON/2/nsubj said=say/VERB/0/root so/ADV/2/advmod ./PUNCT/2/punct"
OFFICIAL = (
    """A/DET/2/det official/NOUN/3/nsubj said=say/VERB/0/root so/ADV/3/advmod ./PUNCT/3/punct"""
)
THE_OFFICIAL = """The/DET/2/det official/NOUN/3/nsubj added=add/VERB/0/root more/ADJ/3/obj
./PUNCT/3/punct"""


@pytest.mark.parametrize(
    ("pronoun", "expected"),
    [
        pytest.param("He", "John Kerry", id="he"),
        pytest.param("She", "Anna Lee", id="she"),
    ],
)
def test_gender_decides(pronoun: str, expected: str) -> None:
    """A pronoun refers to the last person of its gender."""
    text = f"John Kerry left. Anna Lee sat. {pronoun} said so."
    sentences = [KERRY, LEE, HE.replace("He/", f"{pronoun}/")]
    ((resolved, _),) = resolve_speakers(text, *sentences, sources=[("said", pronoun)])
    assert (resolved.kind, resolved.speaker) == ("person", expected)
    assert slices(text, resolved.antecedent) == [expected]
    assert resolved.resolution == "the likeliest name that fits"


def test_the_last_speaker_is_likeliest() -> None:
    """A second pronoun refers to the man who spoke before, though another was named since."""
    text = "John Kerry said so. John saw Tom Park. He added more."
    sentences = [
        """John/PROPN/3/nsubj Kerry/PROPN/1/flat said=say/VERB/0/root so/ADV/3/advmod
        ./PUNCT/3/punct""",
        """John/PROPN/2/nsubj saw=see/VERB/0/root Tom/PROPN/2/obj Park/PROPN/3/flat
        ./PUNCT/2/punct""",
        "He/PRON/2/nsubj added=add/VERB/0/root more/ADJ/2/obj ./PUNCT/2/punct",
    ]
    _, (resolved, _) = resolve_speakers(
        text,
        *sentences,
        sources=[("said", "John Kerry"), ("added", "He")],
        entities={"John Kerry": "PER", "Tom Park": "PER"},
    )
    assert resolved.speaker == "John Kerry"
    assert slices(text, resolved.antecedent) == ["John"]


def test_nobody_fits() -> None:
    """A pronoun that nobody fits stays unresolved, and the resolution says so."""
    text = "It rained. He said so."
    rained = "It/PRON/2/nsubj rained=rain/VERB/0/root ./PUNCT/2/punct"
    ((resolved, _),) = resolve_speakers(text, rained, HE, sources=[("said", "He")])
    assert (resolved.speaker, resolved.anonymity) == (None, None)
    assert resolved.resolution == "nobody fits"
    assert resolved.antecedent == ()


def test_the_other_gender_does_not_fit() -> None:
    """A woman named before is not who "he" is."""
    ((resolved, _),) = resolve_speakers(
        "Anna Lee sat. He said so.", LEE, HE, sources=[("said", "He")]
    )
    assert resolved.speaker is None


def test_people_named_later_do_not_fit() -> None:
    """A pronoun refers to earlier mentions only."""
    ((resolved, _),) = resolve_speakers(
        "He said so. John Kerry left.", HE, KERRY, sources=[("said", "He")]
    )
    assert resolved.speaker is None


def test_nobody_speaks_of_himself() -> None:
    """A person named in a quotation is not "he" who says it."""
    text = "John Kerry left. “Tom Park is right,” he said."
    spoke = """“/PUNCT/5/punct Tom/PROPN/5/nsubj Park/PROPN/2/flat is=be/AUX/5/cop
    right/ADJ/9/ccomp ,/PUNCT/5/punct ”/PUNCT/5/punct he/PRON/9/nsubj said=say/VERB/0/root
    ./PUNCT/9/punct"""
    ((resolved, _),) = resolve_speakers(
        text,
        KERRY,
        spoke,
        sources=[("said", "he")],
        entities={"John Kerry": "PER", "Tom Park": "PER"},
    )
    assert resolved.speaker == "John Kerry"


def test_nobody_calls_himself_by_name() -> None:
    """A person named in an indirect statement is not "he" who makes it."""
    text = "John Kerry left. Tom Park is right, he said."
    spoke = """Tom/PROPN/4/nsubj Park/PROPN/1/flat is=be/AUX/4/cop right/ADJ/7/ccomp ,/PUNCT/4/punct
    he/PRON/7/nsubj said=say/VERB/0/root ./PUNCT/7/punct"""
    ((resolved, _),) = resolve_speakers(
        text,
        KERRY,
        spoke,
        sources=[("said", "he")],
        contents={0: "Tom Park is right"},
        entities={"John Kerry": "PER", "Tom Park": "PER"},
    )
    assert resolved.speaker == "John Kerry"


def test_a_sure_gender_outweighs_a_likely_one() -> None:
    """A name that is mostly a man's is no candidate for "she" if there is a woman's."""
    text = "Anna Lee sat. Chris Park left. She said so."
    park = "Chris/PROPN/3/nsubj Park/PROPN/1/flat left=leave/VERB/0/root ./PUNCT/3/punct"
    ((resolved, _),) = resolve_speakers(
        text,
        LEE,
        park,
        HE.replace("He/", "She/"),
        sources=[("said", "She")],
        entities={"Anna Lee": "PER", "Chris Park": "PER"},
    )
    assert resolved.speaker == "Anna Lee"


def test_a_predicate_is_no_second_person() -> None:
    """In "the candidate is X" the noun refers to X."""
    text = "The candidate is John Kerry. He said so."
    first = """The/DET/2/det candidate/NOUN/4/nsubj is=be/AUX/4/cop John/PROPN/0/root
    Kerry/PROPN/4/flat ./PUNCT/4/punct"""
    (noun, _), (resolved, _) = resolve_speakers(
        text, first, HE, sources=[("is", "The candidate"), ("said", "He")]
    )
    assert (noun.speaker, resolved.speaker) == ("John Kerry", "John Kerry")


@pytest.mark.parametrize(
    ("source", "words", "members"),
    [
        pytest.param(
            "Anna Lee, Bo Harn and two aides",
            """Anna/PROPN/11/nsubj Lee/PROPN/1/flat ,/PUNCT/4/punct Bo/PROPN/1/conj
            Harn/PROPN/4/flat and/CCONJ/8/cc two/NUM/8/nummod aides=aide/NOUN.NNS/1/conj""",
            ("Anna Lee", "Bo Harn", "two aides"),
            id="described last",
        ),
        pytest.param(
            "Anna Lee, Bo Harn and villagers from Norr",
            """Anna/PROPN/11/nsubj Lee/PROPN/1/flat ,/PUNCT/4/punct Bo/PROPN/1/conj
            Harn/PROPN/4/flat and/CCONJ/7/cc villagers=villager/NOUN.NNS/1/conj
            from/ADP/9/case Norr/PROPN/7/nmod""",
            ("Anna Lee", "Bo Harn", "villagers from Norr"),
            id="with a place",
        ),
        pytest.param(
            "Two aides, Anna Lee and Bo Harn",
            """Two/NUM/2/nummod aides=aide/NOUN.NNS/11/nsubj ,/PUNCT/4/punct Anna/PROPN/2/conj
            Lee/PROPN/4/flat and/CCONJ/7/cc Bo/PROPN/2/conj Harn/PROPN/7/flat""",
            ("Two aides", "Anna Lee", "Bo Harn"),
            id="described first",
        ),
        pytest.param(
            "Anna Lee, Bo Harn and their lawyers",
            """Anna/PROPN/11/nsubj Lee/PROPN/1/flat ,/PUNCT/4/punct Bo/PROPN/1/conj
            Harn/PROPN/4/flat and/CCONJ/8/cc their/PRON/8/nmod:poss
            lawyers=lawyer/NOUN.NNS/1/conj""",
            ("Anna Lee", "Bo Harn", "their lawyers"),
            id="with an owner",
        ),
    ],
)
def test_joint_sources_keep_described_members(
    source: str, words: str, members: tuple[str, ...]
) -> None:
    """All members in order, those without a name by their words; "they" after it are the same."""
    count = len(words.split())
    verb = count + 1
    words = words.replace("/11/nsubj", f"/{verb}/nsubj")
    first = f"{words} said=say/VERB/0/root so/ADV/{verb}/advmod ./PUNCT/{verb}/punct"
    second = "They/PRON/2/nsubj added=add/VERB/0/root more/ADJ/2/obj ./PUNCT/2/punct"
    (joint, _), (they, _) = resolve_speakers(
        f"{source} said so. They added more.",
        first,
        second,
        sources=[("said", source), ("added", "They")],
    )
    assert (joint.kind, joint.speaker, joint.members) == ("group", "Anna Lee", members)
    assert they.members == members


def test_joint_sources_keep_their_members() -> None:
    """Two people are a group with the first one's name, and "they" after it are both."""
    text = "John Kerry and Anna Lee said so. They added more."
    first = """John/PROPN/6/nsubj Kerry/PROPN/1/flat and/CCONJ/4/cc Anna/PROPN/1/conj
    Lee/PROPN/4/flat said=say/VERB/0/root so/ADV/6/advmod ./PUNCT/6/punct"""
    second = "They/PRON/2/nsubj added=add/VERB/0/root more/ADJ/2/obj ./PUNCT/2/punct"
    (joint, _), (they, _) = resolve_speakers(
        text, first, second, sources=[("said", "John Kerry and Anna Lee"), ("added", "They")]
    )
    assert (joint.kind, joint.members) == ("group", ("John Kerry", "Anna Lee"))
    assert they.members == joint.members


def test_joint_sources_have_the_name_that_comes_first() -> None:
    """The same two named the other way round are one group, called by whom each place names
    first.
    """
    text = "John Kerry and Anna Lee said so. Anna Lee and John Kerry said so."
    first = """John/PROPN/6/nsubj Kerry/PROPN/1/flat and/CCONJ/4/cc Anna/PROPN/1/conj
    Lee/PROPN/4/flat said=say/VERB/0/root so/ADV/6/advmod ./PUNCT/6/punct"""
    second = """Anna/PROPN/6/nsubj Lee/PROPN/1/flat and/CCONJ/4/cc John/PROPN/1/conj
    Kerry/PROPN/4/flat states=state/VERB/0/root so/ADV/6/advmod ./PUNCT/6/punct"""
    (one, _), (other, _) = resolve_speakers(
        text.replace("Kerry said so.", "Kerry states so."),
        first,
        second,
        sources=[("said", "John Kerry and Anna Lee"), ("states", "Anna Lee and John Kerry")],
    )
    assert (one.speaker, other.speaker) == ("John Kerry", "Anna Lee")
    assert one.referent is other.referent


def test_they_do_not_speak_of_themselves_as_others() -> None:
    """A group described in the words that "they" said is not "they"."""
    text = "Officials left. The guards came, they said."
    left = "Officials=official/NOUN.NNS/2/nsubj left=leave/VERB/0/root ./PUNCT/2/punct"
    said = """The/DET/2/det guards=guard/NOUN.NNS/3/nsubj came=come/VERB/6/ccomp ,/PUNCT/3/punct
    they/PRON/6/nsubj said=say/VERB/0/root ./PUNCT/6/punct"""
    ((resolved, _),) = resolve_speakers(
        text, left, said, sources=[("said", "they")], contents={0: "The guards came"}
    )
    assert slices(text, resolved.antecedent) == ["Officials"]


def test_the_two() -> None:
    """The words "the two" refer to the last pair of people; without a pair to nobody."""
    named = """John/PROPN/6/nsubj Kerry/PROPN/1/flat and/CCONJ/4/cc Anna/PROPN/1/conj
    Lee/PROPN/4/flat met=meet/VERB/0/root ./PUNCT/6/punct"""
    two = """The/DET/2/det two/NUM/3/nsubj said=say/VERB/0/root so/ADV/3/advmod ./PUNCT/3/punct"""
    ((pair, _),) = resolve_speakers(
        "John Kerry and Anna Lee met. The two said so.", named, two, sources=[("said", "The two")]
    )
    assert pair.members == ("John Kerry", "Anna Lee")
    ((nobody, _),) = resolve_speakers(
        "John Kerry left. The two said so.", KERRY, two, sources=[("said", "The two")]
    )
    assert (nobody.kind, nobody.speaker) == ("group", None)


def test_the_two_men() -> None:
    """The words "the two men" refer to the last pair of people, and "the two unions" do not."""
    named = """John/PROPN/6/nsubj Kerry/PROPN/1/flat and/CCONJ/4/cc Bo/PROPN/1/conj
    Lee/PROPN/4/flat met=meet/VERB/0/root ./PUNCT/6/punct"""
    two = """The/DET/3/det two/NUM/3/nummod {noun}/NOUN.NNS/4/nsubj said=say/VERB/0/root
    so/ADV/4/advmod ./PUNCT/4/punct"""
    for noun, members in (("men=man", ("John Kerry", "Bo Lee")), ("unions=union", ())):
        source = f"The two {noun.partition('=')[0]}"
        text = f"John Kerry and Bo Lee met. {source} said so."
        ((resolved, _),) = resolve_speakers(
            text, named, two.format(noun=noun), sources=[("said", source)]
        )
        assert resolved.members == members


def test_a_description_in_the_lead_refers_ahead() -> None:
    """An indefinite description at the top refers to the only person with the role."""
    text = "A judge said so. Judge Tom Park left."
    spoke = """A/DET/2/det judge/NOUN/3/nsubj said=say/VERB/0/root so/ADV/3/advmod
    ./PUNCT/3/punct"""
    named = """Judge/PROPN/2/nmod:desc Tom/PROPN/4/nsubj Park/PROPN/2/flat
    left=leave/VERB/0/root ./PUNCT/4/punct"""
    ((resolved, _),) = resolve_speakers(
        text, spoke, named, sources=[("said", "A judge")], entities={"Tom Park": "PER"}
    )
    assert resolved.speaker == "Tom Park"


def test_a_role_refers_to_its_holder() -> None:
    """The words "The minister" refer to the last person with the role."""
    text = "Minister John Kerry left. The minister said so."
    named = """Minister/NOUN/2/compound John/PROPN/4/nsubj Kerry/PROPN/2/flat
    left=leave/VERB/0/root ./PUNCT/4/punct"""
    role = """The/DET/2/det minister/NOUN/3/nsubj said=say/VERB/0/root so/ADV/3/advmod
    ./PUNCT/3/punct"""
    ((resolved, _),) = resolve_speakers(text, named, role, sources=[("said", "The minister")])
    assert (resolved.speaker, resolved.role) == ("John Kerry", "Minister")
    assert slices(text, resolved.antecedent) == ["John Kerry"]


def test_a_role_holds_throughout() -> None:
    """A person has a role throughout that the article states once."""
    text = "Kerry said so. Minister John Kerry left."
    spoke = "Kerry/PROPN/2/nsubj said=say/VERB/0/root so/ADV/2/advmod ./PUNCT/2/punct"
    named = """Minister/NOUN/2/compound John/PROPN/4/nsubj Kerry/PROPN/2/flat
    left=leave/VERB/0/root ./PUNCT/4/punct"""
    ((resolved, _),) = resolve_speakers(text, spoke, named, sources=[("said", "Kerry")])
    assert (resolved.speaker, resolved.role) == ("John Kerry", "Minister")


def test_the_same_official_again() -> None:
    """The words "The official" refer to the one who spoke before; still without a name."""
    text = "A official said so. The official added more."
    _, (resolved, _) = resolve_speakers(
        text,
        OFFICIAL,
        THE_OFFICIAL,
        sources=[("said", "A official"), ("added", "The official")],
    )
    assert (resolved.kind, resolved.speaker) == ("anonymous", None)
    assert slices(text, resolved.antecedent) == ["A official"]


def test_they_are_the_group_that_spoke() -> None:
    """The word "They" refers to the group that spoke before."""
    text = "Officials said so. They added more."
    first = """Officials=official/NOUN.NNS/2/nsubj said=say/VERB/0/root so/ADV/2/advmod
    ./PUNCT/2/punct"""
    second = "They/PRON/2/nsubj added=add/VERB/0/root more/ADJ/2/obj ./PUNCT/2/punct"
    _, (resolved, _) = resolve_speakers(
        text, first, second, sources=[("said", "Officials"), ("added", "They")]
    )
    assert (resolved.kind, resolved.speaker) == ("group", None)
    assert slices(text, resolved.antecedent) == ["Officials"]


def test_it_is_the_body_named_last() -> None:
    """The word "It" refers to the last body that the article named."""
    text = "Hydrosar met. It said so."
    met = "Hydrosar/PROPN/2/nsubj met=meet/VERB/0/root ./PUNCT/2/punct"
    ((resolved, _),) = resolve_speakers(
        text, met, HE.replace("He/", "It/"), sources=[("said", "It")], entities={"Hydrosar": "ORG"}
    )
    assert (resolved.kind, resolved.speaker) == ("organization", "Hydrosar")


@pytest.mark.parametrize(
    ("word", "speaker"),
    [pytest.param("IT", None, id="a name"), pytest.param("It", "Hydrosar", id="a pronoun")],
)
def test_capitals_that_are_words(word: str, speaker: str | None) -> None:
    """A pronoun in capitals among words that are not is no pronoun."""
    text = f"Hydrosar left. {word} said so."
    left = "Hydrosar/PROPN/2/nsubj left=leave/VERB/0/root ./PUNCT/2/punct"
    said = f"{word}/PRON/2/nsubj said=say/VERB/0/root so/ADV/2/advmod ./PUNCT/2/punct"
    ((resolved, _),) = resolve_speakers(
        text, left, said, sources=[("said", word)], entities={"Hydrosar": "ORG"}
    )
    assert (resolved.speaker == "Hydrosar") is (speaker == "Hydrosar")


JUDGE = """A/DET/3/det Brask/PROPN/3/compound judge/NOUN/4/nsubj spoke=speak/VERB/0/root
./PUNCT/4/punct"""


@pytest.mark.parametrize(
    ("text", "sentences", "expected"),
    [
        pytest.param(
            "A Brask judge spoke. Harbour Justice Ann Harn left.",
            (
                JUDGE,
                """Harbour/PROPN/3/compound Justice/PROPN/3/nmod:desc Ann/PROPN/5/nsubj
                Harn/PROPN/3/flat left/VERB/0/root ./PUNCT/5/punct""",
            ),
            "Ann Harn",
            id="by an office that fits",
        ),
        pytest.param(
            "A Brask judge spoke. Ann Harn left.",
            (JUDGE, "Ann/PROPN/3/nsubj Harn/PROPN/1/flat left/VERB/0/root ./PUNCT/3/punct"),
            "Ann Harn",
            id="by a name without a role",
        ),
        pytest.param(
            "A Brask judge spoke. Ann Harn left. Bo Lind wept.",
            (
                JUDGE,
                "Ann/PROPN/3/nsubj Harn/PROPN/1/flat left/VERB/0/root ./PUNCT/3/punct",
                "Bo/PROPN/3/nsubj Lind/PROPN/1/flat wept/VERB/0/root ./PUNCT/3/punct",
            ),
            None,
            id="not where two may be meant",
        ),
        pytest.param(
            "A Brask judge spoke. Baker Ann Harn left.",
            (
                JUDGE,
                """Baker/NOUN/2/nmod:desc Ann/PROPN/4/nsubj Harn/PROPN/2/flat left/VERB/0/root
                ./PUNCT/4/punct""",
            ),
            None,
            id="not somebody else by role",
        ),
    ],
)
def test_the_opening_introduces(
    text: str, sentences: tuple[str, ...], expected: str | None
) -> None:
    """The subject of the opening sentence is whom the next ones name, if that can only be one."""
    ((resolved, _),) = resolve_speakers(
        text,
        *sentences,
        sources=[("spoke", "A Brask judge")],
        entities={"Ann Harn": "PER", "Bo Lind": "PER", "Brask": "LOC"},
    )
    assert resolved.speaker == expected


def test_a_holder_of_an_office_in_a_firm_is_not_the_firm() -> None:
    """The name of a body in apposition to a person's office is not that person's."""
    text = "The chairman of the firm Dale spoke."
    sentence = """The/DET/2/det chairman/NOUN/7/nsubj of/ADP/5/case the/DET/5/det firm/NOUN/2/nmod
    Dale/PROPN/2/appos spoke=speak/VERB/0/root ./PUNCT/7/punct"""
    ((resolved, _),) = resolve_speakers(
        text, sentence, sources=[("spoke", "The chairman of the firm Dale")],
        entities={"Dale": "ORG"},
    )  # fmt: skip
    assert (resolved.kind, resolved.speaker) == ("anonymous", None)
