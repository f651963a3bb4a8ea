"""The tables of the room, one file an idea."""

from langnghe.plan.models.disclosures import Obligation, Proof
from langnghe.plan.models.notices import RiseNotice
from langnghe.plan.models.tasks import (
    Due,
    Evidence,
    Measure,
    MeasureValue,
    Plan,
    Task,
    TaskExtension,
    TaskReminder,
    TaskReport,
    TaskUnit,
)

__all__ = [
    "Due",
    "Evidence",
    "Measure",
    "MeasureValue",
    "Obligation",
    "Plan",
    "Proof",
    "RiseNotice",
    "Task",
    "TaskExtension",
    "TaskReminder",
    "TaskReport",
    "TaskUnit",
]
