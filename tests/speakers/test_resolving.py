"""Whom sources stand for, in the order of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from builders import make_link, parse, slices

from quotes.attribution.parsed_article import ParsedArticle
from quotes.records import EntityType
from quotes.speakers.resolving import SpeakerResolution, SpeakerResolver

KERRY = "John/PROPN/3/nsubj Kerry/PROPN/1/flat left=leave/VERB/0/root ./PUNCT/3/punct"
LEE = "Anna/PROPN/3/nsubj Lee/PROPN/1/flat sat=sit/VERB/0/root ./PUNCT/3/punct"
HE = "He/PRON/2/nsubj said=say/VERB/0/root so/ADV/2/advmod ./PUNCT/2/punct"
PEOPLE: dict[str, EntityType] = {"John Kerry": "PER", "Kerry": "PER", "Anna Lee": "PER"}


def resolve(
    text: str,
    *sentences: str,
    sources: Sequence[tuple[str, str | None]] = (),
    entities: Mapping[str, EntityType] | None = None,
    contents: Mapping[int, str] | None = None,
) -> list[tuple[SpeakerResolution, tuple[str, ...]]]:
    """Speakers and relays of links whose cue and source are given by words."""
    parsed = ParsedArticle(
        parse(text, *sentences, entities=PEOPLE if entities is None else entities)
    )
    links = [
        make_link(parsed, cue, source, (contents or {}).get(index, ""))
        for index, (cue, source) in enumerate(sources)
    ]
    return SpeakerResolver(parsed, links).resolve()


@pytest.mark.parametrize(
    ("pronoun", "expected"),
    [
        pytest.param("He", "John Kerry", id="he"),
        pytest.param("She", "Anna Lee", id="she"),
    ],
)
def test_gender_decides(pronoun: str, expected: str) -> None:
    """A pronoun means the last person of its gender."""
    text = f"John Kerry left. Anna Lee sat. {pronoun} said so."
    sentences = [KERRY, LEE, HE.replace("He/", f"{pronoun}/")]
    ((resolved, _),) = resolve(text, *sentences, sources=[("said", pronoun)])
    assert (resolved.kind, resolved.speaker) == ("person", expected)
    assert slices(text, resolved.antecedent) == [expected]
    assert resolved.resolution == "the likeliest name that fits"


def test_the_speaker_before_goes_on() -> None:
    """A second pronoun is the man who spoke before, though another was named since."""
    text = "John Kerry said so. John saw Tom Park. He added more."
    sentences = [
        """John/PROPN/3/nsubj Kerry/PROPN/1/flat said=say/VERB/0/root so/ADV/3/advmod
        ./PUNCT/3/punct""",
        """John/PROPN/2/nsubj saw=see/VERB/0/root Tom/PROPN/2/obj Park/PROPN/3/flat
        ./PUNCT/2/punct""",
        "He/PRON/2/nsubj added=add/VERB/0/root more/ADJ/2/obj ./PUNCT/2/punct",
    ]
    _, (resolved, _) = resolve(
        text,
        *sentences,
        sources=[("said", "John Kerry"), ("added", "He")],
        entities={"John Kerry": "PER", "Tom Park": "PER"},
    )
    assert resolved.speaker == "John Kerry"
    assert slices(text, resolved.antecedent) == ["John"]


def test_nobody_fits() -> None:
    """A pronoun that nobody fits stays unresolved and says so."""
    text = "It rained. He said so."
    rained = "It/PRON/2/nsubj rained=rain/VERB/0/root ./PUNCT/2/punct"
    ((resolved, _),) = resolve(text, rained, HE, sources=[("said", "He")])
    assert (resolved.speaker, resolved.anonymity) == (None, None)
    assert resolved.resolution == "nobody fits"
    assert resolved.antecedent == ()


def test_the_other_gender_does_not_fit() -> None:
    """A woman named before is not who "he" is."""
    ((resolved, _),) = resolve("Anna Lee sat. He said so.", LEE, HE, sources=[("said", "He")])
    assert resolved.speaker is None


def test_people_named_later_do_not_fit() -> None:
    """A pronoun looks back only."""
    ((resolved, _),) = resolve("He said so. John Kerry left.", HE, KERRY, sources=[("said", "He")])
    assert resolved.speaker is None


def test_too_far_back() -> None:
    """A person named dozens of sentences ago is not who "he" is."""
    between = ["It/PRON/2/nsubj rained=rain/VERB/0/root ./PUNCT/2/punct"] * 40
    text = f"John Kerry left. {'It rained. ' * 40}He said so."
    ((resolved, _),) = resolve(text, KERRY, *between, HE, sources=[("said", "He")])
    assert resolved.speaker is None


def test_nobody_speaks_of_himself() -> None:
    """Whom a quotation speaks of is not "he" who says it."""
    text = "John Kerry left. “Tom Park is right,” he said."
    spoke = """“/PUNCT/5/punct Tom/PROPN/5/nsubj Park/PROPN/2/flat is=be/AUX/5/cop
    right/ADJ/9/ccomp ,/PUNCT/5/punct ”/PUNCT/5/punct he/PRON/9/nsubj said=say/VERB/0/root
    ./PUNCT/9/punct"""
    ((resolved, _),) = resolve(
        text,
        KERRY,
        spoke,
        sources=[("said", "he")],
        entities={"John Kerry": "PER", "Tom Park": "PER"},
    )
    assert resolved.speaker == "John Kerry"


def test_nobody_calls_himself_by_name() -> None:
    """Without quotation marks too, whom the words name is not "he" who says them."""
    text = "John Kerry left. Tom Park is right, he said."
    spoke = """Tom/PROPN/4/nsubj Park/PROPN/1/flat is=be/AUX/4/cop right/ADJ/7/ccomp ,/PUNCT/4/punct
    he/PRON/7/nsubj said=say/VERB/0/root ./PUNCT/7/punct"""
    ((resolved, _),) = resolve(
        text,
        KERRY,
        spoke,
        sources=[("said", "he")],
        contents={0: "Tom Park is right"},
        entities={"John Kerry": "PER", "Tom Park": "PER"},
    )
    assert resolved.speaker == "John Kerry"


def test_one_of_them_has_no_role() -> None:
    """A pronoun that nobody explains tells no role."""
    text = "One of them said so."
    sentence = """One/NUM/4/nsubj of/ADP/3/case them/PRON/1/nmod said=say/VERB/0/root
    so/ADV/4/advmod ./PUNCT/4/punct"""
    ((resolved, _),) = resolve(text, sentence, sources=[("said", "One of them")])
    assert (resolved.kind, resolved.speaker, resolved.role) == ("anonymous", None, None)


def test_a_likely_man_gives_way_to_a_woman() -> None:
    """For "she" a name that is mostly a man's is left out where a woman's is there."""
    text = "Anna Lee sat. Chris Park left. She said so."
    park = "Chris/PROPN/3/nsubj Park/PROPN/1/flat left=leave/VERB/0/root ./PUNCT/3/punct"
    ((resolved, _),) = resolve(
        text,
        LEE,
        park,
        HE.replace("He/", "She/"),
        sources=[("said", "She")],
        entities={"Anna Lee": "PER", "Chris Park": "PER"},
    )
    assert resolved.speaker == "Anna Lee"


def test_who_somebody_is_said_to_be() -> None:
    """A noun that is said to be somebody means them: no second person is in the way of "he"."""
    text = "The candidate is John Kerry. He said so."
    first = """The/DET/2/det candidate/NOUN/4/nsubj is=be/AUX/4/cop John/PROPN/0/root
    Kerry/PROPN/4/flat ./PUNCT/4/punct"""
    (noun, _), (resolved, _) = resolve(
        text, first, HE, sources=[("is", "The candidate"), ("said", "He")]
    )
    assert (noun.speaker, resolved.speaker) == ("John Kerry", "John Kerry")


def test_joint_sources_keep_their_members() -> None:
    """Two people are a group that is called by the first, and "they" after it are both."""
    text = "John Kerry and Anna Lee said so. They added more."
    first = """John/PROPN/6/nsubj Kerry/PROPN/1/flat and/CCONJ/4/cc Anna/PROPN/1/conj
    Lee/PROPN/4/flat said=say/VERB/0/root so/ADV/6/advmod ./PUNCT/6/punct"""
    second = "They/PRON/2/nsubj added=add/VERB/0/root more/ADJ/2/obj ./PUNCT/2/punct"
    (joint, _), (they, _) = resolve(
        text, first, second, sources=[("said", "John Kerry and Anna Lee"), ("added", "They")]
    )
    assert (joint.kind, joint.members) == ("group", ("John Kerry", "Anna Lee"))
    assert they.members == joint.members


def test_joint_sources_are_called_by_the_first_of_them_there() -> None:
    """The same two named the other way round are one group, called by whom each place names
    first.
    """
    text = "John Kerry and Anna Lee said so. Anna Lee and John Kerry said so."
    first = """John/PROPN/6/nsubj Kerry/PROPN/1/flat and/CCONJ/4/cc Anna/PROPN/1/conj
    Lee/PROPN/4/flat said=say/VERB/0/root so/ADV/6/advmod ./PUNCT/6/punct"""
    second = """Anna/PROPN/6/nsubj Lee/PROPN/1/flat and/CCONJ/4/cc John/PROPN/1/conj
    Kerry/PROPN/4/flat states=state/VERB/0/root so/ADV/6/advmod ./PUNCT/6/punct"""
    (one, _), (other, _) = resolve(
        text.replace("Kerry said so.", "Kerry states so."),
        first,
        second,
        sources=[("said", "John Kerry and Anna Lee"), ("states", "Anna Lee and John Kerry")],
    )
    assert (one.speaker, other.speaker) == ("John Kerry", "Anna Lee")
    assert one.referent is other.referent


def test_they_do_not_speak_of_themselves_as_others() -> None:
    """Who is described in the words that "they" said is not "they"."""
    text = "Officials left. The guards came, they said."
    left = "Officials=official/NOUN.NNS/2/nsubj left=leave/VERB/0/root ./PUNCT/2/punct"
    said = """The/DET/2/det guards=guard/NOUN.NNS/3/nsubj came=come/VERB/6/ccomp ,/PUNCT/3/punct
    they/PRON/6/nsubj said=say/VERB/0/root ./PUNCT/6/punct"""
    ((resolved, _),) = resolve(
        text, left, said, sources=[("said", "they")], contents={0: "The guards came"}
    )
    assert slices(text, resolved.antecedent) == ["Officials"]


def test_the_two_are_those_named_together() -> None:
    """The words "the two" mean the last pair of people; without one they are nobody's."""
    named = """John/PROPN/6/nsubj Kerry/PROPN/1/flat and/CCONJ/4/cc Anna/PROPN/1/conj
    Lee/PROPN/4/flat met=meet/VERB/0/root ./PUNCT/6/punct"""
    two = """The/DET/2/det two/NUM/3/nsubj said=say/VERB/0/root so/ADV/3/advmod ./PUNCT/3/punct"""
    ((pair, _),) = resolve(
        "John Kerry and Anna Lee met. The two said so.", named, two, sources=[("said", "The two")]
    )
    assert pair.members == ("John Kerry", "Anna Lee")
    ((nobody, _),) = resolve(
        "John Kerry left. The two said so.", KERRY, two, sources=[("said", "The two")]
    )
    assert (nobody.kind, nobody.speaker) == ("group", None)


