"""The revisions of the tables, run by `quotes.store.admin.migrating`.

To change a table: change `quotes.store.schema`, add `versions/v<next number>_<what>.py` with that
number as its revision and `down_revision` as the one before, and set `SCHEMA_REVISION`. Tests
compare the two. A revision is not changed after its release, so it spells its tables out and
imports nothing from `schema`. What must be computed for the data that are there goes into
`migrating.upgrade`, for it needs the newest tables. How data go up and down is tested with the
revision in `tests/store/admin/revisions`.
"""
