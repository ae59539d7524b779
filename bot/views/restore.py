"""`/school-restore`: the days, the form with its live preview, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from slackblocks import (
    Block,
    Button,
    ConfirmationDialogue,
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
from bot.views.credits import run_out_sentence
from bot.views.delete import credits_line
from bot.views.people import plain_name, shown_name
from bot.views.selection import quoted
from commands.deletions import (
    Choice,
    Conflict,
    DeletionDay,
    Joined,
    Reason,
    Restored,
    RestorePreview,
)

FORM = "restore_form"
CHOOSE_DAY = "restore_day"
"""Buttons and a menu; their value is a day, ISO."""
WHICH, HOW, PEOPLE = "restore_which", "restore_how", "restore_people"
LIVE = (WHICH, HOW, PEOPLE)
"""The inputs that draw the preview anew."""
JOIN = "restore_join"
"""A button; its value is the deleted user's id and the live one's."""

ALL, BUT, ONLY = "all", "but", "only"
WHOLE = "whole"

DAYS_SHOWN = 15
ACTS_SHOWN = 5
CONFLICTS_SHOWN = 15
AT_MOST = 100
"""Names that one menu takes."""

Names = dict[str | None, str]
"""Slack people by id, escaped; the command line is nobody."""


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


# The days ------------------------------------------------------------------------------


def days_modal(days: list[DeletionDay], names: Names, asker: Asker, lead: str = "") -> common.View:
    """The days with somebody left to restore, newest first; `lead` says why they are shown."""
    words, _ = asker.words, asker.words.gettext
    total = sum(each.count for each in days)
    figure = words.ngettext(
        "{n} deleted account can be restored.", "{n} deleted accounts can be restored.", total
    )
    blocks: list[Block] = [common.section(lead or figure, "lead")]
    blocks += [_day_block(each, names, words) for each in days[:DAYS_SHOWN]]
    if older := days[DAYS_SHOWN : DAYS_SHOWN + AT_MOST]:
        options = [
            common.option(f"{words.day(each.day)} · {_count(each.count, words)}", str(each.day))
            for each in older
        ]
        menu = StaticSelectMenu(
            action_id=CHOOSE_DAY, options=options, placeholder=_("An older day")
        )
        blocks.append(common.buttons(menu, block_id="older"))  # type: ignore[arg-type]
    return common.modal(words, _("Restore"), blocks)


def nearest(days: list[DeletionDay], day: date) -> list[DeletionDay]:
    """The three days nearest to one on which nobody was deleted, newest first."""
    near = sorted(days, key=lambda each: abs(each.day - day))[:3]
    return sorted(near, key=lambda each: each.day, reverse=True)


def no_such_day(day: date, words: Words) -> str:
    return words.gettext("Nobody is left to restore of {day}. These are the nearest days.").format(
        day=words.day(day)
    )


def nobody_named(text: str, words: Words) -> str:
    return words.gettext("No deleted account corresponds to {text}. These are the days.").format(
        text=quoted(text[:100], words)
    )


def _day_block(found: DeletionDay, names: Names, words: Words) -> Block:
    _ = words.gettext
    lines = [f"*{words.day(found.day)}* · {_count(found.count, words)}"]
    for act in found.acts[:ACTS_SHOWN]:
        lines.append(
            _("{time}, {name}: {accounts}").format(
                time=words.time(act.at), name=names[act.by], accounts=_count(act.count, words)
            )
        )
    if len(found.acts) > ACTS_SHOWN:
        lines.append("…")
    if found.restorable_until:
        lines.append(
            _("Can be restored until {day}.").format(day=words.day(found.restorable_until))
        )
    choose = common.button(_("Choose"), f"{CHOOSE_DAY}:{found.day}", str(found.day))
    return common.section("\n".join(lines), f"day_{found.day}", accessory=choose)


def _count(number: int, words: Words) -> str:
    return words.ngettext("{n} account", "{n} accounts", number)


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
        day=words.day(form.day), accounts=_count(day.count if day else 0, words)
    )


def _which_input(form: Form, day: DeletionDay, names: Names, words: Words) -> InputBlock:
    _ = words.gettext
    options = [common.option(_("The whole day"), WHOLE)]
    options += [
        common.option(
            _("{time}, {name}: {accounts}").format(
                time=words.time(act.at), name=names[act.by], accounts=_count(act.count, words)
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


def conflict_blocks(conflicts: Iterable[Conflict], count: int, words: Words) -> list[Block]:
    """Who stays deleted and why, each with *join* where two accounts are one person."""
    if count == 0:
        return []
    _ = words.gettext
    lead = words.ngettext("⚠️ {n} account stays deleted:", "⚠️ {n} accounts stay deleted:", count)
    blocks: list[Block] = [common.section(lead, "conflicts")]
    shown = list(conflicts)[:CONFLICTS_SHOWN]
    for each in shown:
        join = _join_button(each, words) if each.can_join else None
        blocks.append(
            common.section(conflict_sentence(each, words), f"conflict_{each.user.id}", join)
        )
    if count > len(shown):
        more = words.ngettext("and {n} more", "and {n} more", count - len(shown))
        blocks.append(common.note(more))
    if any(each.can_join for each in shown):
        blocks.append(
            common.note(
                _(
                    "Join: the account of today stays, with the classes of both "
                    "and the later last login."
                )
            )
        )
    return blocks


def conflict_sentence(conflict: Conflict, words: Words) -> str:
    _ = words.gettext
    text = {
        Reason.EXTERNAL_ID: _("{name}: the identifier belongs to the account {other} now."),
        Reason.SAME_PERSON: _("{name}: has an account again, {other}."),
        Reason.CHOSEN_TWICE: _("{name}: deleted twice; the account deleted last comes back."),
    }[conflict.reason]
    return text.format(
        name=shown_name(conflict.user, words),
        other=quoted(plain_name(conflict.other, words), words),
    )


def _join_button(conflict: Conflict, words: Words) -> Button:
    _ = words.gettext
    confirm = ConfirmationDialogue(
        title=PlainText(_("Join these two accounts?")),
        text=PlainText(_("The account of today stays; the deleted one is not offered any more.")),
        confirm=PlainText(_("Yes, join")),
        deny=PlainText(_("Change nothing")),
    )
    ids = f"{conflict.user.id}:{conflict.other.id}"
    return common.button(_("Join"), f"{JOIN}:{conflict.user.id}", ids, confirm=confirm)


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
