"""Who is who across articles: the speakers of each article become speakers of the corpus.

An article tells that "Kerry" and "the secretary" are its John Kerry; whether he is the J. F. Kerry
of another article is decided here, from names and from what stands beside them. This is a step
between `speakers` and `store`: functions from frozen records to frozen records, with no database.

    naming       names as they are compared: initials, nicknames, spellings
    bodies       what organisations are called, and the acronyms that articles explain
    wikidata     a table of the user's own that links names to Wikidata
    sighting     Extraction -> Sightings: a speaker in one article, and what is told of them
    weighing     what speaks for and against two groups of sightings being one speaker
    deciding     sightings that share a key -> strands, links between them, candidates
    ledger       strands that were known -> ids that last, and the events of what changed

A **strand** is one name that means one speaker; it has an id that lasts. A **speaker** is one
strand or several, linked; the ids of the others lead to the speaker's. A link needs evidence:

    name                               linked if
    the same but for case and accents  nothing speaks against it
    a spelling, middle name, nickname  something else agrees, and nobody else fits
    initials                           two things agree, one of them a role, and nobody else fits
    an acronym                         an article explains it, and none otherwise
    one word ("Kerry")                 never by itself: it waits as a candidate

What speaks against it: another gender, Wikidata id or trade, the same office of another place at
the same time, both in one article. Ten years between them, or roles and company that share nothing,
leave it in doubt: then it waits as well. Somebody unnamed ("a senior official") is nobody across
articles.

A decision is a function of all that is known of the sightings that share a key, whatever order they
came in. So a new article may change what was decided: then the ledger says so in an event with the
evidence, and an id that was given still leads to its speaker. What a person decides (together,
apart) outlasts every run.
"""

from quotes.identities.deciding import Candidate, Decision, Link, Strand, Wish, decide
from quotes.identities.ledger import Event, Ledger, settle
from quotes.identities.sighting import Sighting, find_sightings, group_by_keys
from quotes.identities.wikidata import WikidataTable, read_wikidata

__all__ = [
    "Candidate",
    "Decision",
    "Event",
    "Ledger",
    "Link",
    "Sighting",
    "Strand",
    "WikidataTable",
    "Wish",
    "decide",
    "find_sightings",
    "group_by_keys",
    "read_wikidata",
    "settle",
]
