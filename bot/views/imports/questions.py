"""What a list's preview asks: brothers and sisters, names of classes, one person or two."""

from collections.abc import Sequence

from slackblocks import Block

from bot.roster_lines import quoted
from bot.texts import Words, cut, escaped
from bot.views import common
from commands.lists.values import (
    Answer,
    ClassQuestion,
    ListPreview,
    Question,
    SamePerson,
    SharedAddress,
)

ANSWER = "import_answer"
"""Buttons; their value is the source's id, the question's, and the answer."""
ALL = "import_answer_all"
"""One answer for all questions of a sort: the source's id, the sort, the answer."""
SIBLINGS, CLASSES, SAME = "siblings", "classes", "same"
SHOWN = 6
NAMES = 4


def of_sort(preview: ListPreview, sort: str) -> Sequence[Question]:
    """The questions of a sort that one answer may settle."""
    if sort == SIBLINGS:
        return [each for each in preview.shared_addresses if each.known is None]
    return preview.class_questions if sort == CLASSES else preview.same_people


def read_answer(value: str) -> tuple[str, str, Answer]:
    """The source's id, the question's or the sort, and the answer."""
    source_id, question, answer = value.split("|", 2)
    return source_id, question, Answer(answer)


def question_blocks(preview: ListPreview, source_id: str, words: Words) -> list[Block]:
    """The first questions, those without an answer before the others."""
    asked: list[Question] = [
        *preview.class_questions,
        *preview.shared_addresses,
        *preview.same_people,
    ]
    asked.sort(key=lambda each: each.answer is not None)
    blocks: list[Block] = []
    for each in asked[:SHOWN]:
        text, answers = _asked(each, words)
        blocks.append(common.section(f"❓ {text}", f"question_{each.id}"))
        found = [
            common.button(
                label,
                f"{ANSWER}:{answer}",
                f"{source_id}|{each.id}|{answer}",
                style="primary" if each.answer is answer else None,
            )
            for answer, label in answers.items()
        ]
        blocks.append(common.buttons(*found, block_id=f"answers_{each.id}"))
    if len(asked) > SHOWN:
        blocks.append(common.note(_more(len(asked) - SHOWN, words)))
    return blocks + _for_all(preview, source_id, words)


def _asked(question: Question, words: Words) -> tuple[str, dict[Answer, str]]:
    if isinstance(question, ClassQuestion):
        return _class(question, words)
    if isinstance(question, SharedAddress):
        return _shared(question, words)
    return _same(question, words)


def _class(question: ClassQuestion, words: Words) -> tuple[str, dict[Answer, str]]:
    _ = words.gettext
    name = quoted(cut(question.name, 80), words, escaped)
    lines = words.ngettext("{n} line", "{n} lines", question.lines)
    answers = {}
    if question.like is not None and question.is_date:
        like = cut(question.like, 60)
        text = _("The class {name} ({lines}) is a date. Did a spreadsheet make it of {like}?")
        text = text.format(name=name, lines=lines, like=quoted(like, words, escaped))
        answers[Answer.SAME] = _("Yes, {name}").format(name=quoted(like, words, str))
    elif question.like is not None:
        like = quoted(cut(question.like, 80), words, escaped)
        text = _("The class {name} ({lines}) is not there. Is it {like}?")
        text = text.format(name=name, lines=lines, like=like)
        answers[Answer.SAME] = _("Yes, the same class")
    else:
        text = _("The class {name} ({lines}) is not there. Is it one class or several?")
        text = text.format(name=name, lines=lines)
    if question.parts:
        parts = words.joined([quoted(cut(part, 40), words, str) for part in question.parts[:4]])
        answers[Answer.SEVERAL] = _("Several: {names}").format(names=parts)
    answers[Answer.NEW] = _("A new class")
    return text, answers


def _shared(question: SharedAddress, words: Words) -> tuple[str, dict[Answer, str]]:
    _ = words.gettext
    names = words.joined([escaped(cut(name, 60)) for name in question.names[:NAMES]])
    lines = words.joined([words.number(line) for line in question.lines[:NAMES]])
    if question.known is not None:
        text = _(
            "Line {lines}: {names} has the address of the account {known}. "
            "The same person, or a brother or sister?"
        ).format(lines=lines, names=names, known=quoted(question.known, words, escaped))
        return text, {
            Answer.SAME: _("The same person"),
            Answer.SIBLINGS: _("Brother or sister"),
            Answer.MISTAKE: _("I correct the list"),
        }
    text = words.ngettext(
        "{n} person has the same address, lines {lines}: {names}.",
        "{n} people have the same address, lines {lines}: {names}.",
        len(question.names),
    ).format(lines=lines, names=names)
    return text, {
        Answer.SIBLINGS: _("Brothers and sisters"),
        Answer.MISTAKE: _("I correct the list"),
    }


def _same(question: SamePerson, words: Words) -> tuple[str, dict[Answer, str]]:
    _ = words.gettext
    text = _(
        "{name} would be deleted, and line {line} adds the same name: "
        "{old} → {new}. Is it one person with a new address?"
    ).format(
        name=escaped(question.name),
        line=words.number(question.line),
        old=escaped(question.old_email or "–"),
        new=escaped(question.new_email or "–"),
    )
    return text, {Answer.YES: _("Yes, one person"), Answer.NO: _("No, two people")}


def _for_all(preview: ListPreview, source_id: str, words: Words) -> list[Block]:
    """One click for many questions of a sort."""
    _ = words.gettext
    labels = {
        (CLASSES, Answer.NEW): _("All are new classes"),
        (SIBLINGS, Answer.SIBLINGS): _("All are brothers and sisters"),
        (SAME, Answer.YES): _("Each is one person"),
    }
    found = [
        common.button(label, f"{ALL}:{sort}", f"{source_id}|{sort}|{answer}")
        for (sort, answer), label in labels.items()
        if sum(each.answer is None for each in of_sort(preview, sort)) > 1
    ]
    return [common.buttons(*found, block_id="answers_all")] if found else []


def _more(number: int, words: Words) -> str:
    return words.ngettext(
        "{n} more question: it comes when one of these has its answer.",
        "{n} more questions: they come when these have their answers.",
        number,
    )
