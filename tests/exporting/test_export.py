"""An export has everything that passes the filters, of one version of the data, in order."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
import pytest
from store_builders import attribute, make_sample

from quotes.errors import QueryError, SnapshotLostError
from quotes.exporting import (
    FORMATS,
    ROWS,
    Export,
    ExportManifest,
    ExportRequest,
    Format,
    Shape,
    Table,
)
from quotes.records import Article, Extraction, PossibleSpeaker
from quotes.store import Decider, QuoteFilter, Store
from quotes.store.bulk import snapshots


def _export(store: Store, **request: Any) -> tuple[bytes, ExportManifest]:
    asked = ExportRequest(**({"table": "quotes", "format": "ndjson"} | request))
    with Export(store, asked) as export:
        data = b"".join(export)
    return data, export.manifest


def _read(store: Store, **request: Any) -> list[dict[str, Any]]:
    data, _ = _export(store, **request)
    return [msgspec.json.decode(line) for line in data.splitlines()]


def _list_ids(store: Store, **request: Any) -> list[str]:
    return [row["id"] for row in _read(store, **request)]


@pytest.mark.parametrize(
    "filters",
    [
        pytest.param(QuoteFilter(), id="statements"),
        pytest.param(QuoteFilter(act="all"), id="all"),
        pytest.param(QuoteFilter(speaker="berg"), id="a speaker"),
        pytest.param(QuoteFilter(q="dam"), id="words"),
        pytest.param(QuoteFilter(topic="politics"), id="a topic"),
        pytest.param(QuoteFilter(outlet="nowhere"), id="none"),
    ],
)
def test_quotes_are_those_of_the_list(store: Store, filters: QuoteFilter) -> None:
    """In the order of the list, with the same values."""
    rows = _read(store, filters=filters)
    quotes = store.quotes.list(filters).items
    assert [row["id"] for row in rows] == [quote.attribution.id for quote in quotes]
    for row, quote in zip(rows, quotes, strict=True):
        attribution = quote.attribution
        assert row["text"] == " … ".join(quote.content)
        assert row["confidence"] == attribution.confidence
        assert row["addressee"] == (attribution.addressee.text if attribution.addressee else None)
        assert row["relay"] == list(attribution.relay)
        assert row["members"] == list(attribution.members)
        said = (attribution.spoken_at, attribution.spoken_precision)
        assert (row["spoken_at"], row["spoken_precision"]) == said
        assert row["offsets_content"] == [[span.start, span.end] for span in attribution.content]
        assert row["article_title"] == quote.article.title


def test_quotes_that_may_be_a_speakers(store: Store) -> None:
    """Their rows name no speaker, and have the candidates with their chances."""
    article = Article(id="open", text="He said it was late.")
    candidate = PossibleSpeaker(name="Ola Berg", kind="person", probability=0.4)
    said = attribute(article, "it was late", "said", "He", candidates=(candidate,))
    store.articles.save(Extraction(article=article, attributions=(said,)))
    assert len(_read(store, filters=QuoteFilter(speaker="berg"))) == 2
    (row,) = _read(store, filters=QuoteFilter(speaker="berg", include="candidates", q="late"))
    assert (row["speaker_name"], row["speaker_id"]) == (None, None)
    assert row["candidates"] == [{"name": "Ola Berg", "kind": "person", "probability": 0.4}]


def test_offsets_slice_the_text_of_the_article(store: Store) -> None:
    """What one export says of another: offsets of quotes fit texts of articles."""
    texts = {row["id"]: row["text"] for row in _read(store, table="articles")}
    for row in _read(store, filters=QuoteFilter(act="all")):
        pieces = [texts[row["article_id"]][start:end] for start, end in row["offsets_content"]]
        assert " … ".join(pieces) == row["text"]


def test_columns_on_demand(store: Store) -> None:
    rows = _read(store, columns=("offsets_addressee", "id"))
    assert list(rows[0]) == ["offsets_addressee", "id"]
    assert sorted(len(row["offsets_addressee"]) for row in rows) == [0] * (len(rows) - 1) + [1]


def test_every_article_and_speaker(store: Store) -> None:
    """Without filters every article, also one without statements; with one, those with a quote."""
    assert len(_read(store, table="articles")) == len(make_sample())
    berg = QuoteFilter(speaker="berg")
    assert set(_list_ids(store, table="articles", filters=berg)) == {"dam-broadsheet", "undated"}
    assert _list_ids(store, table="speakers") == ["ola-berg", "zoë-işık"]
    (speaker,) = _read(store, table="speakers", filters=berg)
    assert speaker["quotes"] == 2
    assert speaker["roles"] == [
        {
            "role": "farmer",
            "affiliation": None,
            "first_seen": "2031-03-04",
            "last_seen": "2031-03-04",
            "quotes": 1,
        }
    ]


@pytest.mark.parametrize(("table", "shape"), ROWS)
@pytest.mark.parametrize("form", FORMATS)
def test_the_same_export_is_the_same_bytes(
    store: Store, table: Table, shape: Shape, form: Format
) -> None:
    """And the manifest describes them."""
    if form == "parquet":
        pytest.importorskip("pyarrow")
    data, manifest = _export(store, table=table, shape=shape, format=form)
    again, other = _export(store, table=table, shape=shape, format=form)
    assert (data, manifest) == (again, other)
    assert manifest.bytes == len(data)
    assert manifest.sha256 == hashlib.sha256(data).hexdigest()
    assert manifest.rows > 1
    assert manifest.data_version == len(make_sample())


@pytest.mark.parametrize("table", ["quotes", "articles", "speakers"])
def test_an_export_continues_after_any_row(store: Store, table: Table) -> None:
    """What comes after a row, and the rows up to it, are together the whole."""
    whole = _list_ids(store, table=table)
    for place, last in enumerate(whole, 1):
        assert _list_ids(store, table=table, after=last) == whole[place:]
    _, manifest = _export(store, table=table, columns=("quotes",) if table == "speakers" else None)
    assert manifest.cursor == whole[-1]


def test_after_something_that_is_not_there(store: Store) -> None:
    with pytest.raises(QueryError, match="'x' is there no longer; begin from the start") as caught:
        _export(store, after="x")
    assert caught.value.parameter == "after"


def test_what_changed_since(store: Store) -> None:
    """Only what came later, then what went."""
    _, before = _export(store)
    whole = {row["id"]: row for row in _read(store)}
    sample = make_sample()
    gone = {each.id for each in sample[0].attributions}
    store.articles.withdraw("dam-cable", "it was wrong")
    changed = msgspec.structs.replace(sample[3].article, title="Rain at last")
    store.articles.save(msgspec.structs.replace(sample[3], article=changed))
    data, manifest = _export(store, changed_since=before.data_version)
    rows = [msgspec.json.decode(line) for line in data.splitlines()]
    assert [row["article_title"] for row in rows if not row["withdrawn"]] == ["Rain at last"]
    assert {row["id"] for row in rows if row["withdrawn"]} == gone
    assert (manifest.rows, manifest.withdrawn) == (1, len(gone))
    assert manifest.cursor == rows[-1]["id"]
    for row in rows:
        assert (row.pop("successor"), row.pop("erased")) == (None, False)
        if row.pop("withdrawn"):
            whole.pop(row["id"], None)
        else:
            whole[row["id"]] = row
    assert whole == {row["id"]: row for row in _read(store)}


def test_what_changed_into_another_names_it(store: Store) -> None:
    version = store.version()
    remote = make_sample()[3]
    old = remote.attributions[0].id
    text = remote.article.text.replace("rain was near", "rain was very near")
    article = msgspec.structs.replace(remote.article, text=text)
    quote = attribute(article, "rain was very near", "said", "A senior official")
    store.articles.save(Extraction(article=article, attributions=(quote,)))
    rows = _read(store, changed_since=version, columns=("id",))
    assert rows == [
        {"id": quote.id, "successor": None, "erased": False, "withdrawn": False},
        {"id": old, "successor": quote.id, "erased": False, "withdrawn": True},
    ]


def test_what_passes_no_longer_is_withdrawn(store: Store) -> None:
    """A quote that was given to somebody else leaves the export of the one who had it."""
    filters = QuoteFilter(speaker="berg")
    before = _list_ids(store, filters=filters)
    version = store.version()
    undated = make_sample()[2]
    (quote,) = undated.attributions
    nobody = msgspec.structs.replace(quote, speaker=None, speaker_id=None, speaker_kind=None)
    store.articles.save(msgspec.structs.replace(undated, attributions=(nobody,)))
    rows = _read(store, filters=filters, changed_since=version)
    assert [(row["id"], row["withdrawn"]) for row in rows] == [(quote.id, True)]
    assert quote.id in before


def _reject(store: Store, words: str) -> str:
    (quote,) = store.quotes.list(QuoteFilter(q=words, act="all")).items
    store.quotes.review(quote.attribution.id, "rejected", Decider("Ann", "heard it on tape"))
    return quote.attribution.id


def _list_articles(store: Store, **request: Any) -> list[tuple[str, int | None, int, bool]]:
    rows = _read(store, table="articles", **request)
    return [(row["id"], row["statements"], row["version"], row["withdrawn"]) for row in rows]


def test_a_review_changes_the_article(store: Store) -> None:
    """Its number of statements; and it may have no quote any more that passes."""
    before = store.version()
    _reject(store, "nobody")
    assert _list_articles(store, changed_since=before) == [("undated", 0, 3, False)]
    berg = QuoteFilter(speaker="berg")
    gone = [("undated", None, before + 1, True)]
    assert _list_articles(store, changed_since=before, filters=berg) == gone
    assert _list_articles(store, changed_since=before + 1) == []
    assert _list_articles(store, changed_since=before + 1, filters=berg) == []


def test_a_merge_changes_the_articles(store: Store) -> None:
    """Of those whose speaker is somebody else's id now."""
    decider = Decider("Ann", "asked him")
    before = store.version()
    whose = {each: QuoteFilter(speaker=each) for each in ("ola-berg", "zoë-işık")}
    before_merge = {
        each: set(_list_ids(store, table="articles", filters=whose[each])) for each in whose
    }
    moved = store.identities.merge("ola-berg", "zoë-işık", decider)
    number = store.identities.list_events()[0].number
    rows = _list_articles(store, changed_since=before, filters=whose["ola-berg"])
    assert {each for each, *_ in rows} - before_merge["ola-berg"]
    store.identities.undo(number, decider)
    rows = _list_articles(store, changed_since=moved, filters=whose["ola-berg"])
    left = {each for each, *_, withdrawn in rows if withdrawn}
    assert left == before_merge["zoë-işık"] - before_merge["ola-berg"]


