"""The weekly reminders: due, told once, answered, proposed and acted on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot import reminders as by_itself
from bot.app import make_client
from bot.outbox import Sender
from bot.workspace.reading import Json
from store.models import OutboxMessage, ReminderWeek, School, User
from tests.bot.conftest import House

SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MONDAY_8 = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
WEEK = "2026-W48"


@pytest.fixture
def term(house: House) -> House:
    """The house in term time: reminders on since long ago, past their rehearsal; Sunday noon."""
    begin(house)
    with house.sessions.writing.begin() as session:
        session.add(
            ReminderWeek(
                school_id=house.school.id,
                week="2026-W47",
                outcome="rehearsed",
                due_at=MONDAY_8 - timedelta(days=7),
                prepared_at=MONDAY_8 - timedelta(days=7),
                figures={"never": 19},
                switched_on=None,
            )
        )
    return house


def begin(house: House, **values: Any) -> None:
    """Sunday noon; everybody's account and the settings are older than the reminders ask."""
    house.clock.now = SUNDAY
    long_ago = SUNDAY - timedelta(days=60)
    wanted = {"reminders_on": True, "logins_known_at": MONDAY_8, "created_at": long_ago}
    with house.sessions.writing.begin() as session:
        session.execute(update(School).values(**wanted | {"settled_at": SUNDAY} | values))
        session.execute(update(User).values(created_at=SUNDAY - timedelta(days=22)))


def monday(house: House, *, days: int = 0) -> None:
    """It is Monday, eight o'clock, or some days later: what runs by itself runs."""
    house.clock.now = MONDAY_8 + timedelta(days=days)
    run(house)


def run(house: House) -> None:
    by_itself.prepare_due(house.bot.services, house.bot.app.client)


def rows(house: House, kind: str) -> list[str]:
    """States of the messages of one kind."""
    query = select(OutboxMessage.state).filter_by(kind=kind).order_by(OutboxMessage.id)
    return list(house.read(lambda session: session.scalars(query).all()))


def change(house: House, do: Callable[[Any, School], Any]) -> None:
    with house.sessions.writing.begin() as session:
        do(session, session.get(School, house.school.id))


def reminder_of(house: House, name: str, words: str = "🔔") -> Json:
    return house.person(name).wait_for_message(words)


def test_a_due_week_tells_each_teacher_and_the_admins_once_however_often_it_runs(term: House):
    run(term)
    assert rows(term, "reminder_teacher") == []
    monday(term)
    run(term)
    client = make_client(term.workspace.bot_token, term.workspace.api_url)
    helene, claire = term.person("Hélène"), term.person("Claire")
    found = helene.wait_for_message("🔔")
    Sender(term.sessions, client, term.clock).send_all()
    text = helene.read_text(found)
    assert "🔔 Bonjour Hélène. 12 de vos élèves n’ont pas encore réussi" in text
    assert "*Piano cycle 2*" in text
    assert "compte ouvert il y a 23 jours" in text
    assert "Nom" not in found["text"], "a notification names no student"
    told = claire.wait_for_message("Cette semaine", channel="secretariat")
    text = claire.read_text(told)
    assert "15 élèves sans connexion (−4)." in text
    assert "1 professeur reçoit un message, au sujet de 12 élèves." in text
    assert "3 élèves sans professeur" in text
    assert "Zoé Martin · Chœur d'enfants" in text
    assert "Jamais\tPiano cycle 2\t12" in text
    term.clock.pass_(days=1)
    run(term)
    Sender(term.sessions, client, term.clock).send_all()
    assert len(helene.messages()) == 1
    assert len(claire.messages("secretariat")) == 1
    assert rows(term, "reminder_teacher") == ["sent"]


def test_an_answer_becomes_a_proposal_that_an_admin_accepts(term: House):
    monday(term)
    helene, claire = term.person("Hélène"), term.person("Claire")
    found = helene.wait_for_message("🔔")
    first = lines_of(found)[0]
    helene.choose(first, "A quitté l’école", in_=found)
    found = helene.wait_for_message("Le secrétariat est prévenu\u00a0: a quitté l’école")
    asked = claire.wait_for_message("a quitté l’école", channel="secretariat")
    assert "Hélène Bodin pense qu’un élève a quitté l’école" in claire.read_text(asked)

    helene.choose(first, "C’est fait, prévenu", in_=found)
    found = helene.wait_for_message("Plus de rappel avant deux semaines")
    claire.press("Retirer la licence", asked)
    claire.wait_for_modal(containing="a donné une autre réponse")
    claire.wait_for_message("a donné une autre réponse", channel="secretariat")
    claire.close()

    second = lines_of(found)[1]
    helene.choose(second, "Adresse à corriger…", in_=found)
    modal = helene.read_text(helene.wait_for_modal("Adresse à corriger"))
    assert "Adresse enregistrée\u00a0: eleve" in modal
    helene.fill("La bonne adresse", "juste(at)tivoli.example")
    helene.submit()
    helene.wait_for_modal(containing="n’est pas une adresse")
    helene.fill("La bonne adresse", "juste@tivoli.example")
    helene.submit()
    helene.wait_for_modal(containing="C’est noté. Plus de rappel pour")
    helene.close()
    asked = claire.wait_for_message("donne une autre adresse", channel="secretariat")
    assert "→ *juste@tivoli.example*" in claire.read_text(asked)
    claire.press("Changer l’adresse", asked)
    claire.wait_for_message("Réglé par Claire Morel", channel="secretariat")
    query = select(User).filter_by(email="juste@tivoli.example")
    assert term.read(lambda session: session.scalars(query).one())
    claire.wait_for_message("[Défaire]", channel="secretariat")

    helene.press("J’ai prévenu tout le monde", helene.wait_for_message("🔔"))
    helene.wait_for_message("12 réponses notées")
    assert "J’ai prévenu tout le monde" not in helene.read_text(helene.messages()[0])


def lines_of(message: Json) -> list[str]:
    """The ids of the students' menus, top to bottom."""
    return [
        block["block_id"]
        for block in message["blocks"]
        if block.get("accessory", {}).get("type") == "static_select"
    ]
