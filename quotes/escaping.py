"""Characters that would act on a terminal or a log instead of being shown, escaped."""

from __future__ import annotations

import re

# C0 and C1 controls, line and paragraph separators, marks that change the direction of the text,
# and bytes of a file name that are no UTF-8 (surrogates in Python).
_ACTING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def escape_controls(text: str) -> str:
    r"""The text with `\x1b` for the escape character, `\n` for a line break, `\u202e` for a mark
    of direction; what is left can be printed, and encoded in UTF-8.
    """
    return _ACTING.sub(lambda match: match.group().encode("unicode_escape").decode(), text)


def has_controls(text: str) -> bool:
    """Whether `escape_controls` would change the text."""
    return _ACTING.search(text) is not None
