"""Reviews of quotes are stored, filter quotes, and survive the next run."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from store_builders import attribute, make_sample, person, read_all

from quotes.errors import GoneError, NotFoundError
from quotes.records import Article, Extraction, ReviewStatus
from quotes.store import Decider, QuoteFilter, Review, Store

ANN = Decider("Ann", "heard it on tape")
BEA = Decider("Bea", "it was somebody else")


@pytest.fixture
def sample(store: Store) -> Store:
    for extraction in make_sample():
        store.articles.save(extraction)
    return store


def find_id(store: Store, words: str) -> str:
    (quote,) = store.quotes.list(QuoteFilter(q=words, act="all", status="all")).items
    return quote.attribution.id


def count(store: Store, **fields: object) -> int:
    return len(read_all(store, QuoteFilter(**fields)))  # type: ignore[arg-type]


def test_extracted_quotes_are_unreviewed(sample: Store) -> None:
    assert {quote.status for quote in read_all(sample, QuoteFilter(act="all"))} == {"unreviewed"}
    assert count(sample) == count(sample, status="unreviewed") == count(sample, status="all") == 6
    assert sample.quotes.list_reviews(find_id(sample, "river")) == ()


@pytest.mark.parametrize("status", ["confirmed", "corrected", "rejected"])
def test_quotes_are_found_by_their_status(sample: Store, status: ReviewStatus) -> None:
    quote_id = find_id(sample, "river")
    before = sample.version()
    version = sample.quotes.review(quote_id, status, ANN)
    assert version == sample.version() == before + 1
    (quote,) = sample.quotes.list(QuoteFilter(status=status)).items
    assert (quote.attribution.id, quote.status, quote.version) == (quote_id, status, version)
    assert sample.quotes.get(quote_id)[0] == quote
    assert count(sample, status="unreviewed") == 5
    assert sample.quotes.list_statuses("dam-cable") == {quote_id: status}
    assert sample.quotes.list_statuses("undated") == {}


def test_rejected_quotes_are_left_out(sample: Store) -> None:
    quote_id = find_id(sample, "river")
    sample.quotes.review(quote_id, "rejected", BEA)
    assert (count(sample), count(sample, status="all")) == (5, 6)
    assert (count(sample, q="river"), count(sample, q="river", status="rejected")) == (0, 1)
    assert count(sample, speaker="işık", topic="politics") == 2
    assert (sample.count().quotes, sample.count().attitudes) == (5, 1)
    assert sum(outlet.quotes for outlet in sample.outlets.list().items) == 4
    assert [topic.quotes for topic in sample.topics.list().items] == [3, 2]
    sample.quotes.review(find_id(sample, "flood"), "rejected", BEA)
    assert (sample.count().quotes, sample.count().attitudes) == (5, 0)
    assert sample.quotes.count_facets().quotes == 5
    assert sum(point.quotes for point in sample.quotes.count_timeline().points) == 4
    assert sample.speakers.get("zoë-işık").head.quotes == 2
    assert [each.quotes for each in sample.speakers.list(name="isik").items] == [2]
    assert sample.quotes.get(quote_id)[0].status == "rejected"


def test_roles_leave_out_rejected_quotes(sample: Store) -> None:
    """On a speaker's page and in exports; a speaker without other quotes has no role."""
    minister = sample.speakers.get("zoë-işık")
    before = {each.role: each.quotes for each in minister.roles}
    assert set(before) == {"water minister"}

    def read_roles() -> tuple[list[tuple[str | None, int]], list[tuple[str | None, int]]]:
        with sample.open_snapshot() as snapshot:
            (columns,) = snapshot.stream_speakers(("id", "roles"), QuoteFilter())
        exported = dict(zip(*columns, strict=True))[minister.head.id]
        roles = sample.speakers.get(minister.head.id).roles
        return [(each.role, each.quotes) for each in roles], [
            (each.role, each.quotes) for each in exported
        ]

    sample.quotes.review(find_id(sample, "river"), "rejected", BEA)
    left = [("water minister", before["water minister"] - 1)]
    assert read_roles() == (left, left)
    for quote in read_all(sample, QuoteFilter(speaker=minister.head.id, act="all")):
        sample.quotes.review(quote.attribution.id, "rejected", BEA)
    assert sample.speakers.get(minister.head.id).roles == ()
    with sample.open_snapshot() as snapshot:
        (columns,) = snapshot.stream_speakers(("id",), QuoteFilter())
    assert list(columns[0]) == ["ola-berg"]


