"""A teacher's weekly message: their students class by class, with an answer for each."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from slackblocks import (
    ActionsBlock,
    Block,
    Button,
    ConfirmationDialogue,
    InputBlock,
    PlainText,
    PlainTextInput,
    StaticSelectMenu,
)

from bot import forms
from bot.texts import Words, escaped
from bot.views import common
from commands.logins import LineKey
from commands.reminder_messages import StudentLine, TeacherMessage

ANSWER = "reminder_answer"
"""The menu beside each student."""
TOLD_ALL, FAMILIES, PAGE = "reminder_told_all", "reminder_families", "reminder_page"
ADDRESS_FORM, ADDRESS = "reminder_address_form", "reminder_address"

TOLD, WRONG_ADDRESS, LEFT, LATER = "told", "wrong_address", "left", "later"
KINDS = (TOLD, WRONG_ADDRESS, LEFT, LATER)


@dataclass(frozen=True)
class Asked:
    """Which page of which week's message: what its buttons hold."""

    week: str
    after: LineKey | None = None
    before: LineKey | None = None

    def packed(self) -> str:
        keys = {"after": self.after, "before": self.before}
        found = {
            name: [key.class_key, key.created_at.isoformat(), key.user_id]
            for name, key in keys.items()
            if key
        }
        return json.dumps({"week": self.week, **found})


def read_asked(value: str) -> Asked:
    kept = json.loads(value)
    keys = {
        name: LineKey(kept[name][0], datetime.fromisoformat(kept[name][1]), int(kept[name][2]))
        for name in ("after", "before")
        if name in kept
    }
    return Asked(kept["week"], **keys)


def shown_page(blocks: common.Blocks) -> Asked:
    """The page that a message shows; its buttons tell it, whichever control was used."""
    for block in blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") == FAMILIES:
                return read_asked(element["value"])
    raise LookupError("this message is no reminder")


def message(found: TeacherMessage, asked: Asked, words: Words) -> tuple[str, common.Blocks]:
    """Text and blocks; the text, which Slack shows in a notification, names no student."""
    head = greeting(found, words)
    blocks: list[Block] = [common.section(head, block_id="reminder_head")]
    if found.connection_guide:
        text = words.gettext("<{link}|Connection guide>: how it is done, step by step.")
        blocks.append(common.section(text.format(link=escaped(found.connection_guide))))
    alike = homonyms(found)
    for name, lines in groupby(found.lines, lambda line: line.class_name):
        blocks.append(common.section(f"*{escaped(name)}*"))
        blocks += [_line(line, line.student_id in alike, words) for line in lines]
    if state := progress(found, words):
        blocks.append(common.note(state))
    return head, common.rendered([*blocks, *_buttons(found, asked, words)])


def greeting(found: TeacherMessage, words: Words) -> str:
    name = f" {escaped(found.first_name)}" if found.first_name else ""
    if not found.waiting:
        text = words.gettext("🔔 Hello{name}. Everybody in this message has connected since.")
        return text.format(name=name)
    return words.ngettext(
        "🔔 Hello{name}. {n} of your students has not managed to connect the application yet. "
        "A word from you at the next lesson is often enough.",
        "🔔 Hello{name}. {n} of your students have not managed to connect the application yet. "
        "A word from you at the next lesson is often enough.",
        found.waiting,
    ).format(name=name)


def figures(found: TeacherMessage, words: Words) -> str:
    """What is left of the message when its names go."""
    return words.ngettext(
        "🔔 {n} of your students had not managed to connect the application yet.",
        "🔔 {n} of your students had not managed to connect the application yet.",
        found.waiting,
    )


def progress(found: TeacherMessage, words: Words) -> str:
    """What became of it since; empty for a message nobody touched."""
    parts = []
    if found.answered:
        parts.append(words.ngettext("{n} answer noted.", "{n} answers noted.", found.answered))
    if found.connected:
        parts.append(
            words.ngettext("{n} has connected since.", "{n} have connected since.", found.connected)
        )
    return " ".join(parts)


def full_name(line: StudentLine) -> str:
    return f"{line.first_name} {line.last_name}".strip()


def homonyms(found: TeacherMessage) -> set[int]:
    """Students of the page who are named alike: their address stands beside the name."""
    times = Counter(full_name(line).casefold() for line in found.lines)
    return {line.student_id for line in found.lines if times[full_name(line).casefold()] > 1}


def _line(line: StudentLine, alike: bool, words: Words) -> Block:
    name = escaped(full_name(line))
    if alike and line.email:
        name += f" ({escaped(line.email)})"
    days = words.ngettext("account made {n} day ago", "account made {n} days ago", line.days)
    text = f"{name} · {days}"
    if said := _said(line, words):
        text += f"\n{said}"
    # Slack keeps a choice by the block's id: another answer, another id
    block_id = f"reminder_line:{line.student_id}:{line.answer or ''}"
    return common.section(text, block_id, _menu(line, words) if line.can_answer else None)


