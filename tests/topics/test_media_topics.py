"""IPTC's table of Media Topics."""

from __future__ import annotations

from quotes.topics import find_ancestors, load_media_topics


def test_table_is_a_forest() -> None:
    """Parents stand before their children, so every topic leads to the top."""
    seen: set[str] = set()
    for topic in load_media_topics().values():
        assert topic.parent is None or topic.parent in seen
        seen.add(topic.code)
    assert len(seen) == 1085
    assert find_ancestors("medtop:20000583") == ("medtop:20000574", "medtop:11000000")
