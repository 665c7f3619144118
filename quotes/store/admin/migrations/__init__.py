"""The history of the tables, run by `quotes.store.admin.migrating`.

To change a table: change `schema.py`, add `versions/v<next number>_<what>.py` with the next number
as its revision, and set `schema.SCHEMA_REVISION`. A version is never changed after its release, so
it spells its tables out and imports nothing from `schema.py`. The tests compare the two.
"""
