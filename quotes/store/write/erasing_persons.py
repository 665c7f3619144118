"""Persons erased: every attribution to them, and their names in attributions to others.

What goes, for a person or a body alike:

- each quotation that they are said to have said, alone or together with others. Left to the others
  alone it would say what no article says;
- their name as addressee, relay, candidate, or in the role of another speaker: everywhere where the
  words of a full name stand together, and in the articles that quote them also the last name;
- their ids, names, profiles and merges, what people decided of these, and reviews of their quotes.

What stays are the articles as they were printed: titles, texts, tags and bylines, and the quoted
words of others, also where these name the person. With `with_articles` every article that quotes or
names the person goes whole.

The articles that quoted them are remembered with their names, as digests, so that they come out
again when such an article is saved once more. In new articles the person is found as anybody is,
under another id.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence, Set
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, case, delete, func, or_, select, update

from quotes.errors import GoneError, NotFoundError, QueryError
from quotes.folding import fold_name, pad_name
from quotes.identities import ArticleSpeaker, ArticleSpeakerKey
from quotes.identities.article_speakers import make_co_speaker_key
from quotes.records import Article, Attribution, Extraction
from quotes.store.engine.batches import batched
from quotes.store.identities.article_speakers import decode_speaker, digest_profile
from quotes.store.identities.identify import identify
from quotes.store.results import ErasedQuote
from quotes.store.schema import (
    NAME_COLUMNS,
    NameKind,
    article_speakers,
    article_versions,
    articles,
    attribution_candidates,
    attribution_members,
    attribution_relays,
    attributions,
    changes,
    held_articles,
    identities,
    names,
    reviews,
    speaker_constraints,
    speaker_events,
    speaker_names,
    speakers,
    topic_articles,
)
from quotes.store.search.dialects import find_fulltext
from quotes.store.search.erasures import digest_erased, is_erased
from quotes.store.search.grammar import parse_query
from quotes.store.search.names import find_identity
from quotes.store.search.records import decode_attribution, make_article
from quotes.store.search.speaker_ids import read_candidates_of
from quotes.store.write.changes import add_tombstones
from quotes.store.write.deleting import delete_quotes
from quotes.store.write.erasing import (
    ErasedRows,
    add_digests,
    add_erased,
    delete_constraints,
    delete_evidence,
    erase_article,
    forget_reasons,
    forget_speakers,
)
from quotes.store.write.items import encode_item
from quotes.store.write.names import delete_unused_names
from quotes.store.write.person_mentions import contains_name, remove_mentions
from quotes.store.write.quote_copies import mend_copies
from quotes.store.write.speaker_rows import refresh_speakers

# The full-text index has so many characters of a text.
_INDEXED_CHARACTERS = 100_000


class ErasedPerson(NamedTuple):
    """Who is erased: a speaker, or somebody who is only named, whose `speaker_id` is None.

    `ids` are all that stand for the speaker, `spelled` the names as articles write them. `full` are
    folded names that count everywhere, `short` those of one word, for articles that quote them.
    """

    speaker_id: str | None
    ids: tuple[str, ...]
    spelled: tuple[str, ...]
    full: tuple[str, ...]
    short: tuple[str, ...]


def find_person(connection: Connection, who: str) -> ErasedPerson:
    """The person of an id or of a whole name.

    Raises:
        GoneError: the speaker of the id was erased.
        NotFoundError: nobody has the id or the name.
        QueryError: several speakers have the name, or it is a single word that nobody is quoted by.
    """
    speaker_id = _find_speaker(connection, who)
    if speaker_id is None:
        if " " not in fold_name(who):
            raise QueryError("speaker", f"{who!r} is one word: give an id, or a full name")
        return _make_person(None, (), (who,), is_person=True)
    own = identities.c.speaker_id == speaker_id
    ids = {speaker_id, *connection.scalars(select(identities.c.id).where(own))}
    row = connection.execute(
        select(speakers.c.kind, speakers.c.name).where(speakers.c.id == speaker_id)
    ).first()
    return _make_person(
        speaker_id,
        sorted(ids),
        sorted(_read_names(connection, speaker_id)),
        is_person=row is None or row.kind in (None, "person"),
    )


def erase_person(
    connection: Connection, person: ErasedPerson, erased: ErasedRows, *, with_articles: bool
) -> None:
    """Delete a person; see the module for what goes and what stays."""
    digest = digest_erased("speaker", person.speaker_id or person.full[0])
    version = add_erased(connection, "", "speaker.erased", digest)
    named = set(_find_articles_that_name(connection, person))
    own = _find_own_articles(connection, person)
    if with_articles:
        for article_id in sorted(named | own):
            erase_article(connection, article_id, erased)
        own = set()
    else:
        erased.texts = named | own
    erased.similar.update(_find_similar(connection, person))
    erased.speakers.update(person.ids)
    _delete_constraints(connection, person, erased)
    _PersonErasing(connection, person, version, erased).erase(own)
    _delete_reviews_of_names(connection, person.full, erased)
    _forget_reasons_that_name(connection, person.full)
    forget_speakers(connection, person.ids, version, erased)
    erased.words.update(name for name in person.spelled if fold_name(name) in person.full)


def _find_speaker(connection: Connection, who: str) -> str | None:
    """The id of the speaker whom an id or a name means; None if nobody is quoted by the name."""
    identity = find_identity(connection, who)
    if identity is not None:
        return str(identity.speaker_id)
    if is_erased(connection, "speaker", who):
        raise GoneError("speaker", who, change="erased")
    of_name = (names.c.kind == "speaker", names.c.folded == (pad_name(who) or ""))
    query = select(speaker_names.c.speaker_id).join(names, names.c.id == speaker_names.c.name_id)
    ids = sorted(set(connection.scalars(query.where(*of_name))))
    if len(ids) > 1:
        raise QueryError("speaker", f"several have the name; give one of {', '.join(ids)}")
    if ids:
        return str(ids[0])
    folded = fold_name(who)
    if not folded or not any(_find_numbers(connection, [folded]).values()):
        raise NotFoundError("speaker", who)
    return None


def _make_person(
    speaker_id: str | None, ids: Sequence[str], spelled: Sequence[str], *, is_person: bool
) -> ErasedPerson:
    folded = {name for each in spelled if (name := fold_name(each))}
    full = {name for name in folded if " " in name}
    short = folded - full
    if is_person:
        short |= {name.split()[-1] for name in full}
    return ErasedPerson(
        speaker_id, tuple(ids), tuple(spelled), tuple(sorted(full)), tuple(sorted(short))
    )


def _read_names(connection: Connection, speaker_id: str) -> set[str]:
    """All names that articles give a speaker."""
    quoted = select(attributions.c.speaker).where(attributions.c.speaker_id == speaker_id)
    found = set(filter(None, connection.scalars(quoted.distinct())))
    records = (
        select(article_speakers.c.record)
        .join(identities, identities.c.id == article_speakers.c.identity_id)
        .where(identities.c.speaker_id == speaker_id)
    )
    return found | {decode_speaker(record).name for record in connection.scalars(records)}


def _find_numbers(
    connection: Connection, folded: Collection[str], *, is_whole: bool = False
) -> dict[NameKind, list[int]]:
    """The numbers of names that are, or contain, one of the folded ones, by kind."""
    numbers: dict[NameKind, list[int]] = {kind: [] for kind in NAME_COLUMNS}
    if not folded:
        return numbers
    conditions: list[ColumnElement[bool]] = [names.c.folded.in_([f" {n} " for n in folded])]
    if not is_whole:
        conditions += [names.c.folded.contains(f" {name} ", autoescape=True) for name in folded]
        conditions += [names.c.folded.contains(f" {name}s ", autoescape=True) for name in folded]
    for row in connection.execute(select(names.c.kind, names.c.id).where(or_(*conditions))):
        numbers[row.kind].append(row.id)
    return numbers


def _find_articles_that_name(connection: Connection, person: ErasedPerson) -> Iterator[str]:
    """The ids of articles with a full name of the person in title or text, now or before."""
    if not person.full:
        return
    fulltext, key = find_fulltext(connection.dialect), articles.c.key
    may_have = [func.length(articles.c.text) > _INDEXED_CHARACTERS]
    for name in person.full:
        query = parse_query(f'"{name}"', "about")
        may_have.append(fulltext.match_article(connection, key, query, "all"))
    rows = select(articles.c.id, articles.c.title, articles.c.text).where(or_(*may_have))
    for row in connection.execute(rows):
        if any(contains_name(text, person.full) for text in (row.title, row.text)):
            yield row.id
    old = article_versions.c
    for row in connection.execute(select(old.article_id, old.title, old.text)):
        if any(contains_name(text, person.full) for text in (row.title, row.text)):
            yield row.article_id


def _find_own_articles(connection: Connection, person: ErasedPerson) -> set[str]:
    """The ids of the articles that quote the person."""
    own = select(articles.c.id).join_from(attributions, articles).distinct()
    found = set(connection.scalars(own.where(_is_said_by(connection, person))))
    speaker = article_speakers.c
    for batch in batched(person.ids):
        known = select(speaker.article_id).where(speaker.identity_id.in_(batch))
        found.update(connection.scalars(known.distinct()))
    return found


def _is_said_by(connection: Connection, person: ErasedPerson) -> ColumnElement[bool]:
    """The condition that a quote is the person's, alone or with others."""
    numbers = _find_numbers(connection, person.full, is_whole=True)["speaker"]
    quote, member = attributions.c, attribution_members.c
    of_members = member.speaker_id.is_(None) & member.name_id.in_(numbers)
    is_theirs = quote.speaker_id.is_(None) & quote.unlinked_id.in_(numbers)
    if person.speaker_id is not None:
        of_members |= member.speaker_id == person.speaker_id
        is_theirs |= quote.speaker_id == person.speaker_id
    return is_theirs | quote.key.in_(select(member.key).where(of_members))


