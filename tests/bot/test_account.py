from datetime import timedelta

from sqlalchemy import update

from store.models import Pause, School
from tests.bot.conftest import House
from tests.factories import Make

NNBSP, NBSP = "\u202f", "\u00a0"


def school_of(house: House) -> School:
    return house.read(lambda session: session.get(School, house.school.id))


def pauses(house: House) -> list[Pause]:
    return house.read(lambda session: session.query(Pause).order_by(Pause.id).all())


def test_an_admin_pauses_and_resumes_in_french(house: House):
    claire = house.person("Claire")
    with house.sessions.writing.begin() as session:
        Make(session).user(session.get_one(School, house.school.id), access="external")
    claire.command("/ecole-compte")
    shown = claire.read_text(claire.wait_for_modal("Compte de l’école"))
    assert "le compte est actif" in shown
    assert "*16 licences* attribuées" in shown
    claire.press("Mettre en pause")
    shown = claire.read_text(claire.wait_for_modal("Mettre en pause"))
    assert "15 élèves et 1 professeur" in shown
    assert "1 utilisateur externe n’est pas concerné" in shown
    assert "Une application hors ligne peut continuer à fonctionner quelques jours" in shown
    assert "[Pause (16)]" in shown
    claire.submit()
    claire.wait_for_modal(containing="École en pause")
    claire.close(all_=True)
    told = claire.wait_for_message("École en pause", channel="secretariat")
    assert "Par Claire Morel" in claire.read_text(told)
    house.clock.pass_(days=3)
    claire.command("/ecole-compte", "réactiver")
    assert f"*16 licences* fonctionnent de nouveau{NBSP}:" in claire.read_text(
        claire.wait_for_modal("Réactiver")
    )
    claire.submit()
    claire.wait_for_modal(containing="École réactivée")
    [pause] = pauses(house)
    assert pause.ends_at - pause.starts_at == timedelta(days=3)
    assert school_of(house).spent < 16 * 60, "nothing was consumed while paused"


def test_the_same_in_english_with_an_end(house: House):
    emma = house.person("Emma")
    last = (house.clock.now + timedelta(days=9)).date()
    emma.command("/school-account", f"pause until {last.isoformat()}")
    emma.wait_for_modal("Pause")
    emma.submit()
    emma.wait_for_modal(containing="The school is paused: 16 licences are suspended")
    assert "It ends on" in emma.read_text()
    assert pauses(house)[0].ends_at is not None


def test_pausing_what_is_paused_says_since_when_and_by_whom(house: House):
    claire, karim = house.person("Claire"), house.person("Karim")
    claire.command("/ecole-compte", "pause")
    claire.wait_for_modal("Mettre en pause")
    claire.submit()
    claire.wait_for_modal(containing="École en pause")
    karim.command("/ecole-compte", "pause")
    shown = karim.read_text(karim.wait_for_modal(containing="déjà en pause"))
    assert "par Claire Morel" in shown
    assert len(pauses(house)) == 1


def test_a_pause_is_planned_moved_and_dropped(house: House):
    claire = house.person("Claire")
    first = (house.clock.now + timedelta(days=30)).date()
    last = first + timedelta(days=20)
    claire.command("/ecole-compte", f"pause du {first:%d/%m/%Y} au {last:%d/%m/%Y}")
    claire.wait_for_modal("Programmer une pause")
    claire.submit()
    claire.wait_for_modal(containing="Pause programmée du")
    claire.close(all_=True)
    claire.command("/ecole-compte")
    claire.wait_for_modal(containing="Une pause est programmée du")
    claire.press("Modifier la pause programmée")
    claire.wait_for_modal("Pause programmée")
    claire.fill("Dernier jour", (first - timedelta(days=1)).isoformat())
    errors = claire.submit()
    assert errors is not None
    assert errors["last_day"].startswith("La fin doit venir après le ")
    claire.fill("Dernier jour", (last + timedelta(days=5)).isoformat())
    claire.submit()
    claire.wait_for_modal(containing="Pause programmée du")
    claire.close(all_=True)
    claire.command("/ecole-compte", "pause du 4/7 au 31/8")
    claire.wait_for_modal("Pause programmée")
    claire.press("Abandonner cette pause")
    claire.wait_for_modal(containing="abandonnée")
    assert pauses(house)[0].cancelled_at is not None


