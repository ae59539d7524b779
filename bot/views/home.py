"""The Home tab: how things stand, and the person's jobs as buttons."""

from slackblocks import Block, HeaderBlock, HomeTabView, PlainText

from bot.context import Asker
from bot.jobs import BY_NAME, jobs_for
from bot.texts import Words
from bot.views import common
from bot.views.account import state_lines
from bot.views.help import admins_sentence
from commands.access import Role
from commands.account import Account
from commands.logins import Totals


def admin_home(account: Account, admins: list[str], asker: Asker) -> common.View:
    """The account in three lines, who never connected, and every job."""
    words = asker.words
    blocks: list[Block] = [
        common.section("\n".join(state_lines(account, asker)), "state"),
        common.section(never_sentence(account.never_connected, words), "never"),
    ]
    if account.logins_stale:
        blocks.append(common.note(stale_sentence(account, words)))
    return _home([*blocks, *_jobs(Role.ADMIN, words), _admins(admins, words)])


def teacher_home(found: Totals, admins: list[str], asker: Asker) -> common.View:
    """How many of their own students never connected, of those who can."""
    words, never = asker.words, found.listed
    text = words.ngettext(
        "*{n} of your students* has not managed to connect the application yet.",
        "*{n} of your students* have not managed to connect the application yet.",
        never,
    )
    if never == 0 and found.never_connected:
        text = words.gettext("All those who can connect have done so at least once.")
    elif never == 0:
        text = words.gettext("All your students have connected the application at least once.")
    blocks: list[Block] = [
        HeaderBlock(PlainText(asker.school.name[:150])),
        common.section(text, "never"),
    ]
    return _home([*blocks, *_jobs(Role.TEACHER, words), _admins(admins, words)])


def staff_home(admins: list[str], asker: Asker) -> common.View:
    """What this is, and whom to ask."""
    words, _ = asker.words, asker.words.gettext
    blocks: list[Block] = [
        HeaderBlock(PlainText(asker.school.name[:150])),
        common.section(
            _("Préau runs the school's accounts on the learning application, from here.")
        ),
        common.section(_("A question about an account? Write to an admin: they are on Slack.")),
    ]
    return _home([*blocks, _admins(admins, words)])


def new_home(words: Words) -> common.View:
    """For an admin of a school that is not set up."""
    _ = words.gettext
    blocks: list[Block] = [
        HeaderBlock(PlainText("Préau")),
        common.section(_("Seven answers, and Préau is ready. All can be changed later.")),
        common.buttons(common.job_button(_("First settings"), "settings"), block_id="jobs"),
    ]
    return _home(blocks)


def sentence_home(text: str) -> common.View:
    """Nothing but a sentence: for who is nothing here, and for trouble."""
    return _home([common.section(text, "sentence")])


def stranger_sentence(words: Words) -> str:
    return words.gettext("I only answer the people of this school's own Slack.")


def never_sentence(never: int, words: Words) -> str:
    if never == 0:
        return words.gettext("All students have connected the application at least once.")
    return words.ngettext(
        "*{n} student* has never connected the application.",
        "*{n} students* have never connected the application.",
        never,
    )


def stale_sentence(account: Account, words: Words) -> str:
    if account.logins_known_at is None:
        return words.gettext("⚠️ Nothing is known of last logins yet.")
    return words.gettext("⚠️ Last logins are as of {day}: some may have connected since.").format(
        day=words.day(account.logins_known_at)
    )


def _jobs(role: Role, words: Words) -> list[Block]:
    found = [
        common.job_button(job.said(job.title, words.language), job.name) for job in jobs_for(role)
    ]
    return [common.buttons(*found, block_id="jobs")]


def _admins(admins: list[str], words: Words) -> Block:
    command = f"`{BY_NAME['help'].command(words.language)}`"
    text = words.gettext("{admins} All commands: {command}").format(
        admins=admins_sentence(admins, words), command=command
    )
    return common.note(text)


def _home(blocks: list[Block]) -> common.View:
    return HomeTabView(blocks=blocks).to_dict()
