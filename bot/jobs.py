"""The table of jobs: one slash command each, in both languages.

The listeners are registered from it and the manifest is printed from it, so
that what Slack offers and what the bot answers cannot differ.
"""

from dataclasses import dataclass

from bot.texts import marked as _
from bot.texts import translations
from commands.access import Role


@dataclass(frozen=True)
class Job:
    """A job. Texts are English; `said` gives them in a language."""

    name: str
    english: str
    french: str
    """The command's name in each language, without the slash."""
    title: str
    """On a button of the help and the Home tab."""
    description: str
    usage: str
    """Words that may follow the command."""
    examples: tuple[str, ...] = ()
    roles: tuple[Role, ...] = (Role.ADMIN,)

    def command(self, language: str) -> str:
        return f"/{self.french if language == 'fr' else self.english}"

    def said(self, text: str, language: str) -> str:
        return translations(language).gettext(text)


EVERYBODY = (Role.ADMIN, Role.TEACHER, Role.STAFF)

JOBS = (
    Job(
        "account",
        "school-account",
        "ecole-compte",
        _("School account"),
        _("The school's account: pause, resume, credits"),
        _("[pause | pause from 4/7 to 31/8 | resume | credits 500]"),
        (_("pause"), _("pause from 4/7 to 31/8"), _("resume"), _("credits 500")),
    ),
    Job(
        "licences",
        "school-licences",
        "ecole-licences",
        _("Licences"),
        _("Assign, revoke or give back the licences of a class or of anybody"),
        _("[revoke 6B | assign 6B | give back]"),
        (_("revoke 6B"), _("assign teachers"), _("give back")),
    ),
    Job(
        "users",
        "school-users",
        "ecole-utilisateurs",
        _("Users"),
        _("Find people, see their card, add, change or delete them"),
        _("[a name, an address or a class | add]"),
        (_("lefevre"), _("6B"), _("add")),
    ),
    Job(
        "logins",
        "school-logins",
        "ecole-connexions",
        _("Never connected"),
        _("Who has never connected the application, by class"),
        _("[a class]"),
        (_("6B"),),
        (Role.ADMIN, Role.TEACHER),
    ),
    Job(
        "restore",
        "school-restore",
        "ecole-restaurer",
        _("Restore"),
        _("Restore people deleted by mistake, by the day it happened"),
        _("[yesterday | 23/11 | a name]"),
        (_("yesterday"), _("23/11"), _("lefevre")),
    ),
    Job(
        "export",
        "school-export",
        "ecole-exporter",
        _("Get the list"),
        _("Get the list of students or teachers as a file"),
        _("[students | teachers] [a class]"),
        (_("students"), _("teachers"), _("students 6B")),
    ),
    Job(
        "import",
        "school-import",
        "ecole-importer",
        _("Import a list"),
        _("Import a list of students or teachers: a preview first, then apply"),
        _("[students | teachers] [a class]"),
        (_("students"), _("teachers"), _("students 6B")),
    ),
    Job(
        "classes",
        "school-classes",
        "ecole-classes",
        _("Classes"),
        _("The classes with their figures; create, rename, merge, delete, move people"),
        _("[a class | create Harp | rename 6B | merge 6B]"),
        (_("6B"), _("create Harp"), _("rename 6B"), _("merge 6B")),
    ),
    Job(
        "settings",
        "school-settings",
        "ecole-reglages",
        _("Settings"),
        _("Admins, admins' channel, language, time zone, credits meter"),
        "",
    ),
    Job(
        "help",
        "school-help",
        "ecole-aide",
        _("Help"),
        _("What you can do here, and who the admins are"),
        "",
        roles=EVERYBODY,
    ),
)

BY_NAME = {job.name: job for job in JOBS}


def jobs_for(role: Role) -> list[Job]:
    """What a role may open, in the order it is shown."""
    return [job for job in JOBS if role in job.roles]