@pytest.mark.parametrize("table", ["quotes", "articles"])
@pytest.mark.parametrize(
    "filters",
    [
        pytest.param(QuoteFilter(), id="all"),
        pytest.param(QuoteFilter(topic="politics"), id="a topic"),
    ],
)
def test_an_incremental_export_continues_after_any_row(
    store: Store, table: Table, filters: QuoteFilter
) -> None:
    """After what was withdrawn and what was rejected, too."""
    store.articles.withdraw("dam-broadsheet", "it was wrong")
    _reject(store, "paid")
    _reject(store, "nobody")
    asked: dict[str, Any] = {"table": table, "filters": filters, "changed_since": 0}
    rows = _read(store, **asked)
    assert {row["withdrawn"] for row in rows} == {True, False}
    for place, last in enumerate(rows, 1):
        assert _read(store, **asked, after=last["id"]) == rows[place:]


def test_the_version_stays_while_others_write(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes while an export is taken is not in it, even if each batch is a transaction."""
    whole = _list_ids(store)
    asked = ExportRequest(table="quotes", format="ndjson")
    monkeypatch.setitem(snapshots.Snapshot.__init__.__kwdefaults__, "held_seconds", -1.0)
    monkeypatch.setattr(snapshots, "QUOTE", snapshots.QUOTE._replace(size=1))
    with Export(store, asked) as export:
        lines = [next(export)]
        new = make_sample()[2]
        store.articles.save(_rename(new, "another"))
        lines += export
    assert [msgspec.json.decode(line)["id"] for line in lines] == whole
    assert len(_list_ids(store)) == len(whole) + 1
    assert _list_ids(store, at_version=export.version) == whole


def _rename(extraction: Any, article_id: str) -> Any:
    article = msgspec.structs.replace(extraction.article, id=article_id)
    found = tuple(
        msgspec.structs.replace(each, id=f"{article_id}-{each.id}", article_id=article_id)
        for each in extraction.attributions
    )
    return msgspec.structs.replace(extraction, article=article, attributions=found)


def test_a_version_that_is_lost(store: Store) -> None:
    """Once something of a version has gone, it can't be had any more; nor one that is to come."""
    version = store.version()
    store.articles.withdraw("undated", "it was wrong")
    with pytest.raises(SnapshotLostError):
        _export(store, at_version=version)
    with pytest.raises(QueryError, match="at_version"):
        _export(store, at_version=version + 2)


@pytest.mark.parametrize(
    ("request_", "parameter"),
    [
        pytest.param({"table": "speakers", "shape": "gdelt"}, "shape", id="no such shape"),
        pytest.param({"table": "speakers", "changed_since": 0}, "changed_since", id="speakers"),
        pytest.param({"shape": "gdelt", "changed_since": 0}, "changed_since", id="shape"),
        pytest.param({"raw": True}, "raw", id="raw"),
        pytest.param({"filters": QuoteFilter(include="candidates")}, "include", id="nobody's"),
        pytest.param(
            {"filters": QuoteFilter(speaker="x", include="candidates"), "shape": "gdelt"},
            "include",
            id="candidates as speakers",
        ),
        pytest.param({"columns": ("x",)}, "columns", id="columns"),
        pytest.param({"filters": QuoteFilter(q="!")}, "q", id="a filter"),
    ],
)
def test_what_can_not_be_exported(store: Store, request_: Any, parameter: str) -> None:
    with pytest.raises(QueryError) as caught:
        _export(store, **request_)
    assert caught.value.parameter == parameter
