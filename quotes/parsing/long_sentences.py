"""A limit to the length of sentences: a parser's time and memory grow faster than the sentence.

No sentence of 924 news articles has more than 104 words. But a line of quotation marks is one
sentence to the tokenizer, and finding its tree took 31 s for 1,500 words and all memory for 3,000.
"""

from __future__ import annotations

from typing import Any

from stanza.models.common.doc import Document

LONGEST_SENTENCE = 200  # tokens


def split_long_sentences(document: Any, most: int = LONGEST_SENTENCE) -> Any:
    """Stanza's tokenized document with its longer sentences split into pieces of `most` tokens."""
    if all(len(sentence.tokens) <= most for sentence in document.sentences):
        return document
    pieces = [
        sentence[start : start + most]
        for sentence in document.to_dict()
        for start in range(0, len(sentence), most)
    ]
    renumbered = [
        [{**token, "id": number} for number, token in enumerate(piece, 1)] for piece in pieces
    ]
    return Document(renumbered, text=document.text)