def test_the_two_of_a_kind_are_those_named_together() -> None:
    """The words "the two men" mean the last pair of people, and "the two countries" do not."""
    named = """John/PROPN/6/nsubj Kerry/PROPN/1/flat and/CCONJ/4/cc Bo/PROPN/1/conj
    Lee/PROPN/4/flat met=meet/VERB/0/root ./PUNCT/6/punct"""
    two = """The/DET/3/det two/NUM/3/nummod {noun}/NOUN.NNS/4/nsubj said=say/VERB/0/root
    so/ADV/4/advmod ./PUNCT/4/punct"""
    for noun, members in (("men=man", ("John Kerry", "Bo Lee")), ("unions=union", ())):
        source = f"The two {noun.partition('=')[0]}"
        text = f"John Kerry and Bo Lee met. {source} said so."
        ((resolved, _),) = resolve(text, named, two.format(noun=noun), sources=[("said", source)])
        assert resolved.members == members


def test_the_former_president_is_not_the_president() -> None:
    """Who holds an office is not the former holder."""
    text = "President John Kerry left. The former president said so."
    named = """President/PROPN/2/nmod:desc John/PROPN/4/nsubj Kerry/PROPN/2/flat
    left=leave/VERB/0/root ./PUNCT/4/punct"""
    former = """The/DET/3/det former/ADJ/3/amod president/NOUN/4/nsubj said=say/VERB/0/root
    so/ADV/4/advmod ./PUNCT/4/punct"""
    ((resolved, _),) = resolve(text, named, former, sources=[("said", "The former president")])
    assert resolved.speaker is None


