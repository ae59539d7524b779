"""What of an operation can still be undone, written as the change rows of the undoing one.

The rows are those of the undone operation with before and after exchanged, for
each facet that still carries the stamp the operation left. Everything is one
INSERT…SELECT a table, whatever the number of users.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    and_,
    case,
    delete,
    func,
    insert,
    literal,
    not_,
    null,
    or_,
    select,
)
from sqlalchemy.orm import Session

from store.models import Change, Deletion, Enrolment, EnrolmentChange, User
from store.queries.undo_conflicts import Wanted, blocked

LIVE = User.deleted_at.is_(None)
NEVER = literal(False, Boolean)


@dataclass(frozen=True)
class Facets:
    """How many of each facet an operation's change rows hold."""

    licences_given: int
    licences_taken: int
    added: int
    deleted: int
    restored: int
    profiles: int
    logins: int
    enrolments_begun: int
    enrolments_ended: int

    @property
    def any(self) -> bool:
        return any(vars(self).values())


def facets(session: Session, school_id: int, operation_id: int) -> Facets:
    """What an operation did to users, as figures."""
    alone = Change.existence.is_(None)
    of_users = session.execute(
        select(
            _sum(and_(alone, Change.licence_after.is_(True))),
            _sum(and_(alone, Change.licence_after.is_(False))),
            *(_sum(Change.existence == kind) for kind in ("added", "deleted", "restored")),
            _sum(Change.profile_after.is_not(None)),
            _sum(Change.login_changed.is_(True)),
        ).where(Change.school_id == school_id, Change.operation_id == operation_id)
    ).one()
    of_enrolments = session.execute(
        select(
            _sum(EnrolmentChange.enrolled.is_(True)), _sum(EnrolmentChange.enrolled.is_(False))
        ).where(
            EnrolmentChange.school_id == school_id, EnrolmentChange.operation_id == operation_id
        )
    ).one()
    return Facets(*(int(value) for value in (*of_users, *of_enrolments)))


def write_changes(
    session: Session,
    school_id: int,
    operation_id: int,
    *,
    undone_id: int,
    found: Facets,
    deletion_id: int | None,
) -> None:
    """Exchange the undone operation's change rows, where their stamps are still in place.

    Added users go under `deletion_id`. `found` tells which facets there are.
    """
    keeps = _Keeps(school_id, undone_id, found)
    columns: dict[str, Any] = {
        "school_id": Change.school_id,
        "operation_id": literal(operation_id, Integer),
        "user_id": Change.user_id,
    }
    for name, condition in keeps.facets.items():
        columns |= _exchanged(_COLUMNS[name], condition)
    if "existence" in keeps.facets:
        columns |= _existence(keeps, operation_id, deletion_id)
    session.execute(
        insert(Change).from_select(
            list(columns),
            select(*columns.values())
            .join(User, and_(User.school_id == Change.school_id, User.id == Change.user_id))
            .where(
                Change.school_id == school_id,
                Change.operation_id == undone_id,
                or_(NEVER, *keeps.facets.values()),
            ),
        )
    )


_COLUMNS = {
    "licence": ("licence", "licence_stamp"),
    "existence": ("deletion", "existence_stamp"),
    "profile": ("profile", "profile_stamp"),
    "login": ("login", "login_stamp"),
}


def _exchanged(
    names: tuple[str, ...], condition: ColumnElement[bool]
) -> dict[str, ColumnElement[Any]]:
    """Before for after and after for before, where the condition holds."""
    exchanged: dict[str, ColumnElement[Any]] = {}
    for name in names:
        before, after = getattr(Change, f"{name}_before"), getattr(Change, f"{name}_after")
        exchanged[f"{name}_before"] = case((condition, after), else_=null())
        exchanged[f"{name}_after"] = case((condition, before), else_=null())
    if "login" in names:
        exchanged["login_changed"] = case((condition, literal(True, Boolean)), else_=null())
    return exchanged


def _existence(
    keeps: "_Keeps", operation_id: int, deletion_id: int | None
) -> dict[str, ColumnElement[Any]]:
    """An added user goes under a deletion of this operation's; a restored one under the old one."""
    added = and_(keeps.facets["existence"], Change.existence == "added")
    again = and_(keeps.facets["existence"], Change.existence != "added")
    return {
        "existence": case(
            (and_(again, Change.existence == "deleted"), "restored"),
            (or_(added, again), "deleted"),
            else_=null(),
        ),
        "deletion_after": case(
            (added, literal(deletion_id, Integer)), (again, Change.deletion_before), else_=null()
        ),
        "existence_stamp_after": case(
            (added, literal(operation_id, Integer)),
            (again, Change.existence_stamp_before),
            else_=null(),
        ),
    }


