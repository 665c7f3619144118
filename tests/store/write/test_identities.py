"""Who is who across articles: decided as articles are saved, and by people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_builders import attribute, person, read_all

from quotes.errors import NotFoundError, QueryError, SnapshotLostError
from quotes.identities import WikidataTable
from quotes.records import Article, Extraction
from quotes.store import Decider, QuoteFilter, Store, open_store
from quotes.store.identities.pending import MANY

LENA = Decider("Lena", "she asked him")
SECRETARY = "secretary of state"


def make(
    article: str, *names: str, role: str | None = None, date: str = "2031-03-01"
) -> Extraction:
    """An article in which each of the named says something."""
    text = " ".join(f"{name} said so {n}." for n, name in enumerate(names))
    record = Article(id=article, text=text, outlet="Post", published=date)
    found = [
        attribute(record, f"so {n}", "said", name, **person(name, role=role))
        for n, name in enumerate(names)
    ]
    return Extraction(article=record, attributions=tuple(found))


def list_ids(store: Store) -> list[str]:
    return [speaker.id for speaker in store.speakers.list().items]


def list_events(store: Store) -> list[str]:
    return [f"{e.change} {e.id} {e.other} {e.rule}" for e in store.identities.list_events()]


def find_merge(store: Store) -> int:
    return store.identities.list_events()[0].number


@pytest.fixture
def kerrys(store: Store) -> Store:
    """A store in which an initial was linked, and a bare surname is a candidate."""
    store.articles.save(make("a", "J. Kerry", role=SECRETARY))
    store.articles.save(make("b", "John Kerry", role=SECRETARY))
    store.articles.save(make("c", "Kerry", role=SECRETARY))
    return store


def test_a_merge_is_stored_with_its_evidence(kerrys: Store) -> None:
    """The old id finds the speaker, in look-ups and in filters."""
    (event,) = kerrys.identities.list_events()
    assert (event.change, event.id, event.other, event.rule) == (
        "merged", "j.-kerry", "john-kerry", "initials",
    )  # fmt: skip
    assert event.agreed[0] == "role: secretary of state"
    assert event.person is None
    speaker = kerrys.speakers.get("j.-kerry")
    assert speaker.head.id == "john-kerry"
    assert speaker.head.aliases == ("J. Kerry",)
    assert speaker.merged_ids == ("j.-kerry",)
    for wanted in ("john-kerry", "j.-kerry"):
        quotes = kerrys.quotes.list(QuoteFilter(speaker=wanted)).items
        assert [quote.attribution.speaker_id for quote in quotes] == ["john-kerry"] * 2
    assert kerrys.articles.get("a").attributions[0].speaker_id == "john-kerry"


@pytest.mark.parametrize("speaker", ["recep-erdoğan", "recep-erdogan", "Erdogan", "ERDOĞAN"])
def test_spellings_with_and_without_accents_are_one_speaker(store: Store, speaker: str) -> None:
    """By themselves; ids and words of each spelling find the quotes of all."""
    for article, name in (("a", "Recep Erdoğan"), ("b", "Recep Erdogan"), ("c", "RECEP ERDOĞAN")):
        store.articles.save(make(article, name))
    assert list_ids(store) == ["recep-erdoğan"]
    assert len(store.quotes.list(QuoteFilter(speaker=speaker)).items) == 3
    assert store.speakers.list_also_known(speaker) == ()


def test_candidates_are_also_known(kerrys: Store) -> None:
    """Of an id and of words; not those whom the words find."""
    (bare,) = kerrys.speakers.get("john-kerry").candidates
    for speaker in ("john-kerry", "j.-kerry", "john kerry"):
        (other,) = kerrys.speakers.list_also_known(speaker)
        assert (other.id, other.name, other.why) == (bare.id, "Kerry", "one word")
    assert kerrys.speakers.list_also_known("kerry") == ()
    assert kerrys.speakers.list_also_known("nobody") == ()
    assert kerrys.speakers.list_also_known("…") == ()


def test_speakers_with_the_words_of_an_id_are_also_known(store: Store) -> None:
    """Somebody with the id "erdogan" is not all that the word finds."""
    store.articles.save(make("a", "Recep Erdoğan"))
    store.articles.save(make("b", "Recep Erdoğan Bey"))
    (other,) = store.speakers.list_also_known("recep-erdoğan")
    assert (other.id, other.why) == ("recep-erdoğan-bey", "same words")
    assert store.speakers.get("recep-erdoğan").also_known == (other,)


def test_what_speaks_against_it_is_said(kerrys: Store) -> None:
    kerrys.articles.save(make("d", "John Kerry", role="footballer"))
    why = [other.why for other in kerrys.speakers.list_also_known("john-kerry")]
    assert "same name, but trade: politics and sport" in why


def test_roles_over_time(store: Store) -> None:
    """The roles of a speaker with the dates of the first and last article."""
    store.articles.save(make("a", "John Kerry", role="senator", date="2012-01-01"))
    store.articles.save(make("b", "John Kerry", role="senator", date="2012-06-01"))
    store.articles.save(make("c", "John Kerry", role=SECRETARY, date="2013-03-01"))
    roles = store.speakers.get("john-kerry").roles
    assert [(each.role, each.first_seen, each.last_seen) for each in roles] == [
        ("senator", "2012-01-01", "2012-06-01"),
        (SECRETARY, "2013-03-01", "2013-03-01"),
    ]


def test_a_bare_surname_is_a_candidate(kerrys: Store) -> None:
    """A bare surname is a speaker of its own until a person decides."""
    (candidate,) = kerrys.speakers.get("john-kerry").candidates
    assert (candidate.name, candidate.rule, candidate.against) == ("Kerry", "one word", ())
    assert candidate.id in list_ids(kerrys)
    assert {pair.other for pair in kerrys.identities.list_candidates()} == {candidate.id}
    assert kerrys.speakers.get(candidate.id).candidates[0].id == "john-kerry"


def test_doubtful_candidates_are_last(kerrys: Store) -> None:
    """With what is against them."""
    kerrys.articles.save(make("d", "John Kerry", role="footballer"))
    *_, last = kerrys.identities.list_candidates()
    assert (last.rule, last.against) == ("same name", ("trade: politics and sport",))


def test_a_person_merges_and_undoes(kerrys: Store) -> None:
    """Both are recorded with person and reason."""
    (candidate,) = kerrys.speakers.get("john-kerry").candidates
    kerrys.identities.merge("john-kerry", candidate.id, LENA)
    assert list_ids(kerrys) == ["john-kerry"]
    event = kerrys.identities.list_events(candidate.id)[-1]
    assert (event.rule, event.person, event.reason) == ("by a person", "Lena", "she asked him")
    with pytest.raises(QueryError, match="one speaker already"):
        kerrys.identities.merge("john-kerry", candidate.id, LENA)
    kerrys.identities.undo(event.number, LENA)
    assert list_ids(kerrys) == ["john-kerry", candidate.id]
    with pytest.raises(QueryError, match="apart already"):
        kerrys.identities.undo(event.number, LENA)
    assert kerrys.speakers.get(candidate.id).candidates == ()


def test_an_undone_merge_stays_undone(kerrys: Store) -> None:
    """Neither another article nor the same again restores the link."""
    kerrys.identities.undo(find_merge(kerrys), LENA)
    assert list_events(kerrys)[-1] == "parted j.-kerry john-kerry None"
    kerrys.articles.save(make("d", "John Kerry", role=SECRETARY))
    kerrys.articles.save(make("a", "J. Kerry", role=f"U.S. {SECRETARY}"))
    assert {"j.-kerry", "john-kerry"} <= set(list_ids(kerrys))
    assert len(kerrys.identities.list_events()) == 2
    kerrys.identities.merge("j.-kerry", "john-kerry", LENA)
    assert "j.-kerry" not in list_ids(kerrys)


def test_a_speaker_is_parted_in_one_article(store: Store) -> None:
    """One article's speaker is somebody else; the others of the name stay."""
    for article in "abc":
        store.articles.save(make(article, "John Kerry"))
    store.identities.split("john-kerry", "b", LENA)
    quotes = store.quotes.list(QuoteFilter(speaker="john-kerry")).items
    assert sorted(quote.article.id for quote in quotes) == ["a", "c"]
    event = store.identities.list_events()[-1]
    assert (event.change, event.article_id, event.person) == ("moved", "b", "Lena")
    with pytest.raises(NotFoundError):
        store.identities.split("john-kerry", "b", LENA)


