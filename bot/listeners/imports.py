"""`/school-import`: a list handed in, read, and previewed in a direct message."""

import re
from dataclasses import replace

from slack_bolt import App
from slack_sdk.errors import SlackApiError

from bot import typed
from bot.context import Asker
from bot.downloads import Door, FileNotFetchedError, NotFetched, download
from bot.listeners import import_acts, import_files
from bot.listeners.import_ended import puts_away
from bot.listeners.import_message import post, show, show_in_place, show_result
from bot.listeners.licences import suggest_classes
from bot.postings import Posted
from bot.progress import Progress
from bot.refusals import sentence, sentence_of_trouble
from bot.refusals.files import lines_sentence
from bot.trouble import noted
from bot.turn import Turn, View, listener
from bot.views import common
from bot.views import imports as views
from bot.views.imports import buttons, result
from commands import classes, lists
from commands.access import require_admin
from commands.errors import (
    AlreadyDoneError,
    ClassGoneError,
    CommandError,
    DraftEndedError,
)
from commands.lists import sources
from commands.lists.sources import ListSource
from commands.lists.values import ListOptions, ListPreview
from commands.rosters.doubts import About, Doubt
from commands.rosters.encodings import Encoding
from commands.rosters.errors import RosterError
from commands.rosters.reading import FORM_BYTES

ROW_BYTES = 50
"""About what a row takes in a workbook, whose rows nobody can count beforehand."""

ROLES = {
    "eleves": views.STUDENTS,
    "eleve": views.STUDENTS,
    "students": views.STUDENTS,
    "professeurs": views.TEACHERS,
    "profs": views.TEACHERS,
    "teachers": views.TEACHERS,
}


def register(app: App) -> None:
    app.options(views.CLASS)(listener(suggest_classes))
    app.view(views.FORM)(listener(submit))
    app.action(re.compile(f"^{views.READING}:"))(listener(puts_away(click_reading)))
    app.action(buttons.CORRECT)(listener(click_correct))
    import_acts.register(app)
    import_files.register(app)


def view_for(asker: Asker, text: str) -> View:
    """What `/school-import` with these words opens: students or teachers, and a class."""
    with asker.services.sessions.reading() as session:
        require_admin(session, asker.school_id, asker.actor)
    word, rest = typed.first_word(text)
    role = ROLES.get(word)
    name = rest if role else text.strip()
    form = views.Form(role=role or views.STUDENTS)
    if name:
        with asker.services.sessions.reading() as session:
            found = classes.by_typed_name(session, asker.school_id, name)
        form = replace(form, class_option=common.option(found.name, str(found.id)))
    return views.import_modal(form, asker.words)


def click_correct(turn: Turn) -> None:
    """The form again, for the corrected list; what was chosen stays chosen."""
    turn.ack()
    source_id = str(turn.action["value"])

    def build(asker: Asker) -> View:
        options = import_acts.standing(asker, source_id)[0].options
        with asker.services.sessions.reading() as session:
            named = None
            if options.into_class:
                found = classes.by_typed_name(session, asker.school_id, options.into_class)
                named = common.option(found.name, str(found.id))
        form = views.Form(
            options.role, options.kind, named, options.licence_for_new, options.follow_licences
        )
        return views.import_modal(form, asker.words, source_id)

    turn.open(build)


def submit(turn: Turn) -> None:
    """The form: what it alone tells is said at the field, the rest in a direct message."""
    form = views.read_form(turn.values)
    errors = views.errors_of(form, turn.form_words)
    if errors:
        turn.ack(response_action="errors", errors=errors)
        return
    turn.wait()
    asker = turn.who(for_change=True)
    options = _options(asker, form)
    before = _corrected(asker, turn.draft_id)
    place = post(turn, asker, *views.message(views.reading_text(0, asker.words)))
    source = _source(form, options, place, before)
    if before is not None:
        source = replace(source, replaces=turn.draft_id)
    with asker.services.sessions.writing.begin() as session:
        source_id = sources.keep(session, asker.school_id, source, by=asker.actor, now=asker.now)
    turn.answer(views.waiting(asker.words))
    read_and_show(turn, asker, source_id, source)


def _options(asker: Asker, form: views.Form) -> ListOptions:
    """What was chosen, the class by its name of now. Raises NotAllowedError."""
    with asker.services.sessions.reading() as session:
        require_admin(session, asker.school_id, asker.actor)
        name = None
        if form.class_id is not None:
            found = classes.names_of(session, asker.school_id, (form.class_id,))
            if not found:
                raise ClassGoneError
            name = found[0]
    return ListOptions(form.role, form.kind, name, form.licence, form.follow)


def _corrected(asker: Asker, source_id: str) -> ListSource | None:
    """The list that this one corrects; None where it was applied, dropped or ended meanwhile.

    What is handed in is then a list of its own: nothing of it is lost.
    """
    if not source_id:
        return None
    try:
        return import_acts.standing(asker, source_id)[0]
    except (AlreadyDoneError, DraftEndedError):
        return None