def _find_similar(connection: Connection, person: ErasedPerson) -> set[str]:
    """The ids of other speakers who may be the person."""
    of_name = select(speaker_names.c.speaker_id).join(names, names.c.id == speaker_names.c.name_id)
    folded = [f" {name} " for name in person.full]
    similar = set(connection.scalars(of_name.where(names.c.folded.in_(folded))))
    if person.speaker_id is not None:
        candidates = read_candidates_of(connection, {person.speaker_id})
        similar.update(candidate.id for candidate in candidates)
    return similar - set(person.ids)


class _PersonErasing:
    """The rows of articles and quotes that change when a person is erased."""

    def __init__(
        self, connection: Connection, person: ErasedPerson, version: int, erased: ErasedRows
    ) -> None:
        self._connection, self._person = connection, person
        self._version, self._erased = version, erased
        self._numbers = _find_numbers(connection, (*person.full, *person.short))
        self._stories: set[str] = set()

    def erase(self, own: Set[str]) -> None:
        """Erase the person; `own` are the ids of the articles that quote them."""
        changed: set[str] = set()
        for article_id in sorted(own | self._find_others()):
            changed |= self._erase_from(article_id, is_own=article_id in own)
        self._erase_from_held()
        if self._person.speaker_id is not None:
            changed.add(self._person.speaker_id)
        refresh_speakers(self._connection, changed, self._version)
        mend_copies(self._connection, self._stories, self._version)
        for kind, numbers in self._numbers.items():
            delete_unused_names(self._connection, kind, numbers)
        person = self._person
        local = ((article_id, name) for article_id in own for name in (*person.full, *person.short))
        add_digests(self._connection, "name", local, self._version)

    def _find_others(self) -> set[str]:
        """The ids of articles with a quote of somebody else that names the person."""
        numbers = _find_numbers(self._connection, self._person.full)
        relay, candidate = attribution_relays.c, attribution_candidates.c
        quote = attributions.c
        is_named = or_(
            quote.addressee_id.in_(numbers["addressee"]),
            quote.role_id.in_(numbers["role"]),
            quote.affiliation_id.in_(numbers["affiliation"]),
            quote.key.in_(select(relay.key).where(relay.name_id.in_(numbers["relay"]))),
            quote.key.in_(select(candidate.key).where(candidate.name_id.in_(numbers["speaker"]))),
        )
        query = select(articles.c.id).join_from(attributions, articles).where(is_named)
        return set(self._connection.scalars(query.distinct()))

    def _erase_from(self, article_id: str, *, is_own: bool) -> set[str]:
        """The speakers whose quotes changed when the person was erased from an article."""
        # The article stays, so that its event is another than that of an erased one.
        version = add_erased(self._connection, article_id, "article.replaced", article_id)
        columns = (articles.c.key, articles.c.story, articles.c.record, articles.c.text)
        row = self._connection.execute(select(*columns).where(articles.c.id == article_id)).one()
        self._stories.add(row.story)
        article = make_article(row.record, row.text)
        changed = self._delete_quotes(row.key, version) if is_own else set[str]()
        is_named = self._make_test(is_own=is_own)
        quotes = self._alter_quotes(row.key, article, version, is_named)
        _count_again(self._connection, row.key, version)
        return changed | self._update_speakers(article_id, version, quotes, is_own=is_own)

    def _make_test(self, *, is_own: bool) -> Any:
        person = self._person
        folded = (*person.full, *person.short) if is_own else person.full
        return lambda text: contains_name(text, folded)

    def _delete_quotes(self, key: int, version: int) -> set[str]:
        """The speakers of the quotes that were deleted from an article."""
        connection, quote = self._connection, attributions.c
        is_theirs = (quote.article_key == key) & _is_said_by(connection, self._person)
        columns = (quote.id, articles.c.id.label("article_id"), quote.content, quote.record)
        query = select(*columns).join_from(attributions, articles).where(is_theirs)
        for row in connection.execute(query.order_by(quote.key)):
            attribution = decode_attribution(row.record)
            self._erased.quotes.append(
                ErasedQuote(
                    id=row.id,
                    article_id=row.article_id,
                    content=row.content,
                    speaker=attribution.speaker,
                    members=attribution.members,
                )
            )
        # The names of members are needed for the condition until the quotes are gone.
        deleted = delete_quotes(connection, quote.key.in_(_list_keys(connection, is_theirs)))
        for ids in deleted.quotes.values():
            add_tombstones(connection, "quote", ids, version)
            _delete_reviews(connection, reviews.c.quote_id.in_(ids), self._erased)
        deleted.delete_names(connection)
        return deleted.speakers

    def _alter_quotes(
        self, key: int, article: Article, version: int, is_named: Any
    ) -> list[Attribution]:
        """The quotes of an article, which no longer name the person."""
        connection, quote = self._connection, attributions.c
        rows = connection.execute(
            select(quote.key, quote.record).where(quote.article_key == key)
        ).all()
        left = []
        for row in rows:
            attribution = decode_attribution(row.record)
            altered = remove_mentions(attribution, is_named)
            left.append(altered)
            if altered != attribution:
                self._erased.altered.add(altered.id)
                self._write_quote(row.key, article, attribution, altered, version)
        return left

    def _write_quote(
        self, key: int, article: Article, before: Attribution, after: Attribution, version: int
    ) -> None:
        connection = self._connection
        values: dict[str, Any] = {
            "record": msgspec.json.encode(after).decode(),
            "item": encode_item(article, after),
            "role": after.role,
            "affiliation": after.affiliation,
            "version": version,
        }
        for name in ("role", "affiliation", "addressee"):
            if getattr(after, name) is None:
                values[f"{name}_id"] = None
        connection.execute(update(attributions).where(attributions.c.key == key).values(values))
        relayed = set(before.relay) - set(after.relay)
        possible = {each.name for each in before.candidates} - {
            each.name for each in after.candidates
        }
        for table, kind, gone in (
            (attribution_relays, "relay", relayed),
            (attribution_candidates, "speaker", possible),
        ):
            folded = [pad_name(name) or "" for name in gone]
            numbers = select(names.c.id).where(names.c.kind == kind, names.c.folded.in_(folded))
            of_quote = (table.c.key == key, table.c.name_id.in_(numbers))
            connection.execute(delete(table).where(*of_quote))

    def _update_speakers(
        self, article_id: str, version: int, quotes: Sequence[Attribution], *, is_own: bool
    ) -> set[str]:
        """The speakers whose quotes changed because an article has fewer speakers than before: the
        person, and whoever said all quotes together with them.
        """
        connection, speaker = self._connection, article_speakers.c
        of_article = speaker.article_id == article_id
        rows = connection.execute(select(article_speakers).where(of_article)).all()
        theirs = [row for row in rows if row.identity_id in self._person.ids]
        for row in theirs:
            of_speaker = (of_article, speaker.speaker == row.speaker)
            connection.execute(delete(article_speakers).where(*of_speaker))
        gone = {make_co_speaker_key(decode_speaker(row.record)) for row in theirs}
        others = [row for row in rows if row not in theirs]
        updated = [self._update_profile(row, others, is_own=is_own) for row in others]
        delete_evidence(connection, [f"named with: {key.partition(':')[2]}" for key in gone])
        quoted = {quote.speaker_id for quote in quotes}
        left = [each for each in updated if each.speaker in quoted]
        if len(left) == len(updated):
            return set()
        return identify(connection, article_id, left, version).speakers

    def _update_profile(self, row: Any, others: Sequence[Any], *, is_own: bool) -> ArticleSpeaker:
        """Another speaker of the article, whose profile does not name the person any more."""
        before, is_named = decode_speaker(row.record), self._make_test(is_own=is_own)
        beside = {
            make_co_speaker_key(decode_speaker(each.record)) for each in others if each is not row
        }
        after = replace(
            before,
            roles=tuple(role for role in before.roles if not is_named(role)),
            affiliations=tuple(each for each in before.affiliations if not is_named(each)),
            co_speakers=tuple(key for key in before.co_speakers if key in beside),
        )
        if after != before:
            of_speaker = (
                article_speakers.c.article_id == row.article_id,
                article_speakers.c.speaker == row.speaker,
            )
            values = {
                "record": msgspec.json.encode(after).decode(),
                "profile_key": digest_profile(after),
            }
            self._connection.execute(update(article_speakers).where(*of_speaker).values(values))
        return after

    def _erase_from_held(self) -> None:
        """Erase the person from articles that are under embargo."""
        held = held_articles.c
        query = select(held.id, held.extraction).where(held.extraction.is_not(None))
        for id_, stored in self._connection.execute(query).all():
            before = msgspec.json.decode(stored, type=Extraction)
            after = self._remove_person(before)
            if after != before:
                encoded = msgspec.json.encode(after).decode()
                changed = update(held_articles).where(held.id == id_)
                self._connection.execute(changed.values(extraction=encoded))

    def _remove_person(self, extraction: Extraction) -> Extraction:
        full, is_named = set(self._person.full), self._make_test(is_own=False)
        return replace(
            extraction,
            attributions=tuple(
                remove_mentions(each, is_named)
                for each in extraction.attributions
                if full.isdisjoint(map(fold_name, filter(None, (each.speaker, *each.members))))
            ),
        )


