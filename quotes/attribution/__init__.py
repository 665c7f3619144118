"""Step 3: who is cited with what: the cues of an article, linked to their sources and contents.

The modules, in the order of the data:

    trees                 a sentence's dependency tree
    quotation_index       the quotations of an article by position
    frames                the constructions in which a word can attribute
    cues                  the word list of cues
    parsed_article        an article with its trees and quotations; the link of a cue
    token_runs            the words of each proposed cue's content
    source_choice         the source of a proposed cue
    content_spans         contents as spans, rounded to whole quotations
    word_list_links       links by tree and word list, without the component tagger
    links                 all links of an article that have a cue
    confidence            the probability that a link is right
    non_reports           words of saying that report nothing
    verbless, interviews, headlines   links by the form of a line
    continued_quotations  quotations without a cue of their own
    nested_reports        reports inside of what is said
"""
