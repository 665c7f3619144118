"""Every record that steps and files exchange: frozen, checked, the same in memory and in JSON.

All offsets are 0-based, end-exclusive and count Unicode code points of `Article.text`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal

import msgspec

from quotes.errors import OffsetError

AttributionType = Literal["direct", "mixed", "indirect"]
Act = Literal["statement", "attitude"]
SpeakerKind = Literal["person", "organization", "group", "document", "anonymous"]
Anonymity = Literal["unnamed", "requested"]
ReviewStatus = Literal["unreviewed", "confirmed", "corrected", "rejected"]
Certainty = Literal["sure", "likely", "unsure"]
SpokenPrecision = Literal["time", "day", "week", "month", "year"]
HeldBack = Literal["withheld", "canceled"]
# What a key lets its holder do: each lets read, and admin lets everything.
Scope = Literal["read", "write", "review", "admin"]
EntityType = Literal["PER", "ORG", "LOC", "MISC", "DATE"]


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """A frozen record of named fields."""


class Span(msgspec.Struct, frozen=True, order=True, array_like=True):
    """Characters [start, end) of an article's text; `[start, end]` in JSON. Empty and negative
    spans can't exist.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise OffsetError(f"a span needs 0 <= start < end, not [{self.start}, {self.end})")

    def slice(self, text: str) -> str:
        """The words that the span covers.

        Raises:
            OffsetError: the span reaches past the end of the text.
        """
        if self.end > len(text):
            raise OffsetError(
                f"span [{self.start}, {self.end}) lies outside a text of {len(text)} characters"
            )
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


Spans = tuple[Span, ...]


class Article(Record, frozen=True, kw_only=True):
    """A news article as it was read; `text` is never altered afterwards.

    `authors` are the names in the byline, in its order. `published` is an ISO 8601 date or time.
    `wire` is the agency that the outlet credits. `inferred` names the fields that the input did not
    state and the text shows ("CNN  —", "By AFP"). `section` and `tags` are the publisher's own.
    `notes` say what was done to read the text ("decoded from cp1252"), and `original_sha256` is the
    digest of the bytes that it was made from, where it is not the file itself. Before `embargoed`,
    a time with its zone, nothing of the article may appear.
    """

    id: str
    text: str
    outlet: str | None = None
    url: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    language: str = "en"
    wire: str | None = None
    inferred: tuple[str, ...] = ()
    boilerplate: Spans = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    original_sha256: str | None = None
    embargoed: Annotated[datetime, msgspec.Meta(tz=True)] | None = None

    @property
    def sha256(self) -> str:
        """The digest of the text in UTF-8; surrogates, which UTF-8 has no bytes for, are
        encoded like other characters.
        """
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


class Token(Record, frozen=True, kw_only=True):
    """A syntactic word in Universal Dependencies' sense.

    Attributes:
        head: the index of the governing token in the same sentence, -1 for the root.
        whole: the span of the multiword token ("don't") that this word is a part of; None for
            ordinary words.
        component_scores: the probabilities that the word belongs to a source, a cue and a content;
            None without a component tagger.
    """

    span: Span
    text: str
    lemma: str
    upos: str
    xpos: str
    feats: str | None
    head: int
    deprel: str
    whole: Span | None = None
    component_scores: tuple[float, float, float] | None = None


class Sentence(Record, frozen=True, kw_only=True):
    """A sentence and its dependency tree; `paragraph` counts the text's non-empty lines from 0."""

    span: Span
    paragraph: int
    tokens: tuple[Token, ...]


class Entity(Record, frozen=True, kw_only=True):
    """A named entity."""

    span: Span
    type: EntityType


class Proposal(Record, frozen=True, kw_only=True):
    """A possible attribution, as the component tagger proposes it for a cue.

    Words are numbered from 0 through all sentences of the article. `anchor` is the most telling
    word of the cue ("said" in "has also said"), `chance` how likely it attributes at all (0 to 1).
    `source`, `cue` and `content` have the words that may belong to them with their probabilities,
    in text order.
    """

    anchor: int
    chance: float
    source: tuple[tuple[int, float], ...] = ()
    cue: tuple[tuple[int, float], ...] = ()
    content: tuple[tuple[int, float], ...] = ()