def test_the_official_is_nobody_named() -> None:
    """The word "the official" means no named person, unless the article calls them so."""
    text = "John Kerry left. The official added more."
    ((other, _),) = resolve(text, KERRY, THE_OFFICIAL, sources=[("added", "The official")])
    assert other.speaker is None


def test_somebodys_aide_is_not_called_so() -> None:
    """A name in a description is that of another: "the Kerry adviser"."""
    text = "John Kerry left. The Kerry adviser said so."
    adviser = """The/DET/3/det Kerry/PROPN/3/compound adviser/NOUN/4/nsubj said=say/VERB/0/root
    so/ADV/4/advmod ./PUNCT/4/punct"""
    ((resolved, _),) = resolve(text, KERRY, adviser, sources=[("said", "The Kerry adviser")])
    assert resolved.speaker is None


def test_bodies_are_not_kept_unnamed() -> None:
    """Of a group of people nobody is named; "insurers" have nobody to name."""
    ((resolved, _),) = resolve(
        "Insurers said so.",
        """Insurers=insurer/NOUN.NNS/2/nsubj said=say/VERB/0/root so/ADV/2/advmod
        ./PUNCT/2/punct""",
        sources=[("said", "Insurers")],
    )
    assert (resolved.kind, resolved.speaker, resolved.anonymity) == ("group", None, None)


