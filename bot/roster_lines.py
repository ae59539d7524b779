"""One line of a list in words: where, what is wrong, what to do now."""

from collections.abc import Callable

from bot.texts import Words, escaped
from commands.additions import Difference, Kept
from commands.matching import Doubtful, Unclear
from commands.rosters.columns import Column
from commands.rosters.lines import Reason, Rejected
from commands.rosters.writing import WORDINGS

Show = Callable[[str], str]
"""How text from a file is shown: escaped for Slack, as it is on a terminal."""

SHOWN = 60
"""Characters of a cell that are shown again."""


def column_name(column: Column, words: Words) -> str:
    """As an exported list heads it."""
    return WORDINGS[words.language].headers[column]


def quoted(text: str, words: Words, show: Show) -> str:
    """Between the language's own quotation marks."""
    return words.gettext("“{text}”").format(text=show(text))


def line_sentence(
    found: Rejected | Unclear | Difference, words: Words, show: Show = escaped
) -> str:
    """`Line 4, column “Email”: …` with the reason and the remedy."""
    _ = words.gettext
    why = _why(found, words, show)
    if found.column is None:
        return _("Line {line}: {why}").format(line=words.number(found.line), why=why)
    return _("Line {line}, column “{column}”: {why}").format(
        line=words.number(found.line), column=column_name(found.column, words), why=why
    )


def _why(found: Rejected | Unclear | Difference, words: Words, show: Show) -> str:
    if isinstance(found, Difference):
        return _kept(found.reason, words)
    if isinstance(found, Unclear):
        other = words.number(found.other_line) if found.other_line else ""
        return _unclear(found.reason, words).format(other=other)
    cell = found.cell[:SHOWN] + ("…" if len(found.cell) > SHOWN else "")
    return _unreadable(found.reason, words).format(cell=show(" ".join(cell.split())))


def _unreadable(reason: Reason, words: Words) -> str:
    _ = words.gettext
    return {
        Reason.MISSING_FIRST_NAME: _("the first name is missing; fill it in."),
        Reason.MISSING_LAST_NAME: _("the last name is missing; fill it in."),
        Reason.NEITHER_ADDRESS_NOR_ID: _(
            "there is neither an address nor an identifier; fill in one of them."
        ),
        Reason.BAD_ADDRESS: _("“{cell}” is not an e-mail address; correct it."),
        Reason.SEVERAL_ADDRESSES: _("“{cell}” holds several addresses; keep one."),
        Reason.SPOILED_ID: _(
            "a spreadsheet has rounded this identifier to “{cell}”; type it again as text."
        ),
        Reason.TOO_MANY_CELLS: _(
            "there are more cells than columns, from “{cell}” on; "
            "put a cell that holds the separator between quotation marks."
        ),
        Reason.TOO_FEW_CELLS: _("the line ends too early; complete it."),
        Reason.CELL_TOO_LONG: _("the cell is too long; shorten it."),
        Reason.CONTROL_CHARACTER: _("the cell holds a sign that is no text; type it again."),
        Reason.BROKEN_CHARACTER: _("a letter of “{cell}” was lost by a program; type it again."),
        Reason.SPREADSHEET_ERROR: _("“{cell}” comes from a formula that failed; type the value."),
        Reason.BROKEN_QUOTES: _("a quotation mark is opened and not closed; close it."),
        Reason.UNREADABLE_DATE: _(
            "“{cell}” is not a date; write it like 25/09/2026 13:44, or Never."
        ),
        Reason.UNREADABLE_LICENCE: _("“{cell}” is neither yes nor no; write one of them."),
    }[reason]


def _unclear(reason: Doubtful, words: Words) -> str:
    _ = words.gettext
    return {
        Doubtful.ID_TWICE: _(
            "line {other} has the same identifier and another name or address; "
            "give each person an identifier of their own."
        ),
        Doubtful.TWO_IDS: _(
            "line {other} has the same name and address and another identifier; keep the right one."
        ),
        Doubtful.OTHER_ID: _(
            "an account with this name and address has another identifier; correct one of the two."
        ),
        Doubtful.ID_AND_ADDRESS: _(
            "the identifier belongs to one account and the address to another; correct one of them."
        ),
        Doubtful.OTHER_ROLE: _(
            "a student's list never touches a teacher's account, nor the other way round; "
            "move the line to the other list."
        ),
        Doubtful.SEVERAL_IDS_FIT: _(
            "several accounts of this name have this identifier but for zeros in front; "
            "write them too."
        ),
        Doubtful.SEVERAL_FIT: _("several accounts have this name and address; add an identifier."),
        Doubtful.SAME_USER: _(
            "it is the account of line {other}, under another name; keep one of the two lines."
        ),
        Doubtful.SHARED_ADDRESS: _(
            "another person of the list has this address; say whether they are brothers and "
            "sisters, or correct it."
        ),
        Doubtful.UNSURE_ADDRESS: _(
            "an account of another name has this address, and so has another line to correct; "
            "correct that one first."
        ),
        Doubtful.ID_TAKEN: _(
            "somebody else has the identifier of this deleted account by now; "
            "give them another one, or restore nobody."
        ),
        Doubtful.DELETED: _("this account was deleted; restore it, do not add it again."),
        Doubtful.OTHER_NAME: _(
            "the address belongs to an account with another first name; for the same person "
            "change the name on the card, for a brother or sister add them there."
        ),
    }[reason]


def _kept(reason: Kept, words: Words) -> str:
    _ = words.gettext
    return {
        Kept.NAME: _("the account has another name; it was kept."),
        Kept.ADDRESS: _("the account has another address; it was kept."),
        Kept.LICENCE: _("the account holds a licence; it was kept."),
        Kept.EXTERNAL: _("this person pays for their own access; no licence was assigned."),
        Kept.FUTURE_LOGIN: _("this login lies in the future; it was not taken over."),
    }[reason]
