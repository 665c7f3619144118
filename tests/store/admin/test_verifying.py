"""Each invariant is checked: what violates one is found, and nothing else is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_builders import attribute, extractions, make_sample, person

from quotes.records import Article, Extraction, PossibleSpeaker, Topic
from quotes.store import Decider, Store, open_store


def find_broken(store: Store) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for finding in store.verify():
        if finding.broken:
            assert len(finding.examples) == min(finding.broken, 5)
            found[finding.invariant] = found.get(finding.invariant, ()) + finding.examples
    return found


@given(drawn=st.lists(extractions(), max_size=5))
@settings(max_examples=8, deadline=None)
def test_whatever_was_saved_and_withdrawn_is_intact(
    new_store: Callable[[], Store], drawn: list[Extraction]
) -> None:
    with new_store() as store:
        for each in [*make_sample(), *drawn]:
            store.articles.save(each)
        store.articles.withdraw("undated", "for the test")
        store.identities.merge("ola-berg", "zoë-işık", Decider("Ann", "for the test"))
        for quote in store.quotes.list(limit=1).items:
            store.quotes.review(quote.attribution.id, "confirmed", Decider("Bea", "heard it"))
        version = store.version()
        assert find_broken(store) == {}
        assert store.version() == version


@pytest.mark.parametrize(
    ("statements", "invariant", "words"),
    [
        pytest.param(
            ["DELETE FROM fingerprints",
             ("DELETE FROM attributions WHERE article_key IN (SELECT key FROM articles "
              "WHERE id = 'undated')"), "DELETE FROM articles WHERE id = 'undated'"],
            "I1", "article 'undated': new in version 3, stored in None", id="article lost",
        ),
        pytest.param(
            ["UPDATE articles SET version = 9 WHERE id = 'undated'"],
            "I1", "article 'undated': new in version 3, stored in 9", id="other version",
        ),
        pytest.param(
            ["DELETE FROM changes WHERE version = 3", "DELETE FROM events WHERE version = 3"],
            "I1", "article 'undated': it has no change", id="change lost",
        ),
        pytest.param(
            ["INSERT INTO tombstones VALUES ('article', 'undated', 3, NULL)"],
            "I1", "article 'undated': stored, but it has a tombstone", id="with a tombstone",
        ),
        pytest.param(
            ["UPDATE articles SET text = 'Nobody said anything at all here.' WHERE id = 'undated'"],
            "I3", "article 'undated': its text has the digest", id="text altered",
        ),
        pytest.param(
            ["UPDATE articles SET text = '' WHERE id = 'undated'"],
            "I3", "article 'undated': its text has the digest", id="text cut off",
        ),
        pytest.param(
            ["UPDATE attributions SET cue = 'sang' WHERE cue = 'called'"],
            "I3", "its cue is 'sang', and 'called' by its record", id="cue altered",
        ),
        pytest.param(
            ["UPDATE attributions SET role = 'queen' WHERE cue = 'called'"],
            "I3", "its role is 'queen', and 'farmer' by its record", id="role altered",
        ),
        pytest.param(
            ["UPDATE attributions SET confidence_order = -1 WHERE cue = 'called'"],
            "I3", "its confidence_order is -1.0, and -0.9 by its record", id="confidence altered",
        ),
        pytest.param(
            ["UPDATE articles SET sha256 = 'x' WHERE id = 'undated'"],
            "I3", "its text has the digest", id="digest altered",
        ),
        pytest.param(
            ["UPDATE articles SET url = 'https://evil.example' WHERE id = 'undated'"],
            "I3", "its url is 'https://evil.example', and None by its record", id="url altered",
        ),
        pytest.param(
            ["UPDATE attributions SET record = '{}' WHERE cue = 'called'"],
            "I3", "missing required field", id="record lost",
        ),
        pytest.param(
            ["UPDATE attributions SET id = 'other' WHERE cue = 'called'"],
            "I3", "quote 'other': its record is of", id="other id",
        ),
        pytest.param(
            ["DELETE FROM attributions WHERE cue = 'fear'"],
            "I4", "article 'dam-cable': 2 of 3 attributions", id="attribution lost",
        ),
        pytest.param(
            ["DELETE FROM speakers WHERE id = 'ola-berg'"],
            "I4", "speaker 'ola-berg' is not there", id="speaker lost",
        ),
        pytest.param(
            ["INSERT INTO fingerprints VALUES (7, 7)"],
            "I4", "quote with a fingerprint 7 is not there", id="fingerprint left",
        ),
        pytest.param(
            [("INSERT INTO merged_clusters SELECT cluster, 'x', 1 FROM attributions "
              "WHERE cue = 'called'")],
            "I4", "quotes have it, but it is merged itself", id="quote in a merged cluster",
        ),
        pytest.param(
            ["INSERT INTO article_shingles VALUES (7, 7)"],
            "I4", "article with a shingle 7 is not there", id="shingle left",
        ),
        pytest.param(
            [("INSERT INTO article_copies SELECT a.key, b.key FROM articles a, articles b "
              "WHERE a.id = 'undated' AND b.id = 'dam-cable'")],
            "I4", "they are copies, but not in one story", id="copy in another story",
        ),
        pytest.param(
            ["UPDATE attributions SET copy_of = id WHERE cue = 'called'"],
            "I4", "it is not there, or not in one story with its copies", id="copy lost",
        ),
        pytest.param(
            ["INSERT INTO merged_clusters VALUES ('x', 'y', 1), ('y', 'z', 1)"],
            "I4", "cluster 'y': ids were merged into it, but it is merged itself", id="chain",
        ),
        pytest.param(
            ["INSERT INTO speakers VALUES ('x', 'X', NULL, '[]', 'x')"],
            "I4", "a quote of speaker 'x' is not there", id="speaker without quotes",
        ),
        pytest.param(
            ["DELETE FROM names WHERE kind = 'outlet'"],
            "I4", "outlet named", id="name lost",
        ),
        pytest.param(
            ["DELETE FROM events WHERE version = 2"],
            "I7", "version 2: 0 events", id="event lost",
        ),
        pytest.param(
            ["UPDATE events SET version = 77 WHERE version IS NULL"],
            "I7", "there is no change with its version 77", id="event of nothing",
        ),
    ],
)  # fmt: skip
def test_finds_what_is_broken(
    store: Store, statements: list[str], invariant: str, words: str
) -> None:
    for each in make_sample():
        store.articles.save(each)
    store.access_keys.create("desk", "read")
    with store._database.write() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    found = find_broken(store)
    assert any(words in example for example in found[invariant]), found
    assert set(found) == {invariant}


def _break(database: Path, *statements: str) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            connection.execute(statement)


def make_rich() -> list[Extraction]:
    """An article with a relay, members, candidates and a topic, and one with unnamed sources."""
    text = "Ann Lee and Bo Park told Radio Norr the dam is safe for now. He said it was late."
    article = Article(id="rich", outlet="Post", published="2031-03-04", text=text)
    candidate = PossibleSpeaker(name="Ann Lee", kind="person", probability=0.4)
    together = person("Ann Lee") | {"members": ("Ann Lee", "Bo Park"), "relay": ("Radio Norr",)}
    said = (
        attribute(
            article,
            "the dam is safe for now",
            "told",
            "Ann Lee and Bo Park",
            addressee="Radio Norr",
            spoken_at="2031-03",
            spoken_precision="month",
            **together,
        ),
        attribute(article, "it was late", "said", "He", candidates=(candidate,)),
    )
    topic = Topic(code="medtop:11000000", name="politics", score=0.8, method="lexicon")
    plain = Article(
        id="plain", text="Officials said nobody would ever sleep below that wall again."
    )
    words = "nobody would ever sleep below that wall again"
    unnamed = attribute(plain, words, "said", "Officials", speaker_kind="group")
    return [
        Extraction(article=article, attributions=said, topics=(topic,)),
        Extraction(article=plain, attributions=(unnamed,)),
    ]


LATE, DAM = "quote '{late}': ", "quote '{dam}': "
RICH = "article 'rich': "


# A change of each kind of column behind the program's back, and what is told of it.
@pytest.mark.parametrize(
    ("statement", "invariant", "words"),
    [
        ("UPDATE attributions SET spoken_last = 7 WHERE cue = 'told'", "I3",
         DAM + "its spoken_last is 7, and"),
        ("UPDATE attributions SET spoken_first = NULL WHERE cue = 'told'", "I3",
         DAM + "its spoken_first is None, and"),
        ("UPDATE attributions SET item = replace(item, 'Ann', 'Eve') WHERE cue = 'told'", "I3",
         DAM + "its item is "),
        ("UPDATE attributions SET speaker_id = 'bo-park' WHERE cue = 'told'", "I3",
         DAM + "its speaker_id is 'bo-park', and 'ann-lee' by its record"),
        ("UPDATE attributions SET outlet_id = NULL WHERE cue = 'told'", "I3",
         DAM + "its outlet_id is None, and"),
        ("UPDATE attributions SET addressee_id = NULL WHERE cue = 'told'", "I3",
         DAM + "its addressee_id is None, and"),
        ("UPDATE attributions SET status = 'confirmed' WHERE cue = 'told'", "I3",
         DAM + "its status is 'confirmed', and None by its record"),
        ("UPDATE attributions SET cluster = NULL WHERE cue = 'told'", "I3",
         DAM + "its cluster is None, against its words"),
        (("UPDATE attributions SET cluster = (SELECT max(cluster) FROM attributions WHERE "
          "article_key = (SELECT key FROM articles WHERE id = 'plain')) WHERE cue = 'told'"), "I4",
         "a source without a name is in it with others"),
        ("DELETE FROM attribution_relays", "I3", DAM + "the relay of name_id"),
        ("DELETE FROM attribution_members", "I3", DAM + "the member of name_id"),
        ("DELETE FROM attribution_candidates", "I3", LATE + "the candidate of name_id"),
        (("INSERT INTO attribution_relays SELECT r.name_id, c.key FROM attribution_candidates c, "
          "attribution_relays r"), "I3", LATE + "the relay of name_id"),
        ("UPDATE attribution_candidates SET probability = 0.9", "I3",
         "its probability is 0.9, and 0.4 by its record"),
        ("UPDATE attribution_candidates SET speaker_id = NULL", "I3",
         "its speaker_id is None, and 'ann-lee' by its record"),
        ("UPDATE article_topics SET name_folded = 'x'", "I3",
         RICH + "the topic of article_key"),
        ("DELETE FROM article_topics", "I3", RICH + "its topic_names is 'politics', and '' by"),
        ("DELETE FROM topic_articles", "I3", RICH + "the place below topic of code"),
        ("UPDATE topic_articles SET direct = 0", "I3", "its direct is 0, and 1 by its record"),
        ("UPDATE articles SET outlet_id = NULL WHERE id = 'rich'", "I3",
         RICH + "its outlet_id is None, and"),
        ("UPDATE speakers SET name = 'Eve'", "I3", "its name is 'Eve', and 'Ann Lee' by"),
        ("UPDATE speakers SET aliases = '[\"Eve\"]'", "I3", "speaker 'ann-lee': its aliases is"),
        ("DELETE FROM speaker_names", "I3", "speaker 'ann-lee': found by other names than"),
    ],
)  # fmt: skip
def test_names_what_was_changed(store: Store, statement: str, invariant: str, words: str) -> None:
    rich, plain = make_rich()
    store.articles.save_all([rich, plain])
    assert find_broken(store) == {}
    with store._database.write() as connection:
        connection.exec_driver_sql(statement.replace("%", "%%"))
    dam, late = (quote.id for quote in rich.attributions)
    found = find_broken(store)
    expected = words.format(dam=dam, late=late)
    assert any(expected in example for example in found[invariant]), found


@pytest.mark.parametrize(
    ("statements", "invariant", "words"),
    [
        pytest.param(
            [("INSERT INTO attributions_fts(attributions_fts, rowid, statement, statement_by) "
              "SELECT 'delete', key, content, speaker FROM attributions WHERE cue = 'called'")],
            "I5", "attributions_fts: ", id="quote not indexed",
        ),
        pytest.param(
            [("INSERT INTO articles_fts(articles_fts, rowid, title, topics, body) "
              "SELECT 'delete', key, title, topic_names, text FROM articles "
              "WHERE id = 'dam-cable'")],
            "I5", "articles_fts: ", id="article not indexed",
        ),
        pytest.param(
            ["INSERT INTO names_fts(rowid, folded) VALUES (999, ' nobody ')"],
            "I5", "names_fts: ", id="name indexed that is not there",
        ),
        pytest.param(
            ["PRAGMA foreign_keys = OFF", "INSERT INTO topic_articles VALUES ('x', 1, 1, 1)"],
            "I8", "of topic_articles belongs to a row of articles", id="reference to nothing",
        ),
    ],
)  # fmt: skip
def test_finds_what_is_broken_in_a_file(
    database: Path, statements: list[str], invariant: str, words: str
) -> None:
    with open_store(f"sqlite:///{database}") as store:
        for each in make_sample():
            store.articles.save(each)
        _break(database, *statements)
        found = find_broken(store)
        assert set(found) == {invariant}
        assert any(words in example for example in found[invariant]), found


def test_finds_a_quote_that_is_stored_twice(database: Path) -> None:
    """As after damage: an index that lets an id in twice."""
    _break(
        database,
        "UPDATE sqlite_schema SET sql = replace(sql, 'UNIQUE (id)', 'CHECK (1)') "
        "WHERE name = 'attributions'",
        "DELETE FROM sqlite_schema WHERE name = 'sqlite_autoindex_attributions_1'",
    )
    with open_store(f"sqlite:///{database}") as store:
        store.articles.save(make_sample()[2])
        _break(database, "UPDATE articles SET statements = 2", "INSERT INTO attributions SELECT "
               "key + 1, id, article_key, outlet_id, type, act, speaker_id, speaker, unlinked_id, "
               "speaker_kind, role, role_id, affiliation, affiliation_id, addressee_id, anonymity, "
               "spoken_first, spoken_last, confidence_order, certainty, content, cue, source, "
               "record, item, version, status, cluster, copy_of FROM attributions")  # fmt: skip
        (example,) = find_broken(store)["I2"]
        assert example.endswith(": 2 times")


def test_finds_damaged_pages(database: Path) -> None:
    with open_store(f"sqlite:///{database}") as store:
        for each in make_sample():
            store.articles.save(each)
    content = bytearray(database.read_bytes())
    at = content.index(b"water minister")
    page = at - at % 4096
    content[page + 8 : page + 40] = bytes(32)
    database.write_bytes(content)
    with open_store(f"sqlite:///{database}") as store:
        assert "I8" in find_broken(store)
