"""The records of answers: one concrete Struct each, as OpenAPI has odd names for generics.

One module a noun; `values` has the fields of several nouns.
"""

from api.schemas.articles import (
    ArticleChange,
    ArticleDetail,
    ArticleItem,
    ArticlePage,
    ArticleTopic,
    ArticleVersionItem,
    ArticleVersionPage,
    OutletItem,
    OutletPage,
    Paragraph,
    StoryDetail,
)
from api.schemas.checks import (
    MOST_CLAIMS,
    ChangeItem,
    CheckItem,
    CheckList,
    CheckRequest,
    ContextItem,
    HoldingsItem,
    MatchItem,
)
from api.schemas.counts import (
    CountItem,
    FacetCounts,
    ModelPeriodItem,
    TimelineItem,
    TimelinePage,
)
from api.schemas.evidence import Arc, Context, EvidenceItem, Graph, Node, Part, Passage
from api.schemas.health import Health
from api.schemas.problems import ParameterProblem, Problem
from api.schemas.quotes import (
    ArticleRef,
    AttributionItem,
    CarrierItem,
    MatchingCandidateItem,
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
from api.schemas.suggestions import AlsoKnownItem, SuggestionItem
from api.schemas.topics import TopicItem, TopicPage
from api.schemas.variants import DifferenceItem, VariantItem, VariantPage

__all__ = [
    "MOST_CLAIMS",
    "AlsoKnownItem",
    "Arc",
    "ArticleChange",
    "ArticleDetail",
    "ArticleItem",
    "ArticlePage",
    "ArticleRef",
    "ArticleTopic",
    "ArticleVersionItem",
    "ArticleVersionPage",
    "AttributionItem",
    "CandidateItem",
    "CarrierItem",
    "ChangeItem",
    "CheckItem",
    "CheckList",
    "CheckRequest",
    "Context",
    "ContextItem",
    "CountItem",
    "DifferenceItem",
    "EvidenceItem",
    "FacetCounts",
    "Graph",
    "Health",
    "HoldingsItem",
    "MatchItem",
    "MatchingCandidateItem",
    "ModelPeriodItem",
    "Node",
    "Offsets",
    "OutletItem",
    "OutletPage",
    "Paragraph",
    "ParameterProblem",
    "Part",
    "Passage",
    "Problem",
    "QuoteDetail",
    "QuoteItem",
    "QuotePage",
    "ReviewItem",
    "RoleItem",
    "SpeakerDetail",
    "SpeakerItem",
    "SpeakerPage",
    "SpeakerRef",
    "StoryDetail",
    "SuggestionItem",
    "TimelineItem",
    "TimelinePage",
    "TopicItem",
    "TopicPage",
    "VariantItem",
    "VariantPage",
]
