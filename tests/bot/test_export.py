import time
from datetime import date

import pytest
from sqlalchemy import select

from bot import files, postings
from bot.files import list_name, may_receive
from commands import journal
from store.models import User
from tests.bot.conftest import House
from tests.bot.test_imports import hand_in

API = "http://127.0.0.1:8080/api/"


def files_of(house: House, person: str) -> list[dict]:
    return [
        {**file, "bytes": house.person(person).download(file["id"])}
        for message in house.person(person).messages()
        for file in message.get("files", [])
    ]


def told(house: House) -> dict:
    """What the journal says of the newest export."""
    lines = house.read(lambda session: journal.latest(session, house.school.id))
    return next(line for line in lines if line.kind == "export").figures


def test_an_admin_gets_the_spreadsheet_in_private(house: House):
    with house.sessions.writing.begin() as session:
        hugo = session.scalars(select(User).where(User.first_name == "Hugo")).one()
        hugo.first_name = "=Hugo"
    claire = house.person("Claire")
    claire.command("/ecole-exporter", "élèves choeur d'enfants")
    form = claire.read_text(claire.wait_for_modal("Récupérer la liste"))
    assert "À ouvrir dans un tableur" in form
    assert "Le fichier arrivera en message direct." in form
    assert claire.submit() is None
    result = claire.read_text(claire.wait_for_modal(containing="✅"))
    assert "La liste vous attend en message direct\u00a0: 5 élèves." in result
    message = claire.wait_for_message("📋 Voici la liste\u00a0: 5 élèves, «\u00a0Chœur d'enfants")
    assert "données personnelles" in claire.read_text(message)
    (file,) = files_of(house, "Claire")
    assert file["name"].startswith("eleves-choeur-d-enfants-20")
    lines = file["bytes"].decode("utf-8").split("\r\n")
    assert lines[0] == "\ufeffPrénom;Nom;Courriel;Identifiant;Classes;Licence;Dernière connexion"
    family = [line for line in lines if ";Martin;" in line]
    assert family == [
        f"{first};Martin;famille.martin@tivoli.example;;Chœur d'enfants;oui;Jamais"
        for first in ("'=Hugo", "Inès", "Zoé")
    ]
    assert (told(house)["rows"], told(house)["role"], told(house)["left_out"]) == (5, "student", 0)
    claire.close()
    said = claire.wait_for_message("Liste remise\u00a0: 5 élèves", channel="secretariat")
    assert "[Défaire]" not in claire.read_text(said)


def test_the_list_to_load_again_lands_in_the_private_channel_in_english(house: House):
    emma = house.person("Emma")
    with house.sessions.writing.begin() as session:
        ines = session.scalars(select(User).where(User.first_name == "Inès")).one()
        ines.email, ines.email_key, ines.external_id = None, None, "000123"
    emma.command("/school-export", "students", channel="secretariat")
    emma.wait_for_modal("Get the list")
    emma.choose("What for?", "To load into the application again")
    emma.submit()
    result = emma.read_text(emma.wait_for_modal(containing="✅"))
    assert "The list is in #secretariat: 17 students." in result
    assert "1 person without an address is not in it." in result
    message = emma.wait_for_message("Voici la liste\u00a0: 17 élèves", channel="secretariat")
    lines = emma.download(message["files"][0]["id"]).decode("utf-8").split("\r\n")
    assert "Hugo,Martin,famille.martin@tivoli.example" in lines
    assert "Zoé,Martin,famille.martin@tivoli.example" in lines
    assert not any("Inès" in line for line in lines)
    emma.close()


def test_a_public_channel_is_asked_about_and_a_shared_one_gets_nothing(house: House):
    claire = house.person("Claire")
    general = house.workspace.workspace.conversations.get("C0GENERAL1")
    house.workspace.on_loop(lambda: general.members.add("U0PREAUBOT"))
    claire.command("/ecole-exporter", "professeurs", channel="general")
    claire.wait_for_modal("Récupérer la liste")
    claire.choose("Où", "Ici, dans #general")
    claire.submit()
    asked = claire.read_text(claire.wait_for_modal(containing="est public"))
    assert "#general est public\u00a0: 1 nom et adresse" in asked
    assert not any(message.get("files") for message in claire.messages("general"))
    claire.press("M’envoyer le fichier en privé")
    claire.wait_for_modal(containing="vous attend en message direct\u00a0: 1 professeur.")
    claire.close()
    claire.command("/ecole-exporter", "professeurs", channel="general")
    claire.wait_for_modal("Récupérer la liste")
    claire.choose("Où", "Ici, dans #general")
    claire.submit()
    claire.wait_for_modal(containing="est public")
    claire.press("Le déposer ici quand même")
    claire.wait_for_modal(containing="La liste est dans #general")
    claire.wait_for_message("Voici la liste", channel="general")
    claire.close()
    claire.command("/ecole-exporter", "professeurs", channel="echange-ecoles")
    form = claire.read_text(claire.wait_for_modal("Récupérer la liste"))
    assert "partagé avec une autre organisation\u00a0: aucune liste n’y est déposée" in form
    claire.submit()
    claire.wait_for_modal(containing="vous attend en message direct")
    assert not any(message.get("files") for message in claire.messages("echange-ecoles"))


