"""Who is who across articles, stored: the decisions of `quotes.identities` in tables.

article_speakers  the speakers of single articles, and all that must be decided together
pending           speakers whose decision waits for the end of the run
decisions         decisions -> rows, and quotes moved to other speakers
identify          the speakers of an article as speakers of the corpus
"""
