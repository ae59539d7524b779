"""Classes by name: made, renamed, found by a name they had."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commands import class_names, classes, journal, profiles
from commands.access import Actor, Role
from commands.errors import (
    AlreadyDoneError,
    BadFieldError,
    ClassGoneError,
    ClassNameTakenError,
    NotAllowedError,
    SameClassNameError,
    UnknownClassError,
)
from commands.loading import known_classes
from commands.undo import undo
from store.models import ClassName, School
from store.queries import classes as queries
from store.session import Sessions, count_statements
from tests.factories import ADMIN, NOW, Make

AT = {"by": ADMIN, "now": NOW}


def found(session: Session, school: School, text: str) -> str | None:
    try:
        return classes.by_typed_name(session, school.id, text).name
    except UnknownClassError:
        return None


def test_a_new_class_is_there_and_undo_takes_it_away_again(session: Session, make: Make):
    school = make.school()
    make.school_class(make.school(), "6B")
    made = class_names.create(session, school.id, "  6B ", **AT)
    assert (made.name, made.before, found(session, school, "6b")) == ("6B", None, "6B")
    undone = undo(session, school.id, made.operation_id, **AT)
    assert found(session, school, "6b") is None
    undo(session, school.id, undone.operation_id, **AT)
    assert classes.by_typed_name(session, school.id, "6b").id == made.class_id


def test_a_past_name_finds_the_class_until_another_one_has_it(session: Session, make: Make):
    school = make.school()
    first = make.school_class(school, "6B")
    renamed = class_names.rename(session, school.id, first.id, "5B", **AT)
    assert (renamed.name, renamed.before) == ("5B", "6B")
    assert (found(session, school, "6b"), found(session, school, "5b")) == ("5B", "5B")
    assert "6b" in known_classes(session, school.id)
    class_names.create(session, school.id, "6B", **AT)
    assert found(session, school, "6b") == "6B"
    assert queries.by_keys(session, school.id, ["6b", "5b", "4b"])["5b"] == (first.id, "5B")
    with pytest.raises(ClassNameTakenError) as refused:
        class_names.rename(session, school.id, first.id, "6b", **AT)
    assert refused.value.name == "6B"


def test_a_name_that_two_classes_had_finds_neither(session: Session, make: Make):
    school = make.school()
    first = make.school_class(school, "6B")
    class_names.rename(session, school.id, first.id, "5B", **AT)
    second = class_names.create(session, school.id, "6B", **AT)
    class_names.rename(session, school.id, second.class_id, "5C", **AT)
    assert found(session, school, "6B") is None
    assert queries.by_keys(session, school.id, ["6b"]) == {}


def test_renaming_is_undone_with_the_name_it_remembered(session: Session, make: Make):
    school = make.school()
    first = make.school_class(school, "6B")
    one = class_names.rename(session, school.id, first.id, "5B", **AT)
    case = class_names.rename(session, school.id, first.id, "5b", **AT)
    back = class_names.rename(session, school.id, first.id, "6B", **AT)
    assert classes.card(session, school.id, first.id, by=ADMIN).names_before == ("5b",)
    for done in (back, case, one):
        undo(session, school.id, done.operation_id, **AT)
    assert (found(session, school, "6b"), found(session, school, "5b")) == ("6B", None)
    assert session.scalar(select(func.count()).select_from(ClassName)) == 0


def test_a_card_and_a_list_that_name_a_class_as_before_mean_the_one_it_is(
    session: Session, make: Make
):
    school = make.school()
    user = make.user(school)
    first = make.school_class(school, "6B", user)
    class_names.rename(session, school.id, first.id, "5B", **AT)
    fields = profiles.UserFields("student", "Ana", "Morel", "ana@tivoli.example")
    added = profiles.add(session, school.id, fields, class_names=["6B", "5B"], **AT)
    assert added.classes_made == ()
    assert classes.by_typed_name(session, school.id, "5B").students == 2
    wanted = profiles.UserChanges(class_names=["6b", "Chœur"])
    changed = profiles.change(session, school.id, user.id, wanted, **AT)
    assert changed.classes_made == ("Chœur",)
    assert classes.by_typed_name(session, school.id, "5B").students == 2


def test_a_second_click_on_the_form_gets_the_first_ones_operation(session: Session, make: Make):
    school = make.school()
    draft_id = class_names.start(session, school.id, **AT)
    done = class_names.apply(session, school.id, draft_id, "6B", **AT)
    with pytest.raises(AlreadyDoneError) as refused:
        class_names.apply(session, school.id, draft_id, "6B", **AT)
    assert refused.value.operation_id == done.operation_id
    draft_id = class_names.start(session, school.id, done.class_id, **AT)
    assert class_names.apply(session, school.id, draft_id, "5B", **AT).before == "6B"


def test_what_cannot_be_is_refused(session: Session, make: Make):
    school = make.school()
    first = make.school_class(school, "6B")
    teacher = {"by": Actor("T1", "U1", Role.TEACHER), "now": NOW}
    with pytest.raises(NotAllowedError):
        class_names.start(session, school.id, **teacher)
    with pytest.raises(NotAllowedError):
        class_names.create(session, school.id, "6C", **teacher)
    with pytest.raises(NotAllowedError):
        classes.overview(session, school.id, by=teacher["by"])  # type: ignore[arg-type]
    with pytest.raises(BadFieldError):
        class_names.create(session, school.id, "   ", **AT)
    with pytest.raises(BadFieldError):
        class_names.create(session, school.id, "6" * 300, **AT)
    with pytest.raises(SameClassNameError):
        class_names.rename(session, school.id, first.id, "6B", **AT)
    with pytest.raises(ClassGoneError):
        class_names.rename(session, make.school().id, first.id, "6C", **AT)


def test_the_names_an_operation_is_told_with_come_from_its_journal(session: Session, make: Make):
    school = make.school()
    first = make.school_class(school, "6B")
    renamed = class_names.rename(session, school.id, first.id, "5B", **AT)
    class_names.rename(session, school.id, first.id, "4B", **AT)
    line = journal.get(session, school.id, renamed.operation_id)
    assert line is not None
    told = class_names.of_operation(session, school.id, line.id, line.figures)
    assert told == class_names.OperationNames("5B", "6B", None)
    assert line.figures == {"class_id": first.id}


def test_pages_of_classes_go_by_name_there_and_back(session: Session, make: Make):
    school = make.school()
    ids = {f"Piano {n}": make.school_class(school, f"Piano {n}").id for n in range(5)}
    make.school_class(school, "Chœur", make.user(school, licence=True), make.deleted(school))

    def page(**asked: object):
        return classes.overview(session, school.id, limit=2, by=ADMIN, **asked)  # type: ignore[arg-type]

    first = page()
    assert [line.name for line in first.lines] == ["Chœur", "Piano 0"]
    assert (first.total, first.has_previous, first.has_next) == (6, False, True)
    choir = first.lines[0]
    assert (choir.students, choir.licences, choir.never_connected) == (1, 1, 1)
    second = page(after_id=ids["Piano 0"])
    assert [line.name for line in second.lines] == ["Piano 1", "Piano 2"]
    assert [line.name for line in page(before_id=ids["Piano 1"]).lines] == ["Chœur", "Piano 0"]
    last = page(after_id=ids["Piano 2"])
    assert (last.has_previous, last.has_next) == (True, False)
    assert [line.name for line in page(text="piano 3").lines] == ["Piano 3"]
    class_names.rename(session, school.id, ids["Piano 3"], "Orgue", **AT)
    assert [line.name for line in page(text="piano 3").lines] == ["Orgue"]


def test_a_page_takes_as_many_statements_for_many_classes_as_for_few(sessions: Sessions):
    seen: list[str] = []
    count_statements(sessions.engine, seen.append)
    counted = []
    for number in (5, 200):
        with sessions.writing.begin() as session:
            make = Make(session)
            school = make.school()
            for n in range(number):
                make.school_class(school, f"6 {n}")
        with sessions.reading() as session:
            seen.clear()
            page = classes.overview(session, school.id, by=ADMIN)
            assert page.total == number
            counted.append(len(seen))
    assert counted[0] == counted[1]