def _list_keys(connection: Connection, condition: ColumnElement[bool]) -> list[int]:
    return list(connection.scalars(select(attributions.c.key).where(condition)))


def _count_again(connection: Connection, key: int, version: int) -> None:
    """Count the quotes of an article that are left, and give it the version."""
    quote = attributions.c
    counted = select(func.count()).where(
        quote.article_key == key, quote.status.is_distinct_from("rejected")
    )
    statements = counted.where(quote.act == "statement").scalar_subquery()
    attitudes = counted.where(quote.act == "attitude").scalar_subquery()
    has_quotes = select(quote.key).where(quote.article_key == key).exists()
    models = case((has_quotes, articles.c.model_version), else_=None)
    connection.execute(
        update(articles).where(articles.c.key == key).values(
            statements=statements, attitudes=attitudes, model_version=models, version=version
        )
    )  # fmt: skip
    of_topics = update(topic_articles).where(topic_articles.c.article_key == key)
    connection.execute(of_topics.values(statements=statements))


def _delete_reviews(
    connection: Connection, condition: ColumnElement[bool], erased: ErasedRows
) -> None:
    """Delete reviews with their reasons."""
    versions = connection.scalars(select(reviews.c.version).where(condition)).all()
    for batch in batched(versions):
        forget_reasons(connection, changes.c.version.in_(batch))
        connection.execute(delete(reviews).where(reviews.c.version.in_(batch)))
    erased.reviews += len(versions)


