"""Views and blocks that every job uses."""

from collections.abc import Sequence
from typing import Any

from slackblocks import (
    ActionsBlock,
    Block,
    Button,
    ConfirmationDialogue,
    ContextBlock,
    Message,
    ModalView,
    Option,
    PlainText,
    SectionBlock,
    Text,
)

from bot.texts import Words, cut
from commands.errors import CommandError

View = dict[str, Any]
Blocks = list[dict[str, Any]]

TITLE = 24
"""Characters that Slack allows a modal's title, submit and close."""
OPTION = 75
BUTTON = 75

UNDO = "undo_operation"
"""The button of every result; its value is the operation's id."""
OPEN_JOB = "open_job"
"""A button that opens a job; its value is the job's name and words."""

WAITING: View = ModalView(
    title="Préau",
    blocks=[
        SectionBlock(
            "⏳ …\nSi rien ne vient, fermez cette fenêtre et recommencez.\n"
            "If nothing comes, close this window and try again.",
            block_id="waiting",
        )
    ],
).to_dict()
"""Shown before the person's language is known, so it speaks both."""


def modal(
    words: Words,
    title: str,
    blocks: list[Block],
    *,
    submit: str | None = None,
    callback_id: str | None = None,
    metadata: str = "",
) -> View:
    """A modal whose other button says *Close*; a title or submit too long is refused."""
    return ModalView(
        title=PlainText(title),
        submit=PlainText(submit) if submit else None,
        close=PlainText(words.gettext("Close")),
        callback_id=callback_id,
        private_metadata=metadata,
        blocks=blocks,
    ).to_dict()


def rendered(blocks: Sequence[Block]) -> Blocks:
    """Blocks as a message sends them; a limit of Slack's that they break is an error here."""
    found: Blocks = Message(channel="any", blocks=list(blocks)).to_dict()["blocks"]
    return found


def section(text: str, block_id: str | None = None, accessory: Any = None) -> SectionBlock:
    """Text that may be formatted: whatever of it comes from data was escaped."""
    return SectionBlock(Text(cut(text, 3000)), block_id=block_id, accessory=accessory)


def note(text: str) -> ContextBlock:
    """Small print."""
    return ContextBlock([Text(cut(text, 2000))])


def button(
    text: str,
    action_id: str,
    value: str | None = None,
    *,
    style: str | None = None,
    confirm: Any = None,
) -> Button:
    return Button(
        PlainText(cut(text, BUTTON)),
        action_id=action_id,
        value=value,
        style=style,  # type: ignore[arg-type]
        confirm=confirm,
    )


def buttons(*found: Button, block_id: str | None = None) -> ActionsBlock:
    return ActionsBlock(list(found), block_id=block_id)


def option(text: str, value: str, description: str | None = None) -> Option:
    """A choice; what Slack would refuse for its length is cut."""
    return Option(
        PlainText(cut(text, OPTION)),
        value,
        PlainText(cut(description, OPTION)) if description else None,
    )


def undo_button(words: Words, operation_id: int) -> Button:
    """Asks before it undoes; its value is the operation's id."""
    _ = words.gettext
    confirm = ConfirmationDialogue(
        title=PlainText(_("Undo this operation?")),
        text=PlainText(_("What was changed by somebody else since then stays as it is.")),
        confirm=PlainText(_("Yes, undo")),
        deny=PlainText(_("Change nothing")),
    )
    return button(_("Undo"), UNDO, str(operation_id), confirm=confirm)


def job_button(text: str, job: str, typed: str = "") -> Button:
    """Opens a job as its slash command with these words would."""
    action_id = f"{OPEN_JOB}:{job}:{typed}"[:255]
    return button(text, action_id, f"{job} {typed}".strip())


def answered(words: Words, title: str, text: str, *found: Button) -> View:
    """A form turned into its result, with what to do next."""
    blocks: list[Block] = [section(text)]
    if found:
        blocks.append(buttons(*found))
    return modal(words, title, blocks)


def refused(text: str, words: Words, error: CommandError | None = None) -> View:
    """A refusal: one sentence, and what can be done now."""
    return modal(words, "Préau", [section(text, block_id="refused")])


def trouble(text: str) -> View:
    """Something unexpected, said in a language that may not be known."""
    return ModalView(title=PlainText("Préau"), blocks=[section(text, block_id="trouble")]).to_dict()


def text_of(view: View) -> str:
    """The sentence of a refusal or of trouble, for where no modal can be opened."""
    return "\n".join(
        block["text"]["text"] for block in view["blocks"] if block["type"] == "section"
    )
