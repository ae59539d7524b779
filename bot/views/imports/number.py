"""The number of deletions that has to be typed where a list would delete many."""

from slackblocks import Block, InputBlock, PlainText, PlainTextInput

from bot import forms
from bot.texts import Words
from bot.views import common
from bot.views.imports.warnings import would_delete

NUMBER_FORM, NUMBER = "import_number_form", "import_number"


def number_modal(
    deleted: int, of: int, role: str, value: str, words: Words, notice: str = ""
) -> common.View:
    """Asks for the number of deletions; `value` is the pressed button's."""
    _ = words.gettext
    text = would_delete(deleted, of, role, words)
    ask = _("To confirm, type this number: *{number}*").format(number=words.number(deleted))
    blocks: list[Block] = [common.section(notice, "notice")] if notice else []
    blocks += [
        common.section(f"{text}.\n{ask}", "ask"),
        InputBlock(
            PlainText(_("Number of deletions")),
            PlainTextInput(action_id=NUMBER, max_length=20),
            block_id=NUMBER,
        ),
    ]
    return common.modal(
        words,
        _("Confirm"),
        blocks,
        submit=_("Apply"),
        callback_id=NUMBER_FORM,
        metadata=value,
    )


def read_number(values: forms.Values) -> int | None:
    digits = "".join(each for each in forms.text(values, NUMBER) if each not in "\u00a0\u202f ,.'’")
    return int(digits) if digits.isascii() and digits.isdigit() else None
