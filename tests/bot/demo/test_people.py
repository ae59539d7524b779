from collections import Counter

from bot.demo.names import CAST_CLASSES, CLASSES, FAMILY, HOMONYMS
from bot.demo.people import NUMBERS, Part, students, teachers
from store.keys import name_key


def test_they_are_the_same_at_each_start():
    assert students() == students()
    assert teachers() == teachers()


def test_everybody_is_in_one_to_three_classes_each_once():
    for student in students():
        classes = student.row.classes
        assert 1 <= len(classes) <= 3
        assert len(set(classes)) == len(classes)
        assert set(classes) <= set(CLASSES)


def test_names_are_alike_only_where_it_is_meant():
    counted = Counter(name_key(s.row.first_name, s.row.last_name) for s in students())
    twice = {key for key, times in counted.items() if times > 1}
    assert twice == {name_key(*name.split()) for name in HOMONYMS}


def test_an_address_is_shared_by_brothers_and_sisters_only():
    found = students()
    names: dict[str | None, set[str]] = {}
    for student in found:
        names.setdefault(student.row.email, set()).add(student.row.last_name)
    assert all(len(last) == 1 for address, last in names.items() if address)
    family = [s.row.first_name for s in found if s.row.email == FAMILY[2]]
    assert family == ["Inès", "Hugo", "Zoé"]


def test_each_class_has_a_teacher_and_the_cast_teaches():
    found = teachers()
    assert {name for row in found for name in row.classes} == set(CLASSES)
    by_name = {f"{row.first_name} {row.last_name}": row for row in found}
    for name, classes in CAST_CLASSES.items():
        assert by_name[name].classes == classes
        assert (by_name[name].email or "").endswith("@conservatoire-tivoli.example")


def test_the_parts_make_up_1_200_students_and_those_who_left():
    here = (Part.STAYS, Part.NEWCOMER, Part.EXTERNAL, Part.TRIAL)
    assert sum(NUMBERS[part] for part in here) == 1200
