"""What may be said, and what is heard: audiences, campaigns, events, conversations, surveys, proposals."""

from campaigns.models.audiences import Audience, AudienceVersion
from campaigns.models.campaigns import Campaign, CampaignDispatch, CampaignState, CampaignStep, Click, Link, Part
from campaigns.models.conversations import CannedAnswer, Conversation, ConversationMessage, ConversationState
from campaigns.models.desk import Certificate, Reminder
from campaigns.models.drafts import DraftSaving
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
from campaigns.models.pictures import FileToTake, Picture
from campaigns.models.proposals import OutcomeTold, Proposal, ProposalState, ProposalStep, ProposalSupport, SaidAndDone
from campaigns.models.reach import YOUNG_FROM, Reach, Way
from campaigns.models.surveys import (
    Survey,
    SurveyAnswer,
    SurveyInvited,
    SurveyQuestion,
    SurveyResponse,
    SurveyState,
    SurveyTaken,
)

__all__ = [
    "HOLDING_SEATS",
    "LIVE",
    "YOUNG_FROM",
    "Audience",
    "AudienceVersion",
    "Campaign",
    "CampaignDispatch",
    "CampaignState",
    "CampaignStep",
    "CannedAnswer",
    "Certificate",
    "Click",
    "Conversation",
    "ConversationMessage",
    "ConversationState",
    "DigestDispatch",
    "DigestIssue",
    "DigestReader",
    "DigestWish",
    "DraftSaving",
    "Event",
    "EventQuestion",
    "EventState",
    "Fairness",
    "FileToTake",
    "Link",
    "OutcomeTold",
    "Part",
    "Picture",
    "Proposal",
    "ProposalState",
    "ProposalStep",
    "ProposalSupport",
    "Reach",
    "Reconfirmation",
    "Registration",
    "RegistrationChange",
    "RegistrationRoute",
    "RegistrationState",
    "Reminder",
    "SaidAndDone",
    "Survey",
    "SurveyAnswer",
    "SurveyInvited",
    "SurveyQuestion",
    "SurveyResponse",
    "SurveyState",
    "SurveyTaken",
    "Way",
]
