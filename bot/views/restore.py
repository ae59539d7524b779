"""`/school-restore`: the days, the form with its live preview, and what came of it."""

from dataclasses import dataclass
from datetime import date

from slackblocks import (
    Block,
    ExternalMultiSelectMenu,
    InputBlock,
    Option,
    PlainText,
    RadioButtonGroup,
    StaticSelectMenu,
)

from bot import forms
from bot.context import Asker
from bot.texts import Words
from bot.views import common
from bot.views.conflicts import conflict_blocks
from bot.views.credits import credits_line, run_out_sentence
from bot.views.deletion_days import Names, counted
from commands.deletions import (
    Choice,
    DeletionDay,
    Joined,
    Restored,
    RestorePreview,
)

FORM = "restore_form"
WHICH, HOW, PEOPLE = "restore_which", "restore_how", "restore_people"
LIVE = (WHICH, HOW, PEOPLE)
"""The inputs that draw the preview anew."""

ALL, BUT, ONLY = "all", "but", "only"
WHOLE = "whole"

AT_MOST = 100
"""Names that one menu takes."""


@dataclass(frozen=True)
class Form:
    """What the form holds, read or to be shown."""

    day: date | None
    """None: deleted on any day."""
    deletion_id: int | None = None
    how: str = ALL
    people: tuple[Option, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether the form says whom: *only* without a name must not mean everybody."""
        return self.how != ONLY or bool(self.people)

    @property
    def choice(self) -> Choice:
        """Whom the form means; while it is not complete, all that it could mean."""
        ids = tuple(int(option.value) for option in self.people)
        return Choice(
            self.day,
            self.deletion_id,
            user_ids=ids if self.how == ONLY and ids else None,
            left_out=ids if self.how == BUT else (),
        )


# The form ------------------------------------------------------------------------------


def restore_modal(
    form: Form,
    draft_id: str,
    preview: RestorePreview | None,
    day: DeletionDay | None,
    names: Names,
    asker: Asker,
    notice: str = "",
) -> common.View:
    """Whom to restore, and the preview; None where the form means nobody (yet)."""
    words, _ = asker.words, asker.words.gettext
    blocks: list[Block] = [common.section(notice, "notice")] if notice else []
    blocks.append(common.section(_scope(form, day, words), "scope"))
    if day is not None and len(day.acts) > 1:
        blocks.append(_which_input(form, day, names, words))
    blocks.append(_how_input(form, words))
    if form.how != ALL:
        blocks.append(_people_input(form, words))
    shown = preview if form.complete else None
    blocks += _preview_blocks(shown, words)
    return common.modal(
        words,
        _("Restore"),
        blocks,
        submit=submit_text(shown.restorable if shown else 0, words),
        callback_id=FORM,
        metadata=draft_id,
    )


def submit_text(number: int, words: Words) -> str:
    """Verb and figure; where nobody would come back, what a click does."""
    _ = words.gettext
    return _("Restore ({number})").format(number=words.number(number)) if number else _("Preview")


def read_form(values: forms.Values, before: Choice) -> Form:
    """What the form holds now; inputs that it did not show stay as they were."""
    which = forms.choice(values, WHICH)
    deletion_id = before.deletion_id
    if which is not None:
        deletion_id = None if which == WHOLE else int(which)
    how = forms.choice(values, HOW) or ALL
    # the block of this meaning only: names left out must not become the only ones
    chosen = values.get(f"{PEOPLE}:{how}", {}).get(PEOPLE, {}).get("selected_options") or []
    people = tuple(Option(PlainText(option["text"]["text"]), option["value"]) for option in chosen)
    return Form(before.day, deletion_id, how, people[:AT_MOST])


def _scope(form: Form, day: DeletionDay | None, words: Words) -> str:
    if form.day is None:
        return words.gettext("Deleted accounts, whatever the day.")
    return words.gettext("Deleted on {day}: {accounts}.").format(
        day=words.day(form.day), accounts=counted(day.count if day else 0, words)
    )


def _which_input(form: Form, day: DeletionDay, names: Names, words: Words) -> InputBlock:
    _ = words.gettext
    options = [common.option(_("The whole day"), WHOLE)]
    options += [
        common.option(
            _("{time}, {name}: {accounts}").format(
                time=words.time(act.at), name=names[act.by], accounts=counted(act.count, words)
            ),
            str(act.deletion_id),
        )
        for act in day.acts[: AT_MOST - 1]
    ]
    chosen = [option for option in options if option.value == str(form.deletion_id)]
    menu = StaticSelectMenu(
        action_id=WHICH, options=options, initial_option=chosen[0] if chosen else options[0]
    )
    return InputBlock(PlainText(_("Which deletion?")), menu, dispatch_action=True, block_id=WHICH)


def _how_input(form: Form, words: Words) -> InputBlock:
    _ = words.gettext
    options = [
        common.option(_("Everybody"), ALL),
        common.option(_("Everybody but some"), BUT),
        common.option(_("Only some"), ONLY),
    ]
    chosen = next(option for option in options if option.value == form.how)
    radio = RadioButtonGroup(action_id=HOW, options=options, initial_option=chosen)
    return InputBlock(PlainText(_("Whom to restore?")), radio, dispatch_action=True, block_id=HOW)


def _people_input(form: Form, words: Words) -> InputBlock:
    """Another block id for each meaning: Slack keeps what was chosen by the id."""
    _ = words.gettext
    menu = ExternalMultiSelectMenu(
        action_id=PEOPLE,
        min_query_length=0,
        initial_options=list(form.people) or None,
        max_selected_items=AT_MOST,
        placeholder=PlainText(_("Type a name")),
    )
    label = _("All but") if form.how == BUT else _("Only")
    return InputBlock(
        PlainText(label),
        menu,
        dispatch_action=True,
        block_id=f"{PEOPLE}:{form.how}",
        hint=PlainText(_("At most 100 names.")),
        optional=True,
    )


def _preview_blocks(preview: RestorePreview | None, words: Words) -> list[Block]:
    if preview is None:
        return [common.section(words.gettext("Nobody corresponds to this choice yet."), "preview")]
    return [
        common.section("\n".join(_figures(preview, words)), "preview"),
        *conflict_blocks(preview.conflicts, preview.conflict_count, words),
    ]


def _figures(preview: RestorePreview, words: Words) -> list[str]:
    """What would come back, and what it does to the credits."""
    n, _ = words.ngettext, words.gettext
    lines = [n("*{n} account to restore*.", "*{n} accounts to restore*.", preview.restorable)]
    if preview.restorable:
        lines.append(_("Their classes come back with them."))
    if preview.licences:
        lines.append(n("{n} licence comes back.", "{n} licences come back.", preview.licences))
        lines.append(credits_line(preview.before, preview.after, words))
    return [line for line in lines if line]


# What came of it -----------------------------------------------------------------------


def done(result: Restored, words: Words) -> common.View:
    """The form turned into its result; who could not be restored is named."""
    _ = words.gettext
    lines = [
        words.ngettext(
            "✅ {n} account restored, with its classes.",
            "✅ {n} accounts restored, with their classes.",
            result.restored,
        )
    ]
    if result.licences:
        lines.append(
            words.ngettext("{n} licence is back.", "{n} licences are back.", result.licences)
        )
    lines.append(run_out_sentence(result.after, words))
    blocks: list[Block] = [common.section("\n".join(line for line in lines if line), "done")]
    blocks += conflict_blocks(result.left, result.left_count, words)
    blocks.append(
        common.buttons(
            common.undo_button(words, result.operation_id),
            common.job_button(_("Restore others"), "restore"),
        )
    )
    return common.modal(words, _("Restore"), blocks)


def joined_text(result: Joined, words: Words) -> str:
    return words.ngettext(
        "✅ The two accounts are one now, {n} class more.",
        "✅ The two accounts are one now, {n} classes more.",
        result.classes,
    )


def joined(result: Joined, words: Words) -> common.View:
    """A result turned into that of joining."""
    return common.answered(
        words,
        words.gettext("Restore"),
        joined_text(result, words),
        common.undo_button(words, result.operation_id),
        common.job_button(words.gettext("Restore others"), "restore"),
    )
