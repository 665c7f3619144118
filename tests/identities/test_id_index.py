"""Ids that last while articles come and go in any order."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from identity_builders import article_speakers, person

from quotes.identities import (
    ArticleSpeaker,
    Constraint,
    IdentityEvent,
    IdIndex,
    assign_ids,
    link_speakers,
)
from quotes.identities.article_speakers import ArticleSpeakerKey
from quotes.identities.id_index import IdAssignment

EMPTY = IdIndex(ids={}, assigned={})
SECRETARY = "secretary of state"


def assign_all(
    speakers: Sequence[ArticleSpeaker],
    before: IdIndex = EMPTY,
    constraints: Sequence[Constraint] = (),
    *taken: str,
) -> IdAssignment:
    return assign_ids(link_speakers(speakers, constraints), before, lambda each: each in taken)


def speaker_ids(index: IdIndex) -> dict[str, str]:
    """The speaker's id of each id."""
    return {each: entry.speaker_id for each, entry in index.ids.items()}


def show_event(event: IdentityEvent) -> str:
    return " ".join(filter(None, (event.change, event.id, event.other, event.rule)))


def test_first_ids() -> None:
    """An id is made of the name; the id of an ambiguous name is bound to its article."""
    first = assign_all([person("a", "John Kerry"), person("b", "Kerry")])
    assert sorted(first.index.ids) == ["john-kerry", "kerry-fd9d3f51"]
    assert not first.events
    assert assign_all([person("b", "Kerry")]).index.ids.keys() == {"kerry-fd9d3f51"}


def test_an_id_that_is_taken() -> None:
    """An id of another speaker is never given a second time."""
    assignment = assign_all([person("a", "John Kerry")], EMPTY, (), "john-kerry")
    assert sorted(assignment.index.ids) == ["john-kerry-ca234c55"]


def test_another_form_of_a_name_is_merged() -> None:
    """The plainest full name gives the speaker's id, whichever came first; an event says so."""
    before = assign_all([person("a", "J. Kerry", SECRETARY)]).index
    after = assign_all(
        [person("a", "J. Kerry", SECRETARY), person("b", "John Kerry", SECRETARY)], before
    )
    assert speaker_ids(after.index) == {"j-kerry": "john-kerry", "john-kerry": "john-kerry"}
    (event,) = after.events
    assert show_event(event) == "merged j-kerry john-kerry initials"
    assert event.agreed == ("role: secretary of state", "office: secretary")


def test_assigning_again_changes_nothing() -> None:
    """The same linkage gives the same index and no events."""
    speakers = [person("a", "J. Kerry", SECRETARY), person("b", "John Kerry", SECRETARY)]
    first = assign_all(speakers)
    again = assign_all(speakers, first.index)
    assert not again.events
    assert again.index == first.index


def test_an_undone_merge() -> None:
    """The id is that of its own speaker again."""
    speakers = [person("a", "J. Kerry", SECRETARY), person("b", "John Kerry", SECRETARY)]
    before = assign_all(speakers).index
    constraint = Constraint(
        kind="cannot-link",
        first=ArticleSpeakerKey("b", "john-kerry"),
        second=ArticleSpeakerKey("a", "j-kerry"),
    )
    after = assign_all(speakers, before, [constraint])
    assert [show_event(event) for event in after.events] == ["parted j-kerry john-kerry"]
    assert speaker_ids(after.index) == {"j-kerry": "j-kerry", "john-kerry": "john-kerry"}
    assert not assign_all(speakers, after.index, [constraint]).events


def test_a_namesake_who_comes_later() -> None:
    """The first keeps the id; an event moves who is ambiguous now to an id of the article."""
    speakers = [person("a", "Ann Lee", "senator"), person("b", "Ann Lee")]
    before = assign_all(speakers).index
    assert before.assigned == dict.fromkeys([each.key for each in speakers], "ann-lee")
    after = assign_all([*speakers, person("c", "Ann Lee", "footballer")], before)
    assert after.index.assigned[speakers[0].key] == "ann-lee"
    (event,) = after.events
    assert (event.change, event.id, event.key) == ("moved", "ann-lee", speakers[1].key)
    assert len(after.index.ids) == 3
    assert len(after.suggestions) == 3


