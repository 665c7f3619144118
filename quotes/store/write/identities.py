"""What people decide of who is who: speakers merged and split; and the decisions that waited."""

from __future__ import annotations

from sqlalchemy import Connection, and_, delete, insert, select

from quotes.errors import NotFoundError, QueryError
from quotes.identities import ArticleSpeakerKey
from quotes.store.identities import identify
from quotes.store.identities.decisions import Decider
from quotes.store.schema import article_speakers, identities, speaker_constraints, speaker_events
from quotes.store.search.speaker_ids import IdentityQueries, find_speaker_id
from quotes.store.write.changes import add_change, drop_change
from quotes.store.write.speaker_rows import refresh_speakers


class Identities(IdentityQueries):
    """Who is who across articles: what was decided, and what people decide."""

    def merge(self, one: str, other: str, decider: Decider) -> int:
        """The version in which two speakers are one, whatever the rules say.

        Raises:
            NotFoundError: there is no such speaker.
            QueryError: they are one speaker already.
        """
        with self._database.write() as connection:
            first, second = _read_anchor(connection, one), _read_anchor(connection, other)
            if find_speaker_id(connection, one) == find_speaker_id(connection, other):
                raise QueryError("other", f"{one} and {other} are one speaker already")
            return _constrain(connection, "must-link", first, second, decider)

    def undo(self, number: int, decider: Decider) -> int:
        """The version in which the merge of an event is undone, and stays undone.

        Raises:
            NotFoundError: there is no event of a merge with the number.
            QueryError: the two are apart already.
        """
        merge = (speaker_events.c.number == number, speaker_events.c.change == "merged")
        with self._database.write() as connection:
            event = connection.execute(select(speaker_events).where(*merge)).first()
            if event is None:
                raise NotFoundError("merge", str(number))
            if find_speaker_id(connection, event.id) != find_speaker_id(connection, event.other):
                raise QueryError("number", f"{event.id} and {event.other} are apart already")
            removed, other = (_read_anchor(connection, id_) for id_ in (event.id, event.other))
            return _constrain(connection, "cannot-link", other, removed, decider)

    def split(self, speaker_id: str, article_id: str, decider: Decider) -> int:
        """The version in which a speaker's quotes in an article are another speaker's.

        Raises:
            NotFoundError: the speaker is not in the article.
            QueryError: the speaker is in no other article.
        """
        with self._database.write() as connection:
            keys = _list_article_speakers(connection, speaker_id)
            here = [key for key in keys if key.article_id == article_id]
            elsewhere = [key for key in keys if key.article_id != article_id]
            if not here:
                raise NotFoundError("speaker in this article", speaker_id)
            if not elsewhere:
                raise QueryError("article", f"{speaker_id} is in no other article")
            return _constrain(connection, "cannot-link", elsewhere[0], here[0], decider)

    def decide_pending(self) -> None:
        """Decide who is who where that is pending, as after saving many articles with the same
        names; to be called at the end of a run.
        """
        more = True
        while more:
            with self._database.write() as connection:
                more = _decide_next(connection)


def _list_article_speakers(connection: Connection, speaker_id: str) -> list[ArticleSpeakerKey]:
    """The speakers of articles whom an id stands for, in the order of their articles."""
    rows = connection.execute(
        select(article_speakers.c.article_id, article_speakers.c.speaker)
        .join(identities, identities.c.id == article_speakers.c.identity_id)
        .where(identities.c.speaker_id == find_speaker_id(connection, speaker_id))
        .order_by(article_speakers.c.article_id, article_speakers.c.speaker)
    )
    return [ArticleSpeakerKey(*row) for row in rows]


def _decide_next(connection: Connection) -> bool:
    """Whether a blocking key was pending; it is decided now."""
    version = add_change(connection, "identified", "")
    update = identify.decide_pending(connection, version)
    if update is not None and update.is_changed:
        refresh_speakers(connection, update.speakers, version)
    else:
        drop_change(connection, version)
    return update is not None


def _read_anchor(connection: Connection, identity_id: str) -> ArticleSpeakerKey:
    """The speaker of an article that an id was made for."""
    of_id = identities.c.id == identity_id
    row = connection.execute(
        select(identities.c.article_id, identities.c.speaker).where(of_id)
    ).first()
    if row is None:
        raise NotFoundError("speaker", identity_id)
    return ArticleSpeakerKey(row.article_id, row.speaker)


def _constrain(
    connection: Connection,
    kind: str,
    one: ArticleSpeakerKey,
    other: ArticleSpeakerKey,
    decider: Decider,
) -> int:
    """The version from which the constraint holds, instead of an earlier one on the two."""
    table = speaker_constraints.c
    for first, second in ((one, other), (other, one)):
        pair = and_(
            table.article_id == first.article_id,
            table.speaker == first.speaker,
            table.other_article_id == second.article_id,
            table.other_speaker == second.speaker,
        )
        connection.execute(delete(speaker_constraints).where(pair))
    row = {
        "article_id": one.article_id,
        "speaker": one.speaker,
        "other_article_id": other.article_id,
        "other_speaker": other.speaker,
        "kind": kind,
        **decider._asdict(),
    }
    connection.execute(insert(speaker_constraints), row)
    reason, person = decider.reason, decider.person
    version = add_change(connection, "identified", other.article_id, reason, who=person)
    changed = identify.decide_again(connection, [one, other], version, decider)
    refresh_speakers(connection, changed, version)
    return version
