"""What the bot listens to, one module a job."""

from slack_bolt import App

from bot.listeners import account, commands, events, home, licences, restore, settings, undo


def register_listeners(app: App) -> None:
    """Every listener there is; the slash commands come from the table of jobs."""
    commands.register(app)
    for job in (account, events, home, licences, restore, settings, undo, leftovers):
        job.register(app)
