"""Headlines that attribute by a colon: "Lee: Dam will hold", "Dam will hold: minister".

The component tagger has seen few of the first form and hardly any of the second. The words beside
the colon must name a person or a kind of speaker, for most colons in headlines separate a topic
from its story.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from quotes.attribution.parsed_article import Link, ParsedArticle
from quotes.attribution.verbless import link_line
from quotes.english.tables import read_column
from quotes.records import Span, Token

_BEFORE = re.compile(r"\s*([^:\n]{2,40})(:) +(\S[^\n]*?)\s*")
_AFTER = re.compile(r"\s*(\S[^\n]*?)(:) +([^:\n]{2,60}?)\s*")
_MOST_WORDS = 4  # of the speaker; not tuned
_SPEAKING_NOUNS = frozenset(("report", "study", "poll", "survey", "police"))
# The object of these is judged or named, not said: "Mayor defends parking plan".
_JUDGING = frozenset(
    ("announce", "applaud", "attack", "back", "bash", "blast", "celebrate", "champion", "condemn",
     "criticise", "criticize", "decry", "defend", "denounce", "deplore", "endorse", "hail", "laud",
     "lambast", "lambaste", "mock", "oppose", "praise", "promote", "ridicule", "slam", "support",
     "tout", "unveil", "welcome")
)  # fmt: skip
_OF_A_NAME = frozenset(("NOUN", "PROPN", "ADJ"))
_ASKING = frozenset(("what", "how", "why", "who", "when", "where", "which"))


def is_named_only(parsed: ParsedArticle, link: Link) -> bool:
    """Whether the cue of a headline only praises, defends, announces … a thing that it names.

    That is a content without a verb and without a quotation. In the text below the headline such a
    content may sum up what was said.
    """
    if link.lemma not in _JUDGING or link.quotations or link.act != "statement":
        return False
    line = _find_headline(parsed)
    return (
        line is not None
        and all(line.covers(span) for span in (*link.cue, *link.content))
        and not any(_is_assertion(parsed, span) for span in link.content)
    )


def _find_headline(parsed: ParsedArticle) -> Span | None:
    """The first line of an article, if others follow and it has no final stop; else None."""
    if not parsed.parse.sentences:
        return None
    start = parsed.parse.sentences[0].span.start
    end = parsed.text.find("\n", start)
    if end < 0 or parsed.text[start:end].rstrip().endswith("."):
        return None
    return Span(start, end)


def add_headline(parsed: ParsedArticle, links: Sequence[Link]) -> list[Link]:
    """The links and that of the headline, if its colon attributes and it has no cue yet."""
    line = _find_headline(parsed)
    if line is None or any(cue.overlaps(line) for link in links for cue in link.cue):
        return list(links)
    by_colon = [*_read(parsed, line, _BEFORE, 1, 3), *_read(parsed, line, _AFTER, 3, 1)][:1]
    return [*by_colon, *links]


def _read(
    parsed: ParsedArticle, line: Span, form: re.Pattern[str], speaker_group: int, said_group: int
) -> Sequence[Link]:
    """The link of a headline if it has the form; the groups of the form are speaker and content."""
    match = form.fullmatch(parsed.text, line.start, line.end)
    if match is None:
        return ()
    content, beside = Span(*match.span(said_group)), Span(*match.span(speaker_group))
    words = [parsed.token(word) for word in parsed.words_in(beside)]
    speaker = list(takewhile(lambda token: token.upos in _OF_A_NAME, words))
    quoted = any(quotation.span == content for quotation in parsed.marks.within(content))
    if len(speaker) < len(words) and not quoted:
        return ()  # "It will hold: minister speaks out"; with the content in marks it counts
    if not _may_speak(parsed, speaker, line) or not (quoted or _is_assertion(parsed, content)):
        return ()
    named = speaker[0].span.start, speaker[-1].span.end
    return list(link_line(parsed, "headline", named, match.span(2), [content]))


def _may_speak(parsed: ParsedArticle, words: Sequence[Token], headline: Span) -> bool:
    """Whether the words name a person of the article, or a kind of speaker: "minister"."""
    if not 0 < len(words) <= _MOST_WORDS:
        return False
    last = words[-1].text.lower()
    nouns = read_column("nouns", "noun", "kind")
    if any(
        n in _SPEAKING_NOUNS or nouns.get(n) == "person" for n in (last, last.removesuffix("s"))
    ):
        return True
    return any(
        entity.type == "PER"
        and not entity.span.overlaps(headline)
        and entity.span.slice(parsed.text).split()[-1].lower() == last
        for entity in parsed.parse.entities
    )


def _is_assertion(parsed: ParsedArticle, content: Span) -> bool:
    """Whether the words have a verb and are no question."""
    words = [parsed.token(word) for word in parsed.words_in(content)]
    asks = not words or words[0].text.lower() in _ASKING or words[-1].text == "?"
    return not asks and any(token.upos in ("VERB", "AUX") for token in words)
