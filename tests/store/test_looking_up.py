"""Look-ups go to the driver, and errors come back as ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_builders import make_sample

from quotes.errors import NotFoundError, StoreError
from quotes.store import open_store


def test_a_quote_is_found_with_its_article(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'onrecord.db'}", create=True) as store:
        extraction = make_sample()[0]
        store.save(extraction)
        for attribution in extraction.attributions:
            quote, article = store.get_quote(attribution.id)
            assert (quote.attribution, article) == (attribution, extraction.article)


@pytest.mark.parametrize("quote_id", ["", "nothing", "\0", "' OR 1=1 --"])
def test_there_is_no_such_quote(tmp_path: Path, quote_id: str) -> None:
    with (
        open_store(f"sqlite:///{tmp_path / 'onrecord.db'}", create=True) as store,
        pytest.raises(NotFoundError),
    ):
        store.get_quote(quote_id)


def test_each_commit_has_its_version(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'onrecord.db'}", create=True) as store:
        seen = [store.version()]
        for extraction in make_sample():
            store.save(extraction)
            seen.append(store.version())
        store.save(extraction)
        assert seen == sorted(set(seen))
        assert store.version() == seen[-1]


def test_a_database_that_was_broken_is_told(tmp_path: Path) -> None:
    file = tmp_path / "onrecord.db"
    with open_store(f"sqlite:///{file}", create=True) as store:
        store.save(make_sample()[0])
    for path in tmp_path.iterdir():
        content = path.read_bytes()
        path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(StoreError, match="can't be used"):
        open_store(f"sqlite:///{file}").get_quote("x")
