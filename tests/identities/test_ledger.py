"""Ids that last while articles come and go in any order."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from identity_builders import sight, sightings

from quotes.identities import Event, Ledger, Sighting, Wish, decide, settle
from quotes.identities.ledger import Settled
from quotes.identities.sighting import Key

EMPTY = Ledger(ids={}, assigned={})
SECRETARY = "secretary of state"


def settle_all(
    found: Sequence[Sighting], before: Ledger = EMPTY, wishes: Sequence[Wish] = (), *taken: str
) -> Settled:
    return settle(decide(found, wishes), before, lambda each: each in taken)


def lead(ledger: Ledger) -> dict[str, str]:
    """The speaker's id of each id."""
    return {each: known.leads_to for each, known in ledger.ids.items()}


def tell(event: Event) -> str:
    return " ".join(filter(None, (event.change, event.id, event.other, event.rule)))


def test_first_ids() -> None:
    """An id is the name's; that of a name which tells too little is bound to its article."""
    first = settle_all([sight("a", "John Kerry"), sight("b", "Kerry")])
    assert sorted(first.ledger.ids) == ["john-kerry", "kerry-fd9d3f51"]
    assert not first.events
    assert settle_all([sight("b", "Kerry")]).ledger.ids.keys() == {"kerry-fd9d3f51"}


def test_an_id_that_is_taken() -> None:
    """Another speaker's id is never given a second time."""
    settled = settle_all([sight("a", "John Kerry")], EMPTY, (), "john-kerry")
    assert sorted(settled.ledger.ids) == ["john-kerry-ca234c55"]


def test_another_form_leads_to_the_speaker() -> None:
    """The plainest full name is the speaker's, whichever came first; the merge is told."""
    before = settle_all([sight("a", "J. Kerry", SECRETARY)]).ledger
    after = settle_all(
        [sight("a", "J. Kerry", SECRETARY), sight("b", "John Kerry", SECRETARY)], before
    )
    assert lead(after.ledger) == {"j-kerry": "john-kerry", "john-kerry": "john-kerry"}
    (event,) = after.events
    assert tell(event) == "merged j-kerry john-kerry initials"
    assert event.agreed == ("role: secretary of state", "office: secretary")


def test_nothing_is_told_twice() -> None:
    """Settling what is settled changes nothing."""
    found = [sight("a", "J. Kerry", SECRETARY), sight("b", "John Kerry", SECRETARY)]
    first = settle_all(found)
    again = settle_all(found, first.ledger)
    assert not again.events
    assert again.ledger == first.ledger


def test_an_undone_merge() -> None:
    """Its id is the name's own again."""
    found = [sight("a", "J. Kerry", SECRETARY), sight("b", "John Kerry", SECRETARY)]
    before = settle_all(found).ledger
    wish = Wish(kind="apart", one=Key("b", "john-kerry"), other=Key("a", "j-kerry"))
    after = settle_all(found, before, [wish])
    assert [tell(event) for event in after.events] == ["parted j-kerry john-kerry"]
    assert lead(after.ledger) == {"j-kerry": "j-kerry", "john-kerry": "john-kerry"}
    assert not settle_all(found, after.ledger, [wish]).events


def test_a_namesake_who_comes_later() -> None:
    """The first keeps the id; whom nobody can tell any more goes by the article, as is told."""
    found = [sight("a", "Ann Lee", "senator"), sight("b", "Ann Lee")]
    before = settle_all(found).ledger
    assert before.assigned == dict.fromkeys([each.key for each in found], "ann-lee")
    after = settle_all([*found, sight("c", "Ann Lee", "footballer")], before)
    assert after.ledger.assigned[found[0].key] == "ann-lee"
    (event,) = after.events
    assert (event.change, event.id, event.key) == ("moved", "ann-lee", found[1].key)
    assert len(after.ledger.ids) == 3
    assert len(after.offers) == 3


def test_two_that_turn_out_to_be_one() -> None:
    """The shorter id stays, and the other leads to it."""
    found = [sight("a", "Ann Lee", "teacher"), sight("b", "Ann Lee", "economist")]
    before = settle_all(found).ledger
    after = settle_all([*found, sight("c", "Ann Lee", "teacher", "economist")], before)
    other = before.assigned[found[1].key]
    assert [tell(event) for event in after.events] == [f"merged {other} ann-lee same name"]
    assert set(after.ledger.assigned.values()) == {"ann-lee"}
    assert lead(after.ledger)[other] == "ann-lee"


def test_an_article_that_goes() -> None:
    """An id goes on with another of its sightings, is gone with the last, and never another's."""
    found = [sight("a", "Ann Lee"), sight("b", "Ann Lee")]
    before = settle_all(found).ledger
    less = settle_all(found[1:], before)
    assert less.ledger.ids["ann-lee"].anchor == found[1].key
    assert not less.events
    none = settle_all([], less.ledger)
    assert [tell(event) for event in none.events] == ["gone ann-lee"]
    assert not settle_all([], none.ledger).events
    assert set(settle_all(found, none.ledger).ledger.assigned.values()) == {"ann-lee"}
    other = settle_all([sight("c", "Ann Lee")], none.ledger).ledger
    assert "ann-lee" not in other.assigned.values()


def _arrive(articles: Sequence[Sequence[Sighting]]) -> tuple[Ledger, list[Event]]:
    """The ledger after each article was settled with those before it, and all events."""
    found: list[Sighting] = []
    ledger, events = EMPTY, list[Event]()
    for article in articles:
        found += article
        settled = settle_all(found, ledger)
        ledger = settled.ledger
        events += settled.events
    return ledger, events


def _find_speakers(ledger: Ledger) -> dict[Key, str]:
    return {key: ledger.ids[each].leads_to for key, each in ledger.assigned.items()}


@given(sightings(), st.data())
def test_the_order_of_arrival_gives_the_same_speakers(
    found: list[Sighting], data: st.DataObject
) -> None:
    """The same sightings are one speaker in any order; where an id differs, it was first given to
    another of its name, and every sighting that changed its speaker is explained by an event.
    """
    by_article: dict[str, list[Sighting]] = {}
    for each in found:
        by_article.setdefault(each.article_id, []).append(each)
    articles = list(by_article.values())
    one, _ = _arrive(articles)
    other, _ = _arrive(data.draw(st.permutations(articles)))
    ours, theirs = _find_speakers(one), _find_speakers(other)
    assert ours.keys() == theirs.keys()
    for a in ours:
        for b in ours:
            assert (ours[a] == ours[b]) == (theirs[a] == theirs[b])


@given(sightings())
def test_no_answer_changes_silently(found: list[Sighting]) -> None:
    """A sighting's speaker stays, or events tell how it came to the new one; old ids lead on."""
    seen: list[Sighting] = []
    ledger = EMPTY
    for each in found:
        before = _find_speakers(ledger)
        seen.append(each)
        settled = settle_all(seen, ledger)
        after = _find_speakers(settled.ledger)
        told = {event.id for event in settled.events} | {event.key for event in settled.events}
        for key, speaker in before.items():
            if after[key] != speaker:
                assert key in told or speaker in told or ledger.assigned[key] in told
        assert before.keys() <= after.keys()
        assert set(lead(ledger)) <= set(lead(settled.ledger))
        for target in lead(settled.ledger).values():
            assert settled.ledger.ids[target].leads_to == target
        ledger = settled.ledger
