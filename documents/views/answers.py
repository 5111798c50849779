"""Answering a questionnaire, by a link or signed in (R-CEE-7)."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views import View

from accounts.access import get_visible_or_404
from accounts.link_views import LinkView
from directory.violations import Refused
from documents import questionnaires, registry
from documents.enums import QuestionType
from documents.forms import QuestionnaireForm
from documents.models import QuestionnaireAnswer
from documents.views.status import trail_to


class AnswerMixin:
    """The page: questions with what was answered, or the answers once it is closed."""

    def show(self, request, row, form=None):
        questions = row.questionnaire.questions
        next_step = registry.answered(row.questionnaire.kind)[1]
        form = form or QuestionnaireForm(questions=questions, initial=typed(row))
        context = {
            "row": row,
            "form": form,
            "shown": answers_in_words(row),
            "next_step": next_step(row) if row.answered_at else None,
            "trail": trail_to(row.subject, request.actor),
        }
        return TemplateResponse(request, "documents/questionnaire.html", context)

    def keep(self, request, row, path):
        form = QuestionnaireForm(request.POST, questions=row.questionnaire.questions)
        if form.is_valid():
            try:
                questionnaires.answer(request.actor, row, form.cleaned_data)
            except Refused as refused:
                form.add_refusal(refused)
        if not form.is_valid():
            return self.show(request, row, form)
        messages.success(request, "Merci : votre réponse est enregistrée.")
        return redirect(path)


class AnswerByLink(AnswerMixin, LinkView):
    purpose = questionnaires.PURPOSE

    def get_subject(self):
        rows = QuestionnaireAnswer.objects.select_related("questionnaire", "link")
        return rows.filter(pk=self.link.subject_id).first()

    def get(self, request, token):
        return self.show(request, self.subject)

    def post(self, request, token):
        return self.keep(request, self.subject, self.link.path)


class AnswerByAccount(AnswerMixin, View):
    def row(self, request, pk):
        rows = QuestionnaireAnswer.objects.select_related("questionnaire", "link")
        return get_visible_or_404(rows, request.actor, pk=pk)

    def get(self, request, pk):
        return self.show(request, self.row(request, pk))

    def post(self, request, pk):
        path = reverse("documents:questionnaire", args=[pk])
        return self.keep(request, self.row(request, pk), path)


def typed(row):
    """What was answered, as the form takes it."""
    words = {True: "oui", False: "non"}
    return {
        question["code"]: words[value] if question["type"] == QuestionType.YES_NO else value
        for question in row.questionnaire.questions
        if (value := row.answers.get(question["code"])) is not None
    }


def answers_in_words(row):
    """[(question, answer)] for reading."""
    initial = typed(row)
    lines = []
    for question in row.questionnaire.questions:
        value = initial.get(question["code"], "")
        labels = dict(question.get("choices", []))
        lines.append((question["text"], labels.get(value, value)))
    return lines
