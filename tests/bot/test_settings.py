"""`/school-settings` and *First settings*, from the typed command to the told operation."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from bot import time_zones
from bot.texts import LANGUAGES, Words, translations
from bot.views import first_settings as first_views
from bot.views import settings as views
from commands.settings import Settings
from store.models import (
    Admin,
    Operation,
    OutboxMessage,
    Person,
    School,
    TeacherLink,
    User,
    Workspace,
)
from tests.bot.conftest import House
from tests.factories import Make

SECRETARIAT = "C0SECRETAR"
FAILED = select(OutboxMessage.id).where(OutboxMessage.state == "failed")


@pytest.fixture
def new_house(house: House) -> House:
    """The school as the command line left it, before its Slack spoke: an owner is its admin."""
    with house.sessions.writing.begin() as session:
        session.execute(delete(Workspace))
        session.execute(delete(Admin))
        session.execute(delete(Person))
        session.execute(update(School).values(set_up_at=None, admins_channel=None, balance=0))
    return house


def school_of(house: House) -> School:
    found: School = house.read(lambda session: session.get(School, house.school.id))
    return found


def operations_of(house: House, kind: str) -> int:
    return len(house.read(lambda s: s.scalars(select(Operation).filter_by(kind=kind)).all()))


def test_until_the_school_is_set_up_everything_leads_there(new_house: House):
    claire = new_house.person("Claire")
    claire.command("/ecole-licences", "retirer piano cycle 2")
    text = claire.read_text(claire.wait_for_modal("Premiers réglages"))
    assert "Sept réponses, et Préau est prêt." in text
    assert "Europe/Paris" in text
    claire.fill("Nom de l’école", "Conservatoire de Tivoli et d’ailleurs")
    claire.choose("Fuseau horaire", "America/Martinique")
    claire.fill("Administrateurs", ["U0CLAIRE01", "U0EMMA0001"])
    claire.fill("Canal du secrétariat", SECRETARIAT)
    claire.fill("Crédits disponibles aujourd’hui", "1 250,5")
    assert claire.submit() is None
    claire.wait_for_modal(containing="tout est prêt")

    school = school_of(new_house)
    assert (school.name, school.time_zone) == (
        "Conservatoire de Tivoli et d’ailleurs",
        "America/Martinique",
    )
    assert school.set_up_at
    assert school.admins_channel == SECRETARIAT
    assert school.balance == 12505 * 3_153_600
    claire.wait_for_message("Préau est réglé", channel="secretariat")
    welcome = claire.wait_for_message("Trois choses pour commencer")
    assert "Défaire" in claire.read_text(welcome)
    emma = new_house.person("Emma")
    hello = emma.wait_for_message("Three things to begin with")
    emma.press("open_job:account:", hello)
    emma.wait_for_modal("School account")

    new_house.resend()
    claire.wait_for_modal(containing="L’école est déjà réglée")
    assert operations_of(new_house, "first_settings") == 1


def test_what_cannot_be_is_said_and_what_was_entered_stays(new_house: House):
    claire = new_house.person("Claire")
    claire.command("/school-account")
    claire.wait_for_modal("Premiers réglages")
    claire.fill("Nom de l’école", "École Vivaldi")
    claire.fill("Crédits disponibles", "beaucoup")
    assert claire.submit() == {"first_credits": "Ce n’est pas un nombre. Par exemple\u00a0: 500"}
    claire.choose("payées par des crédits", "Non")
    claire.fill("Crédits disponibles", "12")
    assert "compteur" in (claire.submit() or {})["first_credits"]
    claire.choose("payées par des crédits", "Oui")
    for channel, reason in [
        ("C0GENERAL1", "Ce canal est public."),
        ("C0ECHANGE1", "#echange-ecoles"),
        ("C0NOWHERE1", "/invite @Préau"),
    ]:
        claire.fill("Canal du secrétariat", channel)
        claire.submit()
        text = claire.read_text(claire.wait_for_modal(containing=reason))
        assert "École Vivaldi" in text
    claire.fill("Canal du secrétariat", SECRETARIAT)
    for slack_id, name in [("U0STRANGER", "Tom Stranger"), ("U0CALENDAR", "Agenda")]:
        claire.fill("Administrateurs", ["U0CLAIRE01", slack_id])
        claire.submit()
        claire.wait_for_modal(containing=f"Impossible de choisir {name}")
    assert school_of(new_house).set_up_at is None
    claire.fill("Administrateurs", ["U0CLAIRE01"])
    claire.submit()
    claire.wait_for_modal(containing="École Vivaldi*\u00a0: tout est prêt")
    assert school_of(new_house).balance == 12 * 31_536_000


def test_before_that_others_are_told_who_can_do_it(new_house: House):
    new_house.person("Claire").command("/ecole-aide")
    new_house.person("Claire").wait_for_modal("Premiers réglages")
    for name in ("Nina", "Hélène"):
        person = new_house.person(name)
        person.command("/ecole-aide")
        person.wait_for_modal(containing="Préau n’est pas encore réglé ici. Peut le faire")
        assert "Claire Morel" in person.read_text()
    tom = new_house.person("Tom")
    tom.command("/school-help", channel="echange-ecoles")
    assert "set up" not in tom.read_text(tom.wait_for_modal())


def test_each_setting_is_changed_by_itself_told_and_undone(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-reglages")
    text = claire.read_text(claire.wait_for_modal("Réglages"))
    assert "Conservatoire de Tivoli · français · Europe/Paris" in text
    assert "Claire Morel, Karim Benali et Emma Wilson" in text
    assert f"<#{SECRETARIAT}>" in text

    claire.press("change_setting:login_age")
    claire.wait_for_modal("Dernières connexions")
    claire.fill("Au bout de combien de jours", "21")
    claire.submit()
    claire.wait_for_modal(containing="C’est enregistré, et annoncé")
    claire.wait_for_message("anciennes au bout de 21 jours", channel="secretariat")
    claire.close()
    claire.wait_for_modal("Réglages", containing="au bout de 21 jours")

    claire.press("change_setting:names")
    claire.wait_for_modal("Noms dans Slack")
    claire.fill("mes fichiers", "0")
    assert (claire.submit() or {}).keys() == {"file_days"}
    claire.fill("mes fichiers", "2")
    claire.submit()
    claire.wait_for_modal(containing="C’est enregistré, et annoncé")
    claire.wait_for_message("fichiers retirés au bout de 2 jours", channel="secretariat")
    claire.close()
    claire.wait_for_modal("Réglages", containing="retirés au bout de 2 jours")

    claire.press("change_setting:general")
    claire.wait_for_modal("École")
    claire.choose("Langue des canaux", "English")
    claire.submit()
    claire.wait_for_modal(containing="C’est enregistré")
    told = claire.wait_for_message("Setting changed: language English", channel="secretariat")
    assert school_of(house).language == "en"
    claire.press("undo_operation", told)
    claire.wait_for_message("Opération défaite", channel="secretariat")
    assert school_of(house).language == "fr"


def test_what_a_lost_channel_was_not_told_the_next_one_is(house: House):
    with house.sessions.writing.begin() as session:
        session.execute(update(School).values(admins_channel="C0GONE0001"))
    emma = house.person("Emma")
    emma.command("/school-settings", "meter")
    emma.wait_for_modal("Credits meter")
    emma.choose("Are licences paid with credits?", "No: do not speak of credits")
    emma.submit()
    emma.wait_for_modal(containing="Saved")
    emma.close()
    ends_at = time.monotonic() + 10
    while house.read(lambda s: s.scalars(FAILED).all()) == [] and time.monotonic() < ends_at:
        time.sleep(0.02)
    emma.command("/school-settings", "channel")
    emma.wait_for_modal("Admins' channel")
    emma.fill("Admins' channel", SECRETARIAT)
    emma.submit()
    emma.wait_for_message("compteur de crédits arrêté", channel="secretariat")
    emma.wait_for_message("canal du secrétariat", channel="secretariat")


def test_a_setting_that_is_so_already_is_no_operation(house: House):
    emma = house.person("Emma")
    emma.command("/school-settings", "meter")
    emma.wait_for_modal("Credits meter")
    emma.submit()
    emma.wait_for_modal(containing="It is so already. Nothing was changed.")
    emma.close()
    emma.command("/school-settings", "channel")
    emma.wait_for_modal("Admins' channel")
    emma.fill("Admins' channel", "C0GENERAL1")
    emma.submit()
    emma.wait_for_modal(containing="#general · This channel is public.")
    emma.fill("Admins' channel", "C0NOWHERE1")
    emma.submit()
    emma.wait_for_modal(containing="Type `/invite @Préau` there")
    assert operations_of(house, "change_settings") == 0
    emma.command("/school-settings", "nonsense")
    emma.wait_for_modal(containing="For example: `/school-settings admins`")


def test_a_shorter_retention_says_how_many_it_erases_and_asks_again(house: House):
    with house.sessions.writing.begin() as session:
        make = Make(session)
        school = session.get(School, house.school.id)
        for days in (40, 50, 10):
            at = house.clock().replace(microsecond=0)
            make.deleted(school, deleted_at=at - timedelta(days=days))
    karim = house.person("Karim")
    karim.command("/ecole-reglages", "conservation")
    karim.wait_for_modal("Utilisateurs supprimés")
    karim.fill("Pendant combien de jours", "30")
    karim.submit()
    text = karim.read_text(karim.wait_for_modal(containing="30 jours"))
    assert "2 comptes supprimés seront effacés définitivement à partir de demain" in text
    assert "[Raccourcir (2)]" in text
    assert school_of(house).retention_days == 365
    karim.submit()
    karim.wait_for_modal(containing="C’est enregistré")
    karim.wait_for_message("conservés 30 jours", channel="secretariat")
    assert school_of(house).retention_days == 30


def test_admins_are_named_and_removed_by_name_and_never_all(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-reglages", "administrateurs")
    claire.wait_for_modal("Administrateurs")
    claire.fill("Administrateurs", ["U0CLAIRE01", "U0KARIM001", "U0NINA0001"])
    claire.submit()
    claire.wait_for_modal(containing="C’est enregistré")
    claire.wait_for_message(
        "1 personne nommée (Nina Petit) et 1 personne retirée (Emma Wilson)",
        channel="secretariat",
    )
    nina = house.person("Nina")
    nina.wait_for_message("Trois choses pour commencer")

    emma = house.person("Emma")
    emma.command("/school-settings")
    emma.wait_for_modal(containing="This is for the school's admins: Claire Morel")
    claire.close()
    claire.command("/ecole-reglages", "admins")
    claire.wait_for_modal("Administrateurs")
    house.take_admin_away("Claire")
    house.clock.pass_(minutes=6)
    claire.fill("Administrateurs", ["U0KARIM001"])
    claire.submit()
    claire.wait_for_modal(containing="réservée aux administrateurs")
    assert operations_of(house, "name_admins") == 1


def test_whoever_runs_the_slack_may_name_an_admin_without_being_one(house: House):
    house.take_admin_away("Claire")
    house.clock.pass_(days=2)
    claire = house.person("Claire")
    claire.command("/ecole-licences")
    claire.wait_for_modal(containing="réservée aux administrateurs")
    claire.close()
    claire.command("/ecole-reglages")
    claire.wait_for_modal("Administrateurs")
    claire.fill("Administrateurs", ["U0CLAIRE01", "U0KARIM001", "U0EMMA0001"])
    claire.submit()
    claire.wait_for_modal(containing="C’est enregistré")
    claire.wait_for_message("1 personne nommée (Claire Morel)", channel="secretariat")


def test_a_teacher_with_another_address_is_linked_by_hand(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-reglages", "professeurs")
    claire.wait_for_modal("Professeurs sur Slack")
    assert claire.options("Est ce professeur", "martin") == []
    claire.fill("Personne sur Slack", "U0CALENDAR")
    claire.choose("Est ce professeur", "Hélène Bodin")
    claire.submit()
    claire.wait_for_modal(containing="Impossible de choisir Agenda\u00a0: c’est un robot")
    claire.fill("Personne sur Slack", "U0ALICE001")
    claire.choose("Est ce professeur", "Hélène Bodin")
    claire.submit()
    claire.wait_for_modal(containing="C’est enregistré")
    claire.wait_for_message("reliée à un professeur (Alice Laroche)", channel="secretariat")
    claire.close()
    claire.command("/ecole-reglages", "professeurs")
    text = claire.read_text(claire.wait_for_modal("Professeurs sur Slack"))
    assert "Alice Laroche → Hélène Bodin" in text
    claire.press("Retirer le lien")
    claire.wait_for_modal(containing="C’est enregistré")
    assert house.read(lambda session: session.scalars(select(TeacherLink)).all()) == []
    assert house.read(lambda s: s.scalars(select(User).filter_by(role="teacher")).all())


def test_others_are_sent_to_the_admins(house: House):
    for name in ("Hélène", "Nina"):
        person = house.person(name)
        person.command("/ecole-reglages")
        person.wait_for_modal(containing="Claire Morel")
        assert "Conservatoire" not in person.read_text()
    tom = house.person("Tom")
    tom.command("/school-settings", channel="echange-ecoles")
    assert "Europe/Paris" not in tom.read_text(tom.wait_for_modal())


def test_without_the_database_nothing_is_kept_and_the_sentence_says_so(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-reglages", "langue")
    claire.wait_for_modal("École")
    claire.choose("Langue des canaux", "English")
    with house.database_away():
        claire.submit()
        claire.wait_for_modal(containing="Je ne peux pas atteindre les données", timeout=40)
    assert school_of(house).language == "fr"


def test_days_that_cannot_be_are_said_at_their_field():
    words = Words("fr", School(time_zone="Europe/Paris").zone)
    typed = {"message_days": "0", "file_days": "366"}
    entered = views.read_names({name: {name: {"value": days}} for name, days in typed.items()})
    said = "C’est un nombre de jours, de 1 à 365."
    assert views.names_errors(entered, words) == {"message_days": said, "file_days": said}
    assert views.names_errors({"message_days": 1, "file_days": 365}, words) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_and_buttons_hold_in_every_language(language: str):
    words = Words(language, School(time_zone="Europe/Paris").zone)
    found = Settings(
        name="É" * 80,
        language=language,
        time_zone="America/Argentina/ComodRivadavia",
        admins_channel=None,
        meter_on=True,
        retention_days=0,
        login_age_days=36_500,
        message_days=365,
        file_days=365,
        set_up=True,
        admins=(),
        links=(),
    )
    shown = [
        views.overview_modal(found, words),
        views.general_modal(found, words),
        views.admins_modal(("U1",), words),
        views.channel_modal(None, words),
        views.meter_modal(found, words),
        views.retention_modal(found, words),
        views.login_age_modal(found, words),
        views.names_modal(found, words),
        views.links_modal((), words),
        views.confirm_retention_modal(1, 1_000_000, words),
    ]
    assert all(len(view["title"]["text"]) <= 24 for view in shown)
    if language == "fr":
        assert shown[-1]["submit"]["text"] == "Raccourcir (1\u202f000\u202f000)"
        assert translations("fr").gettext("First settings") == "Premiers réglages"
    form = first_views.First("É" * 80, language, "Europe/Paris", ("U1",), "C1", False, "12")
    assert first_views.field_errors(form, words)


def test_zones_are_found_by_city_wherever_it_stands():
    assert time_zones.matching("paris") == ["Europe/Paris"]
    assert time_zones.matching("reunion") == ["Indian/Reunion"]
    assert time_zones.matching("new york")[0] == "America/New_York"
    assert len(time_zones.matching("")) == 100
    assert time_zones.matching("tivoli") == []
