"""Rule 16: what keeps a tired person from deleting a school by a list."""

from unittest.mock import Mock

import pytest

from commands import lists
from commands.errors import ListRefusedError, NumberToTypeError
from commands.lists import ListKind, Toggle
from commands.lists import classes as list_classes
from commands.lists.classes import ListClasses, is_short_for
from commands.lists.safeguards import Guard, RefusedBecause, judge
from store.keys import plain
from tests.commands.test_lists import apply, everybody, line_of, preview
from tests.factories import ADMIN, NOW

CALM = {
    "is_master": True,
    "people": 100,
    "unclear": 0,
    "of": 100,
    "without_address": 0,
    "one_class": None,
    "classes_missing": (),
    "held_back": False,
}


@pytest.mark.parametrize(
    ("deleted", "of", "guard"),
    [
        (3, 4, Guard.NONE),
        (5, 100, Guard.NONE),
        (6, 100, Guard.TYPE_NUMBER),
        (4, 8, Guard.TYPE_NUMBER),
        (5, 9, Guard.REFUSED),
        (40, 1248, Guard.NONE),
        (70, 1248, Guard.TYPE_NUMBER),
        (625, 1248, Guard.REFUSED),
    ],
)
def test_more_than_five_percent_asks_and_more_than_half_refuses(deleted, of, guard):
    assert judge(deleted=deleted, **CALM | {"of": of}).guard is guard


def test_an_empty_master_list_is_refused():
    assert judge(deleted=0, **CALM | {"people": 0}).because is RefusedBecause.EMPTY
    assert judge(deleted=0, **CALM | {"people": 0, "is_master": False}).guard is Guard.NONE


@pytest.fixture
def two_classes(make):
    """A school of ten in 6B and ten in 7C."""
    school = make.school()
    for name in ("6B", "7C"):
        people = [make.user(school, external_id=f"{name}{n}") for n in range(10)]
        make.school_class(school, name, *people)
    return school


def test_the_number_has_to_be_typed(session, two_classes):
    lines = everybody(session, two_classes)
    shown = preview(session, two_classes, lines[:-4])
    for typed in (None, 3):
        with pytest.raises(NumberToTypeError) as asked:
            apply(session, two_classes, shown, typed_number=typed)
        assert asked.value.deleted == 4
    assert apply(session, two_classes, shown, typed_number=4).figures.deleted == 4


def test_a_class_uploaded_as_if_it_were_the_school_is_named_and_additive_is_one_click_away(
    session, two_classes
):
    lines = everybody(session, two_classes)
    shown = preview(session, two_classes, lines[:9])
    assert shown.safeguard.guard is Guard.REFUSED
    assert (shown.safeguard.one_class, shown.safeguard.classes_missing) == ("6B", ("7C",))
    with pytest.raises(ListRefusedError) as refused:
        apply(session, two_classes, shown, typed_number=11)
    assert (refused.value.because, refused.value.deleted) == ("more_than_half", 11)
    additive = lists.answer(
        session,
        two_classes.id,
        shown.draft_id,
        toggles={Toggle.ADDITIVE: True},
        by=ADMIN,
        now=NOW,
    )
    assert additive.safeguard.guard is Guard.NONE
    assert additive.figures.missing == 0


def test_a_positional_master_list_is_refused_where_somebody_has_no_address(session, make):
    school = make.school()
    user = make.user(school)
    make.user(school, email=None, external_id="1")
    text = f"{user.first_name},{user.last_name},{user.email}\n"
    shown = preview(session, school, text)
    assert shown.safeguard.because is RefusedBecause.NO_ADDRESS
    with pytest.raises(ListRefusedError):
        apply(session, school, shown)
    assert preview(session, school, text, ListKind.ADDITIVE).safeguard.guard is Guard.NONE
    assert preview(session, school, [line_of(user)]).safeguard.guard is Guard.NONE


@pytest.mark.parametrize(
    ("one", "other", "short"),
    [
        ("FM 1A", "Formation musicale 1A", True),
        ("Piano cy. 2", "Piano cycle 2", True),
        ("Orch. junior", "Orchestre junior", True),
        ("Piano 1", "Piano 12", False),
        ("Violon", "Violoncelle", False),
        ("6A", "6B", False),
        ("Formation musicale 1A", "Formation musicale 1B", False),
    ],
)
def test_an_abbreviation_is_told_from_another_class(one, other, short):
    assert is_short_for(one, other) is is_short_for(other, one) is short
    classes = ListClasses([(1, one, plain(one))], {}, (), {})
    classes.keys((other,))
    assert [question.like for question in classes.questions] == ([one] if short else [])


def test_a_list_with_as_many_classes_as_people_is_not_compared_with_every_class(monkeypatch):
    seen = Mock(wraps=list_classes._abbreviates)
    monkeypatch.setattr(list_classes, "_abbreviates", seen)
    names = [f"{chr(65 + n % 26)}{n}" for n in range(260)]
    classes = ListClasses([(n, name, plain(name)) for n, name in enumerate(names)], {}, (), {})
    for n in range(260):
        classes.keys((f"{chr(65 + n % 26)} de {n}",))
    assert 0 < seen.call_count <= 260 * 10
