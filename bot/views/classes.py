"""The classes: the table with their figures, one class's card, and the form that names one."""

from slackblocks import (
    Block,
    Button,
    DataTableBlock,
    ExternalSelectMenu,
    InputBlock,
    PlainText,
    PlainTextInput,
    RawNumber,
    RawText,
)

from bot import forms
from bot.texts import Words, cut
from bot.views import common
from bot.views.selection import quoted
from commands.class_names import Named
from commands.classes import ClassCard, ClassLine, ClassPage

OPEN, PAGE, CREATE, SHOW = "classes_open", "classes_page", "classes_create", "classes_show"
RENAME, MERGE, MOVE, DELETE = "classes_rename", "classes_merge", "classes_move", "classes_delete"
NAME_FORM, NAME = "classes_name_form", "class_name"

ROWS = 100
NAME_CELL = 60
LONGEST = 255


def table(page: ClassPage, words: Words) -> tuple[str, common.Blocks]:
    """Text and blocks of a page of classes."""
    _ = words.gettext
    if not page.total:
        text = _("There is no class yet: a list or a card makes one, or the button below.")
        blocks: list[Block] = [common.section(text, "classes_figure")]
        return text, common.rendered([*blocks, _actions(page, words)])
    figure = words.ngettext("*{n} class*", "*{n} classes*", page.total)
    blocks = [common.section(figure, "classes_figure")]
    if page.lines:
        blocks.append(_data_table(page.lines, words))
    blocks.append(_actions(page, words))
    note = _("In order of name. Choose a class to rename, merge or delete it, or to move people.")
    blocks.append(common.note(note))
    return figure.replace("*", ""), common.rendered(blocks)


def _data_table(lines: tuple[ClassLine, ...], words: Words) -> DataTableBlock:
    _ = words.gettext
    header = [_("Class"), _("Students"), _("Teachers"), _("Licences"), _("Never connected")]
    rows: list[list[RawText | RawNumber]] = [[RawText(text) for text in header]]
    for line in lines:
        figures = (line.students, line.teachers, line.licences, line.never_connected)
        rows.append(
            [
                RawText(cut(line.name, NAME_CELL)),
                *(RawNumber(number, words.number(number)) for number in figures),
            ]
        )
    return DataTableBlock(rows, caption=_("Classes"), page_size=ROWS)  # type: ignore[arg-type]


def _actions(page: ClassPage, words: Words) -> Block:
    _ = words.gettext
    found: list[object] = []
    if page.total:
        menu = ExternalSelectMenu(
            action_id=OPEN, min_query_length=0, placeholder=PlainText(_("Open a class"))
        )
        found.append(menu)
    if page.has_previous:
        value = f"before:{page.lines[0].id}"
        found.append(common.button(_("Previous"), f"{PAGE}:before", value))
    if page.has_next:
        value = f"after:{page.lines[-1].id}"
        found.append(common.button(_("Next"), f"{PAGE}:after", value))
    found.append(common.button(_("Create a class"), CREATE))
    return common.buttons(*found, block_id="classes_actions")  # type: ignore[arg-type]


def elsewhere(words: Words) -> str:
    return words.gettext("I have answered you in a direct message: the classes are there.")


def elsewhere_modal(words: Words) -> common.View:
    return common.modal(words, words.gettext("Classes"), [common.section(elsewhere(words))])


# One class ------------------------------------------------------------------------------