class Parse(Record, frozen=True, kw_only=True):
    """The syntax of an article: sentences and entities in text order.

    `proposals` are in the order of their anchors; None without a component tagger.
    """

    article: Article
    sentences: tuple[Sentence, ...]
    entities: tuple[Entity, ...]
    model_version: str
    proposals: tuple[Proposal, ...] | None = None


class Addressee(Record, frozen=True, kw_only=True):
    """To whom something was said: the words of the text and their span."""

    text: str
    span: Span


class Evidence(Record, frozen=True, kw_only=True):
    """Why an attribution was made.

    Attributes:
        rule: the construction.
        cue_lemma: the cue's entry in the word list.
        source_path, content_path: the dependency paths from the cue's head ("<advcl >nsubj": up an
            advcl, down an nsubj).
        antecedent: the mention that a pronoun or short name was resolved to.
        resolution: the name of the rule that resolved it.
    """

    rule: str
    cue_lemma: str | None = None
    source_path: str | None = None
    content_path: str | None = None
    antecedent: Spans = ()
    resolution: str | None = None


class PossibleSpeaker(Record, frozen=True, kw_only=True):
    """Somebody who may be the speaker, with the probability, 0 to 1."""

    name: str
    kind: SpeakerKind
    probability: float


class Attribution(Record, frozen=True, kw_only=True):
    """One attribution: who is cited (`source`), by which words (`cue`), with what (`content`).

    `speaker` is the canonical name of the person or body, None where nobody is named or nobody
    fits. `members` are the names in a joint source ("Lee and Park"), or given for a group ("critics
    like Lee"); the first name is the speaker. Beside a name, a member without one is given by its
    words ("two aides"). `relay` names those who passed it on, outermost
    first. `spoken_at` is when it was said, in ISO 8601 as precise as `spoken_precision` says
    ("time": 2015-11-17T10:30, "day": 2015-11-17, "week": 2015-W47, "month": 2015-11, "year": 2015);
    both are None where the words in `time` don't say it.

    `confidence` is the probability that content and source are right; `speaker_confidence` that the
    speaker is, given that they are, or, where `speaker` is None, that it is right to name nobody.
    `certainty` sums both up. `candidates` are the possible speakers where none is likely enough to
    be named, the likeliest first.
    """

    id: str
    article_id: str
    content: Spans
    cue: Spans = ()
    source: Spans = ()
    type: AttributionType
    act: Act = "statement"
    speaker: str | None = None
    speaker_id: str | None = None
    speaker_kind: SpeakerKind | None = None
    members: tuple[str, ...] = ()
    role: str | None = None
    affiliation: str | None = None
    anonymity: Anonymity | None = None
    anonymity_phrase: Spans = ()
    addressee: Addressee | None = None
    setting: Spans = ()
    time: Spans = ()
    spoken_at: str | None = None
    spoken_precision: SpokenPrecision | None = None
    relay: tuple[str, ...] = ()
    confidence: float
    speaker_confidence: float = 1.0
    certainty: Certainty = "likely"
    candidates: tuple[PossibleSpeaker, ...] = ()
    evidence: Evidence
    model_version: str


class Topic(Record, frozen=True, kw_only=True):
    """A label of an article: an IPTC Media Topic with its score (0 to 1) and the method."""

    code: str
    name: str
    score: float
    method: str


class Extraction(Record, frozen=True, kw_only=True):
    """Everything extracted from one article; the store saves it."""

    article: Article
    attributions: tuple[Attribution, ...]
    topics: tuple[Topic, ...] = ()


class QuarantinedInput(Record, frozen=True, kw_only=True):
    """An input that was left out: where it is, what is wrong and how to mend it.

    `pubstatus` is set for an article that its publisher holds back ("withheld") or withdraws
    ("canceled"), `article_id` is the article's, and `stated_at` when its publisher made that
    version of it.
    """

    path: str
    line: int | None
    reason: str
    pubstatus: HeldBack | None = None
    article_id: str | None = None
    stated_at: str | None = None


def make_attribution_id(article_id: str, content: Iterable[str], nth: int = 0) -> str:
    """An id that holds neither words nor names: in every run the same words of an article get the
    same, whatever their speaker, cue and source are.

    Args:
        article_id: of the article.
        content: the quoted words, a string for each piece.
        nth: how many attributions of the article have the same words and come before, from 0.
    """
    key = json.dumps([article_id, nth, *content])
    return hashlib.blake2b(key.encode("ascii"), digest_size=10).hexdigest()