def name_twice(article_id: str = "again") -> Extraction:
    """An article that has Ola Berg under another form of the name."""
    article = Article(id=article_id, text="O. Berg said it was late.", published="2031-03-05")
    found = attribute(article, "it was late", "said", "O. Berg", **person("O. Berg"))
    return Extraction(article=article, attributions=(found,))


@pytest.fixture
def merged(sample: Store) -> Store:
    sample.articles.save(name_twice())
    sample.identities.merge("o.-berg", "ola-berg", ANN)
    return sample


def list_found(store: Store, words: str) -> tuple[list[str], list[str], int]:
    """The speakers in lists and suggestions for a name, and the number of quotes found by it."""
    listed = [each.id for each in store.speakers.list(name=words).items]
    return listed, [each.id for each in store.speakers.suggest(words)], count(store, speaker=words)


def test_names_of_rejected_quotes_are_removed(merged: Store) -> None:
    """And restored; a filter by `status` still finds the rejected quote by its name."""
    head = merged.speakers.get("ola-berg").head
    assert (head.aliases, head.quotes) == (("O. Berg",), 3)
    assert list_found(merged, "o berg") == (["ola-berg"], ["ola-berg"], 3)
    quote_id = find_id(merged, "late")
    version = merged.quotes.review(quote_id, "rejected", BEA)
    for _ in range(2):
        head = merged.speakers.get("ola-berg").head
        assert (head.name, head.aliases, head.quotes) == ("Ola Berg", (), 2)
        assert list_found(merged, "o berg") == ([], ["ola-berg"], 0)
        assert count(merged, speaker="o berg", status="rejected") == 1
        assert count(merged, speaker="berg") == 2
        # The same after another run, but for the ids.
        merged.articles.save(extract_again(name_twice()))
    (event,) = [each for each in merged.identities.list_events() if each.change == "renamed"]
    assert (event.id, event.version, event.person) == ("ola-berg", version, "Bea")
    merged.quotes.review(quote_id, "confirmed", ANN)
    assert merged.speakers.get("ola-berg").head.aliases == ("O. Berg",)
    assert list_found(merged, "o berg") == (["ola-berg"], ["ola-berg"], 3)
    assert [finding for finding in merged.verify() if finding.broken] == []


def test_a_speaker_with_rejected_quotes_only_is_not_found(sample: Store) -> None:
    """Until another quote is saved; their page stays, with the name alone."""
    sample.articles.save(name_twice())
    quote_id = find_id(sample, "late")
    (named,) = [each for each in sample.speakers.list().items if each.name == "O. Berg"]
    sample.quotes.review(quote_id, "rejected", BEA)
    head = sample.speakers.get(named.id).head
    assert (head.name, head.aliases, head.quotes) == ("O. Berg", (), 0)
    assert named.id not in [each.id for each in sample.speakers.list().items]
    assert list_found(sample, "o berg")[0] == []
    sample.articles.save(name_twice("other"))
    assert [each.name for each in sample.speakers.list(name="o berg").items] == ["O. Berg"]
    assert [finding for finding in sample.verify() if finding.broken] == []


def test_reviews_have_person_time_and_reason(sample: Store) -> None:
    quote_id = find_id(sample, "river")
    first = sample.quotes.review(quote_id, "confirmed", ANN)
    second = sample.quotes.review(quote_id, "rejected", BEA)
    third = sample.quotes.review(quote_id, "unreviewed", ANN)
    reviews = sample.quotes.list_reviews(quote_id)
    assert [replace(each, at="") for each in reviews] == [
        Review(version=first, status="confirmed", at="", person="Ann", reason=ANN.reason),
        Review(version=second, status="rejected", at="", person="Bea", reason=BEA.reason),
        Review(version=third, status="unreviewed", at="", person="Ann", reason=ANN.reason),
    ]
    assert [each.at for each in reviews] == sorted(each.at for each in reviews)
    assert reviews[0].at.endswith("Z")
    (quote,) = sample.quotes.list(QuoteFilter(q="river")).items
    assert (quote.status, quote.is_reviewed) == ("unreviewed", True)
    assert count(sample, status="unreviewed") == 6


