"""Everything that passes a filter, in batches, for exports.

incremental  what has changed since a version, for who follows a filter
columns      where the columns of an export come from
snapshots    one version of the data, read column by column
"""
