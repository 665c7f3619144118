"""Stories: copies of one report, found as articles are saved; see `quotes.stories`.

A story is all articles that pairs of copies connect, directly or through others. So which articles
are together does not depend on the order of arrival, as long as no shingle is that of more than
`MOST_ARTICLES`; only the id is that of the first. Every article has a story, most are alone in it.

A copy that comes joins the story of those that it is compared with, and does not change them. Where
it connects several stories, they become the one with the most articles; `merged_stories` says what
became of the others, also where the last article of a story goes to another one. Where an article
is edited or deleted that alone connected others, its story is split; the part with the most
articles keeps the id, the others get ids that no story had before.

What an article costs does not grow with the number stored: it has `SKETCH` numbers to look up, and
is compared with `_MOST_COMPARED` articles that have some of them, too.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from quotes.records import Spans
from quotes.store.engine.batches import batched
from quotes.store.schema import (
    article_copies,
    article_shingles,
    articles,
    attributions,
    merged_stories,
)
from quotes.store.write.rows import Row
from quotes.stories import are_copies, find_shingles, read_words
from quotes.union_find import UnionFind

# Articles that are stored under one shingle. What more have in common is a notice, or a report so
# widely printed that a new copy finds it by the first. Not tuned.
MOST_ARTICLES = 64
# Articles that a new one is compared with: those with the most shingles in common, at least so
# many. Not tuned.
_MOST_COMPARED = 8
_LEAST_SHARED = 2

# The key of an article, or the id of a story whose articles stay together.
_Node = int | str


class _Boilerplate(msgspec.Struct):
    """What is read of an article's record."""

    boilerplate: Spans = ()


_decode_boilerplate = msgspec.json.Decoder(_Boilerplate).decode


class JoinedStories(NamedTuple):
    """What became of stories.

    Attributes:
        copies: of the articles that came, by their keys, those with the most in common first.
        changed: the stories in which articles went, and their parts.
        versions: in which stored articles came to other stories.
    """

    copies: Mapping[int, Sequence[int]]
    changed: Set[str]
    versions: Set[int]


def join_stories(
    connection: Connection, rows: Sequence[Row], before: Mapping[str, str]
) -> JoinedStories:
    """What became of the stories as articles came; the rows get their `story`.

    Args:
        connection: to write with.
        rows: of `articles`, about to be inserted.
        before: the stories of the articles that were deleted to be saved again, by their ids.
    """
    copies = _find_copies(connection, rows)
    version = max(row["version"] for row in rows)
    stories = _StoryChanges(connection, {row["key"]: row for row in rows}, before)
    return stories.join(copies, version)


def part_stories(connection: Connection, before: Mapping[str, str], version: int) -> JoinedStories:
    """What became of the stories that deleted articles were in, by the ids of these."""
    return _StoryChanges(connection, {}, before).join({}, version)


def delete_copies(connection: Connection, keys: Sequence[int]) -> None:
    """Delete the shingles and pairs of articles that are about to be deleted.

    Shingles are computed again from the text: an index by key would take as much space as the
    table.
    """
    columns = (articles.c.key, articles.c.text, articles.c.record)
    rows = connection.execute(select(*columns).where(articles.c.key.in_(keys)))
    values = [
        {"number": number, "of": row.key}
        for row in rows
        for number in find_shingles(_read_words(row._asdict()))
    ]
    if values:
        of_shingle = article_shingles.c.shingle == bindparam("number")
        of_article = article_shingles.c.key == bindparam("of")
        connection.execute(delete(article_shingles).where(of_shingle, of_article), values)
    pair = article_copies.c
    pairs = connection.execute(select(article_copies).where(pair.key.in_(keys))).all()
    if pairs:
        other = (pair.key == bindparam("one"), pair.copy_key == bindparam("other"))
        both = [{"one": row.copy_key, "other": row.key} for row in pairs]
        both += [{"one": row.key, "other": row.copy_key} for row in pairs]
        connection.execute(delete(article_copies).where(*other), both)


def _read_words(row: Row) -> tuple[str, ...]:
    return read_words(row["text"], _decode_boilerplate(row["record"]).boilerplate)


