"""Step 2: articles become sentences, words, dependency trees, entities and proposed attributions.

The only part of the package that imports Stanza. The modules, in the order of the data:

    protocol          what the pipeline expects of a parser
    parser            articles -> parses; loads the models
    analysis          a sentence as the models analyse it
    normalization     text with straight quotation marks and plain spaces
    segmentation      text -> sentences, tokens and words
    encoder, word_pieces, quantization   the transformer that tagger, parser and entities share
    recurrent         the LSTMs of the annotator, in integers
    annotator         words -> tags, lemmas, trees and entity tags
    tree_decoding     arc scores -> trees
    components        trees and vectors -> proposals of cues with sources and contents
    component_net     the net behind them
    quotations        quotation marks, by an automaton
    shipped_models, stanza_default   the two sets of models
    stanza_imports    Stanza without what only its training needs
    long_sentences    a limit to the length of sentences
    manifest          the digests of the shipped files
"""

import os

# Before torch is imported. Threads that wait by spinning, OpenMP's default, take a processor from
# those that work: with two threads beside a busy process that cost ten times the processor time.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
