"""A copy of what passes a filter stays up to date by the changes since a version, whatever became
of its speaker or cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from store_builders import attribute, person

from quotes.records import Article, Extraction, PossibleSpeaker
from quotes.store import Decider, QuoteFilter, Store

LENA = Decider("Lena", "she asked him")
SECRETARY = "secretary of state"
SPEAKERS = ["john-kerry", "j kerry", "robert-park", "bo"]


def make(article: str, name: str, *, role: str | None = None) -> Extraction:
    """An article in which somebody says something, something else with Ann Lee, and something that
    may be theirs.
    """
    text = (
        f"{name} said it was {article}. Ann Lee and {name} said we know {article}. "
        f"They said {article} is late."
    )
    record = Article(id=article, text=text, outlet="Post", published="2031-03-01")
    together = person("Ann Lee") | {"members": ("Ann Lee", name)}
    candidate = PossibleSpeaker(name=name, kind="person", probability=0.4)
    said = [
        attribute(record, f"it was {article}", "said", name, **person(name, role=role)),
        attribute(record, f"we know {article}", "said", f"Ann Lee and {name}", **together),
        attribute(record, f"{article} is late", "said", "They", candidates=(candidate,)),
    ]
    return Extraction(article=record, attributions=tuple(said))


class Copies:
    """What passes each filter, as it was in each version."""

    def __init__(self, store: Store, filters: list[QuoteFilter]) -> None:
        self._store, self._filters = store, filters
        self._kept: list[tuple[int, list[tuple[set[str], set[str]]]]] = []
        self.check()

    def check(self) -> None:
        """Whether the changes since the last few versions make what was kept then what there is
        now.
        """
        with self._store.open_snapshot() as snapshot:
            now = [
                (
                    _flatten(snapshot.stream_quotes(("id",), wanted)),
                    _flatten(snapshot.stream_articles(("id",), wanted)),
                )
                for wanted in self._filters
            ]
            for since, kept in self._kept[-3:]:
                for wanted, (quotes, articles), found in zip(self._filters, kept, now, strict=True):
                    came = _flatten(snapshot.stream_quotes(("id",), wanted, since=since))
                    gone = _flatten(snapshot.stream_withdrawn("quote", wanted, since=since))
                    assert not came & gone
                    assert (quotes - gone) | came == found[0], (since, wanted)
                    came = _flatten(snapshot.stream_articles(("id",), wanted, since=since))
                    gone = _flatten(snapshot.stream_withdrawn("article", wanted, since=since))
                    assert not came & gone
                    assert (articles - gone) | came == found[1], (since, wanted)
            self._kept.append((snapshot.version, now))


def _flatten(batches: Iterator[list[object]]) -> set[str]:
    return {str(each) for batch in batches for each in batch[0]}


def find_merges(store: Store) -> list[int]:
    """Those that a person decided."""
    events = store.identities.list_events()
    return [each.number for each in events if each.change == "merged" and each.person]


def find_quote(store: Store, words: str) -> str:
    wanted = QuoteFilter(q=f'"{words}"', status="all")
    return store.quotes.list(wanted).items[0].attribution.id


def test_a_copy_of_a_speaker_stays_up_to_date(store: Store) -> None:
    """Merges by rules and by people, their undoing, and names added and removed with articles; also
    of joint speakers, and of quotes that may be a speaker's.
    """
    filters = [QuoteFilter(speaker=each) for each in SPEAKERS]
    filters += [QuoteFilter(speaker=each, include="candidates") for each in SPEAKERS]
    copies = Copies(store, filters)
    steps: list[Callable[[], object]] = [
        lambda: store.articles.save(make("a", "John Kerry", role=SECRETARY)),
        lambda: store.articles.save(make("b", "Bo Park")),
        lambda: store.articles.save(make("c", "Robert Park")),
        # Links by the rules, and brings the older quotes another name.
        lambda: store.articles.save(make("e", "J. Kerry", role=SECRETARY)),
        lambda: store.identities.merge("bo-park", "robert-park", LENA),
        lambda: store.identities.merge("robert-park", "john-kerry", LENA),
        lambda: store.identities.undo(find_merges(store)[0], LENA),
        lambda: store.identities.undo(find_merges(store)[-1], LENA),
        lambda: store.quotes.review(find_quote(store, "it was e"), "rejected", LENA),
        lambda: store.quotes.review(find_quote(store, "it was e"), "confirmed", LENA),
        # Takes the name along.
        lambda: store.articles.withdraw("e", "a slip"),
        lambda: store.articles.withdraw("a", "a slip"),
    ]
    for step in steps:
        step()
        copies.check()


def test_a_copy_of_a_cluster_stays_up_to_date(store: Store) -> None:
    """Three clusters are merged into one, one after the other."""
    texts = {
        "a": "“The wall is standing. Nobody should sleep below that dam tonight, or any night.”",
        "b": "“The wall is standing tall and the gates are shut for the winter.”",
        "c": "“The river will rise again before the ice on the upper lake is gone.”",
    }
    texts["ab"], texts["bc"] = (f"{texts[x][:-1]} {texts[y][1:]}" for x, y in ("ab", "bc"))

    def save(name: str) -> None:
        article = Article(id=name, text=f"{texts[name]} said Bo Park.", published="2031-03-01")
        said = attribute(article, texts[name], "said", type="direct", **person("Bo Park"))
        store.articles.save(Extraction(article=article, attributions=(said,)))

    def list_clusters() -> set[str]:
        return {str(quote.cluster) for quote in store.quotes.list().items}

    for name in "abc":
        save(name)
    copies = Copies(store, [QuoteFilter(cluster=each) for each in sorted(list_clusters())])
    for name, left in (("ab", 2), ("bc", 1)):
        save(name)
        assert len(list_clusters()) == left
        copies.check()
