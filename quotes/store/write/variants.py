"""Clusters of the variants of one quotation, found as quotes are saved; see `quotes.variants`.

A cluster is all quotes that are variants of each other, directly or through others. So which quotes
are together does not depend on the order of arrival (19,832 statements of PolNeAR in another order:
the same clusters), as long as no fingerprint is that of more than `MOST_QUOTES`; only the id is
that of the first. A new quote joins the cluster of its variants, and does not change the other
quotes in it. Only where it joins several clusters are they merged, into the one with the most
quotes: quotes of the others get the version of that commit, and `merged_clusters` says what became
of their ids. A cluster is not split when the speaker of a quote turns out to be another, nor when a
quote is withdrawn, nor when it is extracted again, as long as it is a variant of what it was. The
id of a merged cluster is never used again.

A quote whose source has no name (it has no `speaker_id`: "a man", "officials") is together only
with such quotes of its article: equal words must not give it a name from elsewhere.

A statement takes 0.13 to 0.17 ms: a fifth of saving it, a hundredth of extracting and saving it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from quotes.store.engine.batches import batched
from quotes.store.schema import attributions, fingerprints, merged_clusters
from quotes.store.schema.keys import DAY, read_day
from quotes.store.write.rows import Row
from quotes.variants import (
    Variant,
    are_variants,
    find_fingerprints,
    is_duplicate,
    read_wording,
)

# Quotes that are stored under one fingerprint. What more have in common is a turn of phrase, or a
# text so widely printed that a new one finds it by the first. Not tuned.
MOST_QUOTES = 64
# Quotes that a new one is compared with: those with the most fingerprints in common. Not tuned.
_MOST_COMPARED = 8
# Quotes of which these are chosen, where some are of sources without a name. Not tuned.
_MOST_NEAR = 4 * _MOST_COMPARED

_COLUMNS = tuple(
    attributions.c[name]
    for name in ("key", "id", "article_key", "content", "type", "act", "speaker", "speaker_id",
                 "cluster", "version")
)  # fmt: skip


def cluster_quotes(
    connection: Connection, rows: Sequence[Row], before: Mapping[str, Row]
) -> set[int]:
    """The versions in which stored clusters are merged; the rows get their `cluster`, which is None
    for attitudes and where there are too few words to compare.

    Args:
        connection: to write with.
        rows: of `attributions`, about to be inserted.
        before: the rows that the same quotes had until now, by their ids.
    """
    kept = {
        row["id"]: before[row["id"]]["cluster"]
        for row in rows
        if row["id"] in before and _is_same(row, before[row["id"]])
    }
    clusters = _VariantClusters(connection, kept)
    for batch in batched(rows):
        clusters.add(batch)
    return clusters.merge()


def delete_fingerprints(connection: Connection, rows: Iterable[Any]) -> None:
    """Delete the fingerprints of quotes; each row has `key`, `content`, `type` and `act`.

    They are computed again from the words: an index by key would take as much space as the table.
    """
    values = [
        {"number": number, "of": row.key}
        for row in rows
        if row.act == "statement"
        for number in find_fingerprints(read_wording(row.content, row.type))
    ]
    if values:
        of_number = fingerprints.c.fingerprint == bindparam("number")
        of_quote = fingerprints.c.key == bindparam("of")
        connection.execute(delete(fingerprints).where(of_number, of_quote), values)


class _VariantClusters:
    """The clusters of quotes that are about to be inserted, and the stored clusters that they join.

    Args:
        connection: to write with.
        kept: the clusters that quotes had and stay in, by the ids of the quotes.
    """

    def __init__(self, connection: Connection, kept: Mapping[str, str]) -> None:
        self._connection, self._kept = connection, kept
        # By the keys of quotes: the added ones, and stored ones that they are compared with.
        self._added: dict[int, Row] = {}
        self._stored: dict[int, Row] = {}
        self._variants: dict[int, Variant] = {}
        self._ids = set(kept.values())
        # What clusters were merged into, and in which version.
        self._merged: dict[str, tuple[str, int]] = {}

    def add(self, rows: Sequence[Row]) -> None:
        """Give the rows clusters and store their fingerprints."""
        numbers = {
            row["key"]: find_fingerprints(self._read(row).wording)
            for row in rows
            if row["act"] == "statement"
        }
        holders = self._load_holders({number for some in numbers.values() for number in some})
        near = {key: _rank(some, holders) for key, some in numbers.items()}
        self._load_rows(key for some in near.values() for key in some)
        # Also where no quote has the words any more: their cluster may have been merged.
        self._load_ids(self._make_id(row) for row in rows if numbers.get(row["key"]))
        stored: list[Row] = []
        for row in rows:
            key, own = row["key"], numbers.get(row["key"], ())
            row["cluster"] = self._find_cluster(row, _rank(own, holders)) if own else None
            self._added[key] = row
            for number in own:
                keys = holders.setdefault(number, [])
                if len(keys) < MOST_QUOTES:
                    keys.append(key)
                    stored.append({"fingerprint": number, "key": key})
        if stored:
            self._connection.execute(insert(fingerprints), stored)

    def merge(self) -> set[int]:
        """The versions in which stored quotes moved to other clusters, when these and the added
        rows were given the clusters that theirs were merged into.
        """
        versions: set[int] = set()
        for row in self._added.values():
            if row["cluster"] is not None:
                row["cluster"] = self._find_root(row["cluster"])
        for old, (_, version) in self._merged.items():
            new = self._find_root(old)
            has_quotes = self._move_quotes(old, new, version)
            if has_quotes:
                versions.add(version)
            is_published = self._move_merged(old, new, version) or has_quotes
            # Replaced quotes are deleted, but the ids that they had are published.
            if is_published or old in self._kept.values():
                row = {"id": old, "merged_into": new, "version": version}
                of_old = merged_clusters.c.id == old
                self._connection.execute(delete(merged_clusters).where(of_old))
                self._connection.execute(insert(merged_clusters), row)
        return versions

    def _move_quotes(self, old: str, new: str, version: int) -> bool:
        moved = update(attributions).where(attributions.c.cluster == old)
        return self._connection.execute(moved.values(cluster=new, version=version)).rowcount > 0

    def _move_merged(self, old: str, new: str, version: int) -> bool:
        moved = update(merged_clusters).where(merged_clusters.c.merged_into == old)
        return self._connection.execute(moved.values(merged_into=new, version=version)).rowcount > 0

    def _find_cluster(self, row: Row, keys: Sequence[int]) -> str:
        variant, kept = self._read(row), self._kept.get(row["id"])
        clusters = [] if kept is None else [self._find_root(kept)]
        likely = clusters[0] if clusters else self._find_root(self._make_id(row))
        near = [self._added.get(key) or self._stored.get(key) for key in keys]
        others = [
            other
            for other in near
            if other is not None and other["cluster"] is not None and _may_join(row, other)
        ][:_MOST_COMPARED]
        # Those with the same words first, if they began a cluster.
        for other in sorted(others, key=lambda quote: self._find_root(quote["cluster"]) != likely):
            cluster = self._find_root(other["cluster"])
            if cluster not in clusters and are_variants(variant, self._read(other)):
                clusters.append(cluster)
                if is_duplicate(variant, self._read(other)):
                    # It was compared with all that this one would be compared with.
                    break
        if not clusters:
            return self._choose_id(row)
        most, *merged = sorted(clusters, key=self._weigh) if len(clusters) > 1 else clusters
        self._merged |= dict.fromkeys(merged, (most, row["version"]))
        return most

    def _weigh(self, cluster: str) -> tuple[int, int, str]:
        """Sorts clusters with the most quotes first, so that the fewest change, then those with the
        most published ones.
        """
        stored = select(func.count()).where(attributions.c.cluster == cluster)
        published = (self._connection.scalar(stored) or 0) + sum(
            1 for kept in self._kept.values() if self._find_root(kept) == cluster
        )
        new = sum(
            1 for row in self._added.values()
            if row["cluster"] and row["id"] not in self._kept
            and self._find_root(row["cluster"]) == cluster
        )  # fmt: skip
        return -published - new, -published, cluster

    def _find_root(self, cluster: str) -> str:
        """The cluster that one was merged into, directly or through others."""
        while cluster in self._merged:
            cluster = self._merged[cluster][0]
        return cluster

    def _choose_id(self, row: Row) -> str:
        """An id that no cluster has or had, and the same for the same quote where possible."""
        cluster = self._make_id(row)
        if cluster in self._ids:
            cluster = self._make_id(row, row["id"])
            self._load_ids([cluster])
        if cluster in self._ids:
            cluster = self._make_id(row, row["id"], str(row["version"]))
        self._ids.add(cluster)
        return cluster

    def _make_id(self, row: Row, *more: str) -> str:
        """The id of a cluster that begins with a quote: a digest of its words, so that copies of a
        text give the same whichever comes first, and of `more` where that is taken.
        """
        words = " ".join((*self._read(row).wording.words, *(more or ("",))))
        return hashlib.blake2b(words.encode(), digest_size=8).hexdigest()

    def _read(self, row: Row) -> Variant:
        variant = self._variants.get(row["key"])
        if variant is None:
            variant = self._variants[row["key"]] = _make_variant(row)
        return variant

    def _load_holders(self, numbers: Iterable[int]) -> dict[int, list[int]]:
        """The keys of the quotes with each fingerprint."""
        holders: dict[int, list[int]] = {}
        for batch in batched(sorted(numbers)):
            rows = select(fingerprints).where(fingerprints.c.fingerprint.in_(batch))
            for number, key in self._connection.execute(rows):
                holders.setdefault(number, []).append(key)
        return holders

    def _load_rows(self, keys: Iterable[int]) -> None:
        for batch in batched(sorted(set(keys) - self._added.keys() - self._stored.keys())):
            rows = select(*_COLUMNS).where(attributions.c.key.in_(batch))
            self._stored |= {row.key: row._asdict() for row in self._connection.execute(rows)}

    def _load_ids(self, ids: Iterable[str]) -> None:
        """Add those of the ids that clusters have or had."""
        for batch in batched(sorted(set(ids))):
            present, past = attributions.c.cluster, merged_clusters.c.id
            taken = select(present).where(present.in_(batch))
            taken_before = select(past).where(past.in_(batch))
            self._ids.update(self._connection.scalars(taken.union(taken_before)))


def _make_variant(row: Row) -> Variant:
    day = read_day(row["key"] // DAY)
    return Variant(
        wording=read_wording(row["content"], row["type"]),
        speaker=row["speaker"],
        speaker_id=row["speaker_id"],
        day=None if day is None else day.toordinal(),
    )


def _is_same(row: Row, before: Row) -> bool:
    """Whether a quote that was extracted again is still a variant of what it was."""
    if row["act"] != before["act"] or _is_unnamed(row) != _is_unnamed(before):
        return False
    same = all(row[name] == before[name] for name in ("content", "type", "speaker"))
    return same or are_variants(_make_variant(row), _make_variant(before))


def _is_unnamed(row: Row) -> bool:
    return row["speaker_id"] is None


def _may_join(one: Row, other: Row) -> bool:
    """Whether the sources of both have names, or neither has and they are of one article."""
    if _is_unnamed(one) and _is_unnamed(other):
        return bool(one["article_key"] == other["article_key"])
    return not _is_unnamed(one) and not _is_unnamed(other)


def _rank(numbers: Iterable[int], holders: Mapping[int, Sequence[int]]) -> list[int]:
    """The keys of the quotes with the most of the fingerprints, at most `_MOST_NEAR`."""
    counts = Counter(key for number in numbers for key in holders.get(number, ()))
    return sorted(counts, key=lambda key: (-counts[key], key))[:_MOST_NEAR]
