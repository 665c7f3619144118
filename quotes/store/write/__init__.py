"""Saving and deleting articles, reviews of quotes, and what people decide of speakers.

    events           what happened, who did it and when
    access_keys      keys of persons and systems
    changes          a version for each change, and tombstones of what was deleted
    names            numbers of names
    items            the part of a quote's JSON that is stored
    rows             Extraction -> rows
    person_mentions  erased persons taken out of attributions
    quote_ids        ids of quotes, kept when their article comes again
    text_versions    titles and texts that articles had before
    variants         clusters of the variants of one quotation
    stories          copies of one report
    quote_copies     copies of a quote in the other articles of its story
    speaker_rows     the rows of speakers, made from their attributions
    reviews          reviews given again to quotes that are saved again
    quotes           quotes reviewed by people
    deleting         articles deleted
    holding          articles withdrawn, withheld and under embargo
    erasing          articles erased
    erasing_persons  persons erased
    saving           extractions saved
    quarantine       inputs that could not be read
    read_inputs      pages and files that were read
    articles         articles saved, withdrawn and restored
    identities       speakers merged and split by people

Each module uses only those above it.
"""
