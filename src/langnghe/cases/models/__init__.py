"""The tables of redress. A case knows what is asked and who must answer; who asked lies sealed in ``privacy``."""

from langnghe.cases.models.case import Attachment, Case, CoUnit, Event, Mention, Note, Problem, Submission
from langnghe.cases.models.clocks import Clock, Extension, Pause, Recount, Reminder
from langnghe.cases.models.contact import Duty, Line, Meeting, Visit
from langnghe.cases.models.drafts import Draft
from langnghe.cases.models.identity import Opening
from langnghe.cases.models.letters import Letter
from langnghe.cases.models.own import AnswerTemplate, SavedFilter
from langnghe.cases.models.publishing import Booking, Publication, Release, Subscription
from langnghe.cases.models.routing import Lesson, Route
from langnghe.cases.models.sender import DataRequest, Fellow, Message, Receipt, SendDraft, SendDraftFile

__all__ = [
    "AnswerTemplate",
    "Attachment",
    "Booking",
    "Case",
    "Clock",
    "CoUnit",
    "DataRequest",
    "Draft",
    "Duty",
    "Event",
    "Extension",
    "Fellow",
    "Lesson",
    "Letter",
    "Line",
    "Meeting",
    "Mention",
    "Message",
    "Note",
    "Opening",
    "Pause",
    "Problem",
    "Publication",
    "Receipt",
    "Recount",
    "Release",
    "Reminder",
    "Route",
    "SavedFilter",
    "SendDraft",
    "SendDraftFile",
    "Submission",
    "Subscription",
    "Visit",
]
