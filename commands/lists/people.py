"""What is asked about the people of a list: brothers and sisters, other names, one person twice."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set

from commands.lists.classes import question_id
from commands.lists.values import Answer, SamePerson, SharedAddress
from commands.matching import Doubtful, Listed, Matching, Unclear
from commands.rosters.columns import Column
from store.queries.lists import There


def shared(found: Matching, answers: Mapping[str, Answer]) -> Iterator[SharedAddress]:
    """Unlike names under one new address; those not said to be siblings become unclear."""
    sharing: dict[str, list[Listed]] = defaultdict(list)
    for each in found.listed:
        if each.user is None and each.address_is_new and each.email_key:
            sharing[each.email_key].append(each)
    held: list[Listed] = []
    for key, people in sharing.items():
        if len(people) < 2:
            continue
        asked = question_id("address", key)
        answer = answers.get(asked)
        lines = tuple(line.number for each in people for line in each.lines)
        names = tuple(f"{one.first.first_name} {one.first.last_name}" for one in people)
        yield SharedAddress(asked, people[0].first.email or key, names, lines, None, answer)
        if answer is not Answer.SIBLINGS:
            held += people
    _hold(found, held, Doubtful.SHARED_ADDRESS)


def renamed(found: Matching, answers: Mapping[str, Answer]) -> Iterator[SharedAddress]:
    """An additive list with another first name under somebody's address: renamed, or another?"""
    held: list[Listed] = []
    for each in found.listed:
        if each.user is None or not each.by_address:
            continue
        known = each.user.name_key.partition("|")
        if known[2] == each.name_key.partition("|")[2]:
            continue
        asked = question_id("renamed", each.user.id, each.name_key)
        answer = answers.get(asked)
        line = each.first
        yield SharedAddress(
            asked,
            line.email or "",
            (f"{line.first_name} {line.last_name}",),
            tuple(one.number for one in each.lines),
            f"{known[2]} {known[0]}".title(),
            answer,
        )
        if answer is Answer.SIBLINGS:
            each.user = None
        elif answer is not Answer.SAME:
            held.append(each)
    _hold(found, held, Doubtful.OTHER_NAME)


def returning(
    found: Matching, users: Sequence[There], held: Set[str], *, corrects: bool
) -> list[There]:
    """Those of the deleted `users` who can come back; the lines of the others become unclear.

    Two accounts never have one identifier: `held` are those of the undeleted. With
    `corrects` the identifier that the list has is the one they come back with.
    """
    by_user = {each.user.id: each for each in found.deleted if each.user is not None}
    taken = set(held)
    taken.update(each.external_id for each in found.listed if each.external_id)
    free, kept_out = [], []
    for user in users:
        each = by_user[user.id]
        is_new = corrects and each.external_id and not each.id_was_cut
        external_id = each.external_id if is_new else user.external_id
        if external_id in taken:
            kept_out.append(each)
        else:
            free.append(user)
            taken.update(filter(None, (external_id,)))
    gone = {id(each) for each in kept_out}
    found.deleted = [each for each in found.deleted if id(each) not in gone]
    found.unclear += [
        Unclear(line.number, Column.EXTERNAL_ID, Doubtful.ID_TAKEN)
        for each in kept_out
        for line in each.lines
    ]
    return free


def _hold(found: Matching, held: list[Listed], reason: Doubtful) -> None:
    """Take these people for unclear."""
    if held:
        gone = {id(each) for each in held}
        found.listed = [each for each in found.listed if id(each) not in gone]
        found.unclear += [
            Unclear(line.number, Column.EMAIL, reason) for each in held for line in each.lines
        ]


def same_person(each: Listed, user: There, answers: Mapping[str, Answer]) -> SamePerson:
    asked = question_id("person", user.id, each.name_key, each.email_key)
    return SamePerson(
        asked,
        user.id,
        f"{user.first_name} {user.last_name}",
        each.first.number,
        user.email,
        each.first.email,
        answers.get(asked),
    )