def test_a_channel_without_the_bot_leads_to_the_direct_message(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-exporter", channel="professeurs")
    form = claire.read_text(claire.wait_for_modal("Récupérer la liste"))
    assert "Je ne suis pas dans #professeurs. Tapez-y `/invite @Préau`" in form
    claire.submit()
    claire.wait_for_modal(containing="vous attend en message direct\u00a0: 18 élèves")
    claire.close()
    claire.command("/ecole-exporter", channel="secretariat")
    claire.wait_for_modal("Récupérer la liste")
    house.fail("files.completeUploadExternal", kind="refuse", code="not_in_channel")
    claire.submit()
    sorry = claire.read_text(claire.wait_for_modal(containing="✅"))
    assert "Je ne suis pas dans #secretariat" in sorry
    assert len(files_of(house, "Claire")) == 2


@pytest.mark.parametrize(
    ("method", "fault", "words"),
    [
        ("files.getUploadURLExternal", "storage_limit_reached", "l’espace de stockage est plein"),
        ("files.getUploadURLExternal", "file_uploads_disabled", "n’accepte pas les fichiers"),
        ("upload", "", "Le fichier n’est pas arrivé jusqu’à Slack"),
        ("files.completeUploadExternal", "something_new", "(something_new)"),
    ],
)
def test_a_refused_upload_is_said_and_one_click_tries_again(
    house: House, method: str, fault: str, words: str
):
    claire = house.person("Claire")
    claire.command("/ecole-exporter", "professeurs")
    claire.wait_for_modal("Récupérer la liste")
    if fault:
        house.fail(method, kind="refuse", code=fault)
    else:
        house.fail(method)
    claire.submit()
    assert words in claire.read_text(claire.wait_for_modal(containing="⚠️"))
    assert not files_of(house, "Claire")
    claire.press("Réessayer")
    claire.wait_for_modal(containing="✅")
    assert len(files_of(house, "Claire")) == 1


def test_a_second_click_sends_no_second_file(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-exporter", "professeurs")
    claire.wait_for_modal("Récupérer la liste")
    claire.submit()
    claire.wait_for_modal(containing="✅")
    house.resend()
    claire.wait_for_modal(containing="C’est déjà fait")
    assert len(files_of(house, "Claire")) == 1


def operations(house: House) -> list[tuple[str, dict]]:
    """Kind and figures of what left, oldest first."""
    lines = house.read(lambda session: journal.latest(session, house.school.id))
    return [(line.kind, line.figures) for line in reversed(lines) if "export" in line.kind]


def ask_for_teachers(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-exporter", "professeurs")
    claire.wait_for_modal("Récupérer la liste")
    return claire


def test_a_file_that_slack_refused_is_in_the_journal_as_one_that_did_not_go_out(house: House):
    claire = ask_for_teachers(house)
    house.fail("files.completeUploadExternal", kind="refuse", code="storage_limit_reached")
    claire.submit()
    claire.wait_for_modal(containing="l’espace de stockage est plein")
    [(kind, intent), (after, failed)] = operations(house)
    assert (kind, intent["rows"], after) == ("export", 1, "export_undelivered")
    assert failed["error"] == "storage_limit_reached"
    claire.press("Réessayer")
    claire.wait_for_modal(containing="✅")
    assert [kind for kind, _ in operations(house)] == ["export", "export_undelivered", "export"]
    claire.close()
    claire.wait_for_message("Liste remise\u00a0: 1 professeur", channel="secretariat")
    assert len(claire.messages("secretariat")) == 1


@pytest.mark.parametrize("fault", ["lost_answer", "cut", "server_error"])
def test_a_file_that_nobody_knows_of_whether_it_went_out_is_told_as_such(house: House, fault: str):
    claire = ask_for_teachers(house)
    house.fail("files.completeUploadExternal", kind=fault, times=3)
    claire.submit()
    claire.wait_for_modal(containing="regardez si le fichier")
    assert [kind for kind, _ in operations(house)] == ["export"]
    claire.close()
    told = claire.wait_for_message("Liste remise\u00a0: 1 professeur", channel="secretariat")
    assert "Slack ne l’a pas confirmé" in claire.read_text(told)


def test_a_file_is_noted_before_it_goes_out_though_its_process_is_killed_in_between(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    class KilledError(BaseException):
        pass

    seen: list[str] = []

    def killed(*_arguments: object) -> None:
        seen.extend(kind for kind, _ in operations(house))
        raise KilledError

    monkeypatch.setattr(files, "share", killed)
    claire = ask_for_teachers(house)
    claire.submit()
    claire.wait_for_modal(containing="Préparation de la liste")
    for _ in range(500):
        if seen:
            break
        time.sleep(0.01)
    assert seen == ["export"]
    assert claire.messages("secretariat") == []
    claire.close()
    house.clock.pass_(minutes=4)
    house.bot.services.kick_outbox()
    told = claire.wait_for_message("Liste remise\u00a0: 1 professeur", channel="secretariat")
    assert "Slack ne l’a pas confirmé" in claire.read_text(told)


def test_the_other_separator_is_one_click_away(house: House):
    claire = ask_for_teachers(house)
    assert "Points-virgules" in claire.read_text()
    claire.choose("Entre les colonnes", "Virgules, sans marque")
    claire.submit()
    claire.wait_for_modal(containing="✅")
    (file,) = files_of(house, "Claire")
    assert file["bytes"].startswith("Prénom,Nom,Courriel,".encode())
    claire.close()
    ask_for_teachers(house).submit()
    claire.wait_for_modal(containing="✅")
    assert files_of(house, "Claire")[1]["bytes"].startswith("\ufeffPrénom;Nom;".encode())


def test_names_that_are_formulas_or_pings_come_back_as_they_went(house: House):
    odd = ["=cmd|' /C calc'!A0", "<!channel>", "-Anne", "'=Luc", "שרה"]
    with house.sessions.writing.begin() as session:
        users = session.scalars(select(User).where(User.role == "student").limit(len(odd)))
        for user, name in zip(users, odd, strict=True):
            user.first_name, user.last_name, user.external_id = name, "O'Brien", f"000{user.id}"
    claire = house.person("Claire")
    for number, purpose in enumerate(("À ouvrir dans un tableur", "À recharger")):
        claire.command("/ecole-exporter", "élèves")
        claire.wait_for_modal("Récupérer la liste")
        claire.choose("Pour quoi faire", purpose)
        claire.submit()
        claire.wait_for_modal(containing="✅")
        claire.close()
        content = files_of(house, "Claire")[number]["bytes"]
        assert (b"'=cmd|" in content, b"'-Anne" in content) == (number == 0, number == 0)
        hand_in(house, "Claire", f"{number}.csv", content, master=True)
        shown = claire.wait_for_message(f"«\u00a0{number}.csv\u00a0»")
        text = claire.read_text(shown)
        assert "*18 sans changement*.\nIl n’y a rien à appliquer." in text
        claire.close()


def test_a_file_leaves_slack_after_its_days(house: House):
    claire = ask_for_teachers(house)
    claire.submit()
    claire.wait_for_modal(containing="✅")
    message = claire.wait_for_message("Ce fichier sera retiré de Slack dans 7 jours.")
    house.clock.pass_(days=7)
    postings.remove_due(house.bot.services, house.bot.app.client)
    assert len(files_of(house, "Claire")) == 1
    house.clock.pass_(minutes=3)
    postings.remove_due(house.bot.services, house.bot.app.client)
    assert files_of(house, "Claire") == []
    assert "1 professeur" in claire.read_text(message)


def test_nobody_but_an_admin_gets_a_list(house: House):
    for name in ("Hélène", "Nina"):
        person = house.person(name)
        person.command("/ecole-exporter", "élèves")
        assert "administrateurs" in person.read_text(person.wait_for_modal())
        person.close()
    tom = house.person("Tom")
    tom.command("/school-export", "students", channel="echange-ecoles")
    assert "I only answer the people of this school" in tom.read_text(tom.wait_for_modal())
    claire = house.person("Claire")
    claire.command("/ecole-exporter", "élèves")
    claire.wait_for_modal("Récupérer la liste")
    house.take_admin_away("Claire")
    house.clock.pass_(minutes=6)
    claire.submit()
    claire.wait_for_modal(containing="administrateurs")
    assert not files_of(house, "Claire")


def test_what_was_typed_wrong_and_a_list_of_nobody_get_a_sentence(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-exporter", "élèves piano")
    text = claire.read_text(claire.wait_for_modal())
    assert "Aucune classe ne s’appelle «\u00a0piano\u00a0». Vouliez-vous dire" in text
    claire.close()
    claire.command("/ecole-exporter", "professeurs choeur d’enfants")
    claire.wait_for_modal("Récupérer la liste")
    claire.submit()
    claire.wait_for_modal(containing="Personne")
    claire.close()
    claire.command("/ecole-exporter", "aide")
    claire.wait_for_modal("Aide")
    claire.close()
    claire.command("/ecole-exporter")
    claire.wait_for_modal("Récupérer la liste")
    house.clock.pass_(hours=25)
    claire.submit()
    claire.wait_for_modal(containing="24 heures")


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://files.slack.com/upload/v1/abc", True),
        ("https://slack.com/upload", True),
        ("http://127.0.0.1:8080/upload/v1/abc", True),
        ("http://files.slack.com/upload/v1/abc", False),
        ("https://files.slack.com.example/upload", False),
        ("https://notslack.com/upload", False),
        ("http://127.0.0.1:9090/upload", False),
        ("file:///upload", False),
    ],
)
def test_a_file_goes_to_slack_or_the_server_we_speak_to_only(address: str, may: bool):
    assert may_receive(address, API) is may


def test_the_name_of_a_file_has_plain_signs_only():
    day = date(2026, 11, 23)
    assert list_name("student", None, day, "fr") == "eleves-2026-11-23.csv"
    assert (
        list_name("teacher", "Chœur / «Jazz» & ../x", day, "en")
        == "teachers-choeur-jazz-x-2026-11-23.csv"
    )
