"""A teacher's proposal as the admins see it: one click acts, or sets it aside."""

from collections.abc import Sequence

from slackblocks import ActionsBlock, Block, Button, ConfirmationDialogue, PlainText

from bot.texts import Words, escaped
from bot.views import common
from commands.answers import Answer
from commands.proposals import Act, Proposal, State

ACCEPT, DISMISS = "proposal_accept", "proposal_dismiss"


def message(found: Proposal, settled_by: str | None, words: Words) -> tuple[str, common.Blocks]:
    """Text and blocks; the text, which Slack shows in a notification, names no student."""
    notified = words.gettext("A teacher proposes something about a student.")
    return notified, common.rendered(blocks_of(found, settled_by, words))


def blocks_of(found: Proposal, settled_by: str | None, words: Words) -> list[Block]:
    blocks: list[Block] = [common.section(sentence(found, words), block_id=_id("text", found))]
    if found.state is State.OPEN:
        return [*blocks, _buttons(found, words)]
    return [*blocks, common.note(settled(found, settled_by, words))]


def sentence(found: Proposal, words: Words) -> str:
    _ = words.gettext
    student = escaped(f"{found.first_name} {found.last_name}".strip())
    classes = escaped(", ".join(found.classes)) or _("no class")
    who = escaped(found.by_name or found.by)
    if found.kind is Answer.WRONG_ADDRESS:
        return _(
            "{teacher} gives another address: {student}, {classes}.\n{before} → *{after}*"
        ).format(
            teacher=who,
            student=student,
            classes=classes,
            before=escaped(found.email) if found.email else _("no address"),
            after=escaped(found.address or ""),
        )
    text = _("{teacher} thinks that a student has left the school: {student}, {classes}.")
    return text.format(teacher=who, student=student, classes=classes)


def settled(found: Proposal, by: str | None, words: Words) -> str:
    """What became of it."""
    _ = words.gettext
    if found.state is State.WITHDRAWN:
        return _("The teacher has answered something else since.")
    if found.state is State.GONE:
        return _("This account has been deleted since.")
    name = escaped(by) if by else _("the command line")
    if found.state is State.DISMISSED:
        return _("Set aside by {name}.").format(name=name)
    return _("✅ Done by {name}.").format(name=name)


def _buttons(found: Proposal, words: Words) -> ActionsBlock:
    _ = words.gettext
    texts = {
        Act.CHANGE_ADDRESS: _("Change the address"),
        Act.REVOKE: _("Revoke the licence"),
        Act.DELETE: _("Delete the account"),
    }
    value = f"{found.answer_id}:{found.changes}"
    acts = [
        common.button(
            texts[act],
            f"{ACCEPT}:{act}",
            f"{value}:{act}",
            confirm=_sure(words) if act is Act.DELETE else None,
        )
        for act in found.acts
    ]
    aside: Button = common.button(_("Set aside"), DISMISS, value)
    return common.buttons(*acts, aside, block_id=_id("acts", found))


def _sure(words: Words) -> ConfirmationDialogue:
    _ = words.gettext
    return ConfirmationDialogue(
        title=PlainText(_("Delete this account?")),
        text=PlainText(_("It can be restored later.")),
        confirm=PlainText(_("Yes, delete")),
        deny=PlainText(_("Change nothing")),
    )


def _id(what: str, found: Proposal) -> str:
    return f"proposal_{what}:{found.answer_id}:{found.changes}"


def read_click(value: str) -> tuple[int, int, Act | None]:
    """The answer, its version, and what to do about it."""
    answer_id, changes, *act = value.split(":")
    return int(answer_id), int(changes), Act(act[0]) if act else None


def list_modal(found: Sequence[Proposal], more: bool, words: Words) -> common.View:
    """Those that wait, oldest first."""
    _ = words.gettext
    blocks: list[Block] = []
    for each in found:
        blocks += blocks_of(each, None, words)
    if not found:
        blocks.append(common.section(_("No proposal waits.")))
    if more:
        blocks.append(common.note(_("There are more: open this again when these are done.")))
    return common.modal(words, _("Proposals"), blocks)
