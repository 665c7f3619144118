"""Queries end by their limit, and later queries are not limited by it."""

from __future__ import annotations

from pathlib import Path
from threading import Timer

import pytest
from sqlalchemy import text

from quotes.errors import TooSlowError
from quotes.store import TimeLimit, limit_queries, migrate
from quotes.store.engine.database import begin
from quotes.store.engine.sqlite import find_file, make_reader

_FOREVER = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


@pytest.mark.parametrize("stopped", [False, True], ids=["by time", "by another thread"])
def test_a_query_ends_by_its_limit(tmp_path: Path, stopped: bool) -> None:
    url = f"sqlite:///{tmp_path / 'onrecord.db'}"
    migrate(url)
    engine = make_reader(find_file(url))
    limit = TimeLimit(60 if stopped else 0.05)
    if stopped:
        Timer(0.05, limit.stop).start()
    with (
        limit_queries(limit),
        pytest.raises(TooSlowError, match="ask for less"),
        begin(engine) as connection,
    ):
        connection.execute(text(_FOREVER)).scalar()
    with begin(engine) as connection:
        assert connection.execute(text("SELECT 7")).scalar() == 7
    engine.dispose()
