"""Names in an article: the tagged ones, and those that the entity tagger has missed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from quotes.attribution.parsed_article import ParsedArticle
from quotes.attribution.trees import Tree, base
from quotes.english.tables import read_column
from quotes.folding import fold_name
from quotes.records import Span
from quotes.speakers.names import ADDRESS, TITLES, PersonName, clean_name, read_person_name
from quotes.speakers.organizations import find_listed_organizations, is_listed_organization
from quotes.speakers.role_phrases import noun_kind

_TYPES = ("PER", "ORG", "LOC")
UNTAGGED = "untagged"  # a proper noun that may be a name which the article has elsewhere
_WITH_ARTICLE = re.compile(r"\b[a-z]+,? (The(?: [A-Z][\w’'-]*\w)+)")
_CAPITALIZED = re.compile(r" ([A-Z][a-z]+)\b(?!['’])")
_CAPITALS = re.compile(r"(?<![\w.'’])(?:US|WHO|IT)(?![\w.'’-])")
# "Ann A. \"Nan\" Lee": the first names, the nickname and the surname.
_NICKNAME = re.compile(
    r"\b([A-Z][\w’'-]+(?: [A-Z]\.)*) [\"“‘'(](?:[Tt]he )?([A-Z][\w.-]+) ?[\"”’')] ?([A-Z][\w’-]+)"
)
_MINISTRY = re.compile(
    r" [Mm]inist(?:ers?|ry)\b"
)  # behind its subject, as in "Jal Shakti Minister"
_INDEFINITE = re.compile(r"\b(?:an?|one|another)\s$", re.IGNORECASE)
_SHOUTED = re.compile(r"\b[A-Z]{2,} [A-Z]{2,}\b")
_STRONG_VOTES = 5  # tags that a title or an apposition outweighs; not tuned
_TITLE_REACH = 16  # characters before a name in which its title may stand; not tuned


@dataclass(frozen=True)
class FoundName:
    """A name's span, its cleaned words, the type of its tag, and its parts if it is a person's.

    `nickname` is folded; it stands in the span and not in the words.
    """

    span: Span
    words: str
    type: str
    person: PersonName | None
    nickname: str = ""


def find_names(parsed: ParsedArticle) -> Iterator[FoundName]:
    """The tagged names and those that the tagger has missed, in text order."""
    text = parsed.text
    nicknames = {Span(*match.span()): match for match in _find_nicknames(parsed)}
    listed = [
        span
        for span in _find_missed_organizations(parsed)
        if not any(span.overlaps(other) for other in nicknames)
    ]
    listed += [
        span for span in _find_capital_words(parsed) if not any(span.overlaps(o) for o in listed)
    ]
    whole = [*listed, *nicknames]
    tagged = [
        (_extend_by_flat(parsed, e.span) if e.type == "PER" else e.span, str(e.type))
        for e in parsed.parse.entities
        if e.type in _TYPES
        and not any(span.overlaps(e.span) for span in whole)
        and not _is_office(text, e.span, e.type)
        and not (e.type == "PER" and _MINISTRY.match(text, e.span.end))
    ]
    tagged = [_correct_type(parsed, span, kind) for span, kind in tagged]
    tagged += [*((span, "ORG") for span in listed), *((span, "PER") for span in nicknames)]
    missed = [
        (span, "PER")
        for tree in parsed.trees
        for span in _find_flat_names(parsed, tree)
        if not any(span.overlaps(other) for other in nicknames)
    ]
    missed += [
        (span, "ORG")
        for tree in parsed.trees
        for span in _find_untagged_runs(parsed, tree)
        if not any(span.overlaps(other) for other, _ in (*missed, *tagged))
    ]
    flat = {*nicknames, *(span for span, _ in missed)}
    missed += [
        (token.span, UNTAGGED)
        for tree in parsed.trees
        for token in tree.tokens
        if (token.upos == "PROPN" or text.startswith(":", token.span.end))  # "PENCE: Well, …"
        and token.text[:1].isupper()
        and not parsed.entities_in(token.span)
        and not any(span.overlaps(token.span) for span in flat)
    ]
    for span, kind in sorted((*tagged, *missed)):
        match = nicknames.get(span)
        words = clean_name(f"{match[1]} {match[3]}" if match else span.slice(text))
        if fold_name(words):
            before = text[max(0, span.start - _TITLE_REACH) : span.start]
            titled = kind == "PER" or words.split()[0].strip(".").lower() in TITLES
            person = read_person_name(words, before, titled=titled)
            yield FoundName(span, words, kind, person, fold_name(match[2]) if match else "")


def _find_nicknames(parsed: ParsedArticle) -> Iterator[re.Match[str]]:
    """The names with a nickname between first name and surname, which the parser has joined."""
    for match in _NICKNAME.finditer(parsed.text):
        for number in parsed.sentences_in(Span(*match.span())):
            tree = parsed.trees[number]
            first, last = (
                next((i for i, t in enumerate(tree.tokens) if t.span.start == match.start(g)), None)
                for g in (1, 3)
            )
            if (
                first is not None
                and last is not None
                and (tree[last].head, base(tree[last].deprel)) == (first, "flat")
            ):
                yield match


def _is_office(text: str, span: Span, kind: str) -> bool:
    """Whether a tagged name is only an office, whose holder may be named elsewhere.

    "the Bishop", "Bishop of Durham"; and the rest of one, "of Durham". So is a member of a party
    with an indefinite article, "one Brask Democrat".
    """
    words = span.slice(text).split()
    if words[0] in ("of", "for"):
        return True
    if kind == "ORG" and noun_kind(words[-1].lower()) == "person":
        return _INDEFINITE.search(text[max(0, span.start - 9) : span.start]) is not None
    if kind != "PER" or noun_kind(words[0].lower()) != "person":
        return False
    if len(words) == 1:
        return text[max(0, span.start - 4) : span.start].lower() == "the "
    return words[1] == "of"


def _find_capital_words(parsed: ParsedArticle) -> Iterator[Span]:
    """Names in capitals that are words in small letters: "the US said", "WHO warned", "IT said".

    The words beside them are not in capitals, so that it is no headline.
    """
    for match in _CAPITALS.finditer(parsed.text):
        around = parsed.text[max(0, match.start() - 15) : match.end() + 15]
        rest = around.replace(match.group(), "", 1)
        if any(c.islower() for c in rest) and not _SHOUTED.search(rest):
            yield Span(match.start(), match.end())


def _find_untagged_runs(parsed: ParsedArticle, tree: Tree) -> Iterator[Span]:
    """Neighbouring proper nouns of one phrase that the entity tagger has missed: two or more."""
    run: list[int] = []
    for index in range(len(tree.tokens) + 1):
        token = tree.tokens[index] if index < len(tree.tokens) else None
        if (
            token is not None
            and (token.upos == "PROPN" or (token.upos in ("NOUN", "ADJ") and index > 0))
            and token.text[:1].isupper()
            and not parsed.entities_in(token.span)
        ):
            run.append(index)
            continue
        inside = [i for i in run if tree[i].head in run]
        if len(run) > 1 and len(inside) == len(run) - 1 and tree[run[-1]].upos != "ADJ":
            span = Span(tree[run[0]].span.start, tree[run[-1]].span.end)
            words = span.slice(parsed.text)
            names_somebody = any(noun_kind(tree[i].lemma.lower()) == "person" for i in run)
            if "\n" not in words and not words.isupper() and not names_somebody:
                yield span
        run = []


def _correct_type(parsed: ParsedArticle, span: Span, kind: str) -> tuple[Span, str]:
    """The span and type, corrected where a name tagged PER is that of a body.

    It is if the name ends with a noun for bodies, or one stands right behind it ("Hurriyet |
    Daily"), and no first name or title stands in front.
    """
    words = span.slice(parsed.text).split()
    if kind == "ORG" and _is_introduced_person(parsed, span, words):
        return span, "PER"
    if kind != "PER" or _is_title_or_first_name(words[0]):
        return span, kind
    if words[0].isupper() and f"({words[0]})" in parsed.text and len(words) == 1:
        return span, "ORG"  # the initials of a name in front of them
    if len(words) > 1 and words[-1][0].isupper() and noun_kind(words[-1]) == "organization":
        return span, "ORG"
    following = _CAPITALIZED.match(parsed.text, span.end)
    if following is None or noun_kind(following.group(1)) != "organization":
        return span, kind
    if parsed.entities_in(Span(*following.span(1))):
        return span, kind
    return Span(span.start, following.end()), "ORG"


def _is_introduced_person(parsed: ParsedArticle, span: Span, words: list[str]) -> bool:
    """Whether a noun for persons in small letters introduces the name: "coordinator Ann Lee", or
    has it as its apposition: "the MP, Labour's Ann Lee".
    """
    before = re.search(r"\b([a-z-]+) $", parsed.text[max(0, span.start - 30) : span.start])
    introduced = before is not None and noun_kind(before.group(1)) == "person"
    return (
        len(words) in (2, 3)
        and (introduced or _is_beside_person(parsed, span))
        and not is_listed_organization(span.slice(parsed.text))
        and all(w.isalpha() and w[0].isupper() and not w.isupper() for w in words)
        and not any(noun_kind(w) for w in words)
    )


def _is_beside_person(parsed: ParsedArticle, span: Span) -> bool:
    """Whether the name is in apposition to one person's noun: "her MP, Labour's Ann Lee"."""
    for number in parsed.sentences_in(span):
        tree = parsed.trees[number]
        for token in tree.tokens:
            if span.covers(token.span) and base(token.deprel) == "appos":
                head = tree[token.head]
                return head.xpos == "NN" and noun_kind(head.lemma) == "person"
    return False


def _is_title_or_first_name(word: str) -> bool:
    plain = word.lower().strip(".")
    return plain in TITLES or plain in read_column("first_names", "name", "gender")


def _find_missed_organizations(parsed: ParsedArticle) -> Iterator[Span]:
    """Names of bodies that the tagger has missed or has tagged only in part.

    These are the names of the lists ("USA | TODAY"), and those whose article has a capital within a
    sentence ("told The Advocate").
    """
    title = max(parsed.text.find("\n"), 0)
    printed = (Span(*m.span(1)) for m in _WITH_ARTICLE.finditer(parsed.text, title))
    for span in sorted({*find_listed_organizations(parsed.text), *printed}):
        inside = parsed.entities_in(span)
        if not any(entity.span == span or not span.covers(entity.span) for entity in inside):
            yield span


def _extend_by_flat(parsed: ParsedArticle, span: Span) -> Span:
    """A person's name with the `flat` words right behind it that the tagger has left out."""
    for number in parsed.sentences_in(span):
        tree = parsed.trees[number]
        inside = [i for i, t in enumerate(tree.tokens) if span.overlaps(t.span)]
        last = max(inside, default=len(tree.tokens))
        while last + 1 < len(tree.tokens):
            token = tree[last + 1]
            if token.upos != "PROPN" or base(token.deprel) != "flat" or token.head not in inside:
                break
            last += 1
            if parsed.entities_in(token.span):
                break
            span = Span(span.start, token.span.end)
    return span


def _find_flat_names(parsed: ParsedArticle, tree: Tree) -> Iterator[Span]:
    """Proper nouns joined by `flat` that hold no entity."""
    for index, token in enumerate(tree.tokens):
        if token.upos != "PROPN" or not tree.kids(index, "flat"):
            continue
        parts = [k for k in tree.kids(index, "flat") if tree[k].upos == "PROPN" and k > index]
        parts = [index, *parts]
        span = Span(token.span.start, tree[parts[-1]].span.end)
        contiguous = parts == list(range(index, parts[-1] + 1))
        if len(parts) > 1 and contiguous and not parsed.entities_in(span):
            yield span


def count_types(parsed: ParsedArticle, names: list[FoundName]) -> dict[str, Counter[str]]:
    """For each one-word name, how often each type was tagged; titles and appositions add votes."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    nouns = read_column("nouns", "noun", "kind")
    for name in names:
        first, *rest = fold_name(name.words).split() or [""]
        if name.type == "ORG" and rest and nouns.get(rest[-1]) == "organization":
            votes[first]["ORG"] += _STRONG_VOTES  # its first word alone is the body's name, too
        if name.person is None:
            continue
        key = name.person.parts[-1]
        if len(name.person.parts) == 1 and name.type != UNTAGGED:
            votes[key][name.type] += 1
        ahead = parsed.text[max(0, name.span.start - _TITLE_REACH) : name.span.start].split()[-1:]
        word = ahead[0].strip(".").lower() if ahead else ""
        titled = word in ADDRESS or (nouns.get(word) == "person" and name.type != "LOC")
        if name.person.title or titled:
            votes[key]["PER"] += _STRONG_VOTES
        elif nouns.get(word) == "organization":
            votes[key]["ORG"] += _STRONG_VOTES
        apposed = set(_find_appositions(parsed, name.span))
        if name.type != "PER" and "person" in apposed:
            votes[key]["PER"] += _STRONG_VOTES
        if name.type == "PER" and "organization" in apposed:
            votes[key]["ORG"] += _STRONG_VOTES
    return votes


def _find_appositions(parsed: ParsedArticle, span: Span) -> Iterator[str]:
    """The kinds of the nouns in apposition to a name: organization for "the utility, Hydro"."""
    kinds = read_column("nouns", "noun", "kind")
    for number in parsed.sentences_in(span):
        tree = parsed.trees[number]
        for index, token in enumerate(tree.tokens):
            if not span.covers(token.span):
                continue
            beside = [*tree.kids(index, "appos")]
            if base(token.deprel) == "appos":
                beside.append(token.head)
            yield from (kinds.get(tree[other].lemma.lower(), "") for other in beside)