def _delete_constraints(connection: Connection, person: ErasedPerson, erased: ErasedRows) -> None:
    """Delete what people decided of the person, with their reasons."""
    delete_constraints(connection, _list_article_speakers(connection, person), erased)
    event = speaker_events.c
    for batch in batched(person.ids):
        decided = select(event.version).where(or_(event.id.in_(batch), event.other.in_(batch)))
        of_decision = changes.c.change == "identified"
        forget_reasons(connection, of_decision & changes.c.version.in_(decided))


def _list_article_speakers(connection: Connection, person: ErasedPerson) -> set[ArticleSpeakerKey]:
    """The person's article speakers, and those that their ids were made for."""
    keys: set[ArticleSpeakerKey] = set()
    for table, column in (
        (article_speakers, article_speakers.c.identity_id),
        (identities, identities.c.id),
    ):
        for batch in batched(person.ids):
            query = select(table.c.article_id, table.c.speaker).where(column.in_(batch))
            keys.update(ArticleSpeakerKey(*row) for row in connection.execute(query))
    return keys


def _forget_reasons_that_name(connection: Connection, names: Collection[str]) -> None:
    """Remove the reasons of decisions on others that have one of the folded names."""
    for table in (changes, speaker_events, speaker_constraints):
        (key, *_) = table.primary_key.columns
        has_reason = table.c.reason.is_not(None)
        for row in connection.execute(select(key, table.c.reason).where(has_reason)).all():
            if contains_name(row.reason, names):
                of_reason = (key == row[0], table.c.reason == row.reason)
                without = "" if table is speaker_constraints else None
                connection.execute(update(table).where(*of_reason).values(reason=without))


def _delete_reviews_of_names(
    connection: Connection, names: Collection[str], erased: ErasedRows
) -> None:
    """Delete the reviews of quotes of the folded names, also of quotes that are there no longer."""
    rows = connection.execute(select(reviews.c.version, reviews.c.speaker))
    versions = [row.version for row in rows if fold_name(row.speaker or "") in names]
    for batch in batched(versions):
        _delete_reviews(connection, reviews.c.version.in_(batch), erased)
