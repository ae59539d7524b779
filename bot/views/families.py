"""What families are written to: a text and their addresses, to copy; never a password."""

from slackblocks import Block

from bot.texts import Words, escaped
from bot.views import common
from commands.logins import Contacts
from commands.schedule import ReminderSettings

CODE = 2900
"""Characters of addresses in one block that can be copied."""


def families_modal(
    contacts: Contacts,
    school: str,
    words: Words,
    school_words: Words,
    *,
    links: ReminderSettings | None = None,
) -> common.View:
    """The text is in the school's language, whoever copies it."""
    _ = words.gettext
    blocks: list[Block] = [
        common.section(_("*Text*, to copy into a message to the families:")),
        common.section(f"```{escaped(families_text(school, school_words, links))}```"),
    ]
    if contacts.addresses:
        blocks.append(
            common.section(
                words.ngettext(
                    "*{n} address*, to copy into the field for blind copies (Bcc):",
                    "*{n} addresses*, to copy into the field for blind copies (Bcc):",
                    len(contacts.addresses),
                )
            )
        )
        blocks += [common.section(f"```{escaped(part)}```") for part in chunks(contacts.addresses)]
    blocks += [common.note(text) for text in _missing(contacts, words)]
    return common.modal(words, _("For the families"), blocks)


def _missing(contacts: Contacts, words: Words) -> list[str]:
    found = []
    if contacts.without_address:
        found.append(
            words.ngettext(
                "{n} student has no address on file.",
                "{n} students have no address on file.",
                contacts.without_address,
            )
        )
    if contacts.more:
        found.append(words.gettext("There are more addresses than fit here: choose a class."))
    return found


def families_text(school: str, words: Words, links: ReminderSettings | None = None) -> str:
    """What a family can do; the same for all, so that it names nobody."""
    text = words.gettext(
        "Hello,\n"
        "An account on the learning application ({school}) is waiting for your child, "
        "and has never been used.\n"
        "1. Install the application and open it.\n"
        "2. Sign in with the address at which you received this message.\n"
        "3. Without a password, or if you forgot it, press “Forgot password” on that screen: "
        "a link comes by email.\n"
        "If it does not work, answer this message and say what the screen shows. Thank you."
    ).format(school=school)
    lines = [text]
    if links and links.connection_guide:
        lines.append(words.gettext("Connection guide: {link}").format(link=links.connection_guide))
    if links and links.login_recovery:
        line = words.gettext("Forgotten password: {link}")
        lines.append(line.format(link=links.login_recovery))
    return "\n".join(lines)


def chunks(addresses: tuple[str, ...]) -> list[str]:
    """The addresses, a semicolon between, in as many parts as Slack's limit asks for."""
    parts: list[str] = []
    for address in addresses:
        if parts and len(escaped(parts[-1])) + len(escaped(address)) + 2 <= CODE:
            parts[-1] += f"; {address}"
        else:
            parts.append(address)
    return parts