def test_a_judge_of_the_lead_is_named_further_down() -> None:
    """An indefinite description at the top is the only one who has the role."""
    text = "A judge said so. Judge Tom Park left."
    spoke = """A/DET/2/det judge/NOUN/3/nsubj said=say/VERB/0/root so/ADV/3/advmod
    ./PUNCT/3/punct"""
    named = """Judge/PROPN/2/nmod:desc Tom/PROPN/4/nsubj Park/PROPN/2/flat
    left=leave/VERB/0/root ./PUNCT/4/punct"""
    ((resolved, _),) = resolve(
        text, spoke, named, sources=[("said", "A judge")], entities={"Tom Park": "PER"}
    )
    assert resolved.speaker == "Tom Park"


@pytest.mark.parametrize(
    ("words", "sentence", "kind", "speaker"),
    [
        pytest.param(
            "A report by Hydrosar",
            """A/DET/2/det report/NOUN/5/nsubj by/ADP/4/case Hydrosar/PROPN/2/nmod
            said=say/VERB/0/root so/ADV/5/advmod ./PUNCT/5/punct""",
            "document",
            "Hydrosar",
            id="a document speaks for its author",
        ),
        pytest.param(
            "The Kerry campaign",
            """The/DET/3/det Kerry/PROPN/3/compound campaign/NOUN/4/nsubj
            said=say/VERB/0/root so/ADV/4/advmod ./PUNCT/4/punct""",
            "organization",
            "Kerry campaign",
            id="a campaign is a body",
        ),
        pytest.param(
            "A number of lawmakers",
            """A/DET/2/det number/NOUN/5/nsubj of/ADP/4/case lawmakers=lawmaker/NOUN.NNS/2/nmod
            said=say/VERB/0/root so/ADV/5/advmod ./PUNCT/5/punct""",
            "group",
            None,
            id="counted people are a group",
        ),
        pytest.param(
            "Police in Brask",
            """Police/NOUN.NNS/4/nsubj in/ADP/3/case Brask/PROPN/1/nmod
            said=say/VERB/0/root so/ADV/4/advmod ./PUNCT/4/punct""",
            "organization",
            "Brask police",
            id="the police of a town",
        ),
        pytest.param(
            "The government in Beijing",
            """The/DET/2/det government/NOUN/5/nsubj in/ADP/4/case Beijing/PROPN/2/nmod
            said=say/VERB/0/root so/ADV/5/advmod ./PUNCT/5/punct""",
            "organization",
            "Chinese government",
            id="a government by its seat",
        ),
        pytest.param(
            "Excerpts of a speech released by Hydrosar",
            """Excerpts=excerpt/NOUN.NNS/8/nsubj of/ADP/4/case a/DET/4/det speech/NOUN/1/nmod
            released=release/VERB/4/acl by/ADP/7/case Hydrosar/PROPN/5/obl:agent
            said=say/VERB/0/root so/ADV/8/advmod ./PUNCT/8/punct""",
            "document",
            "Hydrosar",
            id="who released it",
        ),
        pytest.param(
            "Another Sarvenian Liberal",
            """Another/DET/3/det Sarvenian/PROPN/3/compound Liberal/PROPN/4/nsubj
            said=say/VERB/0/root so/ADV/4/advmod ./PUNCT/4/punct""",
            "anonymous",
            None,
            id="one of many has no name",
        ),
        pytest.param(
            "53%",
            """53/NUM/2/nummod %/NOUN/3/nsubj
            said=say/VERB/0/root so/ADV/3/advmod ./PUNCT/3/punct""",
            "group",
            None,
            id="a share of people",
        ),
    ],
)
def test_what_descriptions_name(words: str, sentence: str, kind: str, speaker: str | None) -> None:
    """Documents and bodies are named by whose they are."""
    text = f"{words} said so."
    ((resolved, _),) = resolve(
        text,
        sentence,
        sources=[("said", words)],
        entities={"Hydrosar": "ORG", "Kerry": "PER"},
    )
    assert (resolved.kind, resolved.speaker) == (kind, speaker)


