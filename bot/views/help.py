"""Help: what a person may do, who the admins are, and the words of one command."""

from slackblocks import Block

from bot.jobs import Job, jobs_for
from bot.texts import Words, escaped
from bot.views import common
from commands.access import Role


def words_modal(job: Job, words: Words) -> common.View:
    """The words that may follow one command."""
    _ = words.gettext
    command = job.command(words.language)
    lines = [f"*`{command}`* — {job.said(job.description, words.language)}"]
    lines += [f"`{command} {job.said(example, words.language)}`" for example in job.examples]
    return common.modal(
        words,
        _("Help"),
        [common.section("\n".join(lines)), common.note(_("Without words it opens the form."))],
    )


def help_modal(role: Role, admins: list[str], words: Words) -> common.View:
    """What the person may do, as buttons, and who the admins are."""
    _ = words.gettext
    blocks: list[Block] = [
        common.section(
            _("Préau runs the school's accounts on the learning application, from here.")
        )
    ]
    jobs = [job for job in jobs_for(role) if job.name != "help"]
    if not jobs:
        text = _("A question about an account? Write to an admin: they are on Slack.")
        blocks.append(common.section(text, block_id="ask"))
    for job in jobs:
        text = f"*{job.said(job.title, words.language)}* · `{job.command(words.language)}`\n"
        text += job.said(job.description, words.language)
        open_it = common.job_button(_("Open"), job.name)
        blocks.append(common.section(text, block_id=f"help_{job.name}", accessory=open_it))
    blocks.append(common.note(admins_sentence(admins, words)))
    return common.modal(words, _("Help"), blocks)


def admins_sentence(admins: list[str], words: Words) -> str:
    """Who the admins are, by name."""
    _ = words.gettext
    if not admins:
        return _("Nobody is an admin yet: an owner of this Slack can name one.")
    names = words.joined([escaped(name) for name in admins])
    return _("Admins: {names}.").format(names=names)
