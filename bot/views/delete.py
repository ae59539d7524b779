"""Delete one person or a selection: the preview with its figures, and what came of it."""

from datetime import date

from slackblocks import (
    Block,
    ExternalMultiSelectMenu,
    InputBlock,
    Option,
    PlainText,
    PlainTextInput,
)

from bot import forms
from bot.texts import Words, cut, escaped
from bot.views import common
from bot.views.credits import credits_line, run_out_sentence
from bot.views.people import shown_name
from bot.views.selection import quoted
from commands.deletions import Deleted, DeletionPreview
from commands.users import NameLine, UserCard

FORM = "delete_form"
LEFT_OUT = "delete_left_out"
ERASE_FORM = "erase_form"
NAME = "erase_name"

AT_MOST = 100
CLASSES_SHOWN = 5


def delete_modal(
    preview: DeletionPreview,
    one: NameLine | None,
    left_out: tuple[Option, ...],
    words: Words,
) -> common.View:
    """Whom deleting means, in figures; `one` where it is about one person only."""
    _ = words.gettext
    blocks: list[Block] = [common.section("\n".join(_figures(preview, one, words)), "preview")]
    if one is None:
        blocks.append(_left_out_input(left_out, words))
    return common.modal(
        words,
        _("Delete"),
        blocks,
        submit=submit_text(preview.matched, words),
        callback_id=FORM,
        metadata=preview.draft_id,
    )


def submit_text(number: int, words: Words) -> str:
    """Verb and figure; where nobody is left, what a click does."""
    _ = words.gettext
    return _("Delete ({number})").format(number=words.number(number)) if number else _("Preview")


def read_left_out(values: forms.Values) -> tuple[Option, ...]:
    """Who was taken out by hand, as they have to be shown again."""
    return tuple(
        Option(PlainText(option["text"]["text"]), option["value"])
        for option in forms.chosen_options(values, LEFT_OUT)[:AT_MOST]
    )


def ids_of(options: tuple[Option, ...]) -> tuple[int, ...]:
    return tuple(int(option.value) for option in options)


def done(result: Deleted, words: Words) -> common.View:
    """The form turned into its result."""
    _ = words.gettext
    lines = [
        words.ngettext("✅ {n} account deleted.", "✅ {n} accounts deleted.", result.deleted),
        _freed(result.licences, words),
        without_teacher(result.without_teacher, words),
        _until(result.restorable_until, words),
        run_out_sentence(result.after, words),
    ]
    return common.answered(
        words,
        _("Delete"),
        "\n".join(line for line in lines if line),
        common.undo_button(words, result.operation_id),
    )


def _figures(preview: DeletionPreview, one: NameLine | None, words: Words) -> list[str]:
    _, n = words.gettext, words.ngettext
    if preview.matched == 0:
        return [_("Nobody corresponds to this choice yet.")]
    if one is not None:
        lines = [_("*Account to delete: {name}*").format(name=shown_name(one, words))]
    else:
        people = _("{students} and {teachers}.").format(
            students=n("{n} student", "{n} students", preview.students),
            teachers=n("{n} teacher", "{n} teachers", preview.teachers),
        )
        figure = n("*{n} account to delete*:", "*{n} accounts to delete*:", preview.matched)
        lines = [f"{figure} {people}"]
    lines.append(_freed(preview.licences, words))
    lines.append(without_teacher(preview.without_teacher, words))
    lines.append(_until(preview.restorable_until, words))
    if preview.licences:
        lines.append(credits_line(preview.before, preview.after, words))
    return [line for line in lines if line]


def _freed(licences: int, words: Words) -> str:
    if not licences:
        return ""
    return words.ngettext("{n} licence freed.", "{n} licences freed.", licences)


def without_teacher(names: tuple[str, ...], words: Words) -> str:
    """Which classes would have no teacher left, the first few by name."""
    if not names:
        return ""
    quoted_names = [quoted(name, words) for name in names[:CLASSES_SHOWN]]
    if len(names) > CLASSES_SHOWN:
        quoted_names.append("…")
    text = words.ngettext(
        "⚠️ {n} class left without a teacher: {names}",
        "⚠️ {n} classes left without a teacher: {names}",
        len(names),
    )
    return text.format(names=", ".join(quoted_names))


def _until(day: date | None, words: Words) -> str:
    if day is None:
        return words.gettext("Can be restored any day.")
    return words.gettext("Can be restored until {day}.").format(day=words.day(day))


def _left_out_input(left_out: tuple[Option, ...], words: Words) -> InputBlock:
    _ = words.gettext
    menu = ExternalMultiSelectMenu(
        action_id=LEFT_OUT,
        min_query_length=0,
        initial_options=list(left_out) or None,
        max_selected_items=AT_MOST,
        placeholder=PlainText(_("Type a name")),
    )
    return InputBlock(
        PlainText(_("All but")), menu, dispatch_action=True, block_id=LEFT_OUT, optional=True
    )


def erase_modal(card: UserCard, words: Words, problem: str = "") -> common.View:
    """What is lost for good, and the name to type; its metadata is the user's id."""
    _ = words.gettext
    name = f"{card.first_name} {card.last_name}".strip()
    blocks: list[Block] = [common.section(f"⚠️ {problem}", "problem")] if problem else []
    blocks.append(
        common.section(
            _(
                "*{name}*: nothing can be got back, neither name nor address, "
                "classes or last login. Type the full name to confirm."
            ).format(name=escaped(name)),
            "erase",
        )
    )
    typing = PlainTextInput(action_id=NAME, max_length=200, placeholder=PlainText(cut(name, 150)))
    blocks.append(InputBlock(PlainText(_("Full name")), typing, block_id=NAME))
    return common.modal(
        words,
        _("Erase for good"),
        blocks,
        submit=_("Erase for good"),
        callback_id=ERASE_FORM,
        metadata=str(card.id),
    )


def name_misses(words: Words) -> str:
    return words.gettext("This is not the name of this account. Nothing was changed.")


def erased(words: Words) -> common.View:
    return common.answered(
        words, words.gettext("Erase for good"), words.gettext("✅ Account erased for good.")
    )