def _said(line: StudentLine, words: Words) -> str:
    """What is known of the student since the message went."""
    _ = words.gettext
    if line.connected:
        return _("✅ Has connected since.")
    if line.answer is None:
        return ""
    text = {
        TOLD: _("✅ Noted: told. No more reminder for two weeks."),
        WRONG_ADDRESS: _("✅ Noted: the office is asked to correct the address."),
        LEFT: _("✅ Noted: the office is told that this student has left."),
        LATER: _("✅ Noted: you are reminded next week."),
    }.get(line.answer, "")
    if not line.can_answer:
        text += " " + _("The office has dealt with it.")
    return text


def _menu(line: StudentLine, words: Words) -> StaticSelectMenu:
    _ = words.gettext
    texts = {
        TOLD: _("Done, they are told"),
        WRONG_ADDRESS: _("Address to correct…"),
        LEFT: _("Has left the school"),
        LATER: _("Remind me next week"),
    }
    options = {
        kind: common.option(text, f"{kind}:{line.student_id}") for kind, text in texts.items()
    }
    placeholder = _("Change my answer") if line.answer else _("Answer")
    return StaticSelectMenu(
        ANSWER,
        list(options.values()),
        placeholder=PlainText(placeholder),
        initial_option=options.get(line.answer or ""),
    )


def read_answer(value: str) -> tuple[str, int]:
    """The kind of answer and the student."""
    kind, _, student_id = value.partition(":")
    return kind, int(student_id)


def _buttons(found: TeacherMessage, asked: Asked, words: Words) -> list[ActionsBlock]:
    """Turning the page, and below it what is for all of them."""
    _, turns = words.gettext, list[Button]()
    if found.previous:
        before = Asked(asked.week, before=found.previous)
        turns.append(common.button(_("Previous"), f"{PAGE}:before", before.packed()))
    if found.next:
        after = Asked(asked.week, after=found.next)
        turns.append(common.button(_("Next"), f"{PAGE}:after", after.packed()))
    acts = [common.button(_("Text for the families"), FAMILIES, asked.packed())]
    if found.answered + found.connected < found.students:
        confirm = ConfirmationDialogue(
            title=PlainText(_("All of them?")),
            text=PlainText(_("An answer given already stays as it is.")),
            confirm=PlainText(_("Yes, all")),
            deny=PlainText(_("Change nothing")),
        )
        acts.append(
            common.button(_("I have told them all"), TOLD_ALL, asked.packed(), confirm=confirm)
        )
    blocks = [common.buttons(*turns, block_id="reminder_turn")] if turns else []
    return [*blocks, common.buttons(*acts, block_id="reminder_acts")]


@dataclass(frozen=True)
class AddressFor:
    """What the form for an address holds: of which student, and where its message stands."""

    student_id: int
    asked: Asked
    channel: str
    ts: str

    def packed(self) -> str:
        return json.dumps([self.student_id, self.asked.packed(), self.channel, self.ts])


def read_address_for(metadata: str) -> AddressFor:
    student_id, asked, channel, ts = json.loads(metadata)
    return AddressFor(int(student_id), read_asked(asked), channel, ts)


def address_modal(
    about: AddressFor,
    name: str,
    address: str | None,
    words: Words,
    problem: str = "",
    typed: str = "",
) -> common.View:
    """Which address would be right; what stands now is shown, since the teacher may know."""
    _ = words.gettext
    blocks: list[Block] = [common.section(f"⚠️ {problem}", "problem")] if problem else []
    now = escaped(address) if address else _("none is known")
    blocks.append(
        common.section(
            _("Student: {name}\nAddress on file: {address}").format(name=escaped(name), address=now)
        )
    )
    blocks.append(
        InputBlock(
            PlainText(_("The right address")),
            PlainTextInput(ADDRESS, initial_value=typed or None),
            block_id=ADDRESS,
            hint=PlainText(_("Nothing is changed yet: the office decides.")),
        )
    )
    return common.modal(
        words,
        _("Address to correct"),
        blocks,
        submit=_("Send"),
        callback_id=ADDRESS_FORM,
        metadata=about.packed(),
    )


def read_address(values: forms.Values) -> str | None:
    return forms.text(values, ADDRESS) or None


def noted(name: str, words: Words) -> common.View:
    """The form turned into its result."""
    _ = words.gettext
    text = _("It is noted. No more reminder for {name} before two weeks.")
    return common.answered(words, _("Address to correct"), text.format(name=escaped(name)))
