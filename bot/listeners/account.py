"""`/school-account`: state, pause, plan, resume, credits."""

import re
from datetime import date

from slack_bolt import App

from bot import typed
from bot.context import Asker
from bot.jobs import BY_NAME
from bot.turn import Turn, View, listener
from bot.views import account as views
from bot.views import credits as credit_views
from bot.views import pause as pause_views
from commands import account, credits, pause
from commands.access import require_admin
from commands.errors import AlreadyPausedError, BadAmountError, NotPausedError


def register(app: App) -> None:
    app.action(re.compile(f"^{views.ACTION}:"))(listener(click))
    app.action(pause_views.CANCEL_PLAN)(listener(cancel_plan))
    app.action(credit_views.AMOUNT)(listener(lambda turn: turn.ack()))
    app.view(pause_views.PAUSE)(listener(submit_pause))
    app.view(pause_views.PLAN)(listener(submit_plan))
    app.view(pause_views.RESUME)(listener(submit_resume))
    app.view(credit_views.ENTER)(listener(submit_credits))


def view_for(asker: Asker, text: str) -> View:
    """What `/school-account` with these words opens."""
    word, rest = typed.first_word(text)
    if not word:
        return _account(asker)
    if word in {"pause", "pauser", "suspendre"}:
        return _pause(asker, rest)
    if word in {"reactiver", "reprendre", "resume"} and not rest:
        return _resume(asker)
    if word in {"credit", "credits"}:
        return _credits(asker, rest)
    raise not_understood(asker, text)


def not_understood(asker: Asker, text: str) -> typed.NotUnderstoodError:
    job = BY_NAME["account"]
    example = asker.words.gettext("pause from 4/7 to 31/8")
    return typed.NotUnderstoodError(text, f"{job.command(asker.words.language)} {example}")


def _account(asker: Asker) -> View:
    with asker.services.sessions.reading() as session:
        require_admin(session, asker.school_id, asker.actor)
        found = account.view(session, asker.school_id, now=asker.now)
    return views.account_modal(found, asker)


def _preview(asker: Asker) -> pause.PausePreview:
    with asker.services.sessions.reading() as session:
        require_admin(session, asker.school_id, asker.actor)
        return pause.preview(session, asker.school_id, now=asker.now)


def _pause(asker: Asker, rest: str) -> View:
    preview = _preview(asker)
    if days := typed.span(rest, asker.today):
        return pause_views.plan_modal(preview, asker, *days)
    last_day = typed.until(rest, asker.today)
    if rest and last_day is None:
        raise not_understood(asker, rest)
    if preview.current is not None:
        raise AlreadyPausedError(
            preview.current.starts_at, preview.current.by, preview.current.ends_at
        )
    return pause_views.pause_modal(preview, asker.words, last_day)


def _plan(asker: Asker) -> View:
    return pause_views.plan_modal(_preview(asker), asker)


def _resume(asker: Asker) -> View:
    preview = _preview(asker)
    if preview.current is None:
        raise NotPausedError
    return pause_views.resume_modal(preview, asker.words)


def _credits(asker: Asker, rest: str) -> View:
    if rest and typed.amount(rest) is None:
        raise BadAmountError
    with asker.services.sessions.writing.begin() as session:
        form = credits.start(session, asker.school_id, by=asker.actor, now=asker.now)
    return credit_views.credits_modal(asker.words, form.draft_id, form.balance, rest)


def click(turn: Turn) -> None:
    """A button of the account leads to its form."""
    turn.ack()
    forms = {
        views.PAUSE: lambda asker: _pause(asker, ""),
        views.PLAN: _plan,
        views.RESUME: _resume,
        views.CREDITS: lambda asker: _credits(asker, ""),
    }
    build = forms[turn.action["value"]]
    turn.show(build)


def submit_pause(turn: Turn) -> None:
    last_day = pause_views.read_last_day(turn.values)
    turn.wait()
    asker = turn.who(for_change=True)
    with asker.services.sessions.writing.begin() as session:
        done = pause.pause_now(
            session, asker.school_id, last_day=last_day, by=asker.actor, now=asker.now
        )
    turn.committed()
    turn.answer(pause_views.paused(done, asker.words))


def submit_plan(turn: Turn) -> None:
    first, last, moves = pause_views.read_plan(turn.view)
    if last < first:
        turn.ack(response_action="errors", errors={pause_views.LAST_DAY: _end_before(turn, first)})
        return
    turn.wait()
    asker = turn.who(for_change=True)
    command = pause.move_plan if moves else pause.plan
    with asker.services.sessions.writing.begin() as session:
        done = command(
            session,
            asker.school_id,
            first_day=first,
            last_day=last,
            by=asker.actor,
            now=asker.now,
        )
    turn.committed()
    turn.answer(pause_views.planned(done, asker.words))


def _end_before(turn: Turn, first: date) -> str:
    """Said at the field, before the store is asked: in the language of the form itself."""
    words = turn.form_words
    return words.gettext("The end must come after {day}.").format(
        day=words.day(first, weekday=False)
    )


def cancel_plan(turn: Turn) -> None:
    turn.ack()
    asker = turn.who(for_change=True)
    with asker.services.sessions.writing.begin() as session:
        done = pause.cancel_plan(session, asker.school_id, by=asker.actor, now=asker.now)
    turn.committed()
    turn.update(pause_views.plan_dropped(done, asker.words))


def submit_resume(turn: Turn) -> None:
    turn.wait()
    asker = turn.who(for_change=True)
    with asker.services.sessions.writing.begin() as session:
        done = pause.resume(session, asker.school_id, by=asker.actor, now=asker.now)
    turn.committed()
    turn.answer(pause_views.resumed(done, asker.words))


def submit_credits(turn: Turn) -> None:
    kind, amount, reason = credit_views.read_credits(turn.values)
    words = turn.form_words
    if amount is None:
        text = words.gettext("This is not a number. For example: 500")
        turn.ack(response_action="errors", errors={credit_views.AMOUNT: text})
        return
    if kind == credit_views.CORRECTION and not reason:
        text = words.gettext("Say in a word why: it stays in the journal.")
        turn.ack(response_action="errors", errors={credit_views.REASON: text})
        return
    turn.wait()
    asker = turn.who(for_change=True)
    draft_id = turn.draft_id
    with asker.services.sessions.writing.begin() as session:
        if kind == credit_views.CORRECTION:
            done = credits.correct(
                session,
                asker.school_id,
                credits=amount,
                reason=reason,
                draft_id=draft_id,
                by=asker.actor,
                now=asker.now,
            )
        else:
            done = credits.buy(
                session,
                asker.school_id,
                credits=amount,
                draft_id=draft_id,
                by=asker.actor,
                now=asker.now,
            )
    turn.committed()
    turn.answer(credit_views.entered(done, asker.words))
