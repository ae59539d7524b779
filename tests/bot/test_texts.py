"""The words: complete in French, written as French is, with the same blanks to fill."""

import importlib
import pkgutil
import re
import string
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

import bot.listeners
import commands
from bot import refusals, wordings
from bot.texts import Words, cut, escaped, language_of
from bot.views.common import TITLE
from bot.views.credits import run_out_sentence
from bot.views.operations import TOLD
from bot.views.undo import what_was_undone
from commands.credits import Forecast, RunOut
from commands.errors import CommandError
from commands.journal import NO_UNDO, SILENT
from commands.licences import Action
from tests.catalogue import ROOT, french, in_source

PARIS = ZoneInfo("Europe/Paris")
FR, EN = Words("fr", PARIS), Words("en", PARIS)


def texts_of(message: object) -> tuple[str, ...]:
    return message if isinstance(message, tuple) else (str(message),)


def keys(catalogue) -> set[str]:
    return {texts_of(message.id)[0] for message in catalogue if message.id}


def test_every_text_of_the_source_has_its_french():
    known = {texts_of(m.id)[0] for m in french() if m.id and all(texts_of(m.string))}
    assert sorted(keys(in_source()) - known) == []


def test_no_french_is_kept_for_a_text_that_is_gone():
    assert sorted(keys(french()) - keys(in_source())) == []


def test_french_fills_in_the_same_blanks():
    for message in french():
        if message.id:
            wanted = {f for t in texts_of(message.id) for f in blanks(t)}
            for text in texts_of(message.string):
                assert blanks(text) <= wanted, message.id
            assert wanted == {f for t in texts_of(message.string) for f in blanks(t)}, message.id


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


TERMINAL = {
    texts_of(message.id)[0]
    for message in in_source()
    if message.id and all("commandline" in name for name, _ in message.locations)
}
"""Said to whoever looks after the machine, who knows what a database is."""

BARE = re.compile(r"`[^`]*`|https?://\S+|\{[^}]*\}|<[^>]*>|:[a-z_]+:")


@pytest.mark.parametrize(
    ("what", "wrong"),
    [
        ("a straight apostrophe", r"\w'\w"),
        ("a plain space before a sign that wants a narrow one", r" [;!?%]"),
        ("a plain space before a colon", r" :"),
        ("a guillemet without its no-break space", r"«[^\u00a0]|[^\u00a0]»"),
        ("three points", r"\.\.\."),
        ("two meanings of Annuler", r"(?i)\bannuler"),
        ("an apology or a cheer", r"(?i)\boups|désolé|bravo"),
        ("a technical word", r"(?i)\brequête|\bparser|base de données|utf-8"),
        ("an agreement with a person", r"(?i)connecté\(e\)|·e\b|\(e\)"),
    ],
)
def test_french_is_written_as_french_is(what: str, wrong: str):
    found = [
        text
        for message in french()
        if message.id and not (what == "a technical word" and texts_of(message.id)[0] in TERMINAL)
        for text in texts_of(message.string)
        if re.search(wrong, BARE.sub("x", text))
    ]
    assert found == [], what


def every(kind: type[CommandError]) -> set[type[CommandError]]:
    found = {kind} if kind is not CommandError else set()
    for below in kind.__subclasses__():
        found |= every(below)
    return found


def test_every_refusal_has_words():
    for package in (commands, bot.listeners):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    wordings.load_all()
    worded = refusals.worded()
    without = {kind.__name__ for kind in every(CommandError) if not worded & set(kind.__mro__)}
    assert without == set()


def test_dates_and_numbers_are_written_as_each_language_does():
    day = date(2026, 11, 23)
    assert FR.day(day) == "lundi 23 novembre 2026"
    assert EN.day(day) == "Monday, 23 November 2026"
    assert FR.day(date(2026, 12, 1)) == "mardi 1er décembre 2026"
    assert (FR.number(1248), EN.number(1248)) == ("1\u202f248", "1,248")
    assert FR.credits(31_536_000 * 825 // 2) == "412,5"
    assert FR.time(datetime(2026, 11, 23, 15, 42, tzinfo=UTC)) == "16:42"


def test_plural_begins_at_two_in_french():
    def licences(words: Words, number: int) -> str:
        return words.ngettext("{n} licence", "{n} licences", number)

    assert [licences(FR, n) for n in (0, 1, 2)] == ["0 licence", "1 licence", "2 licences"]
    assert licences(EN, 0) == "0 licences"


def test_a_locale_that_is_not_spoken_falls_back_to_the_schools():
    assert language_of("fr-CA", "en") == "fr"
    assert language_of("de-DE", "fr") == "fr"
    assert language_of(None, "en") == "en"


def test_names_ping_nobody_and_are_cut_at_the_end():
    assert escaped("<!channel> & co") == "&lt;!channel&gt; &amp; co"
    assert cut("abcdef", 4) == "abc…"


@pytest.mark.parametrize(
    ("credits", "french", "english"),
    [
        (0, "0 crédit", "0 credits"),
        (0.01, "moins de 0,1 crédit", "less than 0.1 credit"),
        (1, "1 crédit", "1 credit"),
        (1.5, "1,5 crédit", "1.5 credits"),
        (2, "2 crédits", "2 credits"),
        (-1, "-1 crédit", "-1 credit"),
        (412.5, "412,5 crédits", "412.5 credits"),
    ],
)
def test_a_sum_of_credits_is_said_as_each_language_counts(
    credits: float, french: str, english: str
):
    said = [Words(each, PARIS).in_credits(int(credits * 31_536_000)) for each in ("fr", "en")]
    assert said == [french, english]


def test_how_long_credits_last_is_said_for_each_case():
    said = {case: run_out_sentence(RunOut(case), FR) for case in Forecast if case != "day"}
    assert said.pop(Forecast.METER_OFF) == ""
    assert len(set(said.values())) == len(said) == 3
    far = RunOut(Forecast.DAY, day=date(2126, 1, 1), far=True)
    assert "plus de dix ans" in run_out_sentence(far, FR)


def kinds_begun() -> set[str]:
    """Every kind of operation that a command begins, read from the source."""
    found = set()
    for path in (ROOT / "commands").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'journal\.begin\(\s*session,\s*\S+,\s*"(\w+)"', source))
        found |= set(re.findall(r'^KIND = "(\w+)"', source, re.MULTILINE))
    return found | {action.value for action in Action} | {"purchase", "correction", "erase"}


def test_every_kind_of_operation_has_words_in_the_admins_channel():
    wordings.load_all()
    assert kinds_begun() - set(TOLD) - SILENT == set()


def test_every_kind_that_can_be_undone_has_a_name():
    for kind in kinds_begun() - NO_UNDO:
        assert what_was_undone(kind, FR).startswith("↩️ Opération défaite")


def test_every_submit_holds_a_million_in_both_languages():
    verbs = [texts_of(m.id)[0] for m in in_source() if m.id and "({number})" in texts_of(m.id)[0]]
    assert len(verbs) >= 5
    for words in (FR, EN):
        for verb in verbs:
            said = words.gettext(verb).format(number=words.number(1_000_000))
            assert len(said) <= TITLE, said
