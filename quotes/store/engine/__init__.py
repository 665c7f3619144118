"""Connections to SQLite and PostgreSQL, with time limits; this room knows no tables.

    limits       an end to queries that take too long
    batches      long lists, in batches that one statement can name
    file_lock    one writer for all processes of a SQLite file
    database     transactions, and the errors of drivers as ours
    sqlite       connections to a SQLite file
    postgres     connections to a PostgreSQL server
    opening      which of the two a URL means
    prepared     queries that are compiled once
    connections  connections that stay open for them; one row by its key

Each module uses only those above it.
"""