def test_unknown_ids_are_errors(store: Store) -> None:
    """Unknown ids and events are named."""
    store.articles.save(make("a", "John Kerry"))
    with pytest.raises(NotFoundError, match="'nobody'"):
        store.identities.merge("john-kerry", "nobody", LENA)
    with pytest.raises(NotFoundError, match="'7'"):
        store.identities.undo(7, LENA)
    with pytest.raises(QueryError, match="no other article"):
        store.identities.split("john-kerry", "a", LENA)


def test_quotes_moved_to_another_speaker_have_a_new_version(kerrys: Store) -> None:
    """So that an export of changes has them."""
    before = kerrys.version()
    version = kerrys.identities.undo(find_merge(kerrys), LENA)
    changed = [quote for quote in kerrys.quotes.list().items if quote.version > before]
    assert [(q.article.id, q.version) for q in changed] == [("a", version)]


def test_an_export_that_was_begun_before_a_merge_is_lost(store: Store) -> None:
    """So that no moved quote is missing from it."""
    store.articles.save(make("a", "J. Kerry", role=SECRETARY))
    version = store.version()
    store.articles.save(make("b", "Ann Lee"))
    with store.open_snapshot(version):
        pass
    store.articles.save(make("c", "John Kerry", role=SECRETARY))
    with pytest.raises(SnapshotLostError):
        store.open_snapshot(version)


