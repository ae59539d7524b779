"""What a new admin is told first."""

from slackblocks import Block

from bot.jobs import BY_NAME
from bot.texts import Words
from bot.views import common


def message(admins_channel: str | None, words: Words) -> tuple[str, common.Blocks]:
    """Text and blocks of the direct message: three things to do, each a button."""
    _ = words.gettext
    text = _("👋 You are now one of the school's admins in Préau. Three things to begin with:")
    blocks: list[Block] = [common.section(text, block_id="welcome")]
    for number, (job, what, label) in enumerate(_first_things(words), 1):
        button = common.job_button(label, job)
        blocks.append(common.section(f"*{number}.* {what}", f"welcome_{number}", button))
    if admins_channel:
        note = _("What is changed is told in {channel}; each message there has an Undo button.")
        blocks.append(common.note(note.format(channel=f"<#{admins_channel}>")))
    return text, common.rendered(blocks)


def _first_things(words: Words) -> list[tuple[str, str, str]]:
    """Job, what it is good for, and the words of its button."""
    _ = words.gettext
    command = f"`{BY_NAME['help'].command(words.language)}`"
    return [
        (
            "account",
            _("See how the school is doing: licences in use, credits, pauses."),
            _("School account"),
        ),
        ("logins", _("See which students have never connected."), _("Never connected")),
        (
            "help",
            _("See all that I can do. {command} opens it too.").format(command=command),
            _("Help"),
        ),
    ]
