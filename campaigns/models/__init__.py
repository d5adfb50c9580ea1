"""What may be said, and what is heard: audiences, campaigns, events, conversations, surveys, proposals."""

from campaigns.models.audiences import (
    Audience,
    AudienceVersion,
)
from campaigns.models.campaigns import (
    Campaign,
    CampaignDispatch,
    CampaignState,
    CampaignStep,
    Click,
    Link,
    Part,
)
from campaigns.models.conversations import (
    CannedAnswer,
    Conversation,
    ConversationMessage,
    ConversationState,
)
from campaigns.models.events import (
    HOLDING_SEATS,
    LIVE,
    Event,
    EventQuestion,
    EventState,
    Fairness,
    Registration,
    RegistrationChange,
    RegistrationRoute,
    RegistrationState,
)
from campaigns.models.news import DigestDispatch, DigestIssue, DigestReader, DigestWish, Reconfirmation
from campaigns.models.proposals import (
    Proposal,
    ProposalState,
    ProposalStep,
    SaidAndDone,
)
from campaigns.models.reach import Reach, Way
from campaigns.models.surveys import (
    Survey,
    SurveyAnswer,
    SurveyQuestion,
    SurveyResponse,
    SurveyState,
    SurveyTaken,
)

__all__ = [
    "HOLDING_SEATS",
    "LIVE",
    "Audience",
    "AudienceVersion",
    "Campaign",
    "CampaignDispatch",
    "CampaignState",
    "CampaignStep",
    "CannedAnswer",
    "Click",
    "Conversation",
    "ConversationMessage",
    "ConversationState",
    "DigestDispatch",
    "DigestIssue",
    "DigestReader",
    "DigestWish",
    "Event",
    "EventQuestion",
    "EventState",
    "Fairness",
    "Link",
    "Part",
    "Proposal",
    "ProposalState",
    "ProposalStep",
    "Reach",
    "Reconfirmation",
    "Registration",
    "RegistrationChange",
    "RegistrationRoute",
    "RegistrationState",
    "SaidAndDone",
    "Survey",
    "SurveyAnswer",
    "SurveyQuestion",
    "SurveyResponse",
    "SurveyState",
    "SurveyTaken",
    "Way",
]