def _find_copies(connection: Connection, rows: Sequence[Row]) -> dict[int, list[int]]:
    """The copies of each article among the stored and the earlier ones of the rows; shingles and
    pairs are stored.
    """
    words = {row["key"]: _read_words(row) for row in rows}
    shingles = {key: find_shingles(some) for key, some in words.items()}
    holders = _load_holders(connection, {number for some in shingles.values() for number in some})
    near = {key: _rank(some, holders) for key, some in shingles.items()}
    words |= _load_words(connection, {key for some in near.values() for key in some})
    copies: dict[int, list[int]] = {}
    stored: list[Row] = []
    for key, own in shingles.items():
        copies[key] = [
            other for other in _rank(own, holders) if are_copies(words[key], words[other])
        ]
        for number in own:
            keys = holders.setdefault(number, [])
            if len(keys) < MOST_ARTICLES:
                keys.append(key)
                stored.append({"shingle": number, "key": key})
    ways = [(key, other) for key, others in copies.items() for other in others]
    ways += [(other, key) for key, other in ways]
    pairs = [{"key": key, "copy_key": other} for key, other in ways]
    for table, some in ((article_shingles, stored), (article_copies, pairs)):
        if some:
            connection.execute(insert(table), some)
    return copies


def _rank(shingles: Sequence[int], holders: Mapping[int, Sequence[int]]) -> list[int]:
    """The keys of the articles with the most of the shingles, at most `_MOST_COMPARED`."""
    counts = Counter(key for number in shingles for key in holders.get(number, ()))
    near = (key for key, count in counts.items() if count >= _LEAST_SHARED)
    return sorted(near, key=lambda key: (-counts[key], key))[:_MOST_COMPARED]


def _load_holders(connection: Connection, numbers: Iterable[int]) -> dict[int, list[int]]:
    """The keys of the articles with each shingle."""
    holders: dict[int, list[int]] = {}
    for batch in batched(sorted(numbers)):
        rows = select(article_shingles).where(article_shingles.c.shingle.in_(batch))
        for number, key in connection.execute(rows):
            holders.setdefault(number, []).append(key)
    return holders


def _load_words(connection: Connection, keys: Iterable[int]) -> dict[int, tuple[str, ...]]:
    columns = (articles.c.key, articles.c.text, articles.c.record)
    words: dict[int, tuple[str, ...]] = {}
    for batch in batched(sorted(keys)):
        for row in connection.execute(select(*columns).where(articles.c.key.in_(batch))):
            words[row.key] = _read_words(row._asdict())
    return words


