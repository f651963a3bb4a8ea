"""The engine's and the journal's codes in the reader's words: why a text is no opinion, steps, measures, acts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# Why a piece of a document is no opinion (langnghe.text.split: Rest.why).
WHY = {
    "page header or footer": _("head or foot of the page"),
    "table header": _("head of a table"),
    "table without opinions": _("table without opinions"),
    "other column": _("another column of the table"),
    "heading": _("heading"),
    "lead-in": _("says who speaks"),
    "boilerplate": _("set phrase"),
    "reply": _("answer of an office"),
    "results": _("stands in the part with answers"),
    "authority's action": _("what an office has done or plans"),
    "statistics": _("statistics"),
    "description": _("tells something without asking or complaining"),
    "section without opinions": _("stands in a part without opinions"),
    "announcement": _("announces what follows"),
    "fragment": _("too short to be a statement"),
    "punctuation": _("marks between statements"),
}
NO_OPINION = _("no statement of the people was recognised in it")

STEPS = {
    "": _("Waiting for the machine"),
    "classify": _("Classifying the opinions"),
    "repeats": _("Looking for repeats"),
    "themes": _("Gathering themes"),
    "balance": _("Checking that nothing was lost"),
}

MEASURES = {
    "statements": _("opinions, each statement once"),
    "issues": _("issues: repeats joined"),
    "submissions": _("documents that hold such opinions"),
    "sources": _("units that raised such opinions"),
    "periods": _("months in which such opinions were raised"),
    "change": _("opinions now, less those of the periods compared with"),
    "share": _("per cent of all opinions"),
    "documents": _("documents received"),
    "unread": _("parts that could not be read"),
    "units_due": _("units that owe a report"),
    "units_reported": _("units whose report has been read"),
    "coverage": _("per cent of the units that owe a report"),
}

FILTERS = {
    "periods": _("Periods"),
    "compared": _("Compared with"),
    "sector": _("Sector"),
    "topic": _("Topic"),
    "kind": _("Kind"),
    "theme": _("Theme"),
    "level": _("Level of competence"),
    "area": _("Place"),
    "unit": _("Unit"),
    "answered": _("Answered in the unit's report"),
    "unsure": _("Uncertain, not reviewed yet"),
}

ACTS = {
    "receive": _("received"),
    "read": _("read"),
    "set aside": _("set aside as unreadable"),
    "set unit": _("set the sending unit"),
    "ask for run": _("asked for a synthesis"),
    "cancel run": _("cancelled a synthesis"),
    "run done": _("finished a synthesis"),
    "run cancelled": _("stopped a synthesis"),
    "run failed": _("a synthesis failed"),
    "decide": _("confirmed or corrected"),
    "dismiss": _("said it is not an opinion"),
    "take back": _("took a decision back"),
    "split": _("split"),
    "merge": _("joined"),
    "promote": _("found an opinion"),
    "remember columns": _("said what a table's columns hold"),
    "link accepted": _("same matter"),
    "link refused": _("two matters"),
    "rename theme": _("renamed a theme"),
    "accept theme": _("accepted a theme"),
    "reopen theme": _("reopened a theme"),
    "merge themes": _("merged themes"),
    "split theme": _("split a theme"),
    "draft": _("drafted a report"),
    "edit section": _("edited a section"),
    "drop edit": _("dropped an edit"),
    "report draft": _("sent a report back"),
    "report in_review": _("sent a report for review"),
    "report approved": _("approved a report"),
    "report issued": _("issued a report"),
    "replace Word form": _("replaced a Word form"),
    "set office": _("changed the issuing office"),
    "open period": _("opened a period"),
    "add unit": _("added a unit"),
    "change unit": _("changed a unit"),
    "add officer": _("added an officer"),
    "change officer": _("changed an officer"),
    "invite officer": _("invited an officer"),
    "reset officer": _("made a password link"),
    "mail reset link": _("was asked to mail a password link"),
    "set password": _("set the password"),
    "close officer": _("closed an account"),
    "reopen officer": _("opened an account again"),
    "end sessions": _("ended sessions"),
    "drop second factor": _("removed the second step"),
    "switch code on": _("switched the second step on"),
    "switch code off": _("switched the second step off"),
    "make spare codes": _("made new spare codes"),
    "sign in": _("signed in"),
    "sign out": _("signed out"),
    "lock sign-in": _("locked the sign-in"),
}

THINGS = {
    "document": _("Document"),
    "opinion": _("Opinion"),
    "run": _("Synthesis"),
    "theme": _("Theme"),
    "report": _("Report"),
    "section": _("Section"),
    "form": _("Word form"),
    "office": _("Issuing office"),
    "period": _("Reporting period"),
    "unit": _("Unit"),
    "officer": _("Officer"),
}

# The parts of a block's address (langnghe.text.blocks): "page3.p4" is page 3, paragraph 4.
PLACES = {
    "page": _("page"),
    "p": _("paragraph"),
    "t": _("table"),
    "r": _("row"),
    "s": _("worksheet"),
    "h": _("head of the page, line"),
    "f": _("foot of the page, line"),
    "x": _("text box"),
}
