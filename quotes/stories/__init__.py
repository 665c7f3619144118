"""Copies of one report, without a database.

    one, other = read_words(article.text, article.boilerplate), read_words(...)
    are_copies(one, other)        # the same text, whole or cut, edited here and there

    copies  whether two articles are copies, by the words that they have in common, and a few
            numbers that copies share, for look-up

A story is all articles that pairs of copies connect, directly or through others. So it does not
depend on the order in which articles arrive; `quotes.store.write.stories` stores the stories.

What is rewritten in other words is no copy, though it be of the same event.
"""

from quotes.stories.copies import are_copies, find_shingles, measure_overlap, read_words

__all__ = ["are_copies", "find_shingles", "measure_overlap", "read_words"]
