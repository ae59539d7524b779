"""The people and channels of the demo's school."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.workspace.state import Channel, Member, Team

SLACKBOT = "USLACKBOT"


@dataclass
class Cast:
    """Who and what a workspace starts with; the bot's user is one of `members`."""

    team: Team
    bot: Member
    members: Sequence[Member]
    channels: Sequence[Channel]
    app_id: str = "A0PREAU001"
    bot_id: str = "B0PREAU001"
    other_teams: Sequence[Team] = field(default_factory=tuple)


TEAM = Team("T0PREAU", "Conservatoire de Tivoli", "conservatoire-tivoli")
PARTNER = Team("T0VERDI", "Scuola Verdi", "scuola-verdi")
DOMAIN = "conservatoire-tivoli.example"


def bot_member(name: str = "Préau", user_id: str = "U0PREAUBOT") -> Member:
    """The bot's own user."""
    return Member(user_id, name.casefold(), name, team_id=TEAM.id, locale="en-US", is_bot=True)


def demo_people() -> list[Member]:
    """An office of three, three teachers, a newcomer, and those who get nothing."""
    return [
        _staff("U0CLAIRE01", "Claire Morel", "Directrice", "admin", is_admin=True, is_owner=True),
        _staff("U0KARIM001", "Karim Benali", "Secrétariat", "office"),
        _staff("U0EMMA0001", "Emma Wilson", "Office", "office", locale="en-GB", tz="Europe/London"),
        _staff("U0HELENE01", "Hélène Bodin", "Professeure de piano", "teacher"),
        _staff("U0ALICE001", "Alice Laroche", "Professeure de violon", "teacher"),
        _staff("U0JAMES001", "James Carter", "Jazz teacher", "teacher", locale="en-US"),
        _staff("U0NINA0001", "Nina Petit", "Vie scolaire", "newcomer"),
        _staff("U0GUEST001", "Paul Garnier", "Stagiaire", "guest", is_restricted=True),
        _staff("U0LEFT0001", "Odile Ancien", "", "deactivated", deleted=True),
        Member(
            "U0STRANGER",
            "tom.stranger",
            "Tom Stranger",
            locale="en-US",
            tz=None,
            note="stranger",
            team_id=PARTNER.id,
            is_stranger=True,
            is_admin=True,
            is_owner=True,
        ),
        Member("U0CALENDAR", "agenda", "Agenda", note="bot", team_id=TEAM.id, is_bot=True),
    ]


def demo_channels() -> list[Channel]:
    """Four channels; the bot is in the office's private one only."""
    office = {"U0CLAIRE01", "U0KARIM001", "U0EMMA0001"}
    teachers = {"U0HELENE01", "U0ALICE001", "U0JAMES001"}
    everybody = office | teachers | {"U0NINA0001", "U0GUEST001", "U0CALENDAR"}
    return [
        Channel("C0GENERAL1", "general", members=set(everybody), topic="Toute l’école"),
        Channel(
            "C0SECRETAR",
            "secretariat",
            kind="private",
            members=office | {"U0PREAUBOT"},
            topic="Le bureau",
        ),
        Channel("C0PROFESSE", "professeurs", members=teachers | {"U0CLAIRE01"}, topic="Les cours"),
        Channel(
            "C0ECHANGE1",
            "echange-ecoles",
            members={"U0CLAIRE01", "U0HELENE01", "U0STRANGER"},
            topic="Avec la Scuola Verdi",
            is_ext_shared=True,
        ),
    ]


def demo_cast() -> Cast:
    """The whole demo, made anew at each call."""
    return Cast(TEAM, bot_member(), demo_people(), demo_channels(), other_teams=(PARTNER,))


def _staff(
    user_id: str,
    real_name: str,
    title: str,
    note: str,
    *,
    locale: str = "fr-FR",
    tz: str = "Europe/Paris",
    is_admin: bool = False,
    is_owner: bool = False,
    is_restricted: bool = False,
    deleted: bool = False,
) -> Member:
    name = ".".join(_plain(part) for part in real_name.split())
    return Member(
        user_id,
        name,
        real_name,
        f"{name}@{DOMAIN}",
        locale,
        tz,
        title,
        note,
        TEAM.id,
        is_admin,
        is_owner,
        is_restricted,
        deleted=deleted,
    )


def _plain(word: str) -> str:
    """Lower case without the accents that this cast has."""
    return word.casefold().translate(str.maketrans("éèêàç", "eeeac"))