def test_a_name_that_is_no_entity() -> None:
    """A bare name is a person's, whatever its ending looks like and though nobody marked it."""
    sentence = "Lee/PROPN/2/nsubj said=say/VERB/0/root so/ADV/2/advmod ./PUNCT/2/punct"
    ((resolved, _),) = resolve("Lee said so.", sentence, sources=[("said", "Lee")], entities={})
    assert (resolved.kind, resolved.speaker, resolved.role) == ("person", "Lee", None)


def test_no_source() -> None:
    """Words that nobody is named for have no speaker."""
    ((resolved, relay),) = resolve("He said so.", HE, sources=[("said", None)])
    assert (resolved.speaker, resolved.anonymity, relay) == (None, "unnamed", ())


def test_who_is_the_noun_of_its_clause() -> None:
    """The word "who" stands for the noun that its clause belongs to."""
    text = "John Kerry, who said so, left."
    sentence = """John/PROPN/8/nsubj Kerry/PROPN/1/flat ,/PUNCT/5/punct who/PRON.WP/5/nsubj
    said=say/VERB/1/acl:relcl so/ADV/5/advmod ,/PUNCT/5/punct left=leave/VERB/0/root
    ./PUNCT/8/punct"""
    ((resolved, _),) = resolve(text, sentence, sources=[("said", "who")])
    assert resolved.speaker == "John Kerry"
    assert resolved.resolution == "the noun of the relative clause"


