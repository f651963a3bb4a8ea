"""The papers of a case: those drafted and issued, and those that its acts still ask for."""

from __future__ import annotations

from dataclasses import dataclass

from langnghe.cases.models import Case
from langnghe.cases.states import acts
from langnghe.reports.models import Paper
from langnghe.reports.papers.filling import Said, acts_of, open_event, said
from langnghe.reports.papers.forms import PaperForm, paper_forms


@dataclass(frozen=True, slots=True)
class Row:
    """A paper beside its form; ``said`` is None of an issued one."""

    paper: Paper
    form: PaperForm
    said: Said | None

    @property
    def may_issue(self) -> bool:
        return self.said is not None and self.said.is_final


def keys_for(case: Case) -> list[str]:
    """Kinds of papers that a case of this kind can need."""
    return [key for key in paper_forms() if any(case.kind in acts()[act].kinds for act in acts_of(key))]


def papers_of(case: Case) -> list[Row]:
    """Papers of a case, the newest first, without their files."""
    papers = case.papers.select_related("event").defer("content")
    for paper in papers:
        paper.case = case
    return [Row(paper, paper_forms()[paper.key], None if paper.is_issued else said(paper)) for paper in papers]


def papers_due(case: Case) -> list[PaperForm]:
    """Papers of acts that have taken effect and that nobody has begun."""
    begun = set(case.papers.filter(issued_at=None).values_list("key", flat=True))
    return [paper_forms()[key] for key in keys_for(case) if key not in begun and open_event(case, key)]
