"""What the admins' channel is told of each kind of operation: who, what, how many."""

from collections.abc import Callable
from datetime import date
from typing import Any

from slackblocks import Block

from bot.texts import Words, escaped
from bot.views import common, undo
from bot.views.selection import of_figures
from commands.journal import OperationLine

Told = Callable[[dict[str, Any], Words], str]
"""Figures and words to a sentence, without who did it."""

TOLD: dict[str, Told] = {}


def tells(*kinds: str) -> Callable[[Told], Told]:
    """Register the sentence of these kinds of operation."""

    def register(told: Told) -> Told:
        for kind in kinds:
            TOLD[kind] = told
        return told

    return register


def sentence(line: OperationLine, class_names: list[str], words: Words) -> str:
    """What was done, in figures; with `class_names` of the classes it was about."""
    return TOLD[line.kind](line.figures | {"class_names": class_names}, words)


def text(line: OperationLine, who: str | None, class_names: list[str], words: Words) -> str:
    """What was done and by whom."""
    return words.gettext("{what} By {name}.").format(
        what=sentence(line, class_names, words),
        name=escaped(who) if who else words.gettext("the command line"),
    )


def message(
    line: OperationLine, who: str | None, class_names: list[str], words: Words
) -> tuple[str, common.Blocks]:
    """Text and blocks for the admins' channel."""
    told = text(line, who, class_names, words)
    blocks: list[Block] = [common.section(told, block_id="told")]
    if line.can_undo:
        blocks.append(common.buttons(common.undo_button(words, line.id)))
    return told, common.rendered(blocks)


def undone_message(
    text: str, when: str, who: str | None, words: Words
) -> tuple[str, common.Blocks]:
    """The message of an operation after it was undone: the button is gone, and why."""
    note = words.gettext("↩️ Undone at {time} by {name}.").format(
        time=when, name=escaped(who) if who else words.gettext("the command line")
    )
    blocks = [common.section(text, block_id="told"), common.note(note)]
    return text, common.rendered(blocks)


@tells("assign")
def _assign(figures: dict[str, Any], words: Words) -> str:
    return words.ngettext(
        "✅ {n} licence assigned: {who}.", "✅ {n} licences assigned: {who}.", figures["changed"]
    ).format(who=_who(figures, words))


@tells("revoke")
def _revoke(figures: dict[str, Any], words: Words) -> str:
    return words.ngettext(
        "✅ {n} licence revoked: {who}.", "✅ {n} licences revoked: {who}.", figures["changed"]
    ).format(who=_who(figures, words))


@tells("give_back")
def _give_back(figures: dict[str, Any], words: Words) -> str:
    return words.ngettext(
        "✅ {n} revoked licence given back.",
        "✅ {n} revoked licences given back.",
        figures["changed"],
    )


@tells("pause")
def _pause(figures: dict[str, Any], words: Words) -> str:
    text = words.ngettext(
        "⏸️ The school is paused: {n} licence is suspended.",
        "⏸️ The school is paused: {n} licences are suspended.",
        figures["licences"],
    )
    if figures["metered"]:
        text += " " + words.gettext("No credit is consumed.")
    if figures.get("last_day"):
        text += " " + words.gettext("It ends on {day} in the evening.").format(
            day=words.day(date.fromisoformat(figures["last_day"]))
        )
    return text


@tells("resume")
def _resume(figures: dict[str, Any], words: Words) -> str:
    return words.ngettext(
        "▶️ The school is active again: {n} licence works.",
        "▶️ The school is active again: {n} licences work.",
        figures["licences"],
    )


@tells("plan_pause", "move_plan")
def _plan(figures: dict[str, Any], words: Words) -> str:
    return words.gettext("⏸️ Pause planned from {first} to {last}, both included.").format(
        **_days(figures, words)
    )


@tells("cancel_plan")
def _cancel_plan(figures: dict[str, Any], words: Words) -> str:
    return words.gettext("✅ The pause from {first} to {last} will not take place.").format(
        **_days(figures, words)
    )


@tells("purchase")
def _purchase(figures: dict[str, Any], words: Words) -> str:
    return words.gettext("✅ {amount} entered; {balance} left.").format(
        amount=words.in_credits(figures["amount"]), balance=words.credits(figures["balance"])
    )


@tells("correction")
def _correction(figures: dict[str, Any], words: Words) -> str:
    return words.gettext("✅ Credits corrected by {amount}; {balance} are left.").format(
        amount=words.credits(figures["amount"]), balance=words.credits(figures["balance"])
    )


def _who(figures: dict[str, Any], words: Words) -> str:
    return of_figures(figures.get("selection"), figures["class_names"], words)


def _days(figures: dict[str, Any], words: Words) -> dict[str, str]:
    return {
        "first": words.day(date.fromisoformat(figures["first_day"])),
        "last": words.day(date.fromisoformat(figures["last_day"])),
    }


@tells("undo")
def _undo(figures: dict[str, Any], words: Words) -> str:
    done = undo.what_was_undone(figures["undone_kind"], words)
    text = f"{done} {undo.figures(figures, words)}".strip()
    left = figures["left"]
    return f"{text} {undo.left_sentence(left, words)}." if left else text
