"""Text with straight quotation marks and plain spaces, of the same length as the original.

The treebanks that the models learned from are written so. Each character is replaced by exactly one
other, so offsets in the normalized text are offsets in the article.
"""

_DOUBLE_QUOTES = "“”„‟«»〝〞＂"
_SINGLE_QUOTES = "‘’‚‛`´ʼ＇"
_SPACES = "".join(map(chr, (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)))
# Zero-width characters split words for a tokenizer that reads characters; as spaces they are
# harmless.
_INVISIBLE = "".join(
    map(chr, (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF))
)

_CONTROLS = [chr(c) for c in (*range(0x20), *range(0x7F, 0xA0)) if chr(c) not in "\n\r\x85"]
_SURROGATES = [chr(c) for c in range(0xD800, 0xE000)]  # no encoding holds them

_TABLE = str.maketrans(
    {
        **dict.fromkeys(_DOUBLE_QUOTES, '"'),
        **dict.fromkeys(_SINGLE_QUOTES, "'"),
        **dict.fromkeys(_SPACES + _INVISIBLE, " "),
        **dict.fromkeys(_CONTROLS, " "),
        **dict.fromkeys(_SURROGATES, "\ufffd"),
    }
)


def normalize(text: str) -> str:
    """The text with straight quotation marks and plain spaces; as many code points as before."""
    return text.translate(_TABLE)