def test_who_is_the_name_right_before() -> None:
    """The name before the comma speaks, though the tree hangs the clause on a noun before it."""
    text = "We heard words for John Kerry, who said so."
    sentence = """We/PRON/2/nsubj heard=hear/VERB/0/root words=word/NOUN/2/obj for/ADP/5/case
    John/PROPN/3/nmod Kerry/PROPN/5/flat ,/PUNCT/9/punct who/PRON.WP/9/nsubj
    said=say/VERB/3/acl:relcl so/ADV/9/advmod ./PUNCT/2/punct"""
    ((resolved, _),) = resolve(text, sentence, sources=[("said", "who")])
    assert resolved.speaker == "John Kerry"


def test_i_is_who_is_quoted() -> None:
    """The word "I" inside a quotation is its speaker."""
    text = "“I said so,” John Kerry told us."
    sentence = """“/PUNCT/3/punct I/PRON/3/nsubj said=say/VERB/9/ccomp so/ADV/3/advmod
    ,/PUNCT/3/punct ”/PUNCT/3/punct John/PROPN/9/nsubj Kerry/PROPN/7/flat told=tell/VERB/0/root
    us/PRON/9/iobj ./PUNCT/9/punct"""
    (outer, outer_relay), (inner, inner_relay) = resolve(
        text,
        sentence,
        sources=[("told", "John Kerry"), ("said", "I")],
        contents={0: "“I said so,”", 1: "so"},
    )
    assert outer.speaker == inner.speaker == "John Kerry"
    assert inner.resolution == "the speaker of the quotation"
    assert outer_relay == inner_relay == ()


def test_i_before_its_speaker_is_known() -> None:
    """The word "I" is the speaker of the quotation around it, though his cue comes after."""
    text = "“I said so,” John Kerry told us."
    sentence = """“/PUNCT/3/punct I/PRON/3/nsubj said=say/VERB/9/ccomp so/ADV/3/advmod
    ,/PUNCT/3/punct ”/PUNCT/3/punct John/PROPN/9/nsubj Kerry/PROPN/7/flat told=tell/VERB/0/root
    us/PRON/9/iobj ./PUNCT/9/punct"""
    (inner, _), _ = resolve(
        text,
        sentence,
        sources=[("said", "I"), ("told", "John Kerry")],
        contents={0: "so", 1: "“I said so,”"},
    )
    assert inner.speaker == "John Kerry"


def test_i_outside_any_quotation() -> None:
    """The word "I" of the reporter's own is nobody that the article names."""
    ((resolved, _),) = resolve(
        "John Kerry left. I said so.", KERRY, HE.replace("He/", "I/"), sources=[("said", "I")]
    )
    assert resolved.speaker is None


def test_a_role_points_back_to_its_holder() -> None:
    """The word "The minister" is the last person whose role it is."""
    text = "Minister John Kerry left. The minister said so."
    named = """Minister/NOUN/2/compound John/PROPN/4/nsubj Kerry/PROPN/2/flat
    left=leave/VERB/0/root ./PUNCT/4/punct"""
    role = """The/DET/2/det minister/NOUN/3/nsubj said=say/VERB/0/root so/ADV/3/advmod
    ./PUNCT/3/punct"""
    ((resolved, _),) = resolve(text, named, role, sources=[("said", "The minister")])
    assert (resolved.speaker, resolved.role) == ("John Kerry", "Minister")
    assert slices(text, resolved.antecedent) == ["John Kerry"]


