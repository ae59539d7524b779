"""Put a previewed list into force: delete, free ids that change hands, update, add.

Everything is read from the draft's lines. Change rows are written a slice at a
time and applied by one statement a facet.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from commands.additions import changed_row, facets
from commands.days import today
from commands.lists.differences import Wanted, wanted_from
from commands.lists.previewing import Progress
from commands.lists.values import ListFigures, Outcome
from store.models import School
from store.queries import apply as applying
from store.queries import classes, deletions, list_lines, lists, loading
from store.queries.list_lines import LineRow
from store.queries.loading import Standing

_SLICE = 2000


class ListWriter:
    """Writes one list; `figures` are what is done, in place of what was foreseen."""

    def __init__(
        self,
        session: Session,
        school: School,
        draft_id: str,
        operation_id: int,
        *,
        role: str,
        figures: ListFigures,
        now: datetime,
        progress: Progress | None,
    ) -> None:
        self._session, self._school, self._draft_id = session, school, draft_id
        self._operation_id, self._role, self._now = operation_id, role, now
        self._progress, self._done, self._total = progress, 0, figures.changes
        self.figures = figures
        self.deletion_id: int | None = None
        self._class_ids: dict[str, int] = {}
        self._newest: datetime | None = None
        self._logins = 0

    def write(self, made: dict[str, str], instant: datetime) -> None:
        """`made`: names by key of the classes to make. `instant`: what was settled up to."""
        session, school_id, operation_id = self._session, self._school.id, self._operation_id
        self._make_classes(made)
        self._delete()
        self._change()
        which = (session, school_id, operation_id)
        odometer = self._school.odometer
        self._school.paying += applying.existence(*which, odometer=odometer, kinds=("deleted",))
        applying.profiles(*which)
        self._school.paying += applying.existence(*which, odometer=odometer, kinds=("restored",))
        self._add(instant)
        self._school.paying -= applying.licences(*which, held=False, odometer=odometer)
        self._school.paying += applying.licences(*which, held=True, odometer=odometer)
        applying.logins(*which)
        applying.enrolments(*which)
        self._school.roster_version += 1
        self._logins_known()
        self.figures.logins = self._logins

    def _make_classes(self, made: dict[str, str]) -> None:
        session, school_id = self._session, self._school.id
        known = {key: class_id for class_id, _name, key in classes.names(session, school_id)}
        new = {key: name for key, name in made.items() if key not in known}
        added = loading.add_classes(session, school_id, self._operation_id, new, self._now)
        self._class_ids = known | added

    def _delete(self) -> None:
        if not self.figures.deleted:
            return
        session, school = self._session, self._school
        day = today(self._now, school.zone)
        self.deletion_id = deletions.add(
            session, school.id, self._operation_id, day=day, at=self._now
        )
        leaving = list_lines.of_lines(school.id, self._draft_id, Outcome.DELETED)
        deletions.write_changes(session, school.id, self._operation_id, self.deletion_id, leaving)
        self._tell(self.figures.deleted)

    def _change(self) -> None:
        """Change rows of those who are here, and of those who come back."""
        outcomes = (Outcome.CHANGED, Outcome.RESTORED)
        stamps = list_lines.stamps(self._session, self._school.id, self._draft_id)
        for part in self._parts(outcomes):
            ids = [row.user_id for row in part if row.user_id is not None]
            there = loading.standings(self._session, self._school.id, ids)
            gone = lists.deleted_among(self._session, self._school.id, ids)
            changes: list[dict[str, Any]] = []
            moves: list[tuple[int, int, bool, int | None]] = []
            for row in part:
                user, wanted = there[row.user_id or 0], wanted_from(row.changes)
                changes.append(self._changed(row, wanted, user, gone.get(user.id)))
                moves += self._enrolments(user.id, wanted, stamps)
            self._write(changes, moves)

    def _changed(
        self, row: LineRow, wanted: Wanted, user: Standing, deleted: tuple[int, int | None] | None
    ) -> dict[str, Any]:
        change: dict[str, Any] = {}
        if wanted.profile is not None:
            change |= {"profile_before": user.profile, "profile_after": wanted.profile}
        if wanted.licence is not None and wanted.licence != user.licence:
            change |= {"licence_before": user.licence, "licence_after": wanted.licence}
        change |= self._login(wanted, user.last_login_at)
        change = changed_row(change, user)
        if row.outcome == Outcome.RESTORED and deleted is not None:
            deletion_id, stamp = deleted
            change |= {"existence": "restored", "deletion_before": deletion_id}
            change["existence_stamp_before"] = stamp
        return change

    def _login(self, wanted: Wanted, last: datetime | None) -> dict[str, Any]:
        """A login that a report moved further since the preview stays as it is."""
        if wanted.login is None or (last is not None and last >= wanted.login):
            return {}
        self._logins += 1
        self._newest = max(self._newest or wanted.login, wanted.login)
        return {"login_changed": True, "login_before": last, "login_after": wanted.login}

    def _add(self, instant: datetime) -> None:
        for part in self._parts((Outcome.ADDED,)):
            wanted = [wanted_from(row.changes) for row in part]
            profiles = [one.profile or {} for one in wanted]
            ids = loading.add_users(
                self._session,
                self._school.id,
                profiles,
                role=self._role,
                created_at=instant,
                stamp=self._operation_id,
            )
            changes: list[dict[str, Any]] = []
            moves: list[tuple[int, int, bool, int | None]] = []
            for one, profile in zip(wanted, profiles, strict=True):
                new_id = ids[profile["external_id"], profile["email_key"], profile["name_key"]]
                change: dict[str, Any] = {"user_id": new_id, "existence": "added"}
                if one.licence:
                    change |= {"licence_before": False, "licence_after": True}
                changes.append(change | self._login(one, None))
                moves += self._enrolments(new_id, one, {})
            self._write(changes, moves)

    def _enrolments(
        self, user_id: int, wanted: Wanted, stamps: dict[tuple[int, int], int | None]
    ) -> Iterator[tuple[int, int, bool, int | None]]:
        """(user, class, begun or ended, stamp before)."""
        for key in wanted.begun:
            yield user_id, self._class_ids[key], True, None
        for class_id in wanted.ended:
            yield user_id, class_id, False, stamps.get((user_id, class_id))

    def _write(
        self, changes: list[dict[str, Any]], moves: Sequence[tuple[int, int, bool, int | None]]
    ) -> None:
        operation_id = self._operation_id
        shared = {"school_id": self._school.id, "operation_id": operation_id}
        stamped = [
            shared | change | {f"{name}_stamp_after": operation_id for name in facets(change)}
            for change in changes
        ]
        loading.write_changes(self._session, stamped)
        loading.write_moves(self._session, self._school.id, operation_id, moves)
        self._tell(len(changes))

    def _parts(self, outcomes: Sequence[Outcome]) -> Iterator[list[LineRow]]:
        """The lines with these outcomes, a slice at a time, each read before it is written."""
        last = 0
        while True:
            part = list(
                list_lines.lines(
                    self._session,
                    self._school.id,
                    self._draft_id,
                    outcomes=outcomes,
                    limit=_SLICE,
                    after=last,
                )
            )
            if not part:
                return
            yield part
            last = part[-1].place

    def _tell(self, count: int) -> None:
        self._done += count
        if self._progress is not None:
            self._progress(self._done, self._total)

    def _logins_known(self) -> None:
        """Logins are known up to the newest that the list tells: when it was made is not known."""
        if self._newest is not None:
            known = self._school.logins_known_at
            self._school.logins_known_at = max(known or self._newest, self._newest)
