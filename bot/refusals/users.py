"""The words for what is refused about one person: a field, two accounts that are not one."""

from bot.context import Asker
from bot.refusals import says
from bot.texts import Words
from commands import errors
from commands.rosters.lines import Reason


@says(errors.BadFieldError)
def _bad_field(error: errors.BadFieldError, asker: Asker) -> str:
    return field_sentence(error, asker.words)


@says(errors.NotSamePersonError)
def _not_same_person(_error: errors.NotSamePersonError, asker: Asker) -> str:
    return asker.words.gettext("These two accounts are not of one person. Nothing was changed.")


def field_sentence(error: errors.BadFieldError, words: Words) -> str:
    """One sentence at the field, under eighty characters; it repeats nothing of what was typed."""
    _ = words.gettext
    said: dict[str, str] = {
        Reason.MISSING_FIRST_NAME: _("The first name is missing."),
        Reason.MISSING_LAST_NAME: _("The last name is missing."),
        Reason.NEITHER_ADDRESS_NOR_ID: _("Give an address or an identifier, or both."),
        Reason.BAD_ADDRESS: _("This is not an address. For example: zoe@school.example"),
        Reason.SEVERAL_ADDRESSES: _("Only one address can stand here."),
        Reason.SPOILED_ID: _("A spreadsheet has rounded this identifier: type it in full."),
        Reason.CELL_TOO_LONG: _("This is too long: 255 characters at most."),
        Reason.CONTROL_CHARACTER: _("An invisible character is in it: type it anew."),
        Reason.BROKEN_CHARACTER: _("A letter is broken in it: type it anew."),
        "external": _("An external user pays for their own access: no licence."),
    }
    return said.get(error.reason, _("This cannot stand here."))