class _Keeps:
    """Conditions on a change row of the undone operation and its user: which facets go back."""

    def __init__(self, school_id: int, undone_id: int, found: Facets) -> None:
        self.facets: dict[str, ColumnElement[bool]] = {}
        exists = bool(found.added or found.deleted or found.restored)
        leaves, returns = self._leaves(undone_id), self._returns()
        alive = or_(LIVE, returns) if exists else LIVE
        alone = Change.existence.is_(None)
        licence = and_(Change.licence_after.is_not(None), alone, LIVE, _carries("licence"))
        profile = and_(
            Change.profile_after.is_not(None),
            Change.existence.is_distinct_from("added"),
            alive,
            _carries("profile"),
            not_(and_(_access_before() == "external", case((licence, False), else_=User.licence))),
        )
        stays: ColumnElement[bool] = NEVER
        if found.profiles or found.deleted:
            wanted = Wanted(profile=profile, returns=returns, leaves=leaves)
            stays = User.id.in_(blocked(school_id, undone_id, wanted))
            profile, returns = and_(profile, ~stays), and_(returns, ~stays)
        if exists:
            self.facets["existence"] = or_(leaves, returns)
        if found.profiles:
            self.facets["profile"] = profile
        if found.licences_given or found.licences_taken:
            access = case((profile, _access_before()), else_=User.access)
            external = access == "external" if found.profiles else User.access == "external"
            self.facets["licence"] = and_(
                licence, not_(and_(Change.licence_before.is_(True), external))
            )
        if found.logins:
            self.facets["login"] = and_(
                Change.login_changed.is_(True),
                Change.existence.is_distinct_from("added"),
                or_(LIVE, returns) if exists else LIVE,
                _carries("login"),
            )

    def _leaves(self, undone_id: int) -> ColumnElement[bool]:
        """Was added or restored, and can be taken out again."""
        return and_(
            LIVE,
            _carries("existence"),
            or_(
                Change.existence == "restored",
                and_(Change.existence == "added", ~_in_use(undone_id)),
            ),
        )

    def _returns(self) -> ColumnElement[bool]:
        """Was deleted and still is by that act."""
        return and_(
            ~LIVE, User.erased_at.is_(None), Change.existence == "deleted", _carries("existence")
        )


def _carries(facet: str) -> ColumnElement[bool]:
    """The user's facet is as the operation left it."""
    stamp: ColumnElement[int | None] = getattr(User, f"{facet}_stamp")
    left: ColumnElement[int | None] = getattr(Change, f"{facet}_stamp_after")
    return stamp.is_not_distinct_from(left)


def _access_before() -> ColumnElement[str]:
    access: ColumnElement[str] = Change.profile_before["access"].as_string()
    return access


def _in_use(undone_id: int) -> ColumnElement[bool]:
    """An added user who connected, or was given a licence or a class by somebody else, since."""
    enrolled = (
        select(Enrolment.class_id)
        .where(
            Enrolment.school_id == User.school_id,
            Enrolment.user_id == User.id,
            Enrolment.stamp != undone_id,
        )
        .exists()
    )
    connected = and_(
        User.last_login_at.is_not(None),
        User.login_stamp.is_distinct_from(undone_id),
        User.last_login_at.is_distinct_from(Change.login_after),
    )
    given = and_(User.licence, func.coalesce(User.licence_stamp, undone_id) != undone_id)
    return or_(connected, given, enrolled)


def add_deletion(session: Session, deletion: Deletion) -> int:
    session.add(deletion)
    session.flush()  # its id goes into the change rows
    return deletion.id


def drop_deletion_if_empty(session: Session, school_id: int, deletion_id: int) -> None:
    """Where all the added users were left alone, nobody went under it."""
    used = select(Change.deletion_after).where(
        Change.school_id == school_id, Change.deletion_after == deletion_id
    )
    session.execute(
        delete(Deletion)
        .where(Deletion.school_id == school_id, Deletion.id == deletion_id, ~used.exists())
        .execution_options(synchronize_session=False)
    )


def all_went_back(undone: Facets, undoing: Facets) -> bool:
    """Whether the undoing operation did the opposite of all that the undone one did."""
    return (
        undoing.licences_given == undone.licences_taken
        and undoing.licences_taken == undone.licences_given
        and undoing.deleted == undone.added + undone.restored
        and undoing.restored == undone.deleted
        and undoing.profiles == undone.profiles
        and undoing.logins == undone.logins
        and undoing.enrolments_begun == undone.enrolments_ended
        and undoing.enrolments_ended == undone.enrolments_begun
    )


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
