"""A teacher is reminded and answers; the office gets what she proposes, and acts on it."""

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, expect

from bot.demo.school import ZONE
from bot.demo.stage import Stage
from bot.demo.state import State
from commands.schedule import may_speak
from tests.browser.person import Person
from tests.browser.typist import Typist

ZONES = {"Paris": ZONE, "Tokyo": ZoneInfo("Asia/Tokyo"), "Angeles": ZoneInfo("America/Los_Angeles")}
OFFICE = "secretariat"


@pytest.fixture(scope="module")
def stage(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A school of its own: whoever was paused lately, nobody is reminded of."""
    with Stage(tmp_path_factory.mktemp("reminders")) as running:
        yield running


@pytest.fixture
def by_day(person: Person, school: State) -> Iterator[None]:
    """The school lies where it is day: nobody is written to at night."""
    there = next(name for name, zone in ZONES.items() if may_speak(zone, school.now()))
    moves_to(person, there)
    yield
    person.closes_all()
    person.becomes("Claire")
    moves_to(person, "Paris")


def moves_to(person: Person, place: str) -> None:
    person.types("/ecole-reglages langue")
    if place not in person.modal.get_by_label("Fuseau horaire").input_value():
        person.chooses("Fuseau horaire", place)
        person.presses("Enregistrer")
        person.sees("C’est enregistré")
    person.closes_all()


def answers(person: Person, student: str, answer: str) -> None:
    person.clicks(person.messages.last.get_by_role("combobox", name=student))
    person.takes(person.page.get_by_role("option", name=answer))


def names(reminder: Locator) -> list[str]:
    """The students named, top to bottom."""
    said = reminder.get_by_text(re.compile("compte ouvert il y a")).all_inner_texts()
    return [each.split(" · ")[0] for each in said]


@pytest.mark.usefixtures("by_day")
@pytest.mark.parametrize(
    ("person", "teacher", "class_name"),
    [(Person, "Hélène", "Piano cycle 1"), (Typist, "Alice", "Violon cycle 1")],
    indirect=["person"],
)
def test_a_teacher_is_reminded_answers_and_the_office_acts_on_what_she_proposes(
    person: Person, school: State, teacher: str, class_name: str
):
    held, right = school.licences(), f"juste.{teacher.casefold()}@tivoli.example"
    listed = person.asks(f"/ecole-connexions {class_name}")
    person.presses("Prévenir les professeurs", listed)
    person.sees("reçoit son message, en message direct")
    person.presses("Envoyer (")
    person.sees("✅")
    person.closes()

    person.becomes(teacher)
    reminder = person.reads(f"Bonjour {teacher}")
    gone, wrong, told = names(reminder)[:3]
    answers(person, gone, "A quitté l’école")
    expect(reminder).to_contain_text("Le secrétariat est prévenu : a quitté l’école")
    answers(person, wrong, "Adresse à corriger")
    person.fills("La bonne adresse", right.replace("@", "(at)"))
    person.presses("Envoyer")
    person.sees("n’est pas une adresse")
    person.fills("La bonne adresse", right)
    person.presses("Envoyer")
    person.sees("C’est noté")
    person.closes()
    answers(person, told, "C’est fait")
    expect(reminder).to_contain_text("3 réponses notées")
    person.presses("J’ai prévenu tout le monde", reminder)
    person.is_sure()
    expect(reminder.get_by_text("prévenu tout le monde")).to_be_hidden()

    person.becomes("Claire")
    person.goes_to(OFFICE)
    left = person.reads(f"un élève a quitté l’école : {gone}")
    with person.hears(OFFICE, "1 licence retirée") as revoked:
        person.presses("Retirer la licence", left)
    expect(left).to_contain_text("Réglé par Claire Morel")
    assert len(held - school.licences()) == 1
    person.undoes(revoked)
    person.closes()
    assert school.licences() == held
    corrected = person.reads(f"{wrong}, ")
    expect(corrected).to_contain_text(right)
    person.presses("Changer l’adresse", corrected)
    expect(corrected).to_contain_text("Réglé par Claire Morel")
    assert [each.email for each in school.rows("student")].count(right) == 1


def test_weeks_pass_a_rehearsal_and_then_the_first_reminders(person: Person):
    person.goes_to(OFFICE)
    person.lets_a_week_pass()
    rehearsal = person.reads("Essai à blanc")
    expect(rehearsal.get_by_role("img", name="Connexions par classe")).to_be_visible()
    person.presses("Voir les messages", rehearsal)
    person.sees("Hélène Bodin")
    person.closes()
    person.becomes("James")
    assert person.messages.filter(has_text="Hello James").count() == 0
    person.lets_a_week_pass()
    person.reads("Hello James")
    person.becomes("Claire")
    person.goes_to(OFFICE)
    person.reads("Cette semaine")