def test_credits_are_entered_once_even_if_sent_twice_and_undone(house: House):
    claire = house.person("Claire")
    before = school_of(house).balance
    claire.command("/ecole-compte", "crédits 12,5")
    claire.wait_for_modal("Saisir des crédits")
    claire.submit()
    claire.wait_for_modal(containing=f"Enregistré{NBSP}: 12,5")
    house.resend()
    claire.wait_for_modal(containing="C’est déjà fait")
    assert 12 * 31_536_000 < school_of(house).balance - before <= 12.5 * 31_536_000
    told = claire.wait_for_message("Saisie\u00a0: 12,5 crédits", channel="secretariat")
    claire.close(all_=True)
    claire.press("Défaire", told)
    claire.wait_for_modal("Défaire")
    assert school_of(house).balance <= before


def test_a_number_that_is_none_and_a_correction_without_a_reason_are_told_at_their_field(
    house: House,
):
    emma = house.person("Emma")
    emma.command("/school-account", "credits")
    emma.wait_for_modal("Enter credits")
    emma.fill("Number of credits", "many")
    assert emma.submit() == {"amount": "This is not a number. For example: 500"}
    emma.fill("Number of credits", "-3")
    emma.fill("What is it?", "correction")
    assert list(emma.submit() or {}) == ["reason"]
    emma.fill("Reason", "typed twice")
    assert emma.submit() is None
    emma.wait_for_modal(containing="Saved: -3")


def test_a_correction_below_zero_is_refused(house: House):
    emma = house.person("Emma")
    emma.command("/school-account", "credits")
    emma.wait_for_modal("Enter credits")
    emma.fill("Number of credits", "-500")
    emma.fill("What is it?", "correction")
    emma.fill("Reason", "wrong school")
    emma.submit()
    emma.wait_for_modal(containing="cannot be taken away")


def test_a_date_that_does_not_exist_gets_an_example(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-compte", "pause du 32/7 au 31/8")
    shown = claire.read_text(claire.wait_for_modal())
    assert "Je n’ai pas compris" in shown
    assert "/ecole-compte pause du 4/7 au 31/8" in shown


def test_a_database_that_is_away_gets_a_sentence_and_nobody_is_left_waiting(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-compte", "pause")
    claire.wait_for_modal("Mettre en pause")
    with house.database_away():
        claire.submit()
        claire.wait_for_modal(containing="Je ne peux pas atteindre les données")
    assert pauses(house) == []


def test_a_school_without_the_meter_hears_nothing_of_credits(house: House):
    with house.sessions.writing.begin() as session:
        session.execute(update(School).values(meter_on=False))
    claire = house.person("Claire")
    claire.command("/ecole-compte")
    shown = claire.read_text(claire.wait_for_modal("Compte de l’école"))
    claire.press("Mettre en pause")
    shown += claire.read_text(claire.wait_for_modal("Mettre en pause"))
    claire.submit()
    shown += claire.read_text(claire.wait_for_modal(containing="École en pause"))
    claire.close()
    claire.command("/ecole-compte", "réactiver")
    shown += claire.read_text(claire.wait_for_modal("Réactiver"))
    claire.submit()
    shown += claire.read_text(claire.wait_for_modal(containing="École réactivée"))
    claire.close()
    claire.command("/ecole-licences", "retirer piano cycle 2")
    shown += claire.read_text(claire.wait_for_modal(containing="[Retirer (12)]"))
    claire.submit()
    shown += claire.read_text(claire.wait_for_modal(containing="12 licences retirées"))
    assert "une pause ne ferme l’accès à personne" in shown
    assert "crédit" not in shown


def test_slack_not_answering_for_the_right_refuses_the_change(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-compte", "pause")
    claire.wait_for_modal("Mettre en pause")
    house.clock.pass_(minutes=6)
    house.fail("users.info", times=5)
    claire.submit()
    claire.wait_for_modal(containing="Slack ne me répond pas")
    assert pauses(house) == []
