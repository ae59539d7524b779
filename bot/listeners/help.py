"""`/school-help`: what a person may do, and who the admins are."""

from bot.context import Asker
from bot.turn import View
from bot.views import help as views
from commands import access, people


def view_for(asker: Asker, text: str) -> View:
    """What `/school-help` opens."""
    return views.help_modal(asker.actor.role, admin_names(asker), asker.words)


def admin_names(asker: Asker) -> list[str]:
    """The admins by name, in the order they were named."""
    with asker.services.sessions.reading() as session:
        ids = access.admin_ids(session, asker.school_id)
        names = people.names_of(session, asker.school_id, ids)
    return [names.get(each, each) for each in ids]
