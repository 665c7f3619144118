"""What the answers look like: one concrete Struct each, as OpenAPI has odd names for generics.

The modules are the nouns of the API; `values` are what several of them hold.
"""

from api.schemas.articles import (
    ArticleDetail,
    ArticleTopic,
    OutletItem,
    OutletPage,
    TopicItem,
    TopicPage,
)
from api.schemas.counts import CountItem, FacetCounts, TimelinePage, TimelinePoint
from api.schemas.evidence import Arc, Context, EvidenceItem, Graph, Node, Part, Passage
from api.schemas.health import Health
from api.schemas.problems import ParameterProblem, Problem
from api.schemas.quotes import (
    ArticleRef,
    AttributionItem,
    Offsets,
    QuoteDetail,
    QuoteItem,
    QuotePage,
    ReviewItem,
    SpeakerRef,
)
from api.schemas.speakers import (
    CandidateItem,
    RoleItem,
    SpeakerDetail,
    SpeakerItem,
    SpeakerPage,
)
from api.schemas.values import Range, Ranges
from api.schemas.versions import DifferenceItem, VersionItem, VersionPage

__all__ = [
    "Arc",
    "ArticleDetail",
    "ArticleRef",
    "ArticleTopic",
    "AttributionItem",
    "CandidateItem",
    "Context",
    "CountItem",
    "DifferenceItem",
    "EvidenceItem",
    "FacetCounts",
    "Graph",
    "Health",
    "Node",
    "Offsets",
    "OutletItem",
    "OutletPage",
    "ParameterProblem",
    "Part",
    "Passage",
    "Problem",
    "QuoteDetail",
    "QuoteItem",
    "QuotePage",
    "Range",
    "Ranges",
    "ReviewItem",
    "RoleItem",
    "SpeakerDetail",
    "SpeakerItem",
    "SpeakerPage",
    "SpeakerRef",
    "TimelinePage",
    "TimelinePoint",
    "TopicItem",
    "TopicPage",
    "VersionItem",
    "VersionPage",
]
