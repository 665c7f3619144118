"""Looking after a database: tables made and upgraded, copied and checked.

migrations  the revisions of the tables
migrating   runs them, and refuses databases that are not ours
copying     from one database to another
verifying   the invariants, checked
"""
