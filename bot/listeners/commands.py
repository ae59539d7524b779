"""Slash commands, and the buttons that open a job as its command would."""

import re
from collections.abc import Callable

from slack_bolt import App

from bot import typed
from bot.context import Asker
from bot.jobs import BY_NAME, JOBS, Job
from bot.listeners import (
    account,
    classes,
    export,
    first_settings,
    help,
    imports,
    licences,
    logins,
    restore,
    settings,
    users,
)
from bot.turn import Turn, View, listener
from bot.views import common
from bot.views import help as help_views
from bot.views.home import stranger_sentence
from commands import access
from commands.access import Role
from commands.errors import NotAllowedError

Opens = Callable[[Asker, str], View]
"""The modal that a job opens for some words."""

MODALS: dict[str, Opens] = {
    "account": account.view_for,
    "import": imports.view_for,
    "licences": licences.view_for,
    "restore": restore.view_for,
    "settings": settings.view_for,
    "users": users.view_for,
    "help": help.view_for,
}

STARTERS: dict[str, Callable[[Turn, str], None]] = {
    "classes": classes.start,
    "export": export.start,
    "logins": logins.start,
    "users": users.start,
}
"""Jobs that answer with a message: always, or, if they have a modal as well, some words."""


def register(app: App) -> None:
    for job in JOBS:
        for language in ("en", "fr"):
            app.command(job.command(language))(listener(_typed(job)))
    app.action(re.compile(f"^{common.OPEN_JOB}:"))(listener(click))


def _typed(job: Job) -> Callable[[Turn], None]:
    def run(turn: Turn) -> None:
        turn.ack()
        start(turn, job, turn.text)

    return run


def click(turn: Turn) -> None:
    """A button that opens a job; in a modal the job takes its place."""
    turn.ack()
    name, _, text = turn.action["value"].partition(" ")
    start(turn, BY_NAME[name], text)


def start(turn: Turn, job: Job, text: str) -> None:
    """Open what the words ask for, or say what they may be."""
    starter = STARTERS.get(job.name)
    asked = job.name not in MODALS or (text and not turn.in_modal)
    if starter and asked and not typed.is_help(text):
        asker = turn.who()
        if asker.actor.role in job.roles and asker.school.set_up:
            starter(turn, text)
            return

    def build(asker: Asker) -> View:
        if asker.actor.role is Role.NOBODY:
            return common.refused(stranger_sentence(asker.words), asker.words)
        if not asker.school.set_up:
            return first_settings.view_for(asker, turn.client)
        owner = job.name == "settings" and settings.may_name(asker)
        if asker.actor.role not in job.roles and not owner:
            raise refusal(asker)
        if typed.is_help(text):
            return help_views.words_modal(job, asker.words)
        return MODALS[job.name](asker, text)

    turn.show(build)


def refusal(asker: Asker) -> NotAllowedError:
    """The refusal that names the admins, before any command is asked."""
    with asker.services.sessions.reading() as session:
        return NotAllowedError(access.admin_ids(session, asker.school_id))
