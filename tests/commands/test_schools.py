from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commands import schools
from store.models import School, Workspace
from store.session import Sessions
from tests.factories import NOW, Make


def count(session: Session, model: type) -> int:
    return session.execute(select(func.count()).select_from(model)).scalar_one()


def test_a_new_team_gets_a_school_that_is_not_set_up(session: Session):
    assert schools.of_team(session, "T9") is None
    made = schools.ensure(session, "T9", None, "Conservatoire de Tivoli", NOW)
    assert (made.name, made.language, made.time_zone) == (
        "Conservatoire de Tivoli",
        "fr",
        "Europe/Paris",
    )
    assert not made.set_up
    assert schools.of_team(session, "T9") == made


def test_a_team_that_comes_back_keeps_its_school_and_its_name(session: Session, make: Make):
    school = make.school(name="Tivoli")
    make.workspace(school, team_id="T9")
    make.school()
    assert schools.ensure(session, "T9", "E1", "Renamed in Slack", NOW).id == school.id
    assert school.name == "Tivoli"


def test_a_new_team_adopts_the_one_school_loaded_by_the_command_line(session: Session, make: Make):
    make.workspace(make.school(), team_id="T1")
    loaded = schools.create(
        session, name="Tivoli", language="fr", time_zone="Europe/Paris", now=NOW
    )
    assert schools.ensure(session, "T2", None, "Tivoli", NOW).id == loaded.id
    assert schools.ensure(session, "T3", None, "Other", NOW).id != loaded.id


def test_of_several_schools_without_a_team_none_is_adopted(session: Session, make: Make):
    loaded = {make.school().id, make.school().id}
    assert schools.ensure(session, "T9", None, "Third", NOW).id not in loaded


def test_two_processes_at_once_end_with_one_school(sessions: Sessions):
    def arrive(_number: int) -> int:
        with sessions.writing.begin() as session:
            return schools.ensure(session, "T9", None, "Tivoli", NOW).id

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(arrive, range(16)))
    assert len(found) == 1
    with sessions.reading() as session:
        assert (count(session, School), count(session, Workspace)) == (1, 1)


def test_two_teams_at_once_do_not_adopt_the_same_school(sessions: Sessions):
    with sessions.writing.begin() as session:
        schools.create(session, name="Tivoli", language="fr", time_zone="Europe/Paris", now=NOW)

    def arrive(number: int) -> int:
        with sessions.writing.begin() as session:
            return schools.ensure(session, f"T{number}", None, "Other", NOW).id

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(arrive, range(4)))
    assert len(found) == 4


def test_schools_are_found_by_id_and_all_of_them_oldest_first(session: Session):
    first = schools.ensure(session, "T1", None, "One", NOW)
    second = schools.ensure(session, "T2", None, "Two", NOW)
    assert schools.by_id(session, second.id) == second
    assert schools.by_id(session, second.id + 1) is None
    assert schools.every(session) == [first, second]
