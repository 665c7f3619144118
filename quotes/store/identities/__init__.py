"""Who is who across articles: the decisions of `quotes.identities`, stored.

    connected_names   names that must be decided together
    article_speakers  the speakers of single articles, and all that are decided together
    pending           speakers whose decision waits for the end of the run
    decisions         decisions -> rows, and quotes moved to other speakers
    identify          the speakers of an article as speakers of the corpus

Each module uses only those above it.
"""