def test_a_later_article_moves_an_ambiguous_quote(store: Store) -> None:
    """With an event."""
    store.articles.save(make("a", "Ann Lee", role="senator"))
    store.articles.save(make("b", "Ann Lee", date="2031-04-01"))
    store.articles.save(make("c", "Ann Lee", role="footballer"))
    assert len(list_ids(store)) == 3
    (event,) = store.identities.list_events()
    assert (event.change, event.id, event.article_id) == ("moved", "ann-lee", "b")
    store.articles.withdraw("c", "a hoax")
    assert len(list_ids(store)) == 1
    assert {each.change for each in store.identities.list_events()} == {"moved", "merged", "gone"}


def test_with_many_of_a_name_the_decision_waits(store: Store) -> None:
    """A new one takes the only identity of the name; one with something against it is decided at
    once; links to other spellings wait for the end of the run.
    """
    for n in range(MANY):
        store.articles.save(make(f"a{n}", "John Kerry", role=SECRETARY))
    store.articles.save(make("b", "John Kerry", role="president"))
    store.articles.save(make("c", "Kerry"))
    store.articles.save(make("d", "John Kerry", role="footballer"))
    assert len(list_ids(store)) == 3
    assert store.speakers.get("john-kerry").head.quotes == MANY + 1
    assert [pair for pair in store.identities.list_candidates() if pair.rule == "one word"]
    version = store.version()
    store.identities.decide_pending()
    store.identities.decide_pending()
    assert store.version() == version
    store.articles.save(make("e", "Kerry"))
    waiting = len(store.identities.list_candidates())
    store.identities.decide_pending()
    assert len(store.identities.list_candidates()) > waiting


def test_candidates_of_pending_decisions_have_a_new_version(store: Store) -> None:
    """Though no quote moves: the speaker's page changes."""
    for n in range(MANY):
        store.articles.save(make(f"a{n}", "John Kerry", role=SECRETARY))
    store.articles.save(make("b", "Kerry"))
    store.identities.decide_pending()
    version, known = store.version(), store.speakers.get("john-kerry")
    store.articles.save(make("c", "Kerry"))
    saved = store.version()
    assert (saved, store.speakers.get("john-kerry").candidates) == (version + 1, known.candidates)
    store.identities.decide_pending()
    assert len(store.speakers.get("john-kerry").candidates) > len(known.candidates)
    settled = store.version()
    assert settled == saved + 1
    store.articles.save(make("d", "Ann Lee"))
    assert store.version() == settled + 1
    assert all(event.version <= settled for event in store.identities.list_events())


def test_wikidata_links_what_names_alone_do_not(database: object) -> None:
    """The table's ids are evidence for and against."""
    ids = {("person", "pele"): frozenset(["Q1"])}
    with open_store(f"sqlite:///{database}", wikidata=WikidataTable(ids)) as store:
        store.articles.save(make("a", "Pelé"))
        store.articles.save(make("b", "Pelé"))
        assert len(list_ids(store)) == 1


_articles = st.lists(
    st.builds(
        make,
        st.sampled_from("abcdef"),
        st.sampled_from(["John Kerry", "J. Kerry", "Kerry", "Jane Kerry", "John F. Kerry"]),
        role=st.sampled_from([None, SECRETARY, "footballer"]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda each: each.article.id,
)


@given(found=_articles, data=st.data())
@settings(max_examples=15, deadline=None)
def test_the_order_of_arrival_gives_the_same_speakers(
    new_store: Callable[[], Store], found: list[Extraction], data: st.DataObject
) -> None:
    """Shuffled articles have the same speakers under the same names."""
    shuffled = data.draw(st.permutations(found))
    assert _list_speakers(new_store, found) == _list_speakers(new_store, shuffled)


def _list_speakers(new_store: Callable[[], Store], found: list[Extraction]) -> set[object]:
    with new_store() as store:
        for each in found:
            store.articles.save(each)
        speakers: dict[str | None, set[str]] = {}
        for quote in read_all(store, QuoteFilter(act="all")):
            speakers.setdefault(quote.attribution.speaker_id, set()).add(quote.article.id)
        heads = {each.id: (each.name, each.aliases) for each in store.speakers.list().items}
        assert heads.keys() == speakers.keys()
        return {(heads[each], frozenset(of)) for each, of in speakers.items() if each}
