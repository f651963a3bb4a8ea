"""The roll-up report of a plan: what was done, what is late, which measures were reached, what is in the way."""

from langnghe.reports.plan.figures import RollUp, roll_up
from langnghe.reports.plan.filling import STYLES, render

__all__ = ["STYLES", "RollUp", "render", "roll_up"]
