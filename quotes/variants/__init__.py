"""Step 7: variants of one quotation in other articles and outlets, without a database.

    one, other = read_wording("“The wall is standing.”", "direct"), read_wording(...)
    alignment = align(one, other)        # alignment.relation: "same", "shortened", …

    wording       the words of a quotation, folded for comparison, and where each stands
    fingerprints  a few numbers that variants of a quotation share, for look-up
    aligning      two wordings side by side: their relation and their differences
    matching      whether two quotations are variants, by words, speaker and date
    paragraphs    which paragraphs of a text differ from those of an earlier version
    versions      the quotations of an article that comes again, by words and place

Two quotations are compared at a time, and the answer is the same whichever comes first. A cluster
is all quotations that pairs of variants connect, directly or through others. So it does not depend
on the order in which articles arrive; `quotes.store.write.variants` stores the clusters.

Without names of speakers, 159 pairs were found among the 19,832 statements of PolNeAR's 840
training articles. Of 50 that are not word for word the same, read by hand, one was doubtful ("a
hell of a lot worse", said more than once).

Paraphrases and translations are not looked for. A match never changes who said the words: variants
in one cluster may name different speakers.
"""

from quotes.variants.aligning import Alignment, Difference, Relation, align
from quotes.variants.fingerprints import find_fingerprints
from quotes.variants.matching import Variant, are_variants, is_duplicate
from quotes.variants.paragraphs import ParagraphChange, compare_paragraphs
from quotes.variants.versions import ArticleVersion, match_versions
from quotes.variants.wording import Wording, read_wording

__all__ = [
    "Alignment",
    "ArticleVersion",
    "Difference",
    "ParagraphChange",
    "Relation",
    "Variant",
    "Wording",
    "align",
    "are_variants",
    "compare_paragraphs",
    "find_fingerprints",
    "is_duplicate",
    "match_versions",
    "read_wording",
]
