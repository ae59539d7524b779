"""Who never connected: figures first, then the table by class, and what can be done."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from slackblocks import (
    ActionsBlock,
    Block,
    Button,
    DataTableBlock,
    ExternalSelectMenu,
    PlainText,
    RawNumber,
    RawText,
)

from bot.texts import CREDIT, Words, cut
from bot.views import common
from bot.views.reminder_admins import SEND_NOW
from bot.views.selection import quoted
from commands.access import CannotConnect
from commands.logins import LineKey, NeverConnectedPage, NeverLine, Totals

PAGE, CLASS, FAMILIES = "logins_page", "logins_class", "logins_families"
ALL = 0
"""Instead of a class's id: all classes."""

ROWS = 50
NAME_CELL, CLASS_CELL = 45, 40
"""With days and credits a full page stays under 12 000 characters."""


@dataclass(frozen=True)
class Asked:
    """Which page of which class: what a button of the message holds."""

    class_id: int = ALL
    after: LineKey | None = None
    before: LineKey | None = None

    def packed(self) -> str:
        keys = {"after": self.after, "before": self.before}
        found = {name: _packed(key) for name, key in keys.items() if key}
        return json.dumps({"class": self.class_id, **found})


def read_asked(value: str) -> Asked:
    kept = json.loads(value)
    keys = {name: _key(kept[name]) for name in ("after", "before") if name in kept}
    return Asked(class_id=int(kept["class"]), **keys)


def _packed(key: LineKey) -> list[str | int | None]:
    return [key.class_key, key.created_at.isoformat(), key.user_id]


def _key(kept: list[str]) -> LineKey:
    return LineKey(kept[0], datetime.fromisoformat(kept[1]), int(kept[2]))


@dataclass(frozen=True)
class Shown:
    """All that the message tells."""

    page: NeverConnectedPage
    totals: Totals
    class_id: int
    class_name: str | None
    students: bool
    """Whether there are students at all where it was looked."""
    cost: int | None
    """Licence-seconds; None where credits are not spoken of, or not to this person."""
    own: bool
    """A teacher's own classes, not the school's."""
    today: date


def message(shown: Shown, words: Words) -> tuple[str, common.Blocks]:
    """Text and blocks; the text, which Slack shows in a notification, names nobody."""
    lines = figures(shown, words)
    blocks: list[Block] = [common.section("\n".join(lines), block_id="logins_figures")]
    blocks.append(_menu(shown, words))
    if shown.page.lines:
        blocks.append(_table(shown, words))
    elif shown.totals.listed:
        blocks.append(common.note(words.gettext("Nobody is left on this page.")))
    blocks += _buttons(shown, words)
    return " ".join(lines), common.rendered(blocks)


def figures(shown: Shown, words: Words) -> list[str]:
    """As of when first if that is old, then how many, who cannot, and what it has cost."""
    _, known_at = words.gettext, shown.page.known_at
    lines = []
    if shown.page.stale and known_at is not None:
        text = _("⚠️ Last logins are as of {day}: some may have connected since.")
        lines.append(text.format(day=words.day(known_at)))
    elif known_at is None:
        lines.append(_("⚠️ Nothing is known of last logins yet."))
    lines.append(headline(shown, words))
    lines += _apart(shown.totals, words)
    if shown.cost and shown.totals.listed:
        text = _("Their licences have taken {credits} so far.")
        lines.append(text.format(credits=words.in_credits(shown.cost)))
    if known_at is not None and not shown.page.stale:
        when = words.today_or_day(known_at, shown.today)
        lines.append(_("Last logins known as of {time}.").format(time=when))
    return lines


def headline(shown: Shown, words: Words) -> str:
    """How many, of what."""
    _, number = words.gettext, shown.totals.listed
    if not number:
        return _nobody(shown, words)
    if shown.own:
        text = words.ngettext(
            "*{n} of your students* has not managed to connect the application yet.",
            "*{n} of your students* have not managed to connect the application yet.",
            number,
        )
    else:
        text = words.ngettext(
            "*{n} student* has never connected the application.",
            "*{n} students* have never connected the application.",
            number,
        )
    if shown.class_name is None:
        return text
    return _("{classes}: {figures}").format(classes=quoted(shown.class_name, words), figures=text)


