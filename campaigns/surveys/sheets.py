"""What a survey found as a workbook: a sheet of counts, one of texts; and the answers with names where it has names."""

from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from campaigns.models import Survey, SurveyQuestion
from campaigns.surveys.results import Found, Results, labels_of
from residents.cockpit import writing

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def write_results(survey: Survey, results: Results, file: IO[bytes]) -> None:
    """Write the counts into ``file`` as xlsx, masked as the page is."""
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        head, number = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0", "align": "right"})
        sheet = book.add_worksheet(_("Results"))
        sheet.set_column(0, 0, 60)
        sheet.set_column(1, 12, 14)
        sheet.write(0, 0, survey.title, head)
        sheet.write_row(1, 0, [_("Answers"), results.answered], number)
        sheet.write_row(2, 0, [_("Invited"), results.invited], number)
        sheet.write(3, 0, writing.masking())
        row = 5
        for found in results.questions:
            row = _write_question(sheet, row, found, head, number) + 1
        _write_texts(book, results, head)


def write_named(survey: Survey, file: IO[bytes]) -> int:
    """Write who answered what into ``file``; return how many people stand in it."""
    questions = list(survey.questions.all())
    responses = survey.responses.filter(resident__isnull=False).select_related("resident").prefetch_related("answers")
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(_("Answers"))
        sheet.set_column(0, len(questions) + 1, 24)
        sheet.write_row(0, 0, [_("Name"), _("Day"), *(one.text for one in questions)], head)
        people = 0
        for people, response in enumerate(responses.order_by("day", "id"), start=1):
            given = {one.question_id: one for one in response.answers.all()}
            cells = [_written(one, given[one.pk]) if one.pk in given else "" for one in questions]
            name = response.resident.name if response.resident else ""
            sheet.write_row(people, 0, [name, response.day.isoformat(), *cells])
    return people


def _written(question: SurveyQuestion, answer: Any) -> str:
    labels = labels_of(question)
    return answer.text or ", ".join(labels.get(number, "") for number in answer.choices)


def _write_question(sheet: Any, row: int, found: Found, head: Any, number: Any) -> int:
    sheet.write(row, 0, f"{found.question.place}. {found.question.text}", head)
    sheet.write(row, 1, _("Count"), head)
    for bar in found.bars:
        row += 1
        sheet.write(row, 0, bar.label)
        sheet.write(row, 1, writing.masked() if bar.count is None else bar.count, number)
    for cross in found.crosses:
        row += 1
        sheet.write_row(row, 0, [cross.title, *(bar.label for bar in found.bars)], head)
        for name, counts in cross.rows:
            row += 1
            sheet.write(row, 0, name)
            sheet.write_row(row, 1, [writing.masked() if one is None else one for one in counts], number)
    return row + 1


def _write_texts(book: Any, results: Results, head: Any) -> None:
    texts = [found for found in results.questions if found.texts]
    if not texts:
        return
    sheet = book.add_worksheet(_("Free texts"))
    sheet.set_column(0, len(texts), 60)
    for column, found in enumerate(texts):
        sheet.write(0, column, found.question.text, head)
        sheet.write_column(1, column, found.texts or [])
