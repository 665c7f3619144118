"""Speakers as items of a list, as suggestions and as details."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from api.http.links import Links
from api.schemas import CandidateItem, RoleItem, SpeakerDetail, SpeakerItem
from api.serializers.counts import make_facet_counts
from api.serializers.suggestions import make_also_known
from quotes.store import Speaker, SpeakerCandidate, SpeakerHead, SpeakerRole


def make_speaker_item(speaker: SpeakerHead, links: Links) -> SpeakerItem:
    """The speaker as in lists."""
    return SpeakerItem(
        id=speaker.id,
        name=speaker.name,
        kind=speaker.kind,
        aliases=list(speaker.aliases),
        quotes=speaker.quotes,
        permalink=links.speaker(speaker.id),
    )


def make_speaker_items(speakers: Iterable[SpeakerHead], links: Links) -> list[SpeakerItem]:
    """The speakers in the same order."""
    return [make_speaker_item(speaker, links) for speaker in speakers]


def make_speaker_detail(speaker: Speaker, links: Links) -> SpeakerDetail:
    """The speaker with roles, counts, merged ids and candidates."""
    return SpeakerDetail(
        **msgspec.structs.asdict(make_speaker_item(speaker.head, links)),
        roles=[_make_role_item(role) for role in speaker.roles],
        merged_ids=list(speaker.merged_ids),
        candidates=[_make_candidate_item(candidate, links) for candidate in speaker.candidates],
        also_known=make_also_known(speaker.also_known, links),
        facets=make_facet_counts(speaker.facets),
    )


def _make_role_item(role: SpeakerRole) -> RoleItem:
    return RoleItem(
        role=role.role,
        affiliation=role.affiliation,
        first_seen=role.first_seen,
        last_seen=role.last_seen,
        quotes=role.quotes,
    )


def _make_candidate_item(candidate: SpeakerCandidate, links: Links) -> CandidateItem:
    return CandidateItem(
        id=candidate.id,
        name=candidate.name,
        rule=candidate.rule,
        agreed=list(candidate.agreed),
        against=list(candidate.against),
        permalink=links.speaker(candidate.id),
    )
