"""The tables of who is who across articles; see `quotes.identities`.

A speaker of an article is called by `article_id` and `speaker`, the id that the article's
attributions give. An identity is one or more of them under one name, with an id that lasts; a
speaker of the corpus is one identity or several.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from quotes.store.schema.types import Key, Words, metadata

article_speakers = Table(
    "article_speakers",
    metadata,
    Column("article_id", Words, primary_key=True),
    Column("speaker", Words, primary_key=True),
    Column("identity_id", Words, nullable=False, index=True),
    # `make_name_key`, and a digest of `make_profile_key`, of `quotes.identities`: article speakers
    # for whom both are the same have the same identity.
    Column("name_key", Words, nullable=False),
    Column("profile_key", Words, nullable=False),
    Column("record", Words, nullable=False),
    Index("ix_article_speakers_name", "name_key", "profile_key", "identity_id"),
)
# The own keys of each name (`quotes.identities.blocking`): those under which other names find it.
speaker_name_keys = Table(
    "speaker_name_keys",
    metadata,
    Column("blocking_key", Words, primary_key=True),
    Column("name_key", Words, primary_key=True, index=True),
)
# Every id that was ever given, the article's speaker that it was made for, and the speaker of the
# corpus that it stands for now: itself, unless it was merged.
identities = Table(
    "identities",
    metadata,
    Column("id", Words, primary_key=True),
    Column("article_id", Words, nullable=False),
    Column("speaker", Words, nullable=False),
    Column("speaker_id", Words, nullable=False, index=True),
    Index("ix_identities_article_speaker", "article_id", "speaker"),
)
# Pairs of identities that may be one speaker and wait for a person.
speaker_candidates = Table(
    "speaker_candidates",
    metadata,
    Column("id", Words, primary_key=True),
    Column("other", Words, primary_key=True, index=True),
    Column("rule", Words, nullable=False),
    # JSON lists of what agrees and what contradicts it.
    Column("agreed", Words, nullable=False),
    Column("against", Words, nullable=False),
)
# What became of ids, in order; never deleted.
speaker_events = Table(
    "speaker_events",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("version", Key, nullable=False),
    # "merged", "parted", "moved", "gone" as in `quotes.identities`; "renamed" if reviews of quotes
    # changed the names that the speaker is found by.
    Column("change", Words, nullable=False),
    Column("id", Words, nullable=False, index=True),
    Column("other", Words, index=True),
    Column("article_id", Words),
    Column("speaker", Words),
    Column("rule", Words),
    Column("agreed", Words, nullable=False),
    # Who decided it and why; null where a rule did.
    Column("person", Words),
    Column("reason", Words),
)
# What people decided of two speakers of articles, and so of their identities: that they are one
# speaker ("must-link"), or that they are not ("cannot-link").
speaker_constraints = Table(
    "speaker_constraints",
    metadata,
    Column("article_id", Words, primary_key=True),
    Column("speaker", Words, primary_key=True),
    Column("other_article_id", Words, primary_key=True),
    Column("other_speaker", Words, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("person", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Index("ix_speaker_constraints_other", "other_article_id", "other_speaker"),
)
# Names that are like those of so many speakers that the decision waits for the end of the run.
pending_names = Table("pending_names", metadata, Column("name_key", Words, primary_key=True))
