"""The tables of redress. A case knows what is asked and who must answer; who asked lies sealed in ``privacy``."""

from langnghe.cases.models.case import Attachment, Case, CoUnit, Event, Mention, Note, Problem, Submission
from langnghe.cases.models.clocks import Clock, Extension, Pause, Reminder
from langnghe.cases.models.contact import Duty, Line, Meeting, Visit
from langnghe.cases.models.desk import AnswerTemplate, SavedFilter
from langnghe.cases.models.drafts import Draft
from langnghe.cases.models.identity import Opening
from langnghe.cases.models.keeping import Letter, Recount
from langnghe.cases.models.routing import Lesson, Route

__all__ = [
    "AnswerTemplate",
    "Attachment",
    "Case",
    "Clock",
    "CoUnit",
    "Draft",
    "Duty",
    "Event",
    "Extension",
    "Lesson",
    "Letter",
    "Line",
    "Meeting",
    "Mention",
    "Note",
    "Opening",
    "Pause",
    "Problem",
    "Recount",
    "Reminder",
    "Route",
    "SavedFilter",
    "Submission",
    "Visit",
]