def _source(
    form: views.Form, options: ListOptions, place: Posted, before: ListSource | None
) -> ListSource:
    preview_id = before.preview_id if before is not None else None
    if form.file is None:
        readings = {About.ENCODING.value: Encoding.UTF8.value}
        return ListSource(
            options, place.written, text=form.lines, readings=readings, preview_id=preview_id
        )
    return ListSource(
        options,
        place.written,
        file=str(form.file["id"]),
        filename=str(form.file.get("name") or "") or None,
        link=form.file.get("permalink"),
        preview_id=preview_id,
    )


def click_reading(turn: Turn) -> None:
    """How to read the file was answered: read it so."""
    turn.ack()
    source_id, about, answer = views.read_reading(turn.action["value"])
    asker = turn.who(for_change=True)
    with asker.services.sessions.writing.begin() as session:
        source = sources.kept(session, asker.school_id, source_id, by=asker.actor, now=asker.now)
        was_read = source.is_read
        if not was_read:
            source = replace(source, readings={**source.readings, about.value: answer})
            sources.change(
                session, asker.school_id, source_id, source, by=asker.actor, now=asker.now
            )
    if was_read:
        import_acts.redraw(turn, asker, source_id)
    else:
        read_and_show(turn, asker, source_id, source)


# Reading --------------------------------------------------------------------------------


def read_and_show(turn: Turn, asker: Asker, source_id: str, source: ListSource) -> None:
    """Read it and show its preview, its question, or why it is refused: always an end."""
    place, words = Posted.read(source.place), asker.words

    def tell(percent: int) -> None:
        show_in_place(turn, place, *views.message(views.reading_text(percent, words)))

    try:
        with Progress(tell) as progress:
            found = _read(turn, asker, source_id, source, progress)
    except CommandError as error:
        if source.file is None and isinstance(error, RosterError):
            text = lines_sentence(error, words)
        else:
            text = sentence(error, asker)
        show(turn, place, *views.message(f"⚠️ {text}", views.again_button(words)))
        _say(turn, common.refused(text, words, error))
        return
    except Exception as error:
        text = sentence_of_trouble(error, noted(error), words.language)
        show(turn, place, *views.message(f"⚠️ {text}", views.again_button(words)))
        _say(turn, common.trouble(text))
        return
    if found is None:
        return  # another click came first, and shows what it made of it
    if isinstance(found, Doubt):
        show(turn, place, *views.doubt_message(found, source.filename, source_id, words))
    else:
        import_acts.show_preview(turn, asker, place, found, source_id)
        if source.replaces is not None:
            _replaced(turn, asker, source.replaces)
    _say(turn, views.ready(words))


def _replaced(turn: Turn, asker: Asker, source_id: str) -> None:
    """The preview of the list that was corrected, and its file, are not needed any more."""
    try:
        with asker.services.sessions.writing.begin() as session:
            before = sources.replaced(
                session, asker.school_id, source_id, by=asker.actor, now=asker.now
            )
    except DraftEndedError:
        return
    note = import_acts.clear(turn, before, asker)
    place = Posted.read(before.place)
    show_result(turn, asker, place, *result.replaced(note, asker.words))
    import_acts.cleared(asker, source_id)


def _say(turn: Turn, view: View) -> None:
    """In the form that waits, if there is one; the message says it anyway."""
    if "view" in turn.body:
        turn.answer(view)


def _read(
    turn: Turn, asker: Asker, source_id: str, source: ListSource, progress: Progress
) -> ListPreview | Doubt | None:
    """None: meanwhile it was read already, or another answer was given how to read it."""
    content = _content(turn, asker, source)
    readings = source.readings
    rows = len(content) // ROW_BYTES if content.startswith(b"PK") else content.count(b"\n")
    most = max(1, rows)
    with asker.services.sessions.reading() as session:
        uploaded = lists.read(
            session,
            asker.school_id,
            content,
            filename=source.filename,
            follow_licences=source.options.follow_licences,
            progress=lambda lines: progress(lines, 2 * most),
            encoding=readings.get(About.ENCODING),
            separator=readings.get(About.SEPARATOR),
            name_order=readings.get(About.NAME_ORDER),
            date_order=readings.get(About.DATE_ORDER),
        )
    if uploaded.roster.doubt is not None:
        return uploaded.roster.doubt
    with asker.services.sessions.writing.begin() as session:
        if source != sources.kept(
            session, asker.school_id, source_id, by=asker.actor, now=asker.now
        ):
            return None
        preview = lists.preview(
            session,
            asker.school_id,
            uploaded,
            source.options,
            draft_id=source.preview_id,
            by=asker.actor,
            now=asker.now,
            progress=lambda done, of: progress(of + done, 2 * of),
        )
        sources.previewed(
            session,
            asker.school_id,
            source_id,
            preview.draft_id,
            by=asker.actor,
            now=asker.now,
        )
    return preview


def _content(turn: Turn, asker: Asker, source: ListSource) -> bytes:
    """The bytes of the file, or of the pasted lines."""
    if source.file is None:
        return (source.text or "").encode("utf-8")
    try:
        found = turn.client.files_info(file=source.file)["file"]
    except SlackApiError as error:
        if error.response["error"] not in {"file_not_found", "file_deleted"}:
            raise
        raise FileNotFetchedError(NotFetched.GONE) from None
    door = Door(str(turn.client.token), str(turn.client.base_url), asker.services.file_hosts)
    address = str(found.get("url_private_download") or found.get("url_private") or "")
    return download(address, door, size=found.get("size"), limit=FORM_BYTES)