def _nobody(shown: Shown, words: Words) -> str:
    _ = words.gettext
    if not shown.students:
        return _("There are no students here yet.")
    if shown.totals.never_connected:
        return _("All those who can connect have done so at least once.")
    if shown.own:
        text = _("All your students have connected the application at least once.")
    else:
        text = _("All students have connected the application at least once.")
    if shown.class_name is None:
        return text
    return _("{classes}: {figures}").format(classes=quoted(shown.class_name, words), figures=text)


def _apart(totals: Totals, words: Words) -> list[str]:
    """Who cannot connect is not in the list: how many, and why."""
    number = sum(totals.cannot_connect.values())
    if not number:
        return []
    n = words.ngettext
    reasons = {
        CannotConnect.NO_LICENCE: lambda k: n("{n} without a licence", "{n} without a licence", k),
        CannotConnect.PAUSED: lambda k: n(
            "{n} because the school is paused", "{n} because the school is paused", k
        ),
        CannotConnect.NO_CREDITS: lambda k: n(
            "{n} because no credit is left", "{n} because no credit is left", k
        ),
        CannotConnect.DELETED: lambda k: n("{n} deleted", "{n} deleted", k),
    }
    found = [reasons[reason](count) for reason, count in totals.cannot_connect.items()]
    text = n(
        "{n} more cannot connect, and is not in this list: {reasons}.",
        "{n} more cannot connect, and are not in this list: {reasons}.",
        number,
    )
    return [text.format(reasons=words.joined(found))]


def _menu(shown: Shown, words: Words) -> ActionsBlock:
    """The class to look at; the block's id holds it, as Slack keeps a choice by that id."""
    chosen = shown.class_name or words.gettext("All classes")
    menu = ExternalSelectMenu(
        action_id=CLASS,
        min_query_length=0,
        initial_option=common.option(chosen, str(shown.class_id)),
        placeholder=PlainText(words.gettext("All classes")),
    )
    return ActionsBlock([menu], block_id=f"{CLASS}:{shown.class_id}")


def _table(shown: Shown, words: Words) -> DataTableBlock:
    _ = words.gettext
    header = [_("Name"), _("Class"), _("Days since the account was made")]
    if shown.cost is not None:
        header.append(_("Credits"))
    rows = [[RawText(text) for text in header]]
    rows += [_row(line, words, shown.cost is not None) for line in shown.page.lines]  # type: ignore[misc]
    return DataTableBlock(rows, caption=_("Never connected"), page_size=ROWS)  # type: ignore[arg-type]


def _row(line: NeverLine, words: Words, with_cost: bool) -> list[RawText | RawNumber]:
    name = f"{line.first_name} {line.last_name}".strip()
    cells: list[RawText | RawNumber] = [
        RawText(cut(name, NAME_CELL) or "–"),
        RawText(cut(line.class_name or words.gettext("no class"), CLASS_CELL)),
        RawNumber(line.days, words.number(line.days)),
    ]
    if with_cost:
        cells.append(RawNumber(round(line.cost / CREDIT, 3), words.credits(line.cost)))
    return cells


def _buttons(shown: Shown, words: Words) -> list[Block]:
    """Turning the page, and below it what can be done about it."""
    _, page = words.gettext, shown.page
    turns: list[Button] = []
    if page.previous:
        asked = Asked(shown.class_id, before=page.previous)
        turns.append(common.button(_("Previous"), f"{PAGE}:before", asked.packed()))
    if page.next:
        asked = Asked(shown.class_id, after=page.next)
        turns.append(common.button(_("Next"), f"{PAGE}:after", asked.packed()))
    acts: list[Button] = []
    if shown.totals.listed:
        text = _("Text for the families")
        acts.append(common.button(text, FAMILIES, str(shown.class_id)))
    if not shown.own:
        named = shown.class_name or ""
        if shown.totals.listed:
            text = _("Remind the teachers…")
            acts.append(common.button(text, SEND_NOW, str(shown.class_id)))
            typed = f"revoke never {named}".strip()
            acts.append(common.job_button(_("Take their licences back"), "licences", typed))
        acts.append(common.job_button(_("Get the list"), "export", f"students {named}".strip()))
    found = [common.buttons(*turns, block_id="logins_turn")] if turns else []
    return [*found, *([common.buttons(*acts, block_id="logins_acts")] if acts else [])]


def elsewhere(words: Words) -> str:
    return words.gettext("I answered in a direct message: the answer holds students' names.")


def elsewhere_modal(words: Words) -> common.View:
    return common.modal(words, words.gettext("Never connected"), [common.section(elsewhere(words))])
