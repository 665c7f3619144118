"""Headlines that attribute by a colon: "Lee: Dam will hold", "Dam will hold: minister".

The reader knows the first form from few articles and the second hardly. Who stands beside the
colon must be one who speaks, for most colons in headlines part a topic from its story.
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
_BEHIND = re.compile(r"\s*(\S[^\n]*?)(:) +([^:\n]{2,60}?)\s*")
_MOST_WORDS = 4  # of who speaks
_TOLD_BY = frozenset(("report", "study", "poll", "survey", "police"))
# What these have for their object is judged or named, not said: "Mayor defends parking plan".
_JUDGING = frozenset(
    ("announce", "applaud", "attack", "back", "bash", "blast", "celebrate", "champion", "condemn",
     "criticise", "criticize", "decry", "defend", "denounce", "deplore", "endorse", "hail", "laud",
     "lambast", "lambaste", "mock", "oppose", "praise", "promote", "ridicule", "slam", "support",
     "tout", "unveil", "welcome")
)  # fmt: skip
_OF_A_NAME = frozenset(("NOUN", "PROPN", "ADJ"))
_ASKING = frozenset(("what", "how", "why", "who", "when", "where", "which"))


def is_named_only(parsed: ParsedArticle, link: Link) -> bool:
    """Whether a headline's cue only praises, defends, announces … what is taken for its content: a
    noun phrase that holds no quotation. In a text it may sum up what was said.
    """
    if link.lemma not in _JUDGING or link.quotations or link.act != "statement":
        return False
    line = _find_headline(parsed)
    return (
        line is not None
        and all(line.covers(span) for span in (*link.cue, *link.content))
        and not any(_tells(parsed, span) for span in link.content)
    )


def _find_headline(parsed: ParsedArticle) -> Span | None:
    """The first line of an article, if more follow and it does not end as a sentence does."""
    if not parsed.parse.sentences:
        return None
    start = parsed.parse.sentences[0].span.start
    end = parsed.text.find("\n", start)
    if end < 0 or parsed.text[start:end].rstrip().endswith("."):
        return None
    return Span(start, end)


def add_headline(parsed: ParsedArticle, links: Sequence[Link]) -> list[Link]:
    """The links given and, if its colon attributes and no link has a cue in it yet, that of the
    headline.
    """
    line = _find_headline(parsed)
    if line is None or any(cue.overlaps(line) for link in links for cue in link.cue):
        return list(links)
    found = [*_read(parsed, line, _BEFORE, 1, 3), *_read(parsed, line, _BEHIND, 3, 1)][:1]
    return [*found, *links]


def _read(
    parsed: ParsedArticle, line: Span, form: re.Pattern[str], who: int, said: int
) -> Sequence[Link]:
    match = form.fullmatch(parsed.text, line.start, line.end)
    if match is None:
        return ()
    content, beside = Span(*match.span(said)), Span(*match.span(who))
    words = [parsed.token(word) for word in parsed.words_in(beside)]
    speaker = list(takewhile(lambda token: token.upos in _OF_A_NAME, words))
    quoted = any(quotation.span == content for quotation in parsed.marks.within(content))
    if len(speaker) < len(words) and not quoted:
        return ()  # "‘It will hold’: minister speaks out" leaves no doubt
    if not _may_speak(parsed, speaker, line) or not (quoted or _tells(parsed, content)):
        return ()
    named = speaker[0].span.start, speaker[-1].span.end
    return list(link_line(parsed, "headline", named, match.span(2), [content]))


def _may_speak(parsed: ParsedArticle, words: Sequence[Token], headline: Span) -> bool:
    """Whether words name a person whom the article names, or a kind of speaker: "minister"."""
    if not 0 < len(words) <= _MOST_WORDS:
        return False
    last = words[-1].text.lower()
    nouns = read_column("nouns", "noun", "kind")
    if any(n in _TOLD_BY or nouns.get(n) == "person" for n in (last, last.removesuffix("s"))):
        return True
    return any(
        entity.type == "PER"
        and not entity.span.overlaps(headline)
        and entity.span.slice(parsed.text).split()[-1].lower() == last
        for entity in parsed.parse.entities
    )


def _tells(parsed: ParsedArticle, content: Span) -> bool:
    """Whether words tell something: they have a verb and ask nothing."""
    words = [parsed.token(word) for word in parsed.words_in(content)]
    asks = not words or words[0].text.lower() in _ASKING or words[-1].text == "?"
    return not asks and any(token.upos in ("VERB", "AUX") for token in words)
