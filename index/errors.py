"""The two errors that carry a sentence for a person.

Everything that can go wrong for a reason outside the code is raised as one of these, with one
Vietnamese sentence naming cause, thing and remedy; the faces print it, nothing else does.
"""


class UserError(Exception):
    """Something the person at the keyboard can mend; `str(error)` is the sentence to show."""


class SourceError(UserError):
    """One source document cannot be read; the others can."""
