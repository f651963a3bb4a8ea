"""The registers of people's contact.

rules.py     what the law asks of reception and dialogue, for a unit on a day
meetings.py  sessions: receptions, dialogues, voter meetings, field visits
visits.py    lines of the reception book; who came goes sealed into the vault
duties.py    the heads' reception calendar: planned, held, owed
lines.py     fast entry: pasted text cut into rows, each redacted, placed, classified, compared with what is known
noted.py     rows saved as opinions of one document, taken back, taken further as cases
queries.py   what the registers say
book.py      the reception book as a workbook, without names
"""