def test_two_that_turn_out_to_be_one() -> None:
    """The shorter id becomes the speaker's."""
    speakers = [person("a", "Ann Lee", "teacher"), person("b", "Ann Lee", "economist")]
    before = assign_all(speakers).index
    after = assign_all([*speakers, person("c", "Ann Lee", "teacher", "economist")], before)
    other = before.assigned[speakers[1].key]
    assert [show_event(event) for event in after.events] == [f"merged {other} ann-lee same name"]
    assert set(after.index.assigned.values()) == {"ann-lee"}
    assert speaker_ids(after.index)[other] == "ann-lee"


def test_an_article_that_goes() -> None:
    """An id stays with other article speakers until the last is gone, and is never another's."""
    speakers = [person("a", "Ann Lee"), person("b", "Ann Lee")]
    before = assign_all(speakers).index
    less = assign_all(speakers[1:], before)
    assert less.index.ids["ann-lee"].anchor == speakers[1].key
    assert not less.events
    none = assign_all([], less.index)
    assert [show_event(event) for event in none.events] == ["gone ann-lee"]
    assert not assign_all([], none.index).events
    assert set(assign_all(speakers, none.index).index.assigned.values()) == {"ann-lee"}
    other = assign_all([person("c", "Ann Lee")], none.index).index
    assert "ann-lee" not in other.assigned.values()


def _arrive(articles: Sequence[Sequence[ArticleSpeaker]]) -> tuple[IdIndex, list[IdentityEvent]]:
    """The ledger after each article was assignment with those before it, and all events."""
    speakers: list[ArticleSpeaker] = []
    index, events = EMPTY, list[IdentityEvent]()
    for article in articles:
        speakers += article
        assignment = assign_all(speakers, index)
        index = assignment.index
        events += assignment.events
    return index, events


def _find_speakers(index: IdIndex) -> dict[ArticleSpeakerKey, str]:
    return {key: index.ids[each].speaker_id for key, each in index.assigned.items()}


@given(article_speakers(), st.data())
def test_the_order_of_arrival_gives_the_same_speakers(
    speakers: list[ArticleSpeaker], data: st.DataObject
) -> None:
    """The same article speakers are one speaker in any order of arrival."""
    by_article: dict[str, list[ArticleSpeaker]] = {}
    for each in speakers:
        by_article.setdefault(each.article_id, []).append(each)
    articles = list(by_article.values())
    one, _ = _arrive(articles)
    other, _ = _arrive(data.draw(st.permutations(articles)))
    ours, theirs = _find_speakers(one), _find_speakers(other)
    assert ours.keys() == theirs.keys()
    for a in ours:
        for b in ours:
            assert (ours[a] == ours[b]) == (theirs[a] == theirs[b])


@given(article_speakers())
def test_no_answer_changes_silently(speakers: list[ArticleSpeaker]) -> None:
    """An article speaker's speaker stays, or events explain the change; old ids stay valid."""
    seen: list[ArticleSpeaker] = []
    index = EMPTY
    for each in speakers:
        before = _find_speakers(index)
        seen.append(each)
        assignment = assign_all(seen, index)
        after = _find_speakers(assignment.index)
        explained = {event.id for event in assignment.events} | {
            event.key for event in assignment.events
        }
        for key, speaker in before.items():
            if after[key] != speaker:
                assert key in explained or speaker in explained or index.assigned[key] in explained
        assert before.keys() <= after.keys()
        assert set(speaker_ids(index)) <= set(speaker_ids(assignment.index))
        for target in speaker_ids(assignment.index).values():
            assert assignment.index.ids[target].speaker_id == target
        index = assignment.index
