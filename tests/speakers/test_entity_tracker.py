"""Which referents an anaphor may refer to."""

from __future__ import annotations

import pytest
from builders import resolve_speakers

from quotes.records import Span
from quotes.speakers.entity_tracker import (
    EntityTracker,
    drop_named_in_content,
    is_compatible,
    prefer_known_gender,
)
from quotes.speakers.ranking import Anaphor, AntecedentCandidate, ReferentMention
from quotes.speakers.referents import Referent

KERRY = "John/PROPN/3/nsubj Kerry/PROPN/1/flat left=leave/VERB/0/root ./PUNCT/3/punct"
HE = "He/PRON/2/nsubj said=say/VERB/0/root so/ADV/2/advmod ./PUNCT/2/punct"
THE_OFFICIAL = """The/DET/2/det official/NOUN/3/nsubj added=add/VERB/0/root more/ADJ/3/obj
./PUNCT/3/punct"""


def test_too_far_back() -> None:
    """A person last mentioned dozens of sentences ago is no candidate."""
    between = ["It/PRON/2/nsubj rained=rain/VERB/0/root ./PUNCT/2/punct"] * 40
    text = f"John Kerry left. {'It rained. ' * 40}He said so."
    ((resolved, _),) = resolve_speakers(text, KERRY, *between, HE, sources=[("said", "He")])
    assert resolved.speaker is None


def test_the_former_president_is_not_the_president() -> None:
    """The holder of an office is not its former holder."""
    text = "President John Kerry left. The former president said so."
    named = """President/PROPN/2/nmod:desc John/PROPN/4/nsubj Kerry/PROPN/2/flat
    left=leave/VERB/0/root ./PUNCT/4/punct"""
    former = """The/DET/3/det former/ADJ/3/amod president/NOUN/4/nsubj said=say/VERB/0/root
    so/ADV/4/advmod ./PUNCT/4/punct"""
    ((resolved, _),) = resolve_speakers(
        text, named, former, sources=[("said", "The former president")]
    )
    assert resolved.speaker is None


def test_the_official_is_no_named_person() -> None:
    """The words "the official" refer to a named person only if the article says official."""
    text = "John Kerry left. The official added more."
    ((other, _),) = resolve_speakers(text, KERRY, THE_OFFICIAL, sources=[("added", "The official")])
    assert other.speaker is None


def test_a_name_in_a_description_is_another_person() -> None:
    """The words "the Kerry adviser" do not refer to Kerry."""
    text = "John Kerry left. The Kerry adviser said so."
    adviser = """The/DET/3/det Kerry/PROPN/3/compound adviser/NOUN/4/nsubj said=say/VERB/0/root
    so/ADV/4/advmod ./PUNCT/4/punct"""
    ((resolved, _),) = resolve_speakers(
        text, KERRY, adviser, sources=[("said", "The Kerry adviser")]
    )
    assert resolved.speaker is None


def mention(number: int, quotation: int | None = None, form: str = "name") -> ReferentMention:
    return ReferentMention(
        number=number,
        head=0,
        place=100 * number,
        paragraph=number,
        form=form,
        relation="subject",
        governor=1,
        speaks=False,
        quotation=quotation,
    )


def test_candidates_are_the_compatible_referents_the_last_first() -> None:
    """A candidate has its last mention, the last one outside quotations, and the count."""
    ann, bo = Referent("person", "Ann Lee", gender="f"), Referent("person", "Bo Harn", gender="m")
    firm = Referent("organization", "Hydrosar")
    tracker = EntityTracker([ann, bo], {})
    for number, (referent, quotation) in enumerate([(ann, None), (bo, None), (ann, 7), (firm, 7)]):
        tracker.add_mention(referent, mention(number, quotation))
    candidates = tracker.find_candidates(Anaphor("he", mention(5), 5, "he"))
    assert [candidate.referent for candidate in candidates] == [ann, bo]
    assert candidates[0].count == 2
    assert candidates[0].last.number == 2
    assert candidates[0].last_unquoted == mention(0)
    woman = Anaphor("he", mention(5), 5, "she", gender="f")
    assert [candidate.referent for candidate in tracker.find_candidates(woman)] == [ann]


