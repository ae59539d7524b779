"""The Home tab and the help, by who comes to them."""

from sqlalchemy import delete, select, update

from bot.workspace.person import Person
from store.models import Admin, School, SeenEvent, User
from store.models import Person as Known
from tests.bot.conftest import House


def home_text(person: Person, containing: str = "") -> str:
    person.open_home()
    return person.read_text(person.wait_for_home(containing))


def publishings(house: House) -> int:
    entries = house.workspace.workspace.traffic.entries
    return sum(entry["name"] == "views.publish" for entry in entries)


def test_an_admin_sees_how_things_stand_and_opens_a_job(house: House):
    claire = house.person("Claire")
    text = home_text(claire, "Conservatoire de Tivoli")
    assert "le compte est actif" in text
    assert "16 licences" in text
    assert "*15 élèves* n’ont jamais connecté l’application." in text
    assert "Administrateurs\u00a0: Claire Morel, Karim Benali et Emma Wilson." in text
    claire.press("open_job:settings:", claire.home())
    claire.wait_for_modal("Réglages")
    house.clock.pass_(days=8)
    assert "Les dernières connexions datent du" in home_text(claire, "datent du")

    emma = house.person("Emma")
    text = home_text(emma, "have never connected the application")
    assert "Admins: Claire Morel, Karim Benali and Emma Wilson." in text
    emma.press("open_job:help:", emma.home())
    emma.wait_for_modal("Help")


def test_a_teacher_sees_their_own_students_and_others_whom_to_ask(house: House):
    helene = house.person("Hélène")
    text = home_text(helene, "de vos élèves")
    assert "*12 de vos élèves* n’ont pas encore réussi à connecter l’application." in text
    assert "open_job:settings" not in str(helene.home())
    assert "Prénom" not in text
    with house.sessions.writing.begin() as session:
        session.execute(update(School).values(balance=0))
    home_text(helene, "Tous les élèves qui peuvent se connecter")
    with house.sessions.writing.begin() as session:
        session.execute(update(User).values(last_login_at=house.clock()))
    assert "Tous vos élèves ont connecté" in home_text(helene, "Tous vos élèves")
    nina = house.person("Nina")
    text = home_text(nina, "Une question sur un compte")
    assert "Claire Morel" in text
    nina.command("/ecole-aide")
    text = nina.read_text(nina.wait_for_modal("Aide"))
    assert "Écrivez à un administrateur" in text
    assert "Claire Morel, Karim Benali et Emma Wilson" in text


def test_somebody_of_another_organisation_gets_nothing_but_a_sentence(house: House):
    tom = house.person("Tom")
    text = home_text(tom, "I only answer the people of this school's own Slack.")
    assert "Tivoli" not in text


def test_before_the_school_is_set_up_home_leads_there(house: House):
    with house.sessions.writing.begin() as session:
        session.execute(delete(Admin))
        session.execute(delete(Known))
        session.execute(update(School).values(set_up_at=None))
    claire = house.person("Claire")
    home_text(claire, "Sept réponses")
    claire.press("open_job:settings:", claire.home())
    claire.wait_for_modal("Premiers réglages")
    assert "Peut le faire\u00a0: Claire Morel" in home_text(
        house.person("Nina"), "pas encore réglé"
    )


def test_an_event_delivered_twice_is_done_once(house: House):
    workspace = house.workspace.workspace
    house.workspace.on_loop(lambda: workspace.faults.deliver_twice("app_home_opened"))
    claire = house.person("Claire")
    home_text(claire, "Conservatoire de Tivoli")
    claire.command("/ecole-aide")
    claire.wait_for_modal("Aide")
    assert publishings(house) == 1
    assert len(house.read(lambda session: session.scalars(select(SeenEvent)).all())) == 1


def test_without_the_database_the_tab_says_so(house: House):
    claire = house.person("Claire")
    home_text(claire, "Conservatoire de Tivoli")
    with house.database_away():
        claire.open_home()
        claire.wait_for_home("Je ne peux pas atteindre les données", timeout=40)
