"""Saving and deleting articles, reviews of quotes, and what people decide of speakers.

    changes            a version for each change, and tombstones of what was deleted
    names              numbers of names
    rows               Extraction -> rows
    variants           clusters of the variants of one quotation
    speaker_rows       the rows of speakers, made from their attributions
    reviews            reviews of quotes
    deleting           articles withdrawn and restored
    saving             extractions saved
    speaker_decisions  speakers merged and parted by people

Each module uses only those above it.
"""
