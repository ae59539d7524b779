"""What is pressed under a list's preview: answers, switches, apply, drop."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from slack_bolt import App

from bot.context import Asker
from bot.ended_lists import removed
from bot.listeners.import_ended import puts_away
from bot.listeners.import_message import Shown, show_in_place, show_names, show_result
from bot.postings import Posted
from bot.progress import Progress
from bot.refusals import sentence
from bot.trouble import noted
from bot.turn import Turn, View, listener
from bot.views import common
from bot.views import imports as views
from bot.views.imports import buttons, number, questions, result
from bot.views.imports.figures import figures as figures_of
from bot.views.imports.preview import preview_message
from commands import lists
from commands.errors import (
    DraftEndedError,
    FiguresMovedError,
    NumberToTypeError,
    UnknownQuestionError,
)
from commands.lists import sources
from commands.lists.safeguards import Guard
from commands.lists.sources import ListSource, Promise
from commands.lists.values import Answer, ListApplied, ListPreview, Toggle

Result = TypeVar("Result")


def register(app: App) -> None:
    app.action(re.compile(f"^{questions.ANSWER}:"))(listener(puts_away(click_answer)))
    app.action(re.compile(f"^{questions.ALL}:"))(listener(puts_away(click_answer_all)))
    app.action(re.compile(f"^{buttons.SWITCH}:"))(listener(puts_away(click_switch)))
    app.action(buttons.APPLY)(listener(puts_away(click_apply)))
    app.action(buttons.DROP)(listener(puts_away(click_drop)))
    app.view(number.NUMBER_FORM)(listener(submit_number))


def source_of(asker: Asker, source_id: str) -> tuple[ListSource, str]:
    """What was handed in, and the id of its preview. Raises DraftEndedError."""
    with asker.services.sessions.reading() as session:
        source = sources.kept(session, asker.school_id, source_id, by=asker.actor, now=asker.now)
    if source.preview_id is None:
        raise DraftEndedError
    return source, source.preview_id


# Answers and switches -------------------------------------------------------------------


def click_answer(turn: Turn) -> None:
    """One question."""
    turn.ack()
    source_id, question, answer = questions.read_answer(turn.action["value"])
    _change(turn, source_id, answers={question: answer})


def click_answer_all(turn: Turn) -> None:
    """Every question of a sort that has no answer yet."""
    turn.ack()
    source_id, sort, answer = questions.read_answer(turn.action["value"])
    asker = turn.who(for_change=True)
    _source, preview_id = source_of(asker, source_id)
    with asker.services.sessions.writing.begin() as session:
        preview = lists.show(session, asker.school_id, preview_id, by=asker.actor, now=asker.now)
    asked = questions.of_sort(preview, sort)
    _change(turn, source_id, answers={each.id: answer for each in asked if each.answer is None})


def click_switch(turn: Turn) -> None:
    """Additive after all, keep the enrolments, a licence for the new…"""
    turn.ack()
    source_id, name, on = turn.action["value"].split("|", 2)
    if name == buttons.LICENCE:
        _change(turn, source_id, licence_for_new=bool(on))
    else:
        _change(turn, source_id, toggles={Toggle(name): bool(on)})


def _change(
    turn: Turn,
    source_id: str,
    *,
    answers: Mapping[str, Answer] | None = None,
    toggles: Mapping[Toggle, bool] | None = None,
    licence_for_new: bool | None = None,
) -> None:
    asker = turn.who(for_change=True)
    source, preview_id = source_of(asker, source_id)
    place, words = Posted.read(source.place), asker.words

    def tell(percent: int) -> None:
        show_in_place(turn, place, *views.message(views.reading_text(percent, words)))

    def change(progress: Progress) -> ListPreview:
        with asker.services.sessions.writing.begin() as session:
            return lists.answer(
                session,
                asker.school_id,
                preview_id,
                answers=answers,
                toggles=toggles,
                licence_for_new=licence_for_new,
                by=asker.actor,
                now=asker.now,
                progress=progress,
            )

    try:
        preview = _worked(turn, asker, source_id, tell, change)
    except UnknownQuestionError:
        redraw(turn, asker, source_id)
        return
    show_preview(turn, asker, place, preview, source_id)


def redraw(turn: Turn, asker: Asker, source_id: str, notice: str = "") -> None:
    """The preview as the school is now."""
    source, preview_id = source_of(asker, source_id)
    with asker.services.sessions.writing.begin() as session:
        preview = lists.show(session, asker.school_id, preview_id, by=asker.actor, now=asker.now)
    show_preview(turn, asker, Posted.read(source.place), preview, source_id, notice)


def show_preview(
    turn: Turn,
    asker: Asker,
    place: Posted,
    preview: ListPreview,
    source_id: str,
    notice: str = "",
) -> None:
    """The preview in its message."""
    words = asker.words
    text, blocks = preview_message(preview, source_id, words, notice)
    figures = f"{text}\n{figures_of(preview, words)}"
    show_names(turn, asker, place, Shown(text, blocks, figures))


def _worked(
    turn: Turn,
    asker: Asker,
    source_id: str,
    tell: Callable[[int], None],
    work: Callable[[Progress], Result],
) -> Result:
    """The work with its progress; where it fails after that was told, the preview stands again."""
    progress = Progress(tell)
    try:
        with progress:
            return work(progress)
    except Exception:
        if progress.told:
            _restore(turn, asker, source_id)
        raise


def _restore(turn: Turn, asker: Asker, source_id: str) -> None:
    """Put the preview back in place of its progress; if even that fails, say so there."""
    try:
        redraw(turn, asker, source_id)
    except Exception as error:
        with asker.services.sessions.reading() as session:
            source = sources.kept(
                session, asker.school_id, source_id, by=asker.actor, now=asker.now
            )
        text = asker.words.gettext("This preview has ended. What was done is in the journal.")
        again = views.again_button(asker.words)
        place = Posted.read(source.place)
        show_result(turn, asker, place, *views.message(f"⚠️ {text}", again))
        noted(error)


# Applying -------------------------------------------------------------------------------


def click_apply(turn: Turn) -> None:
    """The click on the figures; where the rule asks, their number has to be typed first."""
    turn.ack()
    value = str(turn.action["value"])
    source_id, _, promise = value.partition("|")
    asker = turn.who(for_change=True)
    _source, shown = standing(asker, source_id)
    if buttons.promise(shown.figures) != promise:
        redraw(turn, asker, source_id, _moved(asker))
    elif shown.guard is Guard.TYPE_NUMBER:
        turn.open(lambda asker: _number_view(asker, value))
    else:
        _apply(turn, asker, source_id, None)


def standing(asker: Asker, source_id: str) -> tuple[ListSource, Promise]:
    """What was handed in, and what its preview showed last.

    Raises DraftEndedError or AlreadyDoneError.
    """
    source, preview_id = source_of(asker, source_id)
    with asker.services.sessions.reading() as session:
        promise = sources.promised(
            session, asker.school_id, preview_id, by=asker.actor, now=asker.now
        )
    return source, promise


def _number_view(asker: Asker, value: str, notice: str = "") -> View:
    _source, shown = standing(asker, value.partition("|")[0])
    return number.number_modal(
        shown.figures.deleted, shown.of, shown.role, value, asker.words, notice
    )


def submit_number(turn: Turn) -> None:
    """The number was typed; another one than the promised is asked again."""
    typed = number.read_number(turn.values)
    value = turn.draft_id
    turn.wait()
    asker = turn.who(for_change=True)
    source_id, _, promise = value.partition("|")
    _source, shown = standing(asker, source_id)
    if buttons.promise(shown.figures) != promise:
        redraw(turn, asker, source_id, _moved(asker))
        turn.answer(common.refused(_moved(asker), asker.words))
        return
    try:
        _apply(turn, asker, source_id, typed)
    except NumberToTypeError as error:
        turn.answer(_number_view(asker, value, sentence(error, asker)))


def _moved(asker: Asker) -> str:
    return asker.words.gettext(
        "Meanwhile the figures have changed: here is the preview as it is now. Nothing was applied."
    )


def _apply(turn: Turn, asker: Asker, source_id: str, typed: int | None) -> None:
    source, preview_id = source_of(asker, source_id)
    place, words = Posted.read(source.place), asker.words

    def tell(percent: int) -> None:
        show_in_place(turn, place, *views.message(views.applying_text(percent, words)))

    def work(progress: Progress) -> ListApplied:
        with asker.services.sessions.writing.begin() as session:
            return lists.apply(
                session,
                asker.school_id,
                preview_id,
                typed_number=typed,
                by=asker.actor,
                now=asker.now,
                progress=progress,
            )

    try:
        done = _worked(turn, asker, source_id, tell, work)
    except FiguresMovedError:
        redraw(turn, asker, source_id, _moved(asker))
        _say(turn, _moved(asker), asker)
        return
    turn.committed()
    note = clear(turn, source, asker)
    text, blocks = result.applied(done, asker.today, note, words)
    show_result(turn, asker, place, text, blocks)
    cleared(asker, source_id)
    _say(turn, text, asker)


def _say(turn: Turn, text: str, asker: Asker) -> None:
    """In the form that waits, if there is one; the message says it anyway."""
    if "view" in turn.body:
        turn.answer(result.said(text, asker.words))


def clear(turn: Turn, source: ListSource, asker: Asker) -> str:
    """Delete the file that was handed in, if the bot may; what became of it, to be said.

    Until it was said, the draft knows of the file: what ends with the process is told later.
    """
    if source.file is None:
        return ""
    return result.file_note(removed(turn.client, source.file), source.link, asker.words)


def cleared(asker: Asker, source_id: str) -> None:
    """It was said."""
    with asker.services.sessions.writing.begin() as session:
        sources.cleared(session, asker.school_id, source_id)


def click_drop(turn: Turn) -> None:
    """Forget the list and its preview."""
    turn.ack()
    source_id = str(turn.action["value"])
    asker = turn.who(for_change=True)
    source, _preview_id = source_of(asker, source_id)
    with asker.services.sessions.writing.begin() as session:
        sources.drop(session, asker.school_id, source_id, by=asker.actor, now=asker.now)
    note = clear(turn, source, asker)
    place = Posted.read(source.place)
    show_result(turn, asker, place, *result.dropped(note, asker.words))
    cleared(asker, source_id)
