"""The tables of the room, one file an idea."""

from langnghe.consultations.models.rounds import (
    Choice,
    Comment,
    Group,
    Paragraph,
    Question,
    Round,
    Statement,
    Version,
)
from langnghe.consultations.models.supervision import (
    Finding,
    InspectionVisit,
    Programme,
    Recommendation,
    RecommendationStep,
    SupervisionFile,
)
from langnghe.consultations.models.surveys import (
    Counter,
    CounterAnswer,
    Served,
    Survey,
    SurveyAnswer,
    SurveyPublication,
    SurveyUnit,
)

__all__ = [
    "Choice",
    "Comment",
    "Counter",
    "CounterAnswer",
    "Finding",
    "Group",
    "InspectionVisit",
    "Paragraph",
    "Programme",
    "Question",
    "Recommendation",
    "RecommendationStep",
    "Round",
    "Served",
    "Statement",
    "SupervisionFile",
    "Survey",
    "SurveyAnswer",
    "SurveyPublication",
    "SurveyUnit",
    "Version",
]
