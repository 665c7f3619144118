"""Bytes of unknown encoding as text, and texts that were decoded wrongly once, mended."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from quotes.errors import ArticleError
from quotes.records import Record

# Longest first: UTF-32's mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]{2,40})|"
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})",
    re.IGNORECASE,
)
# As browsers do: what says ISO 8859-1 or ASCII nearly always has Windows' quotation marks.
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "iso8859-9": "cp1254"}
_DECLARATION_BYTES = 4_096
_DETECTION_BYTES = 200_000
# UTF-8 that was read as Windows-1252 or Latin-1: "â€œ", "Ã©", "Â ".
_MOJIBAKE = re.compile("[\u00c2\u00c3\u00e2][\u0080-\u00bf\u0152-\u2122]")
_ENTITY = re.compile(r"&(?:amp;)?(?:#\d{2,6}|#x[0-9a-f]{2,6}|[a-z]{2,8}\d?);", re.IGNORECASE)
# What stands for "<". A plain text with it may be about markup; then its entities are meant.
_WRITTEN_MARKUP = re.compile(r"&(?:amp;)?(?:lt|#0*60|#x0*3c);", re.IGNORECASE)


class DecodedText(Record, frozen=True, kw_only=True):
    """A text, and what was done to get it, for people."""

    text: str
    notes: tuple[str, ...] = ()


def decode(content: bytes, *, path: str, declared: str | None = None) -> DecodedText:
    """The text: by its byte order mark, as UTF-8, as it or its sender declares, or by detection.

    Args:
        declared: the encoding that the sender names, as in HTTP's Content-Type.

    Raises:
        ArticleError: no encoding fits.
    """
    for mark, marked_encoding in _MARKS:
        if content.startswith(mark):
            marked = _try(content, marked_encoding)
            if marked is None:
                raise ArticleError(f"broken {marked_encoding.upper()}: save it as UTF-8", path=path)
            notes = () if marked_encoding == "utf-8" else (f"decoded from {marked_encoding}",)
            return DecodedText(text=marked.removeprefix("\ufeff"), notes=notes)
    if (text := _try(content, "utf-8")) is not None:
        return DecodedText(text=text)
    match = _DECLARED.search(content[:_DECLARATION_BYTES])
    named = [declared] if declared else []
    named += [name.decode("ascii") for name in (match.groups() if match else ()) if name]
    for name in named:
        encoding = _look_up(name)
        if encoding is not None and (text := _try(content, encoding)) is not None:
            return DecodedText(text=text, notes=(f"decoded from {encoding}, as declared",))
    return _detect(content, path)


def _detect(content: bytes, path: str) -> DecodedText:
    if b"\0" in content[:_DETECTION_BYTES]:
        raise ArticleError("binary: there is a NUL in it", path=path)
    # Nearly whole UTF-8 with a few broken bytes, as crawlers leave it, is no other encoding.
    replaced = content.decode("utf-8", "replace")
    if replaced.count("\ufffd") * 50 < sum(byte > 127 for byte in content):
        return DecodedText(text=replaced, notes=("broken UTF-8: some characters are lost",))
    for encoding in _guess_encodings(content[:_DETECTION_BYTES]):
        if (text := _try(content, encoding)) is not None:
            return DecodedText(text=text, notes=(f"decoded from {encoding}, as detected",))
    raise ArticleError("its encoding can't be found: save it as UTF-8", path=path)


def _guess_encodings(content: bytes) -> Iterator[str]:
    """The likely encodings. A text with few bytes beyond ASCII is of Western letters: detection,
    which needs many of them, takes "café" for Urdu.
    """
    if 3 * sum(byte > 127 for byte in content) < len(content):
        yield "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(content).best()
    if best is not None and (encoding := _look_up(best.encoding)):
        yield encoding
    yield from ("cp1252", "latin-1")


def _look_up(name: str) -> str | None:
    try:
        encoding = codecs.lookup(name).name
    except LookupError:
        return None
    return _WIDER.get(encoding, encoding)


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def mend(text: str, *, is_plain: bool = False) -> DecodedText:
    """The text with wrongly decoded characters and HTML entities put right, where there are any.

    Quotation marks are never straightened. Nothing else is changed: no normal form, no ligature.

    Args:
        text: as it was decoded.
        is_plain: it comes from no format that has entities, so that they stay where they may be
            meant.
    """
    has_entities = bool(_ENTITY.search(text)) and "<" not in text
    if is_plain and _WRITTEN_MARKUP.search(text):
        has_entities = False
    if not (_MOJIBAKE.search(text) or has_entities):
        return DecodedText(text=text)
    import ftfy

    config = ftfy.TextFixerConfig(
        unescape_html=has_entities,
        remove_terminal_escapes=False,
        restore_byte_a0=True,
        replace_lossy_sequences=True,
        decode_inconsistent_utf8=True,
        fix_c1_controls=True,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )
    mended = ftfy.fix_text(text, config)
    if mended == text:
        return DecodedText(text=text)
    return DecodedText(text=mended, notes=("wrongly decoded characters or entities were mended",))
