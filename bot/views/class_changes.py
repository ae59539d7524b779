"""Merge, move people, delete a class: the preview with its figures, and what came of it."""

from dataclasses import replace

from slackblocks import (
    Block,
    ExternalMultiSelectMenu,
    InputBlock,
    Option,
    PlainText,
    StaticSelectMenu,
)

from bot import forms
from bot.texts import Words
from bot.views import common, live
from bot.views.classes import show_button
from bot.views.delete import without_teacher
from bot.views.operations.classes import without_class
from bot.views.selection import quoted
from commands.class_changes import Act, ClassChanged, ClassPreview, Plan
from commands.selection import Selection

FORM = "class_change_form"
INTO, WHO, ONLY, LEFT_OUT = "class_into", "class_who", "class_only", "class_left_out"
LIVE = (INTO, WHO, ONLY, LEFT_OUT)
"""The inputs that draw the preview anew."""

STUDENTS, WITH_TEACHERS = "students", "with_teachers"
STUDENTS_ONLY = Selection(role="student")
EVERYBODY = Selection(with_teachers=True)
AT_MOST = 100


def plan_modal(
    preview: ClassPreview, only: list[Option], left_out: list[Option], words: Words
) -> common.View:
    """What is to be done, live; the button bears the figure."""
    plan = preview.plan
    blocks: list[Block] = []
    if plan.act is not Act.DELETE:
        blocks.append(_into_input(preview, words))
    if plan.act is Act.MOVE:
        blocks += _people_inputs(plan, only, left_out, words)
    blocks.insert(
        1 if plan.act is Act.MERGE else 0,
        common.section("\n".join(_figures(preview, words)), "preview"),
    )
    return common.modal(
        words,
        title(plan.act, words),
        blocks,
        submit=submit_text(preview, words),
        callback_id=FORM,
        metadata=preview.draft_id,
    )


def title(act: Act, words: Words) -> str:
    _ = words.gettext
    return {
        Act.MERGE: _("Merge two classes"),
        Act.MOVE: _("Move people"),
        Act.DELETE: _("Delete a class"),
    }[act]


def submit_text(preview: ClassPreview, words: Words) -> str:
    """Verb and figure; where something is still to be chosen, what a click does."""
    _, plan = words.gettext, preview.plan
    if plan.act is not Act.DELETE and preview.into is None:
        return _("Preview")
    if plan.act is Act.MOVE and not preview.matched:
        return _("Preview")
    verb = {
        Act.MERGE: _("Merge ({number})"),
        Act.MOVE: _("Move ({number})"),
        Act.DELETE: _("Delete ({number})"),
    }[plan.act]
    return verb.format(number=words.number(preview.matched))


def read_plan(values: forms.Values, before: Plan) -> Plan:
    """What the form holds now; inputs that it does not have stay as they were."""
    into = forms.choice(values, INTO)
    plan = replace(before, into_id=int(into)) if into else before
    if plan.act is not Act.MOVE:
        return plan
    chosen = STUDENTS_ONLY if forms.choice(values, WHO) == STUDENTS else EVERYBODY
    people = replace(
        chosen,
        user_ids=tuple(int(value) for value in forms.choices(values, ONLY)),
        left_out=tuple(int(value) for value in forms.choices(values, LEFT_OUT)),
    )
    return replace(plan, people=people)


def read_options(values: forms.Values, name: str) -> list[Option]:
    """The chosen people, as they have to be shown again."""
    return [
        Option(PlainText(option["text"]["text"]), option["value"])
        for option in forms.chosen_options(values, name)[:AT_MOST]
    ]


def done(result: ClassChanged, words: Words) -> common.View:
    """The form turned into its result."""
    n, plan = words.ngettext, result.plan
    name, into = quoted(result.name, words), quoted(result.into or "", words)
    text = {
        Act.MERGE: n(
            "✅ Classes merged: {name} into {into}, {n} person.",
            "✅ Classes merged: {name} into {into}, {n} people.",
            result.matched,
        ),
        Act.MOVE: n(
            "✅ {n} person moved from {name} to {into}.",
            "✅ {n} people moved from {name} to {into}.",
            result.matched,
        ),
        Act.DELETE: n(
            "✅ Class deleted: {name}, {n} person was in it.",
            "✅ Class deleted: {name}, {n} people were in it.",
            result.matched,
        ),
    }[plan.act].format(name=name, into=into)
    lines = [text, without_class(result.without_class, words)]
    if result.without_teacher:
        lines.append(words.gettext("{name} has no teacher any more.").format(name=name))
    found = [common.undo_button(words, result.operation_id)]
    if plan.into_id is not None:
        found.append(show_button(plan.into_id, words))
    return common.answered(
        words, title(plan.act, words), "\n".join(line for line in lines if line), *found
    )


def _figures(preview: ClassPreview, words: Words) -> list[str]:
    _, n = words.gettext, words.ngettext
    people = _("{students} and {teachers}.").format(
        students=n("{n} student", "{n} students", preview.students),
        teachers=n("{n} teacher", "{n} teachers", preview.teachers),
    )
    name = quoted(preview.name, words)
    into = quoted(preview.into, words) if preview.into else "…"
    act = preview.plan.act
    if act is Act.DELETE:
        lines = [_("*Class to delete: {name}*").format(name=name)]
        if not preview.matched:
            return [*lines, _("Nobody is in it.")]
        lines.append(people + " " + _("Their accounts and licences stay."))
        lines.append(
            n(
                "⚠️ {n} person would be in no class any more.",
                "⚠️ {n} people would be in no class any more.",
                preview.without_class,
            )
            if preview.without_class
            else ""
        )
        return [line for line in lines if line]
    text = _("*From {name} to {into}*") if act is Act.MOVE else _("*{name} merged into {into}*")
    lines = [text.format(name=name, into=into), people]
    if preview.already:
        lines.append(n("{n} is in both already.", "{n} are in both already.", preview.already))
    if preview.without_teacher:
        lines.append(without_teacher((preview.name,), words))
    if act is Act.MERGE:
        lines.append(
            _("{name} goes; a list that still says so will find the other one.").format(name=name)
        )
    return lines


def _into_input(preview: ClassPreview, words: Words) -> InputBlock:
    chosen = common.option(preview.into, str(preview.plan.into_id)) if preview.into else None
    menu = live.class_menu(INTO, chosen, words)
    label = PlainText(words.gettext("Into which class?"))
    return InputBlock(label, menu, dispatch_action=True, block_id=INTO)


def _people_inputs(
    plan: Plan, only: list[Option], left_out: list[Option], words: Words
) -> list[Block]:
    _ = words.gettext
    choices = [
        common.option(_("Its students"), STUDENTS),
        common.option(_("Its students and teachers"), WITH_TEACHERS),
    ]
    chosen = choices[0 if plan.people.role == "student" else 1]
    menu = StaticSelectMenu(action_id=WHO, options=choices, initial_option=chosen)
    return [
        InputBlock(PlainText(_("Whom?")), menu, dispatch_action=True, block_id=WHO),
        _names_input(_("Only these"), ONLY, only, words),
        _names_input(_("All but"), LEFT_OUT, left_out, words),
    ]


def _names_input(label: str, name: str, chosen: list[Option], words: Words) -> InputBlock:
    menu = ExternalMultiSelectMenu(
        action_id=name,
        min_query_length=0,
        initial_options=chosen or None,
        max_selected_items=AT_MOST,
        placeholder=PlainText(words.gettext("Type a name")),
    )
    return InputBlock(PlainText(label), menu, dispatch_action=True, block_id=name, optional=True)