def test_a_role_is_found_ahead() -> None:
    """The only person with the role is a candidate before the article names her."""
    judge = Referent("person", "Ann Lee", nouns={"judge"})
    tracker = EntityTracker([judge], {judge: mention(9)})
    anaphor = Anaphor("the", mention(1), 1, "judge", noun="judge", noun_kind="person")
    holder = tracker.find_only_role_holder(anaphor)
    assert holder is not None
    assert (holder.referent, holder.ahead, holder.count) == (judge, True, 0)
    assert judge not in tracker


def test_a_bare_first_name_is_that_of_the_protagonist() -> None:
    """An unnamed woman who was mentioned often enough gets the name; a rare one does not."""
    melanie = Referent("person", "Melanie", ("melanie",), "f")
    woman = Referent("anonymous", gender="f")
    tracker = EntityTracker([], {})
    for number in range(3):
        tracker.add_mention(woman, mention(number))
    assert tracker.find_protagonist(melanie) is None
    tracker.add_mention(woman, mention(3))
    assert tracker.find_protagonist(melanie) is woman


def test_a_known_gender_is_preferred() -> None:
    """Somebody who is only likely of the other gender is dropped if somebody else surely fits."""
    chris = AntecedentCandidate(Referent("person", leaning="m"), mention(0), 1)
    ann = AntecedentCandidate(Referent("person", gender="f"), mention(1), 1)
    assert prefer_known_gender([chris, ann], "f") == [ann]
    assert prefer_known_gender([chris], "f") == [chris]


def test_nobody_describes_himself_in_his_own_words() -> None:
    """A last mention in the content excludes a candidate, unless it is a pronoun."""
    named = AntecedentCandidate(Referent("person"), mention(1), 1)
    by_pronoun = AntecedentCandidate(Referent("person"), mention(1, form="pronoun"), 1)
    anaphor, content = Anaphor("he", mention(5), 5, "he"), (Span(90, 120),)
    assert drop_named_in_content([named, by_pronoun], anaphor, content) == [by_pronoun]


@pytest.mark.parametrize(
    ("names", "referent", "fits"),
    [
        pytest.param({"lee"}, Referent("organization", "Lee campaign"), True, id="its own name"),
        pytest.param({"rudek"}, Referent("organization", "Lee campaign"), False, id="another's"),
        pytest.param(set(), Referent("organization", "Lee campaign"), True, id="no name"),
        pytest.param({"rudek"}, Referent("organization", "Brask", nouns={"campaign", "rudek"}),
                     True, id="a noun that describes it"),
    ],
)  # fmt: skip
def test_modifiers_that_exclude(names: set[str], referent: Referent, fits: bool) -> None:
    """The words "the Rudek campaign" are not the Lee campaign."""
    anaphor = Anaphor(
        "the", mention(5), 5, "campaign", noun="campaign", noun_kind="organization",
        modifiers=frozenset(names), names=frozenset(names),
    )  # fmt: skip
    assert is_compatible(anaphor, referent) is fits


@pytest.mark.parametrize(
    ("names", "role", "fits"),
    [
        pytest.param({"india"}, "UK finance minister", False, id="another country"),
        pytest.param({"india"}, "Indian finance minister", True, id="its adjective"),
        pytest.param({"india"}, "India’s finance minister", True, id="genitive"),
        pytest.param({"india"}, "finance minister", True, id="a role of no country"),
        pytest.param({"finance"}, "UK finance minister", True, id="words of no country"),
    ],
)
def test_countries_of_offices(names: set[str], role: str, fits: bool) -> None:
    """The words "India's finance minister" are not those of another country's."""
    anaphor = Anaphor(
        "the", mention(5), 5, "minister", noun="minister", noun_kind="person",
        names=frozenset(names),
    )  # fmt: skip
    minister = Referent("person", "Al Rudek", role=role, nouns={"minister"})
    assert is_compatible(anaphor, minister) is fits


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        pytest.param("Brask Stock Exchange", False, id="an exchange"),
        pytest.param("Brask Holdings", True, id="a body that may be a company"),
    ],
)
def test_the_company_is_no_public_body(name: str, fits: bool) -> None:
    """A noun for companies does not refer to a body whose name says that it is none."""
    company = Anaphor("the", mention(1), 1, "company", noun="company", noun_kind="organization")
    assert is_compatible(company, Referent("organization", name=name)) is fits
