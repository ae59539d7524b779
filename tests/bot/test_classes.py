"""`/school-classes`: the table, one class's card, and what is done with a class."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.texts import LANGUAGES, Words
from bot.views import class_changes as change_views
from bot.views import classes as views
from bot.views import common
from bot.views import undo as undo_views
from bot.views.operations import TOLD
from bot.views.undo import what_was_undone
from bot.workspace.reading import Json
from commands import class_names, classes
from commands.class_changes import Act, ClassPreview, Plan
from commands.classes import ClassLine, ClassPage
from commands.undo import LeftAlone, LeftReason, Undone
from commands.undo_pause import ThingLeft
from commands.undo_school import ThingUndone
from commands.users import NameLine
from store.models import Enrolment, School, SchoolClass
from tests.bot.conftest import House
from tests.factories import Make

WORDS = [Words(language, ZoneInfo("Europe/Paris")) for language in LANGUAGES]


def names(house: House) -> list[str]:
    return house.read(
        lambda session: [line.name for line in classes.search(session, house.school.id, "")]
    )


def enrolled(house: House, class_id: int) -> int:
    return house.read(
        lambda session: len(
            session.scalars(select(Enrolment.user_id).where(Enrolment.class_id == class_id)).all()
        )
    )


def rows(message: Json) -> list[list[str]]:
    [table] = [block for block in message["blocks"] if block["type"] == "data_table"]
    return [[cell["text"] for cell in row] for row in table["rows"]]


def test_an_admin_sees_the_classes_renames_one_and_undoes_it_in_french(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-classes")
    found = claire.wait_for_message("2 classes")
    assert rows(found) == [
        ["Classe", "Élèves", "Professeurs", "Licences", "Sans connexion"],
        ["Chœur d'enfants", "5", "0", "5", "5"],
        ["Piano cycle 2", "15", "1", "13", "12"],
    ]
    claire.choose("classes_open", "Piano", in_=found)
    card = claire.read_text(claire.wait_for_modal("Classe"))
    assert "«\u00a0Piano cycle 2\u00a0»" in card
    assert "15 élèves et 1 professeur." in card
    assert "13 licences attribuées." in card
    assert "12 élèves n’ont jamais connecté l’application." in card
    claire.press("Renommer…")
    claire.wait_for_modal("Renommer une classe")
    claire.fill("Nom de la classe", "Chœur d’enfants")
    assert claire.submit() is None
    claire.wait_for_modal(containing="Une autre classe s’appelle «\u00a0Chœur d'enfants\u00a0»")
    claire.fill("Nom de la classe", "Piano 3")
    assert claire.submit() is None
    claire.wait_for_modal(containing="«\u00a0Piano cycle 2\u00a0» s’appelle maintenant")
    claire.press("Voir la classe")
    assert "Aussi connue sous\u00a0: «\u00a0Piano cycle 2\u00a0»" in claire.read_text(
        claire.wait_for_modal(containing="Aussi connue")
    )
    claire.close()
    claire.command("/ecole-classes", "piano cycle 2")
    claire.wait_for_modal("Classe", containing="«\u00a0Piano 3\u00a0»")
    claire.close()
    told = claire.wait_for_message("Classe renommée", channel="secretariat")
    assert "Par Claire Morel" in claire.read_text(told)
    claire.press("Défaire", told)
    claire.wait_for_modal("Défaire", containing="changement de nom d’une classe")
    assert names(house) == ["Chœur d'enfants", "Piano cycle 2"]


def test_two_classes_are_merged_in_english_and_a_second_click_does_it_once(house: House):
    emma = house.person("Emma")
    emma.command("/school-classes", "merge choeur d'enfants")
    shown = emma.read_text(emma.wait_for_modal("Merge two classes"))
    assert "[Preview]" in shown
    assert emma.options("Into which class?") == ["Piano cycle 2"]
    emma.choose("Into which class?", "Piano")
    shown = emma.read_text(emma.wait_for_modal(containing="[Merge (5)]"))
    assert "“Chœur d'enfants” merged into “Piano cycle 2”" in shown
    assert "5 students and 0 teachers." in shown
    assert "2 are in both already." in shown
    assert emma.submit() is None
    emma.wait_for_modal(
        containing="Classes merged: “Chœur d'enfants” into “Piano cycle 2”, 5 people."
    )
    house.resend()
    emma.wait_for_modal(containing="This is done already")
    emma.close()
    assert names(house) == ["Piano cycle 2"]
    assert enrolled(house, house.school.piano) == 19
    emma.command("/school-licences", "revoke choeur d'enfants")
    emma.wait_for_modal(containing="Piano cycle 2")
    emma.close()
    told = emma.wait_for_message("Classes fusionnées", channel="secretariat")
    assert "«\u00a0Chœur d'enfants\u00a0» dans «\u00a0Piano cycle 2\u00a0», 5 personnes" in (
        emma.read_text(told)
    )
    emma.press("Défaire", told)
    emma.wait_for_modal("Undo", containing="two classes merged")
    assert names(house) == ["Chœur d'enfants", "Piano cycle 2"]
    assert (enrolled(house, house.school.piano), enrolled(house, house.school.choir)) == (16, 5)


def test_people_are_moved_all_but_some_and_figures_that_moved_are_shown_anew(house: House):
    with house.sessions.writing.begin() as session:
        school = session.get_one(School, house.school.id)
        harp = Make(session).school_class(school, "Harpe").id
    claire = house.person("Claire")
    claire.command("/ecole-classes", "piano cycle 2")
    claire.wait_for_modal("Classe")
    claire.press("Déplacer des personnes…")
    claire.wait_for_modal("Changer de classe", containing="15 élèves et 0 professeur.")
    claire.choose("Dans quelle classe", "Harpe")
    claire.wait_for_modal(containing="[Déplacer (15)]")
    claire.choose("Qui", "Ses élèves et ses professeurs")
    shown = claire.read_text(claire.wait_for_modal(containing="[Déplacer (16)]"))
    assert "sans professeur" not in shown
    one = claire.options("Tous sauf", "Pr")[0].partition(" · ")[0]
    claire.choose("Tous sauf", one)
    shown = claire.read_text(claire.wait_for_modal(containing="[Déplacer (15)]"))
    assert "⚠️ 1 classe sans professeur\u00a0: «\u00a0Piano cycle 2\u00a0»" in shown
    with house.sessions.writing.begin() as session:
        make, school = Make(session), session.get_one(School, house.school.id)
        make.enrol(session.get_one(SchoolClass, house.school.piano), make.user(school))
        school.roster_version += 1
    assert claire.submit() is None
    claire.wait_for_modal(containing="[Déplacer (16)]")
    assert enrolled(house, harp) == 0
    assert claire.submit() is None
    claire.wait_for_modal(containing="16 personnes passent de «\u00a0Piano cycle 2\u00a0» à")
    assert "«\u00a0Piano cycle 2\u00a0» n’a plus de professeur." in claire.read_text()
    assert (enrolled(house, house.school.piano), enrolled(house, harp)) == (1, 16)
    claire.wait_for_message("n’a plus de professeur", channel="secretariat")


def test_a_class_is_created_where_none_is_called_so_and_deleted_again(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-classes", "Piano cycle 3")
    shown = claire.read_text(claire.wait_for_modal("Classes"))
    assert "Aucune classe ne s’appelle «\u00a0Piano cycle 3\u00a0»" in shown
    assert "[Piano cycle 2]" in shown
    claire.press("Créer cette classe")
    claire.wait_for_modal("Créer une classe", containing="Piano cycle 3")
    claire.fill("Nom de la classe", " ")
    assert claire.submit() == {views.NAME: "Il manque le nom."}
    claire.fill("Nom de la classe", "Harpe <!channel>")
    assert claire.submit() is None
    claire.wait_for_modal(containing="Classe créée")
    house.resend()
    claire.wait_for_modal(containing="C’est déjà fait")
    claire.close()
    assert names(house)[1] == "Harpe <!channel>"
    claire.command("/ecole-classes", "supprimer choeur d'enfants")
    shown = claire.read_text(claire.wait_for_modal("Supprimer une classe"))
    assert "5 élèves et 0 professeur. Les comptes et les licences restent." in shown
    assert "⚠️ 3 personnes n’auraient plus de classe." in shown
    assert claire.submit() is None
    claire.wait_for_modal(containing="qui comptait 5 personnes")
    claire.close()
    assert names(house) == ["Harpe <!channel>", "Piano cycle 2"]
    told = claire.wait_for_message("Classe supprimée", channel="secretariat")
    assert "3 personnes n’ont plus de classe." in claire.read_text(told)
    claire.press("Défaire", told)
    claire.wait_for_modal("Défaire", containing="5 inscriptions rendues")
    assert enrolled(house, house.school.choir) == 5


def test_many_classes_are_turned_page_by_page_in_one_message(house: House):
    with house.sessions.writing.begin() as session:
        make, school = Make(session), session.get_one(School, house.school.id)
        for number in range(150):
            make.school_class(school, f"Solfège {number:03}")
    emma = house.person("Emma")
    emma.command("/school-classes")
    found = emma.wait_for_message("152 classes")
    assert (len(rows(found)), rows(found)[-1][0]) == (101, "Solfège 097")
    emma.press("Next", found)
    found = emma.wait_for_message("Solfège 149")
    assert (len(rows(found)), rows(found)[1][0]) == (53, "Solfège 098")
    emma.press("Previous", found)
    found = emma.wait_for_message("Solfège 097")
    assert len(rows(found)) == 101
    assert len(emma.messages()) == 1
    house.take_admin_away("Emma")
    emma.press("Next", found)
    emma.wait_for_modal(containing="This is for the school's admins")


def test_teachers_staff_and_strangers_are_refused(house: House):
    for name in ("Hélène", "Nina"):
        person = house.person(name)
        person.command("/ecole-classes", "supprimer piano cycle 2")
        assert "Claire Morel" in person.read_text(person.wait_for_modal())
        person.close()
        person.command("/ecole-classes")
        assert "Claire Morel" in person.read_text(person.wait_for_modal())
    tom = house.person("Tom")
    tom.command("/school-classes", "piano cycle 2")
    assert "Piano" not in tom.read_text(tom.wait_for_modal())


def test_a_class_may_be_called_like_a_verb_and_undo_says_what_stands_in_the_way(house: House):
    with house.sessions.writing.begin() as session:
        school = session.get_one(School, house.school.id)
        Make(session).school_class(school, "New Orleans")
    emma = house.person("Emma")
    emma.command("/school-classes", "new orleans")
    emma.wait_for_modal("Class", containing="Nobody is in it.")
    emma.press("Delete…")
    emma.wait_for_modal("Delete a class", containing="[Delete (0)]")
    assert emma.submit() is None
    emma.wait_for_modal(containing="Class deleted: “New Orleans”, 0 people")
    emma.close()
    emma.command("/school-classes", "create New Orleans")
    emma.wait_for_modal("Create a class")
    assert emma.submit() is None
    emma.wait_for_modal(containing="Class created")
    emma.close()
    told = emma.wait_for_message("Classe supprimée", channel="secretariat")
    emma.press("Défaire", told)
    emma.wait_for_modal(containing="or something stands in its place. Nothing was undone.")


def test_words_that_mean_nothing_and_a_class_gone_meanwhile_get_a_sentence(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-classes", "renommer")
    claire.wait_for_modal(containing="/ecole-classes renommer 6B")
    claire.close()
    claire.command("/ecole-classes", "aide")
    claire.wait_for_modal("Aide", containing="créer Harpe")
    claire.close()
    claire.command("/ecole-classes", "fusionner choeur d'enfants")
    claire.wait_for_modal("Fusionner")
    claire.choose("Dans quelle classe", "Piano")
    claire.wait_for_modal(containing="[Fusionner (5)]")
    with house.sessions.writing.begin() as session:
        found = session.get_one(SchoolClass, house.school.piano)
        found.deleted_at = datetime.now(UTC)
    claire.submit()
    claire.wait_for_modal(containing="Cette classe a été supprimée")
    assert enrolled(house, house.school.choir) == 5


@pytest.mark.parametrize("words", WORDS, ids=LANGUAGES)
@pytest.mark.parametrize("act", Act)
def test_a_million_fits_on_every_button(act: Act, words: Words):
    preview = ClassPreview(
        draft_id="d",
        plan=Plan(act, 1, 2),
        name="x" * 255,
        into="y" * 255,
        matched=1_000_000,
        students=1_000_000,
        teachers=0,
        already=1_000_000,
        without_class=1_000_000,
        without_teacher=True,
    )
    view = change_views.plan_modal(preview, [], [], words)
    assert words.number(1_000_000) in view["submit"]["text"]
    assert max(len(view[part]["text"]) for part in ("title", "submit", "close")) <= common.TITLE


@pytest.mark.parametrize("words", WORDS, ids=LANGUAGES)
def test_a_full_page_of_long_names_stays_within_slacks_limits(words: Words):
    million = 1_000_000
    lines = tuple(
        ClassLine(n, "W" * 255, million, million, million, million) for n in range(views.ROWS)
    )
    text, blocks = views.table(ClassPage(lines, 1000, True, True), words)
    assert sum(len(cell["text"]) for row in blocks[1]["rows"] for cell in row) < 12_000
    assert text


@pytest.mark.parametrize("words", WORDS, ids=LANGUAGES)
@pytest.mark.parametrize(
    ("thing", "different"),
    [("class", 3), ("admin", 2), ("teacher_link", 2), ("setting", 1), ("pause", 1)],
)
def test_an_undo_says_what_of_the_school_it_left(words: Words, thing: str, different: int):
    things = [ThingUndone(thing, str(n), left) for n, left in enumerate([None, *ThingLeft])]
    result = Undone(1, "import", *(0 for _ in range(9)), (), 0, tuple(things))
    said = undo_views.left_lines(result, words)
    assert len(said) == different
    assert {line[:3] for line in said} == {"⚠️ "}


@pytest.mark.parametrize("words", WORDS, ids=LANGUAGES)
def test_every_kind_is_told_and_has_a_name_for_undo(words: Words):
    figures = {"matched": 2, "without_class": 1, "without_teacher": 1}
    for kind in (class_names.CREATE, class_names.RENAME, *Act):
        told = figures | {"names": class_names.OperationNames("6B", "6A", "5B")}
        assert "6B" in TOLD[kind](told, words)
        assert "–" in TOLD[kind](figures | {"names": None}, words)
        assert what_was_undone(kind, words)


def test_an_undo_tells_two_of_one_name_apart_who_were_left_alone():
    ana = NameLine(1, "student", "Ana", "Roux", None, None, ("Piano",), None, homonym=True)
    left = [LeftAlone(ana, LeftReason.CHANGED)]
    left.append(LeftAlone(replace(ana, id=2, classes=("<Alto>",)), LeftReason.DELETED))
    result = Undone(1, "revoke", *(0 for _ in range(9)), tuple(left), 2, ())
    [line] = undo_views.left_lines(result, Words("en", ZoneInfo("UTC")))
    assert line.endswith(
        "Ana Roux (Piano) (changed since), Ana Roux (&lt;Alto&gt;) (deleted since)."
    )