def test_reviewing_an_unknown_quote_is_an_error(sample: Store) -> None:
    version = sample.version()
    with pytest.raises(NotFoundError, match="'nothing'"):
        sample.quotes.review("nothing", "confirmed", ANN)
    assert sample.version() == version
    assert sample.quotes.list_reviews("nothing") == ()


def extract_again(sample: Extraction, **fields: object) -> Extraction:
    """The extraction as another run might make it; fields of its first attribution."""
    first, *rest = sample.attributions
    changed: dict[str, object] = {"confidence": 0.5} | fields
    return replace(sample, attributions=(replace(first, **changed), *rest))


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        pytest.param({}, "confirmed", id="the same words and speaker"),
        pytest.param(person("Ola Berg"), "unreviewed", id="another speaker"),
        pytest.param({"speaker": None, "speaker_id": None}, "unreviewed", id="no speaker"),
    ],
)
def test_reviews_survive_another_run(
    sample: Store, fields: dict[str, object], status: ReviewStatus
) -> None:
    """But not of a quote that has another speaker now."""
    quote_id = find_id(sample, "river")
    sample.quotes.review(quote_id, "confirmed", ANN)
    assert sample.articles.save(extract_again(make_sample()[0], **fields)) == "replaced"
    quote, _ = sample.quotes.get(quote_id)
    assert (quote.status, quote.is_reviewed) == (status, True)
    assert [each.status for each in sample.quotes.list_reviews(quote_id)] == ["confirmed"]


def test_other_words_at_the_same_place_are_unreviewed(sample: Store) -> None:
    remote = make_sample()[3]
    quote_id = find_id(sample, "rain")
    sample.quotes.review(quote_id, "rejected", ANN)
    article = replace(remote.article, text=remote.article.text.replace("rain", "snow"))
    sample.articles.save(replace(remote, article=article))
    with pytest.raises(GoneError) as gone:
        sample.quotes.get(quote_id)
    quote, _ = sample.quotes.get(gone.value.successor or "")
    assert (quote.content, quote.status) == (("snow was near",), "unreviewed")


def test_reviews_survive_a_withdrawal(sample: Store) -> None:
    quote_id = find_id(sample, "river")
    sample.quotes.review(quote_id, "rejected", ANN)
    sample.articles.withdraw("dam-cable", "a slip")
    assert sample.quotes.list_reviews(quote_id) == ()
    sample.articles.restore("dam-cable")
    sample.articles.save(make_sample()[0])
    assert sample.quotes.get(quote_id)[0].status == "rejected"
    assert len(sample.quotes.list_reviews(quote_id)) == 1
    assert sample.count().quotes == 5
    assert [finding for finding in sample.verify() if finding.broken] == []
    sample.quotes.review(quote_id, "unreviewed", ANN)
    assert sample.count().quotes == 6
    assert [finding for finding in sample.verify() if finding.broken] == []


def test_changes_since_a_version_have_rejected_quotes(sample: Store) -> None:
    """As withdrawn, and as new with a filter by status."""
    quote_id, version = find_id(sample, "river"), sample.version()
    sample.quotes.review(quote_id, "rejected", BEA)
    asked = QuoteFilter(status="rejected")
    with sample.open_snapshot() as snapshot:
        (gone,) = snapshot.stream_withdrawn("quote", QuoteFilter(), since=version)
        assert [list(column) for column in gone] == [[quote_id], [version + 1], [None], [0]]
        (rows,) = snapshot.stream_quotes(("id", "status"), asked, since=version)
        assert [list(column) for column in rows] == [[quote_id], ["rejected"]]
        assert list(snapshot.stream_withdrawn("quote", asked, since=version)) == []