class _StoryChanges:
    """The stories that articles which come and go are in.

    A node is an article; or, where none of its articles went, a whole story.

    Args:
        connection: to write with.
        rows: of the articles that come, by their keys.
        before: the stories of those that went, by their ids.
    """

    def __init__(
        self, connection: Connection, rows: Mapping[int, Row], before: Mapping[str, str]
    ) -> None:
        self._connection, self._rows = connection, rows
        self._left = set(before.values())
        self._nodes: UnionFind[_Node] = UnionFind(rows)
        self._ids: dict[_Node, str] = {key: row["id"] for key, row in rows.items()}
        # The story that each article was in.
        self._stories: dict[_Node, str] = {
            key: before[row["id"]] for key, row in rows.items() if row["id"] in before
        }

        # What became of the articles of stories that some left.
        self._merged: dict[str, str] = {}

    def join(self, copies: Mapping[int, Sequence[int]], version: int) -> JoinedStories:
        """Give the articles their stories.

        Args:
            copies: of the articles that come.
            version: in which stored articles come to others.
        """
        self._add_left()
        self._add_copies(copies)
        groups = list(self._nodes.sets())
        moved: set[str] = set()
        taken = self._choose_stories(groups)
        for number, group in enumerate(groups):
            story = taken[number] = taken[number] or self._make_id(group, version, taken)
            for node in group:
                before = self._stories.get(node, node)
                if isinstance(before, str) and before != story:
                    self._merged[before] = story
                if isinstance(node, int) and node in self._rows:
                    row = self._rows[node]
                    row["story"], row["story_version"] = story, row["version"]
                elif before != story:
                    self._move(node, story, version)
                    moved.add(story)
        self._store_merged()
        return JoinedStories(copies, self._left | moved, {version} if moved else set())

    def _add_left(self) -> None:
        """Add the articles of stories in which one went, connected by the pairs that are left."""
        for batch in batched(sorted(self._left)):
            columns = (articles.c.key, articles.c.id, articles.c.story)
            for row in self._connection.execute(
                select(*columns).where(articles.c.story.in_(batch))
            ):
                self._stories[row.key], self._ids[row.key] = row.story, row.id
                self._nodes.members(row.key)
        for keys in batched(sorted(self._stories.keys() - self._rows.keys(), key=int)):
            pairs = select(article_copies).where(article_copies.c.key.in_(keys))
            for pair in self._connection.execute(pairs):
                self._nodes.join(pair.key, pair.copy_key)

    def _add_copies(self, copies: Mapping[int, Sequence[int]]) -> None:
        others = {key for some in copies.values() for key in some}
        stories: dict[int, str] = {}
        for batch in batched(sorted(others - self._stories.keys() - self._rows.keys())):
            stored = select(articles.c.key, articles.c.story).where(articles.c.key.in_(batch))
            stories |= {row.key: row.story for row in self._connection.execute(stored)}
        for key, some in copies.items():
            for other in some:
                self._nodes.join(key, stories.get(other, other))

    def _choose_stories(self, groups: Sequence[Set[_Node]]) -> list[str | None]:
        """The story of each group: that of the most of its articles, if no other group has more of
        it; None for a new one.
        """
        claims = sorted(
            (-weight, story, number)
            for number, group in enumerate(groups)
            for story, weight in self._weigh(group).items()
        )
        chosen: list[str | None] = [None] * len(groups)
        for _, story, number in claims:
            if chosen[number] is None and story not in chosen:
                chosen[number] = story
        return chosen

    def _weigh(self, group: Set[_Node]) -> Counter[str]:
        """The number of a group's articles that were in each story and stay, so that the id stays
        with them where an edited article leaves.
        """
        weights: Counter[str] = Counter()
        for node in group & self._stories.keys():
            weights[self._stories[node]] += node not in self._rows
        whole = [story for story in group if isinstance(story, str)]
        for story in whole:
            # The number is not needed where there is no choice.
            weights[story] = self._count(story) if len(weights) + len(whole) > 1 else 1
        return weights

    def _make_id(self, group: Set[_Node], version: int, taken: Collection[str | None]) -> str:
        """An id that no story has: the same for one that begins with the same article, if it is
        free.
        """
        first = min(self._ids[node] for node in group)
        for words in (first, f"{first} {version}"):
            story = hashlib.blake2b(words.encode(), digest_size=8).hexdigest()
            of_id = merged_stories.c.id == story
            was_merged = self._connection.execute(select(merged_stories).where(of_id)).first()
            if story not in taken and not self._count(story) and was_merged is None:
                break
        return story

    def _count(self, story: str) -> int:
        of_story = articles.c.story == story
        return self._connection.scalar(select(func.count()).where(of_story)) or 0

    def _store_merged(self) -> None:
        """Note what the stories without articles were merged into, directly or through others."""
        used = {row["story"] for row in self._rows.values()}
        for old, new in sorted(self._merged.items()):
            if old in used or self._count(old):
                continue
            earlier = update(merged_stories).where(merged_stories.c.merged_into == old)
            self._connection.execute(earlier.values(merged_into=new))
            row = {"id": old, "merged_into": new}
            self._connection.execute(insert(merged_stories), row)

    def _move(self, node: _Node, story: str, version: int) -> None:
        is_moved = articles.c.story == node if isinstance(node, str) else articles.c.key == node
        keys = select(articles.c.key).where(is_moved)
        of_articles = attributions.c.article_key.in_(keys)
        self._connection.execute(update(attributions).where(of_articles).values(version=version))
        moved = update(articles).where(is_moved)
        self._connection.execute(moved.values(story=story, story_version=version))