def test_a_role_holds_throughout() -> None:
    """A person has the role that the article gives once, wherever they speak."""
    text = "Kerry said so. Minister John Kerry left."
    spoke = "Kerry/PROPN/2/nsubj said=say/VERB/0/root so/ADV/2/advmod ./PUNCT/2/punct"
    named = """Minister/NOUN/2/compound John/PROPN/4/nsubj Kerry/PROPN/2/flat
    left=leave/VERB/0/root ./PUNCT/4/punct"""
    ((resolved, _),) = resolve(text, spoke, named, sources=[("said", "Kerry")])
    assert (resolved.speaker, resolved.role) == ("John Kerry", "Minister")


OFFICIAL = (
    """A/DET/2/det official/NOUN/3/nsubj said=say/VERB/0/root so/ADV/3/advmod ./PUNCT/3/punct"""
)
THE_OFFICIAL = """The/DET/2/det official/NOUN/3/nsubj added=add/VERB/0/root more/ADJ/3/obj
./PUNCT/3/punct"""


def test_an_unnamed_official() -> None:
    """An official without a name is anonymous, with a role and no speaker."""
    ((resolved, _),) = resolve("A official said so.", OFFICIAL, sources=[("said", "A official")])
    assert (resolved.kind, resolved.speaker) == ("anonymous", None)
    assert (resolved.role, resolved.anonymity) == ("official", "unnamed")


def test_the_same_official_again() -> None:
    """The word "The official" is the one who spoke before; still without a name."""
    text = "A official said so. The official added more."
    _, (resolved, _) = resolve(
        text,
        OFFICIAL,
        THE_OFFICIAL,
        sources=[("said", "A official"), ("added", "The official")],
    )
    assert (resolved.kind, resolved.speaker) == ("anonymous", None)
    assert slices(text, resolved.antecedent) == ["A official"]


def test_they_are_the_group_that_spoke() -> None:
    """The word "They" go on speaking as the group before."""
    text = "Officials said so. They added more."
    first = """Officials=official/NOUN.NNS/2/nsubj said=say/VERB/0/root so/ADV/2/advmod
    ./PUNCT/2/punct"""
    second = "They/PRON/2/nsubj added=add/VERB/0/root more/ADJ/2/obj ./PUNCT/2/punct"
    _, (resolved, _) = resolve(
        text, first, second, sources=[("said", "Officials"), ("added", "They")]
    )
    assert (resolved.kind, resolved.speaker) == ("group", None)
    assert slices(text, resolved.antecedent) == ["Officials"]


def test_it_is_the_body_named_last() -> None:
    """The word "It" is the last body that the article named."""
    text = "Hydrosar met. It said so."
    met = "Hydrosar/PROPN/2/nsubj met=meet/VERB/0/root ./PUNCT/2/punct"
    ((resolved, _),) = resolve(
        text, met, HE.replace("He/", "It/"), sources=[("said", "It")], entities={"Hydrosar": "ORG"}
    )
    assert (resolved.kind, resolved.speaker) == ("organization", "Hydrosar")


def test_a_report_of_a_report_has_a_relay() -> None:
    """Whose content holds a link passed its words on."""
    text = "Hydrosar said John Kerry denied it."
    sentence = """Hydrosar/PROPN/2/nsubj said=say/VERB/0/root John/PROPN/5/nsubj
    Kerry/PROPN/3/flat denied=deny/VERB/2/ccomp it/PRON/5/obj ./PUNCT/2/punct"""
    (outer, outer_relay), (inner, inner_relay) = resolve(
        text,
        sentence,
        sources=[("said", "Hydrosar"), ("denied", "John Kerry")],
        contents={0: "John Kerry denied it", 1: "it"},
        entities={"Hydrosar": "ORG", **PEOPLE},
    )
    assert (outer.speaker, outer_relay) == ("Hydrosar", ())
    assert (inner.speaker, inner_relay) == ("John Kerry", ("Hydrosar",))
