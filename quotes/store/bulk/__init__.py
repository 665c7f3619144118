"""Everything that passes a filter, in batches, for exports.

    incremental  what has changed since a version
    columns      where the columns of an export come from
    snapshots    one version of the data, read column by column

Each module uses only those above it.
"""
