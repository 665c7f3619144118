"""Types of columns, and what marks a database as one of On Record."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, MetaData, Text

# "OnRc" in ASCII, in the header of every SQLite file that this package makes (`PRAGMA
# application_id`).
APPLICATION_ID = 0x4F6E5263

# The newest revision in `admin/migrations/versions`; a test compares the two.
SCHEMA_REVISION = "0001"

# Sorted and compared by code points on every database, as Python does.
Words = Text().with_variant(Text(collation="C"), "postgresql")

# SQLite's own row number is its only INTEGER of 64 bits that needs no index of its own.
Key = BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData()
