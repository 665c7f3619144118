"""Reading: from a filter to pages of quotes, facets, speakers, outlets and topics.

    cursors            positions in a list
    grammar            the query language of `q`
    highlights         where the words of a query stand in a quote
    fulltext           what full-text search must be able to do
    fulltext_sqlite    the same in SQLite
    fulltext_postgres  the same in PostgreSQL
    dialects           which database searches how
    names              names found by their words
    likeness           how alike misspelt names are
    listings           pages of what is listed by name
    outlets            outlets
    topics             topics, and their codes by name
    filters            QuoteFilter, and the values that it compares with
    conditions         QuoteFilter -> SQL conditions
    paging             the keys of quotes on a page, in each order
    records            rows -> quotes and articles
    versions           the version of the data, and what became of what was deleted
    erasures           what was erased, known by its digest only
    same_urls          articles that come again under their URL
    text_versions      titles and texts that an article had
    articles           articles by id, and pages of them
    stories            stories, and the articles that carry one quotation
    facets             facets and timelines
    sources            quotes that may be the source of a claim
    holdings           what a check searches
    quotes             quotes by id, and pages of them
    speaker_ids        merged ids, candidates and events of speakers
    also_known         other speakers who may be the one that was asked for
    speakers           speakers, by words of a name or a misspelt name

Each module uses only those above it.
"""
