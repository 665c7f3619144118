"""Looking after a database.

    migrations  the revisions of the tables
    migrating   creates and upgrades tables, and refuses databases that are not ours
    copying     from one database to another, of either kind
    scrubbing   deleted rows removed from the files
    erasures    articles and persons erased
    comparing   what is stored beside what records and texts make
    verifying   the invariants, checked

Each module uses only those above it.
"""
