"""Text as the models know it, character for character as long as the article's own.

The treebanks that the models learn from write straight quotation marks and plain spaces. Each character here is
replaced by exactly one other, so an offset into the normalized text is the same offset into the article.
"""

_DOUBLE_QUOTES = "“”„‟«»〝〞＂"
_SINGLE_QUOTES = "‘’‚‛`´ʼ＇"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\v\f"
# Zero-width characters split words for a tokenizer that reads characters; as spaces they are harmless.
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

_TABLE = str.maketrans(
    {
        **dict.fromkeys(_DOUBLE_QUOTES, '"'),
        **dict.fromkeys(_SINGLE_QUOTES, "'"),
        **dict.fromkeys(_SPACES + _INVISIBLE, " "),
    }
)


def normalize(text: str) -> str:
    """The text with straight quotation marks and plain spaces, of the same length in code points."""
    return text.translate(_TABLE)
