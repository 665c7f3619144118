"""Step 6: who is who across articles, as functions without a database.

An article says that "Kerry" and "the secretary" are its John Kerry. Whether he is the J. F. Kerry
of another article is decided here, from the names and from what the articles say of both.

    person_names      names of persons, normalized and compared: initials, nicknames, spellings
    organizations     names of bodies, normalized, and the acronyms that articles explain
    wikidata          a user's table of names and their Wikidata ids
    article_speakers  Extraction -> ArticleSpeakers: a speaker in one article
    blocking          which names are compared, and which say too little
    evidence          evidence for and against two groups of article speakers being one speaker
    constraints       must-links and cannot-links: what people have decided
    splitting         article speakers of one name -> drafts of identities
    linkage           article speakers -> identities, links, candidates
    id_index          ids that last, and events of what changed

An **identity** is one name that means one speaker; it has an id that lasts. A **speaker** is one
identity or several that are linked; its id is that of one of them. A link needs evidence:

    names                              are linked if
    equal but for case and accents     nothing speaks against it
    a spelling, middle name, nickname  something else agrees, and there is no rival
    initials                           two things agree, one of them a role, there is no rival, and
                                       at most 20 names fit
    an acronym                         an article explains it, and none explains it otherwise
    one word ("Kerry")                 never by evidence: the pair becomes a merge candidate, if at
                                       most 50 names fit

Evidence against a link is another gender, Wikidata id or trade, the same office of another place at
the same time, and one article that has both. Ten years between them, or roles and co-speakers that
share nothing, are doubts: the pair becomes a merge candidate, too. Unnamed speakers ("a senior
official") have no identity.

A linkage depends on all article speakers whose names are connected by blocking keys, and not on
their order. So a new article may change earlier links; then events say what changed and why, and
old ids stay valid. Constraints by people hold in every linkage.
"""

from quotes.identities.article_speakers import (
    ArticleSpeaker,
    ArticleSpeakerKey,
    find_article_speakers,
)
from quotes.identities.constraints import Constraint
from quotes.identities.id_index import IdentityEvent, IdIndex, assign_ids
from quotes.identities.linkage import (
    Identity,
    Linkage,
    MergeCandidate,
    MergeLink,
    link_speakers,
)
from quotes.identities.wikidata import WikidataTable, read_wikidata

__all__ = [
    "ArticleSpeaker",
    "ArticleSpeakerKey",
    "Constraint",
    "IdIndex",
    "Identity",
    "IdentityEvent",
    "Linkage",
    "MergeCandidate",
    "MergeLink",
    "WikidataTable",
    "assign_ids",
    "find_article_speakers",
    "link_speakers",
    "read_wikidata",
]
