"""What the bot listens to, one module a job."""

from slack_bolt import App

from bot import wordings
from bot.listeners import (
    account,
    classes,
    commands,
    events,
    export,
    home,
    imports,
    leftovers,
    licences,
    logins,
    reminders,
    restore,
    settings,
    teacher_links,
    undo,
    users,
)

JOBS = (
    account,
    classes,
    events,
    export,
    home,
    imports,
    licences,
    logins,
    reminders,
    restore,
    settings,
    teacher_links,
    undo,
    users,
)


def register_listeners(app: App) -> None:
    """Every listener there is; the slash commands come from the table of jobs."""
    wordings.load_all()
    commands.register(app)
    for job in JOBS:
        job.register(app)
    leftovers.register(app)  # what nobody else takes: last