def card_modal(card: ClassCard, words: Words) -> common.View:
    """One class, what can be done with it, and the jobs that lead on from it."""
    _, line = words.gettext, card.line
    blocks: list[Block] = [
        common.section("\n".join([f"*{quoted(line.name, words)}*", *figures(line, words)]), "card")
    ]
    if card.names_before:
        names = ", ".join(quoted(name, words) for name in card.names_before[:10])
        more = "…" if len(card.names_before) > 10 else ""
        blocks.append(common.note(_("Also found by: {names}").format(names=names + more)))
    number = str(line.id)
    blocks.append(
        common.buttons(
            common.button(_("Rename…"), RENAME, number),
            common.button(_("Merge into another…"), MERGE, number),
            common.button(_("Move people…"), MOVE, number),
            common.button(_("Delete…"), DELETE, number, style="danger"),
            block_id="class_acts",
        )
    )
    blocks.append(
        common.buttons(
            common.job_button(_("Its people"), "users", line.name),
            common.job_button(_("Its licences"), "licences", f"revoke {line.name}"),
            common.job_button(_("Never connected"), "logins", line.name),
            common.job_button(_("Get the list"), "export", f"students {line.name}"),
            block_id="class_jobs",
        )
    )
    return common.modal(words, _("Class"), blocks)


def figures(line: ClassLine, words: Words) -> list[str]:
    """Who is in it, and what they have."""
    _, n = words.gettext, words.ngettext
    if not (line.students or line.teachers):
        return [_("Nobody is in it.")]
    found = [
        _("{students} and {teachers}.").format(
            students=n("{n} student", "{n} students", line.students),
            teachers=n("{n} teacher", "{n} teachers", line.teachers),
        )
    ]
    if line.licences:
        found.append(n("{n} licence is held.", "{n} licences are held.", line.licences))
    if line.never_connected:
        found.append(
            n(
                "{n} student has never connected the application.",
                "{n} students have never connected the application.",
                line.never_connected,
            )
        )
    return found


def unknown_modal(name: str, near: list[ClassLine], words: Words) -> common.View:
    """No class is called so: those that are called nearly so, and making it."""
    _ = words.gettext
    text = _("No class is called {name}.").format(name=quoted(cut(name, 100), words))
    found = [
        common.button(cut(each.name, common.BUTTON), f"{SHOW}:{each.id}", str(each.id))
        for each in near
    ]
    found.append(common.button(_("Create this class"), CREATE, name[:LONGEST]))
    if near:
        text += " " + _("Choose one of these, or create it.")
    return common.modal(
        words, _("Classes"), [common.section(text, "refused"), common.buttons(*found)]
    )


# The form that names one ----------------------------------------------------------------


def naming_modal(
    draft_id: str, before: str | None, typed: str, words: Words, problem: str = ""
) -> common.View:
    """A name for a new class, or another one for a class called `before`."""
    _ = words.gettext
    blocks: list[Block] = [common.section(f"⚠️ {problem}", "problem")] if problem else []
    typing = PlainTextInput(
        action_id=NAME, initial_value=typed[:LONGEST] or None, max_length=LONGEST
    )
    blocks.append(InputBlock(PlainText(_("Name of the class")), typing, block_id=NAME))
    if before is not None:
        text = _("A list that still says {name} will find this class.")
        blocks.append(common.note(text.format(name=quoted(before, words))))
    return common.modal(
        words,
        _("Create a class") if before is None else _("Rename a class"),
        blocks,
        submit=_("Create") if before is None else _("Rename"),
        callback_id=NAME_FORM,
        metadata=draft_id,
    )


def read_name(values: forms.Values) -> str:
    return forms.text(values, NAME)


def named(result: Named, words: Words) -> common.View:
    """The form turned into its result."""
    _ = words.gettext
    name = quoted(result.name, words)
    if result.before is None:
        title, text = _("Create a class"), _("✅ Class created: {name}.").format(name=name)
    else:
        title = _("Rename a class")
        before = quoted(result.before, words)
        text = _("✅ Class renamed: {before} is {name} now.").format(before=before, name=name)
    return common.answered(
        words,
        title,
        text,
        common.undo_button(words, result.operation_id),
        show_button(result.class_id, words),
    )


def show_button(class_id: int, words: Words) -> Button:
    """Leads to the class's card, in the place of the view."""
    return common.button(words.gettext("See the class"), f"{SHOW}:{class_id}", str(class_id))
